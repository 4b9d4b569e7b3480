import { describe, expect, test } from 'vitest';
import { checkSchedule, scheduleFaults } from '#schedule/check-schedule.ts';
import { type ConditionalSkip, Schedule, type SkipCondition } from '#schedule/schedule.ts';

/** A small sound schedule; each fault below is one change to it. */
const sound = (): Schedule =>
  Schedule.parse({
    name: 'small',
    title: 'Small',
    version: '1',
    publisher: 'tests',
    licence: 'none',
    vaccineCodes: 'own',
    groups: [{ name: 'Polio', aliases: ['POL'], antigens: ['Polio'] }],
    vaccines: [
      { code: 'IPV', name: 'IPV', antigens: [{ antigen: 'Polio', from: '0 days', until: '18 years' }] },
    ],
    conflicts: [{ previous: 'IPV', current: 'IPV', begin: '1 day', endIfValid: '24 days', end: '28 days' }],
    observations: [{ code: '1', title: 'Immune' }],
    antigens: [
      {
        name: 'Polio',
        immunity: { history: [{ code: '1', title: 'Immune' }] },
        contraindications: [{ code: '1', title: 'Immune', text: 'No' }],
        series: [
          {
            name: 'standard',
            vaccineGroup: 'Polio',
            kind: 'standard',
            group: { code: '1', name: 'Standard' },
            default: true,
            productPath: false,
            priority: 'A',
            doses: [
              { number: 1, ages: [{ minimum: '6 weeks' }], preferable: [{ code: 'IPV' }] },
              {
                number: 2,
                intervals: [
                  { from: 'previous dose', absoluteMinimum: '4 weeks - 4 days', minimum: '4 weeks' },
                ],
                preferable: [{ code: 'IPV' }],
              },
            ],
          },
        ],
      },
    ],
  });

/** The first of each, which is there: the types do not know it. */
const parts = (schedule: Schedule) => {
  const [antigen] = schedule.antigens;
  const [series] = antigen?.series ?? [];
  const [first, second] = series?.doses ?? [];
  const [group] = schedule.groups;
  const [vaccine] = schedule.vaccines;
  const [conflict] = schedule.conflicts;
  if (!antigen || !series || !first || !second || !group || !vaccine || !conflict) throw new Error('small');
  return { antigen, series, first, second, group, vaccine, conflict };
};
type Parts = ReturnType<typeof parts>;

const COUNT = { type: 'vaccine count', logic: 'equal to', count: 1, doses: 'total', vaccines: [] } as const;
const skip = (condition: SkipCondition): ConditionalSkip => ({
  context: 'both',
  logic: 'and',
  sets: [{ logic: 'and', conditions: [condition] }],
});

const ERRORS: readonly [string, (parts: Parts, schedule: Schedule) => void, RegExp][] = [
  ['two antigens of a name', ({ antigen }, s) => s.antigens.push(antigen), /^antigen Polio: twice/],
  [
    'two antigens of a file',
    ({ antigen }, s) => s.antigens.push({ ...antigen, name: 'Pólio' }),
    /^antigens Polio and Pólio: they would share the file polio\.json/,
  ],
  ['two vaccines of a code', ({ vaccine }, s) => s.vaccines.push(vaccine), /^vaccine IPV: twice/],
  [
    'two observations of a code',
    (_, s) => s.observations.push({ code: '1', title: 'x', coded: [] }),
    /^observation 1: twice/,
  ],
  [
    'an alias of two groups',
    ({ group }, s) => s.groups.push({ ...group, name: 'x', aliases: ['pol'] }),
    /name "pol" is that of two groups/,
  ],
  [
    'a group of an unknown antigen',
    ({ group }) => group.antigens.push('Moon'),
    /group Polio: no document for the antigen "Moon"/,
  ],
  [
    'an antigen of two groups',
    ({ group }, s) => s.groups.push({ ...group, name: 'x', aliases: [] }),
    /antigen Polio: in two groups/,
  ],
  [
    'an antigen of no group',
    ({ antigen }, s) => s.antigens.push({ ...antigen, name: 'Moon' }),
    /antigen Moon: in no group/,
  ],
  [
    'a vaccine of an unknown antigen',
    ({ vaccine }) => vaccine.antigens.push({ antigen: 'Moon' }),
    /vaccine IPV: no document for the antigen "Moon"/,
  ],
  [
    'a reversed association',
    ({ vaccine }) => vaccine.antigens.push({ antigen: 'Polio', from: '2 years', until: '1 year' }),
    /vaccine IPV, Polio: ends \(1 year\) before/,
  ],
  [
    'a conflict with an unknown vaccine',
    ({ conflict }) => {
      conflict.previous = 'MOON';
    },
    /conflict of MOON then IPV: the vaccine MOON is not/,
  ],
  [
    'a reversed conflict',
    ({ conflict }) => {
      conflict.begin = '30 days';
    },
    /conflict of IPV then IPV: ends \(28 days\) before/,
  ],
  [
    'an unknown immunity',
    ({ antigen }) => antigen.immunity?.history.push({ code: '9', title: 'x' }),
    /Polio, immunity: the observation 9/,
  ],
  [
    'an unknown exclusion',
    ({ antigen }) =>
      antigen.immunity?.birth.push({ before: '1957-01-01', exclusions: [{ code: '9', title: 'x' }] }),
    /immunity by birth date: the observation 9/,
  ],
  [
    'an unknown contraindication',
    ({ antigen }) => antigen.contraindications.push({ code: '9', title: 'x', text: 'x' }),
    /contraindication: the observation 9/,
  ],
  [
    'a reversed contraindication',
    ({ antigen }) =>
      antigen.contraindications.push({ code: '1', title: 'x', text: 'x', from: '1 day', until: '0 days' }),
    /contraindication 1: ends \(0 days\)/,
  ],
  [
    'a contraindication of an unknown vaccine',
    ({ antigen }) =>
      antigen.vaccineContraindications.push({
        code: '1',
        title: 'x',
        text: 'x',
        vaccines: [{ code: 'MOON', from: '2 days', until: '1 day' }],
      }),
    /contraindication 1: the vaccine MOON/,
  ],
  [
    'two series of a name',
    ({ antigen, series }) => antigen.series.push({ ...series, default: false }),
    /"standard": two series of this name/,
  ],
  [
    'an unknown vaccine group',
    ({ series }) => {
      series.vaccineGroup = 'Moon';
    },
    /no vaccine group "Moon"/,
  ],
  [
    'the vaccine group of others',
    ({ series }, s) => {
      s.groups.push({ name: 'Moon', aliases: [], antigens: ['Moon'] });
      series.vaccineGroup = 'Moon';
    },
    /the group "Moon" does not have Polio/,
  ],
  [
    'an unknown equivalent group',
    ({ series }) => series.equivalentGroups.push('7'),
    /no series group 7 to be equivalent to/,
  ],
  [
    'a reversed start',
    ({ series }) => {
      series.start = { minimum: '2 years', maximum: '1 year' };
    },
    /may start until 1 year, but only from 2 years/,
  ],
  [
    'an unknown indication',
    ({ series }) => series.indications.push({ observation: { code: '9' } }),
    /"standard": the observation 9/,
  ],
  [
    'a reversed indication',
    ({ series }) => series.indications.push({ observation: { code: '1' }, from: '2 days', until: '1 day' }),
    /indication 1: ends/,
  ],
  [
    'doses out of order',
    ({ second }) => {
      second.number = 3;
    },
    /dose 3: doses are numbered 1, 2, 3/,
  ],
  [
    'an unknown preferable vaccine',
    ({ first }) => first.preferable.push({ code: 'MOON' }),
    /dose 1: the preferable vaccine MOON/,
  ],
  [
    'an unknown allowable vaccine',
    ({ first }) => first.allowable.push({ code: 'MOON' }),
    /dose 1: the allowable vaccine MOON/,
  ],
  [
    'an unknown inadvertent vaccine',
    ({ first }) => first.inadvertent.push({ code: 'MOON' }),
    /dose 1: the inadvertent vaccine MOON/,
  ],
  [
    'a reversed vaccine',
    ({ first }) => first.allowable.push({ code: 'IPV', from: '2 years', until: '1 year - 4 days' }),
    /allowable vaccine IPV: ends \(1 year - 4 days\)/,
  ],
  [
    'an interval from itself',
    ({ second }) => second.intervals.push({ from: { targetDose: 2 } }),
    /dose 2: an interval counts from dose 2, which is not before/,
  ],
  [
    'an interval from an unknown vaccine',
    ({ second }) => second.intervals.push({ from: { mostRecent: ['MOON'] } }),
    /counts from the vaccine MOON/,
  ],
  [
    'an interval from an unknown observation',
    ({ second }) => second.allowableIntervals.push({ from: { observation: '9' } }),
    /counts from the observation 9/,
  ],
  [
    'dates reversed',
    ({ first }) => first.ages.push({ effective: '2021-01-02', cessation: '2021-01-01' }),
    /ceases \(2021-01-01\) before it takes effect/,
  ],
  [
    'a season reversed',
    ({ first }) => {
      first.season = { start: '2021-01-02', end: '2021-01-01' };
    },
    /the season ends \(2021-01-01\)/,
  ],
  [
    'a skip on an unknown group',
    ({ first }) => first.skips.push(skip({ type: 'completed series', groups: ['7'] })),
    /completed series: no series group 7/,
  ],
  [
    'a skip on no group',
    ({ first }) => first.skips.push(skip({ type: 'completed series', groups: [] })),
    /names no series group/,
  ],
  [
    'a skip at a reversed age',
    ({ first }) => first.skips.push(skip({ type: 'age', from: '2 years', until: '1 year' })),
    /condition age: ends \(1 year\)/,
  ],
  [
    'a skip on an unknown vaccine',
    ({ first }) => first.skips.push(skip({ ...COUNT, vaccines: ['MOON'] })),
    /vaccine count: the vaccine MOON/,
  ],
  [
    'a skip on reversed days',
    ({ first }) => first.skips.push(skip({ ...COUNT, vaccines: [], start: '2021-01-02', end: '2021-01-01' })),
    /ceases \(2021-01-01\)/,
  ],
];

const WARNINGS: readonly [string, (parts: Parts, schedule: Schedule) => void, RegExp][] = [
  [
    'a vaccine of no antigen',
    ({ vaccine }) => {
      vaccine.antigens = [];
    },
    /vaccine IPV: contains no antigen/,
  ],
  [
    'a conflict told twice',
    ({ conflict }, s) => s.conflicts.push(conflict),
    /conflict of IPV then IPV: twice/,
  ],
  [
    'a contraindication told twice',
    ({ antigen }) => antigen.contraindications.push({ code: '1', title: 'x', text: 'x' }),
    /contraindication 1: twice/,
  ],
  [
    'a full group not said',
    ({ antigen, group, series }, s) => {
      group.antigens.push('Moon');
      s.antigens.push({ ...antigen, name: 'Moon', series: [series] });
    },
    /administerFull is not said/,
  ],
  [
    'a series group of two names',
    ({ antigen, series }) =>
      antigen.series.push({ ...series, name: 'x', default: false, group: { code: '1', name: 'x' } }),
    /series group 1: several names \(Standard, x\)/,
  ],
  [
    'two default series for the same people',
    ({ antigen, series }) => antigen.series.push({ ...series, name: 'x', genders: ['male'] }),
    /2 default series.*DEFFORECAST-020/,
  ],
  [
    'a risk series for nobody',
    ({ series }) => {
      series.kind = 'risk';
    },
    /a risk series without an indication/,
  ],
  [
    'an indication without a code',
    ({ series }) => series.indications.push({ observation: { text: 'Moon' } }),
    /without a code never applies \(Moon\)/,
  ],
  [
    'a dose without a vaccine',
    ({ first }) => {
      first.preferable = [];
    },
    /dose 1: no vaccine can satisfy it/,
  ],
  [
    'intervals of mixed priority',
    ({ second }) => second.intervals.push({ from: { targetDose: 1 }, priority: true }),
    /some preferable intervals have priority/,
  ],
  [
    'ages that shrink',
    ({ first }) => first.ages.push({ minimum: '2 years', earliestRecommended: '1 year' }),
    /age earliestRecommended \(1 year\) comes before minimum \(2 years\)/,
  ],
  [
    'intervals that shrink',
    ({ second }) =>
      second.intervals.push({ from: 'previous dose', minimum: '2 weeks', latestRecommended: '1 week' }),
    /interval latestRecommended \(1 week\)/,
  ],
];

describe('a schedule', () => {
  test('that is sound has no fault', () => {
    expect(scheduleFaults(sound())).toEqual({ errors: [], warnings: [] });
  });

  test.each(ERRORS)('is refused for %s', (_, spoil, message) => {
    const schedule = sound();
    spoil(parts(schedule), schedule);
    expect(checkSchedule(schedule).join('\n')).toMatch(new RegExp(message.source, `${message.flags}m`));
  });

  test.each(WARNINGS)('is odd, and usable, with %s', (_, spoil, message) => {
    const schedule = sound();
    spoil(parts(schedule), schedule);
    const { errors, warnings } = scheduleFaults(schedule);
    expect(errors).toEqual([]);
    expect(warnings.join('\n')).toMatch(message);
  });

  test('may have a default series by sex, priorities that follow each other, and any dose recurring (section 4.4)', () => {
    const schedule = sound();
    const { antigen, series, first, second } = parts(schedule);
    first.recurring = true;
    series.genders = ['female', 'unknown'];
    antigen.series.push({ ...series, name: 'men', genders: ['male'] });
    second.intervals = [
      { from: 'previous dose', cessation: '2020-12-31' },
      { from: 'previous dose', effective: '2021-01-01', priority: true },
    ];
    expect(scheduleFaults(schedule)).toEqual({ errors: [], warnings: [] });
  });
});
