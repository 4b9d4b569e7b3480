/** What is past its period, removed from the tables of people and access. Facts are never removed. */
import type { Db } from '#db/pool.ts';
import type { DataCode } from '#people/purposes.ts';
import { limitOf, type PrivacyPolicy } from '#people/retention.ts';

/** Rows removed by one statement: locks stay short. */
const BATCH = 5000;

type Rule = {
  readonly data: DataCode;
  readonly db: 'people' | 'access';
  readonly table: string;
  /** What is past its period, before the instant $1. */
  readonly past: string;
};

/** The kinds of data that go by a date of their own. The identity goes whole, by forgetting the person. */
const RULES: readonly Rule[] = [
  { data: 'past-identities', db: 'people', table: 'people.person_before', past: 'replaced_at < $1' },
  { data: 'requests', db: 'people', table: 'people.request', past: 'answered_at < $1' },
  { data: 'sessions', db: 'access', table: 'access.login', past: 'expires_at < $1' },
  { data: 'sessions', db: 'access', table: 'access.session', past: 'expires_at < $1' },
  { data: 'sessions', db: 'access', table: 'access.logout_seen', past: 'expires_at < $1' },
  {
    data: 'delegations',
    db: 'access',
    table: 'access.profile',
    past: 'least(valid_until, revoked_at) < $1',
  },
  // Glass that nobody has reviewed waits for its review, however old.
  { data: 'glass', db: 'access', table: 'access.glass', past: 'reviewed_at < $1' },
  {
    data: 'accounts',
    db: 'access',
    table: 'access.account',
    past: `signed_in_at < $1
      and not exists (select from access.profile where profile.account = account.account)
      and not exists (select from access.session where session.account = account.account)`,
  },
];

const removePast = async (db: Db, { table, past }: Rule, before: string): Promise<number> => {
  for (let removed = 0; ; ) {
    const { rowCount } = await db.query(
      `delete from ${table} where ctid = any(array(select ctid from ${table} where ${past} limit ${BATCH}))`,
      [before],
    );
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return removed;
  }
};

/** Rows removed, by kind of data. */
export type Removed = Partial<Record<DataCode, number>>;

export const removeAllPast = async (
  dbs: { readonly people: Db; readonly access: Db },
  { retention }: PrivacyPolicy,
  now: string,
): Promise<Removed> => {
  const removed: Removed = {};
  for (const rule of RULES) {
    const { period } = retention[rule.data];
    if (period === null) continue;
    const rows = await removePast(dbs[rule.db], rule, limitOf(period, now));
    removed[rule.data] = (removed[rule.data] ?? 0) + rows;
  }
  return removed;
};

/** People who were merged into nobody and whose record has not changed since, after a person in the order of ids. */
export const idleSince = async (
  people: Db,
  before: string,
  after: string,
  limit: number,
): Promise<string[]> => {
  const { rows } = await people.query<{ person: string }>(
    `select person from people.person
     where updated_at < $1 and merged_into is null and person > $2 order by person limit $3`,
    [before, after, limit],
  );
  return rows.map(({ person }) => person);
};

/** Whether all of these records have been left as they are since. */
export const areIdle = async (people: Db, records: readonly string[], before: string): Promise<boolean> => {
  const { rowCount } = await people.query(
    'select from people.person where person = any($1) and updated_at >= $2 limit 1',
    [records, before],
  );
  return rowCount === 0;
};

/** Whether a fact of these subjects was recorded since. */
export const hasFactSince = async (
  ledger: Db,
  subjects: readonly string[],
  since: string,
): Promise<boolean> => {
  const { rowCount } = await ledger.query(
    'select from fact where subject = any($1) and recorded_at >= $2 limit 1',
    [subjects, since],
  );
  return rowCount === 1;
};
