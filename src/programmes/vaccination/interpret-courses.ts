/**
 * The schedule engine as `interpret` asks it: the schedule of a strategy prepared once, one workspace, and the way
 * back from what the engine says (series, doses, intervals) to the rules and reasons of the strategy.
 */
import type { Day, DayNumber } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import { numberOf } from '#programmes/vaccination/course-calendar.ts';
import type { Origin } from '#programmes/vaccination/course-kit.ts';
import { courseSchedule } from '#programmes/vaccination/course-schedule.ts';
import {
  COURSE,
  FIRST_BOOSTER,
  INFECTION,
  INFECTION_OVER,
  UNKNOWN_PRODUCT,
} from '#programmes/vaccination/course-vaccines.ts';
import type { Codes } from '#programmes/vaccination/interpret-codes.ts';
import { type Asked, type History, soon } from '#programmes/vaccination/interpret-history.ts';
import {
  type BoosterRule,
  type CourseRule,
  type InfectionRule,
  type IntervalRule,
  rulesOf,
} from '#programmes/vaccination/strategy.ts';
import type { Campaign, Product } from '#programmes/vaccination/strategy-campaign.ts';
import { intervalDay } from '#schedule/evaluate-interval.ts';
import { addDose, addObservation, begin } from '#schedule/history.ts';
import { prepareSchedule } from '#schedule/prepare.ts';
import {
  GENDERS,
  NEVER,
  NO_DAY,
  NONE,
  type PreparedAntigen,
  type PreparedSchedule,
} from '#schedule/prepared.ts';
import { UNKNOWN_BIRTH } from '#schedule/relevant-series.ts';
import { runSeries } from '#schedule/run.ts';
import { createWorkspace, type PatientSeries, type Workspace } from '#schedule/workspace.ts';
import type { Strategy } from '#strategy/strategy.ts';

/** What the rules of a target dose are, by position of the dose in its series. */
export type PathDose = {
  readonly products: number;
  /** False when the strategy gives no interval after the product received. */
  readonly hasRule: boolean;
  /** By position of the interval: the reason of its rule, and whether an infection makes it. */
  readonly intervals: readonly { readonly reason: number; readonly infection: boolean }[];
};

export type Path = {
  readonly completeAfter: number;
  readonly doses: readonly PathDose[];
  readonly reason: number;
};

export type Booster = {
  /** Position of its series. */
  readonly series: number;
  readonly products: number;
  readonly reason: number;
};

export type Courses = {
  readonly work: Workspace;
  readonly antigen: PreparedAntigen;
  /** Position of the primary course among the series groups. */
  readonly course: number;
  /** By position of the series; undefined for boosters. */
  readonly paths: readonly (Path | undefined)[];
  /** In the order of the strategy. */
  readonly boosters: readonly Booster[];
  /** The series that any first booster satisfies, or NONE. */
  readonly firstBooster: number;
  /** By product index: the vaccine type. */
  readonly vaccines: Int16Array;
  readonly unknown: number;
  /** By bit of the tag: its observation. */
  readonly tags: Int16Array;
  /** Tags that some rule asks for. */
  readonly tagsRead: number;
  /** By territory: its observation, for the few some rule asks for. */
  readonly territories: ReadonlyMap<string, number>;
  readonly infection: number;
  readonly infectionOver: number;
  /** Proofs of an infection that is over. */
  readonly over: ReadonlySet<string>;
  /** The products last permitted, so that they are told to the engine only when they change. */
  permitted: number;
};

export type CoursesKit = {
  readonly products: readonly Product[];
  readonly campaign: Campaign;
  readonly boostersFrom: Day | undefined;
  readonly codes: Codes;
  /** Adds the reason of a rule and gives its number. */
  readonly explained: (
    section: string,
    code: string,
    rule: CourseRule | IntervalRule | InfectionRule | BoosterRule,
  ) => number;
};

export const prepareCourses = (strategy: Strategy, kit: CoursesKit): Courses => {
  const { products, campaign, boostersFrom, codes, explained } = kit;
  const { schedule, origins } = courseSchedule(strategy, products, campaign, boostersFrom);
  // What is withheld from a person is told by `interpret`, which explains it.
  const prepared = prepareSchedule({
    ...schedule,
    antigens: schedule.antigens.map((antigen) => ({ ...antigen, withheld: [] })),
  });
  const [antigen] = prepared.antigens;
  invariant(antigen !== undefined, `${strategy.id}: a schedule of no antigen`);
  const originOf = (name: string): Origin | undefined => origins.get(name);
  const paths = prepared.series.map(({ name }): Path | undefined => {
    const origin = originOf(name);
    if (origin?.kind !== 'course') return undefined;
    const { course, later, give } = origin.path;
    return {
      completeAfter: course.completeAfter,
      reason: explained('courses', 'course', course),
      doses: origin.intervals.map((rules, i) => ({
        products: i === 0 ? 0 : codes.productMask(give[i - 1]),
        hasRule: i === 0 || later[i - 1] !== undefined,
        intervals: rules.map((rule) => {
          if (rule === undefined) return { reason: 0, infection: false };
          const infection = 'when' in rule;
          return {
            reason: infection
              ? explained('infections', 'infection', rule)
              : explained('intervals', 'interval', rule),
            infection,
          };
        }),
      })),
    };
  });
  const boosters = prepared.series.flatMap(({ name, index }): Booster[] => {
    const origin = originOf(name);
    if (origin?.kind !== 'booster') return [];
    return [
      {
        series: index,
        products: codes.productMask(origin.rule.products),
        reason: explained('boosters', 'booster', origin.rule),
      },
    ];
  });
  const observation = (code: string): number => prepared.observationIndex.get(code) ?? NONE;
  const read = observationsRead(prepared);
  const tags = Int16Array.from(codes.tags.keys(), (tag) =>
    read.has(observation(tag)) ? observation(tag) : NONE,
  );
  return {
    work: createWorkspace(prepared),
    antigen,
    course: antigen.seriesGroups.findIndex(({ code }) => code === COURSE),
    paths,
    boosters,
    firstBooster: prepared.series.find(({ seriesGroup }) => seriesGroup === FIRST_BOOSTER)?.index ?? NONE,
    vaccines: Int16Array.from(codes.productCodes, (code) => prepared.vaccineIndex.get(code) ?? NONE),
    unknown: prepared.vaccineIndex.get(UNKNOWN_PRODUCT) ?? NONE,
    tags,
    tagsRead: tags.reduce((mask, index, bit) => (index === NONE ? mask : mask | (1 << bit)), 0),
    territories: new Map(
      [...prepared.observationIndex].flatMap(([code, index]): [string, number][] =>
        code.startsWith(TERRITORY) && read.has(index) ? [[code.slice(TERRITORY.length), index]] : [],
      ),
    ),
    infection: observation(INFECTION),
    infectionOver: observation(INFECTION_OVER),
    over: new Set(rulesOf(strategy).infections.flatMap(({ noWaitFor }) => noWaitFor ?? [])),
    permitted: -1,
  };
};

const TERRITORY = 'territory-';

/** The observations by which series and skips choose people. */
const observationsRead = (prepared: PreparedSchedule): Set<number> => {
  const who = prepared.series.flatMap((series) => [
    ...(series.who ?? []),
    ...series.doses.flatMap((dose) =>
      [...dose.skipsWhenEvaluating, ...dose.skipsWhenForecasting].flatMap(({ sets }) =>
        sets.flatMap(({ conditions }) => conditions.flatMap((condition) => condition.who)),
      ),
    ),
  ]);
  return new Set(who.flatMap(({ anyOf, allOf, noneOf }) => [...anyOf, ...allOf, ...noneOf]));
};

/** More injections of before the first known one change nothing: a course has nine doses at most. */
const EARLIER_MAX = 9;

/** Puts a person who has begun into the engine and runs it. `permitted`: products that may be given in the course. */
export const runCourses = (
  courses: Courses,
  asked: Asked,
  history: History,
  permitted: number,
): PatientSeries => {
  const { work, antigen } = courses;
  beginWith(courses, asked);
  addDoses(courses, history);
  tellPeople(courses, asked);
  tellInfections(courses, history, NEVER);
  if (courses.permitted !== permitted) {
    courses.permitted = permitted;
    for (let i = 0; i < courses.vaccines.length; i++)
      work.withheld[courses.vaccines[i] ?? 0] = (permitted >> i) & 1 ? 0 : 1;
  }
  runSeries(work, antigen);
  const chosen = work.series[work.prioritized[antigen.index]?.[courses.course] ?? NONE];
  invariant(chosen !== undefined, 'no course fits: the last one of a strategy is for everybody');
  return chosen;
};

const beginWith = ({ work }: Courses, asked: Asked): void =>
  begin(work, asked.age < 0 ? UNKNOWN_BIRTH : numberOf(asked.birth), GENDERS.unknown, null, asked.today);

/** Injections received elsewhere, told by the rank of a later one, come before the first known, of unknown product. */
const addDoses = ({ work, vaccines, unknown }: Courses, { days, products, doses }: History): void => {
  const earlier = Math.min(doses - days.length, EARLIER_MAX);
  for (let i = earlier; i > 0; i--) addDose(work, (days[0] ?? 0) - i, unknown, NONE, 0, 0, 0);
  for (let i = 0; i < days.length; i++)
    addDose(work, days[i] ?? 0, vaccines[products[i] ?? NONE] ?? unknown, NONE, 0, 0, 0);
};

/** A proof that an infection is over says so of those before it too. */
const tellInfections = (courses: Courses, { infections, proofs }: History, until: DayNumber): void => {
  let isOver = false;
  for (let i = infections.length - 1; i >= 0; i--) {
    const day = infections[i] ?? NEVER;
    if (day > until) continue;
    isOver ||= courses.over.has(proofs[i] ?? '');
    addObservation(courses.work, isOver ? courses.infectionOver : courses.infection, day);
  }
};

const tellPeople = ({ work, tags, tagsRead, territories }: Courses, asked: Asked): void => {
  for (let bits = asked.tags & tagsRead; bits !== 0; bits &= bits - 1)
    addObservation(work, tags[31 - Math.clz32(bits & -bits)] ?? NONE, NEVER);
  if (territories.size === 0) return;
  const territory = territories.get(asked.territory);
  if (territory !== undefined) addObservation(work, territory, NEVER);
};

/** What an infection does to the first dose: the day its wait ends and the day preferred, 0 for none; and why. */
export type Wait = { until: DayNumber; preferred: DayNumber; reason: number };
export const NO_WAIT: Wait = { until: 0, preferred: 0, reason: 0 };

/**
 * What infections until the first injection do to the first dose, the same in every course: as to the same person had
 * nothing been injected, because the primary course is answered about whether or not it has begun.
 */
export const waitOf = (courses: Courses, asked: Asked, history: History): Wait => {
  const { work, antigen, course, paths } = courses;
  if (history.infections.length === 0) return NO_WAIT;
  const patient = work.series[antigen.seriesGroups[course]?.series[0] ?? NONE];
  const dose = patient?.series.doses[0];
  if (patient === undefined || dose === undefined || dose.intervals.length === 0) return NO_WAIT;
  beginWith(courses, asked);
  tellInfections(courses, history, history.days[0] ?? NEVER);
  const rules = paths[patient.series.index]?.doses[0]?.intervals;
  const wait: Wait = { until: 0, preferred: 0, reason: 0 };
  for (let i = 0; i < dose.intervals.length; i++) {
    const interval = dose.intervals[i];
    if (interval === undefined) continue;
    const { minimum, earliestRecommended } = interval;
    const until = minimum === null ? NO_DAY : intervalDay(work, patient, interval, minimum, 0, 0);
    if (until !== NO_DAY) soon(asked, until);
    if (until > wait.until) {
      wait.until = until;
      wait.reason = rules?.[i]?.reason ?? 0;
    }
    if (earliestRecommended !== null)
      wait.preferred = Math.max(
        wait.preferred,
        intervalDay(work, patient, interval, earliestRecommended, 0, 0),
      );
  }
  return wait;
};

/** The series of a booster, by its position. */
export const boosterOf = (courses: Courses, series: number): PatientSeries | undefined =>
  courses.work.series[series];
