import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { ask, dates, oneSeries, small, statuses, targets } from '#schedule/fixture-schedule.ts';
import type { ConditionalSkip, SkipCondition } from '#schedule/schedule.ts';

type Skip = z.input<typeof ConditionalSkip>;
type Condition = z.input<typeof SkipCondition>;

const when = (...conditions: readonly Condition[]): Skip => ({
  context: 'evaluation',
  logic: 'and',
  sets: [{ logic: 'and', conditions: [...conditions] }],
});
/** Two target doses, the first of which may be skipped: the dose given is compared with 1 or, when skipped, 2. */
const skippable = (skip: Skip) => oneSeries({ skips: [skip] }, {});
/** The same in front of the third dose: two doses were given before. */
const thirdSkippable = (skip: Skip) => oneSeries({}, {}, { skips: [skip] }, {});

const COUNT = { type: 'vaccine count', logic: 'equal to', count: 0, doses: 'total' } as const;
const TRUE: Condition = { type: 'age' };
const FALSE: Condition = { type: 'age', from: '110 years' };

describe('table 6-6', () => {
  const schedule = skippable(when({ type: 'age', from: '1 year', until: '2 years' }));
  test.each([
    ['before the begin age: not met', '2000-12-31', 1],
    ['on the begin age: met', '2001-01-01', 2],
    ['the day before the end age: met', '2001-12-31', 2],
    ['on the end age: not met', '2002-01-01', 1],
  ])('%s', (_, day, target) => {
    expect(targets(schedule, { doses: [day] })).toEqual([target]);
  });
});

describe('table 6-7', () => {
  const other = (doses: object[]) => ({ group: '2', default: true, doses });
  const schedule = small({
    series: [
      { doses: [{ skips: [{ ...when({ type: 'completed series', groups: ['2'] }), context: 'both' }] }, {}] },
      other([{}, {}]),
    ],
  });
  test('met when a series of the group named is complete', () => {
    const answer = (doses: string[]) => dates(schedule, { doses });
    expect(answer(['2001-01-01']).doseNumber).toBe(2);
    expect(answer(['2001-01-01', '2002-01-01']).seriesStatus).toBe('Complete');
  });
  test('the series asked for may wait for another itself', () => {
    const after = (group: string, asked: string) => ({
      group,
      doses: [
        {},
        { skips: [{ ...when({ type: 'completed series', groups: [asked] }), context: 'both' as const }] },
      ],
    });
    const chain = small({ series: [after('1', '2'), after('2', '3'), { group: '3' }] });
    const answer = (doses: string[]) =>
      ask(chain, { doses }).forecasts.map(({ seriesStatus }) => seriesStatus);
    expect(answer(['2001-01-01'])).toEqual(['Complete', 'Complete', 'Complete']);
    expect(answer([])).toEqual(['Not Complete', 'Not Complete', 'Not Complete']);
  });
  test('a series that concerns somebody else does not count', () => {
    const women = small({
      series: [
        { doses: [{ skips: [{ ...when({ type: 'completed series', groups: ['2'] }), context: 'both' }] }] },
        { ...other([{}]), genders: ['female'] },
      ],
    });
    expect(dates(women, { doses: [], sex: 'F' }).seriesStatus).toBe('Not Complete');
    expect(dates(women, { doses: ['2001-01-01'], sex: 'M' }).seriesStatus).toBe('Complete');
  });
});

describe('table 6-8, CALCDTSKIP-5', () => {
  const interval = when({ type: 'interval', interval: '1 year' });
  test('not met without a dose before', () => {
    expect(targets(skippable(interval), { doses: ['2001-01-01'] })).toEqual([1]);
  });
  test('met from the interval after the previous dose on', () => {
    const schedule = oneSeries({}, { skips: [interval] }, {});
    expect(targets(schedule, { doses: ['2001-01-01', '2001-12-31'] })).toEqual([1, 2]);
    expect(targets(schedule, { doses: ['2001-01-01', '2002-01-01'] })).toEqual([1, 3]);
  });
  test('the previous dose is the immediate one, whatever its status', () => {
    const schedule = oneSeries({}, { ages: [{ absoluteMinimum: '2 years' }], skips: [interval] }, {});
    expect(targets(schedule, { doses: ['2001-01-01', '2001-12-01', '2002-06-01'] })).toEqual([1, 2, 2]);
    const spoilt = { date: '2001-12-01', cvx: 'A1', substandard: true };
    expect(targets(schedule, { doses: ['2001-01-01', spoilt, '2002-06-01'] })[2]).toBe(2);
  });
});

describe('table 6-9', () => {
  const doses = ['2001-01-01', '2002-01-01', '2003-01-01'];
  test.each([
    ['greater than', 1, true],
    ['greater than', 2, false],
    ['greater than', 3, false],
    ['equal to', 1, false],
    ['equal to', 2, true],
    ['equal to', 3, false],
    ['less than', 1, false],
    ['less than', 2, false],
    ['less than', 3, true],
  ] as const)('two doses %s %d: %s', (logic, count, met) => {
    const schedule = thirdSkippable(when({ ...COUNT, logic, count }));
    expect(targets(schedule, { doses })[2]).toBe(met ? 4 : 3);
  });
});

describe('CONDSKIP-1', () => {
  const third = (condition: Partial<Extract<Condition, { type: 'vaccine count' }>>, given: string[]) =>
    targets(thirdSkippable(when({ ...COUNT, count: 2, ...condition })), {
      doses: [...given, '2010-01-01'],
    })[2];
  test('doses from the begin age on, and before the end age', () => {
    expect(third({ from: '1 year' }, ['2001-01-01', '2002-01-01'])).toBe(4);
    expect(third({ from: '1 year' }, ['2000-12-31', '2002-01-01'])).toBe(3);
    expect(third({ until: '2 years' }, ['2001-01-01', '2001-12-31'])).toBe(4);
    expect(third({ until: '2 years' }, ['2001-01-01', '2002-01-01'])).toBe(3);
  });
  test('doses from the start date on, and before the end date', () => {
    expect(third({ start: '2001-01-01' }, ['2001-01-01', '2002-01-01'])).toBe(4);
    expect(third({ start: '2001-01-02' }, ['2001-01-01', '2002-01-01'])).toBe(3);
    expect(third({ end: '2002-01-02' }, ['2001-01-01', '2002-01-01'])).toBe(4);
    expect(third({ end: '2002-01-01' }, ['2001-01-01', '2002-01-01'])).toBe(3);
  });
  test('only the vaccine types listed', () => {
    const schedule = (vaccines: string[]) => thirdSkippable(when({ ...COUNT, count: 1, vaccines }));
    const doses = ['2001-01-01', { date: '2002-01-01', cvx: 'AB' }, '2003-01-01'];
    expect(targets(schedule(['AB']), { doses })[2]).toBe(4);
    expect(targets(schedule(['A1', 'AB']), { doses })[2]).toBe(3);
  });
  test('valid doses, or all of them, sub-standard and inadvertent ones too', () => {
    const wrong = [
      { date: '2000-02-01', cvx: 'A3' },
      { date: '2000-03-01', cvx: 'A1', substandard: true },
      { date: '2000-04-01', cvx: 'A2' },
    ];
    const doses = [...wrong, '2001-01-01', '2003-01-01'];
    const schedule = (count: number, which: 'valid' | 'total') =>
      oneSeries({ inadvertent: [{ code: 'A2' }] }, { skips: [when({ ...COUNT, count, doses: which })] }, {});
    expect(targets(schedule(1, 'valid'), { doses })[4]).toBe(3);
    expect(targets(schedule(4, 'total'), { doses })[4]).toBe(3);
    expect(targets(schedule(1, 'total'), { doses })[4]).toBe(2);
  });
  test('the dose being evaluated has no status and is not counted', () => {
    const schedule = skippable(when({ ...COUNT, logic: 'greater than', count: 0 }));
    expect(targets(schedule, { doses: ['2001-01-01', '2002-01-01'] })).toEqual([1, 2]);
    expect(targets(skippable(when({ ...COUNT, count: 0 })), { doses: ['2001-01-01'] })).toEqual([2]);
  });
  test('vaccine doses of other antigens count when their type is listed, before the dose evaluated only', () => {
    const condition = (count: number, which: 'valid' | 'total'): Condition => ({
      ...COUNT,
      logic: 'greater than',
      count,
      doses: which,
      vaccines: ['B'],
    });
    const b = (date: string) => ({ date, cvx: 'B' });
    const skipped = (count: number, which: 'valid' | 'total', ...given: { date: string; cvx: string }[]) =>
      targets(oneSeries({}, { skips: [when(condition(count, which))] }, {}), {
        doses: ['2001-01-01', '2003-01-01', ...given],
      })[1] === 3;
    expect(skipped(0, 'total', b('2002-01-01'))).toBe(true);
    expect(skipped(1, 'total', b('2002-01-01'), b('2002-06-01'))).toBe(true);
    expect(skipped(1, 'total', b('2002-01-01'), b('2003-01-02'))).toBe(false);
    expect(skipped(0, 'total', b('2003-01-02'))).toBe(false);
    expect(skipped(0, 'valid', b('2002-01-01'))).toBe(false);
    const forecast = oneSeries({ skips: [{ ...when(condition(0, 'total')), context: 'forecast' }] });
    expect(dates(forecast, { doses: [b('2029-12-31')] }).seriesStatus).toBe('Not Recommended');
    expect(dates(forecast, { doses: [] }).seriesStatus).toBe('Not Complete');
  });
  test('doses that come later are not counted', () => {
    const schedule = oneSeries({}, { skips: [when({ ...COUNT, count: 2 })] }, {});
    expect(targets(schedule, { doses: ['2001-01-01', '2002-01-01', '2003-01-01'] })).toEqual([1, 2, 3]);
  });
});

describe('tables 6-10 and 6-11', () => {
  const set = (logic: 'and' | 'or', ...conditions: Condition[]) => ({ logic, conditions });
  const target = (logic: 'and' | 'or', ...sets: ReturnType<typeof set>[]) =>
    targets(skippable({ context: 'evaluation', logic, sets }), { doses: ['2001-01-01'] })[0];
  test.each([
    ['and', [TRUE, TRUE], true],
    ['and', [TRUE, FALSE], false],
    ['and', [FALSE, FALSE], false],
    ['or', [TRUE, TRUE], true],
    ['or', [FALSE, TRUE], true],
    ['or', [FALSE, FALSE], false],
  ] as const)('conditions joined by %s: case %#', (logic, conditions, met) => {
    expect(target('or', set(logic, ...conditions))).toBe(met ? 2 : 1);
  });
  test.each([
    ['and', [TRUE, TRUE], true],
    ['and', [TRUE, FALSE], false],
    ['and', [FALSE, FALSE], false],
    ['or', [TRUE, TRUE], true],
    ['or', [FALSE, TRUE], true],
    ['or', [FALSE, FALSE], false],
  ] as const)('sets joined by %s: case %#', (logic, conditions, met) => {
    expect(target(logic, ...conditions.map((condition) => set('and', condition)))).toBe(met ? 2 : 1);
  });
});

describe('6.2 and 7.1: the context', () => {
  const schedule = (context: Skip['context']) => skippable({ ...when(TRUE), context });
  test.each([
    ['evaluation', 2, 1],
    ['forecast', 1, 2],
    ['both', 2, 2],
  ] as const)('%s', (context, evaluated, forecast) => {
    expect(targets(schedule(context), { doses: ['2001-01-01'] })).toEqual([evaluated]);
    const { seriesStatus, doseNumber } = dates(schedule(context), { doses: [] });
    expect([seriesStatus, doseNumber]).toEqual(['Not Complete', 1]);
    const days = oneSeries(
      { ages: [{ minimum: '1 year' }], skips: [{ ...when(TRUE), context }] },
      { ages: [{ minimum: '2 years' }] },
    );
    expect(dates(days, { doses: [] }).earliest).toBe(forecast === 1 ? '2001-01-01' : '2002-01-01');
  });
});

test('RELEVANT-1 and -2: a set of another time does not count', () => {
  const dated = (context: Skip['context']): Skip => ({
    context,
    logic: 'or',
    sets: [{ logic: 'and', conditions: [TRUE], effective: '2001-01-01', cessation: '2001-12-31' }],
  });
  const target = (day: string) => targets(skippable(dated('evaluation')), { doses: [day] })[0];
  expect(['2000-12-31', '2001-01-01', '2001-12-31', '2002-01-01'].map(target)).toEqual([1, 2, 2, 1]);
  const schedule = oneSeries(
    { ages: [{ minimum: '1 day' }], skips: [dated('forecast')] },
    { ages: [{ minimum: '2 years' }] },
  );
  expect(dates(schedule, { on: '2000-12-31' }).earliest).toBe('2000-01-02');
  expect(dates(schedule, { on: '2001-06-01' }).earliest).toBe('2002-01-01');
});

test('6.2: several target doses may be skipped for one dose, and what is left is as few', () => {
  const skip = when({ type: 'age', from: '7 years' });
  const schedule = oneSeries({}, { skips: [skip] }, { skips: [skip] }, {}, {});
  const doses = ['2001-01-01', '2008-01-01', '2009-01-01', '2010-01-01'];
  expect(targets(schedule, { doses })).toEqual([1, 4, 5, null]);
  expect(statuses(schedule, { doses })).toEqual(['Valid', 'Valid', 'Valid', 'Extraneous']);
});

test('6.2: a target dose without conditions is never skipped', () => {
  expect(targets(oneSeries({}, {}), { doses: ['2020-01-01'] })).toEqual([1]);
});
