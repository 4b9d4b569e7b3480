/** The routes of certificates on a database of the tests, with people, injections, and an issuer made for the occasion. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import { createIssuer } from '#certificate/create-issuer.node.ts';
import { connect, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append } from '#facts/ledger.pg.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { createServer, type ServerOptions } from '#http/server.ts';
import { isRefused } from '#kernel/result.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import type { Identity } from '#people/person.ts';
import { PRIVACY_PROBLEMS } from '#people/privacy.http.ts';
import { openRegister } from '#people/register.node.ts';
import {
  CERTIFICATE_PROBLEMS,
  certificateRoutes,
} from '#programmes/vaccination/certificate/certificate.http.ts';
import { openCertificates } from '#programmes/vaccination/certificate/open.node.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';
import { createDatabase } from './database.ts';

/** Lozère, where the desk is, and Paris, which is elsewhere. */
export const HERE = { place: 'DEP-48', commune: '48095' } as const;
export const ELSEWHERE = { place: 'DEP-75', commune: '75056' } as const;

export const ZELIE: Identity = {
  familyName: 'Brindaval',
  givenNames: 'Zélie Marguerite',
  birthDate: '1955-07-04',
  sex: 'f',
  birthPlace: '48095',
};

export type Sent = { readonly status: number; readonly body: unknown; readonly bytes: Buffer };

export const openCertificateProgram = async (
  options: { readonly now?: string; readonly folders?: ServerOptions['folders'] } = {},
) => {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'rappel-certificates-'));
  const people = connect(database.url, { max: 2, appRole: true, role: 'people' });
  const access = connect(database.url, { max: 2, appRole: true, role: 'access' });
  const clock = { now: options.now ?? '2021-07-01T10:00:00.000Z' };
  const now = (): string => clock.now;
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const register = openRegister(people, keyring, { now });
  const audit = openAudit(access, { now });
  const { prepared, products } = await preparedCampaign();
  const { within, isKnown } = await openPlaces(await openCampaign('fr-covid-19'));
  const keys = join(folder, 'issuer');
  const issuerUrl = 'https://rappel.example';
  await createIssuer(keys, {
    country: 'FR',
    names: { organisation: 'Ministère d’essai', issuerUrl },
    // A month before: the keys are in use, and what they signed is not before them.
    from: new Date(Date.parse(now()) - 30 * 86_400_000).toISOString(),
  });
  const certificates = await openCertificates({ folder: keys });

  const callers = new Map<string, Caller>();
  /** A token for this role at this place. */
  const comeAs = (role: Role, place: string, account: string = randomUUID()): string => {
    const token = randomUUID();
    callers.set(token, { id: account, role, rights: rightsOf(role), places: place === '' ? [] : [place] });
    return token;
  };
  const citizens = new Map<string, Identity>();
  const app = createServer({
    routes: certificateRoutes(
      {
        db: database.db,
        register,
        glasses: openGlass(access, keyring),
        within,
        write: audit.write,
        prepared,
        products,
        now,
      },
      {
        certificates,
        siteUrl: () => 'https://rappel.example',
        identityOf: async (account) => citizens.get(account),
        list_ms: 0,
      },
    ),
    problems: { ...PEOPLE_PROBLEMS, ...PRIVACY_PROBLEMS, ...CERTIFICATE_PROBLEMS },
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    within,
    knowsPlace: isKnown,
    identify: (credentials) => staticTokens(callers)(credentials),
    ready: async () => true,
    ...(options.folders && { folders: options.folders }),
  });

  const send = async (
    method: 'GET' | 'POST',
    url: string,
    token?: string,
    payload?: object,
  ): Promise<Sent> => {
    const response = await app.inject({
      method,
      url,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(payload !== undefined && { payload }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      body: isJson ? response.json() : undefined,
      bytes: response.rawPayload,
    };
  };

  const register_ = async (
    identity: Identity = ZELIE,
    commune: string = HERE.commune,
  ): Promise<{ person: string; subject: string }> => {
    const answer = await register.register({
      id: randomUUID(),
      identity: { ...identity, address: { commune } },
      evidence: [],
      notThese: [],
      by: 'test',
      now: now(),
    });
    if (isRefused(answer) || !('stored' in answer))
      throw new Error(`not registered: ${JSON.stringify(answer)}`);
    const { id, subjects } = answer.stored.person;
    return { person: id, subject: subjects[0] ?? '' };
  };

  /** Facts in the ledger, as the recorder writes them. */
  const happened = async (subject: string, ...facts: readonly Partial<Fact>[]): Promise<Fact[]> => {
    const full = facts.map(
      (fact): Fact => ({
        id: randomUUID(),
        kind: 'injection',
        subject,
        occurredOn: '2021-06-11',
        recordedAt: now(),
        by: 'test',
        place: HERE.place,
        source: 'test',
        body: {},
        ...fact,
      }),
    );
    await transaction(database.db, (tx) => append(tx, full));
    return full;
  };

  return {
    ...{
      app,
      clock,
      db: database.db,
      access,
      register,
      certificates,
      citizens,
      folder,
      send,
      comeAs,
      happened,
    },
    registered: register_,
    /** Issues at the desk; the answer as it came. */
    issue: (token: string, person: string, over: object = {}) =>
      send('POST', '/api/vaccination/certificates', token, {
        id: randomUUID(),
        place: HERE.place,
        person,
        kind: 'dcc',
        language: 'fr',
        ...over,
      }),
    close: async (): Promise<void> => {
      await app.close();
      certificates.close();
      await people.end();
      await access.end();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type CertificateProgram = Awaited<ReturnType<typeof openCertificateProgram>>;
