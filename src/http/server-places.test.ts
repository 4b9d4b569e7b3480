/** Places that a request names: those of the caller, and those somebody has declared. */
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { staticTokens } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { createServer, type ServerOptions } from '#http/server.ts';

const text = (word: string) => ({ fr: word, en: word });
const None = z.strictObject({});
const Placed = z.strictObject({ place: z.string() });

/** What the routes were asked: a place that is refused gets to none of them. */
const asked: string[] = [];
beforeEach(() => {
  asked.length = 0;
});

const base = {
  right: 'places:read',
  tag: text('places'),
  summary: text('a place'),
  description: text('a place'),
  params: None,
  answers: { 200: { description: text('done'), schema: None } },
  problems: [],
} as const;
const read = {
  ...base,
  id: 'read',
  method: 'GET',
  path: '/api/place',
  query: Placed,
  body: z.undefined(),
} as const;
const write = {
  ...base,
  id: 'write',
  method: 'POST',
  path: '/api/place',
  query: None,
  body: Placed,
} as const;
const list = { ...read, id: 'list', path: '/api/list' } as const;

const answerOf = async (place: string) => {
  asked.push(place);
  return { status: 200 as const, body: {} };
};
const ROUTES: Route[] = [
  route({ ...read, territory: 'place' }, ({ query }) => answerOf(query.place)),
  route({ ...write, territory: 'place' }, ({ body }) => answerOf(body.place)),
  route(list, ({ query }) => answerOf(query.place)),
];

const open = (more: Partial<ServerOptions>) =>
  createServer({
    routes: ROUTES,
    problems: {},
    title: text('Places'),
    version: '1',
    identify: staticTokens(
      new Map([['token-of-ann', { id: 'ann', role: 'x', rights: new Set(['places:read']), places: [] }]]),
    ),
    ready: async () => true,
    within: (place) => place !== 'elsewhere',
    ...more,
  });
const app = open({ knowsPlace: (place) => place === 'here' || place === 'elsewhere' });
afterAll(() => app.close());

const headers = { authorization: 'Bearer token-of-ann' };
const ask = async (method: 'GET' | 'POST', url: string, place: string, to = app) => {
  const sent = method === 'GET' ? { query: { place } } : { payload: { place } };
  const answer = await to.inject({ method, url, headers, ...sent });
  return [answer.statusCode, answer.json().code];
};

describe('a place that is named, in the address as in the body', () => {
  test.each(['GET', 'POST'] as const)('%s: is one of the caller’s, and one that is known', async (method) => {
    expect(await ask(method, '/api/place', 'here')).toEqual([200, undefined]);
    expect(await ask(method, '/api/place', 'elsewhere')).toEqual([403, 'place-forbidden']);
    for (const place of ['typed by somebody', 'here\0', '\0', 'Here', ''])
      expect([place, await ask(method, '/api/place', place)]).toEqual([place, [422, 'place-unknown']]);
    expect(asked).toEqual(['here']);
  });

  test('whatever it is, gets to no route when nobody has declared it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (place) => {
        fc.pre(place !== 'here' && place !== 'elsewhere');
        expect((await ask('POST', '/api/place', place))[0]).toBe(422);
      }),
      { numRuns: 50 },
    );
    expect(asked).toEqual([]);
  });

  test('is not looked at where the route is bound to none', async () => {
    expect(await ask('GET', '/api/list', 'typed by somebody')).toEqual([200, undefined]);
  });

  test('is any, for a server that knows of no list', async () => {
    const trusting = open({});
    expect(await ask('GET', '/api/place', 'anywhere', trusting)).toEqual([200, undefined]);
    await trusting.close();
  });
});
