/**
 * Strategies made ready for `interpret`: days as numbers, people and products as bit masks, reasons as shared
 * objects. Done once; then a person costs a few hundred comparisons and no search for text.
 */
import { type Day, type DayNumber, dayNumber } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Reason } from '#programmes/vaccination/interpret-answer.ts';
import {
  ageThresholds,
  byAge,
  Codes,
  listsOf,
  productsByAge,
} from '#programmes/vaccination/interpret-codes.ts';
import {
  ALL_PRODUCTS,
  MAX_AGE,
  type Period,
  type Prepared,
  type PreparedCertificate,
  UNKNOWN_AGE,
} from '#programmes/vaccination/interpret-period.ts';
import { reasonsByIds } from '#programmes/vaccination/interpret-reasons.ts';
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

/** What a person is read with. Sections that only people read (who injects, tariffs, notes) decide nothing. */
const DECIDING = [
  'audiences',
  'products',
  'exclusions',
  'infections',
  'courses',
  'intervals',
  'boosters',
  'months',
  'certificate',
  'consent',
] as const;

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
    ...prepareCourses(rules, codes, (section, code, rule) => add(reason(section, code, rule))),
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

/** What happens once a person has begun, or has been infected. */
const prepareCourses = (
  rules: VaccinationRules,
  codes: Codes,
  explained: (section: string, code: string, rule: Rule) => number,
): Pick<Period, 'infections' | 'courses' | 'intervals' | 'boosters'> => ({
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
    reason: explained('infections', 'infection', rule),
  })),
  courses: rules.courses.map((rule) => ({
    groups: rule.who ? rule.who.map(codes.group) : null,
    first: codes.productMask(rule.first),
    asCourse: {
      doses: rule.doses,
      completeAfter: rule.completeAfter,
      reason: explained('courses', 'course', rule),
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
    reason: explained('intervals', 'interval', rule),
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
    reason: explained('boosters', 'booster', rule),
  })),
});

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
