/** The code a person shows at the desk: asked for by the person, scanned by a professional, through the real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '#kernel/day.ts';
import { openSummons } from '#people/summons.node.ts';
import { SUMMONS_DAYS } from '#people/summons.ts';
import { openProgram, type Program } from './access-program.ts';
import { type DeskSite, ELSEWHERE, invented, MORNING, openDeskSite } from './desk-site.ts';

let site: DeskSite;
let program: Program;
beforeAll(async () => {
  [site, program] = await Promise.all([openDeskSite(), openProgram()]);
});
afterAll(() => Promise.all([site.close(), program.close()]));

const SEARCH = '/api/people/search';
const CITIZEN = {
  familyName: 'Essaicode',
  givenNames: 'Dominique',
  birthDate: '1961-04-05',
  sex: 'f',
  birthPlace: '48095',
} as const;

test('who signed in gets the code of their own record, and it is written down; a stranger to the register gets none', async () => {
  const ask = async (identity: typeof CITIZEN) => {
    const coming = await program.comeAs('citizen', '', identity);
    const answer = await program.app.inject({ url: '/api/me/summons', headers: coming.headers });
    return { ...coming, status: answer.statusCode, body: answer.json() };
  };
  expect(await ask(CITIZEN)).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
  const id = '0b6a6f0e-2d57-4f1c-8a44-53a1f7a6b001';
  const asked = { id, identity: CITIZEN, evidence: [], notThese: [], by: 'test', now: MORNING };
  expect(await program.register.register(asked)).toMatchObject({ known: false });
  const { account, status, body } = await ask(CITIZEN);
  expect(status).toBe(200);
  const today = '2021-03-20';
  expect(openSummons(program.keyring).read(body.code, today)).toEqual({ person: id });
  expect(body.until).toBe(addDays(today, SUMMONS_DAYS));
  const { rows } = await program.access.query('select action, person from access.audit where account = $1', [
    account,
  ]);
  expect(rows).toEqual([{ action: 'self-summons', person: id }]);
});

test('scanned at a desk, it finds the person alone, and the search is written down', async () => {
  const { person, identity } = await site.add();
  await site.add(invented({ familyName: identity.familyName }));
  const nurse = site.come();
  const { code } = openSummons(site.keyring).codeOf(person, MORNING.slice(0, 10));
  const found = await site.post(SEARCH, nurse.token, { summons: code });
  expect(found).toMatchObject({
    status: 200,
    body: { people: [{ person, open: true, likeness: 1 }], more: false },
  });
  expect(found.body.people).toHaveLength(1);
  expect(await site.linesOf(person)).toEqual([
    { action: 'search', account: nurse.account, detail: { by: 'summons', found: 1 } },
  ]);
});

test('of a record merged since, it finds the one it reads as; of somebody forgotten, nobody', async () => {
  const [merged, kept, gone] = [await site.add(), await site.add(), await site.add()];
  await site.register.setMergedInto(merged.person, kept.person);
  await site.register.forget(gone.person);
  const { token } = site.come();
  const summons = openSummons(site.keyring);
  const codeOf = (person: string): string => summons.codeOf(person, MORNING.slice(0, 10)).code;
  expect(await site.post(SEARCH, token, { summons: codeOf(merged.person) })).toMatchObject({
    body: { people: [{ person: kept.person }] },
  });
  expect((await site.post(SEARCH, token, { summons: codeOf(gone.person) })).body.people).toEqual([]);
});

test('of somebody of elsewhere it shows that the glass must be broken to open them', async () => {
  const paris = await site.add(invented({ address: { commune: '75056' } }), ELSEWHERE);
  const { code } = openSummons(site.keyring).codeOf(paris.person, MORNING.slice(0, 10));
  expect(await site.post(SEARCH, site.come().token, { summons: code })).toMatchObject({
    body: { people: [{ person: paris.person, open: false }] },
  });
});

test('forged, expired, or beside other criteria, it is refused with what to do', async () => {
  const { person } = await site.add();
  const { token } = site.come();
  const { code } = openSummons(site.keyring).codeOf(person, '2021-01-01');
  site.clock.now = '2021-04-10T08:00:00.000Z';
  const expired = await site.post(SEARCH, token, { summons: code }, 'fr');
  expect(expired).toMatchObject({ status: 422, body: { code: 'summons-expired', field: 'summons' } });
  expect(expired.body.detail).toBe('Ce code était bon jusqu’au 2 mars 2021.');
  const forged = await site.post(SEARCH, token, { summons: `${code.slice(0, -1)}A` });
  expect(forged).toMatchObject({ status: 422, body: { code: 'summons-forged' } });
  const both = await site.post(SEARCH, token, { summons: code, familyName: 'Essai' });
  expect(both).toMatchObject({ status: 422, body: { code: 'request-malformed' } });
  site.clock.now = MORNING;
});

test('codes tried one after the other are searches: their number is limited', async () => {
  const { token } = site.come();
  const statuses = [];
  for (let i = 0; i < 35; i++)
    statuses.push((await site.post(SEARCH, token, { summons: `RS1:${'0'.repeat(47)}` })).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(5);
});
