/** Lots over HTTP on a real PostgreSQL, and the watch that knows of a recall within a second. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import { staticTokens } from '#http/identity.ts';
import { joinProblems } from '#http/join-problems.ts';
import { PROBLEMS } from '#http/problem.ts';
import { createServer } from '#http/server.ts';
import { territoryOf } from '#places/territory.ts';
import { demoLots } from '#stock/demo-lots.ts';
import { STOCK_PROBLEMS, stockRoutes } from '#stock/lots.http.ts';
import { addLotEvent } from '#stock/lots.pg.ts';
import { openLotWatch } from '#stock/watch.node.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-05-12T10:00:00.000Z';
const CENTRE = 'centre-mende';
const MANAGER = {
  id: 'psc:manager',
  role: 'test',
  rights: new Set(['lots:read', 'lots:declare', 'lots:recall']),
  places: [CENTRE],
};

const { within } = territoryOf('FRA', [{ code: CENTRE, parent: 'DEP-48', name: 'Mende' }]);

let db: Db;
let close: () => Promise<void>;
let url: string;
let app: FastifyInstance;
let trail: AuditEntry[] = [];
let clock = NOW;

beforeAll(async () => {
  ({ db, close, url } = await createDatabase());
  app = createServer({
    routes: stockRoutes({
      db,
      write: async (entries) => {
        trail.push(...entries);
      },
      now: () => clock,
    }),
    problems: joinProblems(PROBLEMS, STOCK_PROBLEMS),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(new Map([['a-token-of-the-manager', MANAGER]])),
    within,
    ready: async () => true,
  });
});
beforeEach(() => {
  trail = [];
  clock = NOW;
});
afterAll(async () => {
  await app?.close();
  await close?.();
});

const ask = async (method: 'GET' | 'POST', path: string, payload?: object) => {
  const response = await app.inject({
    method,
    url: path,
    headers: { authorization: 'Bearer a-token-of-the-manager' },
    ...(payload && { payload }),
  });
  return { status: response.statusCode, body: response.json() };
};

/** A lot number nobody else uses. */
const newLot = (): string => `L${randomUUID().slice(0, 8)}`;

const declared = (lot: string, more: object = {}) => ({
  id: randomUUID(),
  place: CENTRE,
  event: 'received',
  product: 'PF',
  lot,
  gtin: '03400930218662',
  expiresOn: '2021-08-31',
  doses: 60,
  on: '2021-05-12',
  ...more,
});

const recalled = (lot: string, more: object = {}) => ({
  id: randomUUID(),
  event: 'recalled',
  product: 'PF',
  lot,
  on: '2021-05-12',
  reason: 'particules dans le flacon',
  ...more,
});

const lotsOf = async (): Promise<readonly { readonly lot: string }[]> =>
  (await ask('GET', `/api/stock/lots?place=${CENTRE}`)).body.lots;

describe('lots of a place', () => {
  test('declared, listed, used up; sent again it is the same answer', async () => {
    const lot = newLot();
    const body = declared(lot);
    const first = await ask('POST', '/api/stock/lots', body);
    expect(first).toMatchObject({
      status: 201,
      body: { lot: { lot, doses: 60, expiresOn: '2021-08-31', receivedOn: '2021-05-12', recall: null } },
    });
    expect(await ask('POST', '/api/stock/lots', body)).toEqual({ status: 200, body: first.body });
    expect(await lotsOf()).toContainEqual(first.body.lot);
    const gone = declared(lot, { event: 'used-up', gtin: undefined, expiresOn: undefined, doses: undefined });
    expect(await ask('POST', '/api/stock/lots', gone)).toMatchObject({ status: 201, body: { lot: { lot } } });
    expect((await lotsOf()).filter((one) => one.lot === lot)).toEqual([]);
  });

  test.each([
    ['a day to come', { on: '2021-05-14' }, 422, 'day-in-future'],
    ['used up and never received', { event: 'used-up' }, 422, 'lot-unknown'],
    ['a place of others', { place: 'DEP-75' }, 403, 'place-forbidden'],
    ['no lot number', { lot: ' ' }, 422, 'request-malformed'],
    ['a GTIN cut', { gtin: '340093021866' }, 422, 'request-malformed'],
  ])('%s is refused', async (_, more, status, code) => {
    const answer = await ask('POST', '/api/stock/lots', declared(newLot(), more));
    expect({ status: answer.status, type: answer.body.type }).toEqual({
      status,
      type: expect.stringContaining(code),
    });
  });

  test('an id that is already another event’s is refused', async () => {
    const body = declared(newLot());
    await ask('POST', '/api/stock/lots', body);
    const other = await ask('POST', '/api/stock/lots', { ...body, doses: 61 });
    expect(other).toMatchObject({ status: 409, body: { type: expect.stringContaining('id-conflict') } });
  });

  test('the same declaration at the same moment is one', async () => {
    const lot = newLot();
    const body = declared(lot);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('POST', '/api/stock/lots', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(await lotsOf()).toContainEqual(expect.objectContaining({ lot, doses: 60 }));
  });

  test('those of the demonstration are declared once, however often', async () => {
    const lots = demoLots(CENTRE, '2021-05-12');
    for (const lot of [...lots, ...lots]) await addLotEvent(db, lot);
    const there = await lotsOf();
    for (const { lot, doses } of lots)
      expect(there.filter((one) => one.lot === lot)).toEqual([expect.objectContaining({ lot, doses })]);
  });
});

describe('a recall', () => {
  test('shows at every place, is known to the watch, leaves one line in the trail, and can be lifted', async () => {
    const lot = newLot();
    const watch = await openLotWatch(db, { refresh_ms: 3_600_000 });
    await ask('POST', '/api/stock/lots', declared(lot));
    const body = recalled(lot);
    expect(await ask('POST', '/api/stock/recalls', body)).toEqual({ status: 201, body: { recalled: true } });
    expect(await ask('POST', '/api/stock/recalls', body)).toEqual({ status: 200, body: { recalled: true } });
    expect(trail).toEqual([
      expect.objectContaining({
        action: 'lot-recall',
        account: MANAGER.id,
        place: CENTRE,
        detail: { event: 'recalled', product: 'PF', lot },
      }),
    ]);
    const there = await lotsOf();
    expect(there).toContainEqual(
      expect.objectContaining({ lot, recall: { on: '2021-05-12', reason: 'particules dans le flacon' } }),
    );
    await watch.refresh();
    expect(watch.find('PF', lot.toLowerCase())).toEqual({
      recalledOn: '2021-05-12',
      reason: 'particules dans le flacon',
      products: ['PF'],
      expiresOn: '2021-08-31',
    });
    const lifted = recalled(lot, { event: 'recall-lifted', reason: 'erreur de numéro' });
    // Written down at the same millisecond as the recall, which then counts: the clock of the test stands still.
    expect(await ask('POST', '/api/stock/recalls', lifted)).toEqual({
      status: 201,
      body: { recalled: true },
    });
    watch.close();
  });

  test('is refused on a day to come, and without a reason', async () => {
    const future = await ask('POST', '/api/stock/recalls', recalled(newLot(), { on: '2021-05-20' }));
    expect(future).toMatchObject({ status: 422, body: { type: expect.stringContaining('day-in-future') } });
    const mute = await ask('POST', '/api/stock/recalls', recalled(newLot(), { reason: ' ' }));
    expect(mute.status).toBe(422);
    expect(trail).toEqual([]);
  });
});

describe('the watch', () => {
  test('misses nothing of a transaction that began before and ended after its reading', async () => {
    const lot = newLot();
    const watch = await openLotWatch(db, { refresh_ms: 3_600_000 });
    const slow = await db.connect();
    await slow.query('begin');
    const [event] = demoLots(CENTRE, '2021-04-12');
    if (event === undefined) throw new Error('no lot');
    await addLotEvent(slow, { ...event, id: randomUUID(), lot });
    await addLotEvent(db, { ...event, id: randomUUID(), lot: newLot() });
    await watch.refresh();
    expect(watch.find('PF', lot).products).toEqual([]);
    await slow.query('commit');
    slow.release();
    await watch.refresh();
    expect(watch.find('PF', lot).products).toEqual(['PF']);
    watch.close();
  });

  test('reads by itself, and keeps what it knew when the database is gone', async () => {
    const { connect } = await import('#db/pool.ts');
    const own = connect(url, { max: 1, appRole: true });
    const watch = await openLotWatch(own, { refresh_ms: 20 });
    const lot = newLot();
    await ask('POST', '/api/stock/recalls', recalled(lot));
    await expect.poll(() => watch.find('PF', lot).recalledOn, { timeout: 10_000 }).toBe('2021-05-12');
    await own.end();
    await watch.refresh();
    expect(watch.find('PF', lot).recalledOn).toBe('2021-05-12');
    watch.close();
  });

  test('no event is changed or taken away, whoever asks', async () => {
    await expect(db.query('update lot_recall set reason = reason')).rejects.toThrow(/permission denied/);
    await expect(db.query('delete from lot_event')).rejects.toThrow(/permission denied/);
  });
});
