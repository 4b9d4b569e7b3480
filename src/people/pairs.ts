/** What identity watch reads of pairs and merges, apart from where it is kept. */
import type { Fact } from '#facts/fact.ts';
import { MERGE, RETRACTION } from '#facts/fact.ts';
import { standingSides } from '#facts/same-person.ts';
import type { Trust } from '#people/person.ts';
import type { Stored } from '#people/register.ts';

const TRUST_RANK: Readonly<Record<Trust, number>> = {
  provisional: 0,
  validated: 1,
  retrieved: 2,
  qualified: 3,
};

/** A record and the facts of its person. */
export type Weighed = { readonly stored: Stored; readonly facts: readonly Fact[] };

/** What happened to the person, not what was said of who they are. */
export const happened = (facts: readonly Fact[]): readonly Fact[] =>
  facts.filter(({ kind }) => kind !== MERGE && kind !== RETRACTION);

const firstHeard = (facts: readonly Fact[]): string =>
  facts.reduce((first, { recordedAt }) => (recordedAt < first ? recordedAt : first), '9999');

/** The record to keep when nobody says: the more trusted, then the one with more facts, then the older. */
export const recordToKeep = (one: Weighed, other: Weighed): Stored => {
  const by = [
    TRUST_RANK[other.stored.trust] - TRUST_RANK[one.stored.trust],
    happened(other.facts).length - happened(one.facts).length,
    firstHeard(one.facts) < firstHeard(other.facts)
      ? -1
      : firstHeard(one.facts) > firstHeard(other.facts)
        ? 1
        : 0,
    one.stored.person.id < other.stored.person.id ? -1 : 1,
  ].find((difference) => difference !== 0);
  return (by ?? 0) <= 0 ? one.stored : other.stored;
};

/** The last merge that stands between two records, whichever way the ledger has it. */
export const mergeBetween = (
  facts: ReadonlyMap<string, readonly Fact[]>,
  merged: Stored,
  kept: Stored,
): Fact | undefined =>
  merged.person.subjects
    .flatMap((subject) => {
      const own = facts.get(subject) ?? [];
      const ids = new Set(
        standingSides(own)
          .filter(({ other }) => kept.person.subjects.includes(other))
          .map(({ id }) => id),
      );
      return own.filter(({ id }) => ids.has(id));
    })
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))
    .at(-1);
