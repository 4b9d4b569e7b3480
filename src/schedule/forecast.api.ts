/**
 * A question to a schedule and its answer: one person's history on a day, what each dose is worth, what is due next.
 * The same shapes are read by `rappel forecast`, shown by the page, and turned to and from FHIR.
 */
import { z } from 'zod';
import { Day } from '#kernel/day.ts';
import { DOSES_MAX, OBSERVATIONS_MAX } from '#schedule/limits.ts';

const Code = z.string().min(1).max(60);

/** Members not named here (`name`, `text`) are read by nobody and kept by nobody. */
export const DoseGiven = z.object({
  date: Day,
  cvx: Code,
  /** The manufacturer (MVX); some rules name one. */
  mvx: z.string().max(20).nullish(),
  /** Millilitres; less than recommended is told, and changes nothing (section 6.8). */
  volume: z.number().positive().max(1000).nullish(),
  /** Recalled, spoilt, misadministered: must be repeated (section 6.1). */
  substandard: z.boolean().nullish(),
  lotExpires: Day.nullish(),
});
export type DoseGiven = z.infer<typeof DoseGiven>;

export const ObservationGiven = z.object({ code: Code, date: Day.nullish() });
export type ObservationGiven = z.infer<typeof ObservationGiven>;

/** `sex` is F or M; anything else is unknown. A dose or an observation after `assessmentDate` is not read. */
export const ForecastCase = z.object({
  id: z.union([z.string().max(200), z.number()]),
  assessmentDate: Day,
  birthDate: Day,
  sex: z.string().max(20).nullish(),
  birthCountry: z.string().max(60).nullish(),
  doses: z.array(DoseGiven).max(DOSES_MAX).default([]),
  observations: z.array(ObservationGiven).max(OBSERVATIONS_MAX).default([]),
  vaccineGroup: Code.nullish(),
});
export type ForecastCase = z.infer<typeof ForecastCase>;

const Text = z.object({ fr: z.string(), en: z.string() });

/** Why an answer is what it is: the rule, with the values it compared. */
export const Explanation = z.object({
  /** What is explained. */
  of: z.enum([
    'status',
    'dose',
    'doseNumber',
    'earliest',
    'recommended',
    'pastDue',
    'latest',
    'series',
    'vaccines',
  ]),
  code: z.string(),
  /** Section of the Logic Specification, and its rule or table. */
  section: z.string(),
  rule: z.string(),
  /** The values compared: days, ages and intervals as written in the schedule, codes. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  text: Text,
});
export type Explanation = z.infer<typeof Explanation>;

/** What is not known and might change the answer: ask for it. */
export const Missing = z.object({
  what: z.enum(['sex', 'birthCountry', 'observation', 'observationDate', 'manufacturer', 'contraindication']),
  /** The observations concerned, in the schedule's codes. */
  codes: z.array(z.string()),
  text: Text,
});
export type Missing = z.infer<typeof Missing>;

export const EvaluationStatus = z.enum(['Valid', 'Not Valid', 'Sub-standard', 'Extraneous']);
export type EvaluationStatus = z.infer<typeof EvaluationStatus>;
export const SeriesStatus = z.enum([
  'Not Complete',
  'Complete',
  'Immune',
  'Contraindicated',
  'Aged Out',
  'Not Recommended',
]);
export type SeriesStatus = z.infer<typeof SeriesStatus>;

export const Evaluation = z.object({
  vaccineGroup: z.string(),
  antigen: z.string(),
  /** The best patient series it was evaluated in. */
  series: z.string(),
  /** The target dose it was compared with; null when none was left. */
  targetDose: z.int().nullable(),
  status: EvaluationStatus,
  reason: z.string().nullable(),
  explanation: z.array(Explanation),
});
export type Evaluation = z.infer<typeof Evaluation>;

/**
 * In the order of the question. `status` is that of the group asked; for a dose that concerns other groups only, theirs;
 * null, with the reason, for a dose that no series evaluates or that is not read.
 */
export const DoseEvaluated = z.object({
  date: Day,
  cvx: z.string(),
  name: Text,
  status: EvaluationStatus.nullable(),
  reason: z.string().nullable(),
  evaluations: z.array(Evaluation),
});
export type DoseEvaluated = z.infer<typeof DoseEvaluated>;

export const GroupForecast = z.object({
  vaccineGroup: z.string(),
  title: Text,
  /** Standard or risk: a group may have one forecast of each (chapter 9). */
  kind: z.enum(['standard', 'risk', 'evaluation only']),
  seriesStatus: SeriesStatus,
  /** Why there is nothing to give, in the specification's words. */
  reason: z.string().nullable(),
  doseNumber: z.int().nullable(),
  earliest: Day.nullable(),
  recommended: Day.nullable(),
  pastDue: Day.nullable(),
  latest: Day.nullable(),
  /** Vaccine types recommended by name (FORECASTRECVAC-1), then every preferable one still possible. */
  recommendedVaccines: z.array(z.object({ code: z.string(), name: Text })),
  vaccines: z.array(z.object({ code: z.string(), name: Text })),
  /** The best patient series it comes from, one an antigen. */
  series: z.array(
    z.object({
      antigen: z.string(),
      name: z.string(),
      title: Text,
      status: SeriesStatus,
      doseNumber: z.int().nullable(),
      /** How many doses the series has. */
      doses: z.int(),
    }),
  ),
  antigens: z.array(z.string()),
  guidance: z.array(Text),
  explanation: z.array(Explanation),
  missing: z.array(Missing),
});
export type GroupForecast = z.infer<typeof GroupForecast>;

export const ForecastResult = z.object({
  id: z.union([z.string(), z.number()]),
  assessmentDate: Day,
  schedule: z.object({ name: z.string(), version: z.string() }),
  doses: z.array(DoseEvaluated),
  forecasts: z.array(GroupForecast),
});
export type ForecastResult = z.infer<typeof ForecastResult>;
