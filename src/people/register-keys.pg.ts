/** The SQL of the people's own keys and of the hashes they are found by, walked in the order of people. */
import type { Db, Tx } from '#db/pool.ts';
import type { SealedRow } from '#people/register.pg.ts';

export type KeyRow = { readonly person: string; readonly master: number; readonly wrapped: Buffer };

/** A record as it is sealed, without its key. */
export type BareRow = { readonly person: string; readonly version: number; readonly sealed: Buffer };

/** A person's key wrapped anew, and the hashes they are found by from then on. */
export type RenewedRow = KeyRow & {
  readonly tokens: readonly bigint[];
  readonly subjects: readonly Buffer[];
};

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

/** The records of these people, held likewise. */
export const lockRecords = async (tx: Tx, people: readonly string[]): Promise<readonly BareRow[]> => {
  const { rows } = await tx.query<BareRow>(
    'select person, version, sealed from people.person where person = any($1) order by person for update',
    [people],
  );
  return rows;
};

/** Puts keys and hashes in the place of those of before. The record, its version and its date stay. */
export const renewKeys = async (tx: Tx, renewed: readonly RenewedRow[]): Promise<void> => {
  const people = renewed.map(({ person }) => person);
  await tx.query(
    `update people.person_key k set master = asked.master, wrapped = asked.wrapped
     from unnest($1::text[], $2::int[], $3::bytea[]) as asked(person, master, wrapped)
     where k.person = asked.person`,
    [people, renewed.map(({ master }) => master), renewed.map(({ wrapped }) => wrapped)],
  );
  await tx.query(
    `delete from people.token t using people.person p cross join lateral unnest(p.tokens) as old(token)
     where p.person = any($1) and t.token = old.token and t.person = p.person`,
    [people],
  );
  await tx.query('delete from people.by_subject where person = any($1)', [people]);
  await tx.query(
    `update people.person p set tokens = asked.tokens::bigint[]
     from unnest($1::text[], $2::text[]) as asked(person, tokens) where p.person = asked.person`,
    [people, renewed.map(({ tokens }) => `{${tokens.join(',')}}`)],
  );
  // In the order of the index: neighbours of one page then come together.
  await tx.query(
    `insert into people.token (token, person)
     select token, p.person from people.person p cross join lateral unnest(p.tokens) as token
     where p.person = any($1) order by token`,
    [people],
  );
  const subjects = renewed.flatMap(({ person, subjects }) => subjects.map((hash) => ({ hash, person })));
  await tx.query(
    `insert into people.by_subject (subject_hash, person)
     select * from unnest($1::bytea[], $2::text[]) as asked(hash, person) order by hash`,
    [subjects.map(({ hash }) => hash), subjects.map(({ person }) => person)],
  );
};

/** How many keys each master key wraps. */
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
    `select p.person, p.version, p.sealed, p.place, p.trust, p.merged_into, p.registered_at, k.master, k.wrapped
     from (
       select * from people.person
       where random() < $1 * 2.0 / (select greatest(count(*), 1) from people.person)
       limit $1
     ) p left join people.person_key k using (person)`,
    [count],
  );
  return rows;
};
