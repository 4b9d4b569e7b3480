/** Events of lots in PostgreSQL: added, never changed; read by place, or since a transaction. */
import type { Db, Tx } from '#db/pool.ts';
import { invariant } from '#kernel/invariant.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import { LOTS_MAX, type Lot } from '#stock/lots.api.ts';
import { type LotEvent, lastWords, lotsThere, type RecallEvent, withRecall } from '#stock/lots.ts';

type LotRow = {
  id: string;
  place: string;
  event: LotEvent['event'];
  product: string;
  lot: string;
  gtin: string | null;
  expires_on: string | null;
  doses: number | null;
  occurred_on: string;
  recorded_at: string;
  recorded_by: string;
};

const LOT = `id, place, event, product, lot, gtin, expires_on, doses, occurred_on, recorded_at, recorded_by`;

const lotEventOf = (row: LotRow): LotEvent => ({
  id: row.id,
  place: row.place,
  event: row.event,
  product: row.product,
  lot: row.lot,
  gtin: row.gtin ?? undefined,
  expiresOn: row.expires_on ?? undefined,
  doses: row.doses ?? undefined,
  on: row.occurred_on,
  recordedAt: row.recorded_at,
  by: row.recorded_by,
});

type RecallRow = {
  id: string;
  event: RecallEvent['event'];
  product: string;
  lot: string;
  occurred_on: string;
  reason: string;
  recorded_at: string;
  recorded_by: string;
};

const RECALL = `id, event, product, lot, occurred_on, reason, recorded_at, recorded_by`;

const recallEventOf = (row: RecallRow): RecallEvent => ({
  id: row.id,
  event: row.event,
  product: row.product,
  lot: row.lot,
  on: row.occurred_on,
  reason: row.reason,
  recordedAt: row.recorded_at,
  by: row.recorded_by,
});

/** Added now, or there before with the same content. */
export type Added = 'added' | 'known' | Refused<'id-conflict'>;

/** The same in what it says; when and by whom it was written down may differ when a sender tries again. */
const said = ({ recordedAt, by, ...content }: LotEvent | RecallEvent): string =>
  JSON.stringify(Object.entries(content).toSorted(([one], [other]) => (one < other ? -1 : 1)));

const known = (existing: LotEvent | RecallEvent | undefined, asked: LotEvent | RecallEvent): Added => {
  invariant(existing !== undefined, 'what could not be added is there');
  return said(existing) === said(asked)
    ? 'known'
    : refuse('id-conflict', `another event already has the id "${asked.id}": give a new id`, { field: 'id' });
};

export const addLotEvent = async (db: Db | Tx, event: LotEvent): Promise<Added> => {
  const { rowCount } = await db.query(
    `insert into lot_event (${LOT}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (place, id) do nothing`,
    [
      event.id,
      event.place,
      event.event,
      event.product,
      event.lot,
      event.gtin ?? null,
      event.expiresOn ?? null,
      event.doses ?? null,
      event.on,
      event.recordedAt,
      event.by,
    ],
  );
  if (rowCount === 1) return 'added';
  return known(await findLotEvent(db, event), event);
};

export const findLotEvent = async (
  db: Db | Tx,
  { place, id }: { readonly place: string; readonly id: string },
): Promise<LotEvent | undefined> => {
  const { rows } = await db.query<LotRow>(`select ${LOT} from lot_event where place = $1 and id = $2`, [
    place,
    id,
  ]);
  const [row] = rows;
  return row && lotEventOf(row);
};

export const addRecall = async (db: Db | Tx, event: RecallEvent): Promise<Added> => {
  const { rowCount } = await db.query(
    `insert into lot_recall (${RECALL}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
    [event.id, event.event, event.product, event.lot, event.on, event.reason, event.recordedAt, event.by],
  );
  if (rowCount === 1) return 'added';
  return known(await findRecallEvent(db, event.id), event);
};

export const findRecallEvent = async (db: Db | Tx, id: string): Promise<RecallEvent | undefined> => {
  const { rows } = await db.query<RecallRow>(`select ${RECALL} from lot_recall where id = $1`, [id]);
  const [row] = rows;
  return row && recallEventOf(row);
};

/** A centre declares a few lots a week: this many are years of them. */
const EVENTS_MAX = 20_000;

/** The events of one place, the last of them when there are very many. */
export const lotEventsOf = async (db: Db | Tx, place: string): Promise<LotEvent[]> => {
  const { rows } = await db.query<LotRow>(
    `select ${LOT} from lot_event where place = $1 order by occurred_on desc, seq desc limit $2`,
    [place, EVENTS_MAX],
  );
  return rows.map(lotEventOf);
};

export const allRecalls = async (db: Db | Tx): Promise<RecallEvent[]> => {
  const { rows } = await db.query<RecallRow>(`select ${RECALL} from lot_recall`);
  return rows.map(recallEventOf);
};

/** The lots of a place as a desk shows them, recalled ones too; at most `LOTS_MAX`, those that expire first. */
export const lotsAt = async (db: Db | Tx, place: string): Promise<Lot[]> => {
  const [events, recalls] = [await lotEventsOf(db, place), await allRecalls(db)];
  const words = lastWords(recalls);
  return lotsThere(events)
    .slice(0, LOTS_MAX)
    .map((lot) => withRecall(lot, words));
};

const PAGE = 10_000;

/** What transactions from `horizon` on wrote, so far as it is to be seen now: some may have been met before. */
export async function* lotEventsSince(db: Db, horizon: string): AsyncGenerator<readonly LotEvent[]> {
  let [tx, seq] = [horizon, '-1'];
  for (;;) {
    const { rows } = await db.query<LotRow & { tx: string; seq: string }>(
      `select ${LOT}, tx::text, seq::text from lot_event where (tx, seq) > ($1::xid8, $2::bigint)
       order by lot_event.tx, lot_event.seq limit ${PAGE}`,
      [tx, seq],
    );
    yield rows.map(lotEventOf);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    ({ tx, seq } = last);
  }
}

export const recallsSince = async (db: Db, horizon: string): Promise<RecallEvent[]> => {
  const { rows } = await db.query<RecallRow>(`select ${RECALL} from lot_recall where tx >= $1::xid8`, [
    horizon,
  ]);
  return rows.map(recallEventOf);
};
