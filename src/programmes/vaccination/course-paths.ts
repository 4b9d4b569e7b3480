/**
 * The ways through a primary course: each rule of `courses` with each rule of `intervals` that can go with it, in the
 * order in which "the first rule that fits" would meet them.
 */
import type { Day } from '#kernel/day.ts';
import type { People } from '#programmes/vaccination/course-people.ts';
import type { CourseRule, IntervalRule, VaccinationRules } from '#programmes/vaccination/strategy.ts';
import type { Who } from '#schedule/schedule.ts';
import { canonicalJson } from '#strategy/strategy.ts';

export type CoursePath = {
  readonly course: CourseRule;
  /** Position of the course among the courses. */
  readonly rank: number;
  /** The rule of each later dose, from the second on; undefined where the strategy has none. */
  readonly later: readonly (IntervalRule | undefined)[];
  /** What each of these doses may be given with. */
  readonly give: readonly (readonly string[])[];
  /** Products of the first dose; undefined for any, known or not. */
  readonly first: readonly string[] | undefined;
  readonly from: Day | undefined;
  readonly before: Day | undefined;
  /** Undefined for everybody. */
  readonly who: readonly Who[] | undefined;
};

/** `products` are the codes of all products, for a rule that repeats the product of the dose before, whichever it is. */
export const pathsOf = (rules: VaccinationRules, products: readonly string[], people: People): CoursePath[] =>
  rules.courses.flatMap((course, rank) => {
    const start: CoursePath = {
      course,
      rank,
      later: [],
      give: [],
      first: course.first,
      from: undefined,
      before: undefined,
      who: people.all([course.who]),
    };
    let paths: readonly CoursePath[] = [start];
    for (let dose = 2; dose <= course.doses; dose++) {
      const fitting = rules.intervals.filter((rule) => rule.dose === dose);
      paths = paths.flatMap((path) => extend(path, fitting, products, people));
    }
    return paths;
  });

type Variant = Pick<CoursePath, 'first'> & { readonly give: readonly string[] };

/** The path by each rule, until one that always fits; else, last, the path without a rule for this dose. */
const extend = (
  path: CoursePath,
  rules: readonly IntervalRule[],
  products: readonly string[],
  people: People,
): CoursePath[] => {
  const found: CoursePath[] = [];
  for (const rule of rules) {
    const first = meet(path.first, rule.first);
    const repeats = rule.give === 'same' && path.later.length === 0;
    const variants: Variant[] = repeats
      ? (first ?? products).map((code): Variant => ({ first: [code], give: [code] }))
      : [{ first, give: giveOf(path, rule) }];
    // After an unknown product the window holds, and nobody can say what to give.
    if (repeats && first === undefined) variants.push({ first: undefined, give: [] });
    for (const variant of variants) {
      const next: CoursePath = {
        ...path,
        first: variant.first,
        later: [...path.later, rule],
        give: [...path.give, variant.give],
        from: latest(path.from, rule.firstDoseFrom),
        before: soonest(path.before, rule.firstDoseBefore),
        who: people.all([path.course.who, ...path.later.map((before) => before?.who), rule.who]),
      };
      if (isPossible(next)) found.push(next);
    }
    if (alwaysFits(path, rule)) return found;
  }
  return [...found, { ...path, later: [...path.later, undefined], give: [...path.give, []] }];
};

/** "The same" after the second dose is what the dose before may have been. */
const giveOf = (path: CoursePath, rule: IntervalRule): readonly string[] =>
  rule.give === 'same' ? (path.give.at(-1) ?? []) : rule.give;

const meet = (
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((code) => other.includes(code));
};

const latest = (one: Day | undefined, other: Day | undefined): Day | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;
const soonest = (one: Day | undefined, other: Day | undefined): Day | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;

const isPossible = ({ first, from, before, who }: CoursePath): boolean =>
  first?.length !== 0 && who?.length !== 0 && (from === undefined || before === undefined || from < before);

/** The rule asks for nothing that the course does not ask for. */
const alwaysFits = ({ course, first }: CoursePath, rule: IntervalRule): boolean =>
  rule.firstDoseFrom === undefined &&
  rule.firstDoseBefore === undefined &&
  (rule.who === undefined || canonicalJson(rule.who) === canonicalJson(course.who ?? null)) &&
  (rule.first === undefined || (first?.every((code) => rule.first?.includes(code)) ?? false));
