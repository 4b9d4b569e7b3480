import { describe, expect, test } from 'vitest';
import {
  ask,
  type DosePart,
  dates,
  forecastA,
  type Person,
  type SeriesPart,
  type Small,
  small,
} from '#schedule/fixture-schedule.ts';

const IMMUNITY = { immunity: { history: [{ code: 'immune', title: 'Immune' }] } };
const fromPrevious = (minimum: string, more: object = {}) => ({
  from: 'previous dose' as const,
  minimum,
  ...more,
});

/** A group of two antigens, of one series each. */
const pair = (a: readonly DosePart[], b: readonly DosePart[], more: Partial<Small> = {}) =>
  small({ series: [{ doses: a }], b: [{ doses: b }], together: 'any', ...more });
const both = (date: string) => ({ date, cvx: 'AB' });

describe('table 9-4', () => {
  const contraindication = { contraindications: [{ code: 'ill', title: 'Ill', text: 'No' }] };
  const AGED = { ages: [{ maximum: '1 year' }] };
  const PAST = { season: { end: '2029-12-31' } };
  const status = (a: DosePart, b: DosePart, person: Person, more: Partial<Small> = {}) =>
    forecastA(pair([a], [b], more), person).seriesStatus;
  const ill = { observations: [{ code: 'ill' }] };
  const immune = { observations: [{ code: 'immune' }] };

  test('1: one contraindicated', () => {
    expect(status({}, AGED, ill, { antigen: contraindication })).toBe('Contraindicated');
  });
  test('2: one aged out', () => {
    expect(status(PAST, AGED, {})).toBe('Aged Out');
  });
  test('3: one not recommended', () => {
    expect(status(PAST, {}, {})).toBe('Not Recommended');
    expect(status(PAST, {}, { doses: [{ date: '2001-01-01', cvx: 'B' }] })).toBe('Not Recommended');
  });
  test('4: one not complete', () => {
    expect(status({}, {}, { doses: ['2001-01-01'] })).toBe('Not Complete');
    expect(status({}, {}, immune, { antigen: IMMUNITY })).toBe('Not Complete');
  });
  test('5: all immune', () => {
    expect(status({}, {}, immune, { antigen: IMMUNITY, antigenB: IMMUNITY })).toBe('Immune');
  });
  test('6: all complete or immune', () => {
    expect(status({}, {}, { doses: [both('2001-01-01')] })).toBe('Complete');
    expect(status({}, {}, { ...immune, doses: ['2001-01-01'] }, { antigenB: IMMUNITY })).toBe('Complete');
  });
  test('a status that says no further dose has no dates', () => {
    expect(dates(pair([PAST], [{}]), {})).toMatchObject({
      earliest: null,
      recommended: null,
      doseNumber: null,
    });
  });
});

describe('SINGLEANTVG-1 and -2', () => {
  test('the group has the status and the earliest date of its one forecast', () => {
    const schedule = small({ series: [{ doses: [{ ages: [{ minimum: '1 year' }] }] }] });
    expect(dates(schedule, {})).toMatchObject({ seriesStatus: 'Not Complete', earliest: '2001-01-01' });
    expect(dates(schedule, { doses: ['2001-01-01'] }).seriesStatus).toBe('Complete');
  });
});

describe('MULTIANTVG-1', () => {
  test('without a priority forecast, the latest of the earliest dates', () => {
    expect(
      dates(pair([{ ages: [{ minimum: '1 year' }] }], [{ ages: [{ minimum: '2 years' }] }]), {}).earliest,
    ).toBe('2002-01-01');
  });
  const withPriority = (...priorities: boolean[]) =>
    pair(
      [{}, { intervals: priorities.map((priority) => fromPrevious('4 weeks', { priority })) }],
      [
        { ages: [{ absoluteMinimum: '1 year' }] },
        { intervals: [fromPrevious('1 year', { absoluteMinimum: '1 year' })] },
      ],
    );
  const doses = [both('2001-01-01')];
  test('with one, the earliest of the earliest dates', () => {
    expect(dates(withPriority(true), { doses }).earliest).toBe('2001-01-29');
  });
  test('but never before the last dose of the group', () => {
    const later = [...doses, { date: '2001-06-01', cvx: 'B' }];
    expect(dates(withPriority(true), { doses: later }).earliest).toBe('2001-06-01');
  });
  test('FORECASTPRIORITY-1: each interval must have the flag, and there must be one', () => {
    expect(dates(withPriority(true, false), { doses }).earliest).toBe('2002-01-01');
    expect(dates(withPriority(false), { doses }).earliest).toBe('2002-01-01');
    expect(dates(withPriority(), { doses }).earliest).toBe('2002-01-01');
  });
  test('a complete series of the group takes no part', () => {
    const schedule = pair([{}], [{}, { intervals: [fromPrevious('4 weeks')] }]);
    expect(dates(schedule, { doses })).toMatchObject({
      seriesStatus: 'Not Complete',
      earliest: '2001-01-29',
    });
  });
});

describe('FORECASTVG-2 to -4', () => {
  const age = (minimum: string, earliestRecommended: string, latestRecommended: string, maximum: string) => [
    { ages: [{ minimum, earliestRecommended, latestRecommended, maximum }] },
  ];
  const on = { on: '2000-02-01' };
  test('the earliest recommended and past due dates, and the earliest latest date', () => {
    const schedule = pair(
      age('1 year', '3 years', '5 years', '9 years'),
      age('1 year', '4 years', '6 years', '8 years'),
    );
    expect(dates(schedule, on)).toMatchObject({
      earliest: '2001-01-01',
      recommended: '2003-01-01',
      pastDue: '2004-12-31',
      latest: '2007-12-31',
    });
  });
  test('but never before the earliest date of the group', () => {
    const schedule = pair(
      age('1 year', '2 years', '3 years', '9 years'),
      age('4 years', '5 years', '6 years', '9 years'),
    );
    expect(dates(schedule, on)).toMatchObject({
      earliest: '2004-01-01',
      recommended: '2004-01-01',
      pastDue: '2004-01-01',
    });
  });
  test('a series without a past due date takes no part in it', () => {
    const schedule = pair(
      [{ ages: [{ minimum: '1 year' }] }],
      age('1 year', '2 years', '3 years', '9 years'),
    );
    expect(dates(schedule, on).pastDue).toBe('2002-12-31');
    expect(dates(pair([{}], [{}]), on).pastDue).toBeNull();
  });
});

describe('FORECASTDN-2', () => {
  const doses = [both('2001-01-01'), '2002-01-01'];
  const number = (together: 'full' | 'any') =>
    dates(pair([{}, {}, {}], [{}, {}, {}], { together }), { doses }).doseNumber;
  test('the least dose number when the full vaccine group is administered', () => {
    expect(number('full')).toBe(2);
  });
  test('the greatest when it is not', () => {
    expect(number('any')).toBe(3);
  });
});

describe('chapter 9, FORECASTVG-1', () => {
  const risk = {
    kind: 'risk',
    group: '2',
    default: false,
    indications: [{ observation: { code: 'ill' } }],
  } satisfies SeriesPart;
  const schedule = small({
    series: [
      { doses: [{ ages: [{ minimum: '1 year' }] }] },
      { ...risk, doses: [{ ages: [{ minimum: '6 months' }] }] },
    ],
    b: [
      { doses: [{ ages: [{ minimum: '1 year' }] }] },
      { ...risk, doses: [{ ages: [{ minimum: '8 months' }] }] },
    ],
    together: 'full',
  });
  test('risk is blended with risk and standard with standard, in two forecasts', () => {
    const { forecasts } = ask(schedule, { observations: [{ code: 'ill' }] });
    expect(
      forecasts
        .map(({ kind, earliest, series }) => [kind, earliest, series.map(({ name }) => name)])
        .toSorted(),
    ).toEqual([
      ['risk', '2000-09-01', ['A2', 'B2']],
      ['standard', '2001-01-01', ['A1', 'B1']],
    ]);
  });
  test('only best series are in a forecast', () => {
    expect(ask(schedule, {}).forecasts.map(({ kind }) => kind)).toEqual(['standard']);
  });
});

test('FORECASTVG-9: the recommended vaccines are those of all its forecasts', () => {
  const flagged = (code: string) => [{ preferable: [{ code, forecast: true }] }];
  expect(
    forecastA(pair(flagged('A1'), flagged('AB')), {}).recommendedVaccines.map(({ code }) => code),
  ).toEqual(['A1', 'AB']);
});
