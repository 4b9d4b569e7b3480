/** A database that has shown a demonstration, and becomes a real one: what is left of what the demonstration gave. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeDemoProfiles, seedDemoProfiles } from '#access/demo/profiles.node.ts';
import { signIn } from '#access/login.pg.ts';
import { addProfile } from '#access/profile.pg.ts';
import { addSession } from '#access/session.pg.ts';
import { hashOf, newSecret } from '#access/session-hash.node.ts';
import { SESSION_COOKIE } from '#http/identity.ts';
import { openSite, personAt, type Site } from '../../../tests/oidc.ts';
import { type Liar, startLiar } from '../../../tests/oidc-liar.ts';

const HOUR = 3_600_000;
const now = () => new Date().toISOString();
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

let liar: Liar;
let site: Site;

beforeAll(async () => {
  liar = await startLiar();
  site = await openSite({ providers: [liar.config], baseUrl: () => site.url, now });
});
afterAll(async () => {
  await site.close();
  await liar.close();
});

/** Somebody whom a provider of this machine vouches for, as all of the demonstration are. */
const comeInDemo = async (sub: string, givenName: string) => {
  const person = { given_name: givenName, family_name: 'Factice', birthdate: '1990-05-21', gender: 'female' };
  liar.said = { person: { ...person, sub }, token: { sub, sid: `session-of-${sub}` } };
  const { browser, read, post } = personAt(site);
  await browser.go(`${site.url}/api/session/login?provider=liar`);
  const session = await read();
  if (session.state !== 'signed-in') throw new Error(`${sub} did not sign in`);
  return { account: session.account, cookie: browser.cookie(site.url, SESSION_COOKIE), read, post };
};

/** Somebody whom a real provider vouched for. */
const comeForReal = async (account: string) => {
  const secret = newSecret();
  const seal = (text: string) => site.keyring.sealAccess(text, `label:${account}`);
  await signIn(site.db, account, { label: seal('Dominique Essai'), identity: null, isDemo: false }, now());
  await addSession(site.db, {
    ...{ key: hashOf(secret).toString('hex'), account, provider: 'liar', providerSubject: account },
    ...{ providerSession: null, assurance: 'proconnect/eidas1', csrf: newSecret(), idToken: seal('') },
    ...{ situations: [], chosen: null, createdAt: now(), expiresAt: inHours(12) },
  });
  return secret;
};

const give = (
  id: string,
  account: string | null,
  role: 'centre-manager' | 'secretary',
  givenBy: string,
  codeHash: Buffer | null = null,
) =>
  addProfile(
    site.db,
    {
      ...{ id, account, role, place: 'C-64', profession: 'agent', named: null, codeHash, givenBy },
      ...{ from: inHours(-1), until: inHours(24) },
    },
    now(),
  );

const profiles = async (): Promise<string[]> => {
  const { rows } = await site.db.query<{ id: string }>('select id from access.profile order by id');
  return rows.map(({ id }) => id);
};

test('nobody keeps what the demonstration gave, nor its people what they gave or joined; all of them sign out', async () => {
  await seedDemoProfiles(site.db, now());
  const manager = await comeInDemo('manager', 'Yael');
  await give('of-the-demo-manager', manager.account, 'centre-manager', 'demonstration');
  const chief = await comeInDemo('manager', 'Yael');
  await chief.post('/api/session/situation', { index: 1 });
  const given = await chief.post('/api/access/delegations', {
    ...{ place: 'C-64', profession: 'secretary', givenNames: 'Noa', familyName: 'Factice' },
    ...{ birthDate: '1990-05-21', from: inHours(-1), until: inHours(48) },
  });
  const { code } = await given.json();
  const citizen = await comeInDemo('citizen', 'Noa');
  expect((await citizen.post('/api/session/join', { code })).status).toBe(200);

  const real = await comeForReal('proconnect:real-1');
  await give('by-a-real-ministry', 'proconnect:real-1', 'centre-manager', 'ministry');
  await give('by-a-demo-manager', 'proconnect:real-1', 'secretary', manager.account);
  await give('by-a-demo-manager-not-joined', null, 'secretary', manager.account, Buffer.from('a code'));
  await give('by-a-real-manager-to-a-demo-citizen', citizen.account, 'secretary', 'proconnect:real-1');
  await give('by-a-real-manager-not-joined', null, 'secretary', 'proconnect:real-1');

  await removeDemoProfiles(site.db);
  expect(await profiles()).toEqual(['by-a-real-manager-not-joined', 'by-a-real-ministry']);
  const { rows } = await site.db.query<{ account: string }>('select account from access.session');
  expect(rows).toEqual([{ account: 'proconnect:real-1' }]);
  expect(await site.login.identify({ session: real })).toMatchObject({ id: 'proconnect:real-1' });
  for (const { account, read } of [manager, chief, citizen]) {
    site.login.dropAccount(account);
    expect(await read()).toMatchObject({ state: 'signed-out' });
  }
});

test('done where no demonstration has been, it takes nothing', async () => {
  const before = await profiles();
  await removeDemoProfiles(site.db);
  expect(await profiles()).toEqual(before);
  expect(before).toContain('by-a-real-ministry');
});
