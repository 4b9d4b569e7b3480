/** Delegations through the real server: a firefighter for a week-end, and everybody who is not that firefighter. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDelegations } from '#access/delegation.node.ts';
import { Delegation, type PROFESSIONS_DELEGATED, Session } from '#access/session.api.ts';
import { SESSION_COOKIE } from '#http/identity.ts';
import { Problem } from '#http/problem.ts';
import { openSite, PLACES, personAt, type Site } from '../../tests/oidc.ts';
import { type Liar, startLiar } from '../../tests/oidc-liar.ts';
import { addProfile } from './profile.pg.ts';

const HOUR = 3_600_000;
const FIREFIGHTER = {
  given_name: 'Émile Noël',
  family_name: 'de la Pompe-Fictive',
  birthdate: '1990-05-21',
  gender: 'male',
};
const MANAGER = { ...FIREFIGHTER, sub: 'manager', given_name: 'Yael', family_name: 'Centre-Fictif' };

let liar: Liar;
let site: Site;
let late_ms = 0;
const now = () => new Date(Date.now() + late_ms).toISOString();
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

beforeAll(async () => {
  liar = await startLiar();
  site = await openSite({ providers: [liar.config], baseUrl: () => site.url, now });
});
afterAll(async () => {
  await site.close();
  await liar.close();
});
afterEach(async () => {
  late_ms = 0;
  await site.db.query('delete from access.session');
  await site.db.query('delete from access.profile');
  await site.db.query('delete from access.account');
});

const codeOf = async (response: Response): Promise<string> => Problem.parse(await response.json()).code;

const signedIn = async (claims: Record<string, unknown>) => {
  const sub = String(claims.sub ?? 'person-1');
  liar.said = { person: { ...claims, sub }, token: { sub, sid: `session-of-${sub}` } };
  const person = personAt(site);
  await person.browser.go(`${site.url}/api/session/login?provider=liar`);
  const session = await person.read();
  return {
    ...person,
    account: session.state === 'signed-in' ? session.account : '',
    caller: () => site.login.identify({ session: person.browser.cookie(site.url, SESSION_COOKIE) }),
    join: (code: string) => person.post('/api/session/join', { code }),
  };
};

/** Who runs the centre C-64, or all those of a larger place, at work. */
const manager = async (place = 'C-64') => {
  const first = await signedIn(MANAGER);
  const profile = { role: 'centre-manager' as const, place, profession: 'agent', named: null };
  const period = { from: inHours(-1), until: inHours(24 * 365) };
  await addProfile(
    site.db,
    { ...profile, ...period, id: 'manager-profile', account: first.account, codeHash: null, givenBy: 'x' },
    now(),
  );
  const person = await signedIn(MANAGER);
  await person.post('/api/session/situation', { index: 1 });
  const send = (more: Record<string, unknown> = {}) =>
    person.post('/api/access/delegations', {
      place: 'C-64',
      profession: 'firefighter' satisfies (typeof PROFESSIONS_DELEGATED)[number],
      givenNames: 'Emile',
      familyName: 'POMPE FICTIVE',
      birthDate: '1990-05-21',
      from: inHours(-1),
      until: inHours(48),
      ...more,
    });
  return {
    ...person,
    send,
    give: async (more: Record<string, unknown> = {}) => {
      const response = await send(more);
      expect(response.status).toBe(201);
      return z.object({ delegation: Delegation, code: z.string() }).parse(await response.json());
    },
    list: async () => {
      const response = await person.browser.send(`${site.url}/api/access/delegations?place=C-64`);
      return z.object({ delegations: z.array(Delegation) }).parse(await response.json()).delegations;
    },
  };
};

describe('a firefighter, for a week-end', () => {
  test('joins with the code, works in that centre alone, and no longer after', async () => {
    const chief = await manager();
    const { delegation, code } = await chief.give();
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(delegation).toMatchObject({ role: 'delegate', placeName: 'CH Lozère', joined: false });

    const person = await signedIn(FIREFIGHTER);
    const joined = await person.join(code.toLowerCase().replaceAll('-', ''));
    expect(joined.status).toBe(200);
    const session = Session.parse(await joined.json());
    expect(session.state === 'signed-in' && session.situations).toMatchObject([
      { role: 'citizen' },
      { index: 1, role: 'delegate', profession: 'firefighter', place: 'C-64', until: delegation.until },
    ]);
    expect((await site.trail()).filter(({ action }) => action === 'join')).toEqual([
      { action: 'join', account: person.account, detail: { delegation: delegation.id } },
    ]);
    await person.post('/api/session/situation', { index: 1 });
    expect(await person.caller()).toMatchObject({ role: 'delegate', places: ['C-64'] });
    expect(await chief.list()).toMatchObject([
      { givenNames: 'Emile', familyName: 'POMPE FICTIVE', joined: true, revoked: false },
    ]);

    late_ms = 2 * 24 * HOUR;
    const later = await signedIn(FIREFIGHTER);
    expect(await later.read()).toMatchObject({ situations: [{ role: 'citizen' }], chosen: 0 });
  });

  test('revoked, stops at once: the next request is refused', async () => {
    const chief = await manager();
    const { delegation, code } = await chief.give();
    const person = await signedIn(FIREFIGHTER);
    await person.join(code);
    await person.post('/api/session/situation', { index: 1 });
    expect(await person.caller()).toMatchObject({ role: 'delegate' });
    const revoke = () => chief.post('/api/access/delegations/revoke', { place: 'C-64', id: delegation.id });
    expect(await (await revoke()).json()).toEqual({ revoked: true });
    expect(await person.caller()).toMatchObject({ role: 'signed-in', places: [] });
    expect((await revoke()).status).toBe(200);
    expect(await chief.list()).toMatchObject([{ revoked: true }]);
    const actions = (await site.trail()).map(({ action }) => action);
    expect(actions.filter((action) => action === 'revoke')).toHaveLength(1);
    for (const action of ['delegate', 'delegations-read', 'sign-in']) expect(actions).toContain(action);
  });

  test('the code is good once, and never for a delegation that was revoked or is over', async () => {
    const chief = await manager();
    const { delegation, code } = await chief.give();
    const person = await signedIn(FIREFIGHTER);
    expect(
      (await Promise.all([person.join(code), person.join(code)])).map(({ status }) => status).sort(),
    ).toEqual([200, 404]);
    expect(await codeOf(await person.join(code))).toBe('delegation-code-unknown');

    const second = await chief.give();
    await chief.post('/api/access/delegations/revoke', { place: 'C-64', id: second.delegation.id });
    expect(await codeOf(await person.join(second.code))).toBe('delegation-code-unknown');

    const third = await chief.give({ until: inHours(1) });
    late_ms = HOUR + 1000;
    const later = await signedIn(FIREFIGHTER);
    expect(await codeOf(await later.join(third.code))).toBe('delegation-code-unknown');
    expect(delegation.id).not.toBe(third.delegation.id);
  });

  test('a secretary receives people, and does not vaccinate', async () => {
    const chief = await manager();
    const { delegation } = await chief.give({ profession: 'secretary' });
    expect(delegation.role).toBe('secretary');
  });
});

describe('another person with the code', () => {
  test.each([
    ['another family name', { family_name: 'Autre' }],
    ['another first name', { given_name: 'Paul Émile' }],
    ['another birth date', { birthdate: '1990-05-22' }],
    ['a birth date not wholly known', { birthdate: '1990-05-00' }],
  ])('%s: refused, and the code stays good for its own', async (_what, other) => {
    const chief = await manager();
    const { code } = await chief.give();
    const thief = await signedIn({ ...FIREFIGHTER, ...other, sub: 'thief' });
    const response = await thief.join(code);
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe('delegation-other-person');
    expect(await thief.read()).toMatchObject({ situations: [{ role: 'citizen' }] });
    expect((await (await signedIn(FIREFIGHTER)).join(code)).status).toBe(200);
  });

  test('has ten guesses an hour, also at once; the right code is then refused too', async () => {
    const chief = await manager();
    const { code } = await chief.give();
    const person = await signedIn(FIREFIGHTER);
    const guesses = Array.from({ length: 15 }, (_, i) => person.join(`AAAA-BBBB-${1000 + i}`));
    const codes = await Promise.all((await Promise.all(guesses)).map(codeOf));
    expect(codes.filter((one) => one === 'delegation-code-unknown')).toHaveLength(10);
    expect(codes.filter((one) => one === 'too-many-codes')).toHaveLength(5);
    expect(await codeOf(await person.join(code))).toBe('too-many-codes');
    late_ms = HOUR + 1000;
    expect((await (await signedIn(FIREFIGHTER)).join(code)).status).toBe(200);
  });
});

describe('a delegation is refused', () => {
  test.each([
    ['longer than 92 days', { until: inHours(24 * 92) }],
    ['that ends before it begins', { from: inHours(3), until: inHours(2) }],
    ['that is over', { from: inHours(-3), until: inHours(-2) }],
    ['that begins in a year', { from: inHours(24 * 365), until: inHours(24 * 366) }],
  ])('%s', async (_what, period) => {
    const response = await (await manager()).send(period);
    expect(response.status).toBe(422);
    expect(await codeOf(response)).toBe('delegation-period');
  });

  test('for a place that is not the manager’s, to read as to end', async () => {
    const chief = await manager();
    const { delegation } = await chief.give();
    expect(await codeOf(await chief.send({ place: 'DEP-30' }))).toBe('place-forbidden');
    expect(await codeOf(await chief.send({ place: 'DEP-48' }))).toBe('place-forbidden');
    expect(await codeOf(await chief.send({ place: 'C-65' }))).toBe('place-forbidden');
    await site.db.query(`update access.profile set place = 'DEP-30' where id = $1`, [delegation.id]);
    const revoked = await chief.post('/api/access/delegations/revoke', { place: 'C-64', id: delegation.id });
    expect(await codeOf(revoked)).toBe('delegation-unknown');
    expect(await chief.list()).toEqual([]);
  });

  test.each(['FRA', 'REG-76', 'DEP-48', '48095'])('for %s, which is no centre', async (place) => {
    const chief = await manager('FRA');
    const response = await chief.send({ place });
    expect(response.status).toBe(422);
    expect(await codeOf(response)).toBe('delegation-place');
    expect((await chief.give()).delegation.place).toBe('C-64');
  });

  test('for a place nobody has declared, to read as to give', async () => {
    const chief = await manager('FRA');
    expect(await codeOf(await chief.send({ place: 'Jeanne Exemplaire' }))).toBe('place-unknown');
    const read = await chief.browser.send(`${site.url}/api/access/delegations?place=Jeanne%20Exemplaire%00`);
    expect([read.status, await codeOf(read)]).toEqual([422, 'place-unknown']);
    expect(JSON.stringify(await site.trail())).not.toContain('Exemplaire');
  });

  test('of a role that the giver’s does not give, whatever right it was handed', async () => {
    const { keyring, db } = site;
    const delegations = openDelegations({ db, keyring, places: PLACES, now });
    const asked = {
      ...{ place: 'C-64', profession: 'secretary' as const, givenNames: 'Noé', familyName: 'Factice' },
      ...{ birthDate: '2002-01-15', from: inHours(-1), until: inHours(48) },
    };
    for (const role of ['task-force', 'regional-agency', 'secretary', 'development', '__proto__'])
      expect(await delegations.give(asked, { account: 'x', role })).toMatchObject({
        refusal: { code: 'delegation-role' },
      });
    expect(await delegations.give(asked, { account: 'x', role: 'centre-manager' })).toHaveProperty('code');
  });

  test('to who does not hold the right, and without the token of our pages', async () => {
    const citizen = await signedIn(FIREFIGHTER);
    const asked = { place: 'C-64', id: 'delegation-1' };
    expect((await citizen.post('/api/access/delegations/revoke', asked)).status).toBe(403);
    const chief = await manager();
    const forged = await chief.post('/api/access/delegations/revoke', asked, { 'x-csrf-token': 'x' });
    expect(await codeOf(forged)).toBe('csrf');
  });
});

test('names, birth dates and codes are nowhere in clear', async () => {
  const chief = await manager();
  const { code } = await chief.give();
  const { rows } = await site.db.query<{ row: string }>(
    'select p::text as row from access.profile p union all select a::text from access.audit a',
  );
  const text = rows.map(({ row }) => row).join('\n');
  for (const word of ['POMPE', 'Emile', '1990-05-21', code, code.replaceAll('-', '')]) {
    expect(text).not.toContain(word);
    expect(text).not.toContain(Buffer.from(word).toString('hex'));
  }
});
