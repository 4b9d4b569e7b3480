import { describe, expect, test } from 'vitest';
import {
  type DosePart,
  dates,
  forecastA,
  oneSeries,
  type Person,
  small,
} from '#schedule/fixture-schedule.ts';

const skipWhen = (condition: { type: 'age'; from: string } | { type: 'interval'; interval: string }) => ({
  context: 'forecast' as const,
  logic: 'and' as const,
  sets: [{ logic: 'and' as const, conditions: [condition] }],
});
const fromPrevious = (minimum: string) => ({ from: 'previous dose' as const, minimum });

describe('table 7-10', () => {
  const IMMUNE = { code: 'immune', title: 'Immune' };
  const ILL = { code: 'ill', title: 'Ill', text: 'No' };
  const schedule = (...doses: DosePart[]) =>
    small({
      series: [{ doses }],
      antigen: { immunity: { history: [IMMUNE] }, contraindications: [ILL] },
    });
  const told = (dose: DosePart, person: Person) => {
    const { seriesStatus, reason } = forecastA(schedule(dose), person);
    return [seriesStatus, reason];
  };
  const immune = { code: 'immune' };
  const ill = { code: 'ill' };
  const season = { start: '2029-07-01', end: '2029-12-31' };
  const past = { ages: [{ maximum: '8 months' }] };

  const COMPLETE = ['Complete', 'Patient series is complete'];
  const HISTORY = ['Not Recommended', 'Not recommended at this time due to past immunization history'];
  const IMMUNITY = ['Immune', 'Patient has evidence of immunity'];
  const CONTRAINDICATED = ['Contraindicated', 'Patient has a contraindication'];
  const SEASON = ['Not Recommended', 'Past seasonal recommendation end date'];
  const EXCEEDED = ['Aged Out', 'Patient has exceeded the maximum age'];
  const UNABLE = ['Aged Out', 'Patient is unable to finish the series prior to the maximum age'];

  test('1: a target dose is left and nothing prevents it', () => {
    expect(told({}, {})).toEqual(['Not Complete', null]);
  });
  test('2: every target dose is satisfied or skipped, one at least satisfied', () => {
    expect(told({}, { doses: ['2001-01-01'] })).toEqual(COMPLETE);
  });
  test('3: every target dose is skipped', () => {
    expect(told({ skips: [skipWhen({ type: 'age', from: '1 year' })] }, {})).toEqual(HISTORY);
  });
  test('4: evidence of immunity', () => {
    expect(told({}, { observations: [immune] })).toEqual(IMMUNITY);
  });
  test('5: contraindicated', () => {
    expect(told({}, { observations: [ill] })).toEqual(CONTRAINDICATED);
  });
  test('6: past the end of the season, which is itself in the season', () => {
    expect(told({ season }, { on: '2030-01-01' })).toEqual(SEASON);
    expect(told({ season }, { on: '2029-12-31' })).toEqual(['Not Complete', null]);
  });
  test('7: the maximum age is reached on the assessment date', () => {
    expect(told(past, { on: '2000-09-01' })).toEqual(EXCEEDED);
    expect(told(past, { on: '2000-08-31' })).toEqual(['Not Complete', null]);
  });
  test('8: the earliest date is not before the maximum age', () => {
    const second = (maximum: string) => {
      const doses = [{}, { ages: [{ maximum }], intervals: [fromPrevious('4 weeks')] }];
      const { seriesStatus, reason } = forecastA(schedule(...doses), {
        doses: ['2001-01-01'],
        on: '2001-01-02',
      });
      return [seriesStatus, reason];
    };
    expect(second('1 year + 28 days')).toEqual(UNABLE);
    expect(second('1 year + 29 days')).toEqual(['Not Complete', null]);
  });

  test('where several columns hold, the first does', () => {
    const both = [immune, ill];
    expect(told({}, { doses: ['2001-01-01'], observations: both })).toEqual(COMPLETE);
    expect(told({ skips: [skipWhen({ type: 'age', from: '1 year' })] }, { observations: both })).toEqual(
      HISTORY,
    );
    expect(told({ season, ...past }, { observations: both })).toEqual(IMMUNITY);
    expect(told({ season, ...past }, { observations: [ill] })).toEqual(CONTRAINDICATED);
    expect(told({ season, ...past }, {})).toEqual(SEASON);
  });

  test('7.5: no date is made for who should not receive a dose', () => {
    const none = { earliest: null, recommended: null, pastDue: null, latest: null, doseNumber: null };
    const person = { doses: ['2000-02-01'] };
    expect(dates(schedule({}), person)).toMatchObject(none);
    expect(dates(schedule(past), {})).toMatchObject(none);
    expect(dates(schedule({ season }), {})).toMatchObject(none);
  });
});

describe('7.1', () => {
  test('target doses are skipped as of the assessment date', () => {
    const schedule = oneSeries(
      { ages: [{ minimum: '1 day' }], skips: [skipWhen({ type: 'age', from: '7 years' })] },
      { ages: [{ minimum: '2 days' }] },
    );
    expect(dates(schedule, { on: '2006-12-31' }).earliest).toBe('2000-01-02');
    expect(dates(schedule, { on: '2007-01-01' }).earliest).toBe('2000-01-03');
  });
  test('a skip since the interval after the previous dose (CALCDTSKIP-5)', () => {
    const schedule = oneSeries({}, { skips: [skipWhen({ type: 'interval', interval: '5 years' })] });
    expect(dates(schedule, { doses: ['2001-01-01'], on: '2005-12-31' }).seriesStatus).toBe('Not Complete');
    expect(dates(schedule, { doses: ['2001-01-01'], on: '2006-01-01' }).seriesStatus).toBe('Complete');
  });
});

describe('7.6', () => {
  /** As for Hib: dose 2 after four weeks, unless twelve months old by then; dose 3 eight weeks after. */
  const catchUp = oneSeries(
    {},
    { intervals: [fromPrevious('4 weeks')], skips: [skipWhen({ type: 'age', from: '12 months' })] },
    { ages: [{ minimum: '12 months' }], intervals: [fromPrevious('8 weeks')] },
  );
  test('a dose that would be skipped on its earliest date is not forecast; the next one is', () => {
    const person = { doses: ['2000-12-08'], on: '2000-12-08' };
    expect(dates(catchUp, person)).toMatchObject({ earliest: '2001-02-02', doseNumber: 2 });
  });
  test('the day before, it would not be', () => {
    const person = { doses: ['2000-12-03'], on: '2000-12-03' };
    expect(dates(catchUp, person)).toMatchObject({ earliest: '2000-12-31', doseNumber: 2 });
    expect(dates(catchUp, { doses: ['2000-12-04'], on: '2000-12-04' }).earliest).toBe('2001-01-29');
  });
  test('again and again, until one holds', () => {
    const skip = { skips: [skipWhen({ type: 'age', from: '12 months' })] };
    const schedule = oneSeries({}, skip, skip, { ages: [{ minimum: '2 years' }] });
    expect(dates(schedule, { doses: ['2000-12-08'], on: '2000-12-08' }).earliest).toBe('2000-12-08');
    const late = { ages: [{ minimum: '12 months' }], ...skip };
    const later = oneSeries({}, late, late, { ages: [{ minimum: '2 years' }] });
    expect(dates(later, { doses: ['2000-12-08'], on: '2000-12-08' }).earliest).toBe('2002-01-01');
  });
  test('when all that is left would be skipped, the series is complete', () => {
    const schedule = oneSeries(
      {},
      { ages: [{ minimum: '12 months' }], skips: [skipWhen({ type: 'age', from: '12 months' })] },
    );
    expect(dates(schedule, { doses: ['2000-12-08'], on: '2000-12-08' }).seriesStatus).toBe('Complete');
    expect(dates(schedule, { doses: [], on: '2000-12-08' }).seriesStatus).toBe('Not Complete');
  });
});
