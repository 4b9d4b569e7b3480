/**
 * Series groups of choice `first`, and series that follow others: two things the specification has not, and that a
 * strategy written as "the first rule that fits" and "so many months after the course, whichever it was" needs.
 */
import { findVaccineContraindication } from '#schedule/contraindication.ts';
import { evaluateSeries } from '#schedule/evaluate-series.ts';
import { forecastSeries } from '#schedule/forecast-series.ts';
import { NONE, type PreparedAntigen, type PreparedSeriesGroup } from '#schedule/prepared.ts';
import { isRelevant, withhold } from '#schedule/relevant-series.ts';
import { CHOSEN, type PatientSeries, STATUS, TARGET, type Workspace } from '#schedule/workspace.ts';

/**
 * Among the series of the group that concern the person, and of the highest priority there, the first whose next dose
 * has a vaccine that may be given; when none has, the first. Leaves it in `prioritized`, alone relevant.
 */
export const runFirst = (
  work: Workspace,
  antigen: PreparedAntigen,
  position: number,
  immunity: number,
  contraindicated: boolean,
): void => {
  const prioritized = work.prioritized[antigen.index];
  const group = antigen.seriesGroups[position];
  if (prioritized === undefined || group === undefined) return;
  // Whoever was here before: no other series of the group is relevant.
  const before = work.series[prioritized[position] ?? NONE];
  if (before !== undefined) before.relevant = false;
  if (work.schedule.withholds) withhold(work, antigen, position);
  let chosen: PatientSeries | undefined;
  const candidates = candidatesOf(work, antigen, group);
  for (let i = 0; i < candidates.length; i++) {
    const patient = work.series[candidates[i] ?? 0];
    if (patient === undefined) continue;
    if (chosen !== undefined && patient.series.priority > chosen.series.priority) break;
    if (!isRelevant(work, patient.series)) continue;
    if (patient.series.follows !== NONE && !follow(work, antigen, patient)) continue;
    evaluateSeries(work, patient);
    forecastSeries(work, patient, antigen, immunity, contraindicated);
    if (canBeGiven(work, antigen, patient)) {
      chosen = patient;
      break;
    }
    chosen ??= patient;
  }
  prioritized[position] = chosen?.series.index ?? NONE;
  if (chosen === undefined) return;
  chosen.relevant = true;
  chosen.chosen = CHOSEN.first;
};

/** By the vaccine and the day of the first dose. */
const candidatesOf = (
  work: Workspace,
  antigen: PreparedAntigen,
  group: PreparedSeriesGroup,
): readonly number[] => {
  const hasBegun = (work.administeredCount[antigen.index] ?? 0) > 0;
  const first = work.administered[antigen.index]?.[0] ?? 0;
  const beginning = group.byFirst[hasBegun ? (work.vaccine[first] ?? 0) : group.byFirst.length - 1];
  if (beginning === undefined) return NO_SERIES;
  const { starts, series } = beginning;
  const day = hasBegun ? (work.day[first] ?? 0) : 0;
  let i = starts.length - 1;
  while (i > 0 && (starts[i] ?? 0) > day) i--;
  return series[i] ?? NO_SERIES;
};

const NO_SERIES: readonly number[] = [];

/** Nothing is due, or a vaccine of the next dose is neither withheld nor contraindicated. */
const canBeGiven = (work: Workspace, antigen: PreparedAntigen, patient: PatientSeries): boolean => {
  const dose = patient.series.doses[patient.next];
  if (dose === undefined) return true;
  for (let i = 0; i < dose.preferable.length; i++) {
    const vaccine = dose.preferable[i]?.vaccine ?? NONE;
    if (work.withheld[vaccine] !== 1 && findVaccineContraindication(work, antigen, vaccine) === -1)
      return true;
  }
  return false;
};

/**
 * Makes a series begin after the doses of the one it follows (`follows`), whose statuses it takes over so that its
 * intervals can count from them. False when that one is not complete: the series does not concern the person yet.
 */
export const follow = (work: Workspace, antigen: PreparedAntigen, patient: PatientSeries): boolean => {
  patient.start = 0;
  patient.before = 0;
  if (patient.series.follows === NONE) return true;
  const group = antigen.seriesGroups[patient.series.follows];
  if (group === undefined) return false;
  const chosen = group.first ? work.prioritized[antigen.index]?.[patient.series.follows] : undefined;
  if (chosen !== undefined) return takeOver(patient, work.series[chosen]);
  for (let i = 0; i < group.series.length; i++)
    if (takeOver(patient, work.series[group.series[i] ?? 0])) return true;
  return false;
};

const takeOver = (patient: PatientSeries, followed: PatientSeries | undefined): boolean => {
  if (!followed?.relevant || followed.outcome !== STATUS.complete) return false;
  let start = followed.start;
  for (let k = 0; k < followed.targets; k++)
    if (followed.targetStatus[k] === TARGET.satisfied) start = (followed.targetBefore[k] ?? 0) + 1;
  for (let at = 0; at < start; at++) {
    patient.status[at] = followed.status[at] ?? 0;
    patient.reason[at] = followed.reason[at] ?? 0;
  }
  patient.start = start;
  patient.before = followed.before + followed.satisfied;
  return true;
};
