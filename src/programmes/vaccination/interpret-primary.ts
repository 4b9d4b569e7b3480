/** Whether the primary course is open to a person on a day: audiences, then exclusions, ages and waits. */
import type { Primary, Reason } from '#programmes/vaccination/interpret-answer.ts';
import type { Wait } from '#programmes/vaccination/interpret-courses.ts';
import {
  type Asked,
  type History,
  includes,
  includesAtAnotherAge,
  MISSING,
} from '#programmes/vaccination/interpret-history.ts';
import type {
  ByAge,
  Period,
  Prepared,
  PreparedAudience,
  PreparedGroup,
} from '#programmes/vaccination/interpret-period.ts';

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
  const rules = matching(period.exclusionsByAge, period.exclusions, asked);
  if (rules === 0) return withheld;
  for (let i = 0; i < period.exclusions.length; i++) {
    const exclusion = period.exclusions[i];
    if ((rules & (1 << i)) === 0 || exclusion === undefined || (exclusion.primaryOnly && !primaryCourse))
      continue;
    withheld.rules |= 1 << i;
    if (exclusion.defers) {
      withheld.deferred = true;
      asked.missing |= MISSING.test;
    } else withheld.products |= exclusion.withheld;
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
  wait: Wait,
): Opening => {
  const audiences = matching(period.audiencesByAge, period.audiences, asked);
  let open = 0;
  for (let bits = audiences, i = 0; bits !== 0; bits >>>= 1, i++)
    if (bits & 1) open |= period.audiences[i]?.products ?? 0;
  const near = audiences === 0 ? nearAudiences(period, asked) : 0;
  const consents = matching(period.consentsByAge, period.consents, asked);
  const permitted = (period.primaryByAge[asked.ageIndex] ?? 0) & ~withheld.products;
  const products = open & permitted;
  const situation: Situation = {
    audiences,
    near,
    consents,
    // A deferral withholds everything for a time; the products it delays stay those of the audience.
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

/** The rules that include the person, as bits. */
const matching = (
  byAge: ByAge,
  rules: readonly { readonly groups: readonly PreparedGroup[] }[],
  asked: Asked,
): number => {
  let bits = byAge.certain[asked.ageIndex] ?? 0;
  const possible = byAge.possible[asked.ageIndex];
  if (possible === undefined) return bits;
  const { rules: numbers, needs } = possible;
  for (let k = 0; k < numbers.length; k++) {
    const need = needs[k] ?? 0;
    if (need !== 0 && (asked.tags & need) === 0) continue;
    const i = numbers[k] ?? 0;
    const rule = rules[i];
    if (rule !== undefined && includes(rule.groups, asked)) bits |= 1 << i;
  }
  return bits;
};

const nearAudiences = (period: Period, asked: Asked): number => {
  const { certain, possible } = period.audiencesAtAnyAge;
  let near = certain[asked.ageIndex] ?? 0;
  for (const i of possible[asked.ageIndex]?.rules ?? []) {
    const audience = period.audiences[i];
    if (audience !== undefined && includesAtAnotherAge(audience.groups, asked)) near |= 1 << i;
  }
  return near;
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
  // Small integers, level by level: a key of more than thirty bits would be a number on the heap, and slow to find.
  const why = ((exclusions * 2048 + wait) * 2 + (contraindicated ? 1 : 0)) * 2 + (audiences === 0 ? 1 : 0);
  const byAudience = levelOf(period.primaries, audiences === 0 ? near : audiences);
  const met = levelOf(byAudience, (permitted << 6) | consents);
  const before = met.get(why);
  if (before !== undefined) return before;
  const made = makePrimary(prepared, period, situation);
  met.set(why, made);
  return made;
};

const levelOf = <T>(levels: Map<number, Map<number, T>>, key: number): Map<number, T> => {
  let level = levels.get(key);
  if (level === undefined) {
    level = new Map();
    levels.set(key, level);
  }
  return level;
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
  const words = new Map<number, string>();
  for (const { requires, products: all } of open) {
    const concerned = all & conditional;
    if (requires === undefined || concerned === 0) continue;
    const before = words.get(concerned);
    if (before === undefined) words.set(concerned, requires);
    else if (before !== requires) words.set(concerned, `${before} or ${requires}`);
  }
  return [...words].map(([concerned, text]) =>
    concerned === products ? text : `${text} (${prepared.productLists(concerned).join(', ')})`,
  );
};
