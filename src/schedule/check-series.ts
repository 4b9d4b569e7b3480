/** The checks of one antigen's series and of their doses. */

import {
  checkAddedCondition,
  checkChoice,
  checkConcerned,
  checkSince,
  checkWithheld,
} from '#schedule/check-people.ts';
import type { Findings } from '#schedule/check-schedule.ts';
import { isReversed } from '#schedule/period-order.ts';
import type {
  Age,
  Antigen,
  ConditionalSkip,
  Interval,
  IntervalFrom,
  Schedule,
  Series,
  SeriesDose,
} from '#schedule/schedule.ts';

export const seriesFaults = (schedule: Schedule, antigen: Antigen, findings: Findings): void => {
  const { errors, warnings } = findings;
  const groups = new Map<string, Series[]>();
  const names = new Set<string>();
  for (const series of antigen.series) {
    const name = `${antigen.name}, "${series.name}"`;
    if (names.has(series.name)) errors.push(`${name}: two series of this name`);
    names.add(series.name);
    groups.set(series.group.code, [...(groups.get(series.group.code) ?? []), series]);
  }
  for (const [code, members] of groups) {
    const titles = new Set(members.map(({ group }) => group.name));
    if (titles.size > 1)
      warnings.push(
        `${antigen.name}, series group ${code}: several names (${[...titles].join(', ')}), DEFANTIGENSERIES-011`,
      );
    const defaults = members.filter((series) => series.default);
    if (defaults.some((one, i) => defaults.slice(i + 1).some((other) => concernSame(one, other))))
      warnings.push(
        `${antigen.name}, series group ${code}: ${defaults.length} default series, one may be relevant (DEFFORECAST-020)`,
      );
  }
  checkChoice(antigen, findings);
  checkWithheld(antigen, findings);
  for (const series of antigen.series)
    checkSeries(schedule, antigen, series, new Set(groups.keys()), findings);
};

/** Could be relevant to the same person: some sex is asked by both, or one asks for none. */
const concernSame = (one: Series, other: Series): boolean =>
  one.genders.length === 0 ||
  other.genders.length === 0 ||
  one.genders.some((gender) => other.genders.includes(gender));

const checkSeries = (
  schedule: Schedule,
  antigen: Antigen,
  series: Series,
  groupCodes: ReadonlySet<string>,
  findings: Findings,
): void => {
  const { errors, warnings, observations } = findings;
  const name = `${antigen.name}, "${series.name}"`;
  const group = schedule.groups.find((one) => one.name === series.vaccineGroup);
  if (group === undefined) errors.push(`${name}: no vaccine group "${series.vaccineGroup}"`);
  else if (!group.antigens.includes(antigen.name))
    errors.push(`${name}: the group "${series.vaccineGroup}" does not have ${antigen.name}`);
  for (const code of series.equivalentGroups) {
    if (!groupCodes.has(code)) errors.push(`${name}: no series group ${code} to be equivalent to`);
    if (code === series.group.code) warnings.push(`${name}: equivalent to its own series group`);
  }
  checkConcerned(name, antigen, series, findings);
  if (isReversed(series.start.minimum, series.start.maximum))
    errors.push(`${name}: may start until ${series.start.maximum}, but only from ${series.start.minimum}`);
  if (series.kind === 'risk' && series.indications.length === 0)
    warnings.push(`${name}: a risk series without an indication is never relevant (table 5-5)`);
  for (const { observation, from, until } of series.indications) {
    if (observation.code === undefined)
      warnings.push(`${name}: an indication without a code never applies (${observation.text ?? 'no text'})`);
    else if (!observations.has(observation.code))
      errors.push(`${name}: the observation ${observation.code} is not in the list`);
    if (isReversed(from, until))
      errors.push(`${name}, indication ${observation.code}: ends (${until}) before it begins (${from})`);
  }
  series.doses.forEach((dose, i) => {
    const place = `${name}, dose ${dose.number}`;
    if (dose.number !== i + 1) errors.push(`${place}: doses are numbered 1, 2, 3... in order`);
    checkDose(place, dose, groupCodes, findings);
  });
};

const checkDose = (
  place: string,
  dose: SeriesDose,
  groupCodes: ReadonlySet<string>,
  findings: Findings,
): void => {
  const { errors, warnings, vaccines } = findings;
  for (const age of dose.ages) checkAge(place, age, findings);
  for (const interval of dose.intervals) checkInterval(place, dose.number, interval, findings);
  for (const interval of dose.allowableIntervals) {
    checkFrom(place, dose.number, interval.from, findings);
    checkDates(place, interval, findings);
  }
  if (dose.intervals.some((one) => dose.intervals.some((other) => disagree(one, other))))
    warnings.push(`${place}: some preferable intervals have priority and some not (DEFANTIGENSERIES-008)`);
  for (const [list, items] of [
    ['preferable', dose.preferable],
    ['allowable', dose.allowable],
  ] as const)
    for (const { code, from, until } of items) {
      if (!vaccines.has(code)) errors.push(`${place}: the ${list} vaccine ${code} is not in the list`);
      if (isReversed(from, until))
        errors.push(`${place}, ${list} vaccine ${code}: ends (${until}) before it begins (${from})`);
    }
  for (const { code } of dose.inadvertent)
    if (!vaccines.has(code)) errors.push(`${place}: the inadvertent vaccine ${code} is not in the list`);
  if (dose.preferable.length === 0 && dose.allowable.length === 0)
    warnings.push(`${place}: no vaccine can satisfy it`);
  for (const skip of dose.skips) checkSkip(place, dose.number, skip, groupCodes, findings);
  const { start, end } = dose.season ?? {};
  if (start !== undefined && end !== undefined && end < start)
    errors.push(`${place}: the season ends (${end}) before it begins (${start})`);
};

/** Ages and intervals grow from the strictest to the latest: section 6.4, figure 6-9; section 6.5. */
const checkGrowing = (
  place: string,
  what: string,
  limits: readonly [string, string | undefined][],
  findings: Findings,
): void => {
  const given = limits.filter(([, period]) => period !== undefined);
  given.slice(1).forEach(([name, period], i) => {
    const [before = '', earlier] = given[i] ?? [];
    if (isReversed(earlier, period))
      findings.warnings.push(`${place}: ${what} ${name} (${period}) comes before ${before} (${earlier})`);
  });
};

const checkAge = (place: string, age: Age, findings: Findings): void => {
  checkDates(place, age, findings);
  checkGrowing(
    place,
    'age',
    [
      ['absoluteMinimum', age.absoluteMinimum],
      ['minimum', age.minimum],
      ['earliestRecommended', age.earliestRecommended],
      ['latestRecommended', age.latestRecommended],
    ],
    findings,
  );
  checkGrowing(
    place,
    'age',
    [
      ['minimum', age.minimum],
      ['maximum', age.maximum],
    ],
    findings,
  );
};

const checkInterval = (place: string, number: number, interval: Interval, findings: Findings): void => {
  checkDates(place, interval, findings);
  checkFrom(place, number, interval.from, findings);
  checkGrowing(
    place,
    'interval',
    [
      ['absoluteMinimum', interval.absoluteMinimum],
      ['minimum', interval.minimum],
      ['earliestRecommended', interval.earliestRecommended],
      ['latestRecommended', interval.latestRecommended],
    ],
    findings,
  );
};

const checkFrom = (place: string, number: number, from: IntervalFrom, findings: Findings): void => {
  if (from === 'previous dose') return;
  if ('targetDose' in from) {
    if (from.targetDose >= number)
      findings.errors.push(
        `${place}: an interval counts from dose ${from.targetDose}, which is not before it`,
      );
  } else if ('mostRecent' in from) {
    for (const code of from.mostRecent)
      if (!findings.vaccines.has(code))
        findings.errors.push(
          `${place}: an interval counts from the vaccine ${code}, which is not in the list`,
        );
  } else if (!findings.observations.has(from.observation))
    findings.errors.push(
      `${place}: an interval counts from the observation ${from.observation}, which is not in the list`,
    );
  if (typeof from === 'object' && 'observation' in from) checkSince(place, from.since, number, findings);
};

type Dates = { readonly effective?: string | undefined; readonly cessation?: string | undefined };

const checkDates = (place: string, { effective, cessation }: Dates, findings: Findings): void => {
  if (effective !== undefined && cessation !== undefined && cessation < effective)
    findings.errors.push(`${place}: ceases (${cessation}) before it takes effect (${effective})`);
};

/** Both in force on some day, with different priorities. */
const disagree = (one: Interval, other: Interval): boolean =>
  (one.priority ?? false) !== (other.priority ?? false) &&
  (one.effective ?? '') <= (other.cessation ?? '9999') &&
  (other.effective ?? '') <= (one.cessation ?? '9999');

const checkSkip = (
  place: string,
  number: number,
  skip: ConditionalSkip,
  groupCodes: ReadonlySet<string>,
  findings: Findings,
): void => {
  const { errors, vaccines } = findings;
  for (const set of skip.sets) {
    checkDates(`${place}, skip ${set.id ?? ''}`, set, findings);
    for (const condition of set.conditions) {
      const name = `${place}, skip ${set.id ?? ''}, condition ${condition.id ?? condition.type}`;
      if (condition.type === 'interval') continue;
      if (condition.type === 'observation' || condition.type === 'person') {
        checkAddedCondition(name, condition, number, findings);
        continue;
      }
      if (condition.type === 'completed series') {
        for (const code of condition.groups)
          if (!groupCodes.has(code)) errors.push(`${name}: no series group ${code}`);
        if (condition.groups.length === 0) errors.push(`${name}: names no series group`);
        continue;
      }
      if (isReversed(condition.from, condition.until))
        errors.push(`${name}: ends (${condition.until}) before it begins (${condition.from})`);
      if (condition.type === 'age') continue;
      checkDates(name, { effective: condition.start, cessation: condition.end }, findings);
      for (const code of condition.vaccines)
        if (!vaccines.has(code)) errors.push(`${name}: the vaccine ${code} is not in the list`);
    }
  }
};
