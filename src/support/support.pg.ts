/** Reports, their events, announcements and the states of the service in PostgreSQL, as the role `access`. */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import type { Change, PartState } from '#support/status.ts';
import type { State, Subject } from '#support/support.ts';

export type ReportRow = {
  readonly id: string;
  readonly account: string;
  readonly role: string;
  readonly place: string;
  readonly subject: Subject;
  readonly context: unknown;
  readonly sealed_text: Buffer | null;
  readonly reported_at: string;
};
export type EventRow = {
  readonly report: string;
  readonly seq: number;
  readonly state: State;
  readonly sealed_text: Buffer | null;
  readonly at: string;
  readonly by: string;
};

const COLUMNS = 'id, account, role, place, subject, context, sealed_text, reported_at';

/** @returns whether it is new; false when a report of this id is there */
export const insertReport = (db: Db, row: ReportRow): Promise<boolean> =>
  transaction(db, async (tx) => {
    const { rowCount } = await tx.query(
      `insert into access.report (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [
        ...[row.id, row.account, row.role, row.place, row.subject],
        ...[JSON.stringify(row.context), row.sealed_text, row.reported_at],
      ],
    );
    if (rowCount !== 1) return false;
    await tx.query(
      `insert into access.report_event (report, seq, state, at, by) values ($1, 1, 'open', $2, $3)`,
      [row.id, row.reported_at, row.account],
    );
    return true;
  });

export const findReport = async (db: Db | Tx, id: string): Promise<ReportRow | undefined> => {
  const { rows } = await db.query<ReportRow>(`select ${COLUMNS} from access.report where id = $1`, [id]);
  return rows[0];
};

/** The newest of one account. */
export const reportsOf = async (db: Db, account: string, limit: number): Promise<ReportRow[]> => {
  const { rows } = await db.query<ReportRow>(
    `select ${COLUMNS} from access.report where account = $1 order by reported_at desc, id limit $2`,
    [account, limit],
  );
  return rows;
};

/** What waits, then the rest; those of trusted accounts at the head of each, the oldest waiting first. */
export const queueOfReports = async (db: Db, limit: number): Promise<ReportRow[]> => {
  const { rows } = await db.query<ReportRow>(
    `select ${COLUMNS} from access.report
     cross join lateral (
       select state from access.report_event where report = id order by seq desc limit 1) as last
     left join lateral (
       select trusted from access.report_trust t where t.account = report.account order by t.at desc limit 1
     ) as trust on true
     order by last.state in ('open', 'taken') desc, coalesce(trust.trusted, false) desc,
       case when last.state in ('open', 'taken') then reported_at end, reported_at desc, id
     limit $1`,
    [limit],
  );
  return rows;
};

export const eventsOf = async (db: Db, reports: readonly string[]): Promise<EventRow[]> => {
  const { rows } = await db.query<EventRow>(
    'select report, seq, state, sealed_text, at, by from access.report_event where report = any($1) order by report, seq',
    [reports],
  );
  return rows;
};

/** Adds an event when the last one is still of `from`; false when it is not, or when there are a hundred. */
export const addEvent = async (
  db: Db,
  from: EventRow,
  next: Omit<EventRow, 'report' | 'seq'>,
): Promise<boolean> => {
  if (from.seq >= 100) return false;
  const { rowCount } = await db.query(
    `insert into access.report_event (report, seq, state, sealed_text, at, by)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [from.report, from.seq + 1, next.state, next.sealed_text, next.at, next.by],
  );
  return rowCount === 1;
};

export const addTrust = async (
  db: Db,
  line: { account: string; trusted: boolean; at: string; by: string },
): Promise<void> => {
  await db.query(
    `insert into access.report_trust (account, at, trusted, by) values ($1, $2, $3, $4)
     on conflict (account, at) do nothing`,
    [line.account, line.at, line.trusted, line.by],
  );
};

/** Those of these accounts that are trusted now. */
export const trustedAmong = async (db: Db, accounts: readonly string[]): Promise<Set<string>> => {
  const { rows } = await db.query<{ account: string; trusted: boolean }>(
    `select distinct on (account) account, trusted from access.report_trust
     where account = any($1) order by account, at desc`,
    [accounts],
  );
  return new Set(rows.flatMap(({ account, trusted }) => (trusted ? [account] : [])));
};

export type AnnouncementRow = {
  readonly id: string;
  readonly fr: string;
  readonly en: string;
  readonly starts_at: string;
  readonly ends_at: string;
};

export const insertAnnouncement = async (db: Db, row: AnnouncementRow & { by: string }): Promise<void> => {
  await db.query(
    `insert into access.announcement (id, fr, en, starts_at, ends_at, by) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [row.id, row.fr, row.en, row.starts_at, row.ends_at, row.by],
  );
};

const ANNOUNCEMENTS_MAX = 20;

/** Those that hold now or will. */
export const announcementsAt = async (db: Db, now: string): Promise<AnnouncementRow[]> => {
  const { rows } = await db.query<AnnouncementRow>(
    `select id, fr, en, starts_at, ends_at from access.announcement where ends_at > $1 order by starts_at, id limit $2`,
    [now, ANNOUNCEMENTS_MAX],
  );
  return rows;
};

export const insertChanges = async (db: Db, changes: readonly Change[]): Promise<void> => {
  await db.query(
    `insert into access.service_change (part, at, state)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[]) on conflict do nothing`,
    [changes.map(({ part }) => part), changes.map(({ at }) => at), changes.map(({ state }) => state)],
  );
};

/** Changes since an instant, and the last one of each part before it; in the order of time. */
export const changesSince = async (db: Db, since: string): Promise<Change[]> => {
  const { rows } = await db.query<{ part: string; at: string; state: PartState }>(
    `select part, at, state from access.service_change where at >= $1
     union all
     (select distinct on (part) part, at, state from access.service_change where at < $1 order by part, at desc)
     order by at limit 10000`,
    [since],
  );
  return rows;
};

/** Removes what nobody looks at any more: changes, and reports with their events. */
export const forgetSupport = async (db: Db, changesBefore: string, reportsBefore: string): Promise<void> => {
  await db.query('delete from access.service_change where at < $1', [changesBefore]);
  await db.query(
    `with old as (delete from access.report where reported_at < $1 returning id)
     delete from access.report_event using old where report = old.id`,
    [reportsBefore],
  );
};
