import { describe, expect, test } from 'vitest';
import { ask, type SeriesPart as Part, type Person, type Small, small } from '#schedule/fixture-schedule.ts';

/** The names of the best series of antigen A: A1 is the first one written, preferred to A2 when all else is equal. */
const best = (series: readonly Part[], person: Person = {}, more: Partial<Small> = {}): string[] =>
  ask(small({ series, ...more }), person).forecasts.flatMap((forecast) =>
    forecast.series.map(({ name }) => name),
  );
const noDefault = (...series: readonly Part[]): Part[] => series.map((part) => ({ default: false, ...part }));
const one = ['2001-01-01'];
const two = ['2001-01-01', '2002-01-01'];
const fromPrevious = (minimum: string) => ({ from: 'previous dose' as const, minimum });
const ill = { observations: [{ code: 'ill' }] };
const RISK = { kind: 'risk', default: false, indications: [{ observation: { code: 'ill' } }] } satisfies Part;

describe('table 8-3', () => {
  test('no scorable series: the default one', () => {
    expect(best([{ default: false }, { default: true }])).toEqual(['A2']);
  });
  test('no scorable series and no default: none', () => {
    expect(best(noDefault({ kind: 'evaluation only' }, { kind: 'evaluation only' }))).toEqual([]);
  });
  test('one scorable series: that one, before the default', () => {
    const series = [{}, { default: false, doses: [{ preferable: [{ code: 'A2' }] }, {}] }];
    expect(best(series, { doses: [{ date: '2001-01-01', cvx: 'A2' }] })).toEqual(['A2']);
  });
  test('several, one of them complete: that one', () => {
    expect(best([{ doses: [{}, {}] }, { default: false, doses: [{}] }], { doses: one })).toEqual(['A2']);
  });
  test('several, none complete, one in process: that one', () => {
    const series = [{ doses: [{}, { ages: [{ maximum: '2 years' }] }] }, { default: false, doses: [{}, {}] }];
    expect(best(series, { doses: one })).toEqual(['A2']);
  });
  test('several, none complete or in process: the default one', () => {
    const aged = { doses: [{}, { ages: [{ maximum: '2 years' }] }] };
    expect(
      best(
        [
          { default: false, ...aged },
          { default: true, ...aged },
        ],
        { doses: one },
      ),
    ).toEqual(['A2']);
  });
});

describe('SELECTB-24', () => {
  const against = (...codes: string[]) => ({
    antigen: {
      vaccineContraindications: [
        { code: 'ill', title: 'Ill', text: 'No', vaccines: codes.map((code) => ({ code })) },
      ],
    },
  });
  const only = (code: string) => ({ doses: [{ preferable: [{ code }] }] });
  test('a contraindicated series is out of consideration while another is not', () => {
    const series = noDefault(only('A1'), only('A2'));
    expect(best(series, ill, against('A1'))).toEqual(['A2']);
    expect(best(series, {}, against('A1'))).toEqual(['A1']);
  });
  test('all contraindicated: all are considered', () => {
    expect(best(noDefault(only('A1'), only('A2')), ill, against('A1', 'A2'))).toEqual(['A1']);
  });
});

describe('SELECTSCORE-2', () => {
  test('risk: those of the highest priority among the relevant ones', () => {
    const series = [
      { ...RISK, priority: 'B' },
      { ...RISK, priority: 'A', indications: [{ observation: { code: 'worker' } }] },
    ];
    expect(best(series, { observations: [{ code: 'ill' }, { code: 'worker' }] })).toEqual(['A2']);
    expect(best(series, ill)).toEqual(['A1']);
  });
  test('standard: a valid dose given before the maximum age to start', () => {
    const series = [{ default: false, start: { maximum: '1 year' } }, { default: true }].map((part) => ({
      ...part,
      doses: [{}, {}],
    }));
    expect(best(series, { doses: ['2000-12-31'] })).toEqual(['A1']);
    expect(best(series, { doses: ['2001-01-01'] })).toEqual(['A2']);
    expect(best(series, { doses: ['2000-12-31', '2001-01-02'] })).toEqual(['A1']);
  });
  test('standard: of several, one without a valid dose is not considered when another has one', () => {
    const series = noDefault({}, { doses: [{ preferable: [{ code: 'A2' }] }, {}] });
    expect(best(series, { doses: [{ date: '2001-01-01', cvx: 'A2' }] })).toEqual(['A2']);
  });
  test('evaluation only: once complete', () => {
    const series: Part[] = [
      { doses: [{}, {}, {}] },
      { kind: 'evaluation only', default: false, doses: [{}, {}] },
    ];
    expect(best(series, { doses: two })).toEqual(['A2']);
    expect(best(series, { doses: one })).toEqual(['A1']);
  });
});

describe('tables 8-5 and 8-7: complete series', () => {
  test('the most valid doses: +1 and -1', () => {
    expect(best([{ doses: [{}] }, { doses: [{}, {}] }], { doses: two })).toEqual(['A2']);
  });
  test('as many: the preferred one (SELECTBEST-2)', () => {
    expect(best([{ doses: [{}, {}] }, { doses: [{}, {}] }], { doses: two })).toEqual(['A1']);
    expect(best([{ preference: 9 }, { preference: 2 }], { doses: one })).toEqual(['A2']);
    expect(best([{ preference: undefined }, {}], { doses: one })).toEqual(['A2']);
  });
  test('a product path earns nothing here', () => {
    expect(best([{}, { productPath: true }], { doses: one })).toEqual(['A1']);
  });
});

describe('tables 8-5 and 8-9: series in process', () => {
  const both = { doses: [{}, {}] };
  test('a product series of which all doses are valid: +2, otherwise -2', () => {
    expect(best([both, { ...both, productPath: true }], { doses: one })).toEqual(['A2']);
  });
  test('SELECTB-2: a product series with a dose that is not valid: -2 like the others', () => {
    const aged = { doses: [{ ages: [{ absoluteMinimum: '1 year' }] }, {}] };
    const doses = ['2000-06-01', '2001-01-01'];
    expect(best([aged, { ...aged, productPath: true }], { doses })).toEqual(['A1']);
  });
  test('completable: +3, otherwise -3', () => {
    const third = (maximum?: string) => ({
      doses: [
        {},
        { intervals: [fromPrevious('4 weeks')] },
        { ages: [{ maximum }], intervals: [fromPrevious('1 year')] },
      ],
    });
    expect(best([third('2 years'), third()], { doses: one, on: '2001-02-01' })).toEqual(['A2']);
    expect(best([third('3 years'), third()], { doses: one, on: '2001-02-01' })).toEqual(['A1']);
  });
  test('SELECTB-3: to finish on the maximum age is too late', () => {
    const last = (maximum?: string) => ({
      doses: [{}, {}, { ages: [{ maximum }], intervals: [fromPrevious('1 year')] }],
    });
    expect(best([last('2 years'), last()], { doses: one, on: '2001-01-01' })).toEqual(['A2']);
    expect(best([last('2 years + 1 day'), last()], { doses: one, on: '2001-01-01' })).toEqual(['A1']);
  });
  test('the most valid doses: +2, otherwise -2', () => {
    const other = { preferable: [{ code: 'A1' }, { code: 'A2' }] };
    const series = [{ doses: [{}, {}, {}] }, { doses: [other, {}, {}, {}] }];
    expect(best(series, { doses: [{ date: '2001-01-01', cvx: 'A2' }, '2002-01-01'] })).toEqual(['A2']);
  });
  test('the closest to completion: +2, otherwise -2', () => {
    expect(best([{ doses: [{}, {}, {}, {}] }, { doses: [{}, {}, {}] }], { doses: one })).toEqual(['A2']);
  });
  test('SELECTB-5: a skipped target dose is not one that remains', () => {
    const skips = [
      {
        context: 'both' as const,
        logic: 'and' as const,
        sets: [{ logic: 'and' as const, conditions: [{ type: 'age' as const, from: '3 years' }] }],
      },
    ];
    const series = [{ doses: [{}, {}, {}] }, { doses: [{}, { skips }, { skips }, {}] }];
    expect(best(series, { doses: one, on: '2001-02-01' })).toEqual(['A1']);
    expect(best(series, { doses: one })).toEqual(['A2']);
  });
  test('SELECTB-12: the finish is the earliest date plus the latest minimum interval that remains, not all', () => {
    // From 2001-01-01 on: half a year for the third dose, half a year for the fourth.
    const third = { intervals: [fromPrevious('6 months')] };
    const series = (maximum?: string) => ({ doses: [{}, {}, third, { ...third, ages: [{ maximum }] }] });
    const person = { doses: one, on: '2001-01-02' };
    expect(best([series('18 months'), series()], person)).toEqual(['A2']);
    expect(best([series('18 months + 1 day'), series()], person)).toEqual(['A1']);
  });
  test('the earliest finish: +1, otherwise -1', () => {
    const after = (minimum: string) => ({ doses: [{}, { intervals: [fromPrevious(minimum)] }] });
    expect(best([after('8 weeks'), after('4 weeks')], { doses: one })).toEqual(['A2']);
  });
  test('SELECTBEST-1: the points of all rows are added up', () => {
    // A1 is the closest to completion (+2), A2 is a product series with more valid doses (+2, +2).
    const other = { preferable: [{ code: 'A1' }, { code: 'A2' }] };
    const series = [{ doses: [{}, {}] }, { productPath: true, doses: [other, {}, {}, {}] }];
    expect(best(series, { doses: [{ date: '2001-01-01', cvx: 'A2' }, '2002-01-01'] })).toEqual(['A2']);
  });
  test('those that are not in process are dropped', () => {
    const aged = { doses: [{}, {}, { ages: [{ maximum: '3 years' }] }], productPath: true };
    expect(best([aged, { doses: [{}, {}, {}, {}] }, { doses: [{}, {}, {}] }], { doses: two })).toEqual([
      'A3',
    ]);
  });
});

describe('tables 8-5 and 8-11: no valid dose, no default series', () => {
  const from = (minimum: string) => ({ doses: [{ ages: [{ minimum }] }] });
  test('the earliest start: +1, otherwise -1', () => {
    expect(best(noDefault(from('2 years'), from('1 year')))).toEqual(['A2']);
  });
  test('SELECTB-14: a series that has no start date does not start earliest', () => {
    const aged = { doses: [{ ages: [{ minimum: '1 year', maximum: '2 years' }] }] };
    expect(best(noDefault(aged, from('1 year')))).toEqual(['A2']);
    expect(best(noDefault(aged, aged, { ...from('1 year'), preference: 3 }))).toEqual(['A3']);
  });
  test('completable: +1, otherwise -1', () => {
    const last = (maximum?: string) => ({
      doses: [
        { ages: [{ minimum: '1 year' }] },
        { ages: [{ maximum }], intervals: [fromPrevious('1 year')] },
      ],
    });
    expect(best(noDefault(last('18 months'), last()))).toEqual(['A2']);
  });
  test('a product series: -1, otherwise +1', () => {
    expect(best(noDefault({ productPath: true }, {}))).toEqual(['A2']);
  });
  test('equal: the preferred one', () => {
    expect(best(noDefault({ preference: 2 }, { preference: 1 }))).toEqual(['A2']);
  });
});

describe('table 8-14', () => {
  const standard = (equivalentGroups: string[], doses = 2): Part => ({
    group: '1',
    equivalentGroups,
    doses: Array.from({ length: doses }, () => ({})),
  });
  const risk = (equivalentGroups: string[], doses = 2): Part => ({
    ...standard(equivalentGroups, doses),
    ...RISK,
    group: '2',
  });
  const shown = (series: readonly Part[], person: Person) => best(series, person).toSorted();

  test('a complete series is a best one, whatever its equivalents are', () => {
    expect(shown([standard(['2']), risk(['1'])], { ...ill, doses: two })).toEqual(['A1', 'A2']);
  });
  test('a risk series is, unless a series of an equivalent group is complete', () => {
    expect(shown([standard(['2']), risk(['1'])], ill)).toEqual(['A2']);
    expect(shown([standard(['2'], 1), risk(['1'])], { ...ill, doses: one })).toEqual(['A1']);
    expect(shown([standard(['2']), risk(['1'], 1)], { ...ill, doses: one })).toEqual(['A2']);
  });
  test('a standard series is, unless there is a risk series in an equivalent group', () => {
    expect(shown([standard(['2']), risk(['1'])], {})).toEqual(['A1']);
    expect(shown([standard([]), risk([])], ill)).toEqual(['A1', 'A2']);
  });
  test('equivalent is what the series itself says', () => {
    expect(shown([standard(['2']), risk([])], ill)).toEqual(['A2']);
    expect(shown([standard([]), risk(['1'])], ill)).toEqual(['A1', 'A2']);
  });
});
