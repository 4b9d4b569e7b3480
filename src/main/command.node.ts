/** What every command of `rappel` shares: how it is called, how it fails, and the exit codes. */
import { parseArgs } from 'node:util';
import { CannotStart } from '#db/system-user.node.ts';

export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Where a command reads and writes; tests hand their own. */
export type Io = {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
};

/** Called wrongly: the message says what is wrong; the usage follows it. */
export class WrongUsage extends Error {}

/** Could not do what was asked, for a reason the user can read and mend. */
export class Failure extends Error {
  /** Kept when the error comes from a thread, where the class is lost. */
  override readonly name = 'Failure';
}

type Spec = Record<string, { type: 'string' | 'boolean'; short?: string; default?: string | boolean }>;

export type Command = {
  readonly name: string;
  /** One line for `rappel help`. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  readonly options: Spec;
  readonly run: (input: Input, io: Io) => Promise<number>;
};

/** Words and options of a call, read by name. */
export type Input = {
  readonly words: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  /** Asked to stop: the command ends at the next safe place. */
  readonly signal: AbortSignal;
};

const readInput = (args: readonly string[], options: Spec, signal: AbortSignal): Input => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
    const given: Record<string, string | boolean | undefined> = { ...values };
    return {
      words: positionals,
      text: (name) => {
        const value = given[name];
        return typeof value === 'string' ? value : undefined;
      },
      flag: (name) => given[name] === true,
      signal,
    };
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
};

/** Failures of the outside world whose code says enough, in words. */
const SYSTEM_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'not allowed to read or write it',
  EISDIR: 'it is a folder, a file was expected',
  ENOTDIR: 'it is a file, a folder was expected',
  ENOSPC: 'the disk is full',
  ECONNREFUSED: 'the database does not answer: is it running, and is the address right?',
  EADDRINUSE: 'the port is already taken: stop the other program, or choose another with --port',
  '28P01': 'the database refused the password',
  '3D000': 'the database does not exist: create it first',
  '57P03': 'the database is starting or stopping: try again in a moment',
};

/** A message for the user, never a stack trace. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = SYSTEM_FAILURES[code];
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  if (known !== undefined) return `${path}${known}`;
  if (error.name === 'Failure' || error instanceof CannotStart) return error.message;
  return `${error.message} (unexpected: please report it with the command you ran)`;
};

/** Runs a command and gives its exit code; every failure ends as a message on stderr. */
export const runCommand = async (
  command: Command,
  args: readonly string[],
  io: Io,
  signal = new AbortController().signal,
): Promise<number> => {
  try {
    const input = readInput(args, command.options, signal);
    if (input.flag('help')) {
      io.stdout.write(`${command.usage}\n`);
      return EXIT.done;
    }
    return await command.run(input, io);
  } catch (error) {
    if (error instanceof WrongUsage) {
      io.stderr.write(`rappel ${command.name}: ${error.message}\n\n${command.usage}\n`);
      return EXIT.usage;
    }
    io.stderr.write(`rappel ${command.name}: ${messageOf(error)}\n`);
    return EXIT.failed;
  }
};

/** The one word a command expects, or a usage error that names it. */
export const oneWord = (input: Input, what: string): string => {
  const [word, extra] = input.words;
  if (word === undefined) throw new WrongUsage(`${what} is missing`);
  if (extra !== undefined) throw new WrongUsage(`unexpected "${extra}"`);
  return word;
};
