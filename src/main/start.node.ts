/** `rappel start`: the database, the web server, the background work, and the replay of the demonstration. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEMO_CITIZENS } from '#access/demo/people.ts';
import { removeDemoProfiles, seedDemoProfiles } from '#access/demo/profiles.node.ts';
import { isLoopback } from '#access/oidc-config.ts';
import { type Embedded, startEmbedded } from '#db/embedded.node.ts';
import type { Db } from '#db/pool.ts';
import type { BackgroundState } from '#main/background.node.ts';
import { type Campaign, openCampaign } from '#main/campaign.node.ts';
import { type Command, EXIT, type Io, messageOf, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, type Database, openDatabase } from '#main/database.node.ts';
import { KEYS_OPTION, KEYS_USAGE, keyFileOf } from '#main/key-file.node.ts';
import { bar, progressLine } from '#main/progress.node.ts';
import { type Progress, sourceOfFile } from '#main/replay.node.ts';
import { assertOnlySource, publishStrategies } from '#main/replay-facts.node.ts';
import { type Served, serve } from '#main/serve.node.ts';
import { startThread, type Thread } from '#main/thread.node.ts';
import { buildWeb } from '#main/web-build.node.ts';
import { demoLots } from '#stock/demo-lots.ts';
import { addLotEvent } from '#stock/lots.pg.ts';

const CAMPAIGN = 'fr-covid-19';
const DEMO = { input: 'vacsi-a-dep_pub2021-04-22.csv.gz', until: '2021-01-31', seed: 1 } as const;

/** Departments whose replayed people have a name in the demonstration: one, of five thousand people. */
const DEMO_DEPARTMENTS = ['48'];

const stopAsked = (signal: AbortSignal): Promise<void> =>
  new Promise((stopped) => {
    if (signal.aborted) stopped();
    signal.addEventListener('abort', () => stopped(), { once: true });
  });

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

/** Starts our PostgreSQL again, at the same address, when something killed it. Returns how to stop watching. */
const watchDatabase = (database: Database, io: Io): (() => Promise<void>) => {
  const { folder } = database;
  if (folder === undefined) return async () => {};
  let mending: Promise<void> | undefined;
  const revived: Embedded[] = [];
  const mend = async (): Promise<void> => {
    const lost = await database.db.query('select 1').then(
      () => false,
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED',
    );
    if (!lost) return;
    io.stderr.write('PostgreSQL is gone; starting it again…\n');
    const server = await startEmbedded(folder);
    revived.push(server);
    io.stderr.write(
      server.url === database.url
        ? 'PostgreSQL is back.\n'
        : 'PostgreSQL is back at another address, because its port was taken: stop Rappel and start it again.\n',
    );
  };
  const timer = setInterval(() => {
    mending ??= mend()
      .catch((error: unknown) => {
        io.stderr.write(`${messageOf(error)}\n`);
      })
      .finally(() => {
        mending = undefined;
      });
  }, WATCH_MS);
  return async () => {
    clearInterval(timer);
    await mending;
    for (const server of revived) await server.leave();
  };
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

const RETRY_MS = 2000;

type Lasting = { readonly stop: () => Promise<void> };

/**
 * Keeps a thread running: when it ends on a fault it is told, and started again after a while if that may help.
 */
const keepRunning = <Message>(
  start: () => Thread<Message>,
  onMessage: (message: Message) => void,
  what: string,
  io: Io,
): Lasting => {
  let stopped = false;
  let thread = start();
  thread.onMessage(onMessage);
  const done = (async () => {
    for (let faults = 0; !stopped; faults++) {
      try {
        return await thread.ended;
      } catch (error) {
        if (stopped) return;
        const again = faults < FAULTS_MAX && !(error instanceof Error && error.name === 'Failure');
        io.stderr.write(`The ${what} stopped: ${messageOf(error)}${again ? '; starting it again' : ''}\n`);
        if (!again) return;
        await new Promise((wait) => setTimeout(wait, RETRY_MS));
        if (stopped) return;
        thread = start();
        thread.onMessage(onMessage);
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

/** A thread that fails this often has a fault that starting it again does not mend. */
const FAULTS_MAX = 100;

/** The citizens of the demonstration login, as the register has them. */
const citizens = DEMO_CITIZENS.map(({ identity, email, commune }) => ({
  ...identity,
  email,
  address: { commune },
}));

/** Those who sign in where the demonstration does; nobody else keeps what it gave them. */
const settleDemoProfiles = ({ people, demonstrates }: Served): Promise<void> =>
  demonstrates
    ? seedDemoProfiles(people.access, new Date().toISOString())
    : removeDemoProfiles(people.access);

/** Where the professionals of the demonstration work: each place has lots of its own to take a dose from. */
const DEMO_STOCKED = ['DEP-48', 'C-64', 'DEP-75'];

/** Declared again at each start, they are declared once. */
const stockDemoPlaces = async ({ demonstrates }: Served, db: Db, today: string): Promise<void> => {
  if (!demonstrates) return;
  for (const lot of DEMO_STOCKED.flatMap((place) => demoLots(place, today))) await addLotEvent(db, lot);
};

const welcome = (url: string, token: string | undefined, demonstrates: boolean): string =>
  `Rappel is at ${url}\n${
    demonstrates && token !== undefined
      ? `  the API at ${url}/api, with the token ${token}\n`
      : `  the API at ${url}/api\n`
  }${
    demonstrates
      ? `  people at ${url}/login: a demonstration, where everybody may sign in as one of its invented people\n`
      : `  people at ${url}/login\n`
  }`;

/** Invented people sign in on this machine alone, where no real provider is set and the site has no address of its own. */
const mayDemonstrate = ({ providersFile, siteUrl }: Config): boolean =>
  providersFile === undefined && (siteUrl === undefined || isLoopback(siteUrl));

type Asked = { campaign: Campaign; port: number; demo: boolean; demoLogin: boolean; keyFile: string };

const run = async (
  config: Config,
  database: Database,
  input: Asked,
  io: Io,
  stopped: Promise<unknown>,
): Promise<void> => {
  const { campaign, keyFile } = input;
  const folder = database.folder ?? resolve(config.dataFolder);
  const data = join(folder, 'public');
  const out = join(data, CAMPAIGN);
  mkdirSync(out, { recursive: true });
  // A token for the whole country is for a demonstration, or for who has set one.
  const token = input.demoLogin || config.token !== undefined ? findToken(folder, config.token) : undefined;
  const web = await buildWeb(() => io.stdout.write('Building the pages (once)…\n'));
  const { providersFile, clientsFile, siteUrl } = config;
  const served = await serve(database, campaign, {
    ...{ token, keyFile, providersFile, clientsFile, siteUrl, port: input.port, demo: input.demoLogin },
    folders: { web, data },
  });
  const { url } = served;
  io.stdout.write(welcome(url, token, served.demonstrates));

  // The strategies in force until today become facts; a document that changed since is told, and the rest goes on.
  const today = new Date().toISOString().slice(0, 10);
  const preparing = [
    publishStrategies(database.db, campaign, today),
    settleDemoProfiles(served),
    stockDemoPlaces(served, database.db, today),
  ];
  for (const one of await Promise.allSettled(preparing))
    if (one.status === 'rejected') io.stderr.write(`${messageOf(one.reason)}\n`);

  const tell = narrate(io, url);
  const access = { url: database.url, appRole: database.appRole, campaign: CAMPAIGN };
  const background = keepRunning(
    () => startThread<BackgroundState>('background-thread.ts', { ...access, out }),
    tell.background,
    'background work',
    io,
  );
  const people = { departments: DEMO_DEPARTMENTS, citizens, dataFolder: folder, keyFile };
  const replayed = { ...access, ...DEMO, input: join(campaign.folder, 'data', DEMO.input), people };
  const demo = input.demo
    ? keepRunning(() => startThread<Progress>('replay-thread.ts', replayed), tell.replay, 'replay', io)
    : undefined;
  const unwatch = watchDatabase(database, io);

  await stopped;
  io.stdout.write('\nStopping…\n');
  await Promise.allSettled([demo?.stop(), background.stop(), served.close()]);
  await unwatch();
};

/** Whether the demonstration is to be replayed: not into a ledger where something else was. */
const wantsDemo = async ({ db }: Database, campaign: Campaign): Promise<boolean> => {
  const source = await sourceOfFile(join(campaign.folder, 'data', DEMO.input), 'all', DEMO.seed);
  return assertOnlySource(db, CAMPAIGN, source).then(
    () => true,
    () => false,
  );
};

export const start = (config: Config): Command => ({
  name: 'start',
  summary: 'start everything, and replay the French campaign to January 2021',
  usage: `Usage: rappel start [options]

Starts the database, the web server and the background work, then replays the real French campaign to the end of
January 2021 while the dashboard fills. What was replayed is not replayed again. Ctrl-C stops it.

  --port 3000       port of the web server (default: $PORT, else 3000; 0 takes a free one)
  --no-demo         do not replay the demonstration, and let nobody sign in as its invented people
${DATABASE_USAGE}
${KEYS_USAGE}

Exit: 0 when it was stopped; 1 for a failure; 2 for wrong usage.`,
  options: { ...DATABASE_OPTIONS, ...KEYS_OPTION, port: { type: 'string' }, 'no-demo': { type: 'boolean' } },
  run: async (input, io) => {
    if (input.words.length > 0) throw new WrongUsage(`unexpected "${input.words[0]}"`);
    const port = readPort(input.text('port'), config.port);
    io.stdout.write('Starting PostgreSQL…\n');
    const database = await openDatabase(input, config);
    try {
      const campaign = await openCampaign(CAMPAIGN);
      const wanted = !input.flag('no-demo');
      const demoLogin = wanted && mayDemonstrate(config);
      const demo = wanted && (await wantsDemo(database, campaign));
      const keyFile = keyFileOf(input, config);
      const asked = { campaign, port, demo, demoLogin, keyFile };
      await run(config, database, asked, io, stopAsked(input.signal));
    } finally {
      await database.close();
    }
    return EXIT.done;
  },
});
