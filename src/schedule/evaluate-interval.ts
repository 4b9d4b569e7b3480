/** Sections 6.5 and 6.6: was the dose given long enough after what it counts from? */
import type { DayNumber } from '#kernel/day.ts';
import { addPeriod } from '#schedule/period.ts';
import { FROM, NEVER, NO_DAY, type PreparedInterval, type PreparedSeriesDose } from '#schedule/prepared.ts';
import {
  applies,
  EVALUATED,
  type PatientSeries,
  REASON,
  TARGET,
  type Workspace,
} from '#schedule/workspace.ts';

/**
 * The day an interval counts from, or NO_DAY (CALCDTINT-1, -2, -8, -9). `before` is how many of the antigen's doses
 * come before; `earlier` how many of all the person's doses.
 */
export const referenceDay = (
  work: Workspace,
  patient: PatientSeries,
  interval: PreparedInterval,
  before: number,
  earlier: number,
): DayNumber => {
  switch (interval.from) {
    case FROM.previous:
      return previousDay(work, patient, before);
    case FROM.targetDose: {
      for (let k = patient.targets - 1; k >= 0; k--) {
        if (patient.targetStatus[k] !== TARGET.satisfied) continue;
        const dose = patient.series.doses[patient.targetDose[k] ?? 0];
        if (dose?.number === interval.targetDose) return work.day[patient.targetGiven[k] ?? 0] ?? NO_DAY;
      }
      return NO_DAY;
    }
    case FROM.mostRecent: {
      for (let dose = earlier - 1; dose >= 0; dose--)
        if (interval.vaccines[work.vaccine[dose] ?? 0] === 1 && !isInadvertent(work, patient, dose, before))
          return work.day[dose] ?? NO_DAY;
      return NO_DAY;
    }
    default: {
      const day = work.observed[interval.observation] ?? NO_DAY;
      return day === NEVER ? NO_DAY : day;
    }
  }
};

/** CALCDTINT-1: the previous dose that was 'Valid' or 'Not Valid', inadvertent ones left out. */
const previousDay = (work: Workspace, patient: PatientSeries, before: number): DayNumber => {
  const list = work.administered[patient.series.antigen];
  for (let i = before - 1; i >= 0; i--) {
    const status = patient.status[i];
    if (
      status === EVALUATED.valid ||
      (status === EVALUATED.notValid && patient.reason[i] !== REASON.inadvertent)
    )
      return work.day[list?.[i] ?? 0] ?? NO_DAY;
  }
  return NO_DAY;
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
    const from = referenceDay(work, patient, interval, at, given);
    if (from === NO_DAY) continue;
    const absoluteMinimum =
      interval.absoluteMinimum === null ? NO_DAY : addPeriod(from, interval.absoluteMinimum);
    if (day < absoluteMinimum) {
      if (satisfiesAllowable(work, patient, dose, given, at)) return REASON.allowableInterval;
      patient.bound[at] = absoluteMinimum;
      patient.detail[at] = i;
      return REASON.tooSoon;
    }
    const minimum = interval.minimum === null ? NO_DAY : addPeriod(from, interval.minimum);
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
    const from = referenceDay(work, patient, interval, at, given);
    if (
      from !== NO_DAY &&
      interval.absoluteMinimum !== null &&
      day < addPeriod(from, interval.absoluteMinimum)
    )
      return false;
  }
  return asked > 0;
};
