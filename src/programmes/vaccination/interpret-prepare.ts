/**
 * Strategies made ready for `interpret`: days as numbers, people and products as bit masks, reasons as shared
 * objects. Done once; then a person costs a few hundred comparisons and no search for text.
 */
import { type Day, type DayNumber, dayNumber } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Primary, Reason } from '#programmes/vaccination/interpret-answer.ts';
import { type ReasonBook, reasonsByIds } from '#programmes/vaccination/interpret-reasons.ts';
import {
  type CertificateRule,
  type Group,
  rulesOf,
  type VaccinationRules,
} from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import { type VaccinationWords, wordsOf } from '#programmes/vaccination/strategy-words.ts';
import { timelineOf } from '#strategy/in-force.ts';
import { canonicalJson, type Rule, type Strategy } from '#strategy/strategy.ts';

/** Everything withheld or permitted: a bit for every product. */
export const ALL_PRODUCTS = 0x7fff;
export const MAX_AGE = 130;
/** The index of an unknown age in tables by age. */
export const UNKNOWN_AGE = MAX_AGE + 1;
/** No product: unknown, or none given. */
export const NO_PRODUCT = -1;

export type PreparedGroup = {
  readonly ageFrom: number;
  readonly ageTo: number;
  readonly monthsFrom: number;
  readonly any: number;
  readonly all: number;
  readonly none: number;
  readonly territories: ReadonlySet<string> | null;
};

export type PreparedAudience = {
  readonly groups: readonly PreparedGroup[];
  readonly products: number;
  readonly places: number;
  readonly requires: string | undefined;
  readonly reason: Reason;
  /** Said to a person of another age, when age alone is in the way. */
  readonly near: Reason;
};

export type PreparedExclusion = {
  readonly groups: readonly PreparedGroup[];
  readonly withheld: number;
  readonly primaryOnly: boolean;
  readonly defers: boolean;
  readonly suspends: boolean;
  readonly reason: number;
};

export type PreparedInterval = {
  readonly dose: number;
  readonly groups: readonly PreparedGroup[] | null;
  readonly first: number;
  /** 0 is "the product of the dose before". */
  readonly give: number;
  readonly from: DayNumber;
  readonly before: DayNumber;
  readonly earliest: number;
  readonly recommended: number;
  readonly latest: number;
  readonly reason: number;
};

export type PreparedCourse = {
  readonly groups: readonly PreparedGroup[] | null;
  readonly first: number;
  readonly asCourse: {
    readonly doses: number;
    readonly completeAfter: number;
    readonly reason: number;
    readonly shortenedBy: undefined;
  };
};

export type PreparedInfection = {
  readonly when: 'before the first dose' | 'before any dose' | 'after the first dose';
  readonly doses: number;
  readonly except: number;
  readonly proof: boolean;
  readonly noWaitFor: ReadonlySet<string> | null;
  readonly waitMonths: number;
  readonly preferredMonths: number;
  readonly fromDays: number;
  readonly toDays: number;
  readonly secondFrom: number;
  readonly secondTo: number;
  readonly reason: number;
};

export type PreparedBooster = {
  readonly rank: number;
  readonly groups: readonly PreparedGroup[];
  readonly after: number;
  readonly months: number;
  readonly days: number;
  readonly products: number;
  readonly effect: 'none' | 'no booster' | 'counts as an injection' | 'wait' | 'none needed beyond';
  readonly infectionMonths: number;
  readonly beyondMonths: number;
  readonly reason: number;
};

export type PreparedConsent = {
  readonly groups: readonly PreparedGroup[];
  readonly requires: string;
  readonly reason: Reason;
};

export type PreparedCertificate = {
  readonly delayDays: number;
  readonly single: readonly { readonly products: number; readonly days: number }[];
  readonly booster: readonly { readonly from: DayNumber; readonly days: number }[];
  readonly recoveryFrom: number;
  readonly recoveryMonths: number;
  readonly recoveryNotOn: ReadonlySet<string>;
  readonly expiry: readonly {
    readonly months: number;
    readonly single: number;
    readonly days: number;
    readonly notBefore: DayNumber;
  }[];
  readonly infectionCounts: boolean;
};

/**
 * Rules with a condition on people, sorted by age beforehand: for each age (the last entry is the unknown age), those
 * that hold whatever else the person is, as bits, and those that depend on tags, territory or months.
 */
export type ByAge = {
  readonly certain: Int32Array;
  readonly possible: readonly Conditional[];
};
/** Numbers of rules, and for each the tags one of which is needed (0: none is). */
export type Conditional = { readonly rules: Int32Array; readonly needs: Int32Array };

/** The rules of a stretch of days over which nothing that decides a person changes. */
export type Period = {
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly audiences: readonly PreparedAudience[];
  readonly audiencesByAge: ByAge;
  /** The same whatever the age: whom age alone keeps out. */
  readonly audiencesAtAnyAge: ByAge;
  /** Products permitted by age, in the primary course and in boosters; the last entry is the unknown age. */
  readonly primaryByAge: Int32Array;
  readonly boosterByAge: Int32Array;
  readonly exclusions: readonly PreparedExclusion[];
  readonly exclusionsByAge: ByAge;
  readonly infections: readonly PreparedInfection[];
  readonly courses: readonly PreparedCourse[];
  readonly intervals: readonly PreparedInterval[];
  readonly boosters: readonly PreparedBooster[];
  readonly certificate: PreparedCertificate | null;
  readonly consents: readonly PreparedConsent[];
  readonly consentsByAge: ByAge;
  readonly calendarMonths: boolean;
  /** For each age in years, the next age at which some rule changes; 0 is none. */
  readonly nextAge: Uint8Array;
  /** Ages in months at which some rule changes. */
  readonly monthAges: readonly number[];
  /** Some rule asks where the person lives. */
  readonly territorial: boolean;
  /** Answers about the primary course already met: few, because people share them. */
  readonly primaries: Map<number, Map<number, Map<number, Primary>>>;
};

export type Prepared = {
  readonly periods: readonly Period[];
  readonly starts: Int32Array;
  readonly tags: ReadonlyMap<string, number>;
  readonly products: ReadonlyMap<string, number>;
  readonly productCodes: readonly string[];
  readonly placeCodes: readonly string[];
  /** The first day each product is in use in a strategy; infinity when it never is. */
  readonly productsFrom: readonly number[];
  /** Days from which boosters exist: later doses beyond the course are boosters. */
  readonly boostersFrom: DayNumber;
  readonly book: ReasonBook;
  readonly noStrategy: Primary;
  /** Sorted codes of a mask of products, and of places: made once each. */
  readonly productLists: (mask: number) => readonly string[];
  readonly placeLists: (mask: number) => readonly string[];
};

/** What a person is read with. Sections that only people read (who injects, tariffs, notes) decide nothing. */
const DECIDING = [
  'audiences', 'products', 'exclusions', 'infections', 'courses', 'intervals', 'boosters', 'months', 'certificate',
  'consent',
] as const; // biome-ignore format: a list of words

/** Prepares a campaign's strategies. Throws when a document is not sound: a campaign is checked before it runs. */
export const prepare = (
  strategies: readonly Strategy[],
  products: readonly Product[],
  campaign: Campaign,
): Prepared => {
  const timeline = timelineOf(strategies);
  const codes = new Codes(campaign, products);
  const words = wordsOf(campaign, products);
  const book = reasonsByIds();
  const periods: Period[] = [];
  let boostersFrom = Number.POSITIVE_INFINITY;
  let previous = '';
  for (const strategy of timeline.strategies) {
    const start = dayNumber(strategy.validFrom);
    const end = strategy.validTo === null ? Number.POSITIVE_INFINITY : dayNumber(strategy.validTo);
    const deciding = canonicalJson(DECIDING.map((section) => strategy.rules[section] ?? []));
    const last = periods.at(-1);
    if (deciding === previous && last) {
      periods[periods.length - 1] = { ...last, end };
      continue;
    }
    previous = deciding;
    const period = preparePeriod(start, end, strategy, { codes, words, add: book.add });
    if (period.boosters.length > 0 && start < boostersFrom) boostersFrom = start;
    periods.push(period);
  }
  return {
    periods,
    starts: Int32Array.from(periods, (period) => period.start),
    tags: codes.tags,
    products: codes.products,
    productCodes: codes.productCodes,
    placeCodes: codes.placeCodes,
    productsFrom: codes.productCodes.map((_, i) => {
      const first = periods.find(({ primaryByAge, boosterByAge }) =>
        [primaryByAge, boosterByAge].some((table) => (table[UNKNOWN_AGE] ?? 0) & (1 << i)),
      );
      return first?.start ?? Number.POSITIVE_INFINITY;
    }),
    boostersFrom,
    book,
    productLists: listsOf(codes.productCodes, true),
    placeLists: listsOf(codes.placeCodes, false),
    noStrategy: {
      eligible: false,
      products: [],
      places: [],
      requires: [],
      reasons: book.list(book.fixed.noStrategy, 0, 0, 0),
    },
  };
};

/** The codes of a mask as a list, made once for each mask met. */
const listsOf = (codes: readonly string[], sorted: boolean) => {
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
class Codes {
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
    any: this.tagMask(group.anyOf),
    all: this.tagMask(group.allOf),
    none: this.tagMask(group.noneOf),
    territories: group.territories ? new Set(group.territories) : null,
  });
}

type Kit = {
  readonly codes: Codes;
  readonly words: VaccinationWords;
  readonly add: (reason: Reason) => number;
};

const preparePeriod = (start: DayNumber, end: DayNumber, strategy: Strategy, kit: Kit): Period => {
  const rules = rulesOf(strategy);
  const { codes, add } = kit;
  const reason = (section: string, code: string, rule: Rule): Reason => ({
    code,
    ...kit.words.say(section, rule, strategy),
    reference: rule.cites.join(', '),
  });
  invariant(rules.audiences.length <= 24, `${strategy.id}: at most 24 audiences`);
  invariant(rules.consent.length <= 6, `${strategy.id}: at most 6 rules of consent`);
  invariant(rules.exclusions.length <= 10, `${strategy.id}: at most 10 exclusions`);
  const groupsOf = (whos: readonly { readonly who: readonly Group[] }[]) =>
    whos.map(({ who }) => who.map(codes.group));
  return {
    start,
    end,
    audiencesByAge: byAge(groupsOf(rules.audiences)),
    audiencesAtAnyAge: byAge(
      groupsOf(rules.audiences).map((groups) =>
        groups.map((group) => ({ ...group, ageFrom: 0, ageTo: MAX_AGE, monthsFrom: 0 })),
      ),
    ),
    exclusionsByAge: byAge(groupsOf(rules.exclusions)),
    consentsByAge: byAge(groupsOf(rules.consent)),
    audiences: rules.audiences.map((rule) => ({
      groups: rule.who.map(codes.group),
      products: codes.productMask(rule.products),
      places: codes.placeMask(rule.places),
      requires: rule.requires,
      reason: reason('audiences', 'audience-open', rule),
      near: reason('audiences', 'audience-of-another-age', rule),
    })),
    ...productsByAge(rules, codes),
    exclusions: rules.exclusions.map((rule) => ({
      groups: rule.who.map(codes.group),
      withheld: rule.withhold === 'all' ? ALL_PRODUCTS : codes.productMask(rule.withhold),
      primaryOnly: rule.dose === 'primary course',
      defers: rule.defer === true,
      suspends: rule.suspension === true,
      reason: add(
        reason(
          'exclusions',
          rule.suspension ? 'product-suspended' : rule.defer ? 'deferred' : 'excluded',
          rule,
        ),
      ),
    })),
    infections: rules.infections.map((rule) => ({
      when: rule.when,
      doses: rule.doses ?? 0,
      except: codes.tagMask(rule.except),
      proof: rule.proof === true,
      noWaitFor: rule.noWaitFor ? new Set(rule.noWaitFor) : null,
      waitMonths: rule.waitMonths ?? 0,
      preferredMonths: rule.preferredMonths ?? 0,
      fromDays: rule.fromDays ?? 0,
      toDays: rule.toDays ?? Number.POSITIVE_INFINITY,
      secondFrom: rule.secondDose?.fromMonths ?? 0,
      secondTo: rule.secondDose?.toMonths ?? 0,
      reason: add(reason('infections', 'infection', rule)),
    })),
    courses: rules.courses.map((rule) => ({
      groups: rule.who ? rule.who.map(codes.group) : null,
      first: codes.productMask(rule.first),
      asCourse: {
        doses: rule.doses,
        completeAfter: rule.completeAfter,
        reason: add(reason('courses', 'course', rule)),
        shortenedBy: undefined,
      },
    })),
    intervals: rules.intervals.map((rule) => ({
      dose: rule.dose,
      groups: rule.who ? rule.who.map(codes.group) : null,
      first: codes.productMask(rule.first),
      give: rule.give === 'same' ? 0 : codes.productMask(rule.give),
      from: numberOr(rule.firstDoseFrom, Number.NEGATIVE_INFINITY),
      before: numberOr(rule.firstDoseBefore, Number.POSITIVE_INFINITY),
      earliest: rule.earliestDays,
      recommended: rule.recommendedDays,
      latest: rule.latestDays ?? Number.POSITIVE_INFINITY,
      reason: add(reason('intervals', 'interval', rule)),
    })),
    boosters: rules.boosters.map((rule) => ({
      rank: rule.rank === 'any' ? 0 : rule.rank,
      groups: rule.who.map(codes.group),
      after: codes.productMask(rule.after),
      months: rule.months ?? 0,
      days: rule.days ?? 0,
      products: codes.productMask(rule.products),
      effect: rule.infection?.effect ?? 'none',
      infectionMonths: rule.infection && 'months' in rule.infection ? rule.infection.months : 0,
      beyondMonths: rule.infection && 'beyondMonths' in rule.infection ? rule.infection.beyondMonths : 0,
      reason: add(reason('boosters', 'booster', rule)),
    })),
    certificate: rules.certificate[0] ? prepareCertificate(rules.certificate[0], codes) : null,
    consents: rules.consent.map((rule) => ({
      groups: rule.who.map(codes.group),
      requires: rule.requires,
      reason: reason('consent', 'consent', rule),
    })),
    calendarMonths: rules.months[0]?.rule === 'calendar',
    ...ageThresholds(rules),
    territorial: [...rules.audiences, ...rules.exclusions].some((rule) =>
      rule.who.some((group) => group.territories !== undefined),
    ),
    primaries: new Map(),
  };
};

const numberOr = (day: Day | undefined, otherwise: number): number =>
  day === undefined ? otherwise : dayNumber(day);

const prepareCertificate = (rule: CertificateRule, codes: Codes): PreparedCertificate => ({
  delayDays: rule.delayDays,
  single: rule.singleDose.map(({ products, days }) => ({ products: codes.productMask(products), days })),
  booster: rule.boosterDays.map(({ injectedFrom, days }) => ({ from: dayNumber(injectedFrom), days })),
  recoveryFrom: rule.recovery.fromDays,
  recoveryMonths: rule.recovery.toMonths,
  recoveryNotOn: new Set(rule.recovery.notOn),
  expiry: rule.expiry.map(({ ageFrom, plusMonths, singleDoseOf, days, notBefore }) => ({
    months: ageFrom * 12 + (plusMonths ?? 0),
    single: codes.productMask(singleDoseOf),
    days,
    notBefore: dayNumber(notBefore),
  })),
  infectionCounts: rule.infectionCountsAsInjection,
});

const byAge = (rules: readonly (readonly PreparedGroup[])[]): ByAge => {
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
  groups.some(({ any, all }) => (any | all) === 0)
    ? 0
    : groups.reduce((mask, { any, all }) => mask | any | all, 0);

const couldFit = (group: PreparedGroup, age: number): boolean =>
  age === UNKNOWN_AGE
    ? group.ageFrom === 0 && group.ageTo === MAX_AGE && group.monthsFrom === 0
    : age >= group.ageFrom && age <= group.ageTo;

const isUnconditional = (group: PreparedGroup): boolean =>
  (group.any | group.all | group.none) === 0 && group.territories === null && group.monthsFrom === 0;

/** Which products an age may receive. Under an unknown age nothing is withheld: `missing` says the age is. */
const productsByAge = (rules: VaccinationRules, codes: Codes) => {
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
const ageThresholds = (rules: VaccinationRules) => {
  const years = new Set<number>();
  const months = new Set<number>();
  const groups: Group[] = [
    ...rules.audiences, ...rules.exclusions, ...rules.courses, ...rules.intervals, ...rules.boosters, ...rules.consent,
  ].flatMap((rule): readonly Group[] => rule.who ?? []); // biome-ignore format: one idea
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
