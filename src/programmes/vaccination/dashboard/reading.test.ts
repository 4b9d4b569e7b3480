import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#kernel/day.ts';
import {
  averages,
  classOf,
  classWidth,
  cumulate,
  distances,
  rankOf,
  situationOn,
} from '#programmes/vaccination/dashboard/reading.ts';

const FIRST = '2020-12-27';
const counts = fc.array(fc.integer({ min: -50, max: 100_000 }), { minLength: 1, maxLength: 120 });
const seriesOf = (dose1: number[]) => ({ dose1, dose2: [], complete: [] });
const target = (day: string, dose1: number) => ({ day, dose1, label: { fr: '', en: '' }, source: '' });

describe('where a territory stands', () => {
  test('the running sum of any series ends at its total', () => {
    fc.assert(
      fc.property(counts, (daily) => {
        expect(cumulate(daily).at(-1)).toBe(daily.reduce((sum, count) => sum + count, 0));
      }),
    );
  });

  test('a seven-day average stays between the least and the most of its days', () => {
    fc.assert(
      fc.property(counts, (daily) => {
        for (const [index, average] of averages(daily).entries()) {
          const days = daily.slice(Math.max(0, index - 6), index + 1);
          expect(average).toBeGreaterThanOrEqual(Math.min(...days) - 1e-6);
          expect(average).toBeLessThanOrEqual(Math.max(...days) + 1e-6);
        }
      }),
    );
  });

  test('two whole weeks are compared, or none', () => {
    const daily = [...Array(7).fill(100), ...Array(7).fill(150)];
    const on = (index: number) => situationOn(seriesOf(daily), 1000, FIRST, addDays(FIRST, index));
    expect(on(12).trend).toBeNull();
    expect(on(13).trend).toBeCloseTo(0.5);
    expect(on(13).dose1Share).toBeCloseTo(1.75);
  });

  test('a population nobody knows gives no share instead of an infinite one', () => {
    expect(situationOn(seriesOf([5]), null, FIRST, FIRST).dose1Share).toBeNull();
    expect(situationOn(seriesOf([5]), 0, FIRST, FIRST).dose1Share).toBeNull();
  });

  test('days before the campaign and after its last day are no error', () => {
    expect(situationOn(seriesOf([5]), 10, FIRST, '2020-12-01')).toMatchObject({
      dose1: 0,
      average: 0,
      trend: null,
    });
    expect(situationOn(seriesOf([5]), 10, FIRST, '2021-06-01').dose1).toBe(5);
  });
});

describe('the distance to the target', () => {
  const daily = Array<number>(30).fill(100);
  const now = situationOn(seriesOf(daily), 10_000, FIRST, addDays(FIRST, 29));

  test('the last one met and the first one missing are the two that matter', () => {
    const { met, next } = distances(
      [target('2021-03-31', 9000), target('2021-01-10', 1000), target('2021-02-04', 3500)],
      1,
      seriesOf(daily),
      FIRST,
      now,
    );
    expect(met).toMatchObject({ people: 1000, metOn: addDays(FIRST, 9), expectedOn: null });
    expect(next).toMatchObject({
      people: 3500,
      missing: 500,
      expectedOn: addDays(FIRST, 34),
      neededPerDay: 50,
    });
  });

  test('a territory has its share of it, and a standstill has no date', () => {
    const still = situationOn(seriesOf([...daily, ...Array(7).fill(0)]), 10_000, FIRST, addDays(FIRST, 36));
    const { next } = distances([target('2021-01-10', 8000)], 0.5, seriesOf(daily), FIRST, still);
    expect(next).toMatchObject({ people: 4000, missing: 1000, expectedOn: null, neededPerDay: null });
  });
});

describe('the colours of the map', () => {
  test('seven classes of a memorable width hold every share', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 1.2, noNaN: true }), (most) => {
        const width = classWidth(most);
        expect(width * 7).toBeGreaterThanOrEqual(most * 0.99);
        expect(Number((width / 10 ** Math.floor(Math.log10(width) + 1e-9)).toPrecision(3))).toSatisfy(
          (digit: number) => [1, 2, 2.5, 5, 10].includes(digit),
        );
        expect(classOf(most, width)).toBeLessThanOrEqual(7);
      }),
    );
  });

  test('no data is its own class, and a bound belongs to the class above', () => {
    expect(classOf(null, 0.01)).toBe(0);
    expect(classOf(0, 0.01)).toBe(1);
    expect(classOf(0.03, 0.01)).toBe(4);
    expect(classOf(0.9, 0.01)).toBe(7);
  });

  test('equal shares have equal ranks', () => {
    const shares = new Map([
      ['a', 0.2],
      ['b', 0.3],
      ['c', 0.2],
    ]);
    expect([rankOf(shares, 'a'), rankOf(shares, 'b'), rankOf(shares, 'c'), rankOf(shares, 'd')]).toEqual([
      2,
      1,
      2,
      undefined,
    ]);
  });
});
