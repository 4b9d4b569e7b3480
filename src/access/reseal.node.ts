/**
 * A new key for what access keeps sealed: names of those who sign in and of those delegated, reasons of broken glass.
 * Done again after a cut, it goes over all of it once more: what was sealed anew is sealed anew again.
 */
import type { Keyring } from '#access/keyring.node.ts';
import { lockSealed, replaceSealed, type SealedColumn } from '#access/reseal.pg.ts';
import { type Db, transaction } from '#db/pool.ts';

/** The columns of migrations/0005_access.sql, and what each value is sealed to be about. */
const COLUMNS: readonly (SealedColumn & { readonly about: (id: string) => string })[] = [
  { table: 'account', key: 'account', column: 'sealed_label', about: (id) => `label:${id}` },
  { table: 'account', key: 'account', column: 'sealed_identity', about: (id) => `identity:${id}` },
  { table: 'profile', key: 'id', column: 'sealed_named', about: (id) => `named:${id}` },
  { table: 'glass', key: 'id', column: 'sealed_reason', about: (id) => `glass:${id}` },
];

const BATCH = 1000;

/**
 * Seals everything of access with the keyring's newest key. Sessions are ended: what they seal serves to sign out.
 * @param db works as the role `access`; no other program may write meanwhile
 */
export const resealAccess = async (db: Db, keyring: Keyring): Promise<void> => {
  await db.query('delete from access.session');
  for (const column of COLUMNS)
    for (let after: string | undefined = ''; after !== undefined; ) {
      const from: string = after;
      after = await transaction(db, async (tx) => {
        const rows = await lockSealed(tx, column, from, BATCH);
        const fresh = rows.flatMap(({ id, sealed }) => {
          const text = keyring.unsealAccess(sealed, column.about(id));
          return text === undefined ? [] : [{ id, sealed: keyring.sealAccess(text, column.about(id)) }];
        });
        await replaceSealed(tx, column, fresh);
        return rows.at(-1)?.id;
      });
    }
};
