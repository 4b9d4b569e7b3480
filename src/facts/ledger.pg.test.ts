import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append, appendMany, factsAfter, factsOf, START } from '#facts/ledger.pg.ts';
import { createDatabase } from '../../tests/database.ts';

let db: Db;
let owner: Db;
let close: () => Promise<void>;

beforeAll(async () => {
  const created = await createDatabase();
  ({ db, close } = created);
  owner = connect(created.url, { max: 3 });
});
afterAll(async () => {
  await owner.end();
  await close();
});

const fact = (id: string, subject: string, more: Partial<Fact> = {}): Fact => ({
  id,
  kind: 'injection',
  subject,
  occurredOn: '2021-01-05',
  recordedAt: '2021-01-05T20:00:00.000Z',
  by: 'nurse-1',
  place: '48',
  source: 'desk',
  body: { product: 'PF', rank: 1 },
  ...more,
});

test('a fact comes back as it was appended, whatever its text holds', async () => {
  const odd = fact('odd-1', 'odd', {
    by: 'a\\b\tc',
    source: 'line\none',
    body: { product: 'PF', note: 'tab\t, "quote", back\\slash, é, \u{1f489}' },
    corrects: 'odd-0',
    reason: '\\N is not null',
  });
  await transaction(db, (tx) => append(tx, [odd]));
  await appendMany(db, [{ ...odd, id: 'odd-2', subject: 'odd-many' }]);
  expect((await factsOf(db, ['odd'])).get('odd')).toEqual([odd]);
  expect((await factsOf(db, ['odd-many'])).get('odd-many')).toEqual([
    { ...odd, id: 'odd-2', subject: 'odd-many' },
  ]);
});

test.each([
  ['one by one', (facts: Fact[]) => transaction(db, (tx) => append(tx, facts))],
  ['by the thousand', (facts: Fact[]) => appendMany(db, facts)],
])('the same id twice gives the same answer and one fact, %s', async (name, write) => {
  const subject = `twice-${name.length}`;
  const first = fact('t1', subject);
  const same = fact('t1', subject, { recordedAt: '2021-01-06T08:00:00.000Z', by: 'nurse-2' });
  const other = fact('t1', subject, { occurredOn: '2021-01-04' });
  expect(await write([first, same, other])).toEqual([
    'appended',
    'known',
    { refusal: expect.objectContaining({ code: 'id-conflict' }) },
  ]);
  expect(await write([same, fact('t2', subject)])).toEqual(['known', 'appended']);
  expect((await factsOf(db, [subject])).get(subject)).toEqual([first, fact('t2', subject)]);
});

test('writers that race for the same id append it once', async () => {
  const racers = Array.from({ length: 8 }, (_, i) =>
    appendMany(db, [fact('race', 'race'), fact(`own-${i}`, 'race')]),
  );
  const answers = (await Promise.all(racers)).map(([answer]) => answer);
  expect(answers.filter((answer) => answer === 'appended')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'known')).toHaveLength(7);
  expect((await factsOf(db, ['race'])).get('race')).toHaveLength(9);
});

test('nobody changes or removes a fact: the application by right, the owner by trigger', async () => {
  const changes = ['update fact set place = null', 'delete from fact', 'truncate fact'];
  for (const sql of changes) {
    await expect(db.query(sql)).rejects.toThrow('permission denied');
    await expect(owner.query(sql)).rejects.toThrow('append-only');
  }
});

test('the cursor loses no fact to a transaction that began early and commits late', async () => {
  const before = await transaction(db, (tx) => factsAfter(tx, START, 1_000_000));
  const slow = await owner.connect();
  await slow.query('begin');
  await append(slow, [fact('slow', 'cursor-slow')]);
  await transaction(db, (tx) => append(tx, [fact('quick', 'cursor-quick')]));
  const during = await transaction(db, (tx) => factsAfter(tx, before.cursor, 1_000_000));
  expect(during.facts.map(({ id }) => id)).toEqual([]);
  await slow.query('commit');
  slow.release();
  const after = await transaction(db, (tx) => factsAfter(tx, during.cursor, 1_000_000));
  expect(after.facts.map(({ id }) => id)).toEqual(['slow', 'quick']);
});
