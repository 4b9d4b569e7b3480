import { describe, expect, test } from 'vitest';
import { ask, oneSeries, small, statuses } from '#schedule/fixture-schedule.ts';

const codes = (schedule: Parameters<typeof ask>[0], person: Parameters<typeof ask>[1]) =>
  ask(schedule, person).doses[0]?.evaluations[0]?.explanation.map(({ code }) => code);

describe('table 6-3', () => {
  const schedule = oneSeries({});
  const dose = { date: '2001-01-31', cvx: 'A1' };
  test.each([
    ['given after the lot expired', { lotExpires: '2001-01-30' }, 'Sub-standard', 'Lot Expired'],
    ['given the day the lot expires', { lotExpires: '2001-01-31' }, 'Valid', null],
    ['with a condition', { substandard: true }, 'Sub-standard', 'Dose Condition'],
    ['without a condition', { substandard: false }, 'Valid', null],
  ])('%s', (_, more, status, reason) => {
    expect(ask(schedule, { doses: [{ ...dose, ...more }] }).doses[0]).toMatchObject({ status, reason });
  });

  test('comes before all else: a dose too young and expired is sub-standard', () => {
    const aged = oneSeries({ ages: [{ absoluteMinimum: '2 years' }] });
    expect(statuses(aged, { doses: [{ ...dose, lotExpires: '2000-01-30' }] })).toEqual(['Sub-standard']);
  });

  test('the target dose is not satisfied', () => {
    expect(statuses(schedule, { doses: [{ ...dose, substandard: true }, '2001-02-01'] })[1]).toBe('Valid');
  });
});

describe('table 6-13', () => {
  const schedule = oneSeries({ inadvertent: [{ code: 'A2' }], allowable: [{ code: 'A2' }] });
  test('an inadvertent vaccine is not valid, even when allowable', () => {
    expect(ask(schedule, { doses: [{ date: '2001-01-01', cvx: 'A2' }] }).doses[0]).toMatchObject({
      status: 'Not Valid',
      reason: 'Inadvertent Vaccine',
    });
  });
  test('it is so for the target dose that says so only', () => {
    const second = oneSeries({ preferable: [{ code: 'A2' }] }, { inadvertent: [{ code: 'A2' }] });
    const doses = ['2001-01-01', '2002-01-01'].map((date) => ({ date, cvx: 'A2' }));
    expect(statuses(second, { doses })).toEqual(['Valid', 'Not Valid']);
  });
});

describe('table 6-26', () => {
  const aged = oneSeries({ preferable: [{ code: 'A1', from: '1 year', until: '2 years' }] });
  test.each([
    ['before the begin age', '2000-12-31', 'Not Valid'],
    ['on the begin age', '2001-01-01', 'Valid'],
    ['the day before the end age', '2001-12-31', 'Valid'],
    ['on the end age', '2002-01-01', 'Not Valid'],
  ])('%s', (_, day, status) => {
    expect(statuses(aged, { doses: [day] })).toEqual([status]);
  });

  test('a type that is neither preferable nor allowable is not valid', () => {
    expect(ask(aged, { doses: [{ date: '2001-06-01', cvx: 'A3' }] }).doses[0]).toMatchObject({
      status: 'Not Valid',
      reason: 'Not a preferable or allowable vaccine',
    });
  });

  test('a trade name of another manufacturer is not preferable; it may be allowable', () => {
    const preferable = [{ code: 'A1', manufacturer: 'MMM' }];
    const dose = (mvx: string) => ({ date: '2001-06-01', cvx: 'A1', mvx });
    expect(statuses(oneSeries({ preferable }), { doses: [dose('MMM')] })).toEqual(['Valid']);
    expect(statuses(oneSeries({ preferable }), { doses: [dose('OTH')] })).toEqual(['Not Valid']);
    const both = oneSeries({ preferable, allowable: [{ code: 'A1' }] });
    expect(statuses(both, { doses: [dose('OTH')] })).toEqual(['Valid']);
  });

  test('a volume too small is told and changes nothing', () => {
    const schedule = oneSeries({ preferable: [{ code: 'A1', volume: '0.5' }] });
    const dose = (volume: number) => ({ date: '2001-06-01', cvx: 'A1', volume });
    expect(statuses(schedule, { doses: [dose(0.25)] })).toEqual(['Valid']);
    expect(codes(schedule, { doses: [dose(0.25)] })).toContain('volume');
    expect(codes(schedule, { doses: [dose(0.5)] })).not.toContain('volume');
  });
});

describe('table 6-29', () => {
  const schedule = oneSeries({ allowable: [{ code: 'A2', from: '1 year', until: '2 years' }] });
  test.each([
    ['before the begin age', '2000-12-31', 'Not Valid'],
    ['on the begin age', '2001-01-01', 'Valid'],
    ['on the end age', '2002-01-01', 'Not Valid'],
  ])('%s', (_, date, status) => {
    expect(statuses(schedule, { doses: [{ date, cvx: 'A2' }] })).toEqual([status]);
  });
});

describe('4.2, note 2a', () => {
  const schedule = small({
    series: [{ doses: [{ preferable: [{ code: 'OLD' }] }] }],
    b: [{ doses: [{ preferable: [{ code: 'OLD' }] }] }],
  });
  const antigens = (date: string) =>
    ask(schedule, { born: '1950-01-01', doses: [{ date, cvx: 'OLD' }] }).doses[0]?.evaluations.map(
      ({ antigen }) => antigen,
    );
  test('a vaccine counts for the antigens of the age at which it was given', () => {
    expect(antigens('1999-12-31')).toEqual(['B']);
    expect(antigens('2000-01-01')).toEqual(['A']);
  });
});

test('4.2: a vaccine of several antigens is evaluated for each', () => {
  const schedule = small({ series: [{}], b: [{ doses: [{ ages: [{ absoluteMinimum: '2 years' }] }] }] });
  const [dose] = ask(schedule, { doses: [{ date: '2001-01-01', cvx: 'AB' }] }).doses;
  expect(dose?.evaluations.map(({ antigen, status }) => [antigen, status])).toEqual([
    ['A', 'Valid'],
    ['B', 'Not Valid'],
  ]);
  expect(dose?.status).toBe('Valid');
});
