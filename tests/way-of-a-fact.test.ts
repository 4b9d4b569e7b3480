/**
 * The way of a fact, walked on a real PostgreSQL through the real server: one injection, from the request of a
 * professional to the ledger, the counts, the published CSV and the file that the dashboard reads.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsOf } from '#facts/ledger.pg.ts';
import { cellsOf, countAll } from '#indicators/count.pg.ts';
import { rebuild } from '#indicators/rebuild.pg.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { publisher } from '#main/publication.node.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { Index, Strategies, Territories, Territory } from '#programmes/vaccination/published.api.ts';
import { publish } from '#publication/publish.node.ts';
import { apiServer, CAMPAIGN } from './api.ts';
import { createDatabase } from './database.ts';

const TOKEN = 'token-of-a-nurse-for-tests';
const NURSE = { id: 'RPPS-10001234567', role: 'vaccinator', rights: new Set(ALL_RIGHTS), places: ['FRA'] };

let database: Awaited<ReturnType<typeof createDatabase>>;
let app: FastifyInstance;
let url: string;
let out: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'rappel-way-'));
  database = await createDatabase();
  const { db } = database;
  const now = () => '2021-01-20T15:04:05.000Z';
  app = await apiServer(db, { [TOKEN]: NURSE }, { now });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
  await database.close();
  await rm(out, { recursive: true, force: true });
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

  test('5-6. it is interpreted and counted: after minus before, by cell, and rebuilt = live', async () => {
    await post('/api/vaccination/injections', {
      ...INJECTION,
      id: 'a1f3',
      subject: 'p-7d2',
      occurredOn: '2021-01-19',
      age: 25,
    });
    await countAll(database.db, PROGRAMMES);
    const cells = await cellsOf(database.db, 'vaccination');
    expect(cells.map(({ key, n }) => `${key} ${n}`).sort()).toEqual([
      'dose1|2021-01-19|48||29||PF 1',
      'dose1|2021-01-20|48||80||PF 1',
    ]);
    expect(await rebuild(database.db, PROGRAMMES)).toMatchObject({ facts: 2, differences: 0 });
  });

  test('8. it is published in the layout of the day, with where the figure comes from', async () => {
    const asked = { layout: '2021-04-22', now: '2021-01-21T08:00:00.000Z' };
    const { publication } = await publisher(await openCampaign(CAMPAIGN))(database.db, asked);
    const report = await publish(out, publication);
    expect(report.held).toEqual([]);
    const csv = (await readFile(join(out, 'vacsi-a-dep.csv'), 'utf8')).split('\n');
    expect(csv[0]).toBe('dep;clage_vacsi;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2');
    expect(csv.filter((line) => line.startsWith('48;') && line.includes(';2021-01-20;'))).toEqual(
      expect.arrayContaining([
        '48;29;2021-01-20;0;0;1;0',
        '48;80;2021-01-20;1;0;1;0',
        '48;0;2021-01-20;1;0;2;0',
      ]),
    );
    const provenance = JSON.parse(await readFile(join(out, 'provenance.json'), 'utf8'));
    expect(provenance).toMatchObject({
      ledger: { facts: 2 },
      strategy: { id: 'FR-007' },
      layout: '2021-04-22',
    });
  });

  test('9. the dashboard reads it in the published JSON, like everyone else', async () => {
    const read = async (path: string) => JSON.parse(await readFile(join(out, path), 'utf8'));
    const index = Index.parse(await read('json/index.json'));
    expect(index).toMatchObject({ lastDay: '2021-01-20', progress: null, ledger: { facts: 2 } });
    const lozere = Territory.parse(await read('json/territory/DEP-48.json'));
    expect(lozere.territory.name).toBe('Lozère');
    expect(lozere.series.dose1.slice(-2)).toEqual([1, 1]);
    Territories.parse(await read('json/territories.json'));
    Strategies.parse(await read('json/strategies.json'));
  });
});
