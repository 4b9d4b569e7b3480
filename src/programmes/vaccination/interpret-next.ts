/** The next injection due: a dose of the primary course, or a booster. */
import { type DayNumber, dayOf } from '#kernel/day.ts';
import type { Next, Reason } from '#programmes/vaccination/interpret-answer.ts';
import {
  type Asked,
  type History,
  includes,
  MISSING,
  monthsLater,
  soon,
} from '#programmes/vaccination/interpret-history.ts';
import {
  NO_PRODUCT,
  type Period,
  type Prepared,
  type PreparedBooster,
  type PreparedInterval,
} from '#programmes/vaccination/interpret-period.ts';
import {
  type Opening,
  reasonWithheld,
  type Withheld,
  withheldFrom,
} from '#programmes/vaccination/interpret-primary.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** The course a person is on: how many doses it has, and after how many it counts as complete. */
export type Course = {
  readonly doses: number;
  readonly completeAfter: number;
  readonly reason: number;
  /** The day of the infection that leaves fewer doses to give, when one does. */
  readonly shortenedBy: DayNumber | undefined;
};

/** The product of the first dose, when it is known to be the first. */
export const firstProduct = (history: History): number =>
  history.doses === history.days.length ? (history.products[0] ?? NO_PRODUCT) : NO_PRODUCT;

/**
 * An infection before the first dose, or between the first and the second, may leave one dose to give (E025, E061,
 * E069, E076); otherwise the first rule of the strategy that fits.
 */
export const courseOf = (period: Period, asked: Asked, history: History): Course => {
  const shortened = shortenedByInfection(period, asked, history);
  if (shortened !== undefined) return shortened;
  const first = firstProduct(history);
  for (const course of period.courses) {
    if (course.first !== 0 && (first === NO_PRODUCT || (course.first & (1 << first)) === 0)) continue;
    if (course.groups !== null && !includes(course.groups, asked)) continue;
    return course.asCourse;
  }
  return TWO_DOSES;
};

const TWO_DOSES: Course = { doses: 2, completeAfter: 2, reason: 0, shortenedBy: undefined };

const shortenedByInfection = (period: Period, asked: Asked, history: History): Course | undefined => {
  if (history.infections.length === 0) return undefined;
  const first = history.days[0] ?? asked.today;
  for (const rule of period.infections) {
    if (rule.doses === 0 || (asked.tags & rule.except) !== 0) continue;
    const before = rule.when !== 'after the first dose';
    if (!before && history.doses !== 1) continue;
    for (let i = 0; i < history.infections.length; i++) {
      const after = (history.infections[i] ?? 0) - first;
      if (before ? after > 0 : after <= 0 || after < rule.fromDays || after > rule.toDays) continue;
      const proof = history.proofs[i];
      if (rule.proof && (!proof || proof === 'declaration')) asked.missing |= MISSING.proof;
      return {
        doses: rule.doses,
        completeAfter: rule.doses,
        reason: rule.reason,
        shortenedBy: history.infections[i],
      };
    }
  }
  return undefined;
};

export const nextOf = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  course: Course,
  opening: Opening,
  withheld: Withheld,
): Next => {
  if (history.doses === 0) return firstDose(prepared, opening);
  if (history.doses < course.doses) return laterDose(prepared, period, asked, history, course, withheld);
  return booster(prepared, period, asked, history, course);
};

const firstDose = (prepared: Prepared, { primary, products, waitUntil, preferredOn }: Opening): Next => {
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

const dayOrNull = (day: DayNumber): string | null => (day === NEVER ? null : dayOf(day));

const laterDose = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  course: Course,
  withheld: Withheld,
): Next => {
  const { fixed, list } = prepared.book;
  const last = history.days.length - 1;
  const previous = history.days[last] ?? asked.today;
  const same = history.products[last] ?? NO_PRODUCT;
  if (same === NO_PRODUCT) asked.missing |= MISSING.product;
  if (history.doses > history.days.length) asked.missing |= MISSING.earlier;
  const permitted = (period.primaryByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  const interval = chooseInterval(period, asked, history, permitted);
  if (interval === undefined) {
    return {
      kind: 'dose',
      allowed: false,
      products: [],
      earliest: null,
      recommended: null,
      latest: null,
      reasons: list(fixed.noInterval, course.reason, 0, 0),
    };
  }
  const given = interval.give === 0 ? productBit(same) : interval.give;
  const products = given & permitted;
  const window = infectionWindow(period, asked, history);
  const earliest = Math.max(previous + interval.earliest, window.from);
  const recommended = Math.max(previous + interval.recommended, earliest);
  let latest = window.to === NEVER ? previous + interval.latest : window.to;
  if (latest < earliest) latest = NEVER;
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
    latest: dayOrNull(latest),
    reasons: list(
      products === 0 ? fixed.noProduct : timing,
      window.reason || interval.reason,
      history.contraindicated & given ? fixed.contraindicated : reasonWithheld(period, withheld, given),
      course.reason,
    ),
  };
};

const productBit = (product: number): number => (product === NO_PRODUCT ? 0 : 1 << product);

/**
 * The first interval that fits and whose products are permitted; when none is, the first that fits, so that the
 * window is still told (AstraZeneca suspended, for instance).
 */
const chooseInterval = (
  period: Period,
  asked: Asked,
  history: History,
  permitted: number,
): PreparedInterval | undefined => {
  const first = firstProduct(history);
  const firstDay = history.days[0] ?? 0;
  const same = productBit(history.products[history.days.length - 1] ?? NO_PRODUCT);
  let fitting: PreparedInterval | undefined;
  for (const interval of period.intervals) {
    if (interval.dose !== history.doses + 1) continue;
    if (interval.first !== 0 && (first === NO_PRODUCT || (interval.first & (1 << first)) === 0)) continue;
    if (firstDay < interval.from || firstDay >= interval.before) continue;
    if (interval.groups !== null && !includes(interval.groups, asked)) continue;
    if (((interval.give === 0 ? same : interval.give) & permitted) !== 0) return interval;
    fitting ??= interval;
  }
  return fitting;
};

/** What an infection does to the window of the next dose: a window of its own (E062, E076), or a wait (X07). */
const infectionWindow = (period: Period, asked: Asked, history: History) => {
  const window = { from: 0, to: NEVER, reason: 0 };
  const count = history.infections.length;
  if (count === 0) return window;
  const first = history.days[0] ?? asked.today;
  for (const rule of period.infections) {
    if (rule.when === 'before any dose' && rule.waitMonths > 0) {
      const until = monthsLater(period, history.infections[count - 1] ?? 0, rule.waitMonths);
      soon(asked, until);
      if (until > window.from) window.from = until;
      if (until > asked.today) window.reason = rule.reason;
    }
    if (rule.secondFrom === 0 || history.doses !== 1) continue;
    for (let i = count - 1; i >= 0; i--) {
      const day = history.infections[i] ?? 0;
      const after = day - first;
      if (after <= 0 || after < rule.fromDays || after > rule.toDays) continue;
      window.from = Math.max(window.from, monthsLater(period, day, rule.secondFrom));
      window.to = monthsLater(period, day, rule.secondTo);
      window.reason = rule.reason;
      break;
    }
  }
  return window;
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

const booster = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  course: Course,
): Next => {
  const { fixed, list } = prepared.book;
  const given = boostersGiven(prepared, history, course);
  const withheld = withheldFrom(period, asked, history, false);
  const permitted = (period.boosterByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  let earliest = NEVER;
  let chosen: PreparedBooster | undefined;
  let blocked: PreparedBooster | undefined;
  let fitting = 0;
  for (let i = 0; i < period.boosters.length; i++) {
    const rule = period.boosters[i];
    if (rule === undefined || !fits(rule, asked, history, given + 1)) continue;
    fitting |= 1 << i;
    const day = boosterDay(period, rule, history);
    if (day === NEVER) {
      blocked ??= rule;
      continue;
    }
    soon(asked, day);
    if (day < earliest) {
      earliest = day;
      chosen = rule;
    }
  }
  if (chosen === undefined) {
    if (blocked !== undefined) return none(list(fixed.complete, blocked.reason, 0, 0));
    return none(list(fixed.complete, fixed.noBooster, course.reason, 0));
  }
  let products = 0;
  for (let i = 0; fitting !== 0; fitting >>>= 1, i++) {
    const rule = period.boosters[i];
    if ((fitting & 1) === 0 || rule === undefined) continue;
    if (boosterDay(period, rule, history) <= Math.max(asked.today, earliest)) products |= rule.products;
  }
  const offered = products;
  products &= permitted;
  const allowed = products !== 0 && asked.today >= earliest && !withheld.deferred;
  const timing = asked.today < earliest ? fixed.tooEarly : fixed.inWindow;
  return {
    kind: given === 0 ? 'booster' : 'booster2',
    allowed,
    products: prepared.productLists(products),
    earliest: dayOf(earliest),
    recommended: dayOf(earliest),
    latest: null,
    reasons: list(
      products === 0 ? fixed.noProduct : timing,
      chosen.reason,
      reasonWithheld(period, withheld, offered),
      0,
    ),
  };
};

const fits = (rule: PreparedBooster, asked: Asked, history: History, rank: number): boolean => {
  if (rule.rank !== 0 && rule.rank !== rank) return false;
  const last = history.products[history.days.length - 1] ?? NO_PRODUCT;
  if (rule.after !== 0 && (rule.after & productBit(last)) === 0) return false;
  return includes(rule.groups, asked);
};

/** Doses beyond the course count as boosters from the day boosters exist; earlier ones belong to the course (S06). */
const boostersGiven = (prepared: Prepared, history: History, course: Course): number => {
  let given = 0;
  const unknown = history.doses - history.days.length;
  for (let i = 0; i < history.days.length; i++)
    if (unknown + i >= course.doses && (history.days[i] ?? 0) >= prepared.boostersFrom) given++;
  return given;
};

/** The day a booster becomes possible by this rule; never when an infection since makes it needless or barred. */
const boosterDay = (period: Period, rule: PreparedBooster, history: History): DayNumber => {
  const last = history.days[history.days.length - 1] ?? 0;
  const delayed = (day: DayNumber): DayNumber =>
    rule.months === 0 ? day + rule.days : monthsLater(period, day, rule.months);
  const infection = history.infections[history.infections.length - 1] ?? Number.NEGATIVE_INFINITY;
  const earliest = delayed(last);
  if (infection <= last) return earliest;
  switch (rule.effect) {
    case 'no booster':
      return NEVER;
    case 'counts as an injection':
      return delayed(infection);
    case 'wait':
      return Math.max(earliest, monthsLater(period, infection, rule.infectionMonths));
    case 'none needed beyond':
      if (infection > monthsLater(period, last, rule.beyondMonths)) return NEVER;
      return Math.max(earliest, monthsLater(period, infection, rule.infectionMonths));
    default:
      return earliest;
  }
};
