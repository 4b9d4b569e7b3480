/**
 * New keys for an installation, and whether the keys open the records. The people's own keys are wrapped anew, a few
 * dozen bytes each, and the hashes they are found by are made anew; the records stay as they are sealed.
 */
import { beginRotation, endRotation, type Keyring, openKeyring } from '#access/keyring.node.ts';
import { resealAccess } from '#access/reseal.node.ts';
import { type Db, transaction } from '#db/pool.ts';
import {
  type BareRow,
  countKeysByMaster,
  type KeyRow,
  lockKeysNotOf,
  lockRecords,
  type RenewedRow,
  renewKeys,
  sampleRows,
} from '#people/register-keys.pg.ts';
import { hashesOf, openRow, unsealPerson } from '#people/register-record.node.ts';

export type Rotated = {
  /** Records done by this call; one that goes on after another was cut does the rest. */
  readonly rewrapped: number;
  /** Records that the keys of the file do not open; the master keys that may open them are kept. */
  readonly unopened: number;
  /** The master key that wraps from now on. */
  readonly master: number;
};

const BATCH = 1000;

export type RotateOptions = {
  readonly batch?: number;
  /** Works as the role `access`: what access keeps sealed changes its key too, and every session ends. */
  readonly access?: Db;
  /** Told after each batch is durable; waited for. */
  readonly onBatch?: (rewrapped: number) => void | Promise<void>;
};

/** What takes the place of a key and its hashes; undefined when the record does not open. A key alone has no hashes. */
const renew = (keyring: Keyring, row: KeyRow, record: BareRow | undefined): RenewedRow | undefined => {
  const key = keyring.unwrap(row.person, row);
  if (key === undefined) return undefined;
  const wrapped = { person: row.person, ...keyring.wrap(row.person, key) };
  if (record === undefined) return { ...wrapped, tokens: [], subjects: [] };
  const person = unsealPerson(key, record.sealed, record.person, record.version);
  return (
    person && {
      ...wrapped,
      tokens: hashesOf(keyring, person),
      subjects: [...new Set(person.subjects)].map(keyring.subjectHash),
    }
  );
};

type Done = { readonly last: string | undefined; readonly rewrapped: number; readonly unopened: number };

/** The next people, in one transaction: a record is found by the hashes of the key it is wrapped beside. */
const renewBatch = (db: Db, keyring: Keyring, after: string, size: number): Promise<Done> =>
  transaction(db, async (tx) => {
    const rows = await lockKeysNotOf(tx, keyring.master, after, size);
    const people = rows.map(({ person }) => person);
    const records = new Map((await lockRecords(tx, people)).map((record) => [record.person, record]));
    const renewed = rows.flatMap((row) => renew(keyring, row, records.get(row.person)) ?? []);
    await renewKeys(tx, renewed);
    return {
      last: people.at(-1),
      rewrapped: renewed.length,
      unopened: rows.length - renewed.length,
    };
  });

/**
 * Adds a master key and a search key, wraps every person's key with the one, makes the hashes they are found by with
 * the other, and destroys the old ones: nothing of a copy made before opens, and nobody can be looked for in it. Killed
 * at any moment, the file holds the old and the new keys; run again, it goes on, and until then nobody else opens it.
 * No other program may hold the old keys meanwhile.
 * @param db works as the role `people`
 * @param path the key file
 */
export const rotateKeys = async (db: Db, path: string, options: RotateOptions = {}): Promise<Rotated> => {
  const { batch = BATCH, onBatch = () => {}, access } = options;
  const keyring = await beginRotation(path, access !== undefined);
  if (access !== undefined) await resealAccess(access, keyring);
  let rewrapped = 0;
  for (;;) {
    let [after, unopened, done] = ['', 0, 0];
    for (;;) {
      const made = await renewBatch(db, keyring, after, batch);
      if (made.last === undefined) break;
      after = made.last;
      done += made.rewrapped;
      unopened += made.unopened;
      await onBatch(rewrapped + done);
    }
    rewrapped += done;
    const others = (await countKeysByMaster(db)).filter(({ master }) => master !== keyring.master);
    const left = others.reduce((sum, { people }) => sum + people, 0);
    // More than did not open: somebody registered people meanwhile, with the old keys. They are done too.
    if (left > unopened && done > 0) continue;
    await endRotation(path, new Set(others.map(({ master }) => master)));
    return { rewrapped, unopened: left, master: keyring.master };
  }
};

export type Checked = { readonly sampled: number; readonly opened: number; readonly master: number };

/** Opens records drawn by chance. */
export const checkKeys = async (db: Db, path: string, sample = 1000): Promise<Checked> => {
  const keyring = await openKeyring(path);
  const rows = await sampleRows(db, sample);
  const opened = rows.filter((row) => openRow(keyring, row) !== undefined);
  return { sampled: rows.length, opened: opened.length, master: keyring.master };
};
