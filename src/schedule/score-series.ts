/** Sections 8.4 to 8.6: points by which one series is preferred to another. */
import { NEVER } from '#schedule/prepared.ts';
import type { PatientSeries } from '#schedule/workspace.ts';

/**
 * Adds points for a condition that only the best meet: `value` is compared, the highest being best. Alone: `points`;
 * with another: nothing; not: as many lost. That is how each row of tables 8-7, 8-9 and 8-11 is read.
 */
const award = (
  scorable: readonly PatientSeries[],
  points: number,
  value: (patient: PatientSeries) => number,
): void => {
  let best = Number.NEGATIVE_INFINITY;
  let holders = 0;
  for (const patient of scorable) {
    const n = value(patient);
    if (n > best) {
      best = n;
      holders = 1;
    } else if (n === best) holders++;
  }
  for (const patient of scorable)
    if (value(patient) !== best) patient.score -= points;
    else if (holders === 1) patient.score += points;
};

/** Adds or takes away points for a condition each series meets by itself. */
const awardEach = (
  scorable: readonly PatientSeries[],
  points: number,
  meets: (patient: PatientSeries) => boolean,
): void => {
  for (const patient of scorable) patient.score += meets(patient) ? points : -points;
};

const reset = (scorable: readonly PatientSeries[]): void => {
  for (const patient of scorable) patient.score = 0;
};

const validDoses = (patient: PatientSeries): number => patient.satisfied;
/** SELECTB-5: the number of target doses neither satisfied nor skipped. */
const notSatisfied = (patient: PatientSeries): number => patient.next - patient.series.doses.length;
/** SELECTB-11. */
const soonestFinish = (patient: PatientSeries): number => (patient.completable ? -patient.finish : -NEVER);
/** SELECTB-14. */
const soonestStart = (patient: PatientSeries): number => -patient.earliest;

/** Table 8-7. */
export const scoreComplete = (scorable: readonly PatientSeries[]): void => {
  reset(scorable);
  award(scorable, 1, validDoses);
};

/** Table 8-9. */
export const scoreInProcess = (scorable: readonly PatientSeries[]): void => {
  reset(scorable);
  awardEach(scorable, 2, (patient) => patient.series.productPath && patient.allValid);
  awardEach(scorable, 3, (patient) => patient.completable);
  award(scorable, 2, validDoses);
  award(scorable, 2, notSatisfied);
  award(scorable, 1, soonestFinish);
};

/** Table 8-11. */
export const scoreNoValidDoses = (scorable: readonly PatientSeries[]): void => {
  reset(scorable);
  award(scorable, 1, soonestStart);
  awardEach(scorable, 1, (patient) => patient.completable);
  awardEach(scorable, -1, (patient) => patient.series.productPath);
};
