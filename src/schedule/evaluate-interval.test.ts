import { describe, expect, test } from 'vitest';
import { ask, oneSeries, small, statuses } from '#schedule/fixture-schedule.ts';

const FOUR_WEEKS = { absoluteMinimum: '4 weeks - 4 days', minimum: '4 weeks' };
const fromPrevious = { from: 'previous dose', ...FOUR_WEEKS } as const;
/** A skip from an age on, whether evaluating or forecasting. */
const skipFrom = (from: string) => ({
  context: 'both' as const,
  logic: 'and' as const,
  sets: [{ logic: 'and' as const, conditions: [{ type: 'age' as const, from }] }],
});
const two = oneSeries({}, { intervals: [fromPrevious] });

describe('table 6-18', () => {
  test.each([
    ['before the absolute minimum interval: too soon', '2001-01-24', 'Not Valid', 'Interval: too Soon'],
    ['on the absolute minimum interval: grace period', '2001-01-25', 'Valid', null],
    ['the day before the minimum interval: grace period', '2001-01-28', 'Valid', null],
    ['on the minimum interval', '2001-01-29', 'Valid', null],
  ])('%s', (_, day, status, reason) => {
    expect(ask(two, { doses: ['2001-01-01', day] }).doses[1]).toMatchObject({ status, reason });
  });

  test('6.5: without intervals, any interval is valid, even none', () => {
    expect(statuses(oneSeries({}, {}), { doses: ['2001-01-01', '2001-01-01'] })).toEqual(['Valid', 'Valid']);
  });

  test('6.5: every interval must be satisfied', () => {
    const three = oneSeries(
      {},
      {},
      { intervals: [fromPrevious, { from: { targetDose: 1 }, absoluteMinimum: '6 months' }] },
    );
    const doses = (third: string) => ['2001-01-01', '2001-03-01', third];
    expect(statuses(three, { doses: doses('2001-06-30') })[2]).toBe('Not Valid');
    expect(statuses(three, { doses: doses('2001-07-01') })[2]).toBe('Valid');
    expect(statuses(three, { doses: ['2001-01-01', '2001-06-20', '2001-07-01'] })[2]).toBe('Not Valid');
  });
});

describe('CALCDTINT-1', () => {
  test('counts from a previous dose that was not valid', () => {
    const doses = ['2001-01-01', '2001-01-20', '2001-02-01'];
    expect(statuses(two, { doses })).toEqual(['Valid', 'Not Valid', 'Not Valid']);
    expect(statuses(two, { doses: [...doses, '2001-03-01'] })[3]).toBe('Valid');
  });

  test('does not count from a sub-standard dose', () => {
    const spoilt = { date: '2001-01-20', cvx: 'A1', substandard: true };
    expect(statuses(two, { doses: ['2001-01-01', spoilt, '2001-01-29'] })).toEqual([
      'Valid',
      'Sub-standard',
      'Valid',
    ]);
  });

  test('does not count from an extraneous dose', () => {
    const second = {
      ages: [{ maximum: '2 years' }],
      skips: [skipFrom('3 years')],
      intervals: [fromPrevious],
    };
    const schedule = oneSeries({}, second, { intervals: [fromPrevious] });
    const doses = ['2001-01-01', '2002-12-20', '2003-01-10'];
    expect(statuses(schedule, { doses })).toEqual(['Valid', 'Extraneous', 'Valid']);
  });

  test('does not count from an inadvertent administration', () => {
    const schedule = oneSeries({}, { intervals: [fromPrevious], inadvertent: [{ code: 'A3' }] });
    const doses = ['2001-01-01', { date: '2001-01-20', cvx: 'A3' }, '2001-01-29'];
    expect(statuses(schedule, { doses })).toEqual(['Valid', 'Not Valid', 'Valid']);
  });

  test('the first dose has nothing to count from', () => {
    expect(statuses(oneSeries({ intervals: [fromPrevious] }), { doses: ['2001-01-01'] })).toEqual(['Valid']);
  });

  test('of two doses of one day, the second comes after the first', () => {
    expect(statuses(two, { doses: ['2001-01-01', '2001-01-01'] })).toEqual(['Valid', 'Not Valid']);
  });
});

describe('CALCDTINT-2', () => {
  const fromFirst = { from: { targetDose: 1 }, absoluteMinimum: '6 months' };
  test('counts from the dose that satisfied the target dose, not from those that did not', () => {
    const schedule = oneSeries({ ages: [{ absoluteMinimum: '1 year' }] }, { intervals: [fromFirst] });
    const doses = ['2000-12-01', '2001-01-01', '2001-06-30', '2001-07-01'];
    expect(statuses(schedule, { doses })).toEqual(['Not Valid', 'Valid', 'Not Valid', 'Valid']);
  });

  test('a target dose that was skipped gives nothing to count from', () => {
    const schedule = oneSeries({ skips: [skipFrom('1 year')] }, {}, { intervals: [fromFirst] });
    expect(statuses(schedule, { doses: ['2001-01-01', '2001-01-02'] })).toEqual(['Valid', 'Valid']);
  });
});

describe('CALCDTINT-8', () => {
  const fromMost = (...codes: string[]) => ({
    intervals: [{ from: { mostRecent: codes }, absoluteMinimum: '8 weeks' }],
  });
  test('counts from the most recent dose of the types listed only', () => {
    const schedule = oneSeries({ preferable: [{ code: 'A2' }] }, {}, fromMost('A2'));
    const doses = [{ date: '2001-01-01', cvx: 'A2' }, '2001-02-01', '2001-02-25', '2001-02-26'];
    expect(statuses(schedule, { doses })).toEqual(['Valid', 'Valid', 'Not Valid', 'Valid']);
  });

  test('a dose of another antigen counts too', () => {
    const schedule = oneSeries(fromMost('B'));
    const b = { date: '2001-01-01', cvx: 'B' };
    expect(statuses(schedule, { doses: [b, '2001-02-25'] })[1]).toBe('Not Valid');
    expect(statuses(schedule, { doses: [b, '2001-02-26'] })[1]).toBe('Valid');
  });

  test('a dose that was not valid counts, an inadvertent one does not', () => {
    const schedule = oneSeries({ inadvertent: [{ code: 'A3' }], ...fromMost('A2', 'A3') });
    expect(statuses(schedule, { doses: [{ date: '2001-01-01', cvx: 'A2' }, '2001-02-01'] })).toEqual([
      'Not Valid',
      'Not Valid',
    ]);
    expect(statuses(schedule, { doses: [{ date: '2001-01-01', cvx: 'A3' }, '2001-02-01'] })).toEqual([
      'Not Valid',
      'Valid',
    ]);
  });

  test('without such a dose there is nothing to count from', () => {
    expect(statuses(oneSeries(fromMost('B')), { doses: ['2001-01-01'] })).toEqual(['Valid']);
  });
});

describe('CALCDTINT-9', () => {
  const schedule = oneSeries({
    intervals: [{ from: { observation: 'pregnant' }, absoluteMinimum: '27 weeks' }],
  });
  const pregnant = (...days: string[]) => ({
    observations: days.map((date) => ({ code: 'pregnant', date })),
  });
  test('counts from the observation', () => {
    expect(statuses(schedule, { doses: ['2020-07-07'], ...pregnant('2020-01-01') })).toEqual(['Not Valid']);
    expect(statuses(schedule, { doses: ['2020-07-08'], ...pregnant('2020-01-01') })).toEqual(['Valid']);
  });
  test('counts from the most recent', () => {
    expect(statuses(schedule, { doses: ['2020-07-08'], ...pregnant('2020-06-01', '2020-01-01') })).toEqual([
      'Not Valid',
    ]);
  });
  test('another observation, or none, is nothing to count from', () => {
    expect(statuses(schedule, { doses: ['2020-01-02'] })).toEqual(['Valid']);
    expect(
      statuses(schedule, { doses: ['2020-01-02'], observations: [{ code: 'ill', date: '2020-01-01' }] }),
    ).toEqual(['Valid']);
  });
});

describe('table 6-21', () => {
  const preferred = { from: { targetDose: 1 }, absoluteMinimum: '6 months' };
  const allowed = { from: 'previous dose', absoluteMinimum: '4 weeks' } as const;
  const doses = (last: string) => ['2001-01-01', last];
  test('an allowable interval satisfies when the preferable one does not', () => {
    const schedule = oneSeries({}, { intervals: [preferred], allowableIntervals: [allowed] });
    expect(statuses(schedule, { doses: doses('2001-01-28') })[1]).toBe('Not Valid');
    expect(statuses(schedule, { doses: doses('2001-01-29') })[1]).toBe('Valid');
  });

  test('table 6-31: all of the allowable intervals must be', () => {
    const schedule = oneSeries(
      {},
      {
        intervals: [preferred],
        allowableIntervals: [allowed, { from: { targetDose: 1 }, absoluteMinimum: '8 weeks' }],
      },
    );
    expect(statuses(schedule, { doses: doses('2001-02-01') })[1]).toBe('Not Valid');
    expect(statuses(schedule, { doses: doses('2001-02-26') })[1]).toBe('Valid');
  });

  test('6.6: without allowable intervals none can be satisfied', () => {
    const schedule = oneSeries({}, { intervals: [preferred] });
    expect(statuses(schedule, { doses: doses('2001-06-01') })[1]).toBe('Not Valid');
  });

  test('RELEVANT-1: an allowable interval of another time is as none', () => {
    const schedule = oneSeries(
      {},
      { intervals: [preferred], allowableIntervals: [{ ...allowed, cessation: '2001-02-01' }] },
    );
    expect(statuses(schedule, { doses: doses('2001-02-01') })[1]).toBe('Valid');
    expect(statuses(schedule, { doses: doses('2001-02-02') })[1]).toBe('Not Valid');
  });
});

test('RELEVANT-1: the intervals in force are those of the day of the dose', () => {
  const schedule = oneSeries(
    {},
    {
      intervals: [
        { from: 'previous dose', absoluteMinimum: '16 weeks', cessation: '2016-12-15' },
        { from: 'previous dose', absoluteMinimum: '5 months', effective: '2016-12-16' },
      ],
    },
  );
  expect(statuses(schedule, { doses: ['2016-08-25', '2016-12-15'] })).toEqual(['Valid', 'Valid']);
  expect(statuses(schedule, { doses: ['2016-08-25', '2016-12-16'] })).toEqual(['Valid', 'Not Valid']);
});

test('6.5: an interval of another antigen’s dose does not hold a dose back', () => {
  const schedule = small({ series: [{ doses: [{}, { intervals: [fromPrevious] }] }], b: [{}] });
  const b = { date: '2001-01-25', cvx: 'B' };
  expect(statuses(schedule, { doses: ['2001-01-01', b, '2001-01-29'] })[2]).toBe('Valid');
});
