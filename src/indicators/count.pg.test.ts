import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append, appendMany } from '#facts/ledger.pg.ts';
import { cellsOf, countAll, countNext, findPosition, lag } from '#indicators/count.pg.ts';
import { rebuild, recount } from '#indicators/rebuild.pg.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { createDatabase } from '../../tests/database.ts';

let db: Db;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ db, close } = await createDatabase());
});
afterAll(() => close());

let made = 0;
const injection = (subject: string, rank: number, more: Partial<Fact> = {}): Fact => ({
  id: `i${made++}`,
  kind: 'injection',
  subject,
  occurredOn: rank === 1 ? '2021-01-05' : '2021-02-05',
  recordedAt: `2021-02-0${1 + (made % 9)}T20:00:00.000Z`,
  by: 'nurse',
  place: '48',
  source: 'desk',
  body: { product: 'PF', rank, ageClass: '80' },
  ...more,
});

test('live counting, a rebuild and a fresh count come to the same, corrections and odd text included', async () => {
  const facts = Array.from({ length: 300 }, (_, i) => injection(`p${i}`, 1));
  await appendMany(db, facts);
  await countNext(db, PROGRAMMES, 70);
  await appendMany(
    db,
    Array.from({ length: 120 }, (_, i) => injection(`p${i}`, 2, { place: 'Île\\d"\u{1f489}' })),
  );
  await transaction(db, (tx) =>
    append(tx, [
      injection('p0', 1, { corrects: facts[0]?.id ?? '', reason: 'wrong place', place: '2A' }),
      injection('p1', 1, {
        kind: 'retraction',
        body: {},
        corrects: facts[1]?.id ?? '',
        reason: 'wrong person',
      }),
    ]),
  );
  expect(await lag(db)).toMatchObject({ facts: 352 });
  await countAll(db, PROGRAMMES);
  expect(await lag(db)).toMatchObject({ facts: 0 });
  const live = await cellsOf(db, 'vaccination');
  expect(live.find(({ key }) => key === 'dose1|2021-01-05|2A||80||PF')?.n).toBe(1);
  expect(live.find(({ key }) => key === 'dose1|2021-01-05|48||80||PF')?.n).toBe(298);
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0, facts: 422, subjects: 300 });

  const position = await findPosition(db);
  await db.query('delete from now_cell');
  await db.query('delete from now_cursor');
  await recount(db, PROGRAMMES);
  expect(await findPosition(db)).toEqual(position);
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  expect((await cellsOf(db, 'vaccination')).sort(byKey)).toEqual(live.sort(byKey));
});

test('a rebuild mends what was changed behind its back, and says how much', async () => {
  await countAll(db, PROGRAMMES);
  await db.query(`update now_cell set n = n + 1 where key like 'dose2|%'`);
  await db.query(
    `insert into now_cell (programme, key, known_on, n) values ('vaccination', 'ghost', '2021-01-01', 1)`,
  );
  const { differences } = await rebuild(db, PROGRAMMES);
  expect(differences).toBeGreaterThanOrEqual(2);
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
});

test('counting and rebuilding at the same time wait for each other', async () => {
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let i = 0; i < 10; i++) {
      await transaction(db, (tx) => append(tx, [injection(`w${writer}-${i}`, 1)]));
      await countNext(db, PROGRAMMES);
    }
  });
  for (let i = 0; i < 3; i++) expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
  await Promise.all(writers);
  await countAll(db, PROGRAMMES);
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
});

test('figures as known on a day are those of the facts recorded until then, retractions included', async () => {
  const first = (subject: string, recordedOn: string) =>
    injection(subject, 1, { place: 'K1', recordedAt: `${recordedOn}T23:59:59.000Z` });
  const late = [first('k1', '2021-02-01'), first('k2', '2021-02-03'), first('k3', '2021-02-05')];
  const back = injection('k1', 1, {
    kind: 'retraction',
    body: {},
    corrects: late[0]?.id ?? '',
    reason: 'wrong person',
    recordedAt: '2021-02-04T08:00:00.000Z',
  });
  await transaction(db, (tx) => append(tx, [...late, back]));
  await countAll(db, PROGRAMMES);
  const known = async (day: string) =>
    (await cellsOf(db, 'vaccination', day)).find(({ key }) => key.startsWith('dose1|2021-01-05|K1|'))?.n ?? 0;
  const days = ['2021-01-31', '2021-02-01', '2021-02-03', '2021-02-04', '2021-02-05'];
  expect(await Promise.all(days.map(known))).toEqual([0, 1, 2, 1, 2]);
});
