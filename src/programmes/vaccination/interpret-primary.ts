/** Whether the primary course is open to a person on a day: audiences, then exclusions, ages and waits. */
import type { Primary, Reason } from '#programmes/vaccination/interpret-answer.ts';
import {
  type Asked,
  type History,
  includes,
  includesAtAnotherAge,
  MISSING,
  monthsLater,
  soon,
} from '#programmes/vaccination/interpret-history.ts';
import type { Period, Prepared, PreparedAudience } from '#programmes/vaccination/interpret-prepare.ts';

/** What the primary course says, and what the next dose needs to know of it. */
export type Opening = {
  readonly primary: Primary;
  /** Products open to the person, waits set aside. */
  readonly products: number;
  /** The day a wait after an infection ends, or 0. */
  readonly waitUntil: number;
  readonly preferredOn: number;
};

/** Products that may not be given to the person, whatever the audience; also which exclusions said so, as bits. */
export type Withheld = { products: number; rules: number; deferred: boolean };

export const withheldFrom = (
  period: Period,
  asked: Asked,
  history: History,
  primaryCourse: boolean,
): Withheld => {
  const withheld: Withheld = { products: history.contraindicated, rules: 0, deferred: false };
  for (let i = 0; i < period.exclusions.length; i++) {
    const exclusion = period.exclusions[i];
    if (exclusion === undefined || (exclusion.primaryOnly && !primaryCourse)) continue;
    if (!includes(exclusion.groups, asked)) continue;
    withheld.products |= exclusion.withheld;
    withheld.rules |= 1 << i;
    if (exclusion.defers) {
      withheld.deferred = true;
      asked.missing |= MISSING.test;
    }
  }
  return withheld;
};

/** The reason why one of some products is withheld, or 0. */
export const reasonWithheld = (period: Period, withheld: Withheld, products: number): number => {
  if (withheld.rules === 0) return 0;
  for (let i = 0; i < period.exclusions.length; i++) {
    const exclusion = period.exclusions[i];
    if (exclusion !== undefined && withheld.rules & (1 << i) && exclusion.withheld & products)
      return exclusion.reason;
  }
  return 0;
};

export const openingOf = (
  prepared: Prepared,
  period: Period,
  asked: Asked,
  history: History,
  withheld: Withheld,
): Opening => {
  let audiences = 0;
  let open = 0;
  for (let i = 0; i < period.audiences.length; i++) {
    const audience = period.audiences[i];
    if (audience === undefined || !includes(audience.groups, asked)) continue;
    audiences |= 1 << i;
    open |= audience.products;
  }
  const near = audiences === 0 ? nearAudiences(period, asked) : 0;
  let consents = 0;
  for (let i = 0; i < period.consents.length; i++) {
    const consent = period.consents[i];
    if (consent !== undefined && includes(consent.groups, asked)) consents |= 1 << i;
  }
  const wait = waitBeforeFirst(period, asked, history);
  const permitted = (period.primaryByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  // A deferral withholds everything for a time: the products it delays are still those of the audience.
  const products = withheld.deferred ? open & (period.primaryByAge[asked.ageIndex] ?? 0) : open & permitted;
  const situation: Situation = {
    audiences,
    near,
    consents,
    permitted: withheld.deferred ? 0 : permitted,
    exclusions: withheld.rules,
    wait: wait.until > asked.today ? wait.reason : 0,
    contraindicated: history.contraindicated !== 0,
  };
  return {
    primary: primaryOf(prepared, period, situation),
    products,
    waitUntil: wait.until,
    preferredOn: wait.preferred,
  };
};

const nearAudiences = (period: Period, asked: Asked): number => {
  let near = 0;
  for (let i = 0; i < period.audiences.length; i++) {
    const audience = period.audiences[i];
    if (audience !== undefined && includesAtAnotherAge(audience.groups, asked)) near |= 1 << i;
  }
  return near;
};

/** The wait an infection before the first dose imposes (X07, X08), and the day preferred when the strategy has one. */
const waitBeforeFirst = (period: Period, asked: Asked, history: History) => {
  const wait = { until: 0, preferred: 0, reason: 0 };
  if (history.infections.length === 0) return wait;
  const first = history.days[0] ?? asked.today;
  for (const rule of period.infections) {
    if (rule.when === 'after the first dose') continue;
    for (let i = history.infections.length - 1; i >= 0; i--) {
      const day = history.infections[i] ?? 0;
      if (day > first) continue;
      if (rule.waitMonths > 0 && !isOver(period, history.proofs[i])) {
        const until = monthsLater(period, day, rule.waitMonths);
        soon(asked, until);
        if (until > wait.until) {
          wait.until = until;
          wait.reason = rule.reason;
        }
      }
      if (rule.preferredMonths > 0)
        wait.preferred = Math.max(wait.preferred, monthsLater(period, day, rule.preferredMonths));
      break;
    }
  }
  return wait;
};

/** A rapid serology shows an infection that is over: nothing to wait for (E070). */
const isOver = (period: Period, proof: string | null | undefined): boolean => {
  if (!proof) return false;
  for (const rule of period.infections) if (rule.noWaitFor?.has(proof)) return true;
  return false;
};

type Situation = {
  readonly audiences: number;
  readonly near: number;
  readonly consents: number;
  readonly permitted: number;
  readonly exclusions: number;
  readonly wait: number;
  readonly contraindicated: boolean;
};

/** The answer for a situation, made once: a whole population has a few hundred of them on a day. */
const primaryOf = (prepared: Prepared, period: Period, situation: Situation): Primary => {
  const { audiences, near, consents, permitted, exclusions, wait, contraindicated } = situation;
  const who = ((audiences === 0 ? near : audiences) * 0x8000 + permitted) * 64 + consents;
  const why = ((exclusions * 2048 + wait) * 2 + (contraindicated ? 1 : 0)) * 2 + (audiences === 0 ? 1 : 0);
  let met = period.primaries.get(who);
  if (met === undefined) {
    met = new Map();
    period.primaries.set(who, met);
  }
  const before = met.get(why);
  if (before !== undefined) return before;
  const made = makePrimary(prepared, period, situation);
  met.set(why, made);
  return made;
};

const makePrimary = (prepared: Prepared, period: Period, situation: Situation): Primary => {
  const { list, fixed } = prepared.book;
  const chosen = <T>(items: readonly T[], bits: number): T[] => items.filter((_, i) => bits & (1 << i));
  const matched = chosen(period.audiences, situation.audiences);
  const open = matched.filter((audience) => (audience.products & situation.permitted) !== 0);
  const refusals: Reason[] = [
    ...(situation.wait === 0 ? [] : list(situation.wait, 0, 0, 0)),
    ...chosen(period.exclusions, situation.exclusions)
      .filter(({ withheld }) => matched.some(({ products }) => (products & withheld) !== 0))
      .flatMap(({ reason }) => list(reason, 0, 0, 0)),
    ...(situation.contraindicated ? list(fixed.contraindicated, 0, 0, 0) : []),
  ];
  const closed = { eligible: false, products: [], places: [], requires: [] };
  if (matched.length === 0) {
    const near = chosen(period.audiences, situation.near).slice(0, 3);
    return {
      ...closed,
      reasons: [...list(fixed.notOpen, 0, 0, 0), ...near.map((audience) => audience.near)],
    };
  }
  if (open.length === 0 || situation.wait !== 0) {
    const none = open.length === 0 && refusals.length === 0 ? list(fixed.noProduct, 0, 0, 0) : [];
    return { ...closed, reasons: [...refusals, ...none, ...matched.map(({ reason }) => reason)] };
  }
  const products = open.reduce((mask, audience) => mask | audience.products, 0) & situation.permitted;
  const consents = chosen(period.consents, situation.consents);
  return {
    eligible: true,
    products: prepared.productLists(products),
    places: prepared.placeLists(open.reduce((mask, audience) => mask | audience.places, 0)),
    requires: [...conditions(prepared, open, products), ...consents.map(({ requires }) => requires)],
    reasons: [...open.map(({ reason }) => reason), ...consents.map(({ reason }) => reason), ...refusals],
  };
};

/** What an audience asks for, unless another gives the same products without asking. */
const conditions = (prepared: Prepared, open: readonly PreparedAudience[], products: number): string[] => {
  const free = open
    .filter(({ requires }) => requires === undefined)
    .reduce((mask, a) => mask | a.products, 0);
  const conditional = products & ~free;
  if (conditional === 0) return [];
  const asked = open.filter((a) => a.requires !== undefined && (a.products & conditional) !== 0);
  const words = [...new Set(asked.map(({ requires }) => requires))].join(' or ');
  if (conditional === products) return [words];
  return [`${words} (${prepared.productLists(conditional).join(', ')})`];
};
