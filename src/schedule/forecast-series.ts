/** Chapter 7 for one series: skip, need, dates, and the check that the answer will still hold (figure 7-1). */
import { canSkip } from '#schedule/conditional-skip.ts';
import { areVaccinesContraindicated } from '#schedule/contraindication.ts';
import { addTarget } from '#schedule/evaluate-series.ts';
import { candidateEarliest, forecastDates } from '#schedule/forecast-dates.ts';
import { NEVER, NO_DAY, NONE, type PreparedAntigen } from '#schedule/prepared.ts';
import {
  ageDayOr,
  ageOfDose,
  FORECAST,
  type PatientSeries,
  STATUS,
  TARGET,
  type Workspace,
} from '#schedule/workspace.ts';

/**
 * Forecasts one relevant series. `immunity` and `contraindicated` are those of the antigen (7.2, 7.3), the same for
 * all its series.
 */
export const forecastSeries = (
  work: Workspace,
  patient: PatientSeries,
  antigen: PreparedAntigen,
  immunity: number,
  contraindicated: boolean,
): void => {
  const { doses } = patient.series;
  const count = work.administeredCount[antigen.index] ?? 0;
  clearDates(patient);
  for (;;) {
    let dose = doses[patient.next];
    // 7.1, at the assessment date.
    while (
      dose !== undefined &&
      canSkip(work, patient, dose.skipsWhenForecasting, work.today, work.today, count)
    ) {
      addTarget(patient, TARGET.skipped, NONE, work.today, count);
      dose = doses[++patient.next];
    }
    if (dose === undefined) {
      nothingLeft(patient);
      return;
    }
    if (immunity !== 0) {
      conclude(patient, STATUS.immune, immunity);
      return;
    }
    if (contraindicated) {
      conclude(patient, STATUS.contraindicated, FORECAST.antigenContraindicated);
      return;
    }
    if (areVaccinesContraindicated(work, antigen, patient.series)) {
      conclude(patient, STATUS.contraindicated, FORECAST.vaccinesContraindicated);
      return;
    }
    if (work.today > dose.seasonEnd) {
      conclude(patient, STATUS.notRecommended, FORECAST.pastSeason);
      return;
    }
    const age = ageOfDose(dose.ages, work.today);
    const maximum = age === undefined ? NEVER : ageDayOr(work, age.maximum, NEVER);
    if (work.today >= maximum) {
      conclude(patient, STATUS.agedOut, FORECAST.pastMaximumAge);
      return;
    }
    candidateEarliest(work, patient, dose, age);
    if (patient.earliest === NO_DAY) {
      patient.earliest = work.birth;
    }
    if (patient.earliest >= maximum) {
      patient.earliest = NO_DAY;
      conclude(patient, STATUS.agedOut, FORECAST.cannotFinish);
      return;
    }
    // 7.6: on the earliest day, would this dose be skipped?
    if (canSkip(work, patient, dose.skipsWhenForecasting, patient.earliest, work.today, count)) {
      addTarget(patient, TARGET.skipped, NONE, patient.earliest, count);
      patient.next++;
      continue;
    }
    conclude(patient, STATUS.notComplete, FORECAST.due);
    forecastDates(work, patient, dose, age);
    return;
  }
};

/** Second and third columns of table 7-10. */
const nothingLeft = (patient: PatientSeries): void => {
  if (patient.satisfied > 0) conclude(patient, STATUS.complete, FORECAST.complete);
  else conclude(patient, STATUS.notRecommended, FORECAST.history);
};

const conclude = (patient: PatientSeries, outcome: number, why: number): void => {
  patient.outcome = outcome;
  patient.why = why;
};

const clearDates = (patient: PatientSeries): void => {
  patient.earliest = NO_DAY;
  patient.unadjustedRecommended = NO_DAY;
  patient.recommended = NO_DAY;
  patient.unadjustedPastDue = NO_DAY;
  patient.pastDue = NO_DAY;
  patient.latest = NO_DAY;
  patient.doseNumber = 0;
  patient.finish = NO_DAY;
  patient.completable = false;
};
