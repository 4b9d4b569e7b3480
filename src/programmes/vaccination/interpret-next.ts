/** The next injection due, as the schedule of the strategy says it (interpret-courses.ts), and why. */
import { type DayNumber, dayOf } from '#kernel/day.ts';
import type { Next, Reason } from '#programmes/vaccination/interpret-answer.ts';
import {
  type Booster,
  boosterOf,
  type Courses,
  type Path,
  type PathDose,
} from '#programmes/vaccination/interpret-courses.ts';
import { type Asked, type History, MISSING, soon } from '#programmes/vaccination/interpret-history.ts';
import { NO_PRODUCT, type Period, type Prepared } from '#programmes/vaccination/interpret-period.ts';
import {
  type Opening,
  reasonWithheld,
  type Withheld,
  withheldFrom,
} from '#programmes/vaccination/interpret-primary.ts';
import { CAUSE, type PatientSeries, STATUS } from '#schedule/workspace.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** The course a person is on, as the engine left it. */
export type Course = {
  readonly courses: Courses;
  readonly patient: PatientSeries;
  readonly path: Path;
  readonly reason: number;
  /** The day of the infection that stands for the doses left, when one does. */
  readonly shortenedBy: DayNumber | undefined;
};

/** The course of a person who has begun. An infection that stands for doses gives the reason in place of the course. */
export const courseOf = (
  courses: Courses,
  patient: PatientSeries,
  period: Period,
  asked: Asked,
  history: History,
): Course => {
  const path = courses.paths[patient.series.index];
  if (path === undefined) throw new Error(`${patient.series.name} is no course`);
  const infection =
    patient.outcome === STATUS.complete ? infectionCounted(period, asked, history) : undefined;
  return {
    courses,
    patient,
    path,
    reason: infection?.reason ?? path.reason,
    shortenedBy: infection?.day,
  };
};

/**
 * The infection that stands for doses of a course the engine says complete, or would for a person who begins today;
 * the pass counts from it, and its proof is asked for.
 */
export const infectionCounted = (
  period: Period,
  asked: Asked,
  history: History,
): { readonly day: DayNumber; readonly reason: number } | undefined => {
  const first = history.days[0] ?? asked.today;
  for (const rule of period.infections) {
    if ((asked.tags & rule.except) !== 0 || (!rule.before && history.doses !== 1)) continue;
    for (let i = 0; i < history.infections.length; i++) {
      const day = history.infections[i] ?? 0;
      if (rule.before ? day > first : day - first < rule.fromDays || day - first > rule.toDays) continue;
      const proof = history.proofs[i];
      if (rule.proof && (!proof || proof === 'declaration')) asked.missing |= MISSING.proof;
      return { day, reason: rule.reason };
    }
  }
  return undefined;
};

/** Complete by the strategy: its doses, or the fewer after which it says so (`completeAfter`). */
export const isComplete = ({ patient, path }: Course): boolean =>
  patient.outcome === STATUS.complete || patient.satisfied >= path.completeAfter;

/** The person has begun: what is due after. */
export const nextOf = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  course: Course,
  withheld: Withheld,
): Next =>
  course.patient.outcome === STATUS.complete
    ? booster(prepared, period, asked, history, course)
    : laterDose(prepared, period, asked, history, course, withheld);

export const firstDose = (
  prepared: Prepared,
  { primary, products, waitUntil, preferredOn }: Opening,
): Next => {
  const earliest = waitUntil === 0 ? null : dayOf(waitUntil);
  return {
    kind: 'dose',
    allowed: primary.eligible,
    products: prepared.productLists(products),
    earliest,
    recommended: preferredOn > waitUntil ? dayOf(preferredOn) : earliest,
    latest: null,
    reasons: primary.reasons,
  };
};

const laterDose = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  { patient, path, reason }: Course,
  withheld: Withheld,
): Next => {
  const { fixed, list } = prepared.book;
  if ((history.products[history.days.length - 1] ?? NO_PRODUCT) === NO_PRODUCT)
    asked.missing |= MISSING.product;
  if (history.doses > history.days.length) asked.missing |= MISSING.earlier;
  const dose = path.doses[patient.next];
  if (dose === undefined || !dose.hasRule)
    return {
      kind: 'dose',
      allowed: false,
      products: [],
      earliest: null,
      recommended: null,
      latest: null,
      reasons: list(fixed.noInterval, reason, 0, 0),
    };
  const permitted = (period.primaryByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  const products = dose.products & permitted;
  const { earliest, recommended } = patient;
  // The engine moves a last day that has passed before the first; here it is then no bound.
  const latest = patient.unadjustedPastDue < earliest ? NEVER : patient.unadjustedPastDue;
  soon(asked, earliest);
  soon(asked, latest + 1);
  const allowed = products !== 0 && asked.today >= earliest && !withheld.deferred;
  const timing = asked.today < earliest ? fixed.tooEarly : asked.today > latest ? fixed.late : fixed.inWindow;
  return {
    kind: 'dose',
    allowed,
    products: prepared.productLists(products),
    earliest: dayOf(earliest),
    recommended: dayOf(recommended),
    latest: latest === NEVER ? null : dayOf(latest),
    reasons: list(
      products === 0 ? fixed.noProduct : timing,
      reasonOfWindow(dose, patient),
      history.contraindicated & dose.products
        ? fixed.contraindicated
        : reasonWithheld(period, withheld, dose.products),
      reason,
    ),
  };
};

/** The rule whose interval gave the earliest day; by default, that of the dose before. */
const reasonOfWindow = (dose: PathDose, patient: PatientSeries): number => {
  const at = patient.earliestCause === CAUSE.minimumInterval ? patient.earliestDetail : 0;
  return dose.intervals[at]?.reason ?? 0;
};

const none = (reasons: readonly Reason[]): Next => ({
  kind: 'none',
  allowed: false,
  products: [],
  earliest: null,
  recommended: null,
  latest: null,
  reasons,
});

/** The soonest of the boosters that concern the person; with every product of those possible by then. */
const booster = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  { courses, reason }: Course,
): Next => {
  const { fixed, list } = prepared.book;
  let earliest = NEVER;
  let chosen: Booster | undefined;
  let barred: Booster | undefined;
  for (let i = 0; i < courses.boosters.length; i++) {
    const rule = courses.boosters[i];
    const patient = rule && boosterOf(courses, rule.series);
    if (!patient?.relevant) continue;
    // An infection since the last injection makes it needless; a complete one was given already.
    if (patient.outcome === STATUS.notRecommended) barred ??= rule;
    if (patient.outcome !== STATUS.notComplete) continue;
    soon(asked, patient.earliest);
    if (patient.earliest >= earliest) continue;
    earliest = patient.earliest;
    chosen = rule;
  }
  if (chosen === undefined)
    return none(
      barred === undefined
        ? list(fixed.complete, fixed.noBooster, reason, 0)
        : list(fixed.complete, barred.reason, 0, 0),
    );
  const withheld = withheldFrom(period, asked, history, false);
  const offered = productsBy(courses, Math.max(asked.today, earliest));
  const products = offered & (period.boosterByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  const given = boosterOf(courses, courses.firstBooster);
  return {
    kind: given?.relevant && given.satisfied > 0 ? 'booster2' : 'booster',
    allowed: products !== 0 && asked.today >= earliest && !withheld.deferred,
    products: prepared.productLists(products),
    earliest: dayOf(earliest),
    recommended: dayOf(earliest),
    latest: null,
    reasons: list(
      products === 0 ? fixed.noProduct : asked.today < earliest ? fixed.tooEarly : fixed.inWindow,
      chosen.reason,
      reasonWithheld(period, withheld, offered),
      0,
    ),
  };
};

const productsBy = (courses: Courses, day: DayNumber): number => {
  let products = 0;
  for (let i = 0; i < courses.boosters.length; i++) {
    const rule = courses.boosters[i];
    const patient = rule && boosterOf(courses, rule.series);
    if (patient?.relevant && patient.outcome === STATUS.notComplete && patient.earliest <= day)
      products |= rule?.products ?? 0;
  }
  return products;
};
