/** The audit trail in PostgreSQL: written at the head of the chain, read by person, by place and from end to end. */
import type { AuditHead, LineKept } from '#access/audit.ts';
import { latestOfPlaces } from '#access/audit-places.pg.ts';
import type { Db, Tx } from '#db/pool.ts';
import { invariant } from '#kernel/invariant.ts';

/** The end of the chain as the writer holds it. */
export type Head = { readonly seq: number; readonly hash: Buffer };

export const headOf = async (db: Db | Tx, isLocked = false): Promise<Head> => {
  const { rows } = await db.query<Head>(
    `select seq, hash from access.audit_head${isLocked ? ' for update' : ''}`,
  );
  const [head] = rows;
  invariant(head !== undefined, 'the audit trail has a head');
  return head;
};

type Columns = {
  readonly at: readonly string[];
  readonly account: readonly string[];
  readonly role: readonly string[];
  readonly place: readonly string[];
  readonly action: readonly string[];
  readonly person: readonly (string | null)[];
  readonly detail: readonly string[];
  readonly request: readonly string[];
};

/**
 * Puts lines after `head` and moves it, in one statement, if the head is still where the writer thinks it is; false,
 * and nothing written, when another program has moved it. `hashes` holds 32 bytes for the head and for each line.
 */
export const appendAt = async (
  db: Db | Tx,
  head: Head,
  hashes: Buffer,
  { at, account, role, place, action, person, detail, request }: Columns,
): Promise<boolean> => {
  const { rowCount } = await db.query({
    name: 'audit-append',
    text: `with head as (
         update access.audit_head
         set seq = $1::bigint + cardinality($4::text[]), hash = substring($3::bytea from length($3::bytea) - 31)
         where seq = $1::bigint and hash = $2::bytea returning one)
       insert into access.audit
         (seq, at, account, role, place, action, person, detail, request, previous, hash)
       select $1::bigint + i, at, account, role, place, action, person, detail, request,
         substring($3::bytea from (i::int - 1) * 32 + 1 for 32), substring($3::bytea from i::int * 32 + 1 for 32)
       from head cross join unnest($4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::json[], $11::text[]) with ordinality
         as line(at, account, role, place, action, person, detail, request, i)`,
    values: [head.seq, head.hash, hashes, at, account, role, place, action, person, detail, request],
  });
  return rowCount === at.length;
};

/** Before every line, whatever number was given to it. */
const FIRST_SEQ = '-9223372036854775808';

const LINE = 'seq, at, account, role, place, action, person, detail, request';

const WHOSE = {
  all: '',
  own: `and action like 'self-%'`,
  others: `and action not like 'self-%'`,
} as const;

export const linesOfPerson = async (
  db: Db,
  person: string,
  limit: number,
  whose: keyof typeof WHOSE = 'all',
): Promise<{ lines: LineKept[]; total: number }> => {
  const { rows } = await db.query<LineKept>(
    `select ${LINE} from access.audit where person = $1 ${WHOSE[whose]} order by seq desc limit $2`,
    [person, limit],
  );
  if (rows.length < limit) return { lines: rows, total: rows.length };
  const { rows: counts } = await db.query<{ total: number }>(
    `select count(*) as total from access.audit where person = $1 ${WHOSE[whose]}`,
    [person],
  );
  return { lines: rows, total: counts[0]?.total ?? rows.length };
};

export const linesOfPlaces = (
  db: Db,
  isThere: (place: string) => boolean,
  limit: number,
): Promise<LineKept[]> =>
  latestOfPlaces<LineKept>(db, { table: 'access.audit', order: 'seq', columns: LINE }, isThere, limit);

/** What one look says: how many lines, all or after one, the largest number, and the head, all of one moment. */
export const extentOf = async (
  db: Db,
  after: number | null = null,
): Promise<{ total: number; last: number; head: AuditHead | undefined }> => {
  const { rows } = await db.query<{ total: number; last: number; seq: number | null; hash: string | null }>(
    `select count(*) as total, coalesce(max(audit.seq), 0) as last,
       (select seq from access.audit_head) as seq,
       (select encode(hash, 'hex') from access.audit_head) as hash
     from access.audit where $1::bigint is null or audit.seq > $1`,
    [after],
  );
  const [extent] = rows;
  invariant(extent !== undefined, 'an aggregate has one row');
  const { total, last, seq, hash } = extent;
  return { total, last, head: seq === null || hash === null ? undefined : { seq, hash } };
};

/** A line as the chain hashes it, and what the table says its hashes are. */
export type ChainRow = {
  readonly seq: string;
  readonly at: string;
  readonly account: string;
  readonly role: string;
  readonly place: string;
  readonly action: string;
  readonly person: string | null;
  readonly detail: string;
  readonly request: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
};

/** Every line from the first, or after one, in batches: what is held in memory never grows with the trail. */
export async function* chainRows(
  db: Db,
  batch: number,
  from = FIRST_SEQ,
): AsyncGenerator<readonly ChainRow[]> {
  for (let after = from; ; ) {
    const { rows } = await db.query<ChainRow>({
      name: 'audit-chain',
      text: `select seq::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
           account, role, place, action, person, detail::text, request, previous, hash
         from access.audit where audit.seq > $1::bigint order by audit.seq limit $2`,
      values: [after, batch],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.seq;
  }
}
