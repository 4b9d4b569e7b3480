import { describe, expect, test } from 'vitest';
import { dates, forecastA, type Person, small } from '#schedule/fixture-schedule.ts';

const text = { title: 'Ill', text: 'Not when ill' };
const ILL = { code: 'ill', ...text };
const ill = { observations: [{ code: 'ill' }] };

describe('table 7-5', () => {
  const schedule = small({
    series: [{}, { group: '2' }],
    antigen: { contraindications: [{ ...ILL, from: '1 year', until: '2 years' }] },
  });
  const status = (person: Person) => forecastA(schedule, person).seriesStatus;
  test.each([
    ['before the begin age', '2000-12-31', 'Not Complete'],
    ['on the begin age', '2001-01-01', 'Contraindicated'],
    ['the day before the end age', '2001-12-31', 'Contraindicated'],
    ['on the end age', '2002-01-01', 'Not Complete'],
  ])('%s', (_, on, expected) => {
    expect(status({ on, ...ill })).toBe(expected);
  });
  test('not observed: does not apply', () => {
    expect(status({ on: '2001-06-01' })).toBe('Not Complete');
  });
  test('the reason is told, and no day is forecast', () => {
    expect(forecastA(schedule, { on: '2001-06-01', ...ill }).reason).toBe('Patient has a contraindication');
    expect(dates(schedule, { on: '2001-06-01', ...ill }).earliest).toBeNull();
  });
});

describe('tables 7-6 and 7-7', () => {
  const against = (vaccines: { code: string; from?: string; until?: string }[]) => ({
    vaccineContraindications: [{ ...ILL, vaccines }],
  });
  const doses = [{ preferable: [{ code: 'A1' }, { code: 'A2' }] }];
  test('one preferable vaccine left: the series is not contraindicated, and that one is forecast', () => {
    const schedule = small({ series: [{ doses }], antigen: against([{ code: 'A1' }]) });
    const forecast = forecastA(schedule, ill);
    expect(forecast.seriesStatus).toBe('Not Complete');
    expect(forecast.vaccines.map(({ code }) => code)).toEqual(['A2']);
    expect(forecastA(schedule, {}).vaccines.map(({ code }) => code)).toEqual(['A1', 'A2']);
  });
  test('none left: the series is contraindicated', () => {
    const schedule = small({ series: [{ doses }], antigen: against([{ code: 'A1' }, { code: 'A2' }]) });
    expect(forecastA(schedule, ill).seriesStatus).toBe('Contraindicated');
  });
  test('the vaccines of every dose of the series are looked at', () => {
    const schedule = small({
      series: [{ doses: [{ preferable: [{ code: 'A1' }] }, { preferable: [{ code: 'A2' }] }] }],
      antigen: against([{ code: 'A1' }]),
    });
    expect(forecastA(schedule, ill).seriesStatus).toBe('Not Complete');
  });
  test('allowable vaccines are not', () => {
    const schedule = small({
      series: [{ doses: [{ preferable: [{ code: 'A1' }], allowable: [{ code: 'A2' }] }] }],
      antigen: against([{ code: 'A1' }]),
    });
    expect(forecastA(schedule, ill).seriesStatus).toBe('Contraindicated');
  });
  test('the ages are those of the vaccine in the contraindication', () => {
    const schedule = small({
      series: [{ doses: [{ preferable: [{ code: 'A1' }] }] }],
      antigen: against([{ code: 'A1', from: '1 year', until: '2 years' }]),
    });
    const status = (on: string) => forecastA(schedule, { on, ...ill }).seriesStatus;
    expect(['2000-12-31', '2001-01-01', '2001-12-31', '2002-01-01'].map(status)).toEqual([
      'Not Complete',
      'Contraindicated',
      'Contraindicated',
      'Not Complete',
    ]);
  });
  test('8.1, SELECTB-24: a contraindicated series leaves its group to the others', () => {
    const schedule = small({
      series: [
        { default: false, doses: [{ preferable: [{ code: 'A1' }] }, { preferable: [{ code: 'A1' }] }] },
        { default: false, doses: [{ preferable: [{ code: 'A2' }], allowable: [{ code: 'A1' }] }, {}] },
      ],
      antigen: against([{ code: 'A1' }]),
    });
    expect(forecastA(schedule, { doses: ['2001-01-01'], ...ill }).series[0]?.name).toBe('A2');
    expect(forecastA(schedule, { doses: ['2001-01-01'] }).series[0]?.name).toBe('A1');
  });
});
