/** Logins that must not succeed, through the real server, against a provider that says whatever a test wants. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLogin } from '#access/login.node.ts';
import { LOGIN_PROBLEMS } from '#access/login-problems.ts';
import { CSRF_HEADER, SESSION_COOKIE } from '#http/identity.ts';
import { Problem } from '#http/problem.ts';
import { openBrowser, openSite, PLACES, personAt, type Site } from '../../tests/oidc.ts';
import { type Liar, type Said, startLiar } from '../../tests/oidc-liar.ts';

const JEANNE = {
  given_name: 'Jeanne',
  family_name: 'Exemplaire',
  birthdate: '1938-02-11',
  gender: 'female',
  birthplace: '48095',
};

let liar: Liar;
let site: Site;
let late_ms = 0;

beforeAll(async () => {
  liar = await startLiar();
  site = await openSite({
    providers: [liar.config],
    baseUrl: () => site.url,
    now: () => new Date(Date.now() + late_ms).toISOString(),
  });
});
afterAll(async () => {
  await site.close();
  await liar.close();
});
beforeEach(() => {
  late_ms = 0;
  liar.said = { person: JEANNE };
});

const startOf = (returnTo = '/people'): string =>
  `${site.url}/api/session/login?${new URLSearchParams({ provider: 'liar', return: returnTo })}`;

/** Leaves for the provider and stops before coming back: the address of the callback. */
const leave = async (browser = openBrowser()) => {
  const { url } = await browser.go(startOf(), {}, /\/callback\//);
  return { browser, callback: url };
};
const pathOf = (response: Response): string | null => response.headers.get('location');
const problemOf = async (response: Response): Promise<Problem> => Problem.parse(await response.json());

test('the browser is sent with a state, a nonce, a challenge (S256), the level asked for and a fresh login', async () => {
  await leave();
  const asked = liar.asked();
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    scope: 'openid',
    acr_values: 'eidas1',
    code_challenge_method: 'S256',
    prompt: 'login',
    redirect_uri: `${site.url}/api/session/callback/liar`,
  });
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
});

test('a login that is right opens a session, under a cookie that no script and no other site can use', async () => {
  const { browser, callback } = await leave();
  const response = await browser.send(callback);
  expect(response.status).toBe(303);
  expect(pathOf(response)).toBe('/people');
  const cookies = response.headers.getSetCookie();
  expect(cookies.find((one) => one.startsWith(`${SESSION_COOKIE}=`))).toMatch(
    /^rappel-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
  );
  expect(cookies.find((one) => one.startsWith('rappel-login='))).toContain('Max-Age=0');
  const { rows } = await site.db.query<{ id_hash: Buffer }>('select id_hash from access.session');
  const cookie = browser.cookie(site.url, SESSION_COOKIE) ?? '';
  expect(rows.map(({ id_hash }) => id_hash.toString('base64url'))).not.toContain(cookie);
});

test('on an https site, cookies are kept from plain connections', async () => {
  const safe = await openSite({
    providers: [liar.config],
    baseUrl: () => 'https://rappel.example',
    now: () => new Date().toISOString(),
  });
  const response = await openBrowser().send(`${safe.url}/api/session/login?provider=liar`);
  expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/; Secure$/)]);
  await safe.close();
});

describe('the answer of the provider is refused', () => {
  const seconds = (): number => Math.floor(Date.now() / 1000);
  const cases: readonly (readonly [string, () => Said, string])[] = [
    ['signed with another key', () => ({ signs: 'other-key' }), 'login-untrusted'],
    ['not signed', () => ({ signs: 'not' }), 'login-untrusted'],
    ['signed with the secret of the client', () => ({ signs: 'with-secret' }), 'login-untrusted'],
    ['of another login (nonce)', () => ({ token: { nonce: 'another' } }), 'login-untrusted'],
    ['without a nonce', () => ({ token: { nonce: undefined } }), 'login-untrusted'],
    ['for another site (audience)', () => ({ token: { aud: 'another' } }), 'login-untrusted'],
    ['for two sites', () => ({ token: { aud: ['rappel-test', 'x'], azp: 'x' } }), 'login-untrusted'],
    ['of another provider (issuer)', () => ({ token: { iss: 'https://x.example' } }), 'login-untrusted'],
    ['expired', () => ({ token: { exp: seconds() - 120 } }), 'login-untrusted'],
    ['not valid yet', () => ({ token: { nbf: seconds() + 600 } }), 'login-untrusted'],
    ['about somebody else', () => ({ person: { ...JEANNE, sub: 'person-2' } }), 'login-untrusted'],
    ['of a level too low', () => ({ token: { acr: 'eidas0' } }), 'login-level'],
    ['of no level', () => ({ token: { acr: undefined } }), 'login-level'],
    ['of an older login', () => ({ token: { auth_time: seconds() - 900 } }), 'login-refused'],
    ['without the identity', () => ({ person: {} }), 'login-identity'],
    ['a refusal', () => ({ error: 'access_denied' }), 'login-refused'],
    ['an error of its own', () => ({ error: 'server_error' }), 'login-refused'],
  ];

  test.each(cases)('%s', async (_what, said, code) => {
    liar.said = { person: JEANNE, ...said() };
    const { browser, callback } = await leave();
    const response = await browser.send(callback);
    expect(response.status).toBe(303);
    expect(pathOf(response)).toBe(`/login?problem=${code}`);
    expect(LOGIN_PROBLEMS).toHaveProperty(code);
    expect(browser.cookie(site.url, SESSION_COOKIE)).toBeUndefined();
    expect(await response.text()).not.toMatch(/\bat .*:\d+/);
  });

  test('none at all', async () => {
    const { browser, callback } = await leave();
    liar.said = { status: 503 };
    expect(pathOf(await browser.send(callback))).toBe('/login?problem=provider-unreachable');
  });
});

describe('coming back', () => {
  test('twice with the same state: the second time finds nothing', async () => {
    const { browser, callback } = await leave();
    const secret = browser.cookie(site.url, 'rappel-login') ?? '';
    expect(pathOf(await browser.send(callback))).toBe('/people');
    const other = openBrowser();
    other.setCookie(site.url, 'rappel-login', secret);
    expect(pathOf(await other.send(callback))).toBe('/login?problem=login-expired');
  });

  test('fifty times at once with the same state: one session', async () => {
    const { browser, callback } = await leave();
    const secret = browser.cookie(site.url, 'rappel-login') ?? '';
    const before = await site.db.query('select from access.session');
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => {
        const other = openBrowser();
        other.setCookie(site.url, 'rappel-login', secret);
        return other.send(callback);
      }),
    );
    expect(responses.filter((one) => pathOf(one) === '/people')).toHaveLength(1);
    const after = await site.db.query('select from access.session');
    expect((after.rowCount ?? 0) - (before.rowCount ?? 0)).toBe(1);
  });

  test('with a state that was never given, or none', async () => {
    const { browser, callback } = await leave();
    const forged = new URL(callback);
    forged.searchParams.set('state', randomBytes(32).toString('base64url'));
    expect(pathOf(await browser.send(forged.href))).toBe('/login?problem=login-expired');
    forged.searchParams.delete('state');
    expect(pathOf(await browser.send(forged.href))).toBe('/login?problem=login-expired');
    // Their own login is still good.
    expect(pathOf(await browser.send(callback))).toBe('/people');
  });

  test('in another browser than the one that left: nobody is signed in as somebody else', async () => {
    const { callback } = await leave();
    const victim = openBrowser();
    expect(pathOf(await victim.send(callback))).toBe('/login?problem=login-expired');
    const { browser: victimLeaving } = await leave(victim);
    const { callback: another } = await leave();
    expect(pathOf(await victimLeaving.send(another))).toBe('/login?problem=login-expired');
    expect(victim.cookie(site.url, SESSION_COOKIE)).toBeUndefined();
  });

  test('by the address of another provider', async () => {
    const { browser, callback } = await leave();
    const moved = callback.replace('/callback/liar', '/callback/other');
    expect(pathOf(await browser.send(moved))).toBe('/login?problem=provider-unknown');
  });

  test('after ten minutes', async () => {
    const { browser, callback } = await leave();
    late_ms = 601_000;
    expect(pathOf(await browser.send(callback))).toBe('/login?problem=login-expired');
  });

  test('with a code of another login: the verifier is not its own', async () => {
    const [one, other] = [await leave(), await leave()];
    const mixed = new URL(one.callback);
    mixed.searchParams.set('code', new URL(other.callback).searchParams.get('code') ?? '');
    expect(pathOf(await one.browser.send(mixed.href))).toBe('/login?problem=login-refused');
  });

  test('with odd parameters: no failure of the server', async () => {
    const { browser } = await leave();
    for (const query of [
      '',
      '?state[]=1',
      '?state=1&state=2',
      `?state=${'x'.repeat(5000)}`,
      '?%00=%00',
      '?error=x',
    ]) {
      const { status } = await browser.send(`${site.url}/api/session/callback/liar${query}`);
      expect(status).toBeLessThan(500);
    }
  });
});

describe('a session', () => {
  test('begins under a new id, whatever cookie the browser came with, and ends the one before', async () => {
    const fixed = randomBytes(32).toString('base64url');
    const { browser, callback } = await leave();
    browser.setCookie(site.url, SESSION_COOKIE, fixed);
    await browser.send(callback);
    const first = browser.cookie(site.url, SESSION_COOKIE);
    expect(first).not.toBe(fixed);
    expect(await site.login.identify({ session: fixed })).toBeUndefined();

    const { callback: again } = await leave(browser);
    await browser.send(again);
    expect(browser.cookie(site.url, SESSION_COOKIE)).not.toBe(first);
    expect(await site.login.identify({ session: first })).toBeUndefined();
  });

  test('acts only with the token that our own pages read', async () => {
    const person = personAt(site);
    await person.browser.go(startOf());
    const body = { pin: '481516' };
    const without = await person.post('/api/session/pin', body, { [CSRF_HEADER]: '' });
    expect(without.status).toBe(403);
    expect(await problemOf(without)).toMatchObject({ code: 'csrf' });
    expect((await person.post('/api/session/pin', body, { [CSRF_HEADER]: 'x'.repeat(43) })).status).toBe(403);
    expect((await person.post('/api/session/pin', body)).status).toBe(200);
  });

  test('of a provider that is no longer configured is none', async () => {
    const person = personAt(site);
    await person.browser.go(startOf());
    const session = person.browser.cookie(site.url, SESSION_COOKIE);
    const without = openLogin({
      ...{ db: site.db, keyring: site.keyring, providers: [], baseUrl: () => site.url, places: PLACES },
      ...{ write: async () => {}, now: () => new Date().toISOString() },
    });
    expect(await site.login.identify({ session })).toMatchObject({ role: 'citizen' });
    expect(await without.identify({ session })).toBeUndefined();
  });

  test('keeps no name in clear', async () => {
    await personAt(site).browser.go(startOf());
    const { rows } = await site.db.query<{ row: string }>(
      `select a::text || s::text as row from access.account a, access.session s`,
    );
    const hex = Buffer.from('Exemplaire').toString('hex');
    for (const { row } of rows) {
      expect(row).not.toContain('Exemplaire');
      expect(row).not.toContain(hex);
      expect(row).not.toContain('person-1');
    }
  });
});

describe('where to go after', () => {
  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    'javascript:alert(1)',
    '/a\r\nset-cookie: x=1',
    'people',
    '',
    ` //evil.example`,
    '/@evil.example:80',
  ])('is a page of this site, or nothing: %j', async (returnTo) => {
    const browser = openBrowser();
    const response = await browser.send(startOf(returnTo));
    expect(response.status).toBe(422);
    expect(browser.cookie(site.url, 'rappel-login')).toBeUndefined();
  });

  test.each(['/people', '/people?tab=2&x=%2F%2Fevil.example', '/.//evil.example', '/login?choose'])(
    'stays on this site: %j',
    async (returnTo) => {
      const browser = openBrowser();
      const { url } = await browser.go(startOf(returnTo));
      expect(new URL(url).origin).toBe(site.url);
    },
  );
});

describe('providers', () => {
  test('one that nobody knows', async () => {
    const response = await openBrowser().send(`${site.url}/api/session/login?provider=nobody`);
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: 'provider-unknown' });
  });

  test('one that is down is told, never stops the start, and is asked again at the next login', async () => {
    const other = await startLiar();
    other.said = { status: 503 };
    const cut = await openSite({
      providers: [other.config],
      baseUrl: () => cut.url,
      now: () => new Date().toISOString(),
    });
    const browser = openBrowser();
    const start = `${cut.url}/api/session/login?provider=liar`;
    const response = await browser.send(start);
    expect(pathOf(response)).toBe('/login?problem=provider-unreachable');
    expect(await (await browser.send(`${cut.url}/api/session`)).json()).toMatchObject({
      state: 'signed-out',
    });
    other.said = { person: JEANNE };
    expect((await browser.go(start)).url).toBe(`${cut.url}/people`);
    await cut.close();
    await other.close();
  });
});
