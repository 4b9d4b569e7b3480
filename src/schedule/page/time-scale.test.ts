import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf } from '#kernel/day.ts';
import { ageText, makeTimeScale } from './time-scale.ts';

const life = fc.record({
  birth: fc.integer({ min: -10_000, max: 20_000 }).map(dayOf),
  lived: fc.integer({ min: 0, max: 36_500 }),
  doses: fc.array(fc.integer({ min: -50, max: 37_000 }), { maxLength: 30 }),
  ahead: fc.array(fc.integer({ min: -9000, max: 30_000 }), { maxLength: 20 }),
});

test('time never runs backwards, and stays on the line', () => {
  fc.assert(
    fc.property(life, ({ birth, lived, doses, ahead }) => {
      const today = addDays(birth, lived);
      const scale = makeTimeScale(
        birth,
        today,
        doses.map((days) => addDays(birth, days)),
        ahead.map((days) => addDays(today, days)),
      );
      const places = Array.from({ length: 200 }, (_, i) => scale.at(addDays(birth, i * 350)));
      for (const [i, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual(places[i - 1] ?? 0);
        expect(place).toBeLessThanOrEqual(1);
      }
      expect(scale.at(today)).toBeCloseTo(scale.today);
      for (const days of ahead) expect(scale.at(addDays(today, days))).toBeLessThan(1);
    }),
  );
});

test('two doses a day apart can be told from each other, whatever the life around them', () => {
  const scale = makeTimeScale('1960-01-01', '2026-05-12', ['2021-02-01', '2021-02-02', '2021-03-01'], []);
  expect(scale.at('2021-02-02') - scale.at('2021-02-01')).toBeGreaterThan(0.02);
});

test('the names of ticks keep their distance', () => {
  fc.assert(
    fc.property(life, ({ birth, lived, doses }) => {
      const days = doses.map((count) => addDays(birth, count));
      const { ticks } = makeTimeScale(birth, addDays(birth, lived), days, []);
      const near = { all: 0.13, always: 0.25 };
      for (const [name, gap] of Object.entries(near)) {
        const set = ticks.filter(({ always }) => name === 'all' || always);
        for (const [i, tick] of set.entries())
          expect(tick.at - (set[i - 1]?.at ?? -1)).toBeGreaterThanOrEqual(gap - 1e-9);
      }
    }),
  );
});

test.each([
  ['2026-01-01', 'le jour de la naissance', 'on the day of birth'],
  ['2026-01-02', '1\u00a0jour', '1\u00a0day'],
  ['2026-02-12', '6\u00a0semaines', '6\u00a0weeks'],
  ['2026-04-01', '3\u00a0mois', '3\u00a0months'],
  ['2027-07-01', '18\u00a0mois', '18\u00a0months'],
  ['2030-03-01', '4\u00a0ans 2\u00a0mois', '4\u00a0years 2\u00a0months'],
  ['2038-03-01', '12\u00a0ans', '12\u00a0years'],
  ['2025-12-31', 'avant la naissance', 'before birth'],
])('born on 1 January 2026, on %s: %s', (on, french, english) => {
  expect(ageText('2026-01-01', on, 'fr')).toBe(french);
  expect(ageText('2026-01-01', on, 'en')).toBe(english);
});
