/** What access keeps sealed, read and replaced in batches, when its key changes. */
import type { Tx } from '#db/pool.ts';

export type SealedRow = { readonly id: string; readonly sealed: Buffer };

/** A column that is sealed, by the key of its row. The names are ours alone: they stand in the SQL as they are. */
export type SealedColumn = { readonly table: string; readonly key: string; readonly column: string };

/** The next sealed values after a key, held against change. */
export const lockSealed = async (
  tx: Tx,
  { table, key, column }: SealedColumn,
  after: string,
  limit: number,
): Promise<readonly SealedRow[]> => {
  const { rows } = await tx.query<SealedRow>(
    `select ${key} as id, ${column} as sealed from access.${table}
     where ${key} > $1 and ${column} is not null order by ${key} limit $2 for update`,
    [after, limit],
  );
  return rows;
};

export const replaceSealed = async (
  tx: Tx,
  { table, key, column }: SealedColumn,
  rows: readonly SealedRow[],
): Promise<void> => {
  await tx.query(
    `update access.${table} set ${column} = fresh.sealed
     from unnest($1::text[], $2::bytea[]) as fresh (id, sealed) where ${table}.${key} = fresh.id`,
    [rows.map(({ id }) => id), rows.map(({ sealed }) => sealed)],
  );
};
