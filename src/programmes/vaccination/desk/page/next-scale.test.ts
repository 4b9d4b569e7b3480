import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '#kernel/day.ts';
import { nextScale } from '#programmes/vaccination/desk/page/next-scale.ts';

const words = { fr: '', en: '' };
const TODAY = '2021-02-10';

test('stands each day in its place, from today on', () => {
  const scale = nextScale(
    { words, earliest: '2021-03-03', recommended: '2021-03-10', latest: '2021-03-24', complete: false },
    TODAY,
  );
  expect(scale?.earliest).toBeCloseTo(21 / 49);
  expect(scale?.recommended).toBeCloseTo(28 / 49);
  expect(scale?.latest).toBeCloseTo(42 / 49);
  expect(scale?.months).toEqual([{ day: '2021-03-01', at: 19 / 49 }]);
});

test('shows nothing where there is no day', () => {
  expect(
    nextScale({ words, earliest: null, recommended: null, latest: null, complete: true }, TODAY),
  ).toBeUndefined();
});

test('whatever the days, they are on the line and in order, under a dozen months', () => {
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 4000 }), fc.nat(400), fc.nat(4000), (from, then, end) => {
      const earliest = addDays(TODAY, from);
      const scale = nextScale(
        {
          ...{ words, complete: false, earliest },
          ...{ recommended: addDays(earliest, then), latest: addDays(earliest, then + end) },
        },
        TODAY,
      );
      if (scale === undefined) throw new Error('a known day makes a line');
      const places = [0, scale.earliest, scale.recommended ?? 0, scale.latest ?? 0, 1];
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(scale.months.length).toBeLessThanOrEqual(12);
    }),
  );
});
