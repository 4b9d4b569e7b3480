/** Matching inside the register, on a real PostgreSQL: doubles of a replayed population, homonyms and twins. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '#access/audit.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { factsOfPeople } from '#facts/same-person.pg.ts';
import { isRefused } from '#kernel/result.ts';
import { normaliseBirthDate, normaliseSex, type Traits } from '#people/identity-traits.ts';
import { MATCHING, matchRegister } from '#people/match-register.node.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import { openPairs, type Pairs } from '#people/pairs.node.ts';
import { ordered } from '#people/pairs.pg.ts';
import { BirthPlace, Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Register } from '#people/register.ts';
import { createRegister } from '#people/replay-errors.ts';
import { createDatabase } from '../../tests/database.ts';
import { NAMES } from '../../tests/identity.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let people: Db;
let folder: string;
let register: Register;
let pairs: Pairs;
const now = () => '2026-10-01T10:00:00.000Z';
/** Records of one person by who they truly are. */
const truth = new Map<string, number>();

/** A replayed record as an identity; undefined for one the register would not take (a birth date cut short). */
const identityOf = (traits: Traits): Identity | undefined => {
  const date = normaliseBirthDate(traits.birthDate ?? '');
  const { givenName, familyName, sex = '', city, postcode, address, birthPlace, phone, email } = traits;
  return Identity.safeParse({
    familyName,
    givenNames: givenName,
    birthDate: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
    sex: normaliseSex(sex) || 'u',
    ...(BirthPlace.safeParse(birthPlace).success && { birthPlace }),
    ...(phone && { phone }),
    ...(email && { email }),
    address: {
      ...(address && { line: address.slice(0, 200) }),
      ...(city && { city }),
      ...(postcode && /^\d{5}$/.test(postcode) && { postcode }),
    },
  }).data;
};

/** False when the register refuses it: a birth date mistyped into the future. */
const enrol = async (id: string, identity: Identity, seen: readonly string[] = []): Promise<boolean> => {
  const asked = { id, identity, evidence: [], notThese: seen, by: 'desk', now: now() };
  const done = await register.register(asked);
  if (isRefused(done)) return false;
  if ('candidates' in done)
    return enrol(id, identity, [...seen, ...done.candidates.map(({ stored }) => stored.person.id)]);
  return true;
};

const waiting = async (): Promise<[string, string][]> =>
  (
    await people.query<{ one: string; other: string }>(
      'select one, other from people.pair where decision is null and probability >= 0.05',
    )
  ).rows.map(({ one, other }) => [one, other]);

beforeAll(async () => {
  database = await createDatabase();
  people = connect(database.url, { max: 4, appRole: true, role: 'people' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-match-'));
  register = openRegister(people, await openKeyring(join(folder, 'keys.json')));
  pairs = openPairs({ people, ledger: database.db, register, now });
  const replayed = createRegister(await readNameLists(NAMES), { records: 600, duplicates: 0.08, seed: 7 });
  for (const { id, traits } of replayed.records) {
    const identity = identityOf(traits);
    if (identity === undefined) continue;
    const person = `record-${id.toLowerCase()}`;
    if (await enrol(person, identity)) truth.set(person, replayed.truth.get(id) ?? -1);
  }
  // What the desk already saw is not what this test is about.
  await people.query('delete from people.pair');
}, 60_000);
afterAll(async () => {
  await people.end();
  await database.close();
  await rm(folder, { recursive: true });
});

/** The true pairs among the records. */
const truePairs = (): Set<string> => {
  const byWho = new Map<number, string[]>();
  for (const [id, who] of truth) byWho.set(who, [...(byWho.get(who) ?? []), id]);
  const found = new Set<string>();
  for (const ids of byWho.values())
    ids.forEach((one, i) => {
      for (const other of ids.slice(i + 1)) found.add(ordered(one, other).join(' '));
    });
  return found;
};

test('finds the people who are twice, hands the pairs to identity watch, and merges nobody', async () => {
  const stages: string[] = [];
  const report = await matchRegister({ people, register, now }, (stage) => {
    if (stages.at(-1) !== stage) stages.push(stage);
  });
  expect(report).toMatchObject({ people: truth.size, merged: 0 });
  expect(report.fresh).toBe(report.pairs);
  expect(stages).toEqual(['read', 'group', 'learn', 'score', 'join', 'keep']);
  const [found, expected] = [new Set((await waiting()).map((pair) => pair.join(' '))), truePairs()];
  expect(expected.size).toBeGreaterThan(20);
  const right = [...expected].filter((pair) => found.has(pair)).length;
  expect(right / expected.size).toBeGreaterThan(0.9);
  expect(right / found.size).toBeGreaterThan(0.8);
  const { rows } = await people.query('select 1 from people.person where merged_into is not null');
  expect(rows).toEqual([]);
});

test('again, it finds the same, and what somebody decided stays decided', async () => {
  const [first] = await waiting();
  if (first === undefined) throw new Error('no pair waits');
  await pairs.settle({ one: first[0], other: first[1], decision: 'different', by: 'watch' });
  const before = (await waiting()).length;
  expect(await matchRegister({ people, register, now })).toMatchObject({ fresh: 0 });
  expect(await waiting()).toHaveLength(before);
});

test('told to, it merges who is one person beyond doubt, writes it down, and leaves the rest', async () => {
  const trail: AuditEntry[] = [];
  const write = async (entries: readonly AuditEntry[]) => {
    trail.push(...entries);
  };
  const apart = (
    await people.query<{ one: string; other: string }>(
      `select one, other from people.pair where decision = 'different'`,
    )
  ).rows;
  const report = await matchRegister({ people, register, now, mergeSame: { pairs, write } });
  expect(report.merged).toBeGreaterThan(10);
  expect(trail).toHaveLength(report.merged * 2);
  expect(new Set(trail.map(({ account }) => account))).toEqual(new Set([MATCHING]));
  const { rows } = await people.query<{ person: string; merged_into: string }>(
    'select person, merged_into from people.person where merged_into is not null',
  );
  expect(rows).toHaveLength(report.merged);
  for (const { person, merged_into } of rows) expect(truth.get(person)).toBe(truth.get(merged_into));
  for (const { one, other } of apart) {
    const [a, b] = [await register.find(one), await register.find(other)];
    expect(a?.mergedInto).not.toBe(other);
    expect(b?.mergedInto).not.toBe(one);
  }
  const [merge] = rows;
  const subject = (await register.find(merge?.person ?? ''))?.person.subjects[0] ?? '';
  const facts = (await factsOfPeople(database.db, [subject])).get(subject) ?? [];
  expect(facts.filter(({ kind, by }) => kind === 'merge' && by === MATCHING).length).toBeGreaterThan(1);
  expect(await matchRegister({ people, register, now, mergeSame: { pairs, write } })).toMatchObject({
    merged: 0,
    people: truth.size - report.merged,
  });
});

test('asked to stop, it stops, and a register of nobody has no pair', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(matchRegister({ people, register, now, signal: stopped })).rejects.toThrow('stopped');
  const empty = await createDatabase();
  const none = connect(empty.url, { max: 2, appRole: true, role: 'people' });
  const nobody = openRegister(none, await openKeyring(join(folder, 'keys.json')));
  expect(await matchRegister({ people: none, register: nobody, now })).toEqual({
    people: 0,
    pairs: 0,
    fresh: 0,
    merged: 0,
  });
  await none.end();
  await empty.close();
});
