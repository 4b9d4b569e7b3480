/**
 * What one evaluation works in: allocated once for a schedule and used again for every person, so that a national
 * run leaves nothing to collect. Everything is an index or a day number; `answer.ts` turns it into words.
 */
import type { DayNumber } from '#kernel/day.ts';
import { DOSES_MAX, OBSERVATIONS_MAX } from '#schedule/limits.ts';
import { addPeriodToCivil, addToCivil, type Period } from '#schedule/period.ts';
import {
  type AgeRef,
  NEVER,
  NO_DAY,
  NONE,
  type PreparedAge,
  type PreparedSchedule,
  type PreparedSeries,
} from '#schedule/prepared.ts';

/** Evaluation statuses (table 3-1); 0 is a dose not evaluated. */
export const EVALUATED = { no: 0, valid: 1, notValid: 2, substandard: 3, extraneous: 4 } as const;

/** Why a dose has its status. The bound compared with is in `bound`, which rule of the target dose in `detail`. */
export const REASON = {
  none: 0,
  tooYoung: 1,
  tooOld: 2,
  tooSoon: 3,
  conflict: 4,
  inadvertent: 5,
  vaccine: 6,
  vaccineAge: 7,
  complete: 8,
  lotExpired: 9,
  condition: 10,
  graceAge: 11,
  graceInterval: 12,
  allowableInterval: 13,
  allowableVaccine: 14,
  tradeName: 15,
  notYet: 16,
} as const;

/** Target dose statuses (table 3-2). */
export const TARGET = { satisfied: 1, skipped: 2 } as const;

/** Patient series statuses (table 3-3). */
export const STATUS = {
  notComplete: 1,
  complete: 2,
  immune: 3,
  contraindicated: 4,
  agedOut: 5,
  notRecommended: 6,
} as const;

/** Why a forecast has its status (table 7-10), finer where the table has two reasons for one status. */
export const FORECAST = {
  due: 0,
  complete: 1,
  history: 2,
  immuneHistory: 3,
  immuneBirth: 4,
  antigenContraindicated: 5,
  vaccinesContraindicated: 6,
  pastSeason: 7,
  pastMaximumAge: 8,
  cannotFinish: 9,
} as const;

/** Which of the dates of FORECASTDTCAN-1, FORECASTDT-2 or -3 decided. */
export const CAUSE = {
  none: 0,
  minimumAge: 1,
  minimumInterval: 2,
  conflict: 3,
  season: 4,
  inadvertent: 5,
  lastDose: 6,
  recommendedAge: 7,
  recommendedInterval: 8,
  earliest: 9,
  latestAge: 10,
  latestInterval: 11,
} as const;

/** Why a series is the prioritized one of its series group (tables 8-3 and 8-5). */
export const CHOSEN = {
  byDefault: 1,
  alone: 2,
  complete: 3,
  inProcess: 4,
  noValidDose: 5,
  first: 6,
} as const;

/** A target dose can be skipped or repeated: as many entries as doses, and those that remain. */
const TARGETS_MAX = DOSES_MAX + 40;

/** One series as it stands for the person: its evaluations (by position in the antigen's list) and its forecast. */
export type PatientSeries = {
  readonly series: PreparedSeries;
  relevant: boolean;
  /** How many of the antigen's doses belong to the series it follows: the evaluation begins after them. */
  start: number;
  /** How many target doses the series it follows has satisfied. */
  before: number;
  readonly status: Uint8Array;
  readonly reason: Uint8Array;
  /** Number of the series dose each administered dose was compared with; 0 when none was left. */
  readonly target: Uint8Array;
  readonly bound: Int32Array;
  readonly detail: Int16Array;
  targets: number;
  /** Position in `series.doses`, status, and the dose that satisfied it (an index of the person's doses). */
  readonly targetDose: Uint8Array;
  readonly targetStatus: Uint8Array;
  readonly targetGiven: Int16Array;
  /** Of a skipped target dose: the reference day, and how many of the antigen's doses came before it. */
  readonly targetDay: Int32Array;
  readonly targetBefore: Uint8Array;
  /** Position in `series.doses` of the next target dose; its length when none remains. */
  next: number;
  satisfied: number;
  /** Every evaluation of the series is 'Valid' (SELECTB-2). */
  allValid: boolean;
  firstValid: DayNumber;
  outcome: number;
  why: number;
  earliest: DayNumber;
  earliestCause: number;
  /** Which interval, vaccine or dose gave the earliest day. */
  earliestDetail: number;
  unadjustedRecommended: DayNumber;
  recommended: DayNumber;
  recommendedCause: number;
  unadjustedPastDue: DayNumber;
  pastDue: DayNumber;
  pastDueCause: number;
  latest: DayNumber;
  doseNumber: number;
  /** For section 8.5: when the series could end, and whether before the maximum age of its last dose. */
  finish: DayNumber;
  completable: boolean;
  score: number;
  /** Why it was prioritized, one of CHOSEN. */
  chosen: number;
};

export type Workspace = {
  readonly schedule: PreparedSchedule;
  birth: DayNumber;
  birthCivil: number;
  today: DayNumber;
  /** One bit of GENDERS. */
  gender: number;
  country: string | null;
  doses: number;
  /** The person's doses until `today`, by day, then vaccine, then manufacturer. */
  readonly day: Int32Array;
  /** `civilOf` of each, computed once. */
  readonly civil: Int32Array;
  readonly vaccine: Int16Array;
  readonly manufacturer: Int16Array;
  /** 0 sound, or the REASON that makes it sub-standard. */
  readonly flaw: Uint8Array;
  readonly volume: Float64Array;
  /** Position in the question. */
  readonly asked: Int16Array;
  /** By observation: the day of the most recent one; NEVER when its day is not known; NO_DAY when not observed. */
  readonly observed: Int32Array;
  readonly observedList: number[];
  /** Every observation whose day is known, as often as it was observed, in any order. */
  readonly eventObservation: Int16Array;
  readonly eventDay: Int32Array;
  events: number;
  /** 1 at the index of each vaccine that is not given to the person, by a rule of the schedule or by the caller. */
  readonly withheld: Uint8Array;
  /** By antigen: its doses, as indices of the person's doses. */
  readonly administered: readonly Int16Array[];
  readonly administeredCount: Int32Array;
  readonly series: readonly PatientSeries[];
  /** By antigen, by position in its `seriesGroups`: the prioritized series, and whether it is a best one; or NONE. */
  readonly prioritized: readonly Int32Array[];
  readonly best: readonly Uint8Array[];
  /** By antigen: a bit for each forecast of its vaccine group that one of its best series belongs to. */
  readonly blends: Int32Array;
  readonly ageDays: Int32Array;
  readonly ageStamps: Int32Array;
  stamp: number;
  /** Series being scored (section 8), reused. */
  readonly scorable: PatientSeries[];
};

const patientSeries = (series: PreparedSeries): PatientSeries => ({
  series,
  relevant: false,
  start: 0,
  before: 0,
  status: new Uint8Array(DOSES_MAX),
  reason: new Uint8Array(DOSES_MAX),
  target: new Uint8Array(DOSES_MAX),
  bound: new Int32Array(DOSES_MAX),
  detail: new Int16Array(DOSES_MAX),
  targets: 0,
  targetDose: new Uint8Array(TARGETS_MAX),
  targetStatus: new Uint8Array(TARGETS_MAX),
  targetGiven: new Int16Array(TARGETS_MAX),
  targetDay: new Int32Array(TARGETS_MAX),
  targetBefore: new Uint8Array(TARGETS_MAX),
  next: 0,
  satisfied: 0,
  allValid: true,
  firstValid: NEVER,
  outcome: 0,
  why: 0,
  earliest: NO_DAY,
  earliestCause: 0,
  earliestDetail: NONE,
  unadjustedRecommended: NO_DAY,
  recommended: NO_DAY,
  recommendedCause: 0,
  unadjustedPastDue: NO_DAY,
  pastDue: NO_DAY,
  pastDueCause: 0,
  latest: NO_DAY,
  doseNumber: 0,
  finish: NO_DAY,
  completable: false,
  score: 0,
  chosen: 0,
});

export const createWorkspace = (schedule: PreparedSchedule): Workspace => ({
  schedule,
  birth: 0,
  birthCivil: 0,
  today: 0,
  gender: 0,
  country: null,
  doses: 0,
  day: new Int32Array(DOSES_MAX),
  civil: new Int32Array(DOSES_MAX),
  vaccine: new Int16Array(DOSES_MAX),
  manufacturer: new Int16Array(DOSES_MAX),
  flaw: new Uint8Array(DOSES_MAX),
  volume: new Float64Array(DOSES_MAX),
  asked: new Int16Array(DOSES_MAX),
  observed: new Int32Array(schedule.observations.length).fill(NO_DAY),
  observedList: [],
  eventObservation: new Int16Array(OBSERVATIONS_MAX),
  eventDay: new Int32Array(OBSERVATIONS_MAX),
  events: 0,
  withheld: new Uint8Array(schedule.vaccines.length),
  administered: schedule.antigens.map(() => new Int16Array(DOSES_MAX)),
  administeredCount: new Int32Array(schedule.antigens.length),
  series: schedule.series.map(patientSeries),
  prioritized: schedule.antigens.map(({ seriesGroups }) => new Int32Array(seriesGroups.length).fill(NONE)),
  best: schedule.antigens.map(({ seriesGroups }) => new Uint8Array(seriesGroups.length)),
  blends: new Int32Array(schedule.antigens.length),
  ageDays: new Int32Array(schedule.ages.length),
  ageStamps: new Int32Array(schedule.ages.length),
  stamp: 0,
  scorable: [],
});

/** A period after a dose. */
export const afterDose = (work: Workspace, dose: number, period: Period): DayNumber =>
  addPeriodToCivil(work.civil[dose] ?? 0, work.day[dose] ?? 0, period);

/** The day the person reaches an age, computed once a person (CALCDTAGE-1 to -5, CALCDTIND, CALCDTCI...). */
export const ageDay = (work: Workspace, age: AgeRef): DayNumber => {
  if (work.ageStamps[age] === work.stamp) return work.ageDays[age] ?? 0;
  const period = work.schedule.ages[age];
  if (period === undefined) return NO_DAY;
  const day = addToCivil(work.birthCivil, work.birth, period.months, period.days);
  work.ageDays[age] = day;
  work.ageStamps[age] = work.stamp;
  return day;
};

/** As `ageDay`, with the value the specification assumes when the schedule gives none. */
export const ageDayOr = (work: Workspace, age: AgeRef, otherwise: DayNumber): DayNumber =>
  age === NONE ? otherwise : ageDay(work, age);

/** Whether a day is from one age and before another. */
export const isBetweenAges = (work: Workspace, from: AgeRef, until: AgeRef, day: DayNumber): boolean =>
  (from === NONE || day >= ageDay(work, from)) && (until === NONE || day < ageDay(work, until));

/** RELEVANT-1 and -2: whether an element of the schedule applies on a day. */
export const applies = (
  dated: { readonly effective: DayNumber; readonly cessation: DayNumber },
  on: DayNumber,
): boolean => dated.effective <= on && on <= dated.cessation;

/** The ages of a target dose that apply on a day; undefined when it gives none. */
export const ageOfDose = (ages: readonly PreparedAge[], on: DayNumber): PreparedAge | undefined => {
  for (let i = 0; i < ages.length; i++) {
    const age = ages[i];
    if (age !== undefined && applies(age, on)) return age;
  }
  return undefined;
};
