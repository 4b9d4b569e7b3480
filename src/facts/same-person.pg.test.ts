import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, transaction } from '#db/pool.ts';
import { type Decide, openDesk } from '#facts/desk.pg.ts';
import type { Fact } from '#facts/fact.ts';
import { append, factsOf } from '#facts/ledger.pg.ts';
import { factsOfPeople, mergeSubjects, unmergeSubjects } from '#facts/same-person.pg.ts';
import { effectiveOfPerson, SUBJECTS_OF_A_PERSON_MAX } from '#facts/same-person.ts';
import { isRefused } from '#kernel/result.ts';
import { createDatabase } from '../../tests/database.ts';

let db: Db;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await createDatabase());
});
afterAll(() => close());

const now = '2021-02-01T10:00:00.000Z';
const by = 'watch';
const injection = (subject: string, id: string = randomUUID(), more: Partial<Fact> = {}): Fact => ({
  id,
  kind: 'injection',
  subject,
  occurredOn: '2021-01-20',
  recordedAt: '2021-01-20T10:00:00.000Z',
  by: 'nurse',
  source: 'test',
  body: {},
  ...more,
});
const write = (...facts: Fact[]) => transaction(db, (tx) => append(tx, facts));
const people = (n: number) => Array.from({ length: n }, () => randomUUID());
const idsOf = async (subject: string) =>
  ((await factsOfPeople(db, [subject])).get(subject) ?? [])
    .filter(({ kind }) => kind === 'injection')
    .map(({ id }) => id)
    .sort();

test('either side leads to the facts of both; undone, each has its own again; merged again, both', async () => {
  const [kept = '', merged = ''] = people(2);
  await write(injection(kept, 'k1'), injection(merged, 'm1'));
  expect(await mergeSubjects(db, { kept, merged, by, now })).toBe('merged');
  expect([await idsOf(kept), await idsOf(merged)]).toEqual([
    ['k1', 'm1'],
    ['k1', 'm1'],
  ]);
  expect(await unmergeSubjects(db, { kept, merged, by, now })).toBe('unmerged');
  expect([await idsOf(kept), await idsOf(merged)]).toEqual([['k1'], ['m1']]);
  expect(await unmergeSubjects(db, { kept, merged, by, now })).toBe('known');
  expect(await mergeSubjects(db, { kept, merged, by, now })).toBe('merged');
  expect(await idsOf(merged)).toEqual(['k1', 'm1']);
});

test('asked ten times at once, in both directions, a merge is written once', async () => {
  const [one = '', other = ''] = people(2);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      mergeSubjects(
        db,
        i % 2 === 0 ? { kept: one, merged: other, by, now } : { kept: other, merged: one, by, now },
      ),
    ),
  );
  expect(answers.filter((answer) => answer === 'merged')).toHaveLength(1);
  const facts = await factsOf(db, [one, other]);
  expect([facts.get(one), facts.get(other)].map((list) => list?.length)).toEqual([1, 1]);
});

test('undone by two at once, it is taken back once; undone in the other direction too', async () => {
  const [one = '', other = ''] = people(2);
  await mergeSubjects(db, { kept: one, merged: other, by, now });
  const answers = await Promise.all([
    unmergeSubjects(db, { kept: one, merged: other, by, now }),
    unmergeSubjects(db, { kept: other, merged: one, by, now }),
  ]);
  expect(answers.sort()).toEqual(['known', 'unmerged']);
});

test('three records are one person; undoing in the middle of the chain parts them there', async () => {
  const [a = '', b = '', c = ''] = people(3);
  await write(injection(a, 'a1'), injection(b, 'b1'), injection(c, 'c1'));
  await mergeSubjects(db, { kept: b, merged: a, by, now });
  await mergeSubjects(db, { kept: c, merged: b, by, now });
  for (const subject of [a, b, c]) expect(await idsOf(subject)).toEqual(['a1', 'b1', 'c1']);
  await unmergeSubjects(db, { kept: c, merged: b, by, now });
  expect([await idsOf(a), await idsOf(b), await idsOf(c)]).toEqual([['a1', 'b1'], ['a1', 'b1'], ['c1']]);
});

test('a correction of one record never touches the fact of the other that has the same id', async () => {
  const [one = '', other = ''] = people(2);
  await write(
    injection(one, 'same'),
    injection(other, 'same'),
    injection(one, 'better', { corrects: 'same', reason: 'wrong day' }),
  );
  await mergeSubjects(db, { kept: one, merged: other, by, now });
  const facts = (await factsOfPeople(db, [one])).get(one) ?? [];
  const standing = effectiveOfPerson(facts).filter(({ kind }) => kind === 'injection');
  expect(standing.map(({ subject, id }) => [subject, id])).toEqual(
    expect.arrayContaining([
      [one, 'better'],
      [other, 'same'],
    ]),
  );
  expect(standing).toHaveLength(2);
});

test('a person of too many pseudonyms is refused, and nothing is written', async () => {
  const [kept = '', ...others] = people(SUBJECTS_OF_A_PERSON_MAX + 1);
  for (const merged of others.slice(0, -1)) await mergeSubjects(db, { kept, merged, by, now });
  const last = others.at(-1) ?? '';
  expect(await mergeSubjects(db, { kept, merged: last, by, now })).toMatchObject({
    refusal: { code: 'merge-too-large' },
  });
  expect((await factsOf(db, [last])).get(last)).toBeUndefined();
});

test('the desk decides knowing the facts of both records, and answers the same when asked again', async () => {
  const decide: Decide<number> = (known, asked) => ({
    facts: [asked],
    warnings: known.filter(({ kind }) => kind === 'injection').length,
  });
  const desk = openDesk(db, decide);
  const handIn = async (fact: Fact) => {
    const submitted = desk.submit([fact]);
    if (isRefused(submitted)) throw new Error(submitted.refusal.message);
    const [answer] = await submitted;
    if (answer === undefined || isRefused(answer)) throw new Error('refused');
    return [answer.warnings, answer.known];
  };
  const [one = '', other = ''] = people(2);
  const first = injection(one, 'same');
  expect(await handIn(first)).toEqual([0, false]);
  expect(await handIn(injection(other, 'same'))).toEqual([0, false]);
  await mergeSubjects(db, { kept: one, merged: other, by, now });
  const third = injection(one, 'third');
  expect(await handIn(third)).toEqual([2, false]);
  expect(await handIn(injection(other, 'fourth'))).toEqual([3, false]);
  expect(await handIn(third)).toEqual([2, true]);
  await unmergeSubjects(db, { kept: one, merged: other, by, now });
  expect(await handIn(injection(other, 'fifth'))).toEqual([2, false]);
  // Sent again, they are judged by what was known before they came.
  expect(await handIn(third)).toEqual([2, true]);
  expect(await handIn(first)).toEqual([0, true]);
});
