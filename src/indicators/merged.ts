/**
 * Counting people who have several pseudonyms. A contribution belongs to a person: to the facts of all the subjects
 * that are merged, as known on each day. Merges are facts that can be taken back, so what is known of one subject may
 * change the figures of every subject that a merge ever linked to it: they are counted together, as one unit.
 */
import { effective } from '#facts/effective.ts';
import { componentsOf, groupsOf } from '#facts/same-person.ts';
import {
  byContent,
  type Contribute,
  type CountedFact,
  recordedOn,
  type Tally,
  tallyDays,
} from '#indicators/count.ts';

/** What a programme sees of the facts of one subject: its own kinds, in today's shape, and retractions. */
export type See = (facts: readonly CountedFact[]) => readonly CountedFact[];

type BySubject = ReadonlyMap<string, readonly CountedFact[]>;

/** What the subjects of a unit contribute together by the facts recorded until a day. */
const contributed = (
  unit: BySubject,
  seen: BySubject,
  day: string,
  contribute: Contribute,
): [string, number][] => {
  const isKnown = (fact: CountedFact): boolean => recordedOn(fact) <= day;
  const known = new Map([...unit].map(([subject, facts]) => [subject, facts.filter(isKnown)]));
  return groupsOf(known).flatMap((group) => {
    const records = group
      .map((subject) => effective((seen.get(subject) ?? []).filter(isKnown)))
      .filter((facts) => facts.length > 0);
    const facts =
      records.length === 1
        ? (records[0] ?? [])
        : records.flatMap((list, record) => list.map((fact) => ({ ...fact, record })));
    return facts.length === 0 ? [] : contribute([...facts].sort(byContent)).map(([key, n]) => [key, n]);
  });
};

/** Adds `times` times what a unit of subjects contributes, told apart by the day it became known. */
export const tallyUnit = (
  tally: Tally,
  unit: BySubject,
  see: See,
  contribute: Contribute,
  times: number,
): void => {
  const seen = new Map([...unit].map(([subject, facts]) => [subject, see(facts)]));
  const days = [...new Set([...unit.values()].flat().map(recordedOn))].sort();
  tallyDays(tally, days, (day) => contributed(unit, seen, day, contribute), times);
};

/** The units of these subjects: those that merges ever linked to each other, together. */
export const unitsOf = (facts: BySubject): Map<string, readonly CountedFact[]>[] =>
  componentsOf(facts).map(
    (subjects) => new Map(subjects.map((subject) => [subject, facts.get(subject) ?? []])),
  );
