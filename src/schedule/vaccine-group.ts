/** Chapter 9: the best series of the antigens of a vaccine group, blended into one forecast. */
import type { DayNumber } from '#kernel/day.ts';
import { KIND, type KindCode, NO_DAY, NONE, type PreparedGroup } from '#schedule/prepared.ts';
import { ageDayOr, type PatientSeries, STATUS, type Workspace } from '#schedule/workspace.ts';

/** A vaccine group forecast. One object is used again for every person. */
export type BlendedForecast = {
  kind: KindCode;
  outcome: number;
  /** The person has reached the age at which its series may begin, or has begun. */
  reached: boolean;
  earliest: DayNumber;
  recommended: DayNumber;
  pastDue: DayNumber;
  latest: DayNumber;
  doseNumber: number;
  /** The best patient series it contains. */
  readonly contained: PatientSeries[];
};

export const createBlended = (): BlendedForecast => ({
  kind: 0,
  outcome: 0,
  reached: false,
  earliest: NO_DAY,
  recommended: NO_DAY,
  pastDue: NO_DAY,
  latest: NO_DAY,
  doseNumber: 0,
  contained: [],
});

/**
 * FORECASTVG-1: one forecast of a group, from its best series of one series type and one series group ("only blend
 * best patient series of the same series type"; DEFFORECAST-012). False when there is none.
 */
export const blend = (
  work: Workspace,
  group: PreparedGroup,
  number: number,
  into: BlendedForecast,
): boolean => {
  const { contained } = into;
  contained.length = 0;
  into.reached = false;
  for (let i = 0; i < group.antigens.length; i++) {
    const index = group.antigens[i] ?? NONE;
    if (((work.blends[index] ?? 0) & (1 << number)) === 0) continue;
    const prioritized = work.prioritized[index];
    const best = work.best[index];
    if (prioritized === undefined || best === undefined) continue;
    for (let k = 0; k < prioritized.length; k++) {
      const patient = work.series[prioritized[k] ?? NONE];
      if (best[k] !== 1 || patient === undefined || patient.series.blend !== number) continue;
      contained.push(patient);
      into.kind = patient.series.kind;
      if (patient.satisfied > 0 || work.today >= ageDayOr(work, patient.series.minimumStart, work.today))
        into.reached = true;
    }
  }
  if (contained.length === 0) return false;
  into.outcome = group.antigens.length === 1 ? (contained[0]?.outcome ?? 0) : multipleStatus(contained);
  blendDates(work, group, into);
  return true;
};

/**
 * Which of two forecasts of a group says more of this person today, below zero for the first: a series group whose
 * age is reached before one that is for later in life, what can still be done before what is past, a risk of this
 * person before what is for everybody, what is to do before what is done, then the soonest. The specification gives
 * all, in no order.
 */
export const compareForecasts = (one: BlendedForecast, other: BlendedForecast): number =>
  Number(other.reached) - Number(one.reached) ||
  Number(one.outcome === STATUS.agedOut) - Number(other.outcome === STATUS.agedOut) ||
  RANK[one.kind] - RANK[other.kind] ||
  Number(one.outcome !== STATUS.notComplete) - Number(other.outcome !== STATUS.notComplete) ||
  one.earliest - other.earliest;

/**
 * The forecast of a group that says most of the person, without allocation: `into` and `spare` change roles, and the
 * one returned holds until the next call. Undefined when no series concerns the person.
 */
export const pertinentForecast = (
  work: Workspace,
  group: PreparedGroup,
  into: BlendedForecast,
  spare: BlendedForecast,
): BlendedForecast | undefined => {
  let found: BlendedForecast | undefined;
  let next = into;
  for (let number = 0; number < group.blends; number++) {
    if (!blend(work, group, number, next)) continue;
    if (found === undefined || compareForecasts(next, found) < 0) {
      const before = found;
      found = next;
      next = before ?? spare;
    }
  }
  return found;
};

const RANK: Readonly<Record<KindCode, number>> = {
  [KIND.risk]: 0,
  [KIND.standard]: 1,
  [KIND.evaluationOnly]: 2,
};

/** Table 9-4, its columns in order. */
const multipleStatus = (contained: readonly PatientSeries[]): number => {
  if (some(contained, STATUS.contraindicated)) return STATUS.contraindicated;
  if (some(contained, STATUS.agedOut)) return STATUS.agedOut;
  if (some(contained, STATUS.notRecommended)) return STATUS.notRecommended;
  if (some(contained, STATUS.notComplete)) return STATUS.notComplete;
  return some(contained, STATUS.complete) ? STATUS.complete : STATUS.immune;
};

const some = (contained: readonly PatientSeries[], outcome: number): boolean => {
  for (let i = 0; i < contained.length; i++) if (contained[i]?.outcome === outcome) return true;
  return false;
};

/** FORECASTVG-2 to -4, SINGLEANTVG-2, MULTIANTVG-1, FORECASTDN-2. */
const blendDates = (work: Workspace, group: PreparedGroup, into: BlendedForecast): void => {
  into.earliest = NO_DAY;
  into.recommended = NO_DAY;
  into.pastDue = NO_DAY;
  into.latest = NO_DAY;
  into.doseNumber = 0;
  if (into.outcome !== STATUS.notComplete) return;
  let first = NO_DAY;
  let last = NO_DAY;
  let priority = false;
  for (let i = 0; i < into.contained.length; i++) {
    const patient = into.contained[i];
    if (patient === undefined || patient.outcome !== STATUS.notComplete) continue;
    first = sooner(first, patient.earliest);
    last = Math.max(last, patient.earliest);
    into.recommended = sooner(into.recommended, patient.recommended);
    into.pastDue = sooner(into.pastDue, patient.pastDue);
    into.latest = sooner(into.latest, patient.latest);
    if (patient.series.doses[patient.next]?.priority) priority = true;
    if (into.doseNumber === 0) into.doseNumber = patient.doseNumber;
    else
      into.doseNumber = group.full
        ? Math.min(into.doseNumber, patient.doseNumber)
        : Math.max(into.doseNumber, patient.doseNumber);
  }
  if (group.antigens.length === 1) into.earliest = first;
  else into.earliest = priority ? Math.max(first, lastOfGroup(work, group)) : last;
  into.recommended = Math.max(into.recommended, into.earliest);
  if (into.pastDue !== NO_DAY) into.pastDue = Math.max(into.pastDue, into.earliest);
};

const sooner = (one: DayNumber, other: DayNumber): DayNumber => {
  if (one === NO_DAY) return other;
  return other === NO_DAY ? one : Math.min(one, other);
};

/** The latest dose of any vaccine of the group. */
const lastOfGroup = (work: Workspace, group: PreparedGroup): DayNumber => {
  for (let dose = work.doses - 1; dose >= 0; dose--)
    if (group.vaccines[work.vaccine[dose] ?? 0] === 1) return work.day[dose] ?? NO_DAY;
  return NO_DAY;
};
