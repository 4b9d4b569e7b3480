/**
 * Makes two pseudonyms of the ledger one person, and takes it back; reads the facts of a person under all of theirs.
 * Distributed by subject, the two facts of a merge are on two shards: this is one of the few transactions that span
 * them (docs/decisions/0013-merge.md).
 */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { type Fact, MERGE, RETRACTION } from '#facts/fact.ts';
import { append, factsInOrder, factsOf } from '#facts/ledger.pg.ts';
import {
  factsOfPerson,
  hasMerge,
  linkedTo,
  mergeId,
  type Side,
  SUBJECTS_OF_A_PERSON_MAX,
  standingSides,
  unmergeId,
} from '#facts/same-person.ts';
import { invariant } from '#kernel/invariant.ts';
import { type Refused, refuse } from '#kernel/result.ts';

export type MergeRefusal = 'merge-too-large';

/** Two subjects, who says so, and when. `now` is the recording clock, an ISO instant in UTC. */
export type Merging = {
  readonly kept: string;
  readonly merged: string;
  readonly by: string;
  readonly now: string;
  readonly place?: string | undefined;
  /** Why, in words that name nobody: facts are kept for ever. */
  readonly reason?: string | undefined;
};

const SOURCE = 'identity-watch';

/**
 * Every fact of these subjects and of all that merges, standing or not, ever linked to them, in the ledger's order;
 * by the subject asked. Without a merge it costs what reading the subjects does.
 */
export const factsOfLinked = async (
  tx: Tx | Db,
  subjects: readonly string[],
): Promise<Map<string, readonly Fact[]>> => {
  const first = await factsInOrder(tx, subjects);
  const known = new Map<string, Fact[]>();
  for (const fact of first) {
    const facts = known.get(fact.subject);
    if (facts === undefined) known.set(fact.subject, [fact]);
    else facts.push(fact);
  }
  if (!hasMerge(first)) return known;
  const linked = new Map<string, readonly Fact[]>(known);
  for (const [subject, facts] of known)
    if (hasMerge(facts)) linked.set(subject, await factsInOrder(tx, await componentOf(tx, subject, facts)));
  return linked;
};

/** All that merges ever linked to a subject, itself first, found step by step. */
const componentOf = async (tx: Tx | Db, subject: string, facts: readonly Fact[]): Promise<string[]> => {
  const found = new Set([subject, ...linkedTo(facts)]);
  let next = [...found].filter((other) => other !== subject);
  while (next.length > 0 && found.size <= SUBJECTS_OF_A_PERSON_MAX) {
    const lists = await factsOf(tx, next);
    next = [...new Set([...lists.values()].flatMap(linkedTo))].filter((other) => !found.has(other));
    for (const other of next) found.add(other);
  }
  return [...found];
};

/**
 * Every fact of these people: of the subjects asked and of those they are merged with now, in the ledger's order; by
 * the subject asked, absent without facts.
 */
export const factsOfPeople = async (
  tx: Tx | Db,
  subjects: readonly string[],
): Promise<Map<string, readonly Fact[]>> => {
  const linked = await factsOfLinked(tx, subjects);
  return new Map([...linked].map(([subject, facts]) => [subject, factsOfPerson(subject, facts)]));
};

/** Two merges or undoings that touch one subject wait for each other, to the end of the transaction. */
const lock = async (tx: Tx, subjects: readonly string[]): Promise<void> => {
  for (const subject of [...subjects].sort())
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`merge ${subject}`]);
};

const towards = (facts: readonly Fact[], other: string): Side | undefined =>
  standingSides(facts).find((side) => side.other === other);

/** How often the two were merged before, in this direction. */
const mergedBefore = (facts: readonly Fact[], kept: string): number =>
  facts.filter(({ kind, body }) => kind === MERGE && body.into === kept).length;

const written = async (tx: Tx, facts: readonly Fact[]): Promise<void> => {
  for (const outcome of await append(tx, facts))
    invariant(typeof outcome === 'string', 'a merge never has the id of another fact');
};

const mergeIn = async (tx: Tx, asked: Merging): Promise<'merged' | 'known' | Refused<MergeRefusal>> => {
  const { kept, merged, by, now, place, reason } = asked;
  await lock(tx, [kept, merged]);
  const known = await factsOf(tx, [kept, merged]);
  const [ofKept, ofMerged] = [known.get(kept) ?? [], known.get(merged) ?? []];
  if (towards(ofMerged, kept) !== undefined) return 'known';
  const linked = new Set([
    ...(await componentOf(tx, kept, ofKept)),
    ...(await componentOf(tx, merged, ofMerged)),
  ]);
  if (linked.size > SUBJECTS_OF_A_PERSON_MAX)
    return refuse(
      'merge-too-large',
      `more than ${SUBJECTS_OF_A_PERSON_MAX} pseudonyms would be one person: undo the merges that are wrong first`,
    );
  const envelope = {
    id: mergeId(merged, kept, mergedBefore(ofMerged, kept) + 1),
    kind: MERGE,
    occurredOn: now.slice(0, 10),
    recordedAt: now,
    by,
    ...(place !== undefined && { place }),
    source: SOURCE,
    ...(reason !== undefined && { reason }),
  };
  await written(tx, [
    { ...envelope, subject: merged, body: { into: kept } },
    { ...envelope, subject: kept, body: { from: merged } },
  ]);
  return 'merged';
};

/**
 * Makes two subjects one person: either's facts lead to the other's from now on. `known` when they are merged with
 * each other already, in whichever direction: asking twice writes once.
 */
export const mergeSubjects = (
  db: Db,
  asked: Merging,
): Promise<'merged' | 'known' | Refused<MergeRefusal>> => {
  invariant(asked.kept !== asked.merged, 'a subject is not merged with itself');
  return transaction(db, (tx) => mergeIn(tx, asked));
};

/** Takes back the merge of two subjects with each other, in whichever direction; `known` when there is none. */
export const unmergeSubjects = (db: Db, asked: Merging): Promise<'unmerged' | 'known'> =>
  transaction(db, async (tx) => {
    const { kept, merged, by, now, place, reason = 'two people' } = asked;
    await lock(tx, [kept, merged]);
    const known = await factsOf(tx, [kept, merged]);
    const retractions = [
      [merged, kept],
      [kept, merged],
    ].flatMap(([subject = '', other = '']): Fact[] =>
      standingSides(known.get(subject) ?? [])
        .filter((side) => side.other === other)
        .map(({ id }) => ({
          id: unmergeId(id),
          kind: RETRACTION,
          subject,
          occurredOn: now.slice(0, 10),
          recordedAt: now,
          by,
          ...(place !== undefined && { place }),
          source: SOURCE,
          body: {},
          corrects: id,
          reason,
        })),
    );
    if (retractions.length === 0) return 'known';
    await written(tx, retractions);
    return 'unmerged';
  });
