/** The SQL of the people's own keys, walked in the order of people. */
import type { Db, Tx } from '#db/pool.ts';
import type { SealedRow } from '#people/register.pg.ts';

export type KeyRow = { readonly person: string; readonly master: number; readonly wrapped: Buffer };

/** The next keys that another master key wraps, held until the transaction ends. */
export const lockKeysNotOf = async (
  tx: Tx,
  master: number,
  after: string,
  limit: number,
): Promise<readonly KeyRow[]> => {
  const { rows } = await tx.query<KeyRow>(
    `select person, master, wrapped from people.person_key
     where person > $2 and master <> $1 order by person limit $3 for update`,
    [master, after, limit],
  );
  return rows;
};

export const updateKeys = async (tx: Tx, keys: readonly KeyRow[]): Promise<void> => {
  await tx.query(
    `update people.person_key k set master = asked.master, wrapped = asked.wrapped
     from unnest($1::text[], $2::int[], $3::bytea[]) as asked(person, master, wrapped)
     where k.person = asked.person`,
    [keys.map(({ person }) => person), keys.map(({ master }) => master), keys.map(({ wrapped }) => wrapped)],
  );
};

/** Whether any key is wrapped by another master key: a rotation was begun and not ended. */
export const countKeysByMaster = async (
  db: Db,
): Promise<readonly { readonly master: number; readonly people: number }[]> => {
  const { rows } = await db.query<{ master: number; people: number }>(
    'select master, count(*) as people from people.person_key group by master order by master',
  );
  return rows;
};

/** Records drawn by chance, whole tables when they are small. */
export const sampleRows = async (db: Db, count: number): Promise<readonly SealedRow[]> => {
  const { rows } = await db.query<SealedRow>(
    `select p.person, p.version, p.sealed, p.place, p.trust, p.merged_into, k.master, k.wrapped
     from (
       select * from people.person
       where random() < $1 * 2.0 / (select greatest(count(*), 1) from people.person)
       limit $1
     ) p left join people.person_key k using (person)`,
    [count],
  );
  return rows;
};
