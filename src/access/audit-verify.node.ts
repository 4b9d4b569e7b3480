/**
 * Whether the chain of the audit trail holds: every line is there, in its order, with the hash its content gives, up
 * to the head. Lines written while it is read come after the head it started from, and are left for the next time.
 */

import { type ChainRow, chainRows, extentOf } from '#access/audit.pg.ts';
import type { AuditHead, AuditVerified } from '#access/audit.ts';
import { FIRST_HASH, hashLine } from '#access/audit-chain.node.ts';
import type { Db } from '#db/pool.ts';

const BATCH = 2000;

type At = { readonly seq: number; readonly hash: Buffer };

const holds = (row: ChainRow, after: At): boolean =>
  row.seq === String(after.seq + 1) &&
  row.previous.equals(after.hash) &&
  row.hash.equals(hashLine(after.hash, row));

/** Reads on until `end`; the last line that holds, and whether the anchor was met on the way. */
const readChain = async (
  db: Db,
  end: number,
  anchor: AuditHead | undefined,
): Promise<{ last: At; anchored: boolean }> => {
  let last: At = { seq: 0, hash: FIRST_HASH };
  const isAnchor = (): boolean => anchor?.seq === last.seq && anchor.hash === last.hash.toString('hex');
  let anchored = anchor === undefined || isAnchor();
  for await (const rows of chainRows(db, BATCH))
    for (const row of rows) {
      if (last.seq === end || !holds(row, last)) return { last, anchored };
      last = { seq: last.seq + 1, hash: row.hash };
      anchored ||= isAnchor();
    }
  return { last, anchored };
};

/**
 * `brokenAt`: the first line that is altered, missing, out of its place, or that the head knows nothing of; where every
 * line holds but the head is another, the last line; where the chain was made anew, the line of the anchor.
 */
export const verifyChain = async (db: Db, anchor?: AuditHead): Promise<AuditVerified> => {
  const { total, last: largest, head } = await extentOf(db);
  const shown = head ?? { seq: 0, hash: FIRST_HASH.toString('hex') };
  const { last, anchored } = await readChain(db, shown.seq, anchor);
  const told = (brokenAt: number | null): AuditVerified => ({
    total,
    intact: brokenAt === null,
    brokenAt,
    head: shown,
  });
  if (last.seq < shown.seq) return told(last.seq + 1);
  if (last.hash.toString('hex') !== shown.hash) return told(last.seq);
  // A line beyond the head, or before the first.
  if (largest > shown.seq || total !== shown.seq) return told(shown.seq + 1);
  if (!anchored) return told(anchor?.seq ?? null);
  return told(null);
};
