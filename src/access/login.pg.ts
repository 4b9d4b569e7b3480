/** Logins under way, accounts, and tokens of logout already seen. */
import type { Db } from '#db/pool.ts';

/** Logins under way at once; beyond, the oldest are forgotten: a flood must not fill the disk. */
const LOGINS_MAX = 50_000;
/** Guesses at a delegation code, of one account in an hour. */
const JOIN_TRIES_MAX = 10;

export type LoginUnderWay = {
  readonly stateHash: Buffer;
  readonly provider: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly browserHash: Buffer;
  readonly returnTo: string;
  readonly expiresAt: string;
};

export const addLogin = async (db: Db, login: LoginUnderWay): Promise<void> => {
  await db.query(
    `insert into access.login (state_hash, provider, verifier, nonce, browser_hash, return_to, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      login.stateHash,
      login.provider,
      login.verifier,
      login.nonce,
      login.browserHash,
      login.returnTo,
      login.expiresAt,
    ],
  );
};

/** Takes a login out: whoever comes second with the same state finds nothing. */
export const takeLogin = async (
  db: Db,
  stateHash: Buffer,
  provider: string,
): Promise<LoginUnderWay | undefined> => {
  const { rows } = await db.query<{
    verifier: string;
    nonce: string;
    browser_hash: Buffer;
    return_to: string;
    expires_at: string;
  }>(
    `delete from access.login where state_hash = $1 and provider = $2
     returning verifier, nonce, browser_hash, return_to, expires_at`,
    [stateHash, provider],
  );
  const row = rows[0];
  return (
    row && {
      stateHash,
      provider,
      verifier: row.verifier,
      nonce: row.nonce,
      browserHash: row.browser_hash,
      returnTo: row.return_to,
      expiresAt: row.expires_at,
    }
  );
};

/** Writes who signed in; what was sealed at the last sign-in is replaced. */
export const signIn = async (
  db: Db,
  account: string,
  known: { readonly label: Buffer; readonly identity: Buffer | null; readonly isDemo: boolean },
  now: string,
): Promise<void> => {
  await db.query(
    `insert into access.account (account, sealed_label, sealed_identity, signed_in_at, is_demo)
       values ($1, $2, $3, $4, $5)
     on conflict (account) do update
       set sealed_label = excluded.sealed_label, sealed_identity = excluded.sealed_identity,
           signed_in_at = excluded.signed_in_at, is_demo = excluded.is_demo`,
    [account, known.label, known.identity, now, known.isDemo],
  );
};

export const findIdentity = async (db: Db, account: string): Promise<Buffer | undefined> => {
  const { rows } = await db.query<{ sealed_identity: Buffer | null }>(
    'select sealed_identity from access.account where account = $1',
    [account],
  );
  return rows[0]?.sealed_identity ?? undefined;
};

export const findLabels = async (
  db: Db,
  accounts: readonly string[],
): Promise<readonly { readonly account: string; readonly sealed_label: Buffer }[]> => {
  const { rows } = await db.query<{ account: string; sealed_label: Buffer }>(
    'select account, sealed_label from access.account where account = any($1) and sealed_label is not null',
    [accounts],
  );
  return rows;
};

/** Counts a guess at a delegation code before it is looked at; false when the hour has none left. */
export const countJoinTry = async (db: Db, account: string, now: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update access.account
        set join_tries = case when join_since > $2::timestamptz - interval '1 hour' then join_tries + 1 else 1 end,
            join_since = case when join_since > $2::timestamptz - interval '1 hour' then join_since else $2 end
      where account = $1 and (join_since is null or join_since <= $2::timestamptz - interval '1 hour'
                              or join_tries < ${JOIN_TRIES_MAX})`,
    [account, now],
  );
  return rowCount === 1;
};

/** Remembers a token of logout; false when it was seen before. */
export const seeLogoutToken = async (
  db: Db,
  provider: string,
  jti: string,
  expiresAt: string,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `insert into access.logout_seen (provider, jti, expires_at) values ($1, $2, $3) on conflict do nothing`,
    [provider, jti, expiresAt],
  );
  return rowCount === 1;
};

/** Removes what is over. Sessions stay a day more, to be told that they ended rather than that they never were. */
export const removeExpired = async (db: Db, now: string): Promise<void> => {
  await db.query(
    `delete from access.login where expires_at <= $1 or expires_at <
       (select expires_at from access.login order by expires_at desc offset ${LOGINS_MAX} limit 1)`,
    [now],
  );
  await db.query(`delete from access.session where expires_at <= $1::timestamptz - interval '1 day'`, [now]);
  await db.query('delete from access.logout_seen where expires_at <= $1', [now]);
};
