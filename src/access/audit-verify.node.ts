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

const START: At = { seq: 0, hash: FIRST_HASH };

/** Reads on from a line that holds until `end`; the last line that holds, and whether the anchor was met on the way. */
const readChain = async (
  db: Db,
  end: number,
  anchor?: AuditHead,
  from: At = START,
): Promise<{ last: At; anchored: boolean }> => {
  let last = from;
  const isAnchor = (): boolean => anchor?.seq === last.seq && anchor.hash === last.hash.toString('hex');
  let anchored = anchor === undefined || isAnchor();
  // From the start, whatever stands before the first line is read too.
  const rowsAfter = from.seq === 0 ? chainRows(db, BATCH) : chainRows(db, BATCH, String(from.seq));
  for await (const rows of rowsAfter)
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

/**
 * Whether what was written after a head that held goes on from it, up to the head of now; the new head, or undefined
 * when something is wrong, of which only the whole chain can say what.
 */
const goesOn = async (db: Db, known: AuditHead): Promise<AuditHead | undefined> => {
  const { total, last: largest, head } = await extentOf(db, known.seq);
  if (head === undefined || total !== head.seq - known.seq || largest > head.seq) return undefined;
  const from = { seq: known.seq, hash: Buffer.from(known.hash, 'hex') };
  const { last } = await readChain(db, head.seq, undefined, from);
  return last.seq === head.seq && last.hash.toString('hex') === head.hash ? head : undefined;
};

/** How old a reading of the whole chain may be before the next question reads it again. */
export const WHOLE_AFTER_MS = 10 * 60_000;

export type Verifier = () => Promise<AuditVerified>;

/**
 * Verifies again and again without hashing the whole trail each time: the head that held is remembered, and only what
 * came after it is read. The whole is read again when the last whole reading is older than `WHOLE_AFTER_MS`, and when
 * something after it is wrong; a chain found broken is not read again before that, for whoever asks would make the
 * program do nothing else. The head remembered is an anchor too: a chain made anew under a running program is seen.
 *
 * @param elapsed_ms milliseconds that have gone by since some moment, which no clock set back changes
 */
export const openVerifier = (db: Db, elapsed_ms: () => number = () => performance.now()): Verifier => {
  let whole: { readonly at: number; readonly said: AuditVerified } | undefined;
  let held: AuditHead | undefined;

  const readWhole = async (): Promise<AuditVerified> => {
    const at = elapsed_ms();
    const said = await verifyChain(db, held);
    whole = { at, said };
    if (said.intact) held = said.head;
    return said;
  };

  const verify = async (): Promise<AuditVerified> => {
    if (whole === undefined || elapsed_ms() - whole.at >= WHOLE_AFTER_MS) return readWhole();
    if (!whole.said.intact) return whole.said;
    const head = held && (await goesOn(db, held));
    if (head === undefined) return readWhole();
    held = head;
    return { total: head.seq, intact: true, brokenAt: null, head };
  };

  let underWay: Promise<AuditVerified> | undefined;
  // Those who ask while the trail is read are given the same answer.
  return () => {
    underWay ??= verify().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
};
