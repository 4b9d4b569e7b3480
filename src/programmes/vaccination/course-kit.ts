/** What the series of a strategy's schedule are made with, and what they share. */
import type { Day } from '#kernel/day.ts';
import type { CoursePath } from '#programmes/vaccination/course-paths.ts';
import type { People } from '#programmes/vaccination/course-people.ts';
import { INFECTION, INFECTION_OVER } from '#programmes/vaccination/course-vaccines.ts';
import type {
  BoosterRule,
  InfectionRule,
  IntervalRule,
  VaccinationRules,
} from '#programmes/vaccination/strategy.ts';
import type { VaccinationWords } from '#programmes/vaccination/strategy-words.ts';
import type { AllowableVaccine, Series, SeriesDose, Words } from '#schedule/schedule.ts';

/** The rules a series was made from; `intervals` of each target dose, in the order of its intervals. */
export type Origin =
  | {
      readonly kind: 'course';
      readonly path: CoursePath;
      readonly intervals: readonly (readonly (IntervalRule | InfectionRule | undefined)[])[];
    }
  | { readonly kind: 'first booster' }
  | { readonly kind: 'booster'; readonly rule: BoosterRule };

/** What every part of a schedule is made with. */
export type Kit = {
  readonly rules: VaccinationRules;
  readonly people: People;
  readonly products: readonly string[];
  /** Any product counts: what was given was given. */
  readonly anything: AllowableVaccine[];
  readonly vaccineGroup: string;
  readonly months: (count: number) => string;
  readonly say: (section: string, rule: Parameters<VaccinationWords['say']>[1]) => Words;
  readonly boostersFrom: Day | undefined;
};

/** A made series and its origin. */
export type Made = { readonly series: Series; readonly origin: Origin };

export const isCalendar = (rules: VaccinationRules): boolean => rules.months[0]?.rule === 'calendar';

/** Months from date to date, or the days they count for (30.5 each, rounded up). */
export const monthsOf =
  (rules: VaccinationRules) =>
  (count: number): string =>
    isCalendar(rules) ? `${count} months` : `${Math.ceil(count * 30.5)} days`;

/** What most doses share. */
export const doseOf = (number: number, rest: Partial<SeriesDose>): SeriesDose => ({
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

export const seriesOf = (
  kit: Kit,
  rest: Pick<Series, 'name' | 'group' | 'doses'> & Partial<Series>,
): Series => ({
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
export const APART = '1 day';

/** The rules, each with the entries it rests on. */
export const guidanceOf = (
  rules: readonly ({ readonly id: string; readonly cites: readonly string[] } | undefined)[],
): string[] => rules.flatMap((rule) => (rule ? [`${rule.id}: ${rule.cites.join(', ')}`] : []));

/** Infections whose proof says they are over are told apart only where a rule asks. */
export const infections = (rules: VaccinationRules): string[] =>
  rules.infections.some(({ noWaitFor }) => noWaitFor !== undefined)
    ? [INFECTION, INFECTION_OVER]
    : [INFECTION];
