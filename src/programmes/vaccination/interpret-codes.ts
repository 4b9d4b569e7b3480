/** Codes as bits, from the vocabulary of a campaign; and rules sorted by age, so that a person meets few of them. */
import { invariant } from '#kernel/invariant.ts';
import {
  type ByAge,
  type Conditional,
  MAX_AGE,
  type PreparedGroup,
  UNKNOWN_AGE,
} from '#programmes/vaccination/interpret-period.ts';
import type { Group, VaccinationRules } from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';

/** The codes of a mask as a list, made once for each mask met. */
export const listsOf = (codes: readonly string[], sorted: boolean) => {
  const lists = new Map<number, readonly string[]>();
  return (mask: number): readonly string[] => {
    const before = lists.get(mask);
    if (before !== undefined) return before;
    const chosen = codes.filter((_, i) => mask & (1 << i));
    const list = sorted ? chosen.toSorted() : chosen;
    lists.set(mask, list);
    return list;
  };
};

/** Codes as bits, from the vocabulary of the campaign. */
export class Codes {
  readonly tags = new Map<string, number>();
  readonly products = new Map<string, number>();
  readonly productCodes: string[] = [];
  readonly placeCodes: string[];

  constructor(campaign: Campaign, products: readonly Product[]) {
    const names = Object.keys(campaign.tags);
    invariant(names.length <= 31, `at most 31 tags fit in a mask, ${names.length} given`);
    const own = new Map(names.map((name, i) => [name, 1 << i]));
    const closed = (name: string, seen: ReadonlySet<string>): number => {
      invariant(own.has(name) && !seen.has(name), `tag ${name} is unknown, or implies itself`);
      const implied = campaign.tags[name]?.implies ?? [];
      const deeper = new Set([...seen, name]);
      return implied.reduce((mask, next) => mask | closed(next, deeper), own.get(name) ?? 0);
    };
    for (const name of names) this.tags.set(name, closed(name, new Set()));
    for (const { code, sameAs } of products) {
      if (sameAs !== undefined) continue;
      this.products.set(code, this.productCodes.length);
      this.productCodes.push(code);
    }
    invariant(this.productCodes.length <= 15, 'at most 15 products fit in a mask');
    for (const { code, sameAs } of products)
      if (sameAs !== undefined) {
        const index = this.products.get(sameAs);
        invariant(index !== undefined, `product ${code} counts as ${sameAs}, which is unknown`);
        this.products.set(code, index);
      }
    this.placeCodes = Object.keys(campaign.places);
  }

  /** A person's own tag as a rule asks for it: its bit alone, so that implied tags answer for it. */
  tagMask(names: readonly string[] | undefined): number {
    const all = [...this.tags.keys()];
    return (names ?? []).reduce((mask, name) => {
      const bit = all.indexOf(name);
      invariant(bit >= 0, `the tag ${name} is not in campaign.json`);
      return mask | (1 << bit);
    }, 0);
  }

  productMask(names: readonly string[] | undefined): number {
    return (names ?? []).reduce((mask, name) => {
      const index = this.products.get(name);
      invariant(index !== undefined, `the product ${name} is not in products.json`);
      return mask | (1 << index);
    }, 0);
  }

  placeMask(names: readonly string[]): number {
    return names.reduce((mask, name) => {
      const index = this.placeCodes.indexOf(name);
      invariant(index >= 0, `the place ${name} is not in campaign.json`);
      return mask | (1 << index);
    }, 0);
  }

  group = (group: Group): PreparedGroup => ({
    ageFrom: group.ageFrom ?? 0,
    ageTo: group.ageTo ?? MAX_AGE,
    monthsFrom: group.ageFromMonths ?? 0,
    anyOf: this.tagMask(group.anyOf),
    allOf: this.tagMask(group.allOf),
    noneOf: this.tagMask(group.noneOf),
    territories: group.territories ? new Set(group.territories) : null,
  });
}

export const byAge = (rules: readonly (readonly PreparedGroup[])[]): ByAge => {
  const certain = new Int32Array(MAX_AGE + 2);
  const lists = new Map<string, Conditional>();
  const possible = Array.from({ length: MAX_AGE + 2 }, (_, age): Conditional => {
    const conditional: number[] = [];
    for (const [i, groups] of rules.entries()) {
      const fitting = groups.filter((group) => couldFit(group, age));
      if (fitting.some(isUnconditional)) certain[age] = (certain[age] ?? 0) | (1 << i);
      else if (fitting.length > 0) conditional.push(i);
    }
    // Neighbouring ages share one list: fewer of them stay warm in the processor's cache.
    const key = conditional.join();
    const list = lists.get(key) ?? {
      rules: Int32Array.from(conditional),
      needs: Int32Array.from(conditional, (i) => tagsNeeded(rules[i] ?? [])),
    };
    lists.set(key, list);
    return list;
  });
  return { certain, possible };
};

/** Tags one of which every group asks for; 0 when some group asks for none. */
const tagsNeeded = (groups: readonly PreparedGroup[]): number =>
  groups.some(({ anyOf, allOf }) => (anyOf | allOf) === 0)
    ? 0
    : groups.reduce((mask, { anyOf, allOf }) => mask | anyOf | allOf, 0);

const couldFit = (group: PreparedGroup, age: number): boolean =>
  age === UNKNOWN_AGE
    ? group.ageFrom === 0 && group.ageTo === MAX_AGE && group.monthsFrom === 0
    : age >= group.ageFrom && age <= group.ageTo;

const isUnconditional = (group: PreparedGroup): boolean =>
  (group.anyOf | group.allOf | group.noneOf) === 0 && group.territories === null && group.monthsFrom === 0;

/** Which products an age may receive. Under an unknown age nothing is withheld: `missing` says the age is. */
export const productsByAge = (rules: VaccinationRules, codes: Codes) => {
  const primaryByAge = new Int32Array(MAX_AGE + 2);
  const boosterByAge = new Int32Array(MAX_AGE + 2);
  for (const limit of rules.products) {
    const bit = codes.productMask([limit.product]);
    for (let age = 0; age <= UNKNOWN_AGE; age++) {
      const fits = age === UNKNOWN_AGE || (age >= (limit.ageFrom ?? 0) && age <= (limit.ageTo ?? MAX_AGE));
      if (fits && limit.use !== 'booster') primaryByAge[age] = (primaryByAge[age] ?? 0) | bit;
      if (fits && limit.use !== 'primary course') boosterByAge[age] = (boosterByAge[age] ?? 0) | bit;
    }
  }
  return { primaryByAge, boosterByAge };
};

/** The ages at which an answer can change by itself: every bound of every rule. */
export const ageThresholds = (rules: VaccinationRules) => {
  const years = new Set<number>();
  const months = new Set<number>();
  const groups: Group[] = [
    ...rules.audiences,
    ...rules.exclusions,
    ...rules.courses,
    ...rules.intervals,
    ...rules.boosters,
    ...rules.consent,
  ].flatMap((rule): readonly Group[] => rule.who ?? []);
  for (const { ageFrom, ageTo, ageFromMonths } of [...groups, ...rules.products]) {
    if (ageFrom !== undefined) years.add(ageFrom);
    if (ageTo !== undefined) years.add(ageTo + 1);
    if (ageFromMonths !== undefined) months.add(ageFromMonths);
  }
  for (const expiry of rules.certificate[0]?.expiry ?? [])
    months.add(expiry.ageFrom * 12 + (expiry.plusMonths ?? 0));
  const sorted = [...years].filter((age) => age > 0 && age <= MAX_AGE).toSorted((a, b) => a - b);
  const nextAge = Uint8Array.from(
    { length: MAX_AGE + 1 },
    (_, age) => sorted.find((next) => next > age) ?? 0,
  );
  return { nextAge, monthAges: [...months].toSorted((a, b) => a - b) };
};
