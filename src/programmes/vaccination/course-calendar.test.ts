import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageOn, dayNumber, dayOf } from '#kernel/day.ts';
import {
  addCalendarMonths,
  addEqualMonths,
  birthdayOf,
  civilOf,
  dayNumberOf,
  monthDayOf,
  monthsBetween,
  readDay,
  yearsBetween,
} from '#programmes/vaccination/course-calendar.ts';

const number = fc.integer({ min: dayNumber('1890-01-01'), max: dayNumber('2150-12-31') });

describe('days and months on integers', () => {
  test('read, write and take apart days as Temporal does', () => {
    fc.assert(
      fc.property(number, (n) => {
        const date = Temporal.PlainDate.from(dayOf(n));
        expect(readDay(date.toString())).toBe(n);
        expect(civilOf(n)).toBe(date.year * 10_000 + date.month * 100 + date.day);
        expect(dayNumberOf(date.year, date.month, date.day)).toBe(n);
      }),
    );
  });

  test('add calendar months as Temporal does', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 40 }), (n, months) => {
        const expected = Temporal.PlainDate.from(dayOf(n)).add({ months }).toString();
        expect(dayOf(addCalendarMonths(n, months))).toBe(expected);
      }),
    );
  });

  test('count a month as 30.5 days, rounded up (E095)', () => {
    const table = [1, 2, 3, 4, 5, 6, 7].map((months) => addEqualMonths(0, months));
    expect(table).toEqual([31, 61, 92, 122, 153, 183, 214]);
  });

  test('know ages, and the day an age is reached', () => {
    fc.assert(
      fc.property(number, fc.nat(40_000), (birth, lived) => {
        const on = birth + lived;
        const born = civilOf(birth);
        const years = yearsBetween(born, civilOf(on));
        expect(years).toBe(ageOn(dayOf(birth), dayOf(on)));
        expect(birthdayOf(born, years)).toBeLessThanOrEqual(on);
        expect(birthdayOf(born, years + 1)).toBeGreaterThan(on);
        const months = monthsBetween(born, civilOf(on));
        expect(monthDayOf(born, months)).toBeLessThanOrEqual(on);
        expect(monthDayOf(born, months + 1)).toBeGreaterThan(on);
      }),
    );
  });

  test.each([
    '2021-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-1-1',
    '21-01-01',
    'yesterday',
    '',
    '2021-04-31',
  ])('does not read %s as a day', (text) => {
    expect(readDay(text)).toBeNaN();
  });
});
