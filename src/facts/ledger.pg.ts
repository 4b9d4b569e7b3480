/**
 * The ledger in PostgreSQL: append facts, read them back by subject or in the ledger's order. Nothing else writes to
 * the table `fact`, and nothing changes it.
 */
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { copyText } from '#facts/copy-text.ts';
import type { Body, Fact } from '#facts/fact.ts';
import { invariant } from '#kernel/invariant.ts';
import { type Refused, refuse } from '#kernel/result.ts';

export type LedgerRefusal = 'id-conflict';

/** What became of a fact: appended now, already there with the same content, or refused. */
/** The oldest transaction still open: what those before it wrote is all to be seen. */
export const horizonOf = async (db: Db): Promise<string> => {
  const { rows } = await db.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  const [row] = rows;
  invariant(row !== undefined, 'a snapshot has a horizon');
  return row.horizon;
};

export type Appended = 'appended' | 'known' | Refused<LedgerRefusal>;

/** A place in the ledger's order. `tx` is a 64-bit transaction id, as text. */
export type Cursor = { readonly tx: string; readonly seq: string };

export const START: Cursor = { tx: '0', seq: '0' };

/** A fact as a row of the table, by the columns of `FACT_COLUMNS`. */
export type FactRow = {
  id: string;
  kind: string;
  subject: string;
  occurred_on: string;
  recorded_at: string;
  recorded_by: string;
  place: string | null;
  source: string;
  body: Body;
  corrects: string | null;
  reason: string | null;
};

export const FACT_COLUMNS =
  'id, kind, subject, occurred_on, recorded_at, recorded_by, place, source, body, corrects, reason';

export const factOf = (row: FactRow): Fact => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  occurredOn: row.occurred_on,
  recordedAt: row.recorded_at,
  by: row.recorded_by,
  ...(row.place !== null && { place: row.place }),
  source: row.source,
  body: row.body,
  ...(row.corrects !== null && { corrects: row.corrects }),
  ...(row.reason !== null && { reason: row.reason }),
});

/** The same in what they say. When they were recorded, and by whom, may differ when a sender tries again. */
const sameContent = (a: Fact, b: Fact): boolean =>
  a.kind === b.kind &&
  a.occurredOn === b.occurredOn &&
  a.place === b.place &&
  a.corrects === b.corrects &&
  canonical(a.body) === canonical(b.body);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

const known = (existing: Fact, asked: Fact): Appended =>
  sameContent(existing, asked)
    ? 'known'
    : refuse('id-conflict', `another fact of this subject already has the id "${asked.id}": give a new id`, {
        field: 'id',
      });

export const keyOf = (fact: { subject: string; id: string }): string => `${fact.subject} ${fact.id}`;

/** The facts of the ledger that have one of these subjects and ids, by both (`keyOf`). */
export const findByIds = async (
  tx: Tx | Db,
  facts: readonly { readonly subject: string; readonly id: string }[],
): Promise<Map<string, Fact>> => {
  const { rows } = await tx.query<FactRow>(
    `select ${FACT_COLUMNS} from fact
     where (subject, id) in (select * from unnest($1::text[], $2::text[]))`,
    [facts.map((fact) => fact.subject), facts.map((fact) => fact.id)],
  );
  return new Map(rows.map((row) => [keyOf(row), factOf(row)]));
};

/**
 * Appends a few facts in the caller's transaction, in their order. The same id twice, in this call or before it,
 * gives the same answer and one fact.
 */
export const append = async (tx: Tx, facts: readonly Fact[]): Promise<Appended[]> => {
  const first = new Map<string, Fact>();
  for (const fact of facts) if (!first.has(keyOf(fact))) first.set(keyOf(fact), fact);
  const distinct = [...first.values()];
  const column = <T>(get: (fact: Fact) => T): T[] => distinct.map(get);
  const { rows } = await tx.query<{ subject: string; id: string }>({
    name: 'append-facts',
    text: `insert into fact (${FACT_COLUMNS})
     select * from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::text[], $7::text[],
       $8::text[], $9::json[], $10::text[], $11::text[])
     on conflict (subject, id) do nothing
     returning subject, id`,
    values: [
      column((fact) => fact.id),
      column((fact) => fact.kind),
      column((fact) => fact.subject),
      column((fact) => fact.occurredOn),
      column((fact) => fact.recordedAt),
      column((fact) => fact.by),
      column((fact) => fact.place ?? null),
      column((fact) => fact.source),
      column((fact) => JSON.stringify(fact.body)),
      column((fact) => fact.corrects ?? null),
      column((fact) => fact.reason ?? null),
    ],
  });
  const added = new Set(rows.map(keyOf));
  const others = distinct.filter((fact) => !added.has(keyOf(fact)));
  const existing = others.length === 0 ? new Map<string, Fact>() : await findByIds(tx, others);
  return facts.map((fact) => {
    const key = keyOf(fact);
    if (added.delete(key)) return 'appended';
    return known(existing.get(key) ?? first.get(key) ?? fact, fact);
  });
};

const copy = async (tx: Tx, facts: readonly Fact[]): Promise<void> => {
  const stream = tx.query(copyFrom(`copy fact (${FACT_COLUMNS}) from stdin`));
  await new Promise<void>((done, failed) => {
    stream.on('finish', done);
    stream.on('error', failed);
    stream.end(copyText(facts));
  });
};

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505';

/** Facts that other writers may append between our look and our COPY, this many times in a row. */
const RACES_MAX = 5;

/**
 * Appends many facts by COPY, in one transaction, durable when it returns. Facts are copied at once in the hope that
 * none is known, which is the rule; only when the database finds one known are they looked up.
 */
export const appendMany = async (db: Db, facts: readonly Fact[]): Promise<Appended[]> => {
  if (facts.length === 0) return [];
  try {
    await transaction(db, (tx) => copy(tx, facts));
    return facts.map(() => 'appended');
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  for (let race = 0; ; race++) {
    const existing = await findByIds(db, facts);
    const fresh = new Map<string, Fact>();
    const answers = facts.map((fact): Appended => {
      const earlier = existing.get(keyOf(fact)) ?? fresh.get(keyOf(fact));
      if (earlier !== undefined) return known(earlier, fact);
      fresh.set(keyOf(fact), fact);
      return 'appended';
    });
    if (fresh.size === 0) return answers;
    try {
      await transaction(db, (tx) => copy(tx, [...fresh.values()]));
      return answers;
    } catch (error) {
      if (!isUniqueViolation(error) || race === RACES_MAX) throw error;
    }
  }
};

export const findFact = async (tx: Tx | Db, subject: string, id: string): Promise<Fact | undefined> => {
  const { rows } = await tx.query<FactRow>({
    name: 'find-fact',
    text: `select ${FACT_COLUMNS} from fact where subject = $1 and id = $2`,
    values: [subject, id],
  });
  return rows[0] && factOf(rows[0]);
};

/** Every fact of these subjects together, corrected ones included, in the ledger's order. */
export const factsInOrder = async (tx: Tx | Db, subjects: readonly string[]): Promise<Fact[]> => {
  const { rows } = await tx.query<FactRow>({
    name: 'facts-of',
    text: `select ${FACT_COLUMNS} from fact where subject = any($1) order by tx, seq`,
    values: [subjects],
  });
  return rows.map(factOf);
};

/** The same by subject; a subject without facts is absent. */
export const factsOf = async (tx: Tx | Db, subjects: readonly string[]): Promise<Map<string, Fact[]>> =>
  bySubject(await factsInOrder(tx, subjects));

export const bySubject = (facts: readonly Fact[]): Map<string, Fact[]> => {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const group = groups.get(fact.subject);
    if (group === undefined) groups.set(fact.subject, [fact]);
    else group.push(fact);
  }
  return groups;
};

/** The next facts after a cursor that no transaction in progress can still precede, at most `limit` of them. */
export const factsAfter = async (
  tx: Tx,
  after: Cursor,
  limit: number,
): Promise<{ facts: Fact[]; cursor: Cursor }> => {
  // The horizon is read in a statement of its own, before the facts: read in the same one, a transaction that
  // commits between the two snapshots of a read committed transaction could hide facts below it.
  const { rows: horizons } = await tx.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  const { rows } = await tx.query<FactRow & Cursor>({
    name: 'facts-after',
    text: `select ${FACT_COLUMNS}, tx::text, seq::text from fact
     where (tx, seq) > ($1::xid8, $2::bigint) and tx < $3::xid8
     order by fact.tx, fact.seq limit $4`,
    values: [after.tx, after.seq, horizons[0]?.horizon ?? '0', limit],
  });
  const last = rows.at(-1);
  return { facts: rows.map(factOf), cursor: last ? { tx: last.tx, seq: last.seq } : after };
};

/** Facts of these subjects at or before a cursor: what a reader that stands there already knew of them. */
export const factsOfUntil = async (
  tx: Tx,
  subjects: readonly string[],
  until: Cursor,
): Promise<Map<string, Fact[]>> => {
  const { rows } = await tx.query<FactRow>({
    name: 'facts-of-until',
    text: `select ${FACT_COLUMNS} from fact
     where subject = any($1) and (tx, seq) <= ($2::xid8, $3::bigint)`,
    values: [subjects, until.tx, until.seq],
  });
  return bySubject(rows.map(factOf));
};

/** Facts about a campaign of one kind, in the ledger's order; those at or before a cursor, when one is given. */
export const campaignFacts = async (
  tx: Tx | Db,
  subject: string,
  kind: string,
  until?: Cursor,
): Promise<Fact[]> => {
  const { rows } = await tx.query<FactRow>(
    `select ${FACT_COLUMNS} from fact
     where kind = $1 and subject = $2 and subject >= 'campaign:' and subject < 'campaign;'
       and ($3::xid8 is null or (tx, seq) <= ($3::xid8, $4::bigint))
     order by tx, seq`,
    [kind, subject, until?.tx ?? null, until?.seq ?? null],
  );
  return rows.map(factOf);
};
