/**
 * Identity watch: pairs to settle, merges and their undoing. A merge is a fact of the ledger first; what the register
 * says of it (`merged_into`) and the pair's decision follow, so that a program killed in between is completed by
 * asking again.
 */
import { type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import { factsOfPeople, type MergeRefusal, mergeSubjects, unmergeSubjects } from '#facts/same-person.pg.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import { explainPairs } from '#people/match-explain.ts';
import { type Merge, PAIRS_MAX, type Pair } from '#people/pairs.api.ts';
import {
  countMerged,
  countWaiting,
  decidePair,
  findMerged,
  findWaiting,
  isPair,
  lockSettling,
  type PlacesRow,
  type WaitingRow,
} from '#people/pairs.pg.ts';
import { happened, mergeBetween, recordToKeep, type Weighed } from '#people/pairs.ts';
import type { PersonShown } from '#people/people.api.ts';
import type { Register, Stored } from '#people/register.ts';

/** Where a person lives; null when nobody knows. */
export type IsThere = (place: string | null) => boolean;

export type Asked = {
  readonly one: string;
  readonly other: string;
  readonly decision: 'same' | 'different';
  readonly keep?: string | undefined;
  /** Goes with the facts of the merge, for ever: no word of it names anybody. */
  readonly reason?: string | undefined;
  readonly by: string;
  /** Where whoever decides works. */
  readonly place?: string | undefined;
};
export type Undoing = Pick<Asked, 'reason' | 'by' | 'place'> & {
  readonly kept: string;
  readonly merged: string;
};

export type Settled = { readonly decision: 'same' | 'different'; readonly kept: string | null };
export type SettleRefusal = 'person-unknown' | 'already-merged' | 'merged-elsewhere' | MergeRefusal;

export type Pairs = {
  /** The most probable pairs of people of whom one is there, after those passed over, and how many wait in all. */
  readonly list: (
    isThere: IsThere,
    skip?: number,
  ) => Promise<{ readonly pairs: Pair[]; readonly waiting: number }>;
  /** Asked again, it gives the same answer, and completes what a crash left half-way. */
  readonly settle: (asked: Asked) => Promise<Settled | Refused<SettleRefusal>>;
  /** Whether matching or a desk has ever held the two to be alike. */
  readonly isPair: (one: string, other: string) => Promise<boolean>;
  readonly merges: (isThere: IsThere) => Promise<Merge[]>;
  readonly undo: (
    asked: Undoing,
  ) => Promise<{ readonly undone: true } | Refused<'person-unknown' | 'not-merged'>>;
};

export type PairsOptions = {
  /** As the role of people; at least two connections. */
  readonly people: Db;
  /** As the role of facts. */
  readonly ledger: Db;
  readonly register: Register;
  /** The recording clock: an ISO instant in UTC. */
  readonly now: () => string;
};

/** Records merged one into the next; no chain is longer, whatever the table says. */
const CHAIN_MAX = 50;

const placesThere = (rows: readonly PlacesRow[], isThere: IsThere): string[] =>
  [...new Set(rows.flatMap(({ one, other }) => [one, other]))].filter((place) =>
    isThere(place === '' ? null : place),
  );

const unknown = (person: string): Refused<'person-unknown'> =>
  refuse('person-unknown', `the register has no person "${person}": it may have been forgotten`);

/** Runs one work at a time, in this program and in every other one. */
const oneAtATime = (people: Db) => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    // The lock has a connection of its own, and the work needs others: waiting here, not there, leaves them free.
    const next = last.then(() =>
      transaction(people, async (tx) => {
        await lockSettling(tx);
        return work();
      }),
    );
    last = next.catch(() => {});
    return next;
  };
};

type Parts = PairsOptions & { readonly shown: (stored: Stored) => Promise<PersonShown> };

const teller =
  ({ register, now }: PairsOptions) =>
  async (stored: Stored): Promise<PersonShown> => {
    const { person, trust, place, mergedInto } = stored;
    const [merged, warnings] = await Promise.all([
      register.mergedInto(person.id),
      register.warningsOf(stored, now()),
    ]);
    const { id, version, identity, evidence, subjects, opposedSince } = person;
    return {
      person: id,
      version,
      identity,
      trust,
      evidence,
      subjects,
      place,
      opposedSince,
      mergedInto,
      merged: [...merged],
      warnings: [...warnings],
    };
  };

/** The facts of each record's person, those of the records merged into it included. */
const weigh = async (ledger: Db, records: readonly Stored[]): Promise<Weighed[]> => {
  const facts = await factsOfPeople(
    ledger,
    records.flatMap(({ person }) => person.subjects),
  );
  return records.map((stored) => {
    const all = new Map<string, Fact>();
    for (const subject of stored.person.subjects)
      for (const fact of facts.get(subject) ?? []) all.set(`${fact.subject} ${fact.id}`, fact);
    return { stored, facts: [...all.values()] };
  });
};

const list = async (
  parts: Parts,
  isThere: IsThere,
  skip: number,
): Promise<{ pairs: Pair[]; waiting: number }> => {
  const { people, ledger, register, shown } = parts;
  const rows = await countWaiting(people);
  const there = new Set(placesThere(rows, isThere));
  const waiting = rows
    .filter(({ one, other }) => there.has(one) || there.has(other))
    .reduce((sum, { n }) => sum + n, 0);
  const found = waiting === 0 ? [] : await findWaiting(people, [...there], PAIRS_MAX, skip);
  const records = await register.findMany(found.flatMap(({ one, other }) => [one, other]));
  const open = found.flatMap((row): { row: WaitingRow; one: Stored; other: Stored }[] => {
    const [one, other] = [records.get(row.one), records.get(row.other)];
    return one === undefined || other === undefined ? [] : [{ row, one, other }];
  });
  const verdicts = explainPairs(open.map(({ one, other }) => [one.person.identity, other.person.identity]));
  const weighed = await weigh(ledger, [...records.values()]);
  const factsOfRecord = new Map(
    weighed.map(({ stored, facts }) => [stored.person.id, happened(facts).length]),
  );
  const pairs = await Promise.all(
    open.map(async ({ row, one, other }, i): Promise<Pair[]> => {
      const verdict = verdicts[i];
      if (verdict === undefined) return [];
      return [
        {
          one: await shown(one),
          other: await shown(other),
          probability: verdict.probability,
          otherwise: verdict.otherwise,
          clearlyTwo: verdict.clearlyTwo,
          evidence: [...verdict.evidence],
          facts: { one: factsOfRecord.get(row.one) ?? 0, other: factsOfRecord.get(row.other) ?? 0 },
          foundAt: row.found_at,
          foundBy: row.found_by === 'matching' ? 'matching' : 'desk',
        },
      ];
    }),
  );
  return { pairs: pairs.flat().sort((a, b) => b.probability - a.probability), waiting };
};

/** The record that a record reads as: itself, or the end of its chain of merges. */
const endOf = async (register: Register, stored: Stored): Promise<string> => {
  let at = stored;
  for (let hops = 0; at.mergedInto !== null && hops < CHAIN_MAX; hops++) {
    const next = await register.find(at.mergedInto);
    if (next === undefined) return at.mergedInto;
    at = next;
  }
  return at.person.id;
};

const factsMerged = async (
  { ledger, now }: Parts,
  kept: Stored,
  merged: Stored,
  { by, place, reason }: Asked,
): Promise<Refused<MergeRefusal> | undefined> => {
  const [under = ''] = kept.person.subjects;
  const at = now();
  for (const [i, subject] of merged.person.subjects.entries()) {
    const asked = { kept: under, by, now: at, place, reason };
    const outcome = await mergeSubjects(ledger, { ...asked, merged: subject });
    if (typeof outcome === 'string') continue;
    for (const done of merged.person.subjects.slice(0, i))
      await unmergeSubjects(ledger, { ...asked, merged: done });
    return outcome;
  }
  return undefined;
};

const settleSame = async (
  parts: Parts,
  one: Stored,
  other: Stored,
  asked: Asked,
): Promise<Settled | Refused<SettleRefusal>> => {
  const { people, ledger, register, now } = parts;
  const decided = { one: one.person.id, other: other.person.id, decision: 'same' as const, by: asked.by };
  const [endOfOne, endOfOther] = [await endOf(register, one), await endOf(register, other)];
  if (endOfOne === endOfOther) {
    // They are one already: settled before, or a crash came before the decision was written.
    const kept = one.mergedInto === other.person.id ? other : other.mergedInto === one.person.id ? one : null;
    await decidePair(people, { ...decided, now: now() });
    return { decision: 'same', kept: kept?.person.id ?? endOfOne };
  }
  const [weighedOne, weighedOther] = await weigh(ledger, [one, other]);
  const byDefault =
    weighedOne === undefined || weighedOther === undefined ? one : recordToKeep(weighedOne, weighedOther);
  const isOneKept = (asked.keep ?? byDefault.person.id) === one.person.id;
  const [kept, merged] = isOneKept ? [one, other] : [other, one];
  if (merged.mergedInto !== null)
    return refuse(
      'already-merged',
      `this record was merged already: undo that merge, or settle the pair of the record it reads as`,
      {
        reference: isOneKept ? endOfOther : endOfOne,
      },
    );
  if (kept.mergedInto !== null)
    return refuse(
      'merged-elsewhere',
      'the record to keep was itself merged: merge into the one it reads as',
      {
        reference: isOneKept ? endOfOne : endOfOther,
      },
    );
  const refused = await factsMerged(parts, kept, merged, asked);
  if (refused !== undefined) return refused;
  await register.setMergedInto(merged.person.id, kept.person.id);
  await decidePair(people, { ...decided, now: now() });
  return { decision: 'same', kept: kept.person.id };
};

const settle = async (parts: Parts, asked: Asked): Promise<Settled | Refused<SettleRefusal>> => {
  const { people, register, now } = parts;
  const records = await register.findMany([asked.one, asked.other]);
  const [one, other] = [records.get(asked.one), records.get(asked.other)];
  if (one === undefined) return unknown(asked.one);
  if (other === undefined) return unknown(asked.other);
  if (asked.decision === 'same') return settleSame(parts, one, other, asked);
  const end = await endOf(register, one);
  if (end === (await endOf(register, other)))
    return refuse('already-merged', 'the two read as one person: undo their merge first', { reference: end });
  const { by } = asked;
  await decidePair(people, { one: asked.one, other: asked.other, decision: 'different', by, now: now() });
  return { decision: 'different', kept: null };
};

const merges = async (parts: Parts, isThere: IsThere): Promise<Merge[]> => {
  const { people, ledger, register, shown } = parts;
  const there = placesThere(await countMerged(people), isThere);
  const rows = there.length === 0 ? [] : await findMerged(people, there, PAIRS_MAX);
  const records = await register.findMany(rows.flatMap(({ kept, merged }) => [kept, merged]));
  const subjects = rows.flatMap(({ merged }) => records.get(merged)?.person.subjects ?? []);
  const facts = await factsOf(ledger, subjects);
  const found = await Promise.all(
    rows.map(async ({ kept: keptId, merged: mergedId }): Promise<Merge[]> => {
      const [kept, merged] = [records.get(keptId), records.get(mergedId)];
      if (kept === undefined || merged === undefined) return [];
      const fact = mergeBetween(facts, merged, kept);
      if (fact === undefined) return [];
      return [{ kept: await shown(kept), merged: await shown(merged), at: fact.recordedAt, by: fact.by }];
    }),
  );
  return found.flat().sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
};

const undo = async (
  { people, ledger, register, now }: Parts,
  asked: Undoing,
): Promise<{ undone: true } | Refused<'person-unknown' | 'not-merged'>> => {
  const records = await register.findMany([asked.kept, asked.merged]);
  const [kept, merged] = [records.get(asked.kept), records.get(asked.merged)];
  if (kept === undefined) return unknown(asked.kept);
  if (merged === undefined) return unknown(asked.merged);
  if (merged.mergedInto !== asked.kept)
    return refuse('not-merged', 'the one is not merged into the other: read the list of merges again', {
      ...(merged.mergedInto !== null && { reference: merged.mergedInto }),
    });
  const { by, place, reason } = asked;
  const at = now();
  for (const subject of merged.person.subjects)
    for (const other of kept.person.subjects)
      await unmergeSubjects(ledger, { kept: other, merged: subject, by, now: at, place, reason });
  await decidePair(people, { one: asked.kept, other: asked.merged, decision: 'different', by, now: at });
  await register.setMergedInto(asked.merged, null);
  return { undone: true };
};

export const openPairs = (options: PairsOptions): Pairs => {
  const parts: Parts = { ...options, shown: teller(options) };
  const alone = oneAtATime(options.people);
  return {
    list: (isThere, skip = 0) => list(parts, isThere, skip),
    settle: (asked) => alone(() => settle(parts, asked)),
    isPair: (one, other) => isPair(options.people, one, other),
    merges: (isThere) => merges(parts, isThere),
    undo: (asked) => alone(() => undo(parts, asked)),
  };
};
