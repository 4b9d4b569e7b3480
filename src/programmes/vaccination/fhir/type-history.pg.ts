/**
 * What changed in the ledger, the newest first: the subjects and ids of the latest acts, page by page, back along the
 * ledger's own order. A page looks at a bounded number of facts, whoever may see them.
 */
import type { Db } from '#db/pool.ts';

/** A place in the ledger. */
export type Place = { readonly tx: string; readonly seq: string };

/** A fact of an act, with its place in the ledger. */
export type Changed = Place & { readonly subject: string; readonly id: string };

/** Facts told at once, and facts looked at to find them. */
export const TOLD_MAX = 500;
export const SCANNED_MAX = 20_000;

/** After every place there can be: a transaction id and a number of PostgreSQL are smaller. */
const END: Place = { tx: '18446744073709551615', seq: '9223372036854775807' };

export type ChangedPage = {
  readonly changed: readonly Changed[];
  /** Where to go on from; undefined when the beginning of the ledger was reached. */
  readonly end: Place | undefined;
};

/**
 * @param before the place in the ledger to go back from; absent: its end
 * @param since an ISO instant; what was recorded before it is passed over. An act may be recorded late, with the time
 * it was recorded elsewhere, so that what stands before in the ledger may still be later than this.
 */
export const changedBefore = async (
  db: Db,
  before: Place = END,
  since = '-infinity',
): Promise<ChangedPage> => {
  const { rows } = await db.query<Changed & { place: number; isAsked: boolean }>({
    name: 'acts-changed-before',
    text: `with latest as (
       select subject, id, tx, seq,
              kind in ('injection', 'earlier-injection', 'retraction') and recorded_at >= $3 as asked,
              (row_number() over (order by tx desc, seq desc))::int as place
         from (select * from fact where (tx, seq) < ($1::xid8, $2::bigint)
                order by tx desc, seq desc limit ${SCANNED_MAX}) scanned)
     select subject, id, tx::text, seq::text, place, asked as "isAsked" from latest
      where asked or place = ${SCANNED_MAX} order by place limit ${TOLD_MAX}`,
    values: [before.tx, before.seq, since],
  });
  const last = rows.at(-1);
  const isMore = rows.length === TOLD_MAX || last?.place === SCANNED_MAX;
  return { changed: rows.filter(({ isAsked }) => isAsked), end: isMore ? last : undefined };
};
