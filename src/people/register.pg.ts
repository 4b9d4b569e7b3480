/** The SQL of the register. It moves sealed records and hashes, and never sees a name. */
import type { Db, Tx } from '#db/pool.ts';
import type { Trust } from '#people/person.ts';

/** A record and its wrapped key, as the database keeps them. */
export type SealedRow = {
  readonly person: string;
  readonly version: number;
  readonly sealed: Buffer;
  readonly place: string | null;
  readonly trust: string;
  readonly merged_into: string | null;
  readonly registered_at: string | null;
  readonly master: number;
  readonly wrapped: Buffer;
};

/** A record to write. */
export type RecordRow = {
  readonly person: string;
  readonly version: number;
  readonly sealed: Buffer;
  readonly place: string | null;
  readonly trust: Trust;
  readonly tokens: readonly bigint[];
  readonly updatedAt: string;
};

type Reader = Pick<Db | Tx, 'query'>;

const COLUMNS =
  'p.person, p.version, p.sealed, p.place, p.trust, p.merged_into, p.registered_at, k.master, k.wrapped';

export const findRows = async (db: Reader, people: readonly string[]): Promise<readonly SealedRow[]> => {
  if (people.length === 0) return [];
  const { rows } = await db.query<SealedRow>({
    name: 'people-find',
    text: `select ${COLUMNS} from people.person p join people.person_key k using (person) where p.person = any($1)`,
    values: [people],
  });
  return rows;
};

/** The row of one person, held against other writers until the transaction ends. */
export const lockRow = async (tx: Tx, person: string): Promise<SealedRow | undefined> => {
  const { rows } = await tx.query<SealedRow>({
    name: 'people-lock',
    text: `select ${COLUMNS} from people.person p join people.person_key k using (person)
     where p.person = $1 for update of p`,
    values: [person],
  });
  return rows[0];
};

export type Hits = { readonly rows: readonly SealedRow[]; readonly full: boolean };

/** What one hash may bring, and all of them together: beyond, the question is too wide, and work stays bounded. */
export const PER_TOKEN_MAX = 300;
export const CANDIDATES_MAX = 200;

/** People who have any of these hashes, those who have most of them first. */
export const findByTokens = async (db: Reader, tokens: readonly bigint[]): Promise<Hits> => {
  if (tokens.length === 0) return { rows: [], full: false };
  const { rows } = await db.query<SealedRow>({
    name: 'people-search',
    text: `with hit as (
       select t.person, count(*) as shared
       from unnest($1::bigint[]) as asked(token)
       cross join lateral (
         select person from people.token where token = asked.token limit ${PER_TOKEN_MAX}
       ) t
       group by t.person
       order by shared desc, t.person
       limit ${CANDIDATES_MAX}
     )
     select ${COLUMNS} from hit join people.person p using (person) join people.person_key k using (person)`,
    values: [tokens],
  });
  return { rows, full: rows.length === CANDIDATES_MAX };
};

/** One registration at a time of people who look alike: the second sees the first. Held until the transaction ends. */
export const lockAlike = async (tx: Tx, token: bigint): Promise<void> => {
  await tx.query({
    name: 'people-lock-alike',
    text: 'select pg_advisory_xact_lock($1::bigint)',
    values: [token],
  });
};

/** A pair to be settled, of the new person and one who looks alike. */
export type PairRow = { readonly other: string; readonly place: string | null; readonly probability: number };

/** False when the id is taken: then nothing was written. */
export const insertPerson = async (
  tx: Tx,
  record: RecordRow,
  key: { readonly master: number; readonly wrapped: Buffer },
  subjects: readonly Buffer[],
  registeredAt: string | null,
): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'people-insert',
    text: `insert into people.person (person, version, sealed, place, trust, tokens, updated_at, registered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    values: [
      record.person,
      record.version,
      record.sealed,
      record.place,
      record.trust,
      record.tokens,
      record.updatedAt,
      registeredAt,
    ],
  });
  if (rowCount !== 1) return false;
  await tx.query({
    name: 'people-insert-beside',
    text: `with key as (
       insert into people.person_key (person, master, wrapped) values ($1, $2, $3)
     ), subject as (
       insert into people.by_subject (subject_hash, person) select one, $1 from unnest($4::bytea[]) one
     )
     insert into people.token (token, person) select one, $1 from unnest($5::bigint[]) one`,
    values: [record.person, key.master, key.wrapped, subjects, record.tokens],
  });
  return true;
};

export const insertPairs = async (
  tx: Tx,
  person: string,
  pairs: readonly PairRow[],
  now: string,
): Promise<void> => {
  if (pairs.length === 0) return;
  await tx.query({
    name: 'people-insert-pairs',
    text: `insert into people.pair (one, other, place, probability, found_at, found_by)
     select least(pair.other, $1 collate "C"), greatest(pair.other, $1 collate "C"), pair.place, pair.probability, $5, 'desk'
     from unnest($2::text[], $3::text[], $4::real[]) as pair(other, place, probability)
     on conflict do nothing`,
    values: [
      person,
      pairs.map(({ other }) => other),
      pairs.map(({ place }) => place),
      pairs.map(({ probability }) => probability),
      now,
    ],
  });
};

/** Puts a new version in the place of the last one, which is kept as it was sealed. */
export const replacePerson = async (tx: Tx, record: RecordRow, by: string): Promise<void> => {
  await tx.query({
    name: 'people-keep-before',
    text: `insert into people.person_before (person, version, sealed, replaced_at, replaced_by)
     select person, version, sealed, $2, $3 from people.person where person = $1`,
    values: [record.person, record.updatedAt, by],
  });
  await deleteTokens(tx, record.person);
  await tx.query({
    name: 'people-replace',
    text: `with token as (
       insert into people.token (token, person) select one, $1 from unnest($6::bigint[]) one
     )
     update people.person
     set version = $2, sealed = $3, place = $4, trust = $5, tokens = $6, updated_at = $7 where person = $1`,
    values: [
      record.person,
      record.version,
      record.sealed,
      record.place,
      record.trust,
      record.tokens,
      record.updatedAt,
    ],
  });
};

const deleteTokens = async (tx: Tx, person: string): Promise<void> => {
  await tx.query({
    name: 'people-delete-tokens',
    text: `delete from people.token
     where person = $1 and token = any((select tokens from people.person where person = $1)::bigint[])`,
    values: [person],
  });
};

/** The same version sealed again, for what is not of the identity. */
export const resealPerson = async (
  tx: Tx,
  person: string,
  sealed: Buffer,
  updatedAt: string,
): Promise<void> => {
  await tx.query('update people.person set sealed = $2, updated_at = $3 where person = $1', [
    person,
    sealed,
    updatedAt,
  ]);
};

export const updateMergedInto = async (
  db: Reader,
  person: string,
  into: string | null,
  updatedAt: string,
): Promise<void> => {
  await db.query(
    `update people.person set merged_into = $2, updated_at = $3
     where person = $1 and merged_into is distinct from $2`,
    [person, into, updatedAt],
  );
};

export const findMergedInto = async (db: Reader, person: string): Promise<readonly string[]> => {
  const { rows } = await db.query<{ person: string }>({
    name: 'people-merged',
    text: 'select person from people.person where merged_into = $1 order by person',
    values: [person],
  });
  return rows.map((row) => row.person);
};

/** The records that stand behind these hashes of pseudonyms; those nobody has are left out. */
export const findBySubjectHashes = async (
  db: Reader,
  hashes: readonly Buffer[],
): Promise<{ readonly subject_hash: Buffer; readonly person: string }[]> => {
  const { rows } = await db.query<{ subject_hash: Buffer; person: string }>({
    name: 'people-by-subjects',
    text: 'select subject_hash, person from people.by_subject where subject_hash = any($1::bytea[])',
    values: [hashes],
  });
  return rows;
};

export type BeforeRow = { readonly version: number; readonly sealed: Buffer; readonly replaced_at: string };

export const findBefore = async (db: Reader, person: string): Promise<readonly BeforeRow[]> => {
  const { rows } = await db.query<BeforeRow>({
    name: 'people-before',
    text: 'select version, sealed, replaced_at from people.person_before where person = $1 order by version',
    values: [person],
  });
  return rows;
};

/** Whether a person was forgotten under this id. */
export const isForgotten = async (db: Reader, idHash: Buffer): Promise<boolean> => {
  const { rowCount } = await db.query('select from people.forgotten where id_hash = $1', [idHash]);
  return rowCount === 1;
};

/**
 * Everything of a person: what a copy of the database still holds is noise from then on. The row of the person is
 * held first, as a rectification does: what it wrote before is seen, and it writes nothing after.
 * @param idHash SHA-256 of the id, kept so that the same registration does not bring the person back
 */
export const deletePerson = async (tx: Tx, person: string, idHash: Buffer): Promise<boolean> => {
  await tx.query('select from people.person where person = $1 for update', [person]);
  const { rowCount: keys } = await tx.query('delete from people.person_key where person = $1', [person]);
  await deleteTokens(tx, person);
  for (const table of ['person_before', 'by_subject', 'request'])
    await tx.query(`delete from people.${table} where person = $1`, [person]);
  await tx.query('delete from people.pair where one = $1 or other = $1', [person]);
  const { rowCount: people } = await tx.query('delete from people.person where person = $1', [person]);
  const existed = (keys ?? 0) + (people ?? 0) > 0;
  if (existed) await tx.query('insert into people.forgotten values ($1) on conflict do nothing', [idHash]);
  return existed;
};
