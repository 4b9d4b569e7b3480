import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isReversed } from '#schedule/period-order.ts';

const period = fc
  .record({
    count: fc.integer({ min: 0, max: 99 }),
    unit: fc.constantFrom('days', 'weeks', 'months', 'years'),
  })
  .map(({ count, unit }) => `${count} ${unit}`);

test('of two periods, one at most ends before the other', () => {
  fc.assert(
    fc.property(period, period, (one, other) => {
      expect(isReversed(one, other) && isReversed(other, one)).toBe(false);
      expect(isReversed(one, one)).toBe(false);
    }),
  );
});

test.each([
  ['2 years', '1 year', true],
  ['1 year', '12 months', false],
  ['4 weeks', '28 days', false],
  ['4 weeks', '4 weeks - 4 days', true],
  // A month may be longer than 30 days or not: not certainly reversed.
  ['30 days', '1 month', false],
  ['29 days', '1 month', false],
  ['32 days', '1 month', true],
  ['1 day', 'soon', false],
  [undefined, '1 day', false],
  ['1 day', undefined, false],
])('%s then %s: reversed %s', (one, other, reversed) => {
  expect(isReversed(one, other)).toBe(reversed);
});
