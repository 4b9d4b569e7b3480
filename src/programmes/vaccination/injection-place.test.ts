/** An act belongs to a place: a caller records, corrects and takes back in its own, through the real server. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factsOf } from '#facts/ledger.pg.ts';
import { Problem } from '#http/problem.ts';
import { BatchAnswer, RECORD, recordInjections, retract } from '#programmes/vaccination/injection.api.ts';
import { apiServer } from '../../../tests/api.ts';
import { createDatabase } from '../../../tests/database.ts';

const NURSE = 'token-of-the-nurse';
const LOZERE = 'token-of-a-nurse-in-lozere';
const INJECTIONS = recordInjections.path;
const RETRACTIONS = retract.path;

let database: Awaited<ReturnType<typeof createDatabase>>;
let app: FastifyInstance;

const rights = new Set([RECORD]);
const CALLERS = {
  [NURSE]: { id: 'RPPS-2', role: 'nurse', rights, places: ['FRA'] },
  [LOZERE]: { id: 'RPPS-3', role: 'nurse', rights, places: ['DEP-48'], assurance: 'psc/eidas2' },
};

beforeAll(async () => {
  database = await createDatabase();
  app = await apiServer(database.db, CALLERS, { now: () => '2021-03-20T10:00:00.000Z' });
});

afterAll(async () => {
  await app.close();
  await database.close();
});

const post = async (url: string, body: object, token = NURSE) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const { statusCode, payload } = await app.inject({
    method: 'POST',
    url,
    headers,
    payload: JSON.stringify(body),
  });
  return { status: statusCode, json: async (): Promise<unknown> => JSON.parse(payload) };
};

/** An injection of a person of its own, nothing odd about it. */
const injection = (more: Record<string, unknown> = {}): Record<string, unknown> & { subject: string } => ({
  id: randomUUID(),
  subject: randomUUID(),
  occurredOn: '2021-03-10',
  place: '48',
  product: 'PF',
  rank: 1,
  age: 85,
  ...more,
});

test('acts are recorded, corrected and taken back in the caller’s territory alone; how sure the login was is kept', async () => {
  const here = injection();
  expect((await post(INJECTIONS, here, LOZERE)).status).toBe(201);
  const [kept] = (await factsOf(database.db, [here.subject])).get(here.subject) ?? [];
  expect(kept).toMatchObject({ by: 'RPPS-3', source: 'api psc/eidas2' });
  const elsewhere = injection({ place: '75' });
  const refused = await post(INJECTIONS, elsewhere, LOZERE);
  expect(refused.status).toBe(403);
  expect(Problem.parse(await refused.json())).toMatchObject({ code: 'place-forbidden', field: 'place' });
  expect((await post(INJECTIONS, elsewhere)).status).toBe(201);
  const { subject } = elsewhere;
  const correction = injection({ subject, place: '48', corrects: elsewhere.id, reason: 'wrong place' });
  const retraction = {
    id: randomUUID(),
    subject,
    occurredOn: '2021-03-20',
    corrects: elsewhere.id,
    reason: 'not theirs',
  };
  const batch = await post(INJECTIONS, [correction, injection()], LOZERE);
  expect(BatchAnswer.parse(await batch.json()).results.map(({ status }) => status)).toEqual([403, 201]);
  const answer = await post(RETRACTIONS, retraction, LOZERE);
  expect(answer.status).toBe(403);
  expect(Problem.parse(await answer.json())).toMatchObject({ code: 'place-forbidden', field: 'corrects' });
  expect((await factsOf(database.db, [subject])).get(subject)).toHaveLength(1);
});
