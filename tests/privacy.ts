/** A small country with its register, its audit trail and the routes of privacy, for the tests that need one. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import type { Action } from '#access/audit.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import { connect } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { createServer, type ServerOptions } from '#http/server.ts';
import { isRefused } from '#kernel/result.ts';
import type { Identity } from '#people/person.ts';
import { readLooks, readMe } from '#people/privacy.api.ts';
import {
  type LoginIdentity,
  PRIVACY_PROBLEMS,
  type PrivacyOptions,
  privacyRoutes,
} from '#people/privacy.http.ts';
import { forgetTraces } from '#people/privacy-traces.pg.ts';
import { openRegister } from '#people/register.node.ts';
import { readPrivacyPolicy } from '#people/retention.node.ts';
import { territoryOf } from '#places/territory.ts';
import { createDatabase } from './database.ts';

export const CAMPAIGN_FOLDER = new URL('../campaigns/fr-covid-19/', import.meta.url).pathname;
export const CLOCK = '2021-03-20T10:00:00.000Z';
export const OFFICER = 'token-of-the-officer';
export const OTHER_OFFICER = 'token-of-another-officer';
export const NURSE = 'token-of-a-nurse';

const TITLE = { fr: 'Rappel', en: 'Rappel' };

export const callerOf = (id: string, role: Role, places: string[]): Caller => ({
  id,
  role,
  rights: rightsOf(role),
  places,
});

const professionals = staticTokens(
  new Map([
    [OFFICER, callerOf('agent:dpo', 'data-protection', ['DEP-48'])],
    [OTHER_OFFICER, callerOf('agent:dpo-2', 'data-protection', ['DEP-75'])],
    [NURSE, callerOf('psc:1', 'vaccinator', ['DEP-48'])],
  ]),
);

/** The id of a request, the same for the same word: a UUID, as the contract asks. */
export const requestId = (word: string): string => {
  const hash = createHash('sha256').update(word).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

/** An invented person of Mende. */
export const identityOf = (familyName: string, more: Partial<Identity> = {}): Identity => ({
  familyName,
  givenNames: 'Camille Invention',
  birthDate: '1950-02-03',
  sex: 'f',
  birthPlace: '48095',
  address: { commune: '48095', city: 'Mende' },
  ...more,
});

export const loginOf = ({ familyName, givenNames, birthDate, sex, birthPlace }: Identity): LoginIdentity => ({
  familyName,
  givenNames,
  birthDate,
  sex,
  birthPlace,
});

export const injectionOf = (subject: string, id: string): Fact => ({
  id,
  kind: 'injection',
  subject,
  occurredOn: '2021-03-10',
  recordedAt: '2021-03-10T10:00:00.000Z',
  by: 'psc:1',
  place: 'DEP-48',
  source: 'api',
  body: { product: 'PF', rank: 1, age: 71 },
});

/** `more`: other routes of the same server, made of what is open here. */
export const openPrivacyWorld = async (
  settings: {
    readonly log?: ServerOptions['log'];
    readonly more?: (open: PrivacyOptions) => Pick<ServerOptions, 'routes' | 'problems'>;
    readonly callers?: (token: string) => Caller | undefined;
  } = {},
) => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-privacy-'));
  const keyFile = join(folder, 'keys', 'keys.json');
  const database = await createDatabase();
  const people = connect(database.url, { max: 4, appRole: true, role: 'people' });
  const access = connect(database.url, { max: 4, appRole: true, role: 'access' });
  const keyring = await openKeyring(keyFile);
  const register = openRegister(people, keyring);
  const audit = openAudit(access, { now: () => CLOCK });
  const territory = territoryOf('FRA', [{ code: 'DEP-48', parent: 'FRA', name: 'Lozère' }]);
  /** Who signs in under each account, as a login says it. */
  const logins = new Map<string, LoginIdentity>();
  const labels = new Map([['psc:1', 'Dr Fictif Untel']]);
  const options: PrivacyOptions = {
    register,
    ledger: database.db,
    people,
    keyring,
    audit,
    policy: await readPrivacyPolicy(CAMPAIGN_FOLDER),
    identityOf: async (account) => logins.get(account),
    labelOf: async (accounts) => new Map([...labels].filter(([account]) => accounts.includes(account))),
    placeName: territory.nameOf,
    within: territory.within,
    forgetTraces: forgetTraces(access),
    now: () => CLOCK,
  };
  const more = settings.more?.(options);
  const serve = (changed: Partial<PrivacyOptions> = {}) =>
    createServer({
      routes: [...privacyRoutes({ ...options, ...changed }), ...(more?.routes ?? [])],
      problems: { ...PRIVACY_PROBLEMS, ...more?.problems },
      title: TITLE,
      version: 'test',
      identify: ({ token = '' }) =>
        token.startsWith('citizen:')
          ? callerOf(token, 'citizen', [])
          : (settings.callers?.(token) ?? professionals({ token })),
      within: territory.within,
      ready: async () => true,
      ...(settings.log && { log: settings.log }),
    });
  const app = serve();
  const call = async (method: 'GET' | 'POST', url: string, token: string, body?: object) => {
    const answer = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' },
      ...(body && { payload: body }),
    });
    const read = z.record(z.string(), z.unknown()).parse(answer.json());
    return { status: answer.statusCode, body: read, text: answer.body };
  };
  let drawn = 0;
  return {
    ...options,
    database,
    access,
    folder,
    keyFile,
    logins,
    app,
    serve,
    call,
    /** Registers a person, and lets them sign in by the same traits. */
    enrol: async (familyName: string, more: Partial<Identity> = {}) => {
      const person = `person-${String(++drawn).padStart(4, '0')}`;
      const subject = `p-${person}`;
      const identity = identityOf(familyName, more);
      const asked = { id: person, identity, evidence: [], notThese: [], by: 'psc:1', now: CLOCK, subject };
      const registered = await register.register(asked);
      if (isRefused(registered) || 'candidates' in registered) throw new Error(JSON.stringify(registered));
      const token = `citizen:${person}`;
      logins.set(token, loginOf(identity));
      return { person, subject, token };
    },
    lookAt: (person: string, action: Action = 'read') =>
      audit.write([
        { account: 'psc:1', role: 'vaccinator', place: 'DEP-48', action, person, request: 'r-1' },
      ]),
    me: async (token: string) => readMe.answers[200].schema.parse((await call('GET', '/api/me', token)).body),
    looksOf: async (token: string) =>
      readLooks.answers[200].schema.parse((await call('GET', '/api/me/looks', token)).body),
    close: async () => {
      await app.close();
      await Promise.all([people.end(), access.end()]);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type PrivacyWorld = Awaited<ReturnType<typeof openPrivacyWorld>>;
