/**
 * Live counting: reads the ledger by cursor and adds what new facts change. The cursor and the cells move in one
 * transaction, so a fact is counted once whatever kills the program.
 */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { isAboutCampaign } from '#facts/campaign.ts';
import { type Fact, MERGE } from '#facts/fact.ts';
import { bySubject, type Cursor, factsAfter, factsOfUntil, START } from '#facts/ledger.pg.ts';
import { hasMerge, linkedTo } from '#facts/same-person.ts';
import { type Upcast, upcast } from '#facts/upcast.ts';
import {
  type Correct,
  type Correction,
  correctedName,
  differenceOf,
  flagRows,
} from '#indicators/correction.ts';
import { type Contribute, type CountedFact, type Tally, tallyChange } from '#indicators/count.ts';
import { addFlags, appliedRules, dropFlags } from '#indicators/flag.pg.ts';
import { tallyUnit, unitsOf } from '#indicators/merged.ts';

/** What counting needs to know of a programme (`programmes/programme.ts`). */
export type Counting = {
  readonly name: string;
  readonly kinds: Readonly<Record<string, unknown>>;
  readonly upcasts: Readonly<Record<string, Upcast>>;
  readonly contribution: Contribute;
  /** How it reads rules of data quality; absent: its facts are never flagged. */
  readonly correction?: Correct;
};

export type Position = Cursor & { readonly facts: number };

export const READER = 'count';

/** Facts read in one transaction: large enough to amortise it, small enough to keep memory and lag low. */
const BATCH = 10_000;

/** Where the counting stands; the row is locked, so that two programs never count the same facts. */
export const lockPosition = async (tx: Tx): Promise<Position> => {
  await tx.query(
    `insert into now_cursor (reader, tx, seq, facts, read_at) values ($1, '0', 0, 0, now()) on conflict do nothing`,
    [READER],
  );
  const { rows } = await tx.query<Position>(
    'select tx::text, seq::text, facts from now_cursor where reader = $1 for update',
    [READER],
  );
  return rows[0] ?? { ...START, facts: 0 };
};

export const findPosition = async (db: Db | Tx): Promise<Position> => {
  const { rows } = await db.query<Position>(
    'select tx::text, seq::text, facts from now_cursor where reader = $1',
    [READER],
  );
  return rows[0] ?? { ...START, facts: 0 };
};

export const movePosition = async (tx: Tx, position: Position): Promise<void> => {
  await tx.query(
    'update now_cursor set tx = $2::xid8, seq = $3::bigint, facts = $4, read_at = now() where reader = $1',
    [READER, position.tx, position.seq, position.facts],
  );
};

export const writeTally = async (tx: Tx, programme: string, tally: Tally): Promise<void> => {
  if (tally.size === 0) return;
  const knownOn: string[] = [];
  const keys: string[] = [];
  const ns: number[] = [];
  for (const [key, n] of tally) {
    knownOn.push(key.slice(0, 10));
    keys.push(key.slice(11));
    ns.push(n);
  }
  await tx.query({
    name: 'add-cells',
    text: `insert into now_cell (programme, key, known_on, n)
     select $1, * from unnest($2::text[], $3::date[], $4::bigint[])
     on conflict (programme, key, known_on) do update set n = now_cell.n + excluded.n`,
    values: [programme, keys, knownOn, ns],
  });
};

/** What each programme sees of facts: its own kinds brought to today's shape. A retraction, of no programme, goes to each. */
export const seers = (programmes: Iterable<Counting>) => {
  const all = [...programmes];
  const owned = new Set([MERGE, ...all.flatMap((programme) => Object.keys(programme.kinds))]);
  return all.map((programme) => ({
    programme,
    see: <F extends CountedFact>(facts: readonly F[]): F[] =>
      facts
        .filter((fact) => Object.hasOwn(programme.kinds, fact.kind) || !owned.has(fact.kind))
        .map((fact) => upcast(fact, programme.upcasts)),
  }));
};

/** The rules of a programme as they are applied; undefined when there are none. */
export const findCorrection = async (tx: Tx, programme: Counting): Promise<Correction | undefined> => {
  if (programme.correction === undefined) return undefined;
  const rules = await appliedRules(tx, programme.name);
  return rules.length === 0 ? undefined : programme.correction(rules);
};

/** What is counted of a programme: its own cells, and with rules those of the corrected view. */
export const viewsOf = (
  programme: Counting,
  correction: Correction | undefined,
): { readonly name: string; readonly contribution: Contribute }[] => [
  programme,
  ...(correction === undefined
    ? []
    : [
        {
          name: correctedName(programme.name),
          contribution: differenceOf(programme.contribution, correction),
        },
      ]),
];

type BySubject = ReadonlyMap<string, readonly Fact[]>;

const seen = (facts: BySubject, see: (facts: readonly Fact[]) => Fact[]): Map<string, Fact[]> =>
  new Map([...facts].map(([subject, list]) => [subject, see(list)]));

/**
 * The units that merges make of the subjects of a batch: before its facts, and after. Found step by step from what
 * each subject's facts lead to; a subject without merges is in none, and none is read for it.
 */
export const mergedUnits = async (
  tx: Tx,
  until: Cursor,
  known: BySubject,
  added: BySubject,
): Promise<{ before: BySubject; after: BySubject }> => {
  const before = new Map<string, readonly Fact[]>();
  const after = new Map<string, readonly Fact[]>();
  const take = (subject: string, earlier: readonly Fact[]): string[] => {
    const all = [...earlier, ...(added.get(subject) ?? [])];
    before.set(subject, earlier);
    after.set(subject, all);
    return linkedTo(all);
  };
  let next: string[] = [];
  for (const [subject, facts] of added) {
    const earlier = known.get(subject) ?? [];
    if (hasMerge(facts) || hasMerge(earlier)) next.push(...take(subject, earlier));
  }
  for (;;) {
    next = [...new Set(next)].filter((subject) => !after.has(subject));
    if (next.length === 0) return { before, after };
    const found = await factsOfUntil(tx, next, until);
    next = next.flatMap((subject) => take(subject, found.get(subject) ?? []));
  }
};

export const without = (facts: BySubject, subjects: BySubject): BySubject =>
  subjects.size === 0 ? facts : new Map([...facts].filter(([subject]) => !subjects.has(subject)));

/**
 * Counts the next facts of the ledger.
 * @returns how many were read: fewer than `batch` when it has caught up
 */
export const countNext = async (db: Db, programmes: readonly Counting[], batch = BATCH): Promise<number> =>
  transaction(db, async (tx) => {
    const position = await lockPosition(tx);
    const { facts, cursor } = await factsAfter(tx, position, batch);
    if (facts.length === 0) return 0;
    // Facts about the campaign itself have a kind of no programme, and are no retraction: nobody counts them.
    const counted = bySubject(facts.filter((fact) => !isAboutCampaign(fact)));
    const known = await factsOfUntil(tx, [...counted.keys()], position);
    const merged = await mergedUnits(tx, position, known, counted);
    const [knownAlone, addedAlone] = [without(known, merged.after), without(counted, merged.after)];
    for (const { programme, see } of seers(programmes)) {
      const correction = await findCorrection(tx, programme);
      const [before, added] = [seen(knownAlone, see), seen(addedAlone, see)];
      for (const { name, contribution } of viewsOf(programme, correction)) {
        const tally = tallyChange(before, added, contribution);
        for (const unit of unitsOf(merged.after)) tallyUnit(tally, unit, see, contribution, 1);
        for (const unit of unitsOf(merged.before)) tallyUnit(tally, unit, see, contribution, -1);
        await writeTally(tx, name, tally);
      }
      if (correction === undefined) continue;
      await dropFlags(tx, programme.name, [...known.keys(), ...merged.after.keys()]);
      const flags = [...addedAlone].flatMap(([subject, facts]) =>
        flagRows(new Map([[subject, [...(known.get(subject) ?? []), ...facts]]]), see, correction),
      );
      for (const unit of unitsOf(merged.after)) flags.push(...flagRows(unit, see, correction));
      await addFlags(tx, programme.name, flags);
    }
    await movePosition(tx, { ...cursor, facts: position.facts + facts.length });
    return facts.length;
  });

/** Counts until the ledger has nothing more to read. */
export const countAll = async (db: Db, programmes: readonly Counting[]): Promise<number> => {
  let total = 0;
  for (let read = -1; read !== 0; ) {
    read = await countNext(db, programmes);
    total += read;
  }
  return total;
};

/**
 * Cells of a programme as known at the end of a day (undefined: now), summed over the days they became known.
 * @returns pairs of a key and its count, zero sums left out
 */
export const cellsOf = async (
  db: Db | Tx,
  programme: string,
  asKnownOn?: string,
): Promise<{ key: string; n: number }[]> => {
  const { rows } = await db.query<{ key: string; n: number }>(
    `select key, sum(n)::bigint as n from now_cell
     where programme = $1 and ($2::date is null or known_on <= $2::date)
     group by key having sum(n) <> 0`,
    [programme, asKnownOn ?? null],
  );
  return rows;
};

/** Facts of the ledger that counting has not read yet, and for how long the oldest of them has waited. */
export const lag = async (db: Db): Promise<{ facts: number; waiting_ms: number }> => {
  const { tx, seq } = await findPosition(db);
  const { rows } = await db.query<{ facts: number; waiting_ms: number | null }>(
    `select count(*)::bigint as facts,
       (extract(epoch from now() - min(recorded_at)) * 1000)::bigint as waiting_ms
     from (select recorded_at from fact where (tx, seq) > ($1::xid8, $2::bigint) limit 100000) waiting`,
    [tx, seq],
  );
  return { facts: rows[0]?.facts ?? 0, waiting_ms: Math.max(0, rows[0]?.waiting_ms ?? 0) };
};

/** For how long nothing has been counted though facts wait; 0 when none waits. Replayed facts carry an old clock. */
export const stalled_ms = async (db: Db): Promise<number> => {
  const { facts } = await lag(db);
  if (facts === 0) return 0;
  const { rows } = await db.query<{ ms: number }>(
    `select (extract(epoch from now() - read_at) * 1000)::bigint as ms from now_cursor where reader = $1`,
    [READER],
  );
  return Math.max(0, rows[0]?.ms ?? 0);
};

/** Whether more facts than this wait to be counted; looks at no more of them. */
export const waitsMoreThan = async (db: Db, facts: number): Promise<boolean> => {
  const { tx, seq } = await findPosition(db);
  const { rowCount } = await db.query(
    `select from fact where (tx, seq) > ($1::xid8, $2::bigint) order by tx, seq offset $3 limit 1`,
    [tx, seq, facts],
  );
  return rowCount === 1;
};
