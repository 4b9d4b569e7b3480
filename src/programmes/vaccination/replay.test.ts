import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effective } from '#facts/effective.ts';
import type { Fact } from '#facts/fact.ts';
import { factReader } from '#facts/read-fact.ts';
import { addDays, daysBetween } from '#kernel/day.ts';
import { KINDS } from '#programmes/vaccination/facts.ts';
import { contribution } from '#programmes/vaccination/indicators.ts';
import { type DayCount, type ProductShares, replay } from '#programmes/vaccination/replay.ts';
import { replayVintages } from '#programmes/vaccination/vintages.ts';

const shares: ProductShares = () => ({ PF: 7, MO: 2, AZ: 1 });
const options = { seed: 1, tag: 'rtest0', batch: 50, source: 'test' };

const dayCounts = fc
  .array(
    fc.record({
      department: fc.constantFrom('48', '2A', '750'),
      ageClass: fc.constantFrom('24', '80', ''),
      after_days: fc.nat(60),
      dose1: fc.nat(30),
      dose2: fc.nat(30),
    }),
    { maxLength: 25 },
  )
  .map((drafts) => {
    const counts = new Map<string, DayCount>();
    for (const { after_days, ...draft } of drafts) {
      const day = addDays('2020-12-27', after_days);
      counts.set(`${day}|${draft.department}|${draft.ageClass}`, { day, ...draft });
    }
    return [...counts.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  });

const factsOf = (counts: readonly DayCount[]): Fact[] =>
  [...replay(counts, shares, options)].flatMap((batch) => batch.facts);

const groupBySubject = (facts: readonly Fact[]): Fact[][] => [
  ...Map.groupBy(facts, (fact) => fact.subject).values(),
];

const byDay = (a: Fact, b: Fact) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : 0);

/** Published counts of these facts: measure, day, department and age. */
const published = (facts: readonly Fact[]): Map<string, number> => {
  const cells = new Map<string, number>();
  for (const person of groupBySubject(facts))
    for (const [key, n] of contribution([...effective(person)].sort(byDay))) {
      const [measure, day, place, , ageClass] = key.split('|');
      if (measure !== 'dose1' && measure !== 'dose2') continue;
      const cell = `${measure}|${day}|${place}|${ageClass}`;
      cells.set(cell, (cells.get(cell) ?? 0) + n);
    }
  return cells;
};

test('the facts of a replay give back the counts they were made from, cell by cell', () => {
  fc.assert(
    fc.property(dayCounts, (counts) => {
      const expected = new Map<string, number>();
      for (const { day, department, ageClass, dose1, dose2 } of counts) {
        if (dose1 > 0) expected.set(`dose1|${day}|${department}|${ageClass}`, dose1);
        if (dose2 > 0) expected.set(`dose2|${day}|${department}|${ageClass}`, dose2);
      }
      expect([...published(factsOf(counts))].sort()).toEqual([...expected].sort());
    }),
  );
});

test('every fact is sound, has an id of its own, and nobody waits less than three weeks for a second dose', () => {
  const read = factReader(KINDS);
  fc.assert(
    fc.property(dayCounts, (counts) => {
      const facts = factsOf(counts);
      expect(new Set(facts.map((fact) => fact.id)).size).toBe(facts.length);
      for (const fact of facts)
        expect(read(fact, { now: '2022-01-01T00:00:00.000Z', by: 'x', source: 'x' })).toEqual(fact);
      for (const [first, second] of groupBySubject(facts))
        if (first !== undefined && second !== undefined)
          expect(daysBetween(first.occurredOn, second.occurredOn)).toBeGreaterThanOrEqual(21);
    }),
  );
});

test('a replay cut short is the beginning of the whole one', () => {
  fc.assert(
    fc.property(dayCounts, fc.nat(60), (counts, days) => {
      const until = addDays('2020-12-27', days);
      const part = factsOf(counts.filter((count) => count.day <= until));
      expect(factsOf(counts).slice(0, part.length)).toEqual(part);
    }),
  );
});

const vintage = fc.record({
  dose1: fc.dictionary(
    fc.integer({ min: 0, max: 40 }).map((n) => addDays('2021-01-01', n)),
    fc.nat(40),
  ),
  dose2: fc.option(
    fc.dictionary(
      fc.integer({ min: 20, max: 60 }).map((n) => addDays('2021-01-01', n)),
      fc.nat(20),
    ),
  ),
});

test('after each publication, the standing facts count exactly what it published', () => {
  fc.assert(
    fc.property(fc.array(vintage, { minLength: 1, maxLength: 6 }), (vintages) => {
      const follow = replayVintages(shares, { seed: 3, tag: 'vtest0', source: 'test' });
      const ledger: Fact[] = [];
      let dose2: Record<string, number> = {};
      vintages.forEach((draft, i) => {
        dose2 = draft.dose2 ?? dose2;
        ledger.push(
          ...follow.publish({
            recordedAt: `${addDays('2021-03-10', i)}T20:00:00.000Z`,
            dose1: new Map(Object.entries(draft.dose1)),
            dose2: draft.dose2 === null ? undefined : new Map(Object.entries(draft.dose2)),
          }),
        );
        const expected = new Map<string, number>();
        for (const [day, n] of Object.entries(draft.dose1)) if (n > 0) expected.set(`dose1|${day}||`, n);
        for (const [day, n] of Object.entries(dose2)) if (n > 0) expected.set(`dose2|${day}||`, n);
        expect([...published(ledger)].sort()).toEqual([...expected].sort());
      });
      expect(new Set(ledger.map((fact) => fact.id)).size).toBe(ledger.length);
    }),
  );
});
