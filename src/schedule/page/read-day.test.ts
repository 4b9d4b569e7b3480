import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf } from '#kernel/day.ts';
import { fieldDay, findDay, readDay } from './read-day.ts';

test.each([
  ['12/05/2026', '2026-05-12'],
  ['12052026', '2026-05-12'],
  ['2/5/2026', '2026-05-02'],
  ['2.5.2026', '2026-05-02'],
  [' 12-05-2026 ', '2026-05-12'],
  ['2026-05-12', '2026-05-12'],
  ['29/02/2024', '2024-02-29'],
])('%s is %s', (typed, day) => {
  expect(findDay(typed)).toBe(day);
});

test.each(['', '1', '12/0', '12/05/202', '120520', '12/05/26'])('"%s" is not finished', (typed) => {
  expect(readDay(typed)).toEqual({ unfinished: true });
});

test('what is no day is told, never guessed', () => {
  expect(readDay('29/02/2025')).toMatchObject({ wrong: { en: 'There is no such day.' } });
  expect(readDay('05/13/2026')).toMatchObject({ wrong: { en: expect.stringContaining('day comes first') } });
  for (const early of ['01/01/1899', '31/12/1899', '12/05/1826'])
    expect(readDay(early)).toMatchObject({ wrong: { fr: expect.stringContaining('Trop tôt') } });
  expect(readDay('29/02/1900')).toMatchObject({ wrong: { en: 'There is no such day.' } });
  expect(findDay('01/01/1900')).toBe('1900-01-01');
  expect(readDay('12 May 2026')).toHaveProperty('wrong');
});

test('a day written in its field is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -25_000, max: 100_000 }), (number) => {
      const day = dayOf(number);
      expect(findDay(fieldDay(day))).toBe(day);
      expect(findDay(fieldDay(day).replaceAll('/', ''))).toBe(day);
      expect(findDay(day)).toBe(day);
    }),
  );
});
