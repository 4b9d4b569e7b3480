/** Section 7.5, and FORECASTDTCAN-1 of 7.4: the days of the next target dose. */
import type { DayNumber } from '#kernel/day.ts';
import { intervalDay } from '#schedule/evaluate-interval.ts';
import { addPeriodToCivil, civilOf } from '#schedule/period.ts';
import { NO_DAY, NONE, type PreparedAge, type PreparedSeriesDose } from '#schedule/prepared.ts';
import {
  afterDose,
  ageDay,
  applies,
  CAUSE,
  EVALUATED,
  type PatientSeries,
  REASON,
  TARGET,
  type Workspace,
} from '#schedule/workspace.ts';

/** FORECASTDTCAN-1: the latest of the days below; which one decided goes to `earliestCause` and `earliestDetail`. */
export const candidateEarliest = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  age: PreparedAge | undefined,
): void => {
  const { antigen } = patient.series;
  const count = work.administeredCount[antigen] ?? 0;
  patient.earliest = NO_DAY;
  patient.earliestCause = CAUSE.none;
  patient.earliestDetail = NONE;
  if (age !== undefined && age.minimum !== NONE)
    atLeast(patient, ageDay(work, age.minimum), CAUSE.minimumAge, age.minimum);
  for (let i = 0; i < dose.intervals.length; i++) {
    const interval = dose.intervals[i];
    if (interval === undefined || interval.minimum === null || !applies(interval, work.today)) continue;
    const day = intervalDay(work, patient, interval, interval.minimum, count, work.doses);
    atLeast(patient, day, CAUSE.minimumInterval, i);
  }
  if (dose.conflictEnds !== null)
    for (let given = 0; given < work.doses; given++) {
      const ends = dose.conflictEnds[work.vaccine[given] ?? 0];
      if (ends === undefined) continue;
      for (let i = 0; i < ends.length; i++) {
        const end = ends[i];
        if (end !== undefined) atLeast(patient, afterDose(work, given, end), CAUSE.conflict, given);
      }
    }
  if (dose.hasSeason) atLeast(patient, dose.seasonStart, CAUSE.season, NONE);
  const list = work.administered[antigen];
  for (let at = 0; at < count; at++) {
    const day = work.day[list?.[at] ?? 0] ?? NO_DAY;
    const inadvertent =
      patient.status[at] === EVALUATED.notValid && patient.reason[at] === REASON.inadvertent;
    atLeast(patient, day, inadvertent ? CAUSE.inadvertent : CAUSE.lastDose, at);
  }
};

const atLeast = (patient: PatientSeries, day: DayNumber, cause: number, detail: number): void => {
  if (day <= patient.earliest) return;
  patient.earliest = day;
  patient.earliestCause = cause;
  patient.earliestDetail = detail;
};

/** FORECASTDT-2 to -6 and FORECASTDN-1, once the earliest day is known. */
export const forecastDates = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  age: PreparedAge | undefined,
): void => {
  const { earliest } = patient;
  let recommended = NO_DAY;
  let pastDue = NO_DAY;
  patient.recommendedCause = CAUSE.recommendedAge;
  patient.pastDueCause = CAUSE.latestAge;
  if (age !== undefined && age.earliestRecommended !== NONE)
    recommended = ageDay(work, age.earliestRecommended);
  else {
    recommended = latestInterval(work, patient, dose, true);
    patient.recommendedCause = CAUSE.recommendedInterval;
  }
  if (recommended === NO_DAY) {
    recommended = earliest;
    patient.recommendedCause = CAUSE.earliest;
  }
  if (age !== undefined && age.latestRecommended !== NONE) pastDue = ageDay(work, age.latestRecommended);
  else {
    pastDue = latestInterval(work, patient, dose, false);
    patient.pastDueCause = CAUSE.latestInterval;
  }
  patient.unadjustedRecommended = recommended;
  patient.recommended = Math.max(recommended, earliest);
  if (patient.recommended !== recommended) patient.recommendedCause = CAUSE.earliest;
  patient.unadjustedPastDue = pastDue === NO_DAY ? NO_DAY : pastDue - 1;
  patient.pastDue = pastDue === NO_DAY ? NO_DAY : Math.max(pastDue - 1, earliest);
  if (pastDue !== NO_DAY && patient.pastDue !== pastDue - 1) patient.pastDueCause = CAUSE.earliest;
  patient.latest = age !== undefined && age.maximum !== NONE ? ageDay(work, age.maximum) - 1 : NO_DAY;
  patient.doseNumber = doseNumber(work, patient);
};

/** The latest of the earliest recommended (or latest recommended) interval days; NO_DAY for none. */
const latestInterval = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  earliestRecommended: boolean,
): DayNumber => {
  const count = work.administeredCount[patient.series.antigen] ?? 0;
  let latest = NO_DAY;
  for (let i = 0; i < dose.intervals.length; i++) {
    const interval = dose.intervals[i];
    if (interval === undefined || !applies(interval, work.today)) continue;
    const period = earliestRecommended ? interval.earliestRecommended : interval.latestRecommended;
    if (period === null) continue;
    latest = Math.max(latest, intervalDay(work, patient, interval, period, count, work.doses));
  }
  return latest;
};

/** FORECASTDN-1: a dose of a season counts from the start of the season. */
const doseNumber = (work: Workspace, patient: PatientSeries): number => {
  let number = 1 + patient.before;
  for (let k = 0; k < patient.targets; k++) {
    if (patient.targetStatus[k] !== TARGET.satisfied) continue;
    const dose = patient.series.doses[patient.targetDose[k] ?? 0];
    if (dose === undefined) continue;
    if (!dose.hasSeason || (work.day[patient.targetGiven[k] ?? 0] ?? 0) >= dose.seasonStart) number++;
  }
  return number;
};

/**
 * SELECTB-12 and SELECTB-3: the earliest day plus the longest minimum interval of the remaining doses, and whether that
 * is before the maximum age of the last dose.
 */
export const forecastFinish = (work: Workspace, patient: PatientSeries): void => {
  const { doses } = patient.series;
  const civil = civilOf(patient.earliest);
  let finish = patient.earliest;
  for (let k = patient.next + 1; k < doses.length; k++) {
    const dose = doses[k];
    for (let i = 0; dose !== undefined && i < dose.intervals.length; i++) {
      const interval = dose.intervals[i];
      if (interval === undefined || interval.minimum === null || !applies(interval, work.today)) continue;
      finish = Math.max(finish, addPeriodToCivil(civil, patient.earliest, interval.minimum));
    }
  }
  patient.finish = finish;
  const last = doses[doses.length - 1];
  let maximum = NO_DAY;
  for (let i = 0; last !== undefined && i < last.ages.length; i++) {
    const age = last.ages[i];
    if (age !== undefined && applies(age, work.today) && age.maximum !== NONE)
      maximum = ageDay(work, age.maximum);
  }
  patient.completable = finish !== NO_DAY && (maximum === NO_DAY || finish < maximum);
};
