/** The command line. Each command is loaded only when it is called. */
import { type Command, EXIT, type Io, runCommand } from '#main/command.node.ts';
import { Config } from '#main/config.ts';

const io: Io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };

/** A reader that closes early (`rappel help | head -1`) is no failure. */
process.stdout.on('error', (error: Error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(EXIT.done);
});

// Started by bin/rappel.mjs, whose channel closes when it is gone, even killed: nobody would read our answer.
if (process.channel) {
  process.on('disconnect', () => process.exit(EXIT.failed));
  process.channel.unref();
}

/** Aborts at the first Ctrl-C, so that a command may end well; the second ends it at once. */
const stopSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.failed);
      controller.abort();
    });
  return controller.signal;
};

// An empty variable is one that is not set.
const environment = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
const parsed = Config.safeParse(environment);
if (!parsed.success) {
  const [issue] = parsed.error.issues;
  process.stderr.write(
    `rappel: the environment variable ${issue?.path.join('.')} is wrong: ${issue?.message}\n`,
  );
  process.exit(EXIT.usage);
}
const config = parsed.data;

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('#main/start.node.ts')).start(config),
  replay: async () => (await import('#main/replay.node.ts')).replay(config),
  ingest: async () => (await import('#main/ingest.node.ts')).ingest(config),
  check: async () => (await import('#main/check.node.ts')).check(config),
  interpret: async () => (await import('#main/interpret.node.ts')).interpret(config),
  forecast: async () => (await import('#main/forecast.node.ts')).forecast(config),
  schedule: async () => (await import('#main/schedule.node.ts')).schedule(config),
  identity: async () => (await import('#main/identity.node.ts')).identity(config),
  keys: async () => (await import('#main/people-keys.node.ts')).peopleKeys(config),
  audit: async () => (await import('#main/audit.node.ts')).audit(config),
  privacy: async () => (await import('#main/privacy.node.ts')).privacy(config),
  barcode: async () => (await import('#main/barcode.node.ts')).barcodeCommand(),
  certificate: async () => (await import('#main/certificate.node.ts')).certificate(config),
  publish: async () => (await import('#main/publish.node.ts')).publish(config),
  rebuild: async () => (await import('#main/rebuild.node.ts')).rebuild(config),
  doctor: async () => (await import('#main/doctor.node.ts')).doctor(config),
};

const help = async (): Promise<string> => {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(13)}${summary}`);
  return `Rappel runs a national vaccination campaign end to end.\n\nUsage: rappel COMMAND [options]\n\n${lines.join('\n')}\n\nrappel COMMAND --help tells more. Documentation: docs/.\n`;
};

const [name = 'help', ...args] = process.argv.slice(2);
const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (load !== undefined) {
  process.exitCode = await runCommand(await load(), args, io, stopSignal());
} else if (['help', '--help', '-h'].includes(name)) {
  io.stdout.write(await help());
} else {
  io.stderr.write(`rappel: no command "${name}"\n\n${await help()}`);
  process.exitCode = EXIT.usage;
}
