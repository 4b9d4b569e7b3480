/** Sessions in the database, found by the hash of their id: who reads the table can open none. */
import {
  type Kept,
  KeptSituations,
  Periods,
  PIN_TRIES_MAX,
  SESSIONS_OF_ACCOUNT_MAX,
} from '#access/session.ts';
import type { KeptSituation } from '#access/situation.ts';
import type { Db } from '#db/pool.ts';

type Row = {
  id_hash: Buffer;
  account: string;
  provider: string;
  assurance: string;
  csrf: string;
  situations: unknown;
  chosen: number | null;
  profiles: unknown;
  seen_at: string;
  expires_at: string;
  locked: boolean;
  has_pin: boolean;
  sealed_label: Buffer | null;
  sealed_id_token: Buffer | null;
};

const keyBytes = (key: string): Buffer => Buffer.from(key, 'hex');

/** Instants as the pool writes them: JSON made by the database has another shape. */
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

const FIND = `
  select s.id_hash, s.account, s.provider, s.assurance, s.csrf, s.situations, s.chosen, s.seen_at, s.expires_at,
         s.locked, s.pin_hash is not null as has_pin, a.sealed_label, s.sealed_id_token,
         (select coalesce(json_agg(json_build_object('id', p.id,
                   'from', to_char(p.valid_from at time zone 'utc', ${INSTANT}),
                   'until', to_char(p.valid_until at time zone 'utc', ${INSTANT}))), '[]'::json)
            from access.profile p where p.account = s.account and p.revoked_at is null) as profiles
    from access.session s left join access.account a on a.account = s.account
   where s.id_hash = $1`;

export const findSession = async (db: Db, key: string): Promise<Kept | undefined> => {
  const { rows } = await db.query<Row>(FIND, [keyBytes(key)]);
  const row = rows[0];
  return (
    row && {
      key,
      account: row.account,
      provider: row.provider,
      assurance: row.assurance,
      csrf: row.csrf,
      situations: KeptSituations.parse(row.situations),
      chosen: row.chosen,
      profiles: Periods.parse(row.profiles),
      seenAt: row.seen_at,
      expiresAt: row.expires_at,
      locked: row.locked,
      hasPin: row.has_pin,
      label: row.sealed_label,
      idToken: row.sealed_id_token,
    }
  );
};

export type NewSession = {
  readonly key: string;
  readonly account: string;
  readonly provider: string;
  readonly providerSubject: string;
  readonly providerSession: string | null;
  readonly assurance: string;
  readonly csrf: string;
  readonly situations: readonly KeptSituation[];
  readonly chosen: number | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly idToken: Buffer;
};

/** Adds a session; the oldest of an account that has too many end. */
export const addSession = async (db: Db, session: NewSession): Promise<void> => {
  await db.query(
    `insert into access.session (id_hash, account, provider, provider_subject, provider_session, assurance, csrf,
       situations, chosen, created_at, seen_at, expires_at, sealed_id_token)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)`,
    [
      keyBytes(session.key),
      session.account,
      session.provider,
      session.providerSubject,
      session.providerSession,
      session.assurance,
      session.csrf,
      JSON.stringify(session.situations),
      session.chosen,
      session.createdAt,
      session.expiresAt,
      session.idToken,
    ],
  );
  await db.query(
    `delete from access.session where id_hash in (
       select id_hash from access.session where account = $1 order by created_at desc offset ${SESSIONS_OF_ACCOUNT_MAX})`,
    [session.account],
  );
};

export const touchSession = async (db: Db, key: string, now: string): Promise<void> => {
  await db.query('update access.session set seen_at = $2 where id_hash = $1 and seen_at < $2', [
    keyBytes(key),
    now,
  ]);
};

export const setChosen = async (db: Db, key: string, chosen: number): Promise<void> => {
  await db.query('update access.session set chosen = $2 where id_hash = $1', [keyBytes(key), chosen]);
};

/** Adds a situation at the end of the list: those before keep their index. */
export const addSituation = async (db: Db, key: string, situation: KeptSituation): Promise<void> => {
  await db.query(
    `update access.session set situations = (situations::jsonb || $2::jsonb)::json where id_hash = $1`,
    [keyBytes(key), JSON.stringify([situation])],
  );
};

export const setLocked = async (db: Db, key: string): Promise<void> => {
  await db.query('update access.session set locked = true where id_hash = $1', [keyBytes(key)]);
};

export const setPinHash = async (db: Db, key: string, hash: Buffer, salt: Buffer): Promise<void> => {
  await db.query('update access.session set pin_hash = $2, pin_salt = $3, pin_tries = 0 where id_hash = $1', [
    keyBytes(key),
    hash,
    salt,
  ]);
};

export type PinTry = { readonly hash: Buffer; readonly salt: Buffer; readonly tries: number };

/**
 * Counts a try, and only then gives what to compare it with: guesses sent at once get no more than those sent one by
 * one. Undefined when no try is left, no PIN was set, or there is no such session.
 */
export const countPinTry = async (db: Db, key: string, now: string): Promise<PinTry | undefined> => {
  const { rows } = await db.query<{ pin_hash: Buffer; pin_salt: Buffer; pin_tries: number }>(
    `update access.session set pin_tries = pin_tries + 1
      where id_hash = $1 and pin_hash is not null and pin_tries < ${PIN_TRIES_MAX} and expires_at > $2
      returning pin_hash, pin_salt, pin_tries`,
    [keyBytes(key), now],
  );
  const row = rows[0];
  return row && { hash: row.pin_hash, salt: row.pin_salt, tries: row.pin_tries };
};

/** Opens a session whose PIN was right. False when it ended meanwhile. */
export const openSession = async (db: Db, key: string, now: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    'update access.session set locked = false, pin_tries = 0, seen_at = $2 where id_hash = $1 and expires_at > $2',
    [keyBytes(key), now],
  );
  return rowCount === 1;
};

export type Ended = { readonly key: string; readonly account: string };

/** Ends a session; undefined when it had ended. */
export const endSession = async (db: Db, key: string): Promise<Ended | undefined> => {
  const { rows } = await db.query<{ account: string }>(
    'delete from access.session where id_hash = $1 returning account',
    [keyBytes(key)],
  );
  return rows[0] && { key, account: rows[0].account };
};

/** Ends the sessions that the provider names by one of its own, or all those of a person. */
export const endSessionsOf = async (
  db: Db,
  provider: string,
  named: { readonly session: string | undefined; readonly subject: string | undefined },
): Promise<Ended[]> => {
  const { rows } = await db.query<{ id_hash: Buffer; account: string }>(
    `delete from access.session
      where provider = $1 and ($2::text is null or provider_session = $2) and ($3::text is null or provider_subject = $3)
        and ($2 is not null or $3 is not null)
      returning id_hash, account`,
    [provider, named.session ?? null, named.subject ?? null],
  );
  return rows.map(({ id_hash, account }) => ({ key: id_hash.toString('hex'), account }));
};

/** Ends every session of the people of a demonstration. */
export const endSessionsOfDemo = async (db: Db): Promise<void> => {
  await db.query(
    'delete from access.session where account in (select account from access.account where is_demo)',
  );
};
