/** A person of two pseudonyms, through the real server: what is interpreted, what is warned of, what is refused. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factsOf } from '#facts/ledger.pg.ts';
import { mergeSubjects, unmergeSubjects } from '#facts/same-person.pg.ts';
import { Problem } from '#http/problem.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';
import { Recorded } from '#programmes/vaccination/injection.api.ts';
import { Interpretation } from '#programmes/vaccination/interpretation.api.ts';
import { apiServer } from '../../../tests/api.ts';
import { createDatabase } from '../../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let app: FastifyInstance;
const now = '2021-05-20T10:00:00.000Z';

beforeAll(async () => {
  database = await createDatabase();
  app = await apiServer(
    database.db,
    { lead: { id: 'RPPS-1', role: 'lead', rights: new Set(ALL_RIGHTS), places: ['FRA'] } },
    { now: () => now },
  );
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const post = async (path: string, payload: object) => {
  const headers = { authorization: 'Bearer lead', 'accept-language': 'en' };
  const response = await app.inject({ method: 'POST', url: `/api/vaccination/${path}`, headers, payload });
  return { status: response.statusCode, body: response.json() as unknown };
};
const injection = (subject: string, occurredOn: string, more: object = {}) => ({
  id: randomUUID(),
  subject,
  occurredOn,
  place: '48',
  product: 'PF',
  rank: 1,
  age: 85,
  ...more,
});
const record = async (asked: object) => Recorded.parse((await post('injections', asked)).body);
const statusOf = async (subject: string) => {
  const { body } = await post('interpretations', {
    subject,
    on: '2021-05-20',
    person: { birthDate: '1935-01-01' },
  });
  return Interpretation.parse(body).status.statistics;
};

test('two first doses under two pseudonyms are a complete course once merged, and two begun ones undone', async () => {
  const [kept, merged] = [randomUUID(), randomUUID()];
  await record(injection(kept, '2021-03-01'));
  await record(injection(merged, '2021-04-01'));
  expect(await Promise.all([kept, merged].map(statusOf))).toEqual(['started', 'started']);
  await mergeSubjects(database.db, { kept, merged, by: 'watch', now });
  expect(await Promise.all([kept, merged].map(statusOf))).toEqual(['complete', 'complete']);
  const third = injection(merged, '2021-05-15', { rank: 1 });
  const { warnings } = await record(third);
  expect(warnings.map(({ code }) => code)).toContain('rank-differs');
  expect((await record(third)).warnings).toEqual(warnings);
  await unmergeSubjects(database.db, { kept, merged, by: 'watch', now });
  expect(await statusOf(kept)).toBe('started');
});

test('a correction under one pseudonym leaves the other fact of that id as it is', async () => {
  const [kept, merged] = [randomUUID(), randomUUID()];
  await record(injection(kept, '2021-03-01', { id: 'same' }));
  await record(injection(merged, '2021-04-01', { id: 'same' }));
  await mergeSubjects(database.db, { kept, merged, by: 'watch', now });
  expect(await statusOf(merged)).toBe('complete');
  const retraction = {
    id: 'back',
    subject: kept,
    corrects: 'same',
    reason: 'wrong person',
    occurredOn: '2021-05-20',
  };
  expect((await post('retractions', retraction)).status).toBe(201);
  expect(await statusOf(merged)).toBe('started');
});

test('no caller merges, or takes a merge back, or takes the place of one', async () => {
  const [kept, merged] = [randomUUID(), randomUUID()];
  await mergeSubjects(database.db, { kept, merged, by: 'watch', now });
  const [side] = (await factsOf(database.db, [merged])).get(merged) ?? [];
  const corrects = side?.id ?? '';
  const asked = [
    post('retractions', { id: 'r1', subject: merged, corrects, reason: 'mine', occurredOn: '2021-05-20' }),
    post('injections', injection(merged, '2021-05-01', { corrects, reason: 'mine' })),
    post('injections', injection(randomUUID(), '2021-05-01', { id: corrects })),
  ];
  for (const { status, body } of await Promise.all(asked)) {
    expect(status).toBe(422);
    expect(Problem.parse(body).code).toBe('fact-malformed');
  }
  expect((await post('injections', { ...injection(merged, '2021-05-01'), kind: 'merge' })).status).toBe(422);
  expect((await factsOf(database.db, [merged])).get(merged)).toHaveLength(1);
});
