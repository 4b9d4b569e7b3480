/**
 * Software signs in by itself (SMART Backend Services): assertions made by a library of npm, the real server, a real
 * PostgreSQL, and what an attacker would try.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createKeysServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openKeyring } from '#access/keyring.node.ts';
import { OAuthError, SmartConfiguration, TokenGiven } from '#access/smart.api.ts';
import { connect, type Db } from '#db/pool.ts';
import { openCampaign, openPlaces } from '#main/campaign.node.ts';
import { programmeRoutes } from '#programmes/index.http.ts';
import { CAMPAIGN } from './api.ts';
import { createDatabase } from './database.ts';
import { assertionOf, formOf, makeSoftware, openSmartSite, type Site, type Software } from './smart.ts';

const TOKEN = '/fhir/R4/auth/token';
const IMMUNIZATION = 'system/Immunization.cruds';

let database: Awaited<ReturnType<typeof createDatabase>>;
let access: Db;
let folder: string;
let site: Site;
let other: Site;
/** Ahead of the machine's clock by so much. */
let ahead_ms = 0;

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'rappel-smart-'));
  access = connect(database.url, { max: 4, appRole: true, role: 'access' });
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const campaign = await openCampaign(CAMPAIGN);
  const places = await openPlaces(campaign);
  const now = (): string => new Date(Date.now() + ahead_ms).toISOString();
  const { routes, problems } = programmeRoutes({ db: database.db, campaign, now, within: places.within });
  site = await openSmartSite({ access, keyring, places, now, problems, routes: () => routes });
  other = await openSmartSite({
    access,
    keyring,
    places,
    now,
    problems,
    routes: () => routes,
    siteUrl: site.url,
  });
});
afterAll(async () => {
  await Promise.all([site.close(), other.close()]);
  await access.end();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const registered = async (...asked: Parameters<typeof makeSoftware>): Promise<Software> => {
  const software = await makeSoftware(...asked);
  for (const one of [site, other]) one.register(software.registration);
  return software;
};

const ask = (form: URLSearchParams, at: Site = site): Promise<Response> =>
  fetch(at.url + TOKEN, { method: 'POST', body: form });

const given = async (response: Response) => {
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return TokenGiven.parse(body);
};

const told = async (response: Response) => {
  const body: unknown = await response.json();
  return { status: response.status, ...OAuthError.parse(body) };
};

const signIn = async (software: Software, scope = IMMUNIZATION) =>
  given(await ask(formOf(await assertionOf(software, site.url + TOKEN), scope)));

const injection = (place: string) => ({
  id: randomUUID(),
  subject: randomUUID(),
  occurredOn: '2021-03-10',
  place,
  product: 'PF',
  rank: 1,
  age: 85,
});

const Code = z.object({ code: z.string() });
const record = async (token: string, place = '48', at: Site = site) => {
  const response = await fetch(`${at.url}/api/vaccination/injections`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(injection(place)),
  });
  const body: unknown = await response.json();
  return `${response.status} ${Code.safeParse(body).data?.code ?? ''}`.trim();
};

describe('a software with a key of its registration', () => {
  test.each(['RS384', 'ES384', 'RS256', 'ES256'] as const)('signs in by %s', async (algorithm) => {
    const software = await registered({}, algorithm);
    const response = await ask(formOf(await assertionOf(software, site.url + TOKEN), IMMUNIZATION));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await given(response)).toMatchObject({
      token_type: 'bearer',
      expires_in: 300,
      scope: IMMUNIZATION,
    });
  });

  test('records where it is registered and nowhere else, with the token of either process', async () => {
    const software = await registered();
    const { access_token } = await signIn(software);
    expect(await record(access_token)).toBe('201');
    expect(await record(access_token, '48', other)).toBe('201');
    expect(await record(access_token, '75')).toBe('403 place-forbidden');
    const { rows } = await database.db.query('select 1 from fact where recorded_by = $1', [
      `software:${software.registration.id}`,
    ]);
    expect(rows).toHaveLength(2);
  });

  test('leaves a line in the trail when it signs in, without its keys or its token', async () => {
    const software = await registered();
    await signIn(software);
    const { rows } = await access.query(
      'select action, role, place, person, detail from access.audit where account = $1',
      [`software:${software.registration.id}`],
    );
    expect(rows).toEqual([
      { action: 'sign-in', role: 'software', place: 'DEP-48', person: null, detail: { scopes: 1 } },
    ]);
  });

  test('has the rights of its scopes alone', async () => {
    const software = await registered();
    const { access_token, scope } = await signIn(software, 'system/Immunization.rs system/Patient.read');
    expect(scope).toBe('system/Immunization.rs system/Patient.read');
    expect(await record(access_token)).toBe('403 forbidden');
  });

  test('keeps its keys at an address of its own', async () => {
    let asked = 0;
    const software = await makeSoftware();
    const server = createKeysServer((_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [software.jwk] }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { jwks: _, ...rest } = software.registration;
    const remote = { ...rest, jwksUrl: `http://127.0.0.1:${port}/jwks`, insecure: true };
    for (const one of [site, other]) one.register(remote);
    await signIn(software);
    await signIn(software);
    expect(asked).toBe(1);
    server.closeAllConnections();
    server.close();
    // What was read is kept: the address need not answer any more.
    await signIn(software);

    const gone = { ...remote, id: 'chu-essai-gone' };
    site.register(gone);
    const lost = { ...software, registration: gone };
    const answer = await told(await ask(formOf(await assertionOf(lost, site.url + TOKEN), IMMUNIZATION)));
    expect(answer).toMatchObject({ status: 401, error: 'invalid_client' });
    expect(answer.error_description).toContain('jwksUrl');
  });

  test('finds where to sign in by the two addresses of SMART', async () => {
    for (const path of ['/fhir/R4/.well-known/smart-configuration', '/.well-known/smart-configuration']) {
      const response = await fetch(site.url + path);
      expect(response.headers.get('content-type')).toContain('application/json');
      const configuration = SmartConfiguration.parse(await response.json());
      expect(configuration.token_endpoint).toBe(site.url + TOKEN);
      expect(configuration.token_endpoint_auth_signing_alg_values_supported).toContain('RS384');
      expect(configuration.capabilities).toContain('client-confidential-asymmetric');
    }
  });
});

/** The parts of a token without a signature that a library would make. */
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (software: Software) => ({
  iss: software.registration.id,
  sub: software.registration.id,
  aud: site.url + TOKEN,
  jti: randomUUID(),
  exp: Math.floor(Date.now() / 1000) + 120,
});

describe('an attacker', () => {
  const now_s = (): number => Math.floor(Date.now() / 1000);

  test.each<[string, (software: Software) => Promise<string> | string]>([
    [
      'no signature',
      (software) => `${part({ alg: 'none', kid: software.kid })}.${part(claimsOf(software))}.`,
    ],
    [
      'a shared secret made of the public key',
      (software) => {
        const head = `${part({ alg: 'HS256', kid: software.kid })}.${part(claimsOf(software))}`;
        const mac = createHmac('sha256', JSON.stringify(software.jwk)).update(head).digest('base64url');
        return `${head}.${mac}`;
      },
    ],
    ['the address of another server', (software) => assertionOf(software, 'https://elsewhere.example/token')],
    ['no audience', (software) => assertionOf(software, site.url + TOKEN, { aud: undefined })],
    [
      'an assertion that has expired',
      (software) => assertionOf(software, site.url + TOKEN, { exp: now_s() - 60 }),
    ],
    [
      'an assertion that lasts a day',
      (software) => assertionOf(software, site.url + TOKEN, { exp: now_s() + 86_400 }),
    ],
    ['no end', (software) => assertionOf(software, site.url + TOKEN, { exp: undefined })],
    [
      'an assertion of tomorrow',
      (software) => assertionOf(software, site.url + TOKEN, { iat: now_s() + 86_400, exp: now_s() + 200 }),
    ],
    [
      'an assertion that is not good yet',
      (software) => assertionOf(software, site.url + TOKEN, { nbf: now_s() + 3600 }),
    ],
    ['a key nobody knows', (software) => assertionOf(software, site.url + TOKEN, {}, { kid: 'unknown' })],
    ['no name of a key', (software) => assertionOf(software, site.url + TOKEN, {}, { kid: undefined })],
    [
      'keys of its own',
      (software) => assertionOf(software, site.url + TOKEN, {}, { jku: 'https://evil.example/jwks' }),
    ],
    ['another subject', (software) => assertionOf(software, site.url + TOKEN, { sub: 'chu-autre' })],
    ['no id of the assertion', (software) => assertionOf(software, site.url + TOKEN, { jti: undefined })],
    ['an endless id', (software) => assertionOf(software, site.url + TOKEN, { jti: 'x'.repeat(300) })],
    ['a huge assertion', (software) => assertionOf(software, site.url + TOKEN, { more: 'x'.repeat(20_000) })],
    ['no assertion at all', () => 'rappel'],
    ['an empty one', () => ''],
  ])('gets nothing with %s', async (_what, make) => {
    const software = await registered();
    const answer = await told(await ask(formOf(await make(software), IMMUNIZATION)));
    expect(answer).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('gets nothing by the key of another client, nor learns who is registered', async () => {
    const [one, another] = [await registered(), await registered()];
    const forged = { ...another, registration: one.registration };
    const unknown = { ...another, registration: { ...another.registration, id: 'nobody' } };
    const [a, b] = await Promise.all(
      [forged, unknown].map(async (software) =>
        told(await ask(formOf(await assertionOf(software, site.url + TOKEN), IMMUNIZATION))),
      ),
    );
    expect(a).toMatchObject({ status: 401, error: 'invalid_client' });
    expect(a).toEqual(b);
  });

  test('gets one token from one assertion, sent twenty times at once to two processes', async () => {
    const software = await registered();
    const form = formOf(await assertionOf(software, site.url + TOKEN), IMMUNIZATION);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(form, i % 2 === 0 ? site : other)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  });

  test('is told that the form is wrong, in the words of RFC 6749', async () => {
    const software = await registered();
    const form = formOf(await assertionOf(software, site.url + TOKEN), IMMUNIZATION);
    const without = new URLSearchParams(form);
    without.delete('scope');
    expect(await told(await ask(without))).toMatchObject({ status: 400, error: 'invalid_request' });
    const twice = new URLSearchParams(form);
    twice.append('client_assertion', 'another');
    expect(await told(await ask(twice))).toMatchObject({ status: 400, error: 'invalid_request' });
    const password = new URLSearchParams(form);
    password.set('grant_type', 'password');
    expect(await told(await ask(password))).toMatchObject({ status: 400, error: 'unsupported_grant_type' });
    const bare = await fetch(site.url + TOKEN, { method: 'POST' });
    expect(bare.status).toBeLessThan(500);
    expect(bare.status).toBeGreaterThanOrEqual(400);
    const longer = new URLSearchParams(form);
    longer.set('scope', 'system/Patient.rs '.repeat(5000));
    expect((await ask(longer)).status).toBe(413);
  });

  test('gets no more than was registered', async () => {
    const software = await registered({ scopes: ['system/Immunization.rs'] });
    const ask_for = async (scope: string) =>
      ask(formOf(await assertionOf(software, site.url + TOKEN), scope));
    expect(await given(await ask_for('system/*.cruds'))).toMatchObject({ scope: 'system/Immunization.rs' });
    for (const scope of [
      'system/Patient.rs',
      'user/Immunization.rs',
      'system/Immunization.sr',
      'everything',
      ' ',
    ])
      expect(await told(await ask_for(scope))).toMatchObject({ status: 400, error: 'invalid_scope' });
  });

  test('has a token that ends with the registration, or with five minutes', async () => {
    const software = await registered();
    const { access_token } = await signIn(software);
    expect(await record(access_token)).toBe('201');
    ahead_ms = 301_000;
    expect(await record(access_token)).toBe('401 token-expired');
    ahead_ms = 0;
    site.register({ ...software.registration, scopes: ['system/Immunization.rs'] });
    expect(await record(access_token)).toBe('403 forbidden');
    site.remove(software.registration.id);
    expect(await record(access_token)).toBe('401 unauthenticated');
  });

  test('cannot change a token, nor make one', async () => {
    const software = await registered();
    const { access_token } = await signIn(software);
    const at = access_token.length - 3;
    const changed = `${access_token.slice(0, at)}${access_token[at] === 'A' ? 'B' : 'A'}${access_token.slice(at + 1)}`;
    expect(await record(changed)).toBe('401 unauthenticated');
    expect(await record(`smart.${part({ client: software.registration.id })}`)).toBe('401 unauthenticated');
    expect(await record('smart.')).toBe('401 unauthenticated');
  });

  test('is stopped when asking for tokens without end', async () => {
    const software = await registered();
    const statuses: number[] = [];
    // The limit is by the minute: one may end while they are asked for.
    for (let i = 0; i < 400 && statuses.at(-1) !== 429; i++) {
      const assertion = await assertionOf(software, site.url + TOKEN);
      statuses.push((await ask(formOf(assertion, IMMUNIZATION))).status);
    }
    expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  });
});

test('assertions that have expired are forgotten', async () => {
  const software = await registered();
  await signIn(software);
  const counted = async (): Promise<unknown> =>
    (
      await access.query('select count(*) as n from access.smart_assertion where client = $1', [
        software.registration.id,
      ])
    ).rows[0];
  expect(await counted()).toEqual({ n: 1 });
  ahead_ms = 3_600_000;
  const late = await registered();
  const exp = Math.floor((Date.now() + ahead_ms) / 1000) + 60;
  await given(await ask(formOf(await assertionOf(late, site.url + TOKEN, { exp }), IMMUNIZATION)));
  ahead_ms = 0;
  expect(await counted()).toEqual({ n: 0 });
});
