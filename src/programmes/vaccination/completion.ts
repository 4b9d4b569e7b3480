/**
 * The day a primary course became complete in the published statistics (VAC-SI `n_complet`), which is neither the
 * clinical meaning nor the pass: two doses, or one dose with an infection, or one dose of Janssen. One dose of
 * Janssen stayed complete after 15 December 2021, when the pass already asked for more (timeline S03 and S06).
 */

import type { Fact } from '#facts/fact.ts';
import { type Day, daysBetween } from '#kernel/day.ts';

/** Products whose single dose is a whole course in VAC-SI (S03, S06). */
export const SINGLE_DOSE = 'JA';
/** An infection this many days after the first dose, or fewer, does not stand for a dose (E076). */
export const TOO_CLOSE_DAYS = 15;

/**
 * `facts` are the effective facts of one subject, in any order. Doses of one day count once, unless a rank says more;
 * a rank of 2 or above completes the course even when the first dose is not known here.
 */
export const completedOn = (
  facts: readonly Pick<Fact, 'kind' | 'occurredOn' | 'body'>[],
): Day | undefined => {
  let first = '';
  let second = '';
  let complete = '';
  let infected = false;
  for (const fact of facts) {
    if (fact.kind === 'infection') infected = true;
    if (fact.kind !== 'injection' && fact.kind !== 'earlier-injection') continue;
    const day = fact.occurredOn;
    const { rank, product } = fact.body;
    if ((typeof rank === 'number' && rank >= 2) || product === SINGLE_DOSE) {
      if (complete === '' || day < complete) complete = day;
    }
    if (first === '' || day < first) {
      second = first;
      first = day;
    } else if (day > first && (second === '' || day < second)) second = day;
  }
  if (first === '') return undefined;
  if (second !== '' && (complete === '' || second < complete)) complete = second;
  if (infected && complete !== first) complete = withInfection(facts, first, complete);
  return complete === '' ? undefined : complete;
};

const withInfection = (
  facts: readonly Pick<Fact, 'kind' | 'occurredOn'>[],
  first: Day,
  otherwise: string,
): string => {
  let complete = otherwise;
  for (const fact of facts) {
    if (fact.kind !== 'infection') continue;
    const day = fact.occurredOn;
    if (day <= first) return first;
    if (daysBetween(first, day) > TOO_CLOSE_DAYS && (complete === '' || day < complete)) complete = day;
  }
  return complete;
};
