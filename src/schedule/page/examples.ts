/** Histories of nobody, told by ages, so that they are as old on any day: they show what the page does. */
import { type Day, dayNumber, dayOf } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { fieldDay } from '#schedule/page/read-day.ts';
import { changeRecord, emptyRecord, type PersonRecord } from '#schedule/page/record.ts';
import { addPeriod, findPeriod } from '#schedule/period.ts';

export type Example = {
  readonly id: string;
  /** Written for this schedule; shown for others that know every vaccine of it and have none of their own. */
  readonly schedule: string;
  readonly name: Text;
  /** On the day of assessment. */
  readonly age: string;
  readonly sex: 'F' | 'M';
  /** Age at the dose, and the CVX codes of what was given that day. */
  readonly doses: readonly (readonly [string, ...string[]])[];
  readonly observations: readonly string[];
};

const EXAMPLES: readonly Example[] = [
  {
    id: 'late',
    schedule: 'us-routine',
    name: { fr: 'Un enfant en retard', en: 'A child behind schedule' },
    age: '5 years + 4 months',
    sex: 'M',
    doses: [
      ['0 days', '08'],
      ['2 months', '110', '48', '133'],
      ['4 months', '110', '48', '133'],
      // Less than four weeks after the one before.
      ['4 months + 17 days', '20'],
      // Before the first birthday.
      ['11 months', '03'],
      // Too near the live vaccine before it.
      ['11 months + 14 days', '21'],
      ['15 months', '20'],
    ],
    observations: [],
  },
  {
    id: 'risk',
    schedule: 'us-routine',
    name: { fr: 'Une adulte sans rate', en: 'An adult without a spleen' },
    age: '58 years + 2 months',
    sex: 'F',
    doses: [
      ['1 year + 1 month', '03'],
      ['45 years', '115'],
      ['56 years + 9 months', '33'],
      ['57 years + 7 months', '150'],
      ['57 years + 10 months', '203'],
      ['58 years', '162'],
    ],
    observations: ['160'],
  },
  {
    id: 'infant',
    schedule: 'us-routine',
    name: { fr: 'Un nourrisson à jour', en: 'An infant up to date' },
    age: '5 months',
    sex: 'F',
    doses: [
      ['0 days', '08', '306'],
      ['2 months', '146', '216', '116'],
      ['4 months', '146', '216', '116'],
    ],
    observations: [],
  },
  {
    id: 'late-fr',
    schedule: 'fr-routine',
    name: { fr: 'Un enfant en retard', en: 'A child behind schedule' },
    age: '6 years + 4 months',
    sex: 'M',
    doses: [
      ['2 months', '146', '133'],
      // Less than two months after the one before.
      ['3 months', '146'],
      ['5 months', '103', '133'],
      // Before the first birthday.
      ['10 months', '03'],
      ['14 months', '146'],
    ],
    observations: [],
  },
  {
    id: 'risk-fr',
    schedule: 'fr-routine',
    name: { fr: 'Une adulte sans rate', en: 'An adult without a spleen' },
    age: '66 years + 2 months',
    sex: 'F',
    doses: [
      ['1 year + 1 month', '03'],
      ['45 years', '195'],
      ['61 years', '33'],
      ['65 years + 8 months', '150'],
      ['65 years + 10 months', '203'],
    ],
    observations: ['160'],
  },
  {
    id: 'infant-fr',
    schedule: 'fr-routine',
    name: { fr: 'Un nourrisson à jour', en: 'An infant up to date' },
    age: '5 months + 10 days',
    sex: 'F',
    doses: [
      ['2 months', '146', '133', '119'],
      ['3 months', '163', '119'],
      ['4 months', '146', '133'],
      ['5 months', '163'],
    ],
    observations: [],
  },
];

/** The examples of a schedule. */
export const examplesFor = (schedule: {
  readonly name: string;
  readonly vaccines: readonly { readonly code: string }[];
}): readonly Example[] => {
  const known = new Set(schedule.vaccines.map(({ code }) => code));
  const possible = EXAMPLES.filter(({ doses }) =>
    doses.every(([, ...codes]) => codes.every((code) => known.has(code))),
  );
  const own = possible.filter((example) => example.schedule === schedule.name);
  return own.length > 0 ? own : possible;
};

const after = (day: Day, period: string, sign: 1 | -1 = 1): Day => {
  const { months, days } = findPeriod(period) ?? { months: 0, days: 0 };
  return dayOf(addPeriod(dayNumber(day), { months: sign * months, days: sign * days }));
};

/** The form as it would be written for this history, assessed on a day. */
export const exampleRecord = (example: Example, assessment: Day, today: Day): PersonRecord => {
  const birth = after(assessment, example.age, -1);
  const empty = emptyRecord(today);
  const written = changeRecord(empty, {
    set: { assessment: fieldDay(assessment), birth: fieldDay(birth), sex: example.sex },
  });
  const listed = changeRecord(written, {
    addDoses: example.doses.flatMap(([age, ...codes]) =>
      codes.map((code) => ({ date: after(birth, age), code, mvx: '' })),
    ),
  });
  return example.observations.reduce(
    (record, code) => changeRecord(record, { addObservation: code }),
    listed,
  );
};
