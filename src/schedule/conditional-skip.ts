/** Section 6.2, used again by 7.1 and 7.6: whether a target dose can be skipped. */
import type { DayNumber } from '#kernel/day.ts';
import { observedSince } from '#schedule/evaluate-interval.ts';
import { isObserved } from '#schedule/history.ts';
import {
  COMPARE,
  CONDITION,
  NO_DAY,
  NONE,
  type PreparedCondition,
  type PreparedSkip,
  type PreparedSkipSet,
} from '#schedule/prepared.ts';
import { includesPerson } from '#schedule/relevant-series.ts';
import {
  afterDose,
  ageDay,
  applies,
  EVALUATED,
  isBetweenAges,
  type PatientSeries,
  STATUS,
  type Workspace,
} from '#schedule/workspace.ts';

/**
 * Table 6-11. `reference` is the Conditional Skip Reference Date (CONDSKIP-2), `relevantOn` the day by which dated
 * sets are chosen (RELEVANT-1, -2), `before` how many of the antigen's doses come before the one evaluated.
 */
export const canSkip = (
  work: Workspace,
  patient: PatientSeries,
  skips: readonly PreparedSkip[],
  reference: DayNumber,
  relevantOn: DayNumber,
  before: number,
): boolean => {
  for (let i = 0; i < skips.length; i++) {
    const skip = skips[i];
    if (skip === undefined) continue;
    if (
      skip.single === null
        ? isSkipped(work, patient, skip, reference, relevantOn, before)
        : isMet(work, patient, skip.single, reference, before)
    )
      return true;
  }
  return false;
};

/** The set that lets a target dose be skipped, for an explanation; undefined when none does. */
export const findSkipSet = (
  work: Workspace,
  patient: PatientSeries,
  skips: readonly PreparedSkip[],
  reference: DayNumber,
  relevantOn: DayNumber,
  before: number,
): PreparedSkipSet | undefined => {
  const skip = skips.find((one) => isSkipped(work, patient, one, reference, relevantOn, before));
  return skip?.sets.find(
    (set) => applies(set, relevantOn) && isSetMet(work, patient, set, reference, before),
  );
};

const isSkipped = (
  work: Workspace,
  patient: PatientSeries,
  skip: PreparedSkip,
  reference: DayNumber,
  relevantOn: DayNumber,
  before: number,
): boolean => {
  let met = 0;
  let asked = 0;
  for (let i = 0; i < skip.sets.length; i++) {
    const set = skip.sets[i];
    if (set === undefined || !applies(set, relevantOn)) continue;
    asked++;
    if (!isSetMet(work, patient, set, reference, before)) continue;
    if (!skip.all) return true;
    met++;
  }
  return skip.all && asked > 0 && met === asked;
};

/** Table 6-10. */
const isSetMet = (
  work: Workspace,
  patient: PatientSeries,
  set: PreparedSkipSet,
  reference: DayNumber,
  before: number,
): boolean => {
  for (let k = 0; k < set.conditions.length; k++) {
    const condition = set.conditions[k];
    if (condition !== undefined && isMet(work, patient, condition, reference, before) !== set.all)
      return !set.all;
  }
  return set.all;
};

const isMet = (
  work: Workspace,
  patient: PatientSeries,
  condition: PreparedCondition,
  reference: DayNumber,
  before: number,
): boolean => {
  switch (condition.type) {
    case CONDITION.age: // Table 6-6.
      return isBetweenAges(work, condition.from, condition.until, reference);
    case CONDITION.interval: {
      // Table 6-8, CALCDTSKIP-5.
      if (before === 0 || condition.interval === null) return false;
      const list = work.administered[patient.series.antigen];
      return reference >= afterDose(work, list?.[before - 1] ?? 0, condition.interval);
    }
    case CONDITION.completedSeries: // Table 6-7.
      for (let i = 0; i < condition.series.length; i++) {
        const other = work.series[condition.series[i] ?? 0];
        if (other?.relevant && other.outcome === STATUS.complete) return true;
      }
      return false;
    case CONDITION.observation:
      return wasObserved(work, patient, condition, before);
    case CONDITION.person:
      return includesPerson(work, condition.who);
    default: {
      // Table 6-9. More than n doses cannot be found among n or fewer.
      if (condition.compare === COMPARE.greater && !condition.beyondAntigen && before <= condition.count)
        return false;
      const count = countDoses(work, patient, condition, before);
      if (condition.compare === COMPARE.greater) return count > condition.count;
      return condition.compare === COMPARE.equal ? count === condition.count : count < condition.count;
    }
  }
};

const wasObserved = (
  work: Workspace,
  patient: PatientSeries,
  condition: PreparedCondition,
  before: number,
): boolean => {
  const { observations, since } = condition;
  for (let i = 0; i < observations.length; i++) {
    const observation = observations[i] ?? NONE;
    if (!isObserved(work, observation)) continue;
    if (since === null || observedSince(work, patient, observation, since, before, work.doses) !== NO_DAY)
      return true;
  }
  return false;
};

/**
 * CONDSKIP-1: the Number of Conditional Doses Administered, among those before the dose evaluated. The vaccine types
 * named may be of another antigen (Td for a dose of pertussis): then every dose of the person counts, not the antigen's
 * only, and such a dose has no status in this series.
 */
const countDoses = (
  work: Workspace,
  patient: PatientSeries,
  condition: PreparedCondition,
  before: number,
): number => {
  const { antigen } = patient.series;
  const list = work.administered[antigen];
  if (list === undefined) return 0;
  const from =
    condition.from === NONE ? condition.start : Math.max(condition.start, ageDay(work, condition.from));
  const until =
    condition.until === NONE ? condition.end : Math.min(condition.end, ageDay(work, condition.until));
  const all = before < (work.administeredCount[antigen] ?? 0) ? (list[before] ?? 0) : work.doses;
  const end = condition.beyondAntigen ? all : before;
  let at = 0;
  let count = 0;
  for (let i = 0; i < end; i++) {
    const dose = condition.beyondAntigen ? i : (list[i] ?? 0);
    const ofAntigen = at < before && list[at] === dose;
    const status = ofAntigen ? patient.status[at++] : EVALUATED.no;
    const day = work.day[dose] ?? 0;
    if (day < from || day >= until) continue;
    if (condition.validOnly && status !== EVALUATED.valid) continue;
    if (condition.vaccines !== null && condition.vaccines[work.vaccine[dose] ?? 0] !== 1) continue;
    count++;
  }
  return count;
};
