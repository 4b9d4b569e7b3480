/** Chapter 8: of the series of an antigen, the best for the person in each series group. */
import { forecastFinish } from '#schedule/forecast-dates.ts';
import { KIND, NEVER, NONE, type PreparedAntigen, type PreparedSeriesGroup } from '#schedule/prepared.ts';
import { scoreComplete, scoreInProcess, scoreNoValidDoses } from '#schedule/score-series.ts';
import { ageDayOr, CHOSEN, type PatientSeries, STATUS, type Workspace } from '#schedule/workspace.ts';

/** Sections 8.1 to 8.8; leaves `prioritized` and `best` of the antigen. */
export const selectBestSeries = (work: Workspace, antigen: PreparedAntigen): void => {
  const prioritized = work.prioritized[antigen.index];
  const best = work.best[antigen.index];
  if (prioritized === undefined || best === undefined) return;
  for (let i = 0; i < antigen.seriesGroups.length; i++) {
    const group = antigen.seriesGroups[i];
    // A group of choice `first` has its series already.
    if (group?.first === true) continue;
    prioritized[i] = group === undefined ? NONE : prioritize(work, group);
  }
  let blends = 0;
  for (let i = 0; i < antigen.seriesGroups.length; i++) {
    best[i] = isBest(work, antigen, i) ? 1 : 0;
    if (best[i] === 1) blends |= 1 << (work.series[prioritized[i] ?? NONE]?.series.blend ?? 0);
  }
  work.blends[antigen.index] = blends;
};

/** Section 8.1: SELECTB-24, SELECTSCORE-2. Fills `work.scorable`; returns the default series, or undefined. */
const preFilter = (work: Workspace, group: PreparedSeriesGroup): PatientSeries | undefined => {
  const { scorable } = work;
  scorable.length = 0;
  let allContraindicated = true;
  let highest = Number.POSITIVE_INFINITY;
  let valid = 0;
  let byDefault: PatientSeries | undefined;
  for (let i = 0; i < group.series.length; i++) {
    const patient = work.series[group.series[i] ?? 0];
    if (!patient?.relevant) continue;
    if (patient.outcome !== STATUS.contraindicated) allContraindicated = false;
    highest = Math.min(highest, patient.series.priority);
    valid += patient.satisfied;
    if (patient.series.isDefault) byDefault ??= patient;
  }
  for (let i = 0; i < group.series.length; i++) {
    const patient = work.series[group.series[i] ?? 0];
    if (!patient?.relevant) continue;
    const { kind, priority, maximumStart } = patient.series;
    const candidate = allContraindicated || patient.outcome !== STATUS.contraindicated;
    if (kind === KIND.evaluationOnly) {
      if (patient.outcome === STATUS.complete) scorable.push(patient);
    } else if (!candidate) continue;
    else if (kind === KIND.risk) {
      if (priority <= highest) scorable.push(patient);
    } else if (patient.satisfied > 0) {
      if (patient.firstValid < ageDayOr(work, maximumStart, NEVER)) scorable.push(patient);
    } else if (valid === 0 && byDefault === undefined) scorable.push(patient);
  }
  return byDefault;
};

/** Sections 8.2 (table 8-3), 8.3 (table 8-5) and 8.7: the prioritized series of a group, or NONE. */
const prioritize = (work: Workspace, group: PreparedSeriesGroup): number => {
  const byDefault = preFilter(work, group);
  const { scorable } = work;
  if (scorable.length === 0) return choose(byDefault, CHOSEN.byDefault);
  if (scorable.length === 1) return choose(scorable[0], CHOSEN.alone);
  let complete = 0;
  let inProcess = 0;
  for (let i = 0; i < scorable.length; i++) {
    const patient = scorable[i];
    if (patient?.outcome === STATUS.complete) complete++;
    else if (patient !== undefined && isInProcess(patient)) inProcess++;
  }
  if (complete > 0) {
    keep(scorable, (patient) => patient.outcome === STATUS.complete);
    scoreComplete(scorable);
    return choose(highestScore(scorable), CHOSEN.complete);
  }
  if (inProcess > 0) {
    keep(scorable, isInProcess);
    finishEach(work, scorable);
    scoreInProcess(scorable);
    return choose(highestScore(scorable), CHOSEN.inProcess);
  }
  if (byDefault !== undefined) return choose(byDefault, CHOSEN.byDefault);
  finishEach(work, scorable);
  scoreNoValidDoses(scorable);
  return choose(highestScore(scorable), CHOSEN.noValidDose);
};

const finishEach = (work: Workspace, scorable: readonly PatientSeries[]): void => {
  for (let i = 0; i < scorable.length; i++) {
    const patient = scorable[i];
    if (patient !== undefined && patient.outcome === STATUS.notComplete) forecastFinish(work, patient);
  }
};

/** The points of a series that was not scored are those of the person before: none. */
const choose = (patient: PatientSeries | undefined, chosen: number): number => {
  if (patient === undefined) return NONE;
  patient.chosen = chosen;
  if (chosen === CHOSEN.byDefault || chosen === CHOSEN.alone) patient.score = 0;
  return patient.series.index;
};

/** SELECTB-16. */
const isInProcess = (patient: PatientSeries): boolean =>
  patient.satisfied > 0 && patient.outcome === STATUS.notComplete;

const keep = (scorable: PatientSeries[], wanted: (patient: PatientSeries) => boolean): void => {
  let kept = 0;
  for (let i = 0; i < scorable.length; i++) {
    const patient = scorable[i];
    if (patient !== undefined && wanted(patient)) scorable[kept++] = patient;
  }
  scorable.length = kept;
};

/** SELECTBEST-1 and -2. */
const highestScore = (scorable: readonly PatientSeries[]): PatientSeries | undefined => {
  let found = scorable[0];
  for (let i = 1; i < scorable.length; i++) {
    const patient = scorable[i];
    if (patient === undefined || found === undefined) continue;
    if (
      patient.score > found.score ||
      (patient.score === found.score && patient.series.preference < found.series.preference)
    )
      found = patient;
  }
  return found;
};

/** Table 8-14. */
const isBest = (work: Workspace, antigen: PreparedAntigen, position: number): boolean => {
  const prioritized = work.prioritized[antigen.index];
  const patient = work.series[prioritized?.[position] ?? NONE];
  if (prioritized === undefined || patient === undefined) return false;
  if (patient.outcome === STATUS.complete) return true;
  if (patient.series.kind === KIND.evaluationOnly) return false;
  let equivalentRisk = false;
  const { equivalents } = patient.series;
  for (let i = 0; i < equivalents.length; i++) {
    const equivalent = work.series[prioritized[equivalents[i] ?? 0] ?? NONE];
    if (equivalent?.outcome === STATUS.complete) return false;
    if (equivalent?.series.kind === KIND.risk) equivalentRisk = true;
  }
  return patient.series.kind === KIND.risk || !equivalentRisk;
};
