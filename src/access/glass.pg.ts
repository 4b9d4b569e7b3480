/** Broken glass in PostgreSQL; reasons come and go sealed. */
import { latestOfPlaces } from '#access/audit-places.pg.ts';
import type { Db } from '#db/pool.ts';

export type GlassRow = {
  readonly id: string;
  readonly account: string;
  readonly role: string;
  readonly person: string;
  readonly place: string;
  readonly sealed_reason: Buffer;
  readonly broken_at: string;
  readonly valid_until: string;
  readonly reviewed_at: string | null;
};

const COLUMNS = 'id, account, role, person, place, sealed_reason, broken_at, valid_until, reviewed_at';

export const insertGlass = async (db: Db, row: Omit<GlassRow, 'reviewed_at'>): Promise<void> => {
  await db.query(
    `insert into access.glass (id, account, role, person, place, sealed_reason, broken_at, valid_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.account, row.role, row.person, row.place, row.sealed_reason, row.broken_at, row.valid_until],
  );
};

/** Until when the glass is broken that is broken at this instant; undefined when none is. */
export const brokenUntil = async (
  db: Db,
  account: string,
  person: string,
  now: string,
): Promise<string | undefined> => {
  const { rows } = await db.query<{ until: string | null }>({
    name: 'glass-broken',
    text: `select max(valid_until) as until from access.glass
      where account = $1 and person = $2 and broken_at <= $3 and valid_until > $3`,
    values: [account, person, now],
  });
  return rows[0]?.until ?? undefined;
};

export const latestGlass = (
  db: Db,
  isThere: (place: string) => boolean,
  limit: number,
): Promise<GlassRow[]> =>
  latestOfPlaces<GlassRow>(
    db,
    { table: 'access.glass', order: 'broken_at', columns: COLUMNS },
    isThere,
    limit,
  );

export const findGlass = async (db: Db, id: string): Promise<GlassRow | undefined> => {
  const { rows } = await db.query<GlassRow>(`select ${COLUMNS} from access.glass where id = $1`, [id]);
  return rows[0];
};

/** Keeps who reviewed it first, and when. */
export const reviewGlassRow = async (db: Db, id: string, by: string, now: string): Promise<void> => {
  await db.query(
    'update access.glass set reviewed_by = $2, reviewed_at = $3 where id = $1 and reviewed_at is null',
    [id, by, now],
  );
};
