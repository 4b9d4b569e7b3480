import { effective } from '#facts/effective.ts';
import type { Fact } from '#facts/fact.ts';

/** What of a fact may change a figure, and what corrections need to find their target. */
export type CountedFact = Pick<
  Fact,
  'id' | 'kind' | 'occurredOn' | 'recordedAt' | 'place' | 'body' | 'corrects'
> & {
  /** Of a person whose records were merged: which of them has this fact, from 0. Absent: there is one record. */
  readonly record?: number;
};

/** What one subject adds to the indicators (`programmes/programme.ts`). */
export type Contribute = (facts: readonly CountedFact[]) => readonly (readonly [key: string, n: number])[];

/** Sums by cell. The key is the day the figure became known, `|`, and the programme's own key. */
export type Tally = Map<string, number>;

export const add = (tally: Tally, key: string, n: number): void => {
  const sum = (tally.get(key) ?? 0) + n;
  if (sum === 0) tally.delete(key);
  else tally.set(key, sum);
};

/** Days sort as text, and content breaks ties, so that the order of arrival cannot matter. */
export const byContent = (a: CountedFact, b: CountedFact): number => {
  if (a.occurredOn !== b.occurredOn) return a.occurredOn < b.occurredOn ? -1 : 1;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  const [x, y] = [`${a.place} ${JSON.stringify(a.body)}`, `${b.place} ${JSON.stringify(b.body)}`];
  return x < y ? -1 : x > y ? 1 : 0;
};

export const recordedOn = (fact: Pick<CountedFact, 'recordedAt'>): string => fact.recordedAt.slice(0, 10);

/**
 * Adds `times` times what became known on each of these days, in their order: what is contributed as known on the
 * day, less what was as known on the one before.
 */
export const tallyDays = (
  tally: Tally,
  days: readonly string[],
  contributedOn: (day: string) => ReturnType<Contribute>,
  times: number,
): void => {
  let before: Tally = new Map();
  for (const day of days) {
    const now: Tally = new Map();
    for (const [key, n] of contributedOn(day)) add(now, key, n);
    for (const [key, n] of now) add(tally, `${day}|${key}`, (n - (before.get(key) ?? 0)) * times);
    for (const [key, n] of before) if (!now.has(key)) add(tally, `${day}|${key}`, -n * times);
    before = now;
  }
};

/**
 * Adds `times` times what a subject with these facts contributes, told apart by the day it became known.
 *
 * What a subject contributes as known on a day is a function of its facts recorded until then. A figure that becomes
 * known on D is the difference between that and what was known the day before, so the sum of all known_on <= D is
 * the figure as known on D, whatever the order in which the facts came.
 */
export const tallySubject = (
  tally: Tally,
  facts: readonly CountedFact[],
  contribute: Contribute,
  times: number,
): void => {
  const [only] = facts;
  if (only === undefined) return;
  if (facts.length === 1) {
    const day = recordedOn(only);
    if (only.corrects === undefined || effective(facts).length === 1)
      for (const [key, n] of contribute(facts)) add(tally, `${day}|${key}`, n * times);
    return;
  }
  const sorted = [...facts].sort(byContent);
  const days = [...new Set(sorted.map(recordedOn))].sort();
  const known = (day: string) =>
    days.length === 1 ? sorted : sorted.filter((fact) => recordedOn(fact) <= day);
  tallyDays(tally, days, (day) => contribute(effective(known(day))), times);
};

/** The tally of all subjects: what `rappel rebuild` finds, and what live counting must equal. */
export const tallyAll = (subjects: Iterable<readonly CountedFact[]>, contribute: Contribute): Tally => {
  const tally: Tally = new Map();
  for (const facts of subjects) tallySubject(tally, facts, contribute, 1);
  return tally;
};

/**
 * What new facts change: for each subject, after minus before.
 * @param known facts of each subject before the new ones
 */
export const tallyChange = (
  known: ReadonlyMap<string, readonly CountedFact[]>,
  added: ReadonlyMap<string, readonly CountedFact[]>,
  contribute: Contribute,
): Tally => {
  const tally: Tally = new Map();
  for (const [subject, facts] of added) {
    const before = known.get(subject);
    if (before === undefined) {
      tallySubject(tally, facts, contribute, 1);
    } else {
      tallySubject(tally, [...before, ...facts], contribute, 1);
      tallySubject(tally, before, contribute, -1);
    }
  }
  return tally;
};
