/** The web server of a running Rappel: the programmes, people, the pages and the published data, on one port. */
import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Caller, type Identify, staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { type Campaign, openPlaces, VERSION } from '#main/campaign.node.ts';
import type { Database } from '#main/database.node.ts';
import { type RunningDemoProvider, startDemoProvider } from '#main/demo-provider.node.ts';
import { type People, readProviders } from '#main/people.node.ts';
import { openRoutes } from '#main/routes.node.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';

export type ServeOptions = {
  readonly port: number;
  /** The token of other software in development; absent: none is taken. */
  readonly token: string | undefined;
  readonly folders: { readonly web: string; readonly data: string };
  readonly keyFile: string;
  /** A file of identity providers; absent: those of the demonstration, when it is asked for, else none. */
  readonly providersFile: string | undefined;
  readonly demo: boolean;
  /** A file of software that signs in by itself; absent: none. */
  readonly clientsFile?: string | undefined;
  /** The address people reach the site at; absent: this machine. */
  readonly siteUrl: string | undefined;
};

export type Served = {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly people: People;
  /** Where the invented people of the demonstration sign in, when they can. */
  readonly demonstrates: boolean;
  readonly close: () => Promise<void>;
};

/** The pages of those who sign in: one document, whose own routing tells them apart. */
const SIGNED_IN_PAGES = {
  file: 'space.html',
  paths: [
    ...['/login', '/desk', '/people', '/identity', '/team', '/oversight'],
    ...['/quality', '/support', '/status', '/me', '/privacy'],
  ],
};

/** The fixed token first, when software brings it; then what was asked for, or the session of a browser. */
const identifyAll =
  (tokens: (credentials: { token?: string | undefined }) => Caller | undefined, others: Identify): Identify =>
  (credentials) =>
    tokens(credentials) ?? others(credentials);

const listen = async (app: FastifyInstance, port: number): Promise<string> => {
  await app.listen({ port, host: '::' }).catch((error: unknown) => {
    // A machine without IPv6 still has a loopback.
    if (error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')
      return app.listen({ port, host: '0.0.0.0' });
    throw error;
  });
  const address = app.server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return `http://localhost:${taken}`;
};

const findProviders = async (
  { providersFile, demo }: ServeOptions,
  baseUrl: () => string,
): Promise<{
  providers: RunningDemoProvider['providers'];
  demoProvider: RunningDemoProvider | undefined;
}> => {
  if (providersFile !== undefined)
    return { providers: await readProviders(providersFile), demoProvider: undefined };
  if (!demo) return { providers: [], demoProvider: undefined };
  const demoProvider = await startDemoProvider({ port: 0, baseUrl });
  return { providers: demoProvider.providers, demoProvider };
};

const HOUR_MS = 3_600_000;
const PERIODS_FIRST_MS = 60_000;

/** Applies the periods of retention a minute after the start, then every six hours. Returns how to stop. */
const keepPeriods = (people: People, app: FastifyInstance): (() => void) => {
  const keep = (): void => {
    people.keepPeriods().catch((error: unknown) => {
      app.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'retention was not applied');
    });
  };
  const first = setTimeout(keep, PERIODS_FIRST_MS).unref();
  const then = setInterval(keep, 6 * HOUR_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(then);
  };
};

export const serve = async (
  database: Database,
  campaign: Campaign,
  options: ServeOptions,
): Promise<Served> => {
  const { db } = database;
  const now = () => new Date().toISOString();
  let url = options.siteUrl ?? `http://localhost:${options.port}`;
  const places = await openPlaces(campaign);
  const { providers, demoProvider } = await findProviders(options, () => url);
  const opened = await openRoutes({
    ...{ database, campaign, places, providers, now, siteUrl: () => url },
    ...{ keyFile: options.keyFile, clientsFile: options.clientsFile, demo: options.demo },
    folder: dirname(options.folders.data),
    publication: options.folders.data,
    tell: (fault) => process.stderr.write(`${fault}\n`),
  }).catch(async (error: unknown) => {
    await demoProvider?.close();
    throw error;
  });
  const { people } = opened;
  const close = async (): Promise<void> => {
    await Promise.allSettled([opened.close(), demoProvider?.close()]);
  };
  try {
    const development: Caller = {
      ...{ id: 'development', role: 'development' },
      ...{ rights: new Set(ALL_RIGHTS), places: [campaign.reference.nation.code] },
    };
    const app = createServer({
      ...{ routes: opened.routes, problems: opened.problems },
      title: { fr: 'Rappel', en: 'Rappel' },
      version: VERSION,
      within: places.within,
      knowsPlace: places.isKnown,
      identify: identifyAll(
        staticTokens(new Map(options.token === undefined ? [] : [[options.token, development]])),
        opened.identify,
      ),
      ready: () =>
        db.query('select 1').then(
          () => true,
          () => false,
        ),
      folders: { ...options.folders, pages: SIGNED_IN_PAGES },
      log: { level: 'warn', stream: process.stderr },
    });
    const reached = await listen(app, options.port);
    url = options.siteUrl ?? reached;
    const stopPeriods = keepPeriods(people, app);
    return {
      ...{ app, url: reached, people, demonstrates: demoProvider !== undefined },
      close: async () => {
        stopPeriods();
        await app.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};
