/** The primary course as series of doses: one for each path (course-paths.ts). */

import {
  APART,
  doseOf,
  guidanceOf,
  infections,
  type Kit,
  type Made,
  seriesOf,
} from '#programmes/vaccination/course-kit.ts';
import type { CoursePath } from '#programmes/vaccination/course-paths.ts';
import { ageText } from '#programmes/vaccination/course-people.ts';
import { COURSE, INFECTION, preferableOf, youngest } from '#programmes/vaccination/course-vaccines.ts';
import type { InfectionRule, IntervalRule, VaccinationRules } from '#programmes/vaccination/strategy.ts';
import type { ConditionalSkip, Interval, SeriesDose, Words } from '#schedule/schedule.ts';

export const courseSeries = (kit: Kit, path: CoursePath): Made => {
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
