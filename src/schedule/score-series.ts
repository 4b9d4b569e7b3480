/**
 * Sections 8.4 to 8.6: points by which one series is preferred to another. A row of tables 8-7, 8-9 and 8-11 that
 * compares series gives its points to the one that is best, nothing to those that are best together, and takes as
 * many from the others.
 */
import { NEVER, NO_DAY } from '#schedule/prepared.ts';
import type { PatientSeries } from '#schedule/workspace.ts';

/** The best value of a row, and how many series have it. */
type Row = { best: number; holders: number };

const VALID: Row = { best: 0, holders: 0 };
const REMAINING: Row = { best: 0, holders: 0 };
const DAY: Row = { best: 0, holders: 0 };

const LOWEST = -NEVER;

const reset = (row: Row): void => {
  row.best = LOWEST;
  row.holders = 0;
};

const see = (row: Row, value: number): void => {
  if (value > row.best) {
    row.best = value;
    row.holders = 1;
  } else if (value === row.best) row.holders++;
};

const points = (row: Row, value: number, worth: number): number =>
  value !== row.best ? -worth : row.holders === 1 ? worth : 0;

/** SELECTB-5: how many target doses are neither satisfied nor skipped, below zero so that the highest is best. */
const remaining = (patient: PatientSeries): number => patient.next - patient.series.doses.length;

/** SELECTB-11: a series that cannot be completed never finishes first. */
const finish = (patient: PatientSeries): number => (patient.completable ? -patient.finish : LOWEST);

/** Table 8-7. */
export const scoreComplete = (scorable: readonly PatientSeries[]): void => {
  reset(VALID);
  for (const patient of scorable) see(VALID, patient.satisfied);
  for (const patient of scorable) patient.score = points(VALID, patient.satisfied, 1);
};

/** Table 8-9. */
export const scoreInProcess = (scorable: readonly PatientSeries[]): void => {
  reset(VALID);
  reset(REMAINING);
  reset(DAY);
  for (const patient of scorable) {
    see(VALID, patient.satisfied);
    see(REMAINING, remaining(patient));
    see(DAY, finish(patient));
  }
  for (const patient of scorable)
    patient.score =
      (patient.series.productPath && patient.allValid ? 2 : -2) +
      (patient.completable ? 3 : -3) +
      points(VALID, patient.satisfied, 2) +
      points(REMAINING, remaining(patient), 2) +
      points(DAY, finish(patient), 1);
};

/** Table 8-11; the earliest start is SELECTB-14, among those with a start date. */
export const scoreNoValidDoses = (scorable: readonly PatientSeries[]): void => {
  reset(DAY);
  for (const patient of scorable) if (patient.earliest !== NO_DAY) see(DAY, -patient.earliest);
  for (const patient of scorable)
    patient.score =
      (patient.earliest === NO_DAY ? -1 : points(DAY, -patient.earliest, 1)) +
      (patient.completable ? 1 : -1) +
      (patient.series.productPath ? -1 : 1);
};
