import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { staticTokens } from '#http/identity.ts';
import { languageOf } from '#http/language.ts';
import { PROBLEMS, Problem } from '#http/problem.ts';
import { type Route, route } from '#http/route.ts';
import { createServer, type ServerOptions } from '#http/server.ts';
import { refuse } from '#kernel/result.ts';

const None = z.strictObject({});
const TAG = { fr: 'Essais', en: 'Trials' };
const text = (word: string) => ({ fr: word, en: word });
const base = {
  tag: TAG,
  summary: text('an operation'),
  description: text('what it does'),
  params: None,
  query: None,
};

const SECRET_NAME = 'Jeanne-Calment';

const ROUTES: Route[] = [
  route(
    {
      ...base,
      id: 'weigh',
      method: 'POST',
      path: '/api/weights',
      right: 'weights:write',
      body: z.strictObject({ name: z.string(), grams: z.int().min(1) }),
      answers: {
        201: { description: text('weighed'), schema: z.object({ grams: z.number(), by: z.string() }) },
      },
      problems: ['too-heavy'],
    },
    async ({ body: { grams, name }, caller }) => {
      if (grams > 1000)
        return refuse('too-heavy', 'more than a kilogram', { field: 'grams', reference: 'R1' });
      if (grams === 13) throw new Error(`the scale broke under ${name}`);
      if (grams === 14) throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });
      return { status: 201, body: { grams, by: caller.id } };
    },
  ),
  route(
    {
      ...base,
      id: 'readDay',
      method: 'GET',
      path: '/api/days/{day}',
      right: 'public',
      params: z.strictObject({ day: z.iso.date() }),
      query: z.strictObject({ sum: z.string().optional() }),
      body: z.undefined(),
      answers: { 200: { description: text('the day'), schema: z.object({ day: z.string() }) } },
      problems: [],
    },
    async ({ params: { day } }) => ({ status: 200, body: { day } }),
  ),
];

const lines: string[] = [];
const stream = new Writable({
  write: (chunk, _encoding, done) => {
    lines.push(String(chunk));
    done();
  },
});

const options = (more: Partial<ServerOptions> = {}): ServerOptions => ({
  routes: ROUTES,
  problems: {
    'too-heavy': { status: 422, title: { fr: 'Trop lourd', en: 'Too heavy' }, mend: text('weigh less') },
  },
  title: { fr: 'Balance', en: 'Scale' },
  version: '1',
  identify: staticTokens(
    new Map([
      ['token-of-ann', { id: 'ann', role: 'weigher', rights: new Set(['weights:write']), places: [] }],
      ['token-of-bob', { id: 'bob', role: 'reader', rights: new Set(), places: [] }],
    ]),
  ),
  ready: async () => true,
  log: { level: 'info', stream },
  ...more,
});

let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  app = createServer(options({ limits: { body_bytes_max: 1000 } }));
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await app.close();
});

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/weights`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer token-of-ann', ...headers },
    body,
  });

/** The problem document of an answer, whole and of its type. */
const problemOf = async (response: Response): Promise<Problem> => {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.strict().parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.ts:|node_modules|Error:/);
  return problem;
};

describe('who asks', () => {
  test('a known caller with the right is served, and the route knows who it is', async () => {
    const response = await post('{"name":"x","grams":7}');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ grams: 7, by: 'ann' });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['no token', {}, 401, 'unauthenticated'],
    ['an unknown token', { authorization: 'Bearer token-of-eve' }, 401, 'unauthenticated'],
    ['another scheme', { authorization: 'Basic dG9rZW4tb2YtYW5u' }, 401, 'unauthenticated'],
    ['a token without the right', { authorization: 'Bearer token-of-bob' }, 403, 'forbidden'],
  ])('%s is refused', async (_what, headers, status, code) => {
    const response = await fetch(`${url}/api/weights`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"name":"x","grams":7}',
    });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
  });

  test('a route that declares no right stops the start', () => {
    const open = createServer(options({ log: { level: 'silent' } }));
    expect(() => open.get('/api/forgotten', () => 'open')).toThrow('declares no right');
  });
});

describe('refusals are problem documents', () => {
  test('of a rule, in both languages', async () => {
    const french = await post('{"name":"x","grams":1001}', { 'accept-language': 'fr-FR,fr;q=0.9,en;q=0.5' });
    expect(french.status).toBe(422);
    expect(french.headers.get('content-language')).toBe('fr');
    expect(await problemOf(french)).toMatchObject({
      title: 'Trop lourd',
      code: 'too-heavy',
      type: '/api#problem-too-heavy',
      detail: 'more than a kilogram',
      field: 'grams',
      reference: 'R1',
    });
    expect(await problemOf(await post('{"name":"x","grams":1001}'))).toMatchObject({ title: 'Too heavy' });
  });

  test('of shape: every fault at once, by its JSON Pointer, in the language asked', async () => {
    const body = '{"grams":0,"colour":"red"}';
    const english = await problemOf(await post(body));
    expect(english).toMatchObject({ status: 422, code: 'request-malformed' });
    expect(english.faults?.map(({ pointer }) => pointer).toSorted()).toEqual(['', '/grams', '/name']);
    expect(english.detail).toMatch(/colour/);
    const french = await problemOf(await post(body, { 'accept-language': 'fr' }));
    expect(french.detail).toMatch(/^\/name: manque : .*Trop petit/);
    expect(french.title).toBe(PROBLEMS['request-malformed'].title.fr);
  });

  test.each([
    ['malformed JSON', '{"name":', {}, 400, 'json-malformed'],
    ['no body', '', {}, 400, 'json-malformed'],
    ['a poisoned prototype', '{"__proto__":{"rights":1}}', {}, 400, 'json-malformed'],
    ['a body too large', JSON.stringify({ name: 'x'.repeat(2000), grams: 1 }), {}, 413, 'body-too-large'],
    ['another content type', '{"name":"x"}', { 'content-type': 'text/plain' }, 415, 'content-type-unknown'],
    ['XML', '<a/>', { 'content-type': 'application/xml' }, 415, 'content-type-unknown'],
  ])('%s', async (_what, body, headers, status, code) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
  });

  test.each([
    ['GET', '/api/nothing', 404, 'not-found'],
    ['GET', '/no-such-page', 404, 'not-found'],
    ['GET', '/api/days/2021-02-30', 422, 'request-malformed'],
    ['GET', '/api/days/2021-02-03?colour=red', 422, 'request-malformed'],
    ['GET', `/api/days/${'9'.repeat(200)}`, 414, 'uri-too-long'],
    ['GET', '/api/days/%E0%A4%A', 400, 'http-malformed'],
    ['DELETE', '/api/weights', 405, 'method-not-allowed'],
  ])('%s %s', async (method, path, status, code) => {
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
  });

  test('an unexpected error says nothing of its cause, to the caller nor to the log', async () => {
    lines.length = 0;
    const response = await post(JSON.stringify({ name: SECRET_NAME, grams: 13 }));
    expect(response.status).toBe(500);
    const problem = await problemOf(response);
    expect(problem.code).toBe('unexpected');
    expect(JSON.stringify(problem)).not.toContain('scale');
    const log = lines.join('');
    expect(log).toContain('unexpected error');
    expect(log).toContain('server.test.ts');
    expect(log).not.toContain(SECRET_NAME);
  });

  test('a database that does not answer is 503, with when to try again', async () => {
    const response = await post('{"name":"x","grams":14}');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await problemOf(response)).code).toBe('unavailable');
  });

  test('what is not HTTP is answered and closed', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('NOT HTTP AT ALL\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(Problem.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).code).toBe('http-malformed');
  });

  test('no JSON value makes the server fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ noUnicodeString: false }), async (body) => {
        const response = await app.inject({
          method: 'POST',
          url: '/api/weights',
          headers: { 'content-type': 'application/json', authorization: 'Bearer token-of-ann' },
          body,
        });
        expect(response.statusCode).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});

describe('logs', () => {
  test('name the route and the caller, never the address, the query nor the body', async () => {
    lines.length = 0;
    await post(JSON.stringify({ name: SECRET_NAME, grams: 7 }));
    await fetch(`${url}/api/days/2021-03-04?sum=${SECRET_NAME}`);
    await fetch(`${url}/${SECRET_NAME}`);
    await expect.poll(() => lines.length).toBeGreaterThanOrEqual(3);
    const log = lines.join('');
    expect(log).toContain('"route":"/api/days/:day"');
    expect(log).toContain('"by":"ann"');
    expect(log).not.toContain(SECRET_NAME);
    expect(log).not.toContain('2021-03-04');
    expect(log).not.toContain('token-of');
    for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('health', () => {
  test('live is the process, ready is its database', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('down'))],
    ['never answers', () => new Promise<boolean>(() => {})],
  ])('not ready when the database %s', async (_how, ready) => {
    const sick = createServer(options({ ready, limits: { ready_ms_max: 50 } }));
    expect((await sick.inject('/health/live')).statusCode).toBe(200);
    const response = await sick.inject('/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ code: 'unavailable' });
    await sick.close();
  });
});

test('a server told to stop finishes what it has taken, and takes no more', async () => {
  const arrived = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const slow = route(
    {
      ...base,
      id: 'wait',
      method: 'GET',
      path: '/api/wait',
      right: 'public',
      body: z.undefined(),
      answers: { 200: { description: text('done'), schema: z.object({ done: z.boolean() }) } },
      problems: [],
    },
    async () => {
      arrived.resolve();
      await mayAnswer.promise;
      return { status: 200, body: { done: true } };
    },
  );
  const stopping = createServer(options({ routes: [slow] }));
  const at = await stopping.listen({ port: 0, host: '127.0.0.1' });
  const answer = fetch(`${at}/api/wait`);
  await arrived.promise;
  const closed = stopping.close();
  await expect.poll(() => stopping.server.listening).toBe(false);
  await expect(fetch(`${at}/health/live`)).rejects.toThrow();
  mayAnswer.resolve();
  expect(await (await answer).json()).toEqual({ done: true });
  await closed;
});

describe('the API described', () => {
  test('is a valid OpenAPI 3.1 document that names every operation, its right and its refusals', async () => {
    const response = await fetch(`${url}/api/openapi.json`);
    const document = z.record(z.string(), z.unknown()).parse(await response.json());
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1/),
      paths: {
        '/api/weights': {
          post: {
            security: [{ bearer: [] }, { session: [] }],
            'x-right': 'weights:write',
            requestBody: { content: { 'application/json': { schema: { required: ['name', 'grams'] } } } },
            responses: { 201: {}, 401: {}, 403: {}, 413: {}, 415: {}, 422: {}, 500: {} },
          },
        },
        '/api/days/{day}': {
          get: { security: [], parameters: [{ name: 'day', in: 'path' }, { name: 'sum' }] },
        },
      },
    });
    const tag = response.headers.get('etag') ?? '';
    expect((await fetch(`${url}/api/openapi.json`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  test('is a page in both languages, without a script', async () => {
    const french = await (await fetch(`${url}/api?lang=fr`)).text();
    expect(french).toContain('<html lang="fr">');
    expect(french).toContain('Droit demandé');
    expect(french).not.toContain('<script');
    expect(french).toContain('id="problem-too-heavy"');
    expect(await (await fetch(`${url}/api`, { headers: { 'accept-language': 'en' } })).text()).toContain(
      'lang="en"',
    );
  });
});

test.each([
  [undefined, 'en'],
  ['fr', 'fr'],
  ['fr-CA;q=0.3, en;q=0.8', 'en'],
  ['de, fr;q=0.5', 'fr'],
  ['*', 'en'],
  ['fr;q=nonsense', 'en'],
] as const)('Accept-Language %s is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
