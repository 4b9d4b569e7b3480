/** A site to sign in to, and a browser of few words: it keeps cookies by site and path, and follows redirections. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ACCESS_PROBLEMS } from '#access/access-problems.http.ts';
import { openAudit } from '#access/audit.node.ts';
import { delegationRoutes } from '#access/delegation.http.ts';
import { type Keyring, openKeyring } from '#access/keyring.node.ts';
import { sessionRoutes } from '#access/login.http.ts';
import { type Login, openLogin } from '#access/login.node.ts';
import type { LoginOptions } from '#access/login-options.ts';
import type { ProviderConfig } from '#access/oidc-config.ts';
import { Session } from '#access/session.api.ts';
import { connect, type Db } from '#db/pool.ts';
import type { Route } from '#http/route.ts';
import { createServer } from '#http/server.ts';
import { territoryOf } from '#places/territory.ts';
import { createDatabase } from './database.ts';

export const PLACES = territoryOf('FRA', [
  { code: 'REG-76', name: 'Occitanie', parent: 'FRA' },
  { code: 'DEP-48', name: 'Lozère', parent: 'REG-76' },
  { code: 'C-64', name: 'CH Lozère', parent: 'DEP-48' },
]);

export type Browser = {
  /** One request, redirections not followed. */
  readonly send: (url: string, init?: RequestInit) => Promise<Response>;
  /** Follows redirections to the first answer that is none; `until` stops before an address it fits. */
  readonly go: (
    url: string,
    init?: RequestInit,
    until?: RegExp,
  ) => Promise<{ readonly url: string; readonly response: Response | undefined }>;
  readonly cookie: (origin: string, name: string) => string | undefined;
  readonly setCookie: (origin: string, name: string, value: string) => void;
};

type Kept = { readonly value: string; readonly path: string; readonly attributes: string };

export const openBrowser = (): Browser => {
  const jars = new Map<string, Map<string, Kept>>();
  const jarOf = (origin: string): Map<string, Kept> => {
    const jar = jars.get(origin) ?? new Map<string, Kept>();
    jars.set(origin, jar);
    return jar;
  };

  const keep = (origin: string, header: string): void => {
    const [pair = '', ...attributes] = header.split(/;\s*/);
    const [name = '', ...value] = pair.split('=');
    const find = (wanted: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const isOver = find('max-age') === '0' || Date.parse(find('expires') ?? '2100-01-01') < Date.now();
    const path = find('path') ?? '/';
    jarOf(origin).delete(`${name} ${path}`);
    if (!isOver) jarOf(origin).set(`${name} ${path}`, { value: value.join('='), path, attributes: header });
  };

  const send: Browser['send'] = async (address, init = {}) => {
    const url = new URL(address);
    const sent = [...jarOf(url.origin)].filter(([, { path }]) => url.pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name.split(' ', 1)[0] ?? ''}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) keep(url.origin, header);
    return response;
  };

  const go: Browser['go'] = async (address, init, until) => {
    let url = address;
    let next = init;
    for (let step = 0; step < 15; step++) {
      if (until?.test(url)) return { url, response: undefined };
      const response = await send(url, next);
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      url = new URL(location, url).href;
      next = {};
    }
    throw new Error('the browser was sent around in circles');
  };

  const found = (origin: string, name: string) =>
    [...jarOf(origin)].find(([key]) => key.startsWith(`${name} `))?.[1];
  return {
    send,
    go,
    cookie: (origin, name) => found(origin, name)?.value,
    setCookie: (origin, name, value) => jarOf(origin).set(`${name} /`, { value, path: '/', attributes: '' }),
  };
};

export type Site = {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly login: Login;
  /** Working as the role `access`. */
  readonly db: Db;
  readonly keyring: Keyring;
  /** Actions in the audit trail, the oldest first. */
  readonly trail: () => Promise<{ action: string; account: string; detail: unknown }[]>;
  readonly close: () => Promise<void>;
};

export type SiteOptions = {
  readonly providers: readonly ProviderConfig[];
  readonly baseUrl: () => string;
  readonly now: () => string;
  readonly routes?: readonly Route[];
  readonly login?: Partial<LoginOptions>;
};

/** The real server with the routes of signing in, on a database of its own. */
export const openSite = async (options: SiteOptions): Promise<Site> => {
  const { providers, baseUrl, now } = options;
  const database = await createDatabase();
  const db = connect(database.url, { max: 8, appRole: true, role: 'access' });
  const folder = await mkdtemp(join(tmpdir(), 'rappel-login-'));
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const { write } = openAudit(db, { now });
  const login = openLogin({ db, keyring, providers, baseUrl, places: PLACES, write, now, ...options.login });
  const app = createServer({
    routes: [
      ...sessionRoutes(login),
      ...delegationRoutes({ db, keyring, places: PLACES, now, write, login }),
      ...(options.routes ?? []),
    ],
    problems: ACCESS_PROBLEMS,
    title: { fr: 'Essai', en: 'Test' },
    version: '0',
    identify: login.identify,
    within: PLACES.within,
    knowsPlace: PLACES.isKnown,
    ready: async () => true,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    ...{ app, url, login, db, keyring },
    trail: async () => {
      const { rows } = await db.query<{ action: string; account: string; detail: unknown }>(
        'select action, account, detail from access.audit order by seq',
      );
      return rows;
    },
    close: async () => {
      await app.close();
      await db.end();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Somebody at a browser, on a site. */
export const personAt = (site: Pick<Site, 'url'>, browser: Browser = openBrowser()) => {
  const read = async (): Promise<Session> =>
    Session.parse(await (await browser.send(`${site.url}/api/session`)).json());
  const csrf = async (): Promise<string> => {
    const session = await read();
    return session.state === 'signed-in' ? session.csrf : '';
  };
  return {
    browser,
    read,
    csrf,
    /** Goes to a provider's page: its address. */
    leave: async (provider: string, returnTo = '/people'): Promise<string> => {
      const asked = new URLSearchParams({ provider, return: returnTo });
      return (await browser.go(`${site.url}/api/session/login?${asked}`)).url;
    },
    /** Says who they are on the provider's page; the address they end at, or that of the callback not yet followed. */
    answer: (page: string, subject: string, until?: RegExp) =>
      browser.go(
        page,
        {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ person: subject }).toString(),
        },
        until,
      ),
    signIn: async (provider: string, subject: string, returnTo = '/people'): Promise<string> => {
      const asked = new URLSearchParams({ provider, return: returnTo });
      const page = await browser.go(`${site.url}/api/session/login?${asked}`);
      const { url } = await browser.go(page.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ person: subject }).toString(),
      });
      return url.slice(site.url.length);
    },
    post: async (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
      browser.send(site.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': await csrf(), ...headers },
        body: JSON.stringify(body),
      }),
  };
};
