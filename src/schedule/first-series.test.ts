import { describe, expect, test } from 'vitest';
import { checkSchedule } from '#schedule/check-schedule.ts';
import {
  ask,
  dates,
  forecastA,
  oneSeries,
  type SeriesPart,
  small,
  statuses,
} from '#schedule/fixture-schedule.ts';
import type { Antigen, Schedule } from '#schedule/schedule.ts';

const antigenOf = (schedule: Schedule): Antigen => {
  const [antigen] = schedule.antigens;
  if (antigen === undefined) throw new Error('no antigen');
  return antigen;
};

/** A schedule whose first series group has the choice `first`. */
const firstOf = (
  series: readonly SeriesPart[],
  withheld: NonNullable<Antigen['withheld']> = [],
): Schedule => {
  const schedule = small({ series: series.map((part) => ({ ...part, default: false })), b: [{}] });
  const antigen = antigenOf(schedule);
  for (const { group } of antigen.series) if (group.code === '1') group.choice = 'first';
  antigen.withheld = withheld;
  return schedule;
};

const after = (minimum: string) => [{ from: 'previous dose' as const, minimum }];
const two = (minimum: string, code = 'A1', more: SeriesPart = {}): SeriesPart => ({
  ...more,
  doses: [{}, { intervals: after(minimum), preferable: [{ code }] }],
});
const doses = ['2029-01-01'];

describe('a series group of choice "first"', () => {
  test('is the first series that concerns the person, whatever the scores would say', () => {
    const schedule = firstOf([
      two('8 weeks', 'A1', { who: [{ anyOf: ['worker'] }] }),
      two('6 weeks', 'A1', { who: [{ from: '60 years' }, { until: '10 years', noneOf: ['ill'] }] }),
      two('4 weeks'),
    ]);
    expect(checkSchedule(schedule)).toEqual([]);
    expect(dates(schedule, { doses }).earliest).toBe('2029-01-29');
    const worker = [{ code: 'worker' }];
    expect(dates(schedule, { doses, observations: worker }).earliest).toBe('2029-02-26');
    expect(dates(schedule, { doses, born: '1960-01-01' }).earliest).toBe('2029-02-12');
    expect(dates(schedule, { doses, born: '2025-01-01' }).earliest).toBe('2029-02-12');
    const ill = [{ code: 'ill' }];
    expect(dates(schedule, { doses, born: '2025-01-01', observations: ill }).earliest).toBe('2029-01-29');
    // Nothing of a person remains for the next.
    expect(dates(schedule, { doses }).earliest).toBe('2029-01-29');
  });

  test('may ask with what, and when, the person began', () => {
    const began = (first: string, from: string, before: string) => ({
      begun: { first: [first], from, before },
    });
    const schedule = firstOf([
      two('8 weeks', 'A1', began('A1', '2029-01-01', '2029-02-01')),
      two('6 weeks', 'A1', began('A1', '2029-02-01', '2029-03-01')),
      two('4 weeks'),
    ]);
    expect(dates(schedule, { doses: ['2029-01-01'] }).earliest).toBe('2029-02-26');
    expect(dates(schedule, { doses: ['2029-02-01'] }).earliest).toBe('2029-03-15');
    expect(dates(schedule, { doses: ['2029-03-01'] }).earliest).toBe('2029-03-29');
    expect(dates(schedule, { doses: [{ date: '2029-01-01', cvx: 'AB' }] }).earliest).toBe('2029-01-29');
    expect(dates(schedule, {}).doseNumber).toBe(1);
  });

  test('goes on to a series whose next vaccine may be given, within the highest priority', () => {
    const withheld = [{ text: 'under 55', who: [{ until: '55 years' }], vaccines: ['A1'], groups: [] }];
    const schedule = firstOf(
      [two('8 weeks', 'A1'), two('12 weeks', 'A2'), two('4 weeks', 'A3', { priority: 'B' })],
      withheld,
    );
    const [young, old] = ['2000-01-01', '1960-01-01'].map((born) => forecastA(schedule, { doses, born }));
    expect(young).toMatchObject({ earliest: '2029-03-26', vaccines: [{ code: 'A2' }] });
    expect(old).toMatchObject({ earliest: '2029-02-26', vaccines: [{ code: 'A1' }] });
    const all = firstOf(
      [two('8 weeks', 'A1'), two('12 weeks', 'A2'), two('4 weeks', 'A3', { priority: 'B' })],
      [{ text: 'all', who: [{}], vaccines: ['A1', 'A2'], groups: ['1'] }],
    );
    // None may be given: the window of the first is still told.
    expect(forecastA(all, { doses })).toMatchObject({ earliest: '2029-02-26', vaccines: [] });
  });
});

describe('a series that follows a group', () => {
  const booster: SeriesPart = {
    group: '2',
    follows: '1',
    dosesFrom: '2029-06-01',
    doses: [{ intervals: after('6 months') }],
  };
  const schedule = firstOf([two('4 weeks'), booster]);

  test('concerns nobody before a series of it is complete; then counts its doses', () => {
    expect(checkSchedule(schedule)).toEqual([]);
    expect(ask(schedule, { doses, vaccineGroup: 'A' }).forecasts).toHaveLength(1);
    const course = ['2029-01-01', '2029-02-01'];
    expect(dates(schedule, { doses: course })).toMatchObject({
      seriesStatus: 'Not Complete',
      doseNumber: 3,
      earliest: '2029-08-01',
    });
    const boosted = { doses: [...course, '2029-09-01'] };
    expect(statuses(schedule, boosted)).toEqual(['Valid', 'Valid', 'Valid']);
    expect(
      ask(schedule, { ...boosted, vaccineGroup: 'A' }).forecasts.map(({ seriesStatus }) => seriesStatus),
    ).toEqual(['Complete', 'Complete']);
  });

  test('does not count a dose given before it began, but counts from it', () => {
    const early = { doses: ['2029-01-01', '2029-02-01', '2029-03-01'] };
    expect(statuses(schedule, early)).toEqual(['Valid', 'Valid', 'Extraneous']);
    expect(dates(schedule, early)).toMatchObject({ doseNumber: 3, earliest: '2029-09-01' });
  });

  test('may ask what the last dose was', () => {
    const only = firstOf([two('4 weeks', 'A1'), { ...booster, begun: { last: ['AB'] } }]);
    const last = (cvx: string) => ({ doses: ['2029-01-01', { date: '2029-02-01', cvx }], vaccineGroup: 'A' });
    const courseWithAny = antigenOf(only).series[0]?.doses[1];
    courseWithAny?.preferable.push({ code: 'AB' });
    expect(ask(only, last('A1')).forecasts).toHaveLength(1);
    expect(ask(only, last('AB')).forecasts).toHaveLength(2);
  });

  test('must come after what it follows', () => {
    const reversed = firstOf([{ ...booster, follows: '1', group: '0' }, two('4 weeks')]);
    expect(checkSchedule(reversed)).toEqual([
      'A, "A1": the series group 1 it follows must come before its own',
    ]);
  });
});

describe('what was observed, counted from a dose', () => {
  const ill = (date: string) => ({ observations: [{ code: 'ill', date }] });

  test('lets a dose be skipped', () => {
    const skip = (since: { dose: 1; from?: string; until?: string }) => ({
      context: 'both' as const,
      logic: 'or' as const,
      sets: [
        {
          logic: 'and' as const,
          conditions: [{ type: 'observation' as const, observations: ['ill'], since }],
        },
      ],
    });
    const before = oneSeries({}, { skips: [skip({ dose: 1, until: '1 day' })] });
    expect(dates(before, { doses, ...ill('2029-01-01') }).seriesStatus).toBe('Complete');
    expect(dates(before, { doses, ...ill('2029-01-02') }).seriesStatus).toBe('Not Complete');
    const later = oneSeries({}, { skips: [skip({ dose: 1, from: '16 days' })] });
    expect(dates(later, { doses, ...ill('2029-01-16') }).seriesStatus).toBe('Not Complete');
    expect(dates(later, { doses, ...ill('2029-01-17') }).seriesStatus).toBe('Complete');
  });

  test('delays a dose; of several, the most recent of that time', () => {
    const schedule = oneSeries(
      {},
      {
        intervals: [
          {
            from: { observation: 'ill', since: { dose: 1, from: '1 day', until: '16 days' } },
            minimum: '2 months',
          },
        ],
      },
    );
    const observations = ['2028-12-01', '2029-01-05', '2029-01-10', '2029-03-01'].map((date) => ({
      code: 'ill',
      date,
    }));
    expect(dates(schedule, { doses, observations }).earliest).toBe('2029-03-10');
    expect(dates(schedule, { doses, ...ill('2029-03-01') }).earliest).toBe('2029-01-01');
  });

  test('of a dose already given, later observations say nothing', () => {
    const interval = (since?: { dose: 'current'; until: string }) =>
      oneSeries({
        intervals: [
          {
            from: { observation: 'ill', ...(since && { since }) },
            absoluteMinimum: '2 months',
            minimum: '2 months',
          },
        ],
      });
    const soFar = { dose: 'current' as const, until: '1 day' };
    expect(statuses(interval(), { doses, ...ill('2029-02-01') })).toEqual(['Not Valid']);
    expect(statuses(interval(soFar), { doses, ...ill('2029-02-01') })).toEqual(['Valid']);
    expect(statuses(interval(soFar), { doses, ...ill('2028-12-15') })).toEqual(['Not Valid']);
    expect(dates(interval(soFar), ill('2028-12-15')).earliest).toBe('2029-02-15');
  });
});

test('months may end on the last day of a month that is too short', () => {
  const schedule = oneSeries({}, { intervals: after('6 months') });
  expect(dates(schedule, { doses: ['2028-08-31'] }).earliest).toBe('2029-03-01');
  expect(dates({ ...schedule, monthEnd: 'last day' }, { doses: ['2028-08-31'] }).earliest).toBe('2029-02-28');
  expect(dates({ ...schedule, monthEnd: 'last day' }, { doses: ['2028-08-12'] }).earliest).toBe('2029-02-12');
});

test('a vaccine answers to its other codes', () => {
  const schedule = small({ series: [{}], b: [{}] });
  const [vaccine] = schedule.vaccines;
  if (vaccine === undefined) throw new Error('no vaccine');
  vaccine.aliases = ['901', '902'];
  expect(statuses(schedule, { doses: [{ date: '2029-01-01', cvx: '902' }] })).toEqual(['Valid']);
  vaccine.aliases = ['A2'];
  expect(checkSchedule(schedule)).toEqual(['vaccine A2: twice in the list']);
});

describe('what a workspace held before', () => {
  test('a vaccine withheld from one person, for one antigen, is not withheld from the next for another', () => {
    const schedule = firstOf(
      [{}],
      [{ text: 'Not now', who: [{ anyOf: ['ill'] }], vaccines: ['AB'], groups: [] }],
    );
    const vaccines = (asked: Parameters<typeof ask>[1]) =>
      ask(schedule, asked).forecasts.flatMap((forecast) => forecast.vaccines.map(({ code }) => code));
    const before = vaccines({ vaccineGroup: 'B' });
    vaccines({ observations: [{ code: 'ill' }] });
    expect(vaccines({ vaccineGroup: 'B' })).toEqual(before);
  });

  test('a group of choice "first" may not ask for one that is scored after it', () => {
    const schedule = firstOf([{}, { group: '2' }, { group: '1' }]);
    const asking = antigenOf(schedule).series.at(-1);
    if (asking === undefined) throw new Error('no series');
    asking.doses[0]?.skips.push({
      context: 'both',
      logic: 'and',
      sets: [{ logic: 'and', conditions: [{ type: 'completed series', groups: ['2'] }] }],
    });
    expect(checkSchedule(schedule)).toContainEqual(
      expect.stringContaining('chosen before the series group 2 is scored'),
    );
  });
});

test('what is asked of people is asked for when it is not known', () => {
  const asked = (schedule: Schedule) => forecastA(schedule, {}).missing.flatMap(({ codes }) => codes);
  expect(asked(firstOf([{ who: [{ anyOf: ['worker'] }] }, {}]))).toContain('worker');
  expect(asked(firstOf([{}]))).not.toContain('worker');
});
