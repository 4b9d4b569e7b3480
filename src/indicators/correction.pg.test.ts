import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append, appendMany } from '#facts/ledger.pg.ts';
import { mergeSubjects, unmergeSubjects } from '#facts/same-person.pg.ts';
import { applyRules } from '#indicators/apply-rules.pg.ts';
import { correctedName } from '#indicators/correction.ts';
import { cellsOf, countAll, countNext } from '#indicators/count.pg.ts';
import { rebuild, recount } from '#indicators/rebuild.pg.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { createDatabase } from '../../tests/database.ts';

let db: Db;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await createDatabase());
});
afterAll(() => close());

const rule = (name: string, finds: object, effect: string) => ({ rule: name, definition: { finds, effect } });
const RULES = {
  minute: rule('minute', { what: 'same-minute', count: 2 }, 'set-aside-all-but-first'),
  close: rule('close', { what: 'too-close', days_under: 2 }, 'set-aside-all-but-last'),
  young: rule('young', { what: 'age-under', years: 3 }, 'set-aside-all'),
  first: rule('first', { what: 'rank-without-first' }, 'flag'),
  late: rule('late', { what: 'recorded-late', days_over: 1 }, 'set-aside-all'),
};
const apply = (...rules: readonly (typeof RULES.minute)[]) =>
  applyRules(
    db,
    PROGRAMMES,
    'vaccination',
    rules.toSorted((a, b) => (a.rule < b.rule ? -1 : 1)),
  );

const flags = async () =>
  (
    await db.query<{ line: string }>(
      `select concat_ws(' ', rule, subject, fact, set_aside, known_on) as line from now_flag order by 1`,
    )
  ).rows.map(({ line }) => line);

/** Doses of rank one, corrected: what is counted plus the differences. */
const corrected = async (prefix: string, knownOn?: string): Promise<number> => {
  const all = [
    ...(await cellsOf(db, 'vaccination', knownOn)),
    ...(await cellsOf(db, correctedName('vaccination'), knownOn)),
  ];
  return all.filter(({ key }) => key.startsWith(prefix)).reduce((sum, { n }) => sum + n, 0);
};

let made = 0;
const injection = (subject: string, more: Partial<Fact> = {}): Fact => ({
  id: `i${made++}`,
  kind: 'injection',
  subject,
  occurredOn: '2021-01-05',
  recordedAt: '2021-01-05T20:00:00.000Z',
  by: 'nurse',
  place: '48',
  source: 'desk',
  body: { product: 'PF', age: 85 },
  ...more,
});

test('flags come with facts, follow corrections, and corrected = recorded + difference as known on any day', async () => {
  await apply(RULES.minute, RULES.young);
  const at = (id: string, more: Partial<Fact> = {}) =>
    injection('minute', {
      id,
      body: { product: 'PF', age: 85, at: '10:05', rank: id === 'm1' ? 1 : 2 },
      ...more,
    });
  await transaction(db, (tx) =>
    append(tx, [at('m1'), injection('child', { id: 'c1', body: { age: 2, product: 'PF' } })]),
  );
  await countAll(db, PROGRAMMES);
  expect(await flags()).toEqual(['young child c1 t 2021-01-05']);
  await transaction(db, (tx) => append(tx, [at('m2', { recordedAt: '2021-01-07T08:00:00.000Z' })]));
  await countAll(db, PROGRAMMES);
  expect(await flags()).toEqual([
    'minute minute m1 f 2021-01-07',
    'minute minute m2 t 2021-01-07',
    'young child c1 t 2021-01-05',
  ]);
  // Recorded: a second dose and a child. Corrected: neither; the second was not known on the sixth.
  expect([await corrected('dose1|'), await corrected('dose2|'), await corrected('complete|')]).toEqual([
    1, 0, 0,
  ]);
  expect(await corrected('dose1|', '2021-01-06')).toBe(1);
  await transaction(db, (tx) =>
    append(tx, [
      at('m3', {
        kind: 'retraction',
        body: {},
        corrects: 'm1',
        reason: 'typed twice',
        recordedAt: '2021-01-09T08:00:00.000Z',
      }),
    ]),
  );
  await countAll(db, PROGRAMMES);
  expect(await flags()).toEqual(['young child c1 t 2021-01-05']);
  expect(await corrected('dose2|')).toBe(1);
  expect(await corrected('dose2|', '2021-01-08')).toBe(0);
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0, flags: 1 });
});

test('a rule adopted later flags what was there, and withdrawn leaves nothing; done again nothing moves', async () => {
  const before = await flags();
  await appendMany(
    db,
    Array.from({ length: 300 }, (_, i) => injection(`many${i}`, { body: { product: 'PF', rank: 2 } })),
  );
  await countAll(db, PROGRAMMES);
  expect(await apply(RULES.minute, RULES.young, RULES.first)).toEqual({ rules: 3, people: 301 });
  expect((await flags()).filter((line) => line.startsWith('first'))).toHaveLength(301);
  expect(await apply(RULES.minute, RULES.young, RULES.first)).toBeUndefined();
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
  await apply(RULES.minute, RULES.young);
  expect(await flags()).toEqual(before);
  await apply();
  expect(await flags()).toEqual([]);
  expect(await cellsOf(db, correctedName('vaccination'))).toEqual([]);
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0, flags: 0 });
});

test('derived: dropped and made again, they are the same; changed behind its back, a rebuild mends them', async () => {
  await apply(RULES.minute, RULES.young, RULES.first);
  const live = await flags();
  await db.query('delete from now_flag');
  await db.query('delete from now_cell');
  await db.query('delete from now_cursor');
  await recount(db, PROGRAMMES);
  expect(await flags()).toEqual(live);
  await db.query(`update now_flag set set_aside = not set_aside where rule = 'young'`);
  await db.query(`insert into now_cell (programme, key, known_on, n) values ($1, 'ghost', '2021-01-01', 1)`, [
    correctedName('vaccination'),
  ]);
  expect((await rebuild(db, PROGRAMMES)).differences).toBeGreaterThanOrEqual(2);
  expect(await flags()).toEqual(live);
});

const day = fc.integer({ min: 1, max: 5 }).map((n) => `2021-01-0${n}`);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('inject' as const),
      person: fc.nat(3),
      on: day,
      known: day,
      rank: fc.constantFrom(undefined, 1, 2),
      at: fc.constantFrom(undefined, '10:05'),
      age: fc.constantFrom(2, 50),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('retract' as const), target: fc.nat(9), known: day }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('merge' as const, 'unmerge' as const),
      person: fc.nat(3),
      other: fc.nat(3),
      known: day,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('count' as const), batch: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('rules' as const), which: fc.subarray(Object.values(RULES)) }),
  },
);

let runs = 0;
const play = async (
  steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<void> => {
  const run = `run${runs++}`;
  const subject = (n: number): string => `${run}-${n}`;
  const written: Fact[] = [];
  const put = async (fact: Fact): Promise<void> => {
    await transaction(db, (tx) => append(tx, [fact]));
    written.push(fact);
  };
  for (const one of steps) {
    if (one.act === 'count') await countNext(db, PROGRAMMES, one.batch);
    else if (one.act === 'rules') await apply(...one.which);
    else if (one.act === 'inject') {
      const { rank, at, age } = one;
      const body = {
        product: 'PF',
        age,
        ...(rank !== undefined && { rank }),
        ...(at !== undefined && { at }),
      };
      const recordedAt = `${one.known}T12:00:00.000Z`;
      await put(injection(subject(one.person), { occurredOn: one.on, recordedAt, body }));
    } else if (one.act === 'retract') {
      const target = written[one.target % Math.max(1, written.length)];
      if (target === undefined || target.kind !== 'injection') continue;
      const recordedAt = `${one.known}T13:00:00.000Z`;
      await put(
        injection(target.subject, {
          kind: 'retraction',
          body: {},
          corrects: target.id,
          reason: 'wrong',
          recordedAt,
        }),
      );
    } else if (one.person !== one.other) {
      const asked = { by: 'test', now: `${one.known}T14:00:00.000Z` };
      const both = { kept: subject(one.person), merged: subject(one.other) };
      if (one.act === 'merge') await mergeSubjects(db, { ...both, ...asked });
      else await unmergeSubjects(db, { ...both, ...asked });
    }
  }
};

test('whatever is injected, taken back, merged, counted and ruled in between: rebuilt is live', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
      await play(steps);
      await countAll(db, PROGRAMMES);
      expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
    }),
    { numRuns: 40 },
  );
}, 120_000);
