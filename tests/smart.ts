/** A server that software signs in to by itself, and software that does, for the tests. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { openAudit } from '#access/audit.node.ts';
import type { Keyring } from '#access/keyring.node.ts';
import { ASSERTION_TYPE } from '#access/smart.api.ts';
import { SMART_PROBLEMS, smartRoutes } from '#access/smart.http.ts';
import { openSmart, type Smart } from '#access/smart.node.ts';
import { SmartClient } from '#access/smart-client.ts';
import type { Db } from '#db/pool.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import type { Problems } from '#http/problem.ts';
import type { Route } from '#http/route.ts';
import { createServer } from '#http/server.ts';
import type { Territory } from '#places/territory.ts';

export type Algorithm = 'RS384' | 'ES384' | 'RS256' | 'ES256';

/** A software with a pair of keys of its own; `registration` is what the installation knows of it. */
export const makeSoftware = async (
  more: Partial<Omit<SmartClient, 'jwks'>> = {},
  algorithm: Algorithm = 'ES384',
): Promise<Software> => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
  const registration = SmartClient.parse({
    id: `chu-essai-${kid.slice(0, 8)}`,
    name: 'Logiciel du CHU Essai',
    role: 'software',
    place: 'DEP-48',
    scopes: ['system/Immunization.cruds', 'system/Patient.rs'],
    ...(more.jwksUrl === undefined && { jwks: { keys: [jwk] } }),
    ...more,
  });
  return { registration, jwk, kid, privateKey, algorithm };
};
export type Software = {
  readonly registration: SmartClient;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly algorithm: Algorithm;
};

/** An assertion as the specification wants it; `claims` and `head` change it, an undefined one takes it out. */
export const assertionOf = (
  { registration: { id }, kid, privateKey, algorithm }: Software,
  audience: string,
  claims: Readonly<Record<string, unknown>> = {},
  head: Readonly<Record<string, unknown>> = {},
): Promise<string> =>
  new SignJWT({
    ...{ iss: id, sub: id, aud: audience, jti: randomUUID(), exp: Math.floor(Date.now() / 1000) + 120 },
    ...claims,
  })
    .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT', ...head })
    .sign(privateKey);

export const formOf = (assertion: string, scope: string): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    scope,
  });

export type Site = {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly smart: Smart;
  /** Registers a software, or takes it out. */
  readonly register: (client: SmartClient) => void;
  readonly remove: (id: string) => void;
  readonly close: () => Promise<void>;
};

/** One process of the program: several may stand on one database. */
export const openSmartSite = async (options: {
  readonly access: Db;
  readonly keyring: Keyring;
  readonly places: Territory;
  /** @param siteUrl the address of this site, once it listens */
  readonly routes: (siteUrl: () => string) => readonly Route[];
  readonly problems: Problems;
  readonly now?: () => string;
  /** People, and programs of development, by their tokens. */
  readonly callers?: ReadonlyMap<string, Caller>;
  /** The address of another process that stands for this site; absent: its own. */
  readonly siteUrl?: string;
}): Promise<Site> => {
  const { access, keyring, places, routes, problems } = options;
  const now = options.now ?? (() => new Date().toISOString());
  const clients = new Map<string, SmartClient>();
  const known = staticTokens(options.callers ?? new Map());
  let url = '';
  const smart = openSmart({
    ...{ db: access, keyring, now },
    clients: () => clients,
    baseUrl: () => options.siteUrl ?? url,
    write: openAudit(access, { now }).write,
  });
  const app = createServer({
    routes: [...smartRoutes(smart), ...routes(() => url)],
    problems: { ...problems, ...SMART_PROBLEMS },
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: (credentials) => known(credentials) ?? smart.identify(credentials),
    within: places.within,
    knowsPlace: places.isKnown,
    ready: async () => true,
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    ...{ app, url, smart },
    register: (client) => clients.set(client.id, client),
    remove: (id) => clients.delete(id),
    close: () => app.close(),
  };
};
