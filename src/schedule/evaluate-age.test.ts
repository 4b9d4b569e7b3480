import { describe, expect, test } from 'vitest';
import { ask, oneSeries, statuses } from '#schedule/fixture-schedule.ts';

const AGE = { absoluteMinimum: '12 months - 4 days', minimum: '12 months', maximum: '4 years' };
/** Born on 2000-01-01: 2000-12-28, 2001-01-01 and 2004-01-01. */
const aged = oneSeries({ ages: [AGE] });

describe('table 6-15', () => {
  test.each([
    ['before the absolute minimum age: too young', '2000-12-27', 'Not Valid', 'Age: Too Young'],
    ['on the absolute minimum age: grace period', '2000-12-28', 'Valid', null],
    ['the day before the minimum age: grace period', '2000-12-31', 'Valid', null],
    ['on the minimum age', '2001-01-01', 'Valid', null],
    ['the day before the maximum age', '2003-12-31', 'Valid', null],
    ['on the maximum age: too old, extraneous', '2004-01-01', 'Extraneous', 'Age: Too Old'],
  ])('%s', (_, day, status, reason) => {
    expect(ask(aged, { doses: [day] }).doses[0]).toMatchObject({ status, reason });
  });

  test('the grace period is told', () => {
    const [dose] = ask(aged, { doses: ['2000-12-28'] }).doses;
    expect(dose?.evaluations[0]?.explanation.map(({ code }) => code)).toContain('grace-age');
  });
});

test('6.4: without ages, any age is valid', () => {
  expect(statuses(oneSeries({}), { doses: ['2000-01-01'] })).toEqual(['Valid']);
});

test('table 6-14: a minimum age alone is also the absolute one of nobody: what is before it is in grace', () => {
  expect(statuses(oneSeries({ ages: [{ minimum: '1 year' }] }), { doses: ['2000-06-01'] })).toEqual([
    'Valid',
  ]);
});

describe('RELEVANT-1', () => {
  const changed = oneSeries({
    ages: [
      { absoluteMinimum: '2 years', minimum: '2 years', cessation: '2001-12-31' },
      { absoluteMinimum: '1 year', minimum: '1 year', effective: '2002-01-01' },
    ],
  });
  test('the ages in force are those of the day of the dose, both ends included', () => {
    expect(statuses(changed, { born: '2000-06-01', doses: ['2001-12-31'] })).toEqual(['Not Valid']);
    expect(statuses(changed, { born: '2000-06-01', doses: ['2002-01-01'] })).toEqual(['Valid']);
  });
});

describe('table 6-31', () => {
  test('second column: a dose given too old is extraneous whatever its interval and its vaccine', () => {
    const schedule = oneSeries(
      {},
      { ages: [{ maximum: '4 years' }], intervals: [{ from: 'previous dose', absoluteMinimum: '4 weeks' }] },
    );
    const doses = ['2003-12-25', { date: '2004-01-05', cvx: 'A3' }];
    expect(statuses(schedule, { doses })).toEqual(['Valid', 'Extraneous']);
  });

  test('a dose given too old satisfies nothing: a target dose stays due until its maximum age', () => {
    expect(ask(aged, { doses: ['2004-01-01'] }).forecasts[0]?.seriesStatus).toBe('Aged Out');
  });
});
