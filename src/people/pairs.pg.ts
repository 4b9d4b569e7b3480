/** The SQL of identity watch: pairs to settle, and records that were merged. It sees ids and places, never a name. */
import type { Db, Tx } from '#db/pool.ts';

type Reader = Pick<Db | Tx, 'query'>;

/** A pair by the ids of its records, the lesser first, as the table keeps it. */
export const ordered = (one: string, other: string): readonly [string, string] =>
  one < other ? [one, other] : [other, one];

/** Two people of a pair, or of a merge, and where they live; an empty text when nobody knows. */
export type PlacesRow = { readonly one: string; readonly other: string; readonly n: number };

export type WaitingRow = {
  readonly one: string;
  readonly other: string;
  readonly found_at: string;
  readonly found_by: string;
};

/** Pairs that wait. One whose record has been merged since is asked about under the record it reads as. */
const WAITING = `from people.pair
  join people.person a on a.person = pair.one and a.merged_into is null
  join people.person b on b.person = pair.other and b.merged_into is null
  where pair.decision is null`;

/** How many pairs wait, by the places of their two people: as many rows as there are pairs of places. */
export const countWaiting = async (db: Reader): Promise<readonly PlacesRow[]> => {
  const { rows } = await db.query<PlacesRow>(
    `select coalesce(a.place, '') as one, coalesce(b.place, '') as other, count(*)::bigint as n ${WAITING} group by 1, 2`,
  );
  return rows;
};

/** The most probable pairs of these places; a person whose place is not known is in the place `''`. */
export const findWaiting = async (
  db: Reader,
  places: readonly string[],
  limit: number,
  skip: number,
): Promise<readonly WaitingRow[]> => {
  const { rows } = await db.query<WaitingRow>(
    `select pair.one, pair.other, pair.found_at, pair.found_by ${WAITING}
       and (coalesce(a.place, '') = any($1) or coalesce(b.place, '') = any($1))
     order by pair.probability desc, pair.one, pair.other limit $2 offset $3`,
    [places, limit, skip],
  );
  return rows;
};

export type Decided = {
  readonly one: string;
  readonly other: string;
  readonly decision: 'same' | 'different';
  readonly by: string;
  readonly now: string;
};

/** Writes what was decided of a pair; one that nobody had found before is kept as found by who decides. */
export const decidePair = async (db: Reader, { one, other, decision, by, now }: Decided): Promise<void> => {
  await db.query(
    `insert into people.pair (one, other, place, probability, found_at, found_by, decision, decided_at, decided_by)
     select $1, $2, coalesce(a.place, b.place), 0, $3, 'desk', $4, $3, $5
     from people.person a, people.person b where a.person = $1 and b.person = $2
     on conflict (one, other) do update
       set decision = excluded.decision, decided_at = excluded.decided_at, decided_by = excluded.decided_by`,
    [...ordered(one, other), now, decision, by],
  );
};

/** Of these pairs, those that somebody holds to be two people. */
export const findDifferent = async (
  db: Reader,
  pairs: readonly (readonly [string, string])[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await db.query<{ key: string }>(
    `select one || ' ' || other as key from people.pair
     where decision = 'different' and (one, other) in (select * from unnest($1::text[], $2::text[]))`,
    [pairs.map(([one]) => one), pairs.map(([, other]) => other)],
  );
  return new Set(rows.map(({ key }) => key));
};

/** Whether matching or a desk has ever held the two to be alike, whatever was decided since. */
export const isPair = async (db: Reader, one: string, other: string): Promise<boolean> => {
  const { rowCount } = await db.query('select from people.pair where one = $1 and other = $2', [
    ...ordered(one, other),
  ]);
  return rowCount === 1;
};

export type FoundPair = { readonly one: string; readonly other: string; readonly probability: number };

/**
 * Keeps pairs that matching found, those of people forgotten meanwhile left out. What somebody decided stays decided.
 * @returns how many were not known before
 */
export const keepFound = async (db: Reader, pairs: readonly FoundPair[], now: string): Promise<number> => {
  const { rows } = await db.query<{ is_new: boolean }>(
    `insert into people.pair (one, other, place, probability, found_at, found_by)
     select found.one, found.other, coalesce(a.place, b.place), found.probability, $4, 'matching'
     from unnest($1::text[], $2::text[], $3::real[]) as found(one, other, probability)
     join people.person a on a.person = found.one
     join people.person b on b.person = found.other
     on conflict (one, other) do update set probability = excluded.probability, place = excluded.place
       where pair.decision is null
     returning xmax = 0 as is_new`,
    [
      pairs.map(({ one }) => one),
      pairs.map(({ other }) => other),
      pairs.map(({ probability }) => probability),
      now,
    ],
  );
  return rows.filter(({ is_new }) => is_new).length;
};

export type MergedRow = { readonly merged: string; readonly kept: string };

const MERGED = `from people.person m join people.person k on k.person = m.merged_into`;

export const countMerged = async (db: Reader): Promise<readonly PlacesRow[]> => {
  const { rows } = await db.query<PlacesRow>(
    `select coalesce(m.place, '') as one, coalesce(k.place, '') as other, count(*)::bigint as n ${MERGED} group by 1, 2`,
  );
  return rows;
};

/** The records merged last, in these places. */
export const findMerged = async (
  db: Reader,
  places: readonly string[],
  limit: number,
): Promise<readonly MergedRow[]> => {
  const { rows } = await db.query<MergedRow>(
    `select m.person as merged, k.person as kept ${MERGED}
     where coalesce(m.place, '') = any($1) or coalesce(k.place, '') = any($1)
     order by m.updated_at desc, m.person limit $2`,
    [places, limit],
  );
  return rows;
};

/** The next records in the order of their ids, those that were merged left out; matching reads everybody so. */
export const peopleAfter = async (db: Reader, after: string, limit: number): Promise<readonly string[]> => {
  const { rows } = await db.query<{ person: string }>({
    name: 'people-after',
    text: `select person from people.person where person > $1 and merged_into is null order by person limit $2`,
    values: [after, limit],
  });
  return rows.map(({ person }) => person);
};

export const countPeople = async (db: Reader): Promise<number> => {
  const { rows } = await db.query<{ n: number }>(
    'select count(*)::bigint as n from people.person where merged_into is null',
  );
  return rows[0]?.n ?? 0;
};

/** One settling at a time, in every program: a chain of merges never closes into a circle. Held until the end. */
export const lockSettling = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('people.pair', 0))`);
};
