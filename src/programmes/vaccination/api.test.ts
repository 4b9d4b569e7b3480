/** The API of the vaccination programme, through the real server, on a real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, type Db } from '#db/pool.ts';
import { factsOf } from '#facts/ledger.pg.ts';
import { Problem } from '#http/problem.ts';
import { ALL_RIGHTS } from '#programmes/index.http.ts';
import { BatchAnswer, RECORD, Recorded } from '#programmes/vaccination/injection.api.ts';
import { Interpretation } from '#programmes/vaccination/interpretation.api.ts';
import { StrategyDifference, StrategyOnDay } from '#programmes/vaccination/strategy.api.ts';
import { apiServer } from '../../../tests/api.ts';
import { createDatabase } from '../../../tests/database.ts';

const NURSE = 'token-of-the-nurse';
const LEAD = 'token-of-the-lead';
const INJECTIONS = '/api/vaccination/injections';
const RETRACTIONS = '/api/vaccination/retractions';
const INTERPRETATIONS = '/api/vaccination/interpretations';

let database: Awaited<ReturnType<typeof createDatabase>>;
let app: FastifyInstance;
let url: string;
let clock = '2021-03-20T10:00:00.000Z';
const lines: string[] = [];

const CALLERS = {
  [LEAD]: { id: 'RPPS-1', role: 'lead', rights: new Set(ALL_RIGHTS), places: ['FRA'] },
  [NURSE]: { id: 'RPPS-2', role: 'nurse', rights: new Set([RECORD]), places: ['FRA'] },
};
const stream = new Writable({
  write: (chunk, _encoding, done) => {
    lines.push(String(chunk));
    done();
  },
});

const start = (limits: { waiting_max?: number } = {}, db: Db = database.db): Promise<FastifyInstance> =>
  apiServer(db, CALLERS, { now: () => clock, limits, log: { level: 'info', stream } });

beforeAll(async () => {
  database = await createDatabase();
  app = await start();
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
  await database.close();
});

const post = (path: string, body: unknown, token = NURSE, language = 'en'): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'accept-language': language,
    },
    body: JSON.stringify(body),
  });

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

const recorded = async (response: Response): Promise<Recorded> => Recorded.parse(await response.json());
const problem = async (response: Response): Promise<Problem> => Problem.parse(await response.json());
const ledgerOf = async (subject: string) => (await factsOf(database.db, [subject])).get(subject) ?? [];

describe('one injection', () => {
  test('is recorded with who recorded it and when, and nothing odd is said', async () => {
    const asked = injection({ lot: 'EJ6795', sex: 'f', site: 'left-arm', at: '10:31' });
    const response = await post(INJECTIONS, asked);
    expect(response.status).toBe(201);
    const answer = await recorded(response);
    expect(answer).toMatchObject({ warnings: [], known: false });
    expect(answer.fact).toMatchObject({ kind: 'injection', by: 'RPPS-2', recordedAt: clock, place: '48' });
    expect(await ledgerOf(asked.subject)).toEqual([answer.fact]);
  });

  test('fifty times the same id at once: one fact, the same answer', async () => {
    const asked = injection();
    const responses = await Promise.all(Array.from({ length: 50 }, () => post(INJECTIONS, asked)));
    const answers = await Promise.all(responses.map(recorded));
    expect(new Set(answers.map(({ fact, warnings }) => JSON.stringify({ fact, warnings }))).size).toBe(1);
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(await ledgerOf(asked.subject)).toHaveLength(1);
  });

  test('the same id days later gives the first answer, its warnings and its recording time', async () => {
    const subject = randomUUID();
    const second = injection({ subject, rank: 2, occurredOn: '2021-03-12' });
    await post(INJECTIONS, injection({ subject }));
    const first = await recorded(await post(INJECTIONS, second));
    await post(INJECTIONS, injection({ subject, rank: 3, occurredOn: '2021-03-15' }));
    expect(first.warnings.map(({ code }) => code)).toContain('interval-too-short');
    const before = clock;
    clock = '2021-03-25T10:00:00.000Z';
    const again = await recorded(await post(INJECTIONS, second));
    clock = before;
    expect(again).toEqual({ ...first, known: true });
  });

  test('an id taken by another content is a conflict, and the first fact stays', async () => {
    const asked = injection();
    await post(INJECTIONS, asked);
    const response = await post(INJECTIONS, { ...asked, product: 'MO' });
    expect(response.status).toBe(409);
    expect(await problem(response)).toMatchObject({ code: 'id-conflict', field: 'id' });
    expect(await ledgerOf(asked.subject)).toMatchObject([{ body: { product: 'PF' } }]);
  });

  test('43 injections in a minute are recorded, all of them, and the excess is told', async () => {
    const subject = randomUUID();
    const many = Array.from({ length: 43 }, () => injection({ subject, at: '10:31:07', site: 'right-arm' }));
    const answers = await Promise.all(many.map(async (one) => recorded(await post(INJECTIONS, one))));
    expect(await ledgerOf(subject)).toHaveLength(43);
    const minutes = answers.filter(({ warnings }) => warnings.some(({ code }) => code === 'same-minute'));
    expect(minutes).toHaveLength(42);
    for (const { warnings } of minutes)
      for (const { message } of warnings) {
        expect(message.fr).not.toBe('');
        expect(message.en).not.toBe('');
      }
  });

  test.each([
    ['tomorrow', { occurredOn: '2021-03-22' }, 'day-in-future', 'occurredOn'],
    ['a product of no list', { product: 'SOUP' }, 'product-unknown', 'product'],
    ['a correction without a reason', { corrects: 'x' }, 'correction-incomplete', 'reason'],
    ['an unknown field', { name: 'Jeanne' }, 'request-malformed', undefined],
    ['a day that is none', { occurredOn: '2021-02-29' }, 'request-malformed', 'occurredOn'],
    ['a day no database holds', { occurredOn: '0000-01-01' }, 'request-malformed', 'occurredOn'],
    ['a character no text holds', { place: 'a\u0000b' }, 'request-malformed', 'place'],
    ['half a character', { place: '\ud800' }, 'request-malformed', 'place'],
    ['no place', { place: undefined }, 'request-malformed', 'place'],
  ])('refused: %s', async (_what, more, code, field) => {
    const asked = injection(more);
    for (const language of ['en', 'fr']) {
      const response = await post(INJECTIONS, asked, NURSE, language);
      expect(response.status).toBe(422);
      expect(response.headers.get('content-language')).toBe(language);
      const told = await problem(response);
      expect(told.code).toBe(code);
      expect(told.field).toBe(field);
    }
    expect(await ledgerOf(asked.subject)).toEqual([]);
  });

  test('a late entry needs its right, and keeps the time given', async () => {
    const asked = injection({ recordedAt: '2021-03-11T08:00:00+01:00' });
    const refused = await post(INJECTIONS, asked);
    expect(refused.status).toBe(403);
    expect(await problem(refused)).toMatchObject({ code: 'forbidden', field: 'recordedAt' });
    const answer = await recorded(await post(INJECTIONS, asked, LEAD));
    expect(answer.fact.recordedAt).toBe('2021-03-11T07:00:00.000Z');
  });
});

describe('corrections', () => {
  test('an injection that corrects another replaces it; a retraction takes it back; both stay in the ledger', async () => {
    const subject = randomUUID();
    const wrong = injection({ subject, product: 'MO' });
    await post(INJECTIONS, wrong);
    const right = injection({ subject, corrects: wrong.id, reason: 'wrong product' });
    expect((await post(INJECTIONS, right)).status).toBe(201);
    const facts = () => post(INTERPRETATIONS, { subject, on: '2021-03-20' }, LEAD);
    expect(Interpretation.parse(await (await facts()).json()).next.products).toContain('PF');

    const retraction = {
      id: randomUUID(),
      subject,
      occurredOn: '2021-03-20',
      corrects: right.id,
      reason: 'another person',
    };
    expect((await post(RETRACTIONS, retraction)).status).toBe(201);
    expect((await post(RETRACTIONS, retraction)).status).toBe(200);
    expect(await ledgerOf(subject)).toHaveLength(3);
    // The correction is taken back, so what it corrected stands again.
    const after = Interpretation.parse(await (await facts()).json());
    expect(after.next.products).toContain('MO');
  });

  test('a retraction says what it takes back and why', async () => {
    const response = await post(RETRACTIONS, { id: 'r', subject: 's', occurredOn: '2021-03-20' });
    const told = await problem(response);
    expect(told.faults?.map(({ pointer }) => pointer)).toEqual(['/corrects', '/reason']);
  });
});

describe('a batch', () => {
  test('each line has its answer, in order; a bad line costs the others nothing', async () => {
    const subject = randomUUID();
    const first = injection({ subject });
    const batch = [
      first,
      { ...first },
      { ...first, product: 'MO' },
      'nonsense',
      injection({ subject, product: 'SOUP', occurredOn: '2021-03-12' }),
      injection({ subject, rank: 2, occurredOn: '2021-03-14' }),
    ];
    const response = await post(INJECTIONS, batch, NURSE, 'fr');
    expect(response.status).toBe(207);
    const { results } = BatchAnswer.parse(await response.json());
    expect(results.map(({ status }) => status)).toEqual([201, 200, 409, 422, 422, 201]);
    expect(results[2]?.problem).toMatchObject({ code: 'id-conflict' });
    expect(results[3]?.problem).toMatchObject({ code: 'request-malformed' });
    expect(results[4]?.problem).toMatchObject({
      code: 'product-unknown',
      title: 'Produit inconnu de la campagne',
    });
    // The line before it in the same batch is already known to it.
    expect(results[5]?.recorded?.warnings.map(({ code }) => code)).toContain('interval-too-short');
    expect(await ledgerOf(subject)).toHaveLength(2);
  });

  test('of a thousand is taken whole, of one more or none is refused whole', async () => {
    const thousand = Array.from({ length: 1000 }, () => injection());
    const { results } = BatchAnswer.parse(await (await post(INJECTIONS, thousand)).json());
    expect(results.every(({ status }) => status === 201)).toBe(true);
    expect((await post(INJECTIONS, [...thousand, injection()])).status).toBe(422);
    expect((await post(INJECTIONS, [])).status).toBe(422);
    expect((await problem(await post(INJECTIONS, 7))).detail).toContain('or a list of 1 to 1000');
  });

  test('too large for the queue, it is told when to come back, and nothing of it is taken', async () => {
    const narrow = await start({ waiting_max: 2 });
    const batch = [injection(), injection(), injection()];
    const response = await narrow.inject({
      method: 'POST',
      url: INJECTIONS,
      headers: { authorization: `Bearer ${NURSE}`, 'content-type': 'application/json' },
      body: batch,
    });
    await narrow.close();
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.json()).toMatchObject({ code: 'too-busy' });
    for (const { subject } of batch) expect(await ledgerOf(subject)).toEqual([]);
  });
});

test('without its database it says to try again, and the public reads go on', async () => {
  const nowhere = connect('postgres://nobody@127.0.0.1:1/nowhere', { max: 1 });
  const cut = await start({}, nowhere);
  const response = await cut.inject({
    method: 'POST',
    url: INJECTIONS,
    headers: { authorization: `Bearer ${NURSE}`, 'content-type': 'application/json' },
    body: injection(),
  });
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('1');
  expect(response.json()).toMatchObject({ code: 'unavailable' });
  expect((await cut.inject('/api/vaccination/strategies/on/2021-03-17')).statusCode).toBe(200);
  await cut.close();
  await nowhere.end();
});

describe('reading', () => {
  test('an interpretation of facts given, kept nowhere', async () => {
    const asked = {
      on: '2021-01-20',
      person: { birthDate: '1940-05-01', tags: [] },
      facts: [{ kind: 'injection', occurredOn: '2021-01-18', product: 'PF', rank: 1 }],
    };
    const response = await post(INTERPRETATIONS, asked, LEAD);
    expect(response.status).toBe(200);
    const answer = Interpretation.parse(await response.json());
    expect(answer.next).toMatchObject({ kind: 'dose', allowed: false });
    expect(answer.status.clinical).toBe('started');
    expect((await post(INTERPRETATIONS, asked, NURSE)).status).toBe(403);
    expect((await post(INTERPRETATIONS, { ...asked, person: { tags: ['martian'] } }, LEAD)).status).toBe(422);
    expect((await post(INTERPRETATIONS, { on: '2021-01-20' }, LEAD)).status).toBe(422);
  });

  test('the strategy of a day, and what changed between two', async () => {
    const list = z
      .object({ strategies: z.array(z.object({ from: z.string() })) })
      .parse(await (await fetch(`${url}/api/vaccination/strategies`)).json());
    expect(list.strategies.length).toBeGreaterThan(20);
    const day = await fetch(`${url}/api/vaccination/strategies/on/2021-03-17`);
    const strategy = StrategyOnDay.parse(await day.json());
    expect(JSON.stringify(strategy.reading)).toMatch(/suspen/i);
    expect(day.headers.get('access-control-allow-origin')).toBe('*');
    const difference = `${url}/api/vaccination/strategies/difference`;
    const change = StrategyDifference.parse(
      await (await fetch(`${difference}?from=2021-03-14&to=2021-03-17`)).json(),
    );
    expect(change.differences.some(({ text }) => /AstraZeneca|Vaxzevria/.test(text.fr))).toBe(true);
    const same = StrategyDifference.parse(
      await (await fetch(`${difference}?from=2021-03-17&to=2021-03-17`)).json(),
    );
    expect(same.differences).toEqual([]);
    expect((await fetch(`${url}/api/vaccination/strategies/on/2019-01-01`)).status).toBe(404);
    expect((await fetch(`${difference}?from=yesterday&to=2021-03-17`)).status).toBe(422);
  });

  test('the OpenAPI document of the whole is valid', async () => {
    const response = await fetch(`${url}/api/openapi.json`);
    const document = z.record(z.string(), z.unknown()).parse(await response.json());
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(Object.keys(z.object({ paths: z.object({}).loose() }).parse(document).paths)).toContain(
      INJECTIONS,
    );
  });
});

describe('whatever comes', () => {
  const headers = { authorization: `Bearer ${LEAD}`, 'content-type': 'application/json' };

  test.each([INJECTIONS, RETRACTIONS, INTERPRETATIONS])('no JSON makes %s fail', async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const response = await app.inject({ method: 'POST', url: path, headers, body });
        expect(response.statusCode).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  });

  test('no injection with any value in any field makes it fail', async () => {
    const field = fc.constantFrom(
      ...[
        'id',
        'subject',
        'occurredOn',
        'place',
        'product',
        'rank',
        'lot',
        'age',
        'ageClass',
        'at',
        'recordedAt',
      ],
      ...['corrects', 'reason', 'sex', 'site'],
    );
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const odd = fc.constantFrom(
      '\u0000',
      '\ud83d',
      '9999-12-31',
      '0001-01-01',
      '1900-01-01T00:00:00Z',
      '',
      -0,
      1e308,
    );
    await fc.assert(
      fc.asyncProperty(field, fc.oneof(fc.jsonValue(), text, odd), async (name, value) => {
        const body = injection({ reason: 'because', [name]: value });
        const response = await app.inject({ method: 'POST', url: INJECTIONS, headers, body });
        expect(response.statusCode).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test('no word about a person is in the log', async () => {
    lines.length = 0;
    const asked = injection({ lot: 'LOT-SECRET' });
    await post(INJECTIONS, asked);
    await post(INJECTIONS, { ...asked, product: 'MO' });
    await post(INTERPRETATIONS, { subject: asked.subject, on: '2021-03-20' }, LEAD);
    await expect.poll(() => lines.length).toBe(3);
    const log = lines.join('');
    expect(log).not.toContain(asked.subject);
    expect(log).not.toContain(String(asked.id));
    expect(log).not.toContain('LOT-SECRET');
    expect(log).toContain('RPPS-2');
  });
});
