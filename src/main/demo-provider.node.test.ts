/** Signing in by real OpenID Connect providers, through the real server: those of the demonstration. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CITIZENS, DEMO_PEOPLE } from '#access/demo/people.ts';
import { removeDemoProfiles, seedDemoProfiles } from '#access/demo/profiles.node.ts';
import { SESSION_COOKIE } from '#http/identity.ts';
import { type RunningDemoProvider, startDemoProvider } from '#main/demo-provider.node.ts';
import { openBrowser, openSite, personAt, type Site } from '../../tests/oidc.ts';

let demo: RunningDemoProvider;
let site: Site;
const now = () => new Date().toISOString();

const DOCTOR = 'f:demonstration:899700000011';
const NURSE = 'f:demonstration:899700000029';
const PHYSIOTHERAPIST = 'f:demonstration:899700000052';
const CITIZEN = 'demonstration-0003v1';
const MANAGER = 'demonstration-agent-8';

beforeAll(async () => {
  const baseUrl = (): string => site.url;
  demo = await startDemoProvider({ port: 0, baseUrl });
  site = await openSite({ providers: demo.providers, baseUrl, now });
  await seedDemoProfiles(site.db, now());
});
afterAll(async () => {
  await site.close();
  await demo.close();
});

describe('a whole login', () => {
  test('of a nurse: one situation, taken at once, back at the page asked for', async () => {
    const nurse = personAt(site);
    expect(await nurse.read()).toMatchObject({ state: 'signed-out' });
    expect(await nurse.signIn('psc', NURSE, '/people?tab=2')).toBe('/people?tab=2');
    const session = await nurse.read();
    expect(session).toMatchObject({
      state: 'signed-in',
      label: 'Dominique Modèle',
      account: 'psc:899700000029',
      assurance: 'psc/eidas1',
      chosen: 0,
      pin: false,
    });
    expect(session.state === 'signed-in' && session.situations).toMatchObject([
      { role: 'vaccinator', profession: 'nurse', place: 'DEP-48', placeName: 'Lozère', until: null },
    ]);
  });

  test('of a doctor of two places: nothing may be done before one is chosen', async () => {
    const doctor = personAt(site);
    expect(await doctor.signIn('psc', DOCTOR)).toBe('/login?choose&return=%2Fpeople');
    const session = await doctor.read();
    expect(session).toMatchObject({ chosen: null, rights: ['session:own'] });
    expect(session.state === 'signed-in' && session.situations.map(({ place }) => place)).toEqual([
      'DEP-48',
      'DEP-75',
    ]);
    const chosen = await doctor.post('/api/session/situation', { index: 1 });
    expect(chosen.status).toBe(200);
    const cookie = doctor.browser.cookie(site.url, SESSION_COOKIE);
    expect(await site.login.identify({ session: cookie })).toMatchObject({
      id: 'psc:899700000011',
      role: 'vaccinator',
      places: ['DEP-75'],
      assurance: 'psc/eidas1',
    });
    expect((await doctor.post('/api/session/situation', { index: 2 })).status).toBe(422);

    // Locked and signed in again on the same tablet, the doctor is still where they worked; on another, asked again.
    await doctor.post('/api/session/lock', {});
    expect(await doctor.signIn('psc', DOCTOR)).toBe('/people');
    expect(await doctor.read()).toMatchObject({ state: 'signed-in', chosen: 1 });
    expect(await personAt(site).signIn('psc', DOCTOR)).toContain('/login?choose');
  });

  test('of a physiotherapist: signed in, without a situation, and told', async () => {
    const person = personAt(site);
    expect(await person.signIn('psc', PHYSIOTHERAPIST)).toBe(
      '/login?choose&problem=no-situation&return=%2Fpeople',
    );
    expect(await person.read()).toMatchObject({ situations: [], chosen: null, rights: ['session:own'] });
  });

  test('of a citizen: known by a code that says nothing, with the identity that finds their record', async () => {
    const person = personAt(site);
    expect(await person.signIn('franceconnect', CITIZEN, '/mine')).toBe('/mine');
    const session = await person.read();
    expect(session).toMatchObject({ label: 'Sophie Supposée', assurance: 'franceconnect/eidas1', chosen: 0 });
    if (session.state !== 'signed-in') throw new Error('not signed in');
    expect(session.account).toMatch(/^franceconnect:[0-9a-z]{26}$/);
    expect(session.account).not.toContain(CITIZEN);
    const expected = DEMO_CITIZENS.find(({ subject }) => subject === CITIZEN)?.identity;
    expect(await site.login.identityOfAccount(session.account)).toEqual(expected);
    const { rows } = await site.db.query<{ row: string }>(
      'select a::text || s::text as row from access.account a, access.session s',
    );
    for (const word of [CITIZEN, 'Inventée'])
      for (const { row } of rows) {
        expect(row).not.toContain(word);
        expect(row).not.toContain(Buffer.from(word).toString('hex'));
      }
  });

  test('of an agent: the profile given here, for its place and time', async () => {
    const person = personAt(site);
    expect(await person.signIn('proconnect', MANAGER, '/team')).toBe('/team');
    const session = await person.read();
    expect(session).toMatchObject({ account: `proconnect:${MANAGER}`, chosen: 0 });
    expect(session.state === 'signed-in' && session.rights).toContain('grants:manage');
    expect(await site.login.labelOf([`proconnect:${MANAGER}`, 'nobody'])).toEqual(
      new Map([[`proconnect:${MANAGER}`, 'Yael Centre-Fictif']]),
    );
  });

  test.each(DEMO_PEOPLE.map(({ provider, subject, name }) => ({ provider, subject, name })))(
    '$name may sign in by $provider',
    async ({ provider, subject, name }) => {
      const person = personAt(site);
      expect(await person.signIn(provider, subject)).not.toMatch(/problem=(?!no-situation)/);
      expect(await person.read()).toMatchObject({ state: 'signed-in', label: name });
    },
  );

  test('given up: told on the sign-in page', async () => {
    const person = personAt(site);
    expect(await person.signIn('psc', '')).toBe('/login?problem=login-refused');
    expect(await person.read()).toMatchObject({ state: 'signed-out' });
  });
});

describe('signing out', () => {
  test('closes the session here, then at the provider, which closes what else it opened', async () => {
    const here = personAt(site);
    await here.signIn('psc', NURSE);
    const { to } = await (await here.post('/api/session/logout', {})).json();
    expect(await here.read()).toMatchObject({ state: 'signed-out' });
    expect(to).toContain('/psc/session/end?');

    // Signed in again by the same session of the provider: signing out there ends it here by the back channel.
    expect(await here.signIn('psc', NURSE)).toBe('/people');
    expect(await here.read()).toMatchObject({ state: 'signed-in' });
    const page = await (await here.browser.send(to)).text();
    expect(page).toContain('Pro Santé Connect (démonstration)');
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const { url } = await here.browser.go(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
    });
    expect(url).toMatch(new RegExp(`^${site.url}/login\\?state=`));
    expect(await here.read()).toMatchObject({ state: 'signed-out' });
    expect((await site.trail()).at(-1)).toMatchObject({ action: 'sign-out', detail: { why: 'provider' } });
  });
});

describe('the page of the demonstration', () => {
  test('is in the language asked for, and says that all is invented', async () => {
    const browser = openBrowser();
    const person = personAt(site, browser);
    const page = await person.leave('psc');
    const french = await (await browser.send(page, { headers: { 'accept-language': 'fr' } })).text();
    expect(french).toContain('<html lang="fr">');
    expect(french).toContain('Tout le monde ici est inventé');
    const english = await (await browser.send(`${page}?lang=en`)).text();
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('Everybody here is invented');
    expect(english.match(/<button/g)?.length).toBe(6);
  });

  test('is not answered without the login it belongs to', async () => {
    const page = await personAt(site).leave('psc');
    const other = await openBrowser().send(page);
    expect(other.status).toBe(400);
  });
});

test('profiles of the demonstration are given once, and taken back with the sessions of who had them', async () => {
  const count = async () => (await site.db.query('select from access.profile')).rowCount;
  const before = await count();
  await seedDemoProfiles(site.db, now());
  expect(await count()).toBe(before);
  const person = personAt(site);
  await person.signIn('psc', NURSE);
  await removeDemoProfiles(site.db);
  expect(await count()).toBe(0);
  site.login.dropAccount('psc:899700000029');
  expect(await person.read()).toMatchObject({ state: 'signed-out' });
});
