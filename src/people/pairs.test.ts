/** Identity watch, through the real server and register; long, as every case needs the same people and trail. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AuditEntry } from '#access/audit.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { rightsOf } from '#access/roles.ts';
import { connect, type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append, factsOf } from '#facts/ledger.pg.ts';
import { factsOfPeople } from '#facts/same-person.pg.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { joinProblems } from '#http/join-problems.ts';
import { Problem } from '#http/problem.ts';
import { createServer } from '#http/server.ts';
import { isRefused } from '#kernel/result.ts';
import { listMerges, listPairs, settlePair } from '#people/pairs.api.ts';
import { PAIRS_PROBLEMS, pairRoutes } from '#people/pairs.http.ts';
import { openPairs, type Pairs } from '#people/pairs.node.ts';
import { keepFound, ordered } from '#people/pairs.pg.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Register } from '#people/register.ts';
import { territoryOf } from '#places/territory.ts';
import { createDatabase } from '../../tests/database.ts';

const { within } = territoryOf('FRA', []);
const caller = (id: string, role: 'identity-watch' | 'secretary', ...places: string[]): Caller => ({
  id,
  role,
  rights: rightsOf(role),
  places,
});
const CALLERS = {
  lozere: caller('watch-48', 'identity-watch', 'DEP-48'),
  finistere: caller('watch-29', 'identity-watch', 'DEP-29'),
  secretary: caller('secretary', 'secretary', 'DEP-48'),
};

let database: Awaited<ReturnType<typeof createDatabase>>;
let people: Db;
let folder: string;
let register: Register;
let pairs: Pairs;
let app: FastifyInstance;
let trail: AuditEntry[] = [];
let failing = false;
let clock = 0;
const now = () => new Date(Date.UTC(2021, 2, 1) + 1000 * clock++).toISOString();

beforeAll(async () => {
  database = await createDatabase();
  people = connect(database.url, { max: 4, appRole: true, role: 'people' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-pairs-'));
  register = openRegister(people, await openKeyring(join(folder, 'keys.json')));
  pairs = openPairs({ people, ledger: database.db, register, now });
  app = await createServer({
    routes: pairRoutes({
      pairs,
      register,
      within,
      write: async (entries) => {
        if (failing) throw new Error('the trail cannot be written');
        trail.push(...entries);
      },
    }),
    problems: joinProblems(PAIRS_PROBLEMS, PEOPLE_PROBLEMS),
    within,
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(new Map(Object.entries(CALLERS))),
    ready: async () => true,
  });
});
afterAll(async () => {
  await app.close();
  await people.end();
  await database.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  trail = [];
});

/** A department of its own for each test, so that lists hold its people alone. */
const identity = (more: Partial<Identity> = {}): Identity => ({
  familyName: 'Kervoalec',
  givenNames: 'Louis',
  birthDate: '1950-03-12',
  sex: 'm',
  address: { postcode: '48000', city: 'Mende', commune: '48095' },
  ...more,
});

let made = 0;
/** Names far apart, so that people of one test are not taken for those of another. */
const name = () => {
  const letters = (made++).toString(26).replace(/\d/g, (digit) => 'vwxyzabcde'[Number(digit)] ?? 'q');
  return `Quimp${letters}eroch${letters}`;
};

const enrol = async (who: Identity, seen: readonly string[] = []): Promise<string> => {
  const id = randomUUID();
  const done = await register.register({
    id,
    identity: who,
    evidence: [],
    notThese: seen,
    by: 'secretary',
    now: now(),
  });
  if (isRefused(done)) throw new Error(done.refusal.message);
  if ('candidates' in done)
    return enrol(who, [...seen, ...done.candidates.map(({ stored }) => stored.person.id)]);
  return id;
};

const subjectOf = async (person: string): Promise<string> =>
  (await register.find(person))?.person.subjects[0] ?? '';

const inject = async (person: string, n = 1): Promise<void> => {
  const subject = await subjectOf(person);
  const facts = Array.from(
    { length: n },
    (): Fact => ({
      id: randomUUID(),
      kind: 'injection',
      subject,
      occurredOn: '2021-01-20',
      recordedAt: now(),
      by: 'nurse',
      source: 'test',
      body: {},
    }),
  );
  await transaction(database.db, (tx) => append(tx, facts));
};

/** Two records of one person, as matching found them. */
const doubles = async (more: Partial<Identity> = {}): Promise<[string, string]> => {
  const familyName = name();
  const one = await enrol(identity({ familyName, ...more }));
  const other = await enrol(identity({ familyName: `${familyName}e`, ...more }));
  const [a, b] = ordered(one, other);
  await keepFound(people, [{ one: a, other: b, probability: 0.9 }], now());
  return [one, other];
};

const injectionsOf = async (person: string): Promise<number> => {
  const subject = await subjectOf(person);
  const facts = (await factsOfPeople(database.db, [subject])).get(subject) ?? [];
  return facts.filter(({ kind }) => kind === 'injection').length;
};

const ask = async (method: 'GET' | 'POST', url: string, payload?: object, token = 'lozere') => {
  const response = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' },
    ...(payload !== undefined && { payload }),
  });
  return { status: response.statusCode, body: response.json() as unknown };
};
const settle = (payload: object, token?: string) => ask('POST', '/api/identity/pairs/settle', payload, token);
const undo = (payload: object, token?: string) => ask('POST', '/api/identity/merges/undo', payload, token);
const listed = async (place = 'DEP-48', token?: string) => {
  const { status, body } = await ask('GET', `/api/identity/pairs?place=${place}`, undefined, token);
  expect(status).toBe(200);
  return listPairs.answers[200].schema.parse(body);
};
const mergesIn = async (place = 'DEP-48') =>
  listMerges.answers[200].schema.parse((await ask('GET', `/api/identity/merges?place=${place}`)).body).merges;
const settled = (body: unknown) => settlePair.answers[200].schema.parse(body);
const problem = (body: unknown) => Problem.parse(body);

describe('the list', () => {
  test('shows both people side by side, with why, and who looked is in the trail', async () => {
    const [one, other] = await doubles();
    await inject(one, 2);
    const { pairs: found, waiting } = await listed();
    const pair = found.find((each) => [each.one.person, each.other.person].includes(one));
    expect(waiting).toBe(found.length);
    expect(pair).toMatchObject({ foundBy: 'desk', clearlyTwo: false });
    expect(pair?.probability).toBeGreaterThan(0.5);
    expect(pair?.evidence.map(({ comparison }) => comparison)).toContain('birthDate');
    expect(
      pair?.one.person === one ? pair.facts : { one: pair?.facts.other, other: pair?.facts.one },
    ).toEqual({
      one: 2,
      other: 0,
    });
    expect(trail.filter(({ action }) => action === 'pair').map(({ person }) => person)).toEqual(
      expect.arrayContaining([one, other]),
    );
    expect(trail.every(({ account, place }) => account === 'watch-48' && place === 'DEP-48')).toBe(true);
  });

  test('of another territory, or without the right, is refused', async () => {
    expect((await ask('GET', '/api/identity/pairs?place=DEP-29')).status).toBe(403);
    expect((await ask('GET', '/api/identity/pairs?place=DEP-48', undefined, 'secretary')).status).toBe(403);
    expect((await ask('GET', '/api/identity/merges?place=FRA')).status).toBe(403);
  });

  test('a pair across two territories is in both lists, and either may settle it', async () => {
    const familyName = name();
    const here = await enrol(identity({ familyName }));
    const there = await enrol(
      identity({ familyName, address: { postcode: '29200', city: 'Brest', commune: '29019' } }),
    );
    const [one, other] = ordered(here, there);
    await keepFound(people, [{ one, other, probability: 0.8 }], now());
    const has = async (place: string, token: string) =>
      (await listed(place, token)).pairs.some(
        (pair) => pair.one.person === one && pair.other.person === other,
      );
    expect([await has('DEP-48', 'lozere'), await has('DEP-29', 'finistere')]).toEqual([true, true]);
    expect((await settle({ one, other, decision: 'different' }, 'finistere')).status).toBe(200);
    expect(await has('DEP-48', 'lozere')).toBe(false);
  });

  test('twins of one home are said to be clearly two', async () => {
    const familyName = name();
    const birthDate = '1983-07-29';
    const louis = await enrol(identity({ familyName, birthDate }));
    const louise = await enrol(identity({ familyName, birthDate, givenNames: 'Louise', sex: 'f' }));
    const [one, other] = ordered(louis, louise);
    await keepFound(people, [{ one, other, probability: 0.3 }], now());
    const pair = (await listed()).pairs.find(
      (each) => each.one.person === one && each.other.person === other,
    );
    expect(pair).toMatchObject({ clearlyTwo: true, otherwise: { relation: 'twin' } });
  });
});

describe('settling', () => {
  test('the same: either record reads the facts of both, under the one with more of them', async () => {
    const [one, other] = await doubles();
    await inject(one);
    await inject(other, 2);
    const { status, body } = await settle({ one, other, decision: 'same', reason: 'same paper seen' });
    expect([status, settled(body)]).toEqual([200, { decision: 'same', kept: other }]);
    expect([await injectionsOf(one), await injectionsOf(other)]).toEqual([3, 3]);
    expect((await register.find(one))?.mergedInto).toBe(other);
    expect((await listed()).pairs.some((pair) => [pair.one.person, pair.other.person].includes(one))).toBe(
      false,
    );
    expect(trail.filter(({ action }) => action === 'merge').map(({ person }) => person)).toEqual([
      one,
      other,
    ]);
    const [merge] = (await mergesIn()).filter(({ merged }) => merged.person === one);
    expect(merge).toMatchObject({ kept: { person: other, merged: [one] }, by: 'watch-48' });
  });

  test('the line comes before the merge: where it cannot be written, nothing is merged or undone', async () => {
    const [one, other] = await doubles();
    const asked = { one, other, decision: 'same', keep: one };
    failing = true;
    expect((await settle(asked)).status).toBeGreaterThanOrEqual(500);
    expect((await register.find(other))?.mergedInto).toBeNull();
    failing = false;
    await settle(asked);
    failing = true;
    expect((await undo({ kept: one, merged: other })).status).toBeGreaterThanOrEqual(500);
    failing = false;
    expect((await register.find(other))?.mergedInto).toBe(one);
  });

  test('twice gives the same answer, and one merge', async () => {
    const [one, other] = await doubles();
    const asked = { one, other, decision: 'same', keep: one };
    const first = await settle(asked);
    expect(await settle(asked)).toEqual(first);
    expect(await settle({ ...asked, keep: other })).toMatchObject({ status: 200, body: { kept: one } });
    const facts = await factsOf(database.db, [await subjectOf(other)]);
    expect([...facts.values()].flat()).toHaveLength(1);
  });

  test('by several people at once, each keeping another record: one merge, one answer', async () => {
    const [one, other] = await doubles();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        settle({ one, other, decision: 'same', keep: i % 2 === 0 ? one : other }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => settled(body).kept)).size).toBe(1);
    const into = [(await register.find(one))?.mergedInto, (await register.find(other))?.mergedInto];
    expect(into.filter((each) => each !== null)).toHaveLength(1);
  });

  test('two programs at once never close a circle', async () => {
    const [one, other] = await doubles();
    const [third] = await doubles();
    const beside = connect(database.url, { max: 2, appRole: true, role: 'people' });
    const second = openPairs({ people: beside, ledger: database.db, register, now });
    const by = 'watch-48';
    await Promise.all([
      pairs.settle({ one, other, decision: 'same', keep: one, by }),
      second.settle({ one: other, other: third, decision: 'same', keep: other, by }),
      second.settle({ one: third, other: one, decision: 'same', keep: third, by }),
    ]);
    await beside.end();
    const roots = await Promise.all(
      [one, other, third].map(async (id) => (await register.find(id))?.mergedInto),
    );
    expect(roots.filter((into) => into === null)).not.toHaveLength(0);
  });

  test('different: the pair does not come back, and nothing is merged', async () => {
    const [one, other] = await doubles();
    expect(await settle({ one, other, decision: 'different' })).toMatchObject({
      status: 200,
      body: { decision: 'different', kept: null },
    });
    const [a, b] = ordered(one, other);
    expect(await keepFound(people, [{ one: a, other: b, probability: 0.99 }], now())).toBe(0);
    expect((await listed()).pairs.some((pair) => pair.one.person === a && pair.other.person === b)).toBe(
      false,
    );
    expect(trail.filter(({ action }) => action === 'separate')).toHaveLength(2);
  });

  test('what a crash left half-way is completed by asking again', async () => {
    const [one, other] = await doubles();
    await inject(one);
    const asked = { one, other, decision: 'same' as const, keep: one, by: 'watch-48' };
    await pairs.settle(asked);
    // As it stands when the program dies after the ledger was written.
    await people.query('update people.person set merged_into = null where person = $1', [other]);
    await people.query(
      'update people.pair set decision = null, decided_at = null, decided_by = null where one = $1 and other = $2',
      [...ordered(one, other)],
    );
    expect(await pairs.settle(asked)).toEqual({ decision: 'same', kept: one });
    expect((await register.find(other))?.mergedInto).toBe(one);
    expect([...(await factsOf(database.db, [await subjectOf(other)])).values()].flat()).toHaveLength(1);
  });

  test('people of elsewhere, unknown people and forgotten ones are refused', async () => {
    const [one, other] = await doubles();
    expect(problem((await settle({ one, other, decision: 'same' }, 'finistere')).body).code).toBe(
      'pair-elsewhere',
    );
    expect(problem((await settle({ one, other: randomUUID(), decision: 'same' })).body).code).toBe(
      'person-unknown',
    );
    await register.forget(other);
    expect((await settle({ one, other, decision: 'same' })).status).toBe(404);
    expect((await settle({ one, other: one, decision: 'same' })).status).toBe(422);
    expect((await settle({ one, other, decision: 'same' }, 'secretary')).status).toBe(403);
    expect(trail).toEqual([]);
  });
});

describe('chains', () => {
  const three = async (): Promise<[string, string, string]> => {
    const familyName = name();
    const all = [
      await enrol(identity({ familyName })),
      await enrol(identity({ familyName: `${familyName}e` })),
      await enrol(identity({ familyName: `${familyName}s` })),
    ] as const;
    for (const person of all) await inject(person);
    return [...all];
  };
  const merge = (kept: string, merged: string) =>
    settle({ one: kept, other: merged, decision: 'same', keep: kept });

  test('of three records read as one; a merged one is merged no further, and nothing goes into it', async () => {
    const [a, b, c] = await three();
    expect((await merge(b, a)).status).toBe(200);
    const elsewhere = await merge(a, c);
    expect(problem(elsewhere.body)).toMatchObject({ code: 'merged-elsewhere', reference: b });
    const already = await merge(c, a);
    expect(problem(already.body)).toMatchObject({ code: 'already-merged', reference: b });
    expect((await merge(c, b)).status).toBe(200);
    expect(await Promise.all([a, b, c].map(injectionsOf))).toEqual([3, 3, 3]);
    expect(settled((await merge(c, a)).body)).toEqual({ decision: 'same', kept: c });
    expect(problem((await settle({ one: a, other: c, decision: 'different' })).body).code).toBe(
      'already-merged',
    );
  });

  test('undone in the middle, each side keeps its own merges; the pair is held to be different', async () => {
    const [a, b, c] = await three();
    await merge(b, a);
    await merge(c, b);
    trail = [];
    expect(await undo({ kept: c, merged: b, reason: 'two papers' })).toEqual({
      status: 200,
      body: { undone: true },
    });
    expect(trail.map(({ action, person }) => [action, person])).toEqual([
      ['unmerge', c],
      ['unmerge', b],
    ]);
    expect(await Promise.all([a, b, c].map(injectionsOf))).toEqual([2, 2, 1]);
    expect((await mergesIn()).map(({ merged }) => merged.person)).toContain(a);
    expect((await mergesIn()).map(({ merged }) => merged.person)).not.toContain(b);
    const { rows } = await people.query<{ decision: string }>(
      'select decision from people.pair where one = $1 and other = $2',
      [...ordered(b, c)],
    );
    expect(rows).toEqual([{ decision: 'different' }]);
    expect(problem((await undo({ kept: c, merged: b })).body).code).toBe('not-merged');
    expect(problem((await undo({ kept: b, merged: a }, 'finistere')).body).code).toBe('pair-elsewhere');
    expect((await merge(c, b)).status).toBe(200);
    expect(await Promise.all([a, b, c].map(injectionsOf))).toEqual([3, 3, 3]);
  });

  test('undone by two at once, it is undone once', async () => {
    const [a, b] = await three();
    await merge(b, a);
    const answers = await Promise.all([undo({ kept: b, merged: a }), undo({ kept: b, merged: a })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await injectionsOf(a)).toBe(1);
  });
});

test('no name is in a refusal, nor in a fact', async () => {
  const [one, other] = await doubles({ givenNames: 'Zorrobabel' });
  await settle({ one, other, decision: 'same' });
  const refusal = await settle({ one, other, decision: 'different' });
  expect(JSON.stringify(refusal.body)).not.toContain('Zorrobabel');
  const facts = await factsOf(database.db, [await subjectOf(one), await subjectOf(other)]);
  expect(JSON.stringify([...facts.values()])).not.toMatch(/Zorrobabel|Quimp/i);
  expect(z.array(z.unknown()).parse([...facts.values()].flat())).toHaveLength(2);
});
