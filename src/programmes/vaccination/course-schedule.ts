/**
 * The rules of one strategy on courses, intervals, infections and boosters as a schedule of doses (#schedule): what
 * docs/strategy.md says in words, in the model that every other country's schedule is written in. The documents stay
 * the source; `origins` leads from a series back to the rules it was made from. Audiences, places, consents and the
 * pass are no part of a schedule of doses.
 */
import type { Day } from '#kernel/day.ts';
import { type CoursePath, pathsOf } from '#programmes/vaccination/course-paths.ts';
import { ageText, type People, peopleOf } from '#programmes/vaccination/course-people.ts';
import {
  CONTRAINDICATION,
  COURSE,
  contraindicationTo,
  FIRST_BOOSTER,
  INFECTION,
  INFECTION_OVER,
  observationsOf,
  ownProducts,
  preferableOf,
  territoriesOf,
  vaccinesOf,
  withheldOf,
  youngest,
} from '#programmes/vaccination/course-vaccines.ts';
import {
  type BoosterRule,
  type InfectionRule,
  type IntervalRule,
  rulesOf,
  type VaccinationRules,
} from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import { wordsOf } from '#programmes/vaccination/strategy-words.ts';
import type {
  AllowableVaccine,
  ConditionalSkip,
  Interval,
  Schedule,
  Series,
  SeriesDose,
  Words,
} from '#schedule/schedule.ts';
import type { Strategy } from '#strategy/strategy.ts';

/** The rules a series was made from; `intervals` of each target dose, in the order of its intervals. */
export type Origin =
  | {
      readonly kind: 'course';
      readonly path: CoursePath;
      readonly intervals: readonly (readonly (IntervalRule | InfectionRule | undefined)[])[];
    }
  | { readonly kind: 'first booster' }
  | { readonly kind: 'booster'; readonly rule: BoosterRule };

export type CourseSchedule = {
  readonly schedule: Schedule;
  readonly origins: ReadonlyMap<string, Origin>;
};

/** What every part of a schedule is made with. */
type Kit = {
  readonly rules: VaccinationRules;
  readonly people: People;
  readonly products: readonly string[];
  /** Any product counts: what was given was given. */
  readonly anything: AllowableVaccine[];
  readonly vaccineGroup: string;
  readonly months: (count: number) => string;
  readonly say: (section: string, rule: Parameters<ReturnType<typeof wordsOf>['say']>[1]) => Words;
  readonly boostersFrom: Day | undefined;
};

/** A made series and its origin. */
type Made = { readonly series: Series; readonly origin: Origin };

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
    title: {
      fr: `${campaign.title.fr} : stratégie du ${strategy.validFrom}`,
      en: `${campaign.title.en}: strategy of ${strategy.validFrom}`,
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

const isCalendar = (rules: VaccinationRules): boolean => rules.months[0]?.rule === 'calendar';

/** Months from date to date, or the days they count for (30.5 each, rounded up). */
const monthsOf =
  (rules: VaccinationRules) =>
  (count: number): string =>
    isCalendar(rules) ? `${count} months` : `${Math.ceil(count * 30.5)} days`;

const sourcesOf = (strategy: Strategy): Schedule['sources'] => {
  const sources = new Map(
    Object.values(strategy.cites).flatMap((cited) => cited.sources.map((source) => [source.id, source])),
  );
  return [...sources.values()].map(({ title, url }) => ({ title, ...(url !== null && { url }) }));
};

/** What most doses share. */
const doseOf = (number: number, rest: Partial<SeriesDose>): SeriesDose => ({
  number,
  ages: [],
  intervals: [],
  allowableIntervals: [],
  preferable: [],
  allowable: [],
  inadvertent: [],
  skips: [],
  recurring: false,
  ...rest,
});

const seriesOf = (kit: Kit, rest: Pick<Series, 'name' | 'group' | 'doses'> & Partial<Series>): Series => ({
  vaccineGroup: kit.vaccineGroup,
  kind: 'standard',
  guidance: [],
  equivalentGroups: [],
  genders: [],
  default: false,
  productPath: false,
  priority: 'A',
  start: {},
  indications: [],
  ...rest,
});

/** Two injections of one day count once; no other delay makes an injection void. */
const APART = '1 day';

const courseSeries = (kit: Kit, path: CoursePath): Made => {
  const { course, later, first } = path;
  const doses = [firstDose(kit, path), ...later.map((rule, i) => laterDose(kit, path, rule, i + 2))];
  const rules = later.map((rule) => rule?.id ?? 'no rule').join(', ');
  const product = first === undefined ? '' : ` (${first.join(', ')})`;
  const said = [
    kit.say('courses', course),
    ...later.flatMap((rule) => (rule ? [kit.say('intervals', rule)] : [])),
  ];
  return {
    series: seriesOf(kit, {
      name: `${course.id}${rules === '' ? '' : `: ${rules}`}${product}`,
      title: joined(said),
      group: { code: COURSE, name: 'Primary course', choice: 'first' },
      guidance: guidanceOf([course, ...later]),
      priority: String.fromCharCode('A'.charCodeAt(0) + path.rank),
      ...(path.who !== undefined && { who: [...path.who] }),
      ...((first ?? path.from ?? path.before) !== undefined && {
        begun: {
          ...(first !== undefined && { first: [...first] }),
          ...(path.from !== undefined && { from: path.from }),
          ...(path.before !== undefined && { before: path.before }),
        },
      }),
      doses: doses.map(({ dose }) => dose),
    }),
    origin: { kind: 'course', path, intervals: doses.map(({ origins }) => origins) },
  };
};

const joined = (said: readonly Words[]): Words => {
  const in_ = (language: 'fr' | 'en'): string =>
    said.map((words) => (typeof words === 'string' ? words : words[language])).join('. ');
  return { fr: in_('fr'), en: in_('en') };
};

/** The rules, each with the entries it rests on. */
const guidanceOf = (
  rules: readonly ({ readonly id: string; readonly cites: readonly string[] } | undefined)[],
): string[] => rules.flatMap((rule) => (rule ? [`${rule.id}: ${rule.cites.join(', ')}`] : []));

type Counted = { readonly interval: Interval; readonly rule: IntervalRule | InfectionRule | undefined };
type MadeDose = { readonly dose: SeriesDose; readonly origins: readonly Counted['rule'][] };

const madeDose = (dose: SeriesDose, counted: readonly Counted[]): MadeDose => ({
  dose: { ...dose, intervals: counted.map(({ interval }) => interval) },
  origins: counted.map(({ rule }) => rule),
});

/** Infections until the dose itself: a later one says nothing of it. */
const SO_FAR = { dose: 'current' as const, until: '1 day' };

/** An infection may make the first dose wait; no injection before makes any difference. */
const firstDose = (kit: Kit, path: CoursePath): MadeDose => {
  const { rules } = kit;
  const offered = path.first ?? kit.products.filter((code) => isForCourse(rules, code));
  const age = youngest(rules, 'primary course');
  const waits = rules.infections.flatMap((rule): Counted[] => {
    if (rule.when === 'after the first dose' || (!rule.waitMonths && !rule.preferredMonths)) return [];
    const interval: Interval = {
      from: { observation: INFECTION, since: SO_FAR },
      ...(rule.waitMonths && { minimum: kit.months(rule.waitMonths) }),
      ...(rule.preferredMonths && { earliestRecommended: kit.months(rule.preferredMonths) }),
    };
    return [{ interval, rule }];
  });
  const dose = doseOf(1, {
    ages: age > 0 && Number.isFinite(age) ? [{ minimum: ageText(age) }] : [],
    preferable: preferableOf(rules, offered, 'primary course'),
    allowable: kit.anything,
  });
  return madeDose(dose, waits);
};

const isForCourse = (rules: VaccinationRules, code: string): boolean =>
  rules.products.some(({ product, use }) => product === code && use !== 'booster');

const laterDose = (kit: Kit, path: CoursePath, rule: IntervalRule | undefined, number: number): MadeDose => {
  const { rules, months } = kit;
  const counted: Counted[] = [
    {
      rule,
      interval: {
        from: 'previous dose',
        absoluteMinimum: APART,
        ...(rule !== undefined && {
          minimum: `${rule.earliestDays} days`,
          earliestRecommended: `${rule.recommendedDays} days`,
        }),
        // The last day is included here, and excluded in the specification.
        ...(rule !== undefined &&
          rule.latestDays !== null && { latestRecommended: `${rule.latestDays + 1} days` }),
      },
    },
  ];
  for (const infection of rules.infections) {
    if (infection.secondDose !== undefined && number === 2)
      for (const observation of infections(rules))
        counted.push({
          rule: infection,
          interval: {
            from: { observation, since: sinceFirstDose(infection) },
            minimum: months(infection.secondDose.fromMonths),
            latestRecommended: `${months(infection.secondDose.toMonths)} + 1 day`,
          },
        });
  }
  for (const infection of rules.infections)
    if (infection.when === 'before any dose' && infection.waitMonths)
      for (const observation of infections(rules))
        counted.push({
          rule: infection,
          interval: { from: { observation, since: SO_FAR }, minimum: months(infection.waitMonths) },
        });
  const dose = doseOf(number, {
    preferable: preferableOf(rules, path.give[number - 2] ?? [], 'primary course'),
    allowable: kit.anything,
    skips: rules.infections.flatMap((infection) => skipAfter(kit, infection, number)),
  });
  return madeDose(dose, counted);
};

/** Infections whose proof says they are over are told apart only where a rule asks. */
const infections = (rules: VaccinationRules): string[] =>
  rules.infections.some(({ noWaitFor }) => noWaitFor !== undefined)
    ? [INFECTION, INFECTION_OVER]
    : [INFECTION];

const sinceFirstDose = ({ fromDays, toDays }: InfectionRule) => ({
  dose: 1,
  from: `${Math.max(fromDays ?? 0, 1)} days`,
  ...(toDays !== undefined && { until: `${toDays + 1} days` }),
});

/** An infection that stands for the doses left: before the first dose, or after it while it is the only one. */
const skipAfter = (kit: Kit, rule: InfectionRule, number: number): ConditionalSkip[] => {
  if (rule.doses === undefined || number <= rule.doses) return [];
  const after = rule.when === 'after the first dose';
  const set: ConditionalSkip['sets'][number] = {
    id: rule.id,
    description: kit.say('infections', rule),
    logic: 'and',
    conditions: [
      {
        type: 'observation',
        observations: infections(kit.rules),
        since: after ? sinceFirstDose(rule) : { dose: 1, until: '1 day' },
      },
    ],
  };
  const except = rule.except?.flatMap(kit.people.tag) ?? [];
  if (except.length > 0) set.conditions.push({ type: 'person', who: [{ noneOf: except }] });
  if (after)
    set.conditions.push({
      type: 'vaccine count',
      logic: 'equal to',
      count: 1,
      doses: 'total',
      vaccines: [],
    });
  return [{ context: after ? 'forecast' : 'both', logic: 'or', sets: [set] }];
};

/** A first dose beyond the course, for anybody and with anything: what second boosters follow. */
const firstBooster = (kit: Kit): Made => ({
  series: seriesOf(kit, {
    name: 'any first booster',
    title: { fr: 'Premier rappel, quel qu’il soit', en: 'First booster, whichever it is' },
    group: { code: FIRST_BOOSTER, name: 'First booster' },
    kind: 'evaluation only',
    follows: COURSE,
    ...(kit.boostersFrom !== undefined && { dosesFrom: kit.boostersFrom }),
    doses: [
      doseOf(1, { intervals: [{ from: 'previous dose', absoluteMinimum: APART }], allowable: kit.anything }),
    ],
  }),
  origin: { kind: 'first booster' },
});

const boosterSeries = (kit: Kit, rule: BoosterRule): Made[] => {
  const { rules, months } = kit;
  const who = kit.people.all([rule.who]);
  if (who?.length === 0) return [];
  const delay = rule.months === undefined ? `${rule.days ?? 0} days` : months(rule.months);
  const intervals: Interval[] = [{ from: 'previous dose', absoluteMinimum: APART, minimum: delay }];
  const skips: ConditionalSkip[] = [];
  const { infection } = rule;
  if (infection !== undefined && infection.effect !== 'no booster') {
    const wait = infection.effect === 'counts as an injection' ? delay : months(infection.months);
    for (const observation of infections(rules))
      intervals.push({
        from: { observation, since: { dose: 'previous', from: '1 day' } },
        minimum: wait,
      });
  }
  if (infection?.effect === 'no booster') skips.push(infectedSince(kit, rule, '1 day'));
  if (infection?.effect === 'none needed beyond')
    skips.push(infectedSince(kit, rule, `${months(infection.beyondMonths)} + 1 day`));
  const series = seriesOf(kit, {
    name: `booster ${rule.id}`,
    title: kit.say('boosters', rule),
    group: { code: rule.id, name: `Booster ${rule.id}` },
    guidance: guidanceOf([rule]),
    follows: rule.rank === 2 ? FIRST_BOOSTER : COURSE,
    ...(who !== undefined && { who }),
    ...(rule.after !== undefined && { begun: { last: [...rule.after] } }),
    ...(kit.boostersFrom !== undefined && { dosesFrom: kit.boostersFrom }),
    doses: [
      doseOf(1, {
        intervals,
        skips,
        preferable: preferableOf(rules, rule.products, 'booster'),
        allowable: kit.anything,
        recurring: rule.rank === 'any',
      }),
    ],
  });
  return [{ series, origin: { kind: 'booster', rule } }];
};

/** An infection since the last injection, at the soonest that long after, and no booster is due. */
const infectedSince = (kit: Kit, rule: BoosterRule, from: string): ConditionalSkip => ({
  context: 'forecast',
  logic: 'or',
  sets: [
    {
      id: rule.id,
      description: kit.say('boosters', rule),
      logic: 'and',
      conditions: [
        { type: 'observation', observations: infections(kit.rules), since: { dose: 'previous', from } },
      ],
    },
  ],
});
