import { describe, expect, test } from 'vitest';
import { ask, dates, forecastA, oneSeries, small, statuses, targets } from '#schedule/fixture-schedule.ts';

const skipFrom = (from: string, context: 'evaluation' | 'both' = 'both') => ({
  context,
  logic: 'and' as const,
  sets: [{ logic: 'and' as const, conditions: [{ type: 'age' as const, from }] }],
});
const apart = {
  intervals: [{ from: 'previous dose' as const, absoluteMinimum: '4 weeks', minimum: '4 weeks' }],
};

describe('3.1, figure 3-1', () => {
  const schedule = oneSeries(
    { ages: [{ absoluteMinimum: '0 days' }] },
    { ages: [{ absoluteMinimum: '2 months' }] },
    { ages: [{ absoluteMinimum: '6 months' }] },
  );
  test('a dose that is not valid leaves the person on the same target dose', () => {
    const doses = ['2000-01-01', '2000-02-01', '2000-03-01', '2000-07-01'];
    expect(statuses(schedule, { doses })).toEqual(['Valid', 'Not Valid', 'Valid', 'Valid']);
    expect(targets(schedule, { doses })).toEqual([1, 2, 2, 3]);
    expect(forecastA(schedule, { doses }).seriesStatus).toBe('Complete');
    expect(forecastA(schedule, { doses: doses.slice(0, 3) }).seriesStatus).toBe('Not Complete');
  });
});

describe('4.4, step 5: a recurring dose', () => {
  const boosters = oneSeries({}, { ...apart, recurring: true });
  test('is followed by one identical to it, and is never complete', () => {
    const doses = ['2001-01-01', '2002-01-01', '2003-01-01', '2003-01-15', '2004-01-01'];
    expect(statuses(boosters, { doses })).toEqual(['Valid', 'Valid', 'Valid', 'Not Valid', 'Valid']);
    expect(targets(boosters, { doses })).toEqual([1, 2, 2, 2, 2]);
    expect(dates(boosters, { doses })).toMatchObject({ seriesStatus: 'Not Complete', doseNumber: 5 });
  });

  test('comes before the doses written after it, which wait until it is skipped', () => {
    const schedule = oneSeries({ recurring: true, skips: [skipFrom('5 years')] }, {}, {});
    const doses = ['2001-01-01', '2002-01-01', '2006-01-01', '2007-01-01', '2008-01-01'];
    expect(targets(schedule, { doses })).toEqual([1, 1, 2, 3, null]);
    expect(forecastA(schedule, { doses: doses.slice(0, 2) }).series[0]?.doseNumber).toBe(3);
  });
});

describe('4.4, step 6: extraneous doses', () => {
  test('those given once no target dose is left', () => {
    const doses = ['2001-01-01', '2002-01-01', '2003-01-01'];
    const answer = ask(oneSeries({}), { doses });
    expect(answer.doses.map(({ status }) => status)).toEqual(['Valid', 'Extraneous', 'Extraneous']);
    expect(answer.doses[1]?.reason).toBe('Series Already Complete');
  });
  test('a sub-standard dose is so even then', () => {
    const spoilt = { date: '2002-01-01', cvx: 'A1', substandard: true };
    expect(statuses(oneSeries({}), { doses: ['2001-01-01', spoilt] })).toEqual(['Valid', 'Sub-standard']);
  });
  test('also when the last target dose is skipped', () => {
    const schedule = oneSeries({}, { skips: [skipFrom('5 years')] });
    expect(statuses(schedule, { doses: ['2001-01-01', '2005-01-01'] })).toEqual(['Valid', 'Extraneous']);
    expect(statuses(schedule, { doses: ['2001-01-01', '2004-12-31'] })).toEqual(['Valid', 'Valid']);
  });
});

test('4.4: each relevant series judges all doses for itself', () => {
  const schedule = small({
    series: [
      { doses: [{ preferable: [{ code: 'A1' }] }] },
      { group: '2', doses: [{ preferable: [{ code: 'A2' }] }] },
    ],
  });
  const answer = ask(schedule, { doses: ['2001-01-01', { date: '2002-01-01', cvx: 'A2' }] });
  expect(answer.forecasts.map(({ seriesStatus }) => seriesStatus)).toEqual(['Complete', 'Complete']);
});

describe('the status of a dose', () => {
  const schedule = small({ series: [{ doses: [{ ages: [{ absoluteMinimum: '2 years' }] }] }], b: [{}] });
  const ab = { date: '2001-01-01', cvx: 'AB' };
  const other = { date: '2005-01-01', cvx: 'B' };
  const told = (vaccineGroup: string | null, ...doses: (typeof ab)[]) =>
    ask(schedule, { vaccineGroup, doses }).doses.map(({ status }) => status);
  test('is that of the group asked, whatever the other doses are', () => {
    expect(told('A', ab)).toEqual(['Not Valid']);
    expect(told('A', ab, other)).toEqual(['Not Valid', 'Extraneous']);
    expect(told('B', ab, other)).toEqual(['Valid', 'Extraneous']);
  });
  test('is that of the most favourable one when none is asked', () => {
    expect(told(null, ab, other)).toEqual(['Valid', 'Extraneous']);
  });
});

describe('what is not read', () => {
  test('a dose after the assessment date', () => {
    const answer = ask(oneSeries({}), { doses: ['2001-01-01', '2031-01-01'] });
    expect(answer.doses.map(({ status }) => status)).toEqual(['Valid', null]);
  });
  test('a dose of the day of the assessment is', () => {
    expect(statuses(oneSeries({}), { doses: ['2001-01-01'], on: '2001-01-01' })).toEqual(['Valid']);
  });
});
