/** The routes of lots: what a place holds, what it declares, and recalls, which leave a line in the audit trail. */
import type { WriteAudit } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import type { Problems } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { addDays } from '#kernel/day.ts';
import { type Refused, refuseInWords } from '#kernel/result.ts';
import { declareLot, listLots, recallLot } from '#stock/lots.api.ts';
import { addLotEvent, addRecall, allRecalls, findRecallEvent, lotEventsOf, lotsAt } from '#stock/lots.pg.ts';
import {
  findRecall,
  type LotEvent,
  type LotThere,
  lastWords,
  lotKey,
  lotsThere,
  withRecall,
} from '#stock/lots.ts';

export type StockOptions = {
  readonly db: Db;
  readonly write: WriteAudit;
  /** The recording clock: an ISO instant in UTC. */
  readonly now: () => string;
};

/** How the refusals of lots are told. */
export const STOCK_PROBLEMS = {
  'lot-unknown': {
    status: 422,
    title: { fr: 'Ce lot n’est pas dans ce lieu', en: 'This lot is not at this place' },
    mend: {
      fr: 'Vérifiez le produit et le numéro ; un lot se déclare reçu avant d’être épuisé.',
      en: 'Check the product and the number; a lot is declared received before it is used up.',
    },
  },
} as const satisfies Problems;

/** East of Greenwich the day begins before it does in UTC: the next day is not yet the future. */
const futureDay = (on: string, now: string): Refused | undefined =>
  on <= addDays(now.slice(0, 10), 1)
    ? undefined
    : refuseInWords(
        'day-in-future',
        { fr: `le ${on} n’est pas encore venu`, en: `${on} has not come yet` },
        { field: 'on' },
      );

const isOf =
  ({ product, lot }: Pick<LotEvent, 'product' | 'lot'>) =>
  (one: Pick<LotEvent, 'product' | 'lot'>): boolean =>
    one.product === product && lotKey(one.lot) === lotKey(lot);

const unknown = ({ product, lot, place }: LotEvent): Refused =>
  refuseInWords(
    'lot-unknown',
    {
      fr: `le lot ${lot} du produit ${product} n’a jamais été déclaré reçu à ${place}`,
      en: `lot ${lot} of product ${product} was never declared received at ${place}`,
    },
    { field: 'lot' },
  );

/** The lot as it stands after an event; one used up is shown as it was when it last was there. */
const after = (events: readonly LotEvent[], event: LotEvent): LotThere | undefined => {
  const ofLot = events.filter(isOf(event));
  return lotsThere(ofLot)[0] ?? lotsThere(ofLot.filter((one) => one.event === 'received'))[0];
};

export const stockRoutes = ({ db, write, now }: StockOptions): Route[] => [
  route(listLots, async ({ query: { place } }) => ({
    status: 200,
    body: { lots: await lotsAt(db, place) },
  })),
  route(declareLot, async ({ body, caller }) => {
    const recordedAt = now();
    const refused = futureDay(body.on, recordedAt);
    if (refused !== undefined) return refused;
    const event: LotEvent = { ...body, recordedAt, by: caller.id };
    const before = await lotEventsOf(db, body.place);
    const isReceived = before.some((one) => one.event === 'received' && isOf(event)(one));
    if (event.event === 'used-up' && !isReceived) return unknown(event);
    const added = await addLotEvent(db, event);
    if (typeof added !== 'string') return added;
    const lot = after([...before, event], event);
    if (lot === undefined) return unknown(event);
    const words = lastWords(await allRecalls(db));
    return { status: added === 'added' ? 201 : 200, body: { lot: withRecall(lot, words) } };
  }),
  route(recallLot, async ({ body, caller, request }) => {
    const recordedAt = now();
    const refused = futureDay(body.on, recordedAt);
    if (refused !== undefined) return refused;
    const { id, event, product, lot } = body;
    // The trail first: a line of what then fails misleads nobody, a recall without its line would.
    if ((await findRecallEvent(db, id)) === undefined)
      await write([
        {
          account: caller.id,
          role: caller.role,
          place: caller.places[0] ?? '',
          action: 'lot-recall',
          detail: { event, product, lot },
          request,
        },
      ]);
    const added = await addRecall(db, { ...body, recordedAt, by: caller.id });
    if (typeof added !== 'string') return added;
    const recalled = findRecall(lastWords(await allRecalls(db)), product, lot) !== undefined;
    return { status: added === 'added' ? 201 : 200, body: { recalled } };
  }),
];
