import { describe, expect, test } from 'vitest';
import { dates, forecastA, type Person, small, statuses } from '#schedule/fixture-schedule.ts';

const schedule = small({
  series: [{ doses: [{}, {}] }],
  antigen: {
    immunity: {
      history: [{ code: 'immune', title: 'Immune' }],
      birth: [{ before: '1957-01-01', country: 'U.S.', exclusions: [{ code: 'worker', title: 'Worker' }] }],
    },
  },
});
const status = (person: Person) => forecastA(schedule, person).seriesStatus;
const old = { born: '1956-12-31', birthCountry: 'U.S.' };
const worker = { observations: [{ code: 'worker' }] };

describe('table 7-3', () => {
  test('an immunity guideline in the history', () => {
    expect(status({ observations: [{ code: 'immune' }] })).toBe('Immune');
    expect(forecastA(schedule, { observations: [{ code: 'immune' }] }).reason).toBe(
      'Patient has evidence of immunity',
    );
  });
  test('born before the date, excluded', () => {
    expect(status({ ...old, ...worker })).toBe('Not Complete');
  });
  test('born before the date, in the country', () => {
    expect(status(old)).toBe('Immune');
  });
  test('born before the date, in another country or an unknown one', () => {
    expect(status({ ...old, birthCountry: 'France' })).toBe('Not Complete');
    expect(status({ born: old.born })).toBe('Not Complete');
    expect(forecastA(schedule, { born: old.born }).missing.map(({ what }) => what)).toContain('birthCountry');
  });
  test('born on the date or after', () => {
    expect(status({ ...old, born: '1957-01-01' })).toBe('Not Complete');
  });
  test('an exclusion takes nothing from what the history says', () => {
    expect(status({ observations: [{ code: 'immune' }, ...worker.observations] })).toBe('Immune');
  });
});

test('3.2: no day is forecast for who is immune', () => {
  expect(dates(schedule, old)).toEqual({
    seriesStatus: 'Immune',
    doseNumber: null,
    earliest: null,
    recommended: null,
    pastDue: null,
    latest: null,
  });
});

test('7.2 is of the forecast: doses are evaluated as for anybody', () => {
  expect(statuses(schedule, { ...old, doses: ['2001-01-01'] })).toEqual(['Valid']);
});
