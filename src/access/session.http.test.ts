/** Sessions that lock, open by a PIN and end, through the real server; the clock is moved, nobody waits. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addProfile, revokeProfile } from '#access/profile.pg.ts';
import { RIGHTS } from '#access/rights.ts';
import { SESSION_COOKIE } from '#http/identity.ts';
import { Problem } from '#http/problem.ts';
import { route } from '#http/route.ts';
import { openSite, personAt, type Site } from '../../tests/oidc.ts';
import { type Liar, startLiar } from '../../tests/oidc-liar.ts';

const JEANNE = { given_name: 'Jeanne', family_name: 'Exemplaire', birthdate: '1938-02-11', gender: 'female' };
const MINUTE = 60_000;
const PIN = '481516';

let liar: Liar;
let site: Site;
let late_ms = 0;
const now = () => new Date(Date.now() + late_ms).toISOString();

/** A page of the person's own data, as the routes of people have them. */
const mine = route(
  {
    ...{ id: 'mine', method: 'GET', path: '/api/mine', right: RIGHTS.self, territory: 'self' },
    ...{ tag: { fr: 'x', en: 'x' }, summary: { fr: 'x', en: 'x' }, description: { fr: 'x', en: 'x' } },
    ...{ params: z.unknown(), query: z.unknown(), body: z.unknown(), problems: [] },
    answers: { 200: { description: { fr: 'x', en: 'x' }, schema: z.object({ id: z.string() }) } },
  },
  async ({ caller }) => ({ status: 200, body: { id: caller.id } }),
);

beforeAll(async () => {
  liar = await startLiar();
  site = await openSite({ providers: [liar.config], baseUrl: () => site.url, now, routes: [mine] });
});
afterAll(async () => {
  await site.close();
  await liar.close();
});
beforeEach(() => {
  liar.said = { person: JEANNE };
});
afterEach(async () => {
  late_ms = 0;
  await site.db.query('delete from access.session');
});

const signedIn = async () => {
  const person = personAt(site);
  await person.browser.go(`${site.url}/api/session/login?provider=liar`);
  const cookie = () => person.browser.cookie(site.url, SESSION_COOKIE);
  return {
    ...person,
    cookie,
    get: (path: string) => person.browser.send(site.url + path),
    unlock: (pin: string) => person.post('/api/session/unlock', { pin }),
  };
};
const codeOf = async (response: Response): Promise<string> => Problem.parse(await response.json()).code;

describe('a session left alone', () => {
  test('locks after fifteen minutes, and a request before that keeps it open', async () => {
    const person = await signedIn();
    late_ms = 14 * MINUTE;
    expect((await person.get('/api/mine')).status).toBe(200);
    late_ms = 28 * MINUTE;
    expect((await person.get('/api/mine')).status).toBe(200);
    late_ms = 43 * MINUTE + 1000;
    const refused = await person.get('/api/mine');
    expect(refused.status).toBe(401);
    expect(await codeOf(refused)).toBe('session-locked');
    expect(await person.read()).toEqual({
      state: 'locked',
      label: 'Jeanne Exemplaire',
      pin: false,
      provider: 'liar',
    });
  });

  test('is not kept open by a page that only asks who is signed in', async () => {
    const person = await signedIn();
    late_ms = 10 * MINUTE;
    expect(await person.read()).toMatchObject({ state: 'signed-in' });
    late_ms = 15 * MINUTE + 1000;
    expect(await person.read()).toMatchObject({ state: 'locked' });
  });

  test('ends after twelve hours, whatever is done in it', async () => {
    const person = await signedIn();
    for (let minutes = 0; minutes < 12 * 60; minutes += 10) {
      late_ms = minutes * MINUTE;
      expect((await person.get('/api/mine')).status).toBe(200);
    }
    late_ms = 12 * 60 * MINUTE + 1000;
    expect(await codeOf(await person.get('/api/mine'))).toBe('session-ended');
    expect(await person.read()).toMatchObject({ state: 'signed-out' });
    await site.login.purge(new Date(Date.now() + 37 * 3_600_000).toISOString());
    expect((await site.db.query('select from access.session')).rowCount).toBe(0);
  });
});

describe('the PIN', () => {
  test('opens a session that was locked, on this tablet', async () => {
    const person = await signedIn();
    expect(await (await person.post('/api/session/pin', { pin: PIN })).json()).toMatchObject({ pin: true });
    expect(await (await person.post('/api/session/lock', {})).json()).toMatchObject({
      state: 'locked',
      pin: true,
    });
    expect(await codeOf(await person.get('/api/mine'))).toBe('session-locked');
    const wrong = await person.unlock('481517');
    expect(wrong.status).toBe(403);
    expect(await codeOf(wrong)).toBe('pin-wrong');
    expect(await (await person.unlock(PIN)).json()).toMatchObject({ state: 'signed-in' });
    expect((await person.get('/api/mine')).status).toBe(200);
  });

  test.each(['123456', '000000', '654321', '121212', '123123', '112233', '123321', '890123'])(
    'is not %s',
    async (pin) => {
      const person = await signedIn();
      const response = await person.post('/api/session/pin', { pin });
      expect(response.status).toBe(422);
      expect(await codeOf(response)).toBe('pin-weak');
    },
  );

  test('wrong five times, the session ends; the right one comes too late', async () => {
    const person = await signedIn();
    await person.post('/api/session/pin', { pin: PIN });
    await person.post('/api/session/lock', {});
    const codes = [];
    for (let i = 0; i < 5; i++) codes.push(await codeOf(await person.unlock('000001')));
    expect(codes).toEqual(['pin-wrong', 'pin-wrong', 'pin-wrong', 'pin-wrong', 'session-ended']);
    expect(await codeOf(await person.unlock(PIN))).toBe('session-ended');
    expect(await person.read()).toMatchObject({ state: 'signed-out' });
    expect((await site.trail()).at(-1)).toMatchObject({
      action: 'sign-out',
      detail: { why: 'wrong-pins' },
    });
  });

  test('guessed forty times at once: no more than five guesses count', async () => {
    const person = await signedIn();
    await person.post('/api/session/pin', { pin: PIN });
    await person.post('/api/session/lock', {});
    const guesses = Array.from({ length: 40 }, (_, i) => person.unlock(String(700_000 + i)));
    const codes = await Promise.all((await Promise.all(guesses)).map(codeOf));
    expect(codes.filter((code) => code === 'pin-wrong')).toHaveLength(4);
    expect(codes.filter((code) => code === 'session-ended')).toHaveLength(36);
    expect(await codeOf(await person.unlock(PIN))).toBe('session-ended');
  });

  test('that was never set opens nothing', async () => {
    const person = await signedIn();
    await person.post('/api/session/lock', {});
    const response = await person.unlock(PIN);
    expect(response.status).toBe(409);
    expect(await codeOf(response)).toBe('pin-none');
  });

  test('opens no session that is over, and none without a cookie', async () => {
    const person = await signedIn();
    await person.post('/api/session/pin', { pin: PIN });
    late_ms = 12 * 60 * MINUTE + 1000;
    expect(await codeOf(await person.unlock(PIN))).toBe('session-ended');
    expect(await codeOf(await personAt(site).post('/api/session/unlock', { pin: PIN }))).toBe(
      'session-ended',
    );
  });

  test('is nowhere, and not the same for two who choose the same', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    for (const person of [one, other]) await person.post('/api/session/pin', { pin: PIN });
    const { rows } = await site.db.query<{ pin_hash: Buffer }>('select pin_hash from access.session');
    expect(new Set(rows.map(({ pin_hash }) => pin_hash.toString('hex'))).size).toBe(2);
  });
});

describe('a situation that hangs on a profile', () => {
  const profile = { role: 'delegate' as const, place: 'C-64', profession: 'firefighter', named: null };
  const give = async (account: string, from: string, until: string): Promise<string> => {
    const id = crypto.randomUUID();
    await addProfile(site.db, { ...profile, id, account, from, until, codeHash: null, givenBy: 'x' }, now());
    return id;
  };
  const accountOf = async (): Promise<string> => {
    const person = await signedIn();
    const session = await person.read();
    return session.state === 'signed-in' ? session.account : '';
  };
  const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
  afterEach(async () => {
    await site.db.query('delete from access.profile');
  });

  test('ends when the profile does, and begins when it does', async () => {
    await give(await accountOf(), at(5), at(10));
    const person = await signedIn();
    const choose = () => person.post('/api/session/situation', { index: 1 });
    const caller = () => site.login.identify({ session: person.cookie() });
    expect((await choose()).status).toBe(422);
    late_ms = 6 * MINUTE;
    expect((await choose()).status).toBe(200);
    expect(await caller()).toMatchObject({ role: 'delegate', places: ['C-64'] });
    late_ms = 10 * MINUTE + 1000;
    expect(await caller()).toMatchObject({ role: 'signed-in', places: [] });
    expect(await person.read()).toMatchObject({ chosen: null, situations: [{ index: 0, role: 'citizen' }] });
  });

  test('ends within seconds when another program revokes it, at once when this one does', async () => {
    const id = await give(await accountOf(), at(-1), at(60));
    const person = await signedIn();
    await person.post('/api/session/situation', { index: 1 });
    const caller = () => site.login.identify({ session: person.cookie() });
    expect(await caller()).toMatchObject({ role: 'delegate' });
    const revoked = await revokeProfile(site.db, { id, by: 'x', now: now() }, () => true);
    expect(revoked).toMatchObject({ already: false });
    late_ms = 5001;
    expect(await caller()).toMatchObject({ role: 'signed-in' });
  });
});

describe('the provider says that somebody signed out', () => {
  const tell = (token: string) =>
    fetch(`${site.url}/api/session/backchannel/liar`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }),
    });

  test('by its session, or by the person: their sessions here end at once', async () => {
    for (const named of [{ sid: 'session-1' }, { sub: 'person-1' }, { sid: 'session-1', sub: 'person-1' }]) {
      const person = await signedIn();
      expect(await site.login.identify({ session: person.cookie() })).toMatchObject({ role: 'citizen' });
      const response = await tell(await liar.logoutToken(named));
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ closed: 1 });
      expect(await site.login.identify({ session: person.cookie() })).toBeUndefined();
    }
  });

  test('about somebody else: nobody here is signed out', async () => {
    const person = await signedIn();
    for (const named of [{ sid: 'session-2' }, { sub: 'person-2' }, { sid: 'session-1', sub: 'person-2' }])
      expect(await (await tell(await liar.logoutToken(named))).json()).toEqual({ closed: 0 });
    expect(await person.read()).toMatchObject({ state: 'signed-in' });
  });

  test('a token sent again is refused, even at once', async () => {
    await signedIn();
    const token = await liar.logoutToken({ sub: 'person-1' });
    const responses = await Promise.all(Array.from({ length: 10 }, () => tell(token)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 400)).toHaveLength(9);
  });

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const sub = 'person-1';
  test.each<readonly [string, () => Promise<string>]>([
    ['signed with another key', () => liar.logoutToken({ sub }, { otherKey: true })],
    ['of another provider', () => liar.logoutToken({ sub, iss: 'https://x.example' })],
    ['for another site', () => liar.logoutToken({ sub, aud: 'another' })],
    ['an hour old', () => liar.logoutToken({ sub, iat: seconds() - 3600 })],
    ['made in an hour', () => liar.logoutToken({ sub, iat: seconds() + 3600 })],
    ['expired', () => liar.logoutToken({ sub, exp: seconds() - 60 })],
    ['without a time', () => liar.logoutToken({ sub, iat: undefined })],
    ['without an id', () => liar.logoutToken({ sub, jti: undefined })],
    ['of another event', () => liar.logoutToken({ sub, events: { 'https://x.example': {} } })],
    ['of no event', () => liar.logoutToken({ sub, events: undefined })],
    ['with a nonce, as a token of identity', () => liar.logoutToken({ sub, nonce: 'x' })],
    ['that names nobody', () => liar.logoutToken({})],
    ['of another type', () => liar.logoutToken({ sub }, { header: { typ: 'at+jwt' } })],
    ['that is none', async () => 'no-token'],
  ])('a token %s is refused, and nobody is signed out', async (_what, token) => {
    const person = await signedIn();
    const response = await tell(await token());
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('logout-token-refused');
    expect(await person.read()).toMatchObject({ state: 'signed-in' });
  });

  test('by the address of a provider that nobody knows', async () => {
    const response = await fetch(`${site.url}/api/session/backchannel/nobody`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'logout_token=x',
    });
    expect(response.status).toBe(404);
  });
});

test('an account has twenty sessions at most: the oldest end', async () => {
  const first = await signedIn();
  for (let i = 0; i < 20; i++) await signedIn();
  expect((await site.db.query('select from access.session')).rowCount).toBe(20);
  late_ms = 6000;
  expect(await first.read()).toMatchObject({ state: 'signed-out' });
});

test('a read costs no query within five seconds', async () => {
  const person = await signedIn();
  await person.get('/api/mine');
  await site.db.query('update access.session set locked = true');
  expect((await person.get('/api/mine')).status).toBe(200);
  late_ms = 5001;
  expect(await codeOf(await person.get('/api/mine'))).toBe('session-locked');
});
