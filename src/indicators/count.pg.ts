/**
 * Live counting: reads the ledger by cursor and adds what new facts change. The cursor and the cells move in one
 * transaction, so a fact is counted once whatever kills the program.
 */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { isAboutCampaign } from '#facts/campaign.ts';
import type { Fact } from '#facts/fact.ts';
import { bySubject, type Cursor, factsAfter, factsOfUntil, START } from '#facts/ledger.pg.ts';
import { type Upcast, upcast } from '#facts/upcast.ts';
import { type Contribute, type Tally, tallyChange } from '#indicators/count.ts';

/** What counting needs to know of a programme (`programmes/programme.ts`). */
export type Counting = {
  readonly name: string;
  readonly kinds: Readonly<Record<string, unknown>>;
  readonly upcasts: Readonly<Record<string, Upcast>>;
  readonly contribution: Contribute;
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

const writeTally = async (tx: Tx, programme: string, tally: Tally): Promise<void> => {
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

/** The facts of one programme, brought to today's shape. A kind no programme has (retractions) goes to each. */
const factsFor = (programme: Counting, facts: readonly Fact[], owned: ReadonlySet<string>): Fact[] =>
  facts
    .filter((fact) => Object.hasOwn(programme.kinds, fact.kind) || !owned.has(fact.kind))
    .map((fact) => upcast(fact, programme.upcasts));

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
    const counted = facts.filter((fact) => !isAboutCampaign(fact));
    const subjects = [...new Set(counted.map((fact) => fact.subject))];
    const known = [...(await factsOfUntil(tx, subjects, position)).values()].flat();
    const owned = new Set(programmes.flatMap((programme) => Object.keys(programme.kinds)));
    for (const programme of programmes) {
      const tally = tallyChange(
        bySubject(factsFor(programme, known, owned)),
        bySubject(factsFor(programme, counted, owned)),
        programme.contribution,
      );
      await writeTally(tx, programme.name, tally);
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

/** Whether more facts than this wait to be counted; looks at no more of them. */
export const waitsMoreThan = async (db: Db, facts: number): Promise<boolean> => {
  const { tx, seq } = await findPosition(db);
  const { rowCount } = await db.query(
    `select from fact where (tx, seq) > ($1::xid8, $2::bigint) order by tx, seq offset $3 limit 1`,
    [tx, seq, facts],
  );
  return rowCount === 1;
};
