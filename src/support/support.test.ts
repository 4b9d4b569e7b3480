import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasLongNumber } from '#kernel/long-number.ts';
import { daysOf, PART_STATES, worstOf } from '#support/status.ts';
import { mayBecome, STATE_CODES } from '#support/support.ts';

test('a report closed is opened again by whoever reported, and by nobody else', () => {
  expect(mayBecome('closed', 'open', 'reporter')).toBe(true);
  expect(STATE_CODES.filter((state) => mayBecome('closed', state, 'support'))).toEqual([]);
  expect(mayBecome('answered', 'open', 'reporter')).toBe(true);
  expect(mayBecome('open', 'open', 'reporter')).toBe(false);
});

test('a national number is seen however it is spaced; a lot, a phone or an hour is none', () => {
  for (const text of ['2 38 02 48 095 900 12', '2380248095900', 'n° 2.38.02.48.095.900', '238-02-48-095-900'])
    expect(hasLongNumber(text), text).toBe(true);
  for (const text of ['lot EJ6795 le 12/05/2021 à 14h32', '06 12 34 56 78', ''])
    expect(hasLongNumber(text), text).toBe(false);
});

test('the worst state of several is the one told', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PART_STATES)), (states) => {
      const worst = worstOf(states);
      expect(states.includes('broken')).toBe(worst === 'broken');
      expect(states.length === 0 || states.includes(worst)).toBe(true);
    }),
  );
});

test('a day is what it began as and what it became; before the first word nothing is known', () => {
  const changes = [
    { at: '2026-03-02T10:00:00.000Z', state: 'works' },
    { at: '2026-03-03T10:00:00.000Z', state: 'broken' },
    { at: '2026-03-03T10:05:00.000Z', state: 'works' },
  ] as const;
  const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'];
  expect(daysOf(changes, days).map(({ state }) => state)).toEqual([null, 'works', 'broken', 'works']);
});
