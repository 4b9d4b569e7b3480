/**
 * Registers many people at once, for replays and imports: four COPYs for each batch, in one transaction, while the
 * next batch is sealed. Nobody is looked for first: who brings a register brings its duplicates, and matching finds
 * them. Identities are kept as they come, and what is odd in them is told when they are read.
 */
import { setImmediate } from 'node:timers/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Keyring } from '#access/keyring.node.ts';
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { isRefused } from '#kernel/result.ts';
import { createRows, type Rows } from '#people/copy-binary.node.ts';
import type { Evidence, Identity, Person } from '#people/person.ts';
import { normaliseIdentity } from '#people/person-check.ts';
import { recordOf } from '#people/register-record.node.ts';
import { orderBy, rowsUpTo } from '#people/rows.ts';
import { TOKENS_MAX } from '#people/search-tokens.ts';

export type Newcomer = {
  readonly id: string;
  readonly identity: Identity;
  readonly evidence: readonly Evidence[];
  /** First the pseudonym of new facts; at least one. */
  readonly subjects: readonly string[];
};

export type BulkRegister = {
  /** Waits for the batch before the one under way; throws what it threw. The people are durable after `end`. */
  readonly add: (people: readonly Newcomer[]) => Promise<void>;
  readonly end: () => Promise<void>;
};

/** Large, because hashes are written in order: neighbours of one index page then come together. */
const BATCH = 20_000;

const TABLES = [
  'people.person (person, version, sealed, place, trust, tokens, updated_at)',
  'people.person_key (person, master, wrapped)',
  'people.by_subject (subject_hash, person)',
  'people.token (token, person)',
] as const;

/** Bytes of a person in each table, about: what they are made in grows when it is less. */
const [PERSON_BYTES, KEY_BYTES, SUBJECT_BYTES, TOKEN_BYTES] = [1000, 120, 80, 50] as const;

/** What people of a batch are found by: hash and person side by side, until all of them are put in order. */
type Found = { readonly tokens: DataView; readonly people: Uint32Array; count: number };
type Batch = { readonly persons: Rows; readonly keys: Rows; readonly subjects: Rows; readonly found: Found };

/** Adds the rows of one person, the `index`th of the batch. */
const write = (batch: Batch, keyring: Keyring, newcomer: Newcomer, index: number, now: string): void => {
  const { id, identity, evidence, subjects } = newcomer;
  const checked = normaliseIdentity(identity, now);
  const person: Person = {
    id,
    version: 1,
    identity: isRefused(checked) ? identity : checked.identity,
    evidence: [...evidence],
    subjects: [...subjects],
    opposedSince: null,
  };
  const { key, master, wrapped } = keyring.createKey(id);
  const record = recordOf(keyring, key, person, null, now);
  const { persons, keys, subjects: rows, found } = batch;
  persons.row(7);
  persons.text(id);
  persons.integer(1);
  persons.bytes(record.sealed);
  persons.text(record.place);
  persons.text(record.trust);
  persons.bigints(record.tokens);
  persons.instant(now);
  keys.row(3);
  keys.text(id);
  keys.integer(master);
  keys.bytes(wrapped);
  for (const subject of subjects) {
    rows.row(2);
    rows.bytes(keyring.subjectHash(subject));
    rows.text(id);
  }
  for (const token of record.tokens) {
    found.tokens.setBigInt64(found.count * 8, token);
    found.people[found.count++] = index;
  }
};

/** Of 32 bits: turned over, negative numbers come first. */
const SIGN = 0x8000_0000;

/** Rows of tokens in the order of their upper halves: what shares a page of the index comes together. */
const tokenRows = ({ tokens, people, count }: Found, ids: readonly Newcomer[]): Buffer => {
  const keys = new Uint32Array(count);
  for (let i = 0; i < count; i++) keys[i] = tokens.getInt32(i * 8) ^ SIGN;
  const rows = createRows(count * TOKEN_BYTES);
  for (const i of orderBy(keys, rowsUpTo(count))) {
    rows.row(2);
    rows.bigint(tokens.getBigInt64(i * 8));
    rows.text(ids[people[i] ?? 0]?.id ?? '');
  }
  return rows.end();
};

/** People sealed in a row: in between, the database is heard, and the batch before flows on. */
const TURN = 200;

/** The rows of a batch, in the order of the tables. */
const rowsOf = async (keyring: Keyring, people: readonly Newcomer[], now: string): Promise<Buffer[]> => {
  const most = people.length * TOKENS_MAX;
  const batch: Batch = {
    persons: createRows(people.length * PERSON_BYTES),
    keys: createRows(people.length * KEY_BYTES),
    subjects: createRows(people.length * SUBJECT_BYTES),
    found: { tokens: new DataView(new ArrayBuffer(most * 8)), people: new Uint32Array(most), count: 0 },
  };
  for (const [i, newcomer] of people.entries()) {
    write(batch, keyring, newcomer, i, now);
    if (i % TURN === TURN - 1) await setImmediate();
  }
  return [batch.persons.end(), batch.keys.end(), batch.subjects.end(), tokenRows(batch.found, people)];
};

const copy = async (tx: Tx, table: string, rows: Buffer): Promise<void> => {
  const stream = tx.query(copyFrom(`copy ${table} from stdin (format binary)`));
  await new Promise<void>((done, failed) => {
    stream.on('finish', done);
    stream.on('error', failed);
    stream.end(rows);
  });
};

/** @param db works as the role `people` */
export const bulkRegister = (
  db: Db,
  keyring: Keyring,
  { now = () => new Date().toISOString() }: { readonly now?: () => string } = {},
): BulkRegister => {
  let waiting: Newcomer[] = [];
  let pending: Promise<void> = Promise.resolve();

  const flush = async (people: readonly Newcomer[]): Promise<void> => {
    const rows = await rowsOf(keyring, people, now());
    await pending;
    pending = transaction(db, async (tx) => {
      for (const [i, table] of TABLES.entries()) await copy(tx, table, rows[i] ?? Buffer.alloc(0));
    });
    // An error is thrown to whoever adds or ends next; it must not end the program before.
    pending.catch(() => {});
  };

  return {
    add: async (people) => {
      for (const one of people) {
        waiting.push(one);
        if (waiting.length < BATCH) continue;
        const batch = waiting;
        waiting = [];
        await flush(batch);
      }
    },
    end: async () => {
      const batch = waiting;
      waiting = [];
      if (batch.length > 0) await flush(batch);
      await pending;
    },
  };
};
