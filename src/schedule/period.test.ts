import { describe, expect, test } from 'vitest';
import { type Day, dayOf } from '#kernel/day.ts';
import { dayAfter, findPeriod, PeriodText } from '#schedule/period.ts';

const after = (day: Day, text: string): Day => dayOf(dayAfter(day, text));

describe('table 3-6', () => {
  test.each<[string, Day, string, Day]>([
    ['CALCDT-1', '2000-01-01', '3 years', '2003-01-01'],
    ['CALCDT-2', '2000-01-01', '6 months', '2000-07-01'],
    ['CALCDT-2', '2000-11-01', '6 months', '2001-05-01'],
    ['CALCDT-3', '2000-01-01', '3 days', '2000-01-04'],
    ['CALCDT-3', '2000-01-01', '3 weeks', '2000-01-22'],
    ['CALCDT-3, leap year', '2000-02-01', '5 weeks', '2000-03-07'],
    ['CALCDT-3, not a leap year', '2001-02-01', '5 weeks', '2001-03-08'],
    ['CALCDT-4', '2000-01-15', '-4 days', '2000-01-11'],
    ['CALCDT-5', '2000-03-31', '6 months', '2000-10-01'],
    ['CALCDT-5', '2000-08-31', '6 months', '2001-03-01'],
    ['CALCDT-6', '2000-01-31', '6 months - 4 days', '2000-07-27'],
  ])('%s: %s + %s = %s', (_, day, text, expected) => {
    expect(after(day, text)).toBe(expected);
  });

  test('CALCDT-1 and -5: a year after 29 February is 1 March', () => {
    expect(after('2004-02-29', '1 year')).toBe('2005-03-01');
    expect(after('2004-02-29', '4 years')).toBe('2008-02-29');
    expect(after('1896-02-29', '4 years')).toBe('1900-03-01');
  });

  test('CALCDT-5 and -6: the day is made real before days are taken away', () => {
    expect(after('2000-12-31', '2 months - 4 days')).toBe('2001-02-25');
    expect(after('1999-12-30', '2 months - 4 days')).toBe('2000-02-26');
  });

  test('CALCDT-6: months come before weeks and days however they are written', () => {
    expect(after('2001-01-31', '1 week + 1 month')).toBe('2001-03-08');
    expect(after('2000-06-15', '16 years - 4 months')).toBe('2016-02-15');
  });
});

test('what is not a period is none', () => {
  for (const text of ['', 'soon', '4', '4 months 2 days', '4 months +', '4 fortnights'])
    expect([text, findPeriod(text), PeriodText.safeParse(text).success]).toEqual([text, undefined, false]);
  expect(() => after('2000-01-01', 'soon')).toThrow(/"soon" is not a period/);
});
