import { describe, expect, test } from 'vitest';
import {
  type DosePart,
  dates,
  forecastA,
  oneSeries,
  type Person,
  small,
} from '#schedule/fixture-schedule.ts';

const fromPrevious = (minimum: string, more: object = {}) => ({
  from: 'previous dose' as const,
  minimum,
  ...more,
});
const first = ['2001-01-01'];

describe('FORECASTDTCAN-1, FORECASTDT-1: the earliest date is the latest of', () => {
  const earliest = (schedule: Parameters<typeof dates>[0], person: Person) =>
    dates(schedule, person).earliest;
  test('the minimum age date, the absolute one being for doses already given', () => {
    expect(earliest(oneSeries({ ages: [{ absoluteMinimum: '1 month', minimum: '2 months' }] }), {})).toBe(
      '2000-03-01',
    );
  });
  test('all minimum interval dates', () => {
    const schedule = oneSeries(
      {},
      {},
      { intervals: [fromPrevious('4 weeks'), { from: { targetDose: 1 }, minimum: '6 months' }] },
    );
    expect(earliest(schedule, { doses: ['2001-01-01', '2001-02-01'] })).toBe('2001-07-01');
    expect(earliest(schedule, { doses: ['2001-01-01', '2001-06-20'] })).toBe('2001-07-18');
  });
  test('an interval counts from the last dose that was valid or not (CALCDTINT-1), the sub-standard left out', () => {
    const schedule = oneSeries(
      { ages: [{ absoluteMinimum: '1 year' }] },
      { intervals: [fromPrevious('4 weeks', { absoluteMinimum: '4 weeks' })] },
    );
    expect(earliest(schedule, { doses: ['2001-01-01', '2001-01-10'] })).toBe('2001-02-07');
    const spoilt = { date: '2001-01-10', cvx: 'A1', substandard: true };
    expect(earliest(schedule, { doses: ['2001-01-01', spoilt] })).toBe('2001-01-29');
  });
  test('an interval from the most recent dose of a type, of any antigen (CALCDTINT-8)', () => {
    const schedule = oneSeries({ intervals: [{ from: { mostRecent: ['B'] }, minimum: '8 weeks' }] });
    expect(earliest(schedule, { doses: [{ date: '2001-01-01', cvx: 'B' }] })).toBe('2001-02-26');
  });
  test('an interval from an observation (CALCDTINT-9)', () => {
    const schedule = oneSeries({ intervals: [{ from: { observation: 'pregnant' }, minimum: '27 weeks' }] });
    const observations = [{ code: 'pregnant', date: '2020-01-01' }];
    expect(earliest(schedule, { observations })).toBe('2020-07-08');
  });
  test('an observation without its day gives none, and its day is asked for', () => {
    const schedule = oneSeries({
      ages: [{ minimum: '2 months' }],
      intervals: [{ from: { observation: 'pregnant' }, minimum: '27 weeks' }],
    });
    const person = { observations: [{ code: 'pregnant' }] };
    expect(earliest(schedule, person)).toBe('2000-03-01');
    expect(forecastA(schedule, person).missing.map(({ what }) => what)).toContain('observationDate');
  });
  test('the start of the season', () => {
    const season = { start: '2029-07-01', end: '2030-06-30' };
    expect(earliest(oneSeries({ season, ages: [{ minimum: '6 months' }] }), {})).toBe('2029-07-01');
    expect(earliest(oneSeries({ season, ages: [{ minimum: '6 months' }] }), { born: '2029-03-01' })).toBe(
      '2029-09-01',
    );
  });
  test('the day of an inadvertent administration', () => {
    const schedule = oneSeries({ ages: [{ minimum: '2 months' }], inadvertent: [{ code: 'A2' }] });
    expect(earliest(schedule, { doses: [{ date: '2001-05-01', cvx: 'A2' }] })).toBe('2001-05-01');
  });
  test('the day of the most recent dose', () => {
    const schedule = oneSeries({ ages: [{ minimum: '2 months' }] }, { ages: [{ minimum: '4 months' }] });
    expect(earliest(schedule, { doses: ['2001-05-01'] })).toBe('2001-05-01');
    expect(earliest(schedule, { doses: ['2000-03-15'] })).toBe('2000-05-01');
  });
  test('a dose of another antigen does not hold it back', () => {
    const schedule = small({ series: [{ doses: [{ ages: [{ minimum: '2 months' }] }] }], b: [{}] });
    expect(earliest(schedule, { doses: [{ date: '2001-05-01', cvx: 'B' }] })).toBe('2000-03-01');
  });
});

describe('FORECASTDT-2 and -5: the recommended date', () => {
  const recommended = (ages: object[], intervals: DosePart['intervals'], doses = first) =>
    dates(oneSeries({}, { ages, intervals }), { doses }).recommended;
  test('is that of the earliest recommended age', () => {
    const intervals = [fromPrevious('4 weeks', { earliestRecommended: '10 years' })];
    expect(recommended([{ earliestRecommended: '2 years' }], intervals)).toBe('2002-01-01');
  });
  test('or the latest of the earliest recommended intervals when there is no such age', () => {
    const intervals = [
      fromPrevious('4 weeks', { earliestRecommended: '8 weeks' }),
      { from: { targetDose: 1 }, earliestRecommended: '6 months' },
    ];
    expect(recommended([{ minimum: '1 year' }], intervals)).toBe('2001-07-01');
  });
  test('or the earliest date when there is neither', () => {
    expect(recommended([{ minimum: '3 years' }], [fromPrevious('4 weeks')])).toBe('2003-01-01');
  });
  test('is never before the earliest date', () => {
    expect(recommended([{ minimum: '3 years', earliestRecommended: '2 years' }], [])).toBe('2003-01-01');
  });
});

describe('FORECASTDT-3 and -6: the past due date', () => {
  const pastDue = (ages: object[], intervals: DosePart['intervals']) =>
    dates(oneSeries({}, { ages, intervals }), { doses: first }).pastDue;
  const late = [fromPrevious('4 weeks', { latestRecommended: '10 years' })];
  test('is the day before the latest recommended age', () => {
    expect(pastDue([{ latestRecommended: '4 years' }], late)).toBe('2003-12-31');
  });
  test('or the day before the latest of the latest recommended intervals', () => {
    const intervals = [
      fromPrevious('4 weeks', { latestRecommended: '8 weeks' }),
      { from: { targetDose: 1 }, latestRecommended: '1 year' },
    ];
    expect(pastDue([{ minimum: '1 year' }], intervals)).toBe('2001-12-31');
  });
  test('or none', () => {
    expect(pastDue([{ minimum: '1 year' }], [fromPrevious('4 weeks')])).toBeNull();
  });
  test('is never before the earliest date', () => {
    expect(pastDue([{ latestRecommended: '13 months' }], [fromPrevious('8 weeks')])).toBe('2001-02-26');
  });
});

test('FORECASTDT-4: the latest date is the day before the maximum age, if there is one', () => {
  expect(dates(oneSeries({ ages: [{ maximum: '8 months' }] }), { on: '2000-03-01' }).latest).toBe(
    '2000-08-31',
  );
  expect(dates(oneSeries({ ages: [{ minimum: '6 weeks' }] }), {}).latest).toBeNull();
});

describe('RELEVANT-2', () => {
  const schedule = oneSeries(
    {},
    {
      ages: [
        { minimum: '2 years', cessation: '2009-12-31' },
        { minimum: '3 years', effective: '2010-01-01' },
      ],
      intervals: [
        fromPrevious('1 year', { cessation: '2009-12-31' }),
        fromPrevious('5 years', { effective: '2010-01-01' }),
      ],
    },
  );
  test('ages and intervals are those in force on the assessment date', () => {
    expect(dates(schedule, { doses: first, on: '2009-12-31' }).earliest).toBe('2002-01-01');
    expect(dates(schedule, { doses: first, on: '2010-01-01' }).earliest).toBe('2006-01-01');
  });
});

describe('FORECASTDN-1', () => {
  test('counts satisfied target doses, not skipped ones nor doses that were not valid', () => {
    const skip = {
      context: 'both' as const,
      logic: 'and' as const,
      sets: [{ logic: 'and' as const, conditions: [{ type: 'age' as const, from: '1 year' }] }],
    };
    const schedule = oneSeries({ skips: [skip] }, { ages: [{ absoluteMinimum: '1 year' }] }, {});
    expect(dates(schedule, { doses: [] }).doseNumber).toBe(1);
    expect(dates(schedule, { doses: ['2001-01-01'] }).doseNumber).toBe(2);
    expect(dates(schedule, { doses: ['2000-06-01', '2000-06-01', '2001-01-01'] }).doseNumber).toBe(3);
  });
  test('counts seasonal doses from the start of the season', () => {
    const schedule = oneSeries({ recurring: true, season: { start: '2029-07-01', end: '2030-06-30' } });
    const number = (...doses: string[]) => dates(schedule, { doses }).doseNumber;
    expect(number('2027-10-01', '2028-10-01')).toBe(1);
    expect(number('2028-10-01', '2029-06-30')).toBe(1);
    expect(number('2028-10-01', '2029-07-01')).toBe(2);
  });
});

describe('FORECASTRECVAC-1', () => {
  const preferable = [
    { code: 'A1', forecast: true },
    { code: 'A2', forecast: true, from: '1 year', until: '2 years' },
    { code: 'A3' },
  ];
  const recommended = (age: object, person: Person = {}) =>
    forecastA(
      oneSeries({ ages: [age], preferable, allowable: [{ code: 'AB' }] }),
      person,
    ).recommendedVaccines.map(({ code }) => code);
  const newborn = { on: '2000-01-02' };
  test('preferable vaccines with the flag, at the age of the earliest date', () => {
    expect(recommended({ minimum: '1 year' }, newborn)).toEqual(['A1', 'A2']);
    expect(recommended({ minimum: '6 months' }, newborn)).toEqual(['A1']);
    expect(recommended({ minimum: '2 years' }, newborn)).toEqual(['A1']);
  });
  test('at the age of today once that date has passed', () => {
    expect(recommended({ minimum: '1 year' }, { on: '2001-12-31' })).toEqual(['A1', 'A2']);
    expect(recommended({ minimum: '1 year' }, { on: '2002-01-01' })).toEqual(['A1']);
  });
  test('or at the age of the recommended date', () => {
    expect(recommended({ minimum: '6 months', earliestRecommended: '1 year' }, newborn)).toEqual([
      'A1',
      'A2',
    ]);
    expect(recommended({ minimum: '6 months', earliestRecommended: '2 years' }, newborn)).toEqual(['A1']);
  });
  test('but for those contraindicated', () => {
    const schedule = small({
      series: [{ doses: [{ preferable }] }],
      antigen: {
        vaccineContraindications: [{ code: 'ill', title: 'Ill', text: 'No', vaccines: [{ code: 'A1' }] }],
      },
    });
    const codes = (person: Person) => forecastA(schedule, person).recommendedVaccines.map(({ code }) => code);
    expect(codes({})).toEqual(['A1']);
    expect(codes({ observations: [{ code: 'ill' }] })).toEqual([]);
  });
});

describe('FORECASTGUIDANCE-1', () => {
  const indications = [
    { observation: { code: 'ill' }, guidance: 'for the ill' },
    { observation: { code: 'worker' }, guidance: 'for workers' },
  ];
  const ill = { observations: [{ code: 'ill' }] };
  test('the guidance of the series, and of the indication that is observed', () => {
    const schedule = small({ series: [{ kind: 'risk', guidance: ['of the series'], indications }] });
    expect(forecastA(schedule, ill).guidance.map(({ fr }) => fr)).toEqual(['of the series', 'for the ill']);
  });
  test('of a series that recommends its antigen no more, none', () => {
    expect(
      forecastA(small({ series: [{ guidance: ['of the series'] }] }), { doses: first }).guidance,
    ).toEqual([]);
  });
  test('of the contraindications that are observed', () => {
    const contraindications = ['ill', 'worker'].map((code) => ({
      code,
      title: code,
      text: code,
      guidance: `not ${code}`,
    }));
    const schedule = small({ series: [{}], antigen: { contraindications } });
    expect(forecastA(schedule, ill).guidance.map(({ fr }) => fr)).toEqual(['not ill']);
  });
});
