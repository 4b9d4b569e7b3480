/** The checks of what this model adds to the specification: people, doses begun, series that follow, what is withheld. */
import type { Findings } from '#schedule/check-schedule.ts';
import { isReversed } from '#schedule/period-order.ts';
import type { Antigen, Series, Since, SkipCondition, Who } from '#schedule/schedule.ts';

const checkWho = (place: string, who: readonly Who[], findings: Findings): void => {
  for (const { from, until, anyOf, allOf, noneOf } of who) {
    if (isReversed(from, until))
      findings.errors.push(`${place}: an age range ends (${until}) before it begins (${from})`);
    for (const code of [...(anyOf ?? []), ...(allOf ?? []), ...(noneOf ?? [])])
      checkObserved(place, code, findings);
  }
};

const checkObserved = (place: string, code: string, { errors, observations }: Findings): void => {
  if (!observations.has(code)) errors.push(`${place}: the observation ${code} is not in the list`);
};

const checkVaccines = (place: string, codes: readonly string[], { errors, vaccines }: Findings): void => {
  for (const code of codes)
    if (!vaccines.has(code)) errors.push(`${place}: the vaccine ${code} is not in the list`);
};

/** `number` is that of the target dose that counts from another. */
export const checkSince = (
  place: string,
  since: Since | undefined,
  number: number,
  findings: Findings,
): void => {
  if (since === undefined) return;
  if (typeof since.dose === 'number' && since.dose >= number)
    findings.errors.push(`${place}: counts from dose ${since.dose}, which is not before it`);
  if (isReversed(since.from, since.until))
    findings.errors.push(`${place}: ends (${since.until}) before it begins (${since.from})`);
};

/** The two conditions of a skip that the specification has not. */
export const checkAddedCondition = (
  place: string,
  condition: Extract<SkipCondition, { type: 'observation' | 'person' }>,
  number: number,
  findings: Findings,
): void => {
  if (condition.type === 'person') {
    checkWho(place, condition.who, findings);
    return;
  }
  for (const code of condition.observations) checkObserved(place, code, findings);
  checkSince(place, condition.since, number, findings);
};

/** Whom a series concerns, and the series group it follows: known, another, and earlier in the document. */
export const checkConcerned = (place: string, antigen: Antigen, series: Series, findings: Findings): void => {
  checkWho(place, series.who ?? [], findings);
  const { begun, follows } = series;
  if (begun !== undefined) {
    checkVaccines(place, [...(begun.first ?? []), ...(begun.last ?? [])], findings);
    if (begun.from !== undefined && begun.before !== undefined && begun.before <= begun.from)
      findings.errors.push(`${place}: begun before ${begun.before}, but only from ${begun.from}`);
  }
  if (follows === undefined && series.group.choice === undefined) return;
  const own = antigen.series.findIndex(({ group }) => group.code === series.group.code);
  const last = antigen.series.findLastIndex(({ group }) => group.code === follows);
  if (follows !== undefined && last === -1)
    findings.errors.push(`${place}: no series group ${follows} to follow`);
  else if (follows !== undefined && last >= own)
    findings.errors.push(`${place}: the series group ${follows} it follows must come before its own`);
  if (series.group.choice === 'first')
    for (const code of [follows, ...groupsAskedBy(series)])
      if (code !== undefined && isScored(antigen, code))
        findings.errors.push(
          `${place}: its group is chosen before the series group ${code} is scored: give that one the choice "first" too`,
        );
};

const groupsAskedBy = ({ doses }: Series): string[] =>
  doses.flatMap(({ skips }) =>
    skips.flatMap(({ sets }) =>
      sets.flatMap(({ conditions }) =>
        conditions.flatMap((condition) => (condition.type === 'completed series' ? condition.groups : [])),
      ),
    ),
  );

const isScored = (antigen: Antigen, code: string): boolean =>
  antigen.series.some(({ group }) => group.code === code && group.choice === undefined);

/** A group of choice `first`: said by all its series, which come in order of priority. */
export const checkChoice = (antigen: Antigen, { errors }: Findings): void => {
  for (const { group, priority, name } of antigen.series) {
    const place = `${antigen.name}, series group ${group.code}`;
    const members = antigen.series.filter((other) => other.group.code === group.code);
    const [first] = members;
    if (first === undefined || first.name !== name) continue;
    if (members.some((other) => other.group.choice !== group.choice))
      errors.push(`${place}: choice must be the same in all its series`);
    if (group.choice === undefined) continue;
    let before = priority;
    for (const member of members) {
      if (member.priority < before) errors.push(`${place}: "${member.name}" comes after a lower priority`);
      before = member.priority;
    }
  }
};

export const checkWithheld = (antigen: Antigen, findings: Findings): void => {
  const groups = new Set(antigen.series.map(({ group }) => group.code));
  for (const { who, vaccines, groups: concerned } of antigen.withheld ?? []) {
    const place = `${antigen.name}, withheld`;
    checkWho(place, who, findings);
    checkVaccines(place, vaccines, findings);
    for (const code of concerned)
      if (!groups.has(code)) findings.errors.push(`${place}: no series group ${code}`);
  }
};
