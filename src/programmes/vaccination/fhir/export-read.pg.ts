/** The ledger read from end to end, subject by subject, at one position: what is held in memory never grows with it. */
import type { Db } from '#db/pool.ts';
import type { Body, Fact } from '#facts/fact.ts';

type Row = {
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
  tx: string;
  seq: string;
};

const PAGE = 2000;

/** The position every page is read at: below it, no transaction is in progress any more. */
export const horizonOf = async (db: Db): Promise<string> => {
  const { rows } = await db.query<{ horizon: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
  );
  return rows[0]?.horizon ?? '0';
};

const factOf = (row: Row): Fact => ({
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

const inOrder = (one: Row, other: Row): number => {
  const [a, b] = [BigInt(one.tx), BigInt(other.tx)];
  if (a !== b) return a < b ? -1 : 1;
  const [c, d] = [BigInt(one.seq), BigInt(other.seq)];
  return c < d ? -1 : c > d ? 1 : 0;
};

/** Facts of one subject, all of them, in the ledger's order. */
export type OfSubject = { readonly subject: string; readonly facts: readonly Fact[] };

const closed = (rows: readonly Row[]): OfSubject[] => {
  const subject = rows[0]?.subject;
  return subject === undefined ? [] : [{ subject, facts: rows.toSorted(inOrder).map(factOf) }];
};

/**
 * Every subject with its facts before the horizon, in lists of about a page. Pages go by the primary key of the
 * ledger, so that each costs the same, the first and the last.
 */
export async function* subjectsOfLedger(db: Db, horizon: string): AsyncGenerator<readonly OfSubject[]> {
  let open: Row[] = [];
  let [afterSubject, afterId] = ['', ''];
  for (;;) {
    const { rows } = await db.query<Row>({
      name: 'export-page',
      text: `select id, kind, subject, occurred_on, recorded_at, recorded_by, place, source, body, corrects, reason,
               tx::text, seq::text
             from fact where (subject, id) > ($1, $2) and tx < $3::xid8 order by subject, id limit ${PAGE}`,
      values: [afterSubject, afterId, horizon],
    });
    const done: OfSubject[] = [];
    for (const row of rows) {
      if (row.subject !== open[0]?.subject) {
        done.push(...closed(open));
        open = [];
      }
      open.push(row);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) {
      yield [...done, ...closed(open)];
      return;
    }
    [afterSubject, afterId] = [last.subject, last.id];
    yield done;
  }
}
