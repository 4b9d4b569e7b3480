/** Merging never multiplies nor loses injections, can be undone, and live counting equals a rebuild throughout. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Db, transaction } from '#db/pool.ts';
import { effective } from '#facts/effective.ts';
import { type Fact, RETRACTION } from '#facts/fact.ts';
import { append, factsOf } from '#facts/ledger.pg.ts';
import { mergeSubjects, unmergeSubjects } from '#facts/same-person.pg.ts';
import { cellsOf, countAll, countNext } from '#indicators/count.pg.ts';
import { byContent } from '#indicators/count.ts';
import { rebuild } from '#indicators/rebuild.pg.ts';
import { libraryCard } from '#programmes/library-card/programme.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import { createDatabase } from '../../tests/database.ts';

const PROGRAMMES = [vaccination, libraryCard];
const by = 'watch';

let db: Db;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await createDatabase());
});
afterAll(() => close());

const injection = (
  subject: string,
  id: string,
  occurredOn: string,
  body: Fact['body'],
  more: Partial<Fact> = {},
): Fact => ({
  id,
  kind: 'injection',
  subject,
  occurredOn,
  recordedAt: `${occurredOn}T20:00:00.000Z`,
  by: 'nurse',
  place: '48',
  source: 'desk',
  body: { product: 'PF', ...body },
  ...more,
});
const write = (...facts: Fact[]) => transaction(db, (tx) => append(tx, facts));
const at = (day: string) => `${day}T12:00:00.000Z`;

/** Cells of one place, as `key n`, sorted. */
const cells = async (place: string, asKnownOn?: string): Promise<string[]> =>
  (await cellsOf(db, 'vaccination', asKnownOn))
    .filter(({ key }) => key.split('|')[2] === place)
    .map(({ key, n }) => `${key.split('|').slice(0, 2).join(' ')} ${n}`)
    .sort();

describe('two first doses', () => {
  test('merged become a first and a second one, as known from the day of the merge; undone, as they were', async () => {
    const first = injection('twice-1', 'a', '2021-01-10', { rank: 1 }, { place: 'P1' });
    const second = injection('twice-2', 'a', '2021-02-10', { rank: 1 }, { place: 'P1' });
    await write(first, second);
    await countAll(db, PROGRAMMES);
    const before = await cells('P1');
    expect(before).toEqual(['dose1 2021-01-10 1', 'dose1 2021-02-10 1']);
    await mergeSubjects(db, { kept: 'twice-1', merged: 'twice-2', by, now: at('2021-03-01') });
    await countAll(db, PROGRAMMES);
    expect(await cells('P1')).toEqual(['complete 2021-02-10 1', 'dose1 2021-01-10 1', 'dose2 2021-02-10 1']);
    expect(await cells('P1', '2021-02-28')).toEqual(before);
    await unmergeSubjects(db, { kept: 'twice-1', merged: 'twice-2', by, now: at('2021-03-05') });
    await countAll(db, PROGRAMMES);
    expect(await cells('P1')).toEqual(before);
    expect(await cells('P1', '2021-03-02')).toContain('dose2 2021-02-10 1');
    expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
  });

  test('of one day are still two injections, and no complete course', async () => {
    await write(
      injection('day-1', 'a', '2021-01-10', { rank: 1 }, { place: 'P2' }),
      injection('day-2', 'b', '2021-01-10', { rank: 1 }, { place: 'P2' }),
    );
    await mergeSubjects(db, { kept: 'day-1', merged: 'day-2', by, now: at('2021-03-01') });
    await countAll(db, PROGRAMMES);
    expect(await cells('P2')).toEqual(['dose1 2021-01-10 1', 'dose2 2021-01-10 1']);
  });

  test('an injection under either record after the merge goes on from both', async () => {
    await write(injection('on-1', 'a', '2021-01-10', { rank: 1 }, { place: 'P3' }));
    await write(injection('on-2', 'a', '2021-02-10', { rank: 1 }, { place: 'P3' }));
    await mergeSubjects(db, { kept: 'on-1', merged: 'on-2', by, now: at('2021-03-01') });
    await countAll(db, PROGRAMMES);
    await write(injection('on-2', 'b', '2021-08-10', { rank: 2 }, { place: 'P3' }));
    await countAll(db, PROGRAMMES);
    expect(await cells('P3')).toEqual([
      'booster1 2021-08-10 1',
      'complete 2021-02-10 1',
      'dose1 2021-01-10 1',
      'dose2 2021-02-10 1',
      'dose3 2021-08-10 1',
    ]);
    expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
  });

  test('of three records merged in a chain are three; undone in the middle, two and one', async () => {
    const subjects = ['chain-1', 'chain-2', 'chain-3'];
    await write(
      ...subjects.map((subject, i) =>
        injection(subject, 'a', `2021-0${i + 1}-10`, { rank: 1 }, { place: 'P4' }),
      ),
    );
    await mergeSubjects(db, { kept: 'chain-2', merged: 'chain-1', by, now: at('2021-04-01') });
    await mergeSubjects(db, { kept: 'chain-3', merged: 'chain-2', by, now: at('2021-04-02') });
    await countAll(db, PROGRAMMES);
    expect(await cells('P4')).toContain('dose3 2021-03-10 1');
    await unmergeSubjects(db, { kept: 'chain-3', merged: 'chain-2', by, now: at('2021-04-03') });
    await countAll(db, PROGRAMMES);
    expect((await cells('P4')).filter((cell) => cell.startsWith('dose'))).toEqual([
      'dose1 2021-01-10 1',
      'dose1 2021-03-10 1',
      'dose2 2021-02-10 1',
    ]);
    expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
  });
});

const PEOPLE = 4;
const person = fc.nat(PEOPLE - 1);
const day = fc.integer({ min: 1, max: 6 }).map((n) => `2021-01-0${n}`);
const rank = fc.constantFrom(undefined, 1, 1, 2);
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('injection' as const), person, day, on: day, rank }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('loan' as const), person, day, on: day }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('correct' as const), target: fc.nat(20), day, on: day }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('retract' as const), target: fc.nat(20), on: day }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('merge' as const), person, other: person, on: day }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('unmerge' as const), person, other: person, on: day }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('count' as const), batch: fc.integer({ min: 1, max: 4 }) }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const INJECTIONS_MAX = 3;

let runs = 0;

/** Plays acts on people of this run alone; answers their subjects. */
const play = async (acts: readonly Act[]): Promise<string[]> => {
  const run = `run${runs++}`;
  const subjects = Array.from({ length: PEOPLE }, (_, i) => `${run}-${i}`);
  const written: Fact[] = [];
  const put = async (fact: Fact): Promise<void> => {
    await write(fact);
    written.push(fact);
  };
  const place = run;
  let injections = 0;
  for (const [i, one] of acts.entries()) {
    const id = `f${i}`;
    const recordedAt = 'on' in one ? at(one.on) : '';
    if (one.act === 'count') await countNext(db, PROGRAMMES, one.batch);
    else if (one.act === 'injection' && injections < INJECTIONS_MAX) {
      injections++;
      const body = one.rank === undefined ? {} : { rank: one.rank };
      await put(injection(subjects[one.person] ?? '', id, one.day, body, { place, recordedAt }));
    } else if (one.act === 'loan')
      await put({
        ...injection(subjects[one.person] ?? '', id, one.day, {}, { place, recordedAt }),
        kind: 'loan',
        body: { branch: run, medium: 'book' },
      });
    else if (one.act === 'correct' || one.act === 'retract') {
      const target = written[one.target % Math.max(1, written.length)];
      if (target === undefined || target.kind === RETRACTION) continue;
      const { subject, id: corrects } = target;
      const correction = { ...target, id, corrects, reason: 'wrong', recordedAt };
      await put(
        one.act === 'correct'
          ? { ...correction, occurredOn: one.day }
          : { ...correction, subject, kind: RETRACTION, body: {} },
      );
    } else if (one.act === 'merge' || one.act === 'unmerge') {
      const asked = {
        kept: subjects[one.person] ?? '',
        merged: subjects[one.other] ?? '',
        by,
        now: recordedAt,
      };
      if (one.person === one.other) continue;
      if (one.act === 'merge') await mergeSubjects(db, asked);
      else await unmergeSubjects(db, asked);
    }
  }
  return subjects;
};

/**
 * Ranks above four are of no cell, merged or not. With so many injections, one of them stated to be a second, no merge
 * gives a fifth rank, and every injection is to be found.
 */
const ALL_FOUND_MAX = 3;

/** What each record has by itself: injections that stand, doses by rank, and loans. */
const apart = async (
  subjects: readonly string[],
): Promise<{ standing: number; doses: number; loans: number }> => {
  const facts = [...(await factsOf(db, subjects)).values()].map((list) =>
    [...effective(list)].sort(byContent),
  );
  const sum = (list: readonly (readonly [string, number])[], prefix: string): number =>
    list.filter(([key]) => key.startsWith(prefix)).reduce((total, [, n]) => total + n, 0);
  return {
    standing: facts.flat().filter(({ kind }) => kind === 'injection').length,
    doses: sum(
      facts.flatMap((list) => vaccination.contribution(list)),
      'dose',
    ),
    loans: sum(
      facts.flatMap((list) => libraryCard.contribution(list)),
      'loans|',
    ),
  };
};

const counted = async (run: string): Promise<{ doses: number; loans: number }> => {
  const sum = async (programme: string, prefix: string, at_: number): Promise<number> =>
    (await cellsOf(db, programme))
      .filter(({ key }) => key.startsWith(prefix) && key.split('|')[at_] === run)
      .reduce((total, { n }) => total + n, 0);
  return { doses: await sum('vaccination', 'dose', 2), loans: await sum('library-card', 'loans|', 2) };
};

test('whatever is merged, undone, corrected and counted in between: live is rebuilt, and no injection comes or goes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 24 }), async (acts) => {
      const subjects = await play(acts);
      await countAll(db, PROGRAMMES);
      const run = subjects[0]?.split('-')[0] ?? '';
      const { standing, doses, loans } = await apart(subjects);
      const found = await counted(run);
      expect(found.loans).toBe(loans);
      if (standing <= ALL_FOUND_MAX) expect(found.doses).toBe(doses);
      else expect(found.doses).toBeLessThanOrEqual(doses);
      expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('merging everybody and parting them again gives back exactly the cells', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), day, async (acts, on) => {
      const subjects = await play(acts.filter((one) => one.act !== 'merge' && one.act !== 'unmerge'));
      await countAll(db, PROGRAMMES);
      const of = async () =>
        [...(await cellsOf(db, 'vaccination')), ...(await cellsOf(db, 'library-card'))]
          .map(({ key, n }) => `${key} ${n}`)
          .sort();
      const before = await of();
      const [kept = '', ...others] = subjects;
      for (const merged of others) await mergeSubjects(db, { kept, merged, by, now: at(on) });
      await countAll(db, PROGRAMMES);
      for (const merged of others) await unmergeSubjects(db, { kept, merged, by, now: at('2021-02-01') });
      await countAll(db, PROGRAMMES);
      expect(await of()).toEqual(before);
    }),
    { numRuns: 20 },
  );
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
}, 120_000);
