import { describe, expect, test } from 'vitest';
import { ask, dates, small, statuses } from '#schedule/fixture-schedule.ts';

const CONFLICT = { previous: 'B', current: 'A1', begin: '1 day', endIfValid: '24 days', end: '28 days' };
const SAME = { ...CONFLICT, previous: 'A1' };
const b = (date: string) => ({ date, cvx: 'B' });

describe('CONFLICT-3', () => {
  const schedule = small({ series: [{}], conflicts: [CONFLICT] });
  test.each([
    ['on the same day, before the conflict begins', '2001-01-01', 'Valid'],
    ['on the day the conflict begins', '2001-01-02', 'Not Valid'],
    ['the day before it ends', '2001-01-24', 'Not Valid'],
    ['on the day it ends', '2001-01-25', 'Valid'],
  ])('%s', (_, day, status) => {
    expect(statuses(schedule, { doses: [b('2001-01-01'), day] })[1]).toBe(status);
  });

  test('the reason and the dose in conflict are told', () => {
    const [, dose] = ask(schedule, { doses: [b('2001-01-01'), '2001-01-10'] }).doses;
    expect(dose?.reason).toBe('Live Virus Conflict');
    expect(dose?.evaluations[0]?.explanation.map(({ rule }) => rule)).toContain('CONFLICT-3');
  });

  test('the order of the two types matters: the other way round there is none', () => {
    const other = small({ series: [{}], conflicts: [{ ...CONFLICT, previous: 'A1', current: 'B' }] });
    expect(statuses(other, { doses: [b('2001-01-01'), '2001-01-02'] })[1]).toBe('Valid');
  });

  test('a type without a conflict is never impacted', () => {
    const other = small({ series: [{ doses: [{ preferable: [{ code: 'A2' }] }] }], conflicts: [CONFLICT] });
    expect(statuses(other, { doses: [b('2001-01-01'), { date: '2001-01-02', cvx: 'A2' }] })[1]).toBe('Valid');
  });

  test('every earlier dose is looked at, not the last alone', () => {
    const doses = [b('2001-01-01'), b('2001-01-15'), '2001-01-30'];
    expect(statuses(schedule, { doses })[2]).toBe('Not Valid');
    const two = small({ series: [{ doses: [{}, {}] }], conflicts: [CONFLICT] });
    const between = [b('2001-01-10'), { date: '2001-01-20', cvx: 'AB' }, '2001-01-25'];
    expect(statuses(two, { doses: between }).slice(1)).toEqual(['Valid', 'Not Valid']);
  });
});

describe('CALCDTCONFLICT-2', () => {
  const twoDoses = [{ ages: [{ absoluteMinimum: '1 year' }] }, {}];
  const schedule = small({ series: [{ doses: twoDoses }], conflicts: [SAME] });
  test('after a valid dose, the conflict ends at the minimum end', () => {
    expect(statuses(schedule, { doses: ['2001-01-01', '2001-01-25'] })).toEqual(['Valid', 'Valid']);
  });
  test('after a dose that was not valid, at the full end', () => {
    expect(statuses(schedule, { doses: ['2000-12-31', '2001-01-27'] })).toEqual(['Not Valid', 'Not Valid']);
    expect(statuses(schedule, { doses: ['2000-12-31', '2001-01-28'] })).toEqual(['Not Valid', 'Valid']);
  });
  test('after a sub-standard dose, which has a status and is not valid, at the full end', () => {
    const spoilt = { date: '2001-01-01', cvx: 'A1', substandard: true };
    expect(statuses(schedule, { doses: [spoilt, '2001-01-28'] })).toEqual(['Sub-standard', 'Not Valid']);
    expect(statuses(schedule, { doses: [spoilt, '2001-01-29'] })).toEqual(['Sub-standard', 'Valid']);
  });
});

describe('CALCDTCONFLICT-3', () => {
  const forecast = (doses: string[], preferable = [{ code: 'A1' }]) =>
    dates(small({ series: [{ doses: [{ preferable }] }], conflicts: [CONFLICT] }), {
      doses: doses.map(b),
      on: '2001-02-01',
    }).earliest;
  test('a forecast waits for the full end of the conflict', () => {
    expect(forecast(['2001-01-10'])).toBe('2001-02-07');
  });
  test('the latest of the ends', () => {
    expect(forecast(['2001-01-10', '2001-01-20'])).toBe('2001-02-17');
  });
  test('one impacted type among the preferable vaccines is enough', () => {
    expect(forecast(['2001-01-10'], [{ code: 'A2' }, { code: 'A1' }])).toBe('2001-02-07');
    expect(forecast(['2001-01-10'], [{ code: 'A2' }])).toBe('2000-01-01');
  });
});
