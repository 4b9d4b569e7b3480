/**
 * Strategies made ready for `interpret`: days as numbers, people and products as bit masks, reasons as shared
 * objects. Done once; then a person costs a few hundred comparisons and no search for text.
 */
import { type DayNumber, dayNumber } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import { boostersFromOf } from '#programmes/vaccination/course-schedules.ts';
import type { Reason } from '#programmes/vaccination/interpret-answer.ts';
import {
  ageThresholds,
  byAge,
  Codes,
  listsOf,
  productsByAge,
} from '#programmes/vaccination/interpret-codes.ts';
import { type Courses, type CoursesKit, prepareCourses } from '#programmes/vaccination/interpret-courses.ts';
import {
  ALL_PRODUCTS,
  MAX_AGE,
  type Period,
  type Prepared,
  type PreparedCertificate,
  UNKNOWN_AGE,
} from '#programmes/vaccination/interpret-period.ts';
import { reasonsByIds } from '#programmes/vaccination/interpret-reasons.ts';
import { type CertificateRule, type Group, rulesOf } from '#programmes/vaccination/strategy.ts';
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

/** What its schedule of doses is made from (course-schedule.ts): strategies that share these share it. */
const SCHEDULED = ['infections', 'courses', 'intervals', 'boosters', 'months'] as const;

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
  const shorts = new Map(products.map(({ code, short }) => [code, short]));
  const periods: Period[] = [];
  const boostersFrom = boostersFromOf(timeline.strategies);
  const sharedCourses = new Map<string, () => Courses>();
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
    const kit: Kit = { codes, words, add: book.add };
    const key = canonicalJson(SCHEDULED.map((section) => strategy.rules[section] ?? []));
    const courses =
      sharedCourses.get(key) ?? coursesOnce(strategy, { products, campaign, boostersFrom, kit });
    sharedCourses.set(key, courses);
    periods.push(preparePeriod(start, end, strategy, kit, courses));
  }
  return {
    periods,
    starts: Int32Array.from(periods, (period) => period.start),
    tags: codes.tags,
    products: codes.products,
    productCodes: codes.productCodes,
    shortOf: (product) => shorts.get(product) ?? product,
    placeCodes: codes.placeCodes,
    productsFrom: codes.productCodes.map((_, i) => {
      const first = periods.find(({ primaryByAge, boosterByAge }) =>
        [primaryByAge, boosterByAge].some((table) => (table[UNKNOWN_AGE] ?? 0) & (1 << i)),
      );
      return first?.start ?? Number.POSITIVE_INFINITY;
    }),
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

const reasonOf = ({ words }: Kit, strategy: Strategy, section: string, code: string, rule: Rule): Reason => ({
  code,
  ...words.say(section, rule, strategy),
  reference: rule.cites.join(', '),
});

/** The schedule of doses of a strategy, made when it is first asked for. */
const coursesOnce = (
  strategy: Strategy,
  { kit, ...campaign }: Pick<CoursesKit, 'products' | 'campaign' | 'boostersFrom'> & { readonly kit: Kit },
): (() => Courses) => {
  let made: Courses | undefined;
  return () => {
    made ??= prepareCourses(strategy, {
      ...campaign,
      codes: kit.codes,
      explained: (section, code, rule) => kit.add(reasonOf(kit, strategy, section, code, rule)),
    });
    return made;
  };
};

const preparePeriod = (
  start: DayNumber,
  end: DayNumber,
  strategy: Strategy,
  kit: Kit,
  courses: () => Courses,
): Period => {
  const rules = rulesOf(strategy);
  const { codes, add } = kit;
  const reason = (section: string, code: string, rule: Rule): Reason =>
    reasonOf(kit, strategy, section, code, rule);
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
    courses,
    infections: rules.infections.flatMap((rule) =>
      rule.doses === undefined
        ? []
        : [
            {
              before: rule.when !== 'after the first dose',
              except: codes.tagMask(rule.except),
              proof: rule.proof === true,
              fromDays: Math.max(rule.fromDays ?? 0, 1),
              toDays: rule.toDays ?? Number.POSITIVE_INFINITY,
              reason: add(reason('infections', 'infection', rule)),
            },
          ],
    ),
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
