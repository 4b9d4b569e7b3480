/**
 * What changed in the ledger, the newest first: the subjects and ids of the latest acts, page by page, back along the
 * ledger's own order. A page looks at a bounded number of facts, whoever may see them.
 */
import type { Db } from '#db/pool.ts';

/** A fact of an act, with its place in the ledger. */
export type Changed = {
  readonly subject: string;
  readonly id: string;
  readonly tx: string;
  readonly seq: string;
};

export const SCANNED_MAX = 500;

/** @param before the place in the ledger to go back from; absent: its end */
export const changedBefore = async (
  db: Db,
  before?: { readonly tx: string; readonly seq: string },
): Promise<readonly Changed[]> => {
  const { rows } = await db.query<Changed>({
    name: 'acts-changed-before',
    text: `select subject, id, tx::text, seq::text from fact
     where kind in ('injection', 'earlier-injection', 'retraction')
       and ($1::xid8 is null or (tx, seq) < ($1::xid8, $2::bigint))
     order by fact.tx desc, fact.seq desc limit ${SCANNED_MAX}`,
    values: [before?.tx ?? null, before?.seq ?? null],
  });
  return rows;
};
