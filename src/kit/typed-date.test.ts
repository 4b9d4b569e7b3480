import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#kernel/day.ts';
import { ageFrom, dateWords, fieldDate, findDate, readDate } from '#kit/typed-date.ts';

describe('a date of the civil record as a hand types it', () => {
  test('day, month, year in many ways; the year first when it is written so', () => {
    for (const typed of ['12/05/1956', '12051956', '12.5.1956', '12 5 1956', '1956-05-12', ' 12-05-1956 '])
      expect(findDate(typed), typed).toBe('1956-05-12');
  });

  test('what the record does not say is written 00', () => {
    expect(findDate('00/05/1956')).toBe('1956-05-00');
    expect(findDate('05/1956')).toBe('1956-05-00');
    expect(findDate('1956')).toBe('1956-00-00');
  });

  test('a year alone may still grow while the hand is there', () => {
    expect(readDate('1956', false)).toEqual({ unfinished: true });
    expect(readDate('12/05', false)).toEqual({ unfinished: true });
  });

  test('what cannot be is told', () => {
    for (const typed of ['31/02/1956', '05/13/1956', '12/05/1456', 'hier', '12/05/19567'])
      expect(readDate(typed), typed).toHaveProperty('wrong');
  });

  test('every day reads back as its field shows it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50_000 }), (days) => {
        const day = addDays('1900-01-01', days);
        expect(findDate(fieldDate(day))).toBe(day);
      }),
    );
  });

  test('it is said in words, as far as it is known, with an age only when it is whole', () => {
    expect(dateWords('1956-05-01', 'fr')).toBe('1er mai 1956');
    expect(dateWords('1956-05-00', 'en')).toBe('May 1956, day unknown');
    expect(dateWords('1948-13-31', 'en')).toBe('1948-13-31');
    expect(ageFrom('1956-05-12', '2021-05-11')).toBe(64);
    expect(ageFrom('1956-05-12', '2021-05-12')).toBe(65);
    expect(ageFrom('1956-00-00', '2021-05-12')).toBeUndefined();
  });
});
