/**
 * The way of a fact, walked on a real PostgreSQL through the real server: one injection, from the request of a
 * professional to the ledger.
 */
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsOf } from '#facts/ledger.pg.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { ALL_RIGHTS, programmeRoutes } from '#programmes/index.http.ts';
import { readCampaign } from '#strategy/load.node.ts';
import { createDatabase } from './database.ts';

const CAMPAIGN = fileURLToPath(new URL('../campaigns/fr-covid-19', import.meta.url));
const TOKEN = 'token-of-a-nurse-for-tests';
const NURSE = { id: 'RPPS-10001234567', role: 'vaccinator', rights: new Set(ALL_RIGHTS) };

let database: Awaited<ReturnType<typeof createDatabase>>;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  database = await createDatabase();
  const { db } = database;
  const now = () => '2021-01-20T15:04:05.000Z';
  app = createServer({
    ...programmeRoutes({ db, campaign: await readCampaign(CAMPAIGN), now }),
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(new Map([[TOKEN, NURSE]])),
    ready: async () => (await db.query('select 1')).rowCount === 1,
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
  await database.close();
});

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });

const INJECTION = {
  id: 'a1f2',
  subject: 'p-7d1',
  occurredOn: '2021-01-20',
  place: '48',
  product: 'PF',
  rank: 1,
  lot: 'EJ6795',
  age: 87,
};

describe('the way of a fact', () => {
  test('1-4. an injection is posted, decided, appended, answered once durable', async () => {
    const response = await post('/api/vaccination/injections', INJECTION);
    expect(response.status).toBe(201);
    const { id, subject, occurredOn, place, ...body } = INJECTION;
    const fact = {
      id,
      kind: 'injection',
      subject,
      occurredOn,
      recordedAt: '2021-01-20T15:04:05.000Z',
      by: NURSE.id,
      place,
      source: 'api',
      body,
    };
    expect(await response.json()).toEqual({ fact, warnings: [], known: false });
    expect((await factsOf(database.db, [subject])).get(subject)).toEqual([fact]);
  });

  test('sent again from a bad network, it gives the same answer and one fact', async () => {
    const again = await post('/api/vaccination/injections', INJECTION);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ known: true, fact: { id: INJECTION.id } });
    expect((await factsOf(database.db, [INJECTION.subject])).get(INJECTION.subject)).toHaveLength(1);
  });
});
