/**
 * Rules of data quality over what is counted: the flags of each person's facts, and the corrected view as sparse
 * differences. The corrected view of a programme is counted under a name of its own, and its cells hold what the facts
 * left contribute less what all facts do: raw + difference = corrected, and a person without a fact set aside adds none.
 */
import { effective } from '#facts/effective.ts';
import { groupsOf } from '#facts/same-person.ts';
import { type Contribute, type CountedFact, recordedOn } from '#indicators/count.ts';
import type { See } from '#indicators/merged.ts';

export type Flagged<F> = { readonly rule: string; readonly fact: F; readonly setAside: boolean };

/** The rules in force, made ready by the programme: asked about the standing facts of one person. */
export type Correction = {
  readonly flagsOf: <F extends CountedFact>(facts: readonly F[]) => readonly Flagged<F>[];
};

/** A rule as the derived tables apply it; only the programme reads its definition. */
export type AppliedRule = { readonly rule: string; readonly definition: unknown };
export type Correct = (rules: readonly AppliedRule[]) => Correction;

/** The name the corrected cells of a programme are under. */
export const correctedName = (programme: string): string => `${programme}~corrected`;

/** What the facts left contribute, less what all of them do. Nothing for whoever has no fact set aside. */
export const differenceOf =
  (contribute: Contribute, { flagsOf }: Correction): Contribute =>
  (facts) => {
    const aside = new Set(flagsOf(facts).flatMap(({ fact, setAside }) => (setAside ? [fact] : [])));
    if (aside.size === 0) return [];
    const left = facts.filter((fact) => !aside.has(fact));
    return [
      ...(left.length === 0 ? [] : contribute(left)),
      ...contribute(facts).map(([key, n]) => [key, -n] as const),
    ];
  };

/** One row of the table of flags. */
export type FlagRow = {
  readonly rule: string;
  readonly subject: string;
  readonly fact: string;
  readonly setAside: boolean;
  readonly occurredOn: string;
  readonly place: string | undefined;
  readonly knownOn: string;
};

type BySubject = ReadonlyMap<string, readonly CountedFact[]>;

/** The flags of one unit of subjects by the facts recorded until a day: those of each person in it. */
const flaggedOn = (unit: BySubject, seen: BySubject, day: string, { flagsOf }: Correction) => {
  const isKnown = (fact: CountedFact): boolean => recordedOn(fact) <= day;
  const standing = (subject: string, record: number) =>
    effective((seen.get(subject) ?? []).filter(isKnown)).map((fact) => ({ ...fact, subject, record }));
  const people = unit.size === 1 ? [[...unit.keys()]] : groupsOf(knownOf(unit, isKnown));
  return people.flatMap((subjects) => flagsOf(subjects.flatMap(standing)));
};

const knownOf = (unit: BySubject, isKnown: (fact: CountedFact) => boolean): BySubject =>
  new Map([...unit].map(([subject, facts]) => [subject, facts.filter(isKnown)]));

/** The last day there is: what is known by then is all that is known. */
const EVER = '9999-12-31';

const keyOf = ({ rule, fact }: Flagged<{ readonly subject: string; readonly id: string }>): string =>
  `${rule} ${fact.subject} ${fact.id}`;

const seenBy = (unit: BySubject, see: See): BySubject =>
  new Map([...unit].map(([subject, facts]) => [subject, see(facts)]));
const daysOf = (unit: BySubject): string[] => [...new Set([...unit.values()].flat().map(recordedOn))].sort();

/** Whether anything of a unit is flagged, as known on any day: then its corrected cells may not be empty. */
export const isEverFlagged = (unit: BySubject, see: See, correction: Correction): boolean => {
  const seen = seenBy(unit, see);
  return daysOf(unit).some((day) => flaggedOn(unit, seen, day, correction).length > 0);
};

/** The flags of a unit of subjects as they stand, each with the first day on which it was there. */
export const flagRows = (unit: BySubject, see: See, correction: Correction): FlagRow[] => {
  const seen = seenBy(unit, see);
  const flagged = flaggedOn(unit, seen, EVER, correction);
  if (flagged.length === 0) return [];
  const knownOn = new Map<string, string>();
  for (const day of daysOf(unit))
    for (const flag of flaggedOn(unit, seen, day, correction))
      if (!knownOn.has(keyOf(flag))) knownOn.set(keyOf(flag), day);
  return flagged.map((flag) => ({
    rule: flag.rule,
    subject: flag.fact.subject,
    fact: flag.fact.id,
    setAside: flag.setAside,
    occurredOn: flag.fact.occurredOn,
    place: flag.fact.place,
    knownOn: knownOn.get(keyOf(flag)) ?? recordedOn(flag.fact),
  }));
};
