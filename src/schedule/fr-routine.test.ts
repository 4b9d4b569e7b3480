/**
 * The French calendar against its cases: examples that a doctor can read and write, in campaigns/fr-routine/cases.
 * Each says which text justifies it, by a key that SOURCE.md explains.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Day, dayNumber, dayOf } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import {
  EvaluationStatus,
  ForecastCase,
  type ForecastResult,
  type GroupForecast,
  ObservationGiven,
  SeriesStatus,
} from '#schedule/forecast.api.ts';
import { forecastCase, prepareSchedule } from '#schedule/forecast.ts';
import { readScheduleFaults } from '#schedule/load.node.ts';
import { dayAfter } from '#schedule/period.ts';

const FOLDER = 'campaigns/fr-routine';

const WrittenCase = z.strictObject({
  id: z.string().min(1),
  title: z.strictObject({ fr: z.string().min(1), en: z.string().min(1) }),
  person: z.strictObject({
    birthDate: Day,
    sex: z.enum(['F', 'M']).optional(),
    observations: z.array(ObservationGiven).default([]),
  }),
  doses: z.array(z.strictObject({ date: Day, cvx: z.string() })).default([]),
  on: Day,
  group: z.string(),
  /** Which forecast of the group, when a risk gives it two. */
  kind: z.enum(['standard', 'risk']).default('standard'),
  expect: z.strictObject({
    doses: z.array(EvaluationStatus).optional(),
    status: SeriesStatus,
    /** Why there is nothing to give, in the specification's words. */
    reason: z.string().optional(),
    /** The vaccines recommended by name. */
    vaccines: z.array(z.string()).optional(),
    dose: z.int().optional(),
    earliest: Day.optional(),
    recommended: Day.optional(),
    pastDue: Day.nullable().optional(),
  }),
  cites: z.record(z.string(), z.string().min(1)).refine((cites) => Object.keys(cites).length > 0),
});
type WrittenCase = z.infer<typeof WrittenCase>;

const { schedule, faults } = await readScheduleFaults(FOLDER);
const prepared = prepareSchedule(schedule);
const files = readdirSync(join(FOLDER, 'cases')).map((file) => ({
  file,
  cases: z.array(WrittenCase).parse(parse(readFileSync(join(FOLDER, 'cases', file), 'utf8'))),
}));
const everyCase = files.flatMap(({ cases }) => cases);

/** The keys of the table of references. */
const references = new Set(
  [...readFileSync(join(FOLDER, 'SOURCE.md'), 'utf8').matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(
    ([, key]) => key,
  ),
);

const asked = ({ id, person, doses, on, group }: WrittenCase): ForecastCase =>
  ForecastCase.parse({ id, assessmentDate: on, ...person, doses, vaccineGroup: group });

const answer = (question: ForecastCase): ForecastResult => {
  const result = forecastCase(prepared, question);
  if (isRefused(result)) throw new Error(result.refusal.message);
  return result;
};

/** The words of a case, from an answer; only the members the case speaks of. */
const asWritten = (written: WrittenCase, result: ForecastResult): WrittenCase['expect'] => {
  const forecast = result.forecasts.find(({ kind }) => kind === written.kind) ?? result.forecasts[0];
  const said: Record<string, unknown> = {
    doses: result.doses.map(({ status }) => status),
    status: forecast?.seriesStatus,
    reason: forecast?.reason,
    vaccines: forecast?.recommendedVaccines.map(({ code }) => code),
    dose: forecast?.doseNumber,
    earliest: forecast?.earliest,
    recommended: forecast?.recommended,
    pastDue: forecast?.pastDue,
  };
  const members = Object.keys(written.expect);
  return WrittenCase.shape.expect.parse(
    Object.fromEntries(Object.entries(said).filter(([member]) => members.includes(member))),
  );
};

const dates = ({ earliest, recommended, pastDue, latest }: GroupForecast): (Day | null)[] => [
  earliest,
  recommended,
  pastDue,
  latest,
];

describe('the schedule', () => {
  test('is sound', () => expect(faults).toEqual({ errors: [], warnings: [] }));

  test('says its guidance in French and English', () => {
    for (const { series } of schedule.antigens)
      for (const { guidance } of series)
        for (const text of guidance) {
          expect(text).toHaveProperty('fr');
          expect(text).toHaveProperty('en');
        }
  });

  test('names every group, series and vaccine in French and English', () => {
    for (const { title } of schedule.groups) expect(title).toHaveProperty('fr');
    for (const { name } of schedule.vaccines) expect(name).toHaveProperty('en');
    for (const { disease, series } of schedule.antigens) {
      expect(disease).toHaveProperty('fr');
      for (const { title } of series) expect(title).toHaveProperty('en');
    }
  });
});

for (const { file, cases } of files)
  describe(file, () => {
    test.each(cases.map((written) => [written.id, written.title.en, written] as const))(
      '%s %s',
      (_, __, written) => {
        expect(asWritten(written, answer(asked(written)))).toEqual(written.expect);
        for (const key of Object.keys(written.cites)) expect(references, key).toContain(key);
      },
    );
  });

describe('all cases', () => {
  test('have a name of their own', () => {
    const names = everyCase.map(({ id }) => id);
    expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
  });

  test('give no date when there is nothing to give', () => {
    for (const written of everyCase)
      for (const forecast of answer({ ...asked(written), vaccineGroup: null }).forecasts) {
        if (forecast.seriesStatus !== 'Not Complete')
          expect(dates(forecast), written.id).toEqual([null, null, null, null]);
        else expect(forecast.earliest, `${written.id} ${forecast.vaccineGroup}`).not.toBeNull();
      }
  });

  test('are answered the same when the doses come in another order', () => {
    for (const written of everyCase) {
      const question = asked(written);
      const reversed = answer({ ...question, doses: question.doses.toReversed() });
      expect(reversed.forecasts, written.id).toEqual(answer(question).forecasts);
    }
  });

  // A doctor who follows the forecast must never be told afterwards that the dose does not count.
  test('accept a dose of a recommended vaccine given on the earliest day', () => {
    for (const written of everyCase) {
      const question = asked(written);
      const [forecast] = answer(question).forecasts.filter(({ kind }) => kind === written.kind);
      const vaccine = forecast?.recommendedVaccines[0];
      if (forecast?.earliest === null || forecast === undefined || vaccine === undefined) continue;
      const on = dayOf(Math.max(dayNumber(forecast.earliest), dayNumber(question.assessmentDate)));
      const given = {
        ...question,
        assessmentDate: on,
        doses: [...question.doses, { date: on, cvx: vaccine.code }],
      };
      expect(answer(given).doses.at(-1)?.status, `${written.id}, ${vaccine.code} on ${on}`).toBe('Valid');
    }
  });
});

/** The calendar of 2026 on one page, as it is printed: ages, and the vaccine of each injection. */
const LIFE: readonly (readonly [age: string, cvx: readonly string[]])[] = [
  ['2 months', ['119', '133', '146']],
  ['3 months', ['119', '163']],
  ['4 months', ['133', '146']],
  ['5 months', ['163']],
  ['6 months', ['203']],
  ['11 months', ['133', '146']],
  ['12 months', ['03', '163', '203']],
  ['16 months', ['03']],
  ['6 years', ['130']],
  ['11 years', ['165', '203', 'FR-dTcaP']],
  ['11 years + 6 months', ['165']],
  ['25 years', ['FR-dTcaP']],
  ['45 years', ['FR-dTcaP']],
  ['65 years', ['187', '216', 'FR-dTcaP']],
  ['65 years + 2 months', ['187']],
  ['75 years', ['303', 'FR-dTcaP']],
  ['85 years', ['FR-dTcaP']],
  ['95 years', ['FR-dTcaP']],
];

test('whoever follows the forecast from birth receives the calendar, and nothing else', () => {
  const birthDate = '2025-03-10';
  const doses: { date: Day; cvx: string }[] = [];
  let assessmentDate: Day = birthDate;
  for (let visit = 0; visit < 40; visit++) {
    const due = answer(ForecastCase.parse({ id: visit, assessmentDate, birthDate, sex: 'F', doses }))
      .forecasts.filter(({ seriesStatus }) => seriesStatus === 'Not Complete')
      .flatMap(({ recommended, recommendedVaccines }) =>
        recommended === null ? [] : [{ date: recommended, cvx: recommendedVaccines[0]?.code ?? 'none' }],
      );
    const next = due.map(({ date }) => date).toSorted()[0];
    if (next === undefined) break;
    assessmentDate = next;
    for (const cvx of new Set(due.filter(({ date }) => date === next).map((dose) => dose.cvx)))
      doses.push({ date: next, cvx });
  }
  const printed = LIFE.flatMap(([age, vaccines]) =>
    vaccines.map((cvx) => ({ date: dayOf(dayAfter(birthDate, age)), cvx })),
  );
  const byDay = (one: { date: Day; cvx: string }, other: { date: Day; cvx: string }): number =>
    `${one.date} ${one.cvx}` < `${other.date} ${other.cvx}` ? -1 : 1;
  expect(doses.toSorted(byDay)).toEqual(printed.toSorted(byDay));
});

/** HAS 2019 (SOURCE.md, memory): hexavalent below 6 years, tetravalent from 6 to 10, dTcaP from 11. */
const dtpAt = (age: number): string => (age < 6 ? '146' : age < 11 ? '130' : 'FR-dTcaP');

test('nobody without a record is told a DTP vaccine of another age, whatever the risk', () => {
  const assessmentDate = '2026-05-15';
  for (const vaccineGroup of ['DTP', 'Coqueluche'])
    for (const risk of [undefined, '003', '014', '160', '246'])
      for (let age = 1; age < 100; age++) {
        const birthDate = `${2026 - age}-05-01`;
        const observations = risk === undefined ? [] : [{ code: risk, date: birthDate }];
        const question = { id: age, assessmentDate, birthDate, observations, vaccineGroup };
        for (const { seriesStatus, recommendedVaccines } of answer(ForecastCase.parse(question)).forecasts)
          if (seriesStatus === 'Not Complete')
            expect(recommendedVaccines.map(({ code }) => code)).toEqual([dtpAt(age)]);
          else expect([vaccineGroup, age >= 40], `${age}`).toEqual(['Coqueluche', true]);
      }
});
