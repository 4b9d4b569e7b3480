/**
 * One life in the register, through the real server, provider and database: found nowhere, registered, vaccinated,
 * registered again misspelt, brought together, taken apart, looked at by herself, forgotten. What is published of the
 * campaign is the same after as before.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { seedDemoProfiles } from '#access/demo/profiles.node.ts';
import { verifyAudit } from '#access/oversight.api.ts';
import { cellsOf } from '#indicators/count.pg.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { catchUp } from '#main/catch-up.node.ts';
import { type Served, serve } from '#main/serve.node.ts';
import { keyOf } from '#people/national-number.ts';
import { listMerges, listPairs, settlePair, undoMerge } from '#people/pairs.api.ts';
import { readPerson, registerPerson, searchPeople } from '#people/people.api.ts';
import { answerRequest, ask, listRequests, readLooks, readMe } from '#people/privacy.api.ts';
import { recordInjections } from '#programmes/vaccination/injection.api.ts';
import { interpretPerson } from '#programmes/vaccination/interpretation.api.ts';
import { createDatabase } from './database.ts';
import { personAt } from './oidc.ts';

const NUMBER = '2380248095900';
/** A citizen of the demonstration's provider, as a paper says her; then as a second desk heard her. */
const JEANNE = {
  familyName: 'Exemplaire',
  givenNames: 'Jeanne Marie',
  birthDate: '1938-02-11',
  sex: 'f',
  birthPlace: '48095',
  nationalNumber: `${NUMBER} ${keyOf(NUMBER)}`,
  address: { postcode: '48000', city: 'Mende', commune: '48095' },
};
const MISSPELT = {
  familyName: 'Exemplère',
  givenNames: 'Jeanne',
  birthDate: '1938-02-11',
  sex: 'f',
  address: { postcode: '48000', city: 'Mende', commune: '48095' },
};

let database: Awaited<ReturnType<typeof createDatabase>>;
let folder: string;
let served: Served;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rappel-journey-'));
  await mkdir(join(folder, 'web'));
  database = await createDatabase();
  const { url, db, close } = database;
  const campaign = await openCampaign('fr-covid-19');
  served = await serve({ url, appRole: true, db, folder: undefined, close }, campaign, {
    port: 0,
    token: 'a-token-of-the-tests',
    folders: { web: join(folder, 'web'), data: join(folder, 'data') },
    keyFile: join(folder, 'keys.json'),
    providersFile: undefined,
    demo: true,
    siteUrl: undefined,
  });
  await seedDemoProfiles(served.people.access, new Date().toISOString());
});
afterAll(async () => {
  await served?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

type Operation<S extends z.ZodType> = {
  readonly method: string;
  readonly path: string;
  readonly answers: { readonly 200: { readonly schema: S } };
};

/** Somebody signed in; `call` expects a status, and reads the answer by the contract of a 200. */
const enter = async (provider: string, subject: string) => {
  const person = personAt(served);
  await person.signIn(provider, subject);
  const session = await person.read();
  const place = session.state === 'signed-in' ? (session.situations[0]?.place ?? '') : '';
  const send = async (method: string, path: string, asked: object): Promise<Response> => {
    if (method === 'POST') return person.post(path, asked);
    const query = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
    return person.browser.send(`${served.url}${path}?${query}`);
  };
  return {
    place,
    send,
    call: async <S extends z.ZodType>(
      { method, path, answers }: Operation<S>,
      asked: object = {},
      status = 200,
    ): Promise<z.output<S>> => {
      const response = await send(method, path, asked);
      const body: unknown = await response.json();
      expect(response.status, `${path}: ${JSON.stringify(body)}`).toBe(status);
      return answers[200].schema.parse(body);
    },
  };
};
type Visitor = Awaited<ReturnType<typeof enter>>;

const NURSE = ['psc', 'f:demonstration:899700000029'] as const;
const PHARMACIST = ['psc', 'f:demonstration:899700000037'] as const;
const WATCH = ['proconnect', 'demonstration-agent-1'] as const;
const OFFICER = ['proconnect', 'demonstration-agent-2'] as const;
const CITIZEN = ['franceconnect', 'demonstration-0001v1'] as const;

const inject = async (by: Visitor, subject: string, occurredOn: string): Promise<void> => {
  const act = { id: randomUUID(), subject, occurredOn, place: by.place, product: 'PF', rank: 1, age: 82 };
  await by.call(recordInjections, act, 201);
};

/** Every count the published tables are made of, once all facts are counted. */
const published = async (): Promise<string[]> => {
  await catchUp(database.db);
  return (await cellsOf(database.db, 'vaccination')).map(({ key, n }) => `${key} ${n}`).toSorted();
};

const completeness = async (by: Visitor, subject: string): Promise<string> => {
  const asked = { on: '2021-03-20', person: { birthDate: JEANNE.birthDate }, subject };
  return (await by.call(interpretPerson, asked)).status.clinical;
};

const searched = { familyName: 'Exemplaire', birthDate: '1938-02-11' };

test('registered, vaccinated twice under two records, merged, taken apart, seen, forgotten', async () => {
  const nurse = await enter(...NURSE);
  const pharmacist = await enter(...PHARMACIST);
  const watch = await enter(...WATCH);
  expect(await nurse.call(searchPeople, searched)).toMatchObject({ people: [], more: false });

  const asFirst = { id: randomUUID(), place: nurse.place, identity: JEANNE };
  const first = await nurse.call(registerPerson, asFirst, 201);
  expect(first).toMatchObject({ trust: 'provisional', place: 'DEP-48', warnings: [] });
  expect((await nurse.call(registerPerson, asFirst)).person).toBe(first.person);
  const [subject = ''] = first.subjects;
  await inject(nurse, subject, '2021-01-20');

  // A second desk hears her badly, is shown who she may be, and registers her all the same.
  const asSecond = { id: randomUUID(), place: pharmacist.place, identity: MISSPELT };
  const met = await pharmacist.send('POST', registerPerson.path, asSecond);
  expect(met.status).toBe(409);
  const { candidates } = registerPerson.answers[409].schema.parse(await met.json());
  expect(candidates.map(({ person }) => person)).toEqual([first.person]);
  const second = await pharmacist.call(
    registerPerson,
    { ...asSecond, notThese: candidates.map(({ person }) => person) },
    201,
  );
  const [otherSubject = ''] = second.subjects;
  expect(otherSubject).not.toBe(subject);
  await inject(pharmacist, otherSubject, '2021-02-17');
  const apart = await published();
  expect(apart.filter((cell) => cell.startsWith('dose1|'))).toHaveLength(2);
  expect(await completeness(nurse, subject)).toBe('started');

  // Identity watch reads the pair and brings it together: two injections, neither lost nor counted twice.
  const inTerritory = { place: watch.place };
  const { pairs } = await watch.call(listPairs, inTerritory);
  expect(pairs).toMatchObject([{ foundBy: 'desk', facts: { one: 1, other: 1 } }]);
  expect([pairs[0]?.one.person, pairs[0]?.other.person].toSorted()).toEqual(
    [first.person, second.person].toSorted(),
  );
  const pair = { one: first.person, other: second.person };
  await watch.call(settlePair, { ...pair, decision: 'same', keep: first.person });
  expect((await watch.call(listPairs, inTerritory)).pairs).toEqual([]);
  expect(await completeness(nurse, subject)).toBe('complete');
  expect(await completeness(nurse, otherSubject)).toBe('complete');
  const together = await published();
  const doses = together.filter((cell) => cell.startsWith('dose')).map((cell) => cell.slice(0, 16));
  expect(doses).toEqual(['dose1|2021-01-20', 'dose2|2021-02-17']);
  const { merges } = await watch.call(listMerges, inTerritory);
  expect(merges).toMatchObject([{ kept: { person: first.person }, merged: { person: second.person } }]);

  // Taken apart again, each has hers, and the figures are those of before.
  const undone = await watch.call(undoMerge, { kept: first.person, merged: second.person });
  expect(undone).toEqual({ undone: true });
  expect(await completeness(nurse, subject)).toBe('started');
  expect(await completeness(nurse, otherSubject)).toBe('started');
  expect(await published()).toEqual(apart);
  expect((await watch.call(listPairs, inTerritory)).pairs).toEqual([]);

  // She signs in, sees who looked, and asks to be forgotten.
  const citizen = await enter(...CITIZEN);
  const mine = await citizen.call(readMe);
  expect(mine).toMatchObject({ state: 'known', person: { person: first.person } });
  const { looks } = await citizen.call(readLooks);
  const seen = new Set(looks.filter(({ own }) => !own).map(({ who, action }) => `${who}: ${action}`));
  expect(seen).toContain('Dominique Modèle: register');
  expect(seen).toContain('Alix Vigilant-Fictif: merge');
  expect(seen).toContain('Alix Vigilant-Fictif: unmerge');
  expect([...seen].some((look) => look.startsWith('Claude Fictif: '))).toBe(true);
  const erasure = { id: randomUUID(), kind: 'erasure', text: 'Je ne veux plus être ici.' };
  expect(await citizen.call(ask, erasure, 201)).toMatchObject({ answer: null });

  const officer = await enter(...OFFICER);
  const { requests } = await officer.call(listRequests, { place: officer.place });
  expect(requests).toMatchObject([{ id: erasure.id, kind: 'erasure', person: { person: first.person } }]);
  const answered = await officer.call(answerRequest, { id: erasure.id, answer: 'done' });
  expect(answered).toEqual({ answer: 'done', forgotten: true });

  // Nobody finds her again, the figures stay, and the trail of all this holds.
  const found = await nurse.call(searchPeople, searched);
  expect(found.people.map(({ person }) => person)).toEqual([second.person]);
  const gone = await nurse.send('GET', readPerson.path.replace('{person}', first.person), {});
  expect(gone.status).toBe(404);
  expect(await (await enter(...CITIZEN)).call(readMe)).toMatchObject({ state: 'unknown', person: null });
  expect(await completeness(nurse, subject)).toBe('started');
  expect(await published()).toEqual(apart);
  const trail = await officer.call(verifyAudit, { place: officer.place });
  expect(trail).toMatchObject({ intact: true, brokenAt: null });
  expect(trail.total).toBeGreaterThan(20);
}, 60_000);
