/**
 * The audit trail, as the program writes and reads it. An answer that shows a name waits for its line, so writing must
 * be cheap: entries handed in while one batch is written gather for the next, and share one statement and one commit.
 *
 * A line is chained to the one before (audit-chain.node.ts), so batches are written one after the other. The program
 * remembers the head it wrote last and goes straight to the table with it; when another program has moved the head
 * meanwhile, nothing is written, and the batch is made again with the head locked.
 */

import { appendAt, type Head, headOf, linesOfPerson, linesOfPlaces } from '#access/audit.pg.ts';
import type { Audit, AuditEntry, AuditHead, WriteAudit } from '#access/audit.ts';
import { chain, HASH_BYTES, type Unnumbered, unnumbered } from '#access/audit-chain.node.ts';
import { openVerifier, verifyChain } from '#access/audit-verify.node.ts';
import { type Db, type Tx, transaction } from '#db/pool.ts';

export type AuditOptions = {
  /** The recording clock: an ISO instant in UTC, to the millisecond. */
  readonly now?: () => string;
  /** Lines that may wait to be written. */
  readonly waiting_max?: number;
  readonly batch_max?: number;
  /** How time goes by between two verifications (audit-verify.node.ts). */
  readonly elapsed_ms?: () => number;
};

/** Ten thousand lines wait about a second on a slow disk. */
const WAITING_MAX = 10_000;
const BATCH_MAX = 1000;

/**
 * When answers come together, the next batch waits this long for more of them: a statement and a commit cost more than
 * ten lines do. Who comes alone waits for nobody. At 64 readers, 3 ms kept 71 to 85 % of the reads without a trail, in
 * five runs of a shared machine; 10 ms kept 82 to 120 %, in three.
 */
const GATHER_MS = 10;

/** Too many lines wait. The code is PostgreSQL's for want of resources, which the server tells as 503: try again. */
export class AuditBusy extends Error {
  readonly code = '53000';
  override readonly name = 'AuditBusy';
}

/** The lines of one answer: written together or not at all. */
type Group = {
  readonly lines: readonly Unnumbered[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
};

/** Writes lines after a head; the new head, or undefined when it was not there any more. */
const append = async (db: Db | Tx, head: Head, lines: readonly Unnumbered[]): Promise<Head | undefined> => {
  const hashes = chain(head, lines);
  const isWritten = await appendAt(db, head, hashes, {
    at: lines.map(({ at }) => at),
    account: lines.map(({ account }) => account),
    role: lines.map(({ role }) => role),
    place: lines.map(({ place }) => place),
    action: lines.map(({ action }) => action),
    person: lines.map(({ person }) => person),
    detail: lines.map(({ detail }) => detail),
    request: lines.map(({ request }) => request),
  });
  return isWritten
    ? { seq: head.seq + lines.length, hash: hashes.subarray(lines.length * HASH_BYTES) }
    : undefined;
};

/** The same with the head locked: nobody can move it, however many programs write. */
const appendLocked = (db: Db, lines: readonly Unnumbered[]): Promise<Head> =>
  transaction(db, async (tx) => {
    const written = await append(tx, await headOf(tx, true), lines);
    if (written === undefined) throw new Error('the head of the audit trail moved under its lock');
    return written;
  });

/** Errors that one line's data may be the cause of: its group then goes alone, and the others keep their place. */
const isOfOneLine = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^22/.test(String(error.code));

const openWriter = (db: Db, options: AuditOptions): WriteAudit => {
  const { waiting_max = WAITING_MAX, batch_max = BATCH_MAX } = options;
  const now = options.now ?? (() => new Date().toISOString());
  let waiting: Group[] = [];
  let waitingLines = 0;
  let head: Head | undefined;
  let isWriting = false;
  let isBusy = false;

  const writeLines = async (lines: readonly Unnumbered[]): Promise<void> => {
    const known = head;
    // Whatever goes wrong, the head is read again: a commit whose answer was lost may have moved it.
    head = undefined;
    const written = known === undefined ? undefined : await append(db, known, lines);
    head = written ?? (await appendLocked(db, lines));
  };

  const writeGroups = async (groups: readonly Group[]): Promise<void> => {
    try {
      await writeLines(groups.flatMap(({ lines }) => lines));
      for (const { done } of groups) done();
    } catch (error) {
      if (groups.length > 1 && isOfOneLine(error)) for (const group of groups) await writeGroups([group]);
      else for (const { failed } of groups) failed(error);
    }
  };

  const takeGroups = (): Group[] => {
    let lines = 0;
    const cut = waiting.findIndex((group, i) => {
      lines += group.lines.length;
      return i > 0 && lines > batch_max;
    });
    const taken = cut === -1 ? waiting : waiting.slice(0, cut);
    waiting = cut === -1 ? [] : waiting.slice(cut);
    return taken;
  };

  const writeNext = async (): Promise<void> => {
    const groups = takeGroups();
    isBusy = groups.length > 1;
    await writeGroups(groups);
    for (const { lines } of groups) waitingLines -= lines.length;
    isWriting = false;
    start();
  };

  /** Starts at the end of this turn of the event loop at the earliest: what arrived in the same turn goes together. */
  const start = (): void => {
    if (isWriting || waiting.length === 0) return;
    isWriting = true;
    if (isBusy) setTimeout(writeNext, GATHER_MS);
    else setImmediate(writeNext);
  };

  return (entries: readonly AuditEntry[]) => {
    if (entries.length === 0) return Promise.resolve();
    if (waitingLines + entries.length > waiting_max)
      return Promise.reject(new AuditBusy('too many lines wait for the audit trail; nothing was done'));
    const at = now();
    const lines = entries.map((entry) => unnumbered(entry, at));
    return new Promise<void>((done, failed) => {
      waiting.push({ lines, done, failed });
      waitingLines += lines.length;
      start();
    });
  };
};

/** Opens the audit trail of a database; `db` works as the role `access`. */
export const openAudit = (db: Db, options: AuditOptions = {}): Audit => {
  const verify = openVerifier(db, options.elapsed_ms);
  return {
    write: openWriter(db, options),
    ofPerson: (person, limit, whose) => linesOfPerson(db, person, limit, whose),
    ofPlaces: (isThere, limit) => linesOfPlaces(db, isThere, limit),
    verify: (anchor?: AuditHead) => (anchor === undefined ? verify() : verifyChain(db, anchor)),
    head: async () => {
      const { seq, hash } = await headOf(db);
      return { seq, hash: hash.toString('hex') };
    },
  };
};
