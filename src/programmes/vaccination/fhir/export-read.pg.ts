/** The ledger read from end to end, subject by subject, at one position: what is held in memory never grows with it. */
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { FACT_COLUMNS, type FactRow, factOf } from '#facts/ledger.pg.ts';

type Row = FactRow & { readonly tx: string; readonly seq: string };

const PAGE = 2000;

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
      text: `select ${FACT_COLUMNS}, tx::text, seq::text
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
