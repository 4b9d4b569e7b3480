/** Sections 6.5 and 6.6: was the dose given long enough after what it counts from? */
import type { DayNumber } from '#kernel/day.ts';
import { addPeriod, type Period } from '#schedule/period.ts';
import {
  FROM,
  NEVER,
  NO_DAY,
  NONE,
  type PreparedInterval,
  type PreparedSeriesDose,
  type PreparedSince,
} from '#schedule/prepared.ts';
import {
  afterDose,
  applies,
  EVALUATED,
  type PatientSeries,
  REASON,
  TARGET,
  type Workspace,
} from '#schedule/workspace.ts';

/**
 * The day a period after what an interval counts from, or NO_DAY when there is nothing to count from (CALCDTINT-1, -2,
 * -8, -9 for the reference, -3 to -6 for the sum). `before` is how many of the antigen's doses come before; `earlier`
 * how many of all the person's doses.
 */
export const intervalDay = (
  work: Workspace,
  patient: PatientSeries,
  interval: PreparedInterval,
  period: Period,
  before: number,
  earlier: number,
): DayNumber => {
  if (interval.from === FROM.observation)
    return afterObservation(work, patient, interval, period, before, earlier);
  const dose = referenceDose(work, patient, interval, before, earlier);
  return dose === NONE ? NO_DAY : afterDose(work, dose, period);
};

/** CALCDTINT-9: as `intervalDay`, for an interval that counts from an observation. */
export const afterObservation = (
  work: Workspace,
  patient: PatientSeries,
  interval: PreparedInterval,
  period: Period,
  before: number,
  earlier: number,
): DayNumber => {
  const day =
    interval.since === null
      ? (work.observed[interval.observation] ?? NO_DAY)
      : observedSince(work, patient, interval.observation, interval.since, before, earlier);
  return day === NO_DAY || day === NEVER ? NO_DAY : addPeriod(day, period);
};

/** The dose that satisfied a target dose, or NONE. */
const targetGiven = (patient: PatientSeries, number: number): number => {
  for (let k = patient.targets - 1; k >= 0; k--) {
    if (patient.targetStatus[k] !== TARGET.satisfied) continue;
    const dose = patient.series.doses[patient.targetDose[k] ?? 0];
    if (dose?.number === number) return patient.targetGiven[k] ?? NONE;
  }
  return NONE;
};

/** The dose an interval counts from, or NONE (CALCDTINT-1, -2, -8). */
export const referenceDose = (
  work: Workspace,
  patient: PatientSeries,
  interval: PreparedInterval,
  before: number,
  earlier: number,
): number => {
  const { from } = interval;
  if (from === FROM.previous) return previousDose(work, patient, before);
  if (from === FROM.targetDose) {
    return targetGiven(patient, interval.targetDose);
  }
  for (let dose = earlier - 1; dose >= 0; dose--)
    if (interval.vaccines[work.vaccine[dose] ?? 0] === 1 && !isInadvertent(work, patient, dose, before))
      return dose;
  return NONE;
};

/**
 * The most recent day an observation was made within a time counted from a dose (`Since`), or NO_DAY. `before` and
 * `earlier` as for `intervalDay`.
 */
export const observedSince = (
  work: Workspace,
  patient: PatientSeries,
  observation: number,
  since: PreparedSince,
  before: number,
  earlier: number,
): DayNumber => {
  if (work.events === 0) return NO_DAY;
  const dose =
    since.dose === NONE
      ? earlier
      : since.dose === 0
        ? previousDose(work, patient, before)
        : targetGiven(patient, since.dose);
  if (dose === NONE) return NO_DAY;
  const isGiven = dose < work.doses;
  const from = since.from === null || !isGiven ? NO_DAY : afterDose(work, dose, since.from);
  const until = since.until === null || !isGiven ? NEVER : afterDose(work, dose, since.until);
  let latest = NO_DAY;
  for (let i = 0; i < work.events; i++) {
    const day = work.eventDay[i] ?? NO_DAY;
    if (work.eventObservation[i] === observation && day >= from && day < until && day > latest) latest = day;
  }
  return latest;
};

/** CALCDTINT-1: the previous dose that was 'Valid' or 'Not Valid', inadvertent ones left out. */
const previousDose = (work: Workspace, patient: PatientSeries, before: number): number => {
  const list = work.administered[patient.series.antigen];
  for (let i = before - 1; i >= 0; i--) {
    const status = patient.status[i];
    if (
      status === EVALUATED.valid ||
      (status === EVALUATED.notValid && patient.reason[i] !== REASON.inadvertent)
    )
      return list?.[i] ?? NONE;
  }
  return NONE;
};

const isInadvertent = (work: Workspace, patient: PatientSeries, dose: number, before: number): boolean => {
  const list = work.administered[patient.series.antigen];
  for (let i = before - 1; i >= 0; i--)
    if (list?.[i] === dose) return patient.reason[i] === REASON.inadvertent;
  return false;
};

/**
 * Tables 6-18, 6-21 and the second row of 6-31: REASON.none, graceInterval, allowableInterval or tooSoon. The bound
 * goes to `patient.bound[at]`, the interval's position to `patient.detail[at]`.
 */
export const evaluateIntervals = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  given: number,
  at: number,
): number => {
  const day = work.day[given] ?? 0;
  let reason: number = REASON.none;
  for (let i = 0; i < dose.intervals.length; i++) {
    const interval = dose.intervals[i];
    if (interval === undefined || !applies(interval, day)) continue;
    const observed = interval.from === FROM.observation;
    const reference = observed ? NONE : referenceDose(work, patient, interval, at, given);
    if (!observed && reference === NONE) continue;
    const absoluteMinimum =
      interval.absoluteMinimum === null
        ? NO_DAY
        : observed
          ? afterObservation(work, patient, interval, interval.absoluteMinimum, at, given)
          : afterDose(work, reference, interval.absoluteMinimum);
    if (day < absoluteMinimum) {
      if (satisfiesAllowable(work, patient, dose, given, at)) return REASON.allowableInterval;
      patient.bound[at] = absoluteMinimum;
      patient.detail[at] = i;
      return REASON.tooSoon;
    }
    const minimum =
      interval.minimum === null
        ? NO_DAY
        : observed
          ? afterObservation(work, patient, interval, interval.minimum, at, given)
          : afterDose(work, reference, interval.minimum);
    if (day < minimum) {
      patient.bound[at] = minimum;
      patient.detail[at] = i;
      reason = REASON.graceInterval;
    }
  }
  return reason;
};

/** Table 6-21; a target dose without allowable intervals has none that could be satisfied. */
const satisfiesAllowable = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  given: number,
  at: number,
): boolean => {
  const day = work.day[given] ?? 0;
  let asked = 0;
  for (let i = 0; i < dose.allowableIntervals.length; i++) {
    const interval = dose.allowableIntervals[i];
    if (interval === undefined || !applies(interval, day)) continue;
    asked++;
    if (
      interval.absoluteMinimum !== null &&
      day < intervalDay(work, patient, interval, interval.absoluteMinimum, at, given)
    )
      return false;
  }
  return asked > 0;
};
