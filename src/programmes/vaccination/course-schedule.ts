/**
 * The rules of one strategy on courses, intervals, infections and boosters as a schedule of doses (#schedule): what
 * docs/strategy.md says in words, in the model that every other country's schedule is written in. The documents stay
 * the source; `origins` leads from a series back to the rules it was made from. Audiences, places, consents and the
 * pass are no part of a schedule of doses.
 */
import type { Day } from '#kernel/day.ts';
import { boosterSeries, firstBooster } from '#programmes/vaccination/course-boosters.ts';
import { isCalendar, type Kit, monthsOf, type Origin } from '#programmes/vaccination/course-kit.ts';
import { pathsOf } from '#programmes/vaccination/course-paths.ts';
import { peopleOf } from '#programmes/vaccination/course-people.ts';
import { courseSeries } from '#programmes/vaccination/course-series.ts';
import {
  CONTRAINDICATION,
  COURSE,
  contraindicationTo,
  observationsOf,
  ownProducts,
  territoriesOf,
  vaccinesOf,
  withheldOf,
} from '#programmes/vaccination/course-vaccines.ts';
import { rulesOf } from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import { wordsOf } from '#programmes/vaccination/strategy-words.ts';
import type { Schedule } from '#schedule/schedule.ts';
import type { Strategy } from '#strategy/strategy.ts';

export type CourseSchedule = {
  readonly schedule: Schedule;
  readonly origins: ReadonlyMap<string, Origin>;
};

/**
 * `boostersFrom` is the first day on which the campaign has boosters: later doses beyond the course are boosters, and
 * earlier ones belong to it. Throws when the document is not sound.
 */
export const courseSchedule = (
  strategy: Strategy,
  products: readonly Product[],
  campaign: Campaign,
  boostersFrom?: Day,
): CourseSchedule => {
  const rules = rulesOf(strategy);
  const words = wordsOf(campaign, products);
  const disease = campaign.disease ?? {
    antigen: campaign.id,
    name: campaign.title,
    vaccineGroup: campaign.id,
    aliases: [],
  };
  const vaccines = vaccinesOf(products, disease.antigen, disease.unspecified);
  const kit: Kit = {
    rules,
    people: peopleOf(campaign),
    products: ownProducts(products).map(({ code }) => code),
    anything: vaccines.map(({ code }) => ({ code })),
    vaccineGroup: disease.vaccineGroup,
    months: monthsOf(rules),
    say: (section, rule) => words.say(section, rule, strategy),
    boostersFrom,
  };
  const made = [
    ...pathsOf(rules, kit.products, kit.people).map((path) => courseSeries(kit, path)),
    ...(rules.boosters.length === 0 ? [] : [firstBooster(kit)]),
    ...rules.boosters.flatMap((rule) => boosterSeries(kit, rule)),
  ];
  const boosterGroups = made.map(({ series }) => series.group.code).filter((code) => code !== COURSE);
  const schedule: Schedule = {
    name: campaign.id,
    title: campaign.title,
    description: {
      fr: `Stratégie du ${strategy.validFrom}`,
      en: `Strategy of ${strategy.validFrom}`,
    },
    version: strategy.id,
    publisher: campaign.title.fr,
    validFrom: strategy.validFrom,
    licence: 'The rules of the campaign; each text cited has its own terms',
    sources: sourcesOf(strategy),
    vaccineCodes: 'product',
    ...(isCalendar(rules) && { monthEnd: 'last day' as const }),
    groups: [
      {
        name: disease.vaccineGroup,
        title: disease.name,
        aliases: disease.aliases,
        antigens: [disease.antigen],
      },
    ],
    vaccines,
    conflicts: [],
    observations: observationsOf(campaign, products, territoriesOf(rules)),
    antigens: [
      {
        name: disease.antigen,
        disease: disease.name,
        contraindications: [{ code: CONTRAINDICATION, title: CONTRAINDICATED, text: CONTRAINDICATED }],
        vaccineContraindications: kit.products.map((code) => ({
          code: contraindicationTo(code),
          title: CONTRAINDICATED,
          text: CONTRAINDICATED,
          vaccines: [{ code }],
        })),
        withheld: withheldOf(rules, products, boosterGroups, kit.people),
        series: made.map(({ series }) => series),
      },
    ],
  };
  return { schedule, origins: new Map(made.map(({ series, origin }) => [series.name, origin])) };
};

const CONTRAINDICATED = {
  fr: 'Une contre-indication est enregistrée',
  en: 'A contraindication is on record',
};

const sourcesOf = (strategy: Strategy): Schedule['sources'] => {
  const sources = new Map(
    Object.values(strategy.cites).flatMap((cited) => cited.sources.map((source) => [source.id, source])),
  );
  return [...sources.values()].map(({ title, url }) => ({ title, ...(url !== null && { url }) }));
};
