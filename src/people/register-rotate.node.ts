/**
 * A new master key for an installation, and whether the keys open the records. Only the people's own keys are wrapped
 * anew, a few dozen bytes each: the records stay as they are sealed.
 */
import { addMaster, dropOldMasters, openKeyring } from '#access/keyring.node.ts';
import { type Db, transaction } from '#db/pool.ts';
import { countKeysByMaster, lockKeysNotOf, sampleRows, updateKeys } from '#people/register-keys.pg.ts';
import { openRow } from '#people/register-record.node.ts';

export type Rotated = {
  readonly rewrapped: number;
  /** Keys that no master key of the file opens; while there are any, the old master keys are kept. */
  readonly unopened: number;
  /** The master key that wraps from now on. */
  readonly master: number;
};

const BATCH = 1000;

export type RotateOptions = {
  readonly batch?: number;
  /** Told after each batch is durable. */
  readonly onBatch?: (rewrapped: number) => void;
};

/**
 * Adds a master key, wraps every person's key with it, and destroys the old ones. Killed half-way, both master keys
 * are in the file and every record opens; run again, it goes on. No other program may hold the old keys meanwhile:
 * what it wrote with them would be lost when they are destroyed.
 * @param db works as the role `people`
 * @param path the key file
 */
export const rotateKeys = async (db: Db, path: string, options: RotateOptions = {}): Promise<Rotated> => {
  const { batch = BATCH, onBatch = () => {} } = options;
  const before = await openKeyring(path);
  const isBegun = (await countKeysByMaster(db)).some(({ master }) => master !== before.master);
  const keyring = isBegun ? before : await addMaster(path);
  let [after, rewrapped, unopened] = ['', 0, 0];
  for (;;) {
    const last = await transaction(db, async (tx) => {
      const rows = await lockKeysNotOf(tx, keyring.master, after, batch);
      const keys = rows.flatMap(({ person, master, wrapped }) => {
        const key = keyring.unwrap(person, { master, wrapped });
        return key === undefined ? [] : [{ person, ...keyring.wrap(person, key) }];
      });
      await updateKeys(tx, keys);
      return { person: rows.at(-1)?.person, opened: keys.length, found: rows.length };
    });
    if (last.person === undefined) break;
    after = last.person;
    rewrapped += last.opened;
    unopened += last.found - last.opened;
    onBatch(rewrapped);
  }
  if (unopened === 0) await dropOldMasters(path);
  return { rewrapped, unopened, master: keyring.master };
};

export type Checked = { readonly sampled: number; readonly opened: number; readonly master: number };

/** Opens records drawn by chance. */
export const checkKeys = async (db: Db, path: string, sample = 1000): Promise<Checked> => {
  const keyring = await openKeyring(path);
  const rows = await sampleRows(db, sample);
  const opened = rows.filter((row) => openRow(keyring, row) !== undefined);
  return { sampled: rows.length, opened: opened.length, master: keyring.master };
};
