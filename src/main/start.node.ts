/** `rappel start`: the database, the web server, the background work, and the replay of the demonstration. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { startEmbedded } from '#db/embedded.node.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import type { BackgroundState } from '#main/background.node.ts';
import { type Campaign, openCampaign, VERSION } from '#main/campaign.node.ts';
import { type Command, EXIT, type Io, messageOf, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, type Database, openDatabase } from '#main/database.node.ts';
import { bar, progressLine } from '#main/progress.node.ts';
import type { Progress } from '#main/replay.node.ts';
import { publishStrategies } from '#main/replay-facts.node.ts';
import { startThread } from '#main/thread.node.ts';
import { buildWeb } from '#main/web-build.node.ts';
import { ALL_RIGHTS, programmeRoutes } from '#programmes/index.http.ts';

const CAMPAIGN = 'fr-covid-19';
const DEMO = { input: 'vacsi-a-dep_pub2021-04-22.csv.gz', until: '2021-01-31', seed: 1 } as const;

/** How often to see that our PostgreSQL still lives. */
const WATCH_MS = 1000;

/** The one token of the development server: given by the environment, or drawn once and kept in the data folder. */
const findToken = (folder: string, given: string | undefined): string => {
  if (given !== undefined) return given;
  const file = join(folder, 'token');
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
};

const readPort = (text: string | undefined, otherwise: number): number => {
  const port = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new WrongUsage(`--port ${text} is not a port: expected 0 to 65535`);
  return port;
};

const serve = async (
  database: Database,
  campaign: Campaign,
  options: { port: number; token: string; web: string; data: string },
): Promise<{ app: FastifyInstance; url: string }> => {
  const { db } = database;
  const app = createServer({
    ...programmeRoutes({ db, campaign, now: () => new Date().toISOString() }),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: VERSION,
    identify: staticTokens(
      new Map([[options.token, { id: 'development', role: 'development', rights: new Set(ALL_RIGHTS) }]]),
    ),
    ready: () =>
      db.query('select 1').then(
        () => true,
        () => false,
      ),
    folders: { web: options.web, data: options.data },
    log: { level: 'warn', stream: process.stderr },
  });
  await app.listen({ port: options.port, host: '::' }).catch((error: unknown) => {
    // A machine without IPv6 still has a loopback.
    if (error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')
      return app.listen({ port: options.port, host: '0.0.0.0' });
    throw error;
  });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return { app, url: `http://localhost:${port}` };
};

/** Starts our PostgreSQL again, at the same address, when something killed it. Returns how to stop watching. */
const watchDatabase = (database: Database, io: Io): (() => void) => {
  const { folder, url } = database;
  if (folder === undefined) return () => {};
  const port = Number(new URL(url).port);
  let mending = false;
  const timer = setInterval(async () => {
    if (mending) return;
    mending = true;
    const lost = await database.db.query('select 1').then(
      () => false,
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED',
    );
    if (lost) {
      io.stderr.write('PostgreSQL is gone; starting it again…\n');
      await startEmbedded(folder, port).then(
        () => io.stderr.write('PostgreSQL is back.\n'),
        (error: unknown) => io.stderr.write(`${messageOf(error)}\n`),
      );
    }
    mending = false;
  }, WATCH_MS);
  return () => clearInterval(timer);
};

/** Tells the user how far things are: the replay counted so far, then each publication. */
const narrate = (io: Io, url: string) => {
  const progress = progressLine(io.stderr);
  let replayed: Progress | undefined;
  let published = '';
  return {
    replay: (state: Progress) => {
      replayed = state;
    },
    background: (state: BackgroundState) => {
      if (state.kind === 'trouble') io.stderr.write(`${state.message}\n`);
      if (state.kind === 'counted' && replayed !== undefined)
        progress.show(
          `${bar(state.facts, replayed.total)} ${replayed.day}  ${state.facts.toLocaleString('en')} facts counted`,
        );
      if (
        state.kind === 'published' &&
        state.whole &&
        state.progress === null &&
        state.lastDay !== published
      ) {
        published = state.lastDay;
        progress.clear();
        io.stdout.write(`Published to ${state.lastDay}: ${url}\n`);
      }
    },
  };
};

const untilStopped = (): Promise<void> =>
  new Promise((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        stopped();
        // Asked twice: the user does not want to wait.
        process.once(signal, () => process.exit(EXIT.failed));
      });
  });

const RETRY_MS = 2000;

/** Replays the demonstration; a database that goes away meanwhile is waited for, and the replay goes on. */
const replayDemo = (data: object, onProgress: (progress: Progress) => void, io: Io) => {
  let stopped = false;
  let thread = startThread<Progress>('replay-thread.ts', data);
  thread.onMessage(onProgress);
  const done = (async () => {
    for (;;) {
      try {
        return await thread.ended;
      } catch (error) {
        if (stopped) return;
        io.stderr.write(`The replay waits: ${messageOf(error)}\n`);
        await new Promise((again) => setTimeout(again, RETRY_MS));
        if (stopped) return;
        thread = startThread<Progress>('replay-thread.ts', data);
        thread.onMessage(onProgress);
      }
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      thread.stop();
      await done;
    },
  };
};

const run = async (config: Config, database: Database, input: { port: number; demo: boolean }, io: Io) => {
  const campaign = await openCampaign(CAMPAIGN);
  const folder = database.folder ?? resolve(config.dataFolder);
  const data = join(folder, 'public');
  const out = join(data, CAMPAIGN);
  mkdirSync(out, { recursive: true });
  const token = findToken(folder, config.token);
  const web = await buildWeb(() => io.stdout.write('Building the pages (once)…\n'));
  const { app, url } = await serve(database, campaign, { port: input.port, token, web, data });
  io.stdout.write(`Rappel is at ${url}\n  the API at ${url}/api, with the token ${token}\n`);

  // The strategies in force until today become facts; a document that changed since is told, and the rest goes on.
  const today = new Date().toISOString().slice(0, 10);
  await publishStrategies(database.db, campaign, today).catch((error: unknown) => {
    io.stderr.write(`${messageOf(error)}\n`);
  });

  const tell = narrate(io, url);
  const access = { url: database.url, appRole: database.appRole, campaign: CAMPAIGN };
  const background = startThread<BackgroundState>('background-thread.ts', { ...access, out });
  background.onMessage(tell.background);
  const demo = input.demo
    ? replayDemo({ ...access, ...DEMO, input: join(campaign.folder, 'data', DEMO.input) }, tell.replay, io)
    : undefined;
  const unwatch = watchDatabase(database, io);

  await untilStopped();
  io.stdout.write('\nStopping…\n');
  unwatch();
  background.stop();
  await Promise.allSettled([demo?.stop(), background.ended, app.close()]);
};

/** Whether the demonstration is to be replayed: not into a ledger where something else was. */
const wantsDemo = async ({ db }: Database): Promise<boolean> => {
  const { rows } = await db.query<{ other: boolean }>(
    `select exists (select from fact where subject >= 'campaign:' and subject < 'campaign;'
       and kind in ('replay-began', 'publication-replayed')
       and body ->> 'source' not like 'vacsi-a-dep % departments=all seed=${DEMO.seed}') as other`,
  );
  return rows[0]?.other === false;
};

export const start = (config: Config): Command => ({
  name: 'start',
  summary: 'start everything, and replay the French campaign to January 2021',
  usage: `Usage: rappel start [options]

Starts the database, the web server and the background work, then replays the real French campaign to the end of
January 2021 while the dashboard fills. What was replayed is not replayed again. Ctrl-C stops it.

  --port 3000       port of the web server (default: $PORT, else 3000; 0 takes a free one)
  --no-demo         do not replay the demonstration
${DATABASE_USAGE}

Exit: 0 when it was stopped; 1 for a failure; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, port: { type: 'string' }, 'no-demo': { type: 'boolean' } },
  run: async (input, io) => {
    if (input.words.length > 0) throw new WrongUsage(`unexpected "${input.words[0]}"`);
    const port = readPort(input.text('port'), config.port);
    io.stdout.write('Starting PostgreSQL…\n');
    const database = await openDatabase(input, config);
    try {
      const demo = !input.flag('no-demo') && (await wantsDemo(database));
      await run(config, database, { port, demo }, io);
    } finally {
      await database.close();
    }
    return EXIT.done;
  },
});
