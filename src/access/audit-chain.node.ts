/**
 * The chain of the audit trail. Whoever has the lines can verify it with a tool of their own:
 *
 *     hash of a line = SHA-256( hash of the line before, 32 bytes  ||  the line encoded )
 *
 * The hash before the first line is 32 bytes of zero. A line is encoded as its nine fields in this order, each written
 * as the length of its UTF-8 in bytes, in decimal digits, a colon, the bytes, a comma (a "netstring"), so that no two
 * lines have one encoding; a `person` that is absent is written `-,`:
 *
 *     seq, at, account, role, place, action, person, detail, request
 *
 * `seq` is in decimal digits; `at` in UTC with six decimals, `2021-03-20T10:00:00.000000Z`; `detail` the text of the
 * JSON exactly as it is stored. docs/access.md does the same in one SQL query.
 */
import { hash } from 'node:crypto';
import type { AuditEntry } from '#access/audit.ts';

export const HASH_BYTES = 32;
export const FIRST_HASH: Buffer = Buffer.alloc(HASH_BYTES);

/** A line as it is hashed; every field as its text. */
export type LineText = {
  readonly seq: string;
  readonly at: string;
  readonly account: string;
  readonly role: string;
  readonly place: string;
  readonly action: string;
  readonly person: string | null;
  readonly detail: string;
  readonly request: string;
};

const netstring = (text: string): string => `${Buffer.byteLength(text)}:${text},`;

export const encodeLine = (line: LineText): string =>
  netstring(line.seq) +
  netstring(line.at) +
  netstring(line.account) +
  netstring(line.role) +
  netstring(line.place) +
  netstring(line.action) +
  (line.person === null ? '-,' : netstring(line.person)) +
  netstring(line.detail) +
  netstring(line.request);

export const hashLine = (previous: Buffer, line: LineText): Buffer =>
  hash('sha256', Buffer.concat([previous, Buffer.from(encodeLine(line))]), 'buffer');

/** An instant of ours, to the millisecond, as the chain has it. */
const atText = (instant: string): string => new Date(instant).toISOString().replace('Z', '000Z');

/** An entry with the time it was handed in; it has a number only once it is in the chain. */
export type Unnumbered = Omit<LineText, 'seq'>;

export const unnumbered = (entry: AuditEntry, now: string): Unnumbered => ({
  at: atText(now),
  account: entry.account,
  role: entry.role,
  place: entry.place,
  action: entry.action,
  person: entry.person ?? null,
  detail: JSON.stringify(entry.detail ?? {}),
  request: entry.request,
});

/** The hashes of lines put after `head`, in one run of bytes: that of the head first. */
export const chain = (
  head: { readonly seq: number; readonly hash: Buffer },
  lines: readonly Unnumbered[],
): Buffer => {
  const hashes = Buffer.alloc((lines.length + 1) * HASH_BYTES);
  head.hash.copy(hashes);
  for (const [i, line] of lines.entries()) {
    const previous = hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    hashLine(previous, { seq: String(head.seq + 1 + i), ...line }).copy(hashes, (i + 1) * HASH_BYTES);
  }
  return hashes;
};
