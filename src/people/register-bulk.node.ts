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
import type { Evidence, Identity, Person } from '#people/person.ts';
import { normaliseIdentity } from '#people/person-check.ts';
import { recordOf } from '#people/register-record.node.ts';

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

/** COPY's text format: a place is the only text that could hold a character to escape. */
const escaped = (text: string | null): string =>
  text === null ? '\\N' : text.replace(/[\\\t\n\r]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`);

const TABLES = [
  'people.person (person, version, sealed, place, trust, tokens, updated_at)',
  'people.person_key (person, master, wrapped)',
  'people.by_subject (subject_hash, person)',
  'people.token (token, person)',
] as const;

const hex = (bytes: Buffer): string => `\\\\x${bytes.toString('hex')}`;

type Lines = { persons: string; keys: string; subjects: string; tokens: { token: bigint; person: string }[] };

/** Adds the lines of one person. */
const write = (lines: Lines, keyring: Keyring, newcomer: Newcomer, now: string): void => {
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
  lines.persons += `${id}\t1\t${hex(record.sealed)}\t${escaped(record.place)}\t${record.trust}\t{${record.tokens.join(',')}}\t${now}\n`;
  lines.keys += `${id}\t${master}\t${hex(wrapped)}\n`;
  for (const subject of subjects) lines.subjects += `${hex(keyring.subjectHash(subject))}\t${id}\n`;
  for (const token of record.tokens) lines.tokens.push({ token, person: id });
};

/** People sealed in a row: in between, the database is heard, and the batch before flows on. */
const TURN = 200;

/** The lines of a batch, in the order of the tables. */
const linesOf = async (keyring: Keyring, people: readonly Newcomer[], now: string): Promise<string[]> => {
  const lines: Lines = { persons: '', keys: '', subjects: '', tokens: [] };
  for (let from = 0; from < people.length; from += TURN) {
    for (const newcomer of people.slice(from, from + TURN)) write(lines, keyring, newcomer, now);
    await setImmediate();
  }
  lines.tokens.sort((a, b) => (a.token < b.token ? -1 : a.token > b.token ? 1 : 0));
  const tokens = lines.tokens.map(({ token, person }) => `${token}\t${person}\n`).join('');
  return [lines.persons, lines.keys, lines.subjects, tokens];
};

const copy = async (tx: Tx, table: string, lines: string): Promise<void> => {
  const stream = tx.query(copyFrom(`copy ${table} from stdin`));
  await new Promise<void>((done, failed) => {
    stream.on('finish', done);
    stream.on('error', failed);
    stream.end(lines);
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
    const lines = await linesOf(keyring, people, now());
    await pending;
    pending = transaction(db, async (tx) => {
      for (const [i, table] of TABLES.entries()) await copy(tx, table, lines[i] ?? '');
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
