/** Requests about one's own data in PostgreSQL; their texts come and go sealed. */
import { type Db, type Tx, transaction } from '#db/pool.ts';

export type RequestKind = 'access' | 'rectification' | 'opposition' | 'erasure';
export type RequestAnswer = 'done' | 'refused';

export type RequestRow = {
  readonly id: string;
  readonly person: string;
  readonly kind: RequestKind;
  readonly sealed: Buffer | null;
  readonly asked_at: string;
  readonly answer: RequestAnswer | null;
  readonly answered_at: string | null;
  readonly answered_by: string | null;
};

const COLUMNS = 'id, person, kind, sealed, asked_at, answer, answered_at, answered_by';

export const findRequest = async (db: Db | Tx, id: string): Promise<RequestRow | undefined> => {
  const { rows } = await db.query<RequestRow>(`select ${COLUMNS} from people.request where id = $1`, [id]);
  return rows[0];
};

/** The requests of these records, the latest first. */
export const requestsOf = async (db: Db, people: readonly string[], limit: number): Promise<RequestRow[]> => {
  const { rows } = await db.query<RequestRow>(
    `select ${COLUMNS} from people.request where person = any($1) order by asked_at desc, id limit $2`,
    [people, limit],
  );
  return rows;
};

/** The wrapped keys of these people. */
export const wrappedKeysOf = async (
  db: Db | Tx,
  people: readonly string[],
): Promise<Map<string, { master: number; wrapped: Buffer }>> => {
  const { rows } = await db.query<{ person: string; master: number; wrapped: Buffer }>(
    'select person, master, wrapped from people.person_key where person = any($1)',
    [people],
  );
  return new Map(rows.map(({ person, ...key }) => [person, key]));
};

export type Added = 'added' | 'too-many' | 'person-gone' | { readonly known: RequestRow };

/** Writes the line of the audit trail of what is about to be done; what it is for waits for it. */
export type WriteLine = () => Promise<void>;

/**
 * Adds a request, unless its id is there already or too many of the person wait. The record is locked meanwhile: two
 * requests at once do not pass the limit together, and none is added to a person who is being forgotten. The line is
 * written once nothing stands against the request any more, and before it is kept.
 */
export const addRequest = (
  db: Db,
  row: RequestRow,
  records: readonly string[],
  max: { readonly open: number; readonly all: number },
  writeLine: WriteLine,
): Promise<Added> =>
  transaction(db, async (tx) => {
    const { rowCount } = await tx.query('select from people.person where person = $1 for update', [
      row.person,
    ]);
    if (rowCount === 0) return 'person-gone';
    const known = await findRequest(tx, row.id);
    if (known !== undefined) return { known };
    const { rows } = await tx.query<{ open: number; all: number }>(
      `select count(*) filter (where answer is null) as open, count(*) as all
       from people.request where person = any($1)`,
      [records],
    );
    const { open = 0, all = 0 } = rows[0] ?? {};
    if (all >= max.all || (row.answer === null && open >= max.open)) return 'too-many';
    await writeLine();
    const { rowCount: added } = await tx.query(
      `insert into people.request (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
      [row.id, row.person, row.kind, row.sealed, row.asked_at, row.answer, row.answered_at, row.answered_by],
    );
    if (added === 1) return 'added';
    // Another person's request of the same id came in between.
    const other = await findRequest(tx, row.id);
    return other === undefined ? 'person-gone' : { known: other };
  });

/** Waiting for an answer; or an erasure answered "done" and cut half-way, since one that is finished leaves no request. */
const WAITS = `(answer is null or (kind = 'erasure' and answer = 'done'))`;

/** The requests that wait, of people who live where `isThere` says so, the oldest first. */
export const waitingRequests = async (
  db: Db,
  isThere: (place: string) => boolean,
  limit: number,
): Promise<RequestRow[]> => {
  const { rows: places } = await db.query<{ place: string | null }>(
    `select distinct place from people.person where person in (select person from people.request where ${WAITS})`,
  );
  const there = places.map(({ place }) => place ?? '').filter(isThere);
  const { rows } = await db.query<RequestRow>(
    `select ${COLUMNS.split(', ')
      .map((name) => `request.${name}`)
      .join(', ')}
     from people.request join people.person using (person)
     where ${WAITS} and coalesce(person.place, '') = any($1) order by asked_at, id limit $2`,
    [there, limit],
  );
  return rows;
};

/**
 * Keeps the first answer; false when there was one. The line is written by who holds the request alone, so that an
 * answer that was not given has none.
 */
export const keepAnswer = (
  db: Db,
  id: string,
  answered: { readonly answer: RequestAnswer; readonly by: string; readonly at: string },
  writeLine: WriteLine,
): Promise<boolean> =>
  transaction(db, async (tx) => {
    const { rowCount: held } = await tx.query(
      'select from people.request where id = $1 and answer is null for update',
      [id],
    );
    if (held !== 1) return false;
    await writeLine();
    const { rowCount } = await tx.query(
      `update people.request set answer = $2, answered_by = $3, answered_at = $4 where id = $1 and answer is null`,
      [id, answered.answer, answered.by, answered.at],
    );
    return rowCount === 1;
  });

/** How many times these records were compared with another, and how many of these pairs wait. */
export const pairsCount = async (
  db: Db,
  people: readonly string[],
): Promise<{ waiting: number; decided: number }> => {
  const { rows } = await db.query<{ waiting: number; decided: number }>(
    `select count(*) filter (where decision is null) as waiting,
       count(*) filter (where decision is not null) as decided
     from people.pair where one = any($1) or other = any($1)`,
    [people],
  );
  return rows[0] ?? { waiting: 0, decided: 0 };
};
