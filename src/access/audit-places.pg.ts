/** The newest rows of a table of access for a set of places that only a function knows (territory.ts). */
import type { Db } from '#db/pool.ts';

/** Tables that have an index on their place and on what orders them. */
type Source = {
  readonly table: 'access.audit' | 'access.glass';
  readonly order: 'seq' | 'broken_at';
  readonly columns: string;
};

/** More places than this, all of them asked for, and the table is read whole instead: no more than a country has. */
const PLACES_MAX = 100_000;

/** Each place of the table with its newest row, by leaps over the index: as many leaps as places, not as rows. */
const placesSql = ({ table, order }: Source): string => `
  with recursive leap(place, newest) as (
    (select place, ${order} from ${table} order by place desc, ${order} desc limit 1)
    union all
    select next.place, next.newest from leap cross join lateral (
      select place, ${order} as newest from ${table} where place < leap.place
      order by place desc, ${order} desc limit 1) next
  )
  select place from leap order by newest desc limit ${PLACES_MAX}`;

/**
 * The newest rows, at most `limit`, of the places that `isThere` takes. The newest `limit` rows can only come from the
 * `limit` places whose own newest row is the newest, so that a quiet place costs no more than a busy one.
 */
export const latestOfPlaces = async <R extends object>(
  db: Db,
  source: Source,
  isThere: (place: string) => boolean,
  limit: number,
): Promise<R[]> => {
  const { rows: places } = await db.query<{ place: string }>(placesSql(source));
  const wanted = places.map(({ place }) => place).filter(isThere);
  if (wanted.length === 0) return [];
  const { table, order, columns } = source;
  const { rows } = await db.query<R>(
    `select newest.* from unnest($1::text[]) wanted(place) cross join lateral (
       select ${columns} from ${table} where ${table}.place = wanted.place
       order by ${order} desc limit $2) newest
     order by newest.${order} desc limit $2`,
    [wanted.slice(0, limit), limit],
  );
  return rows;
};
