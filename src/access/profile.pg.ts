/** Profiles: a role given to an account, or to a person named, at a place and for a time. */
import { isRole, type Role } from '#access/roles.ts';
import type { Db } from '#db/pool.ts';
import { invariant } from '#kernel/invariant.ts';

/** Profiles of one account that are looked at. */
const OF_ACCOUNT_MAX = 100;
const OF_PLACE_MAX = 200;

export type Profile = {
  readonly id: string;
  readonly account: string | null;
  readonly role: Role;
  readonly place: string;
  readonly profession: string;
  readonly from: string;
  readonly until: string;
  readonly named: Buffer | null;
  readonly givenAt: string;
  readonly revokedAt: string | null;
};

type Row = {
  id: string;
  account: string | null;
  role: string;
  place: string;
  profession: string;
  valid_from: string;
  valid_until: string;
  sealed_named: Buffer | null;
  given_at: string;
  revoked_at: string | null;
};

const COLUMNS =
  'id, account, role, place, profession, valid_from, valid_until, sealed_named, given_at, revoked_at';

const profileOf = (row: Row): Profile => {
  invariant(isRole(row.role), `the profile ${row.id} has a role of the table`);
  return {
    id: row.id,
    account: row.account,
    role: row.role,
    place: row.place,
    profession: row.profession,
    from: row.valid_from,
    until: row.valid_until,
    named: row.sealed_named,
    givenAt: row.given_at,
    revokedAt: row.revoked_at,
  };
};

/** The profiles of an account that hold, or will. */
export const profilesOf = async (db: Db, account: string, now: string): Promise<Profile[]> => {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from access.profile
      where account = $1 and revoked_at is null and valid_until > $2
      order by valid_from, id limit ${OF_ACCOUNT_MAX}`,
    [account, now],
  );
  return rows.map(profileOf);
};

export type NewProfile = Omit<Profile, 'givenAt' | 'revokedAt'> & {
  readonly codeHash: Buffer | null;
  readonly givenBy: string;
};

/** Adds a profile; one of this id that is there already is left as it is. */
export const addProfile = async (db: Db, profile: NewProfile, now: string): Promise<void> => {
  await db.query(
    `insert into access.profile (id, account, role, place, profession, valid_from, valid_until, sealed_named,
       code_hash, given_by, given_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (id) do nothing`,
    [
      profile.id,
      profile.account,
      profile.role,
      profile.place,
      profile.profession,
      profile.from,
      profile.until,
      profile.named,
      profile.codeHash,
      profile.givenBy,
      now,
    ],
  );
};

/** A delegation by its code, that nobody has joined, nor ended. */
export const findByCode = async (db: Db, codeHash: Buffer, now: string): Promise<Profile | undefined> => {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from access.profile
      where code_hash = $1 and account is null and revoked_at is null and valid_until > $2`,
    [codeHash, now],
  );
  return rows[0] && profileOf(rows[0]);
};

/** Hands a delegation to an account, once; its code is no more. False when somebody else was faster. */
export const joinProfile = async (db: Db, id: string, account: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update access.profile set account = $2, code_hash = null
      where id = $1 and account is null and revoked_at is null`,
    [id, account],
  );
  return rowCount === 1;
};

/** Delegations made for people by their names, the latest first. `isThere` says which places to show. */
export const listNamed = async (db: Db, isThere: (place: string) => boolean): Promise<Profile[]> => {
  const { rows: places } = await db.query<{ place: string }>(
    'select distinct place from access.profile where sealed_named is not null',
  );
  const there = places.map(({ place }) => place).filter(isThere);
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from access.profile where sealed_named is not null and place = any($1)
      order by given_at desc, id limit ${OF_PLACE_MAX}`,
    [there],
  );
  return rows.map(profileOf);
};

export type Revoked = { readonly account: string | null; readonly already: boolean };

/** Ends a profile in these places; undefined when there is none. */
export const revokeProfile = async (
  db: Db,
  asked: { readonly id: string; readonly by: string; readonly now: string },
  isThere: (place: string) => boolean,
): Promise<Revoked | undefined> => {
  const { rows } = await db.query<{ place: string; account: string | null }>(
    'select place, account from access.profile where id = $1',
    [asked.id],
  );
  const found = rows[0];
  if (found === undefined || !isThere(found.place)) return undefined;
  const { rows: ended } = await db.query<{ account: string | null }>(
    `update access.profile set revoked_by = $2, revoked_at = $3, code_hash = null
      where id = $1 and revoked_at is null returning account`,
    [asked.id, asked.by, asked.now],
  );
  return { account: ended[0]?.account ?? found.account, already: ended.length === 0 };
};

/** Takes back, without a trace of them, the profiles of a demonstration: given to its people, by them, or by itself. */
export const removeProfilesOfDemo = async (db: Db, givenBy: string): Promise<void> => {
  await db.query(
    `with demo as (select account from access.account where is_demo)
     delete from access.profile
      where given_by = $1 or given_by in (select account from demo) or account in (select account from demo)`,
    [givenBy],
  );
};
