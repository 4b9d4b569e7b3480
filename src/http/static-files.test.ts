import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from '#http/server.ts';

let folder: string;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rappel-http-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Rappel</title>');
  writeFileSync(join(folder, 'index.json'), '{"a":1}');
  writeFileSync(join(folder, 'index.json.gz'), gzipSync('{"a":1}'));
  writeFileSync(join(folder, '.hidden'), 'hidden');
  app = createServer({
    routes: [],
    problems: {},
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: () => undefined,
    ready: async () => true,
    folders: { web: folder, data: join(folder, 'data') },
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  writeFileSync(join(folder, 'data', 'table.csv'), 'jour;n\n2021-01-20;1\n');
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('pages are served with a strict policy, and only the embedded one may be framed', async () => {
  const page = await fetch(`${url}/`);
  expect(await page.text()).toContain('<title>Rappel');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).not.toBeNull();
  const embedded = await fetch(`${url}/?embed=map`);
  expect(embedded.headers.get('content-security-policy')).toContain('frame-ancestors *');
});

test('data is open to any site, compressed beforehand, and asked again at little cost', async () => {
  const first = await fetch(`${url}/data/table.csv`, { headers: { origin: 'https://example.org' } });
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  expect(first.headers.get('cache-control')).toContain('max-age=0');
  const tag = first.headers.get('etag') ?? '';
  // Not by fetch, which asks every cache on the way to be skipped as soon as it sees the header.
  const again = () => app.inject({ url: '/data/table.csv', headers: { 'if-none-match': tag } });
  expect((await again()).statusCode).toBe(304);
  writeFileSync(join(folder, 'data', 'table.csv'), 'jour;n\n2021-01-20;12\n');
  expect((await again()).statusCode).toBe(200);
  const preflight = await fetch(`${url}/data/table.csv`, { method: 'OPTIONS' });
  expect(preflight.status).toBe(204);
  const compressed = await fetch(`${url}/index.json`);
  expect(compressed.headers.get('content-encoding')).toBe('gzip');
  expect(compressed.headers.get('vary')).toContain('accept-encoding');
  expect(await compressed.json()).toEqual({ a: 1 });
});

test.each([
  '/.hidden',
  '/data/../.hidden',
  '/data/%2e%2e/.hidden',
  '/data/..%2f.hidden',
  '/data/missing.csv',
  '/data/',
])('nothing is at %s', async (path) => {
  // A client that does not tidy the address, as an attacker's would not.
  const status = await new Promise<number | undefined>((done, failed) => {
    const { hostname, port } = new URL(url);
    httpRequest({ hostname, port, path }, (response) => {
      response.resume();
      done(response.statusCode);
    })
      .on('error', failed)
      .end();
  });
  expect([400, 403, 404]).toContain(status);
});

test('a page is found with or without a slash at its end, and its files beside it', async () => {
  writeFileSync(join(folder, 'schedule.html'), '<!doctype html><title>Schedule');
  expect(await (await fetch(`${url}/schedule`)).text()).toContain('<title>Schedule');
  const slashed = await fetch(`${url}/schedule/?lang=en`);
  expect(slashed.url).toBe(`${url}/schedule?lang=en`);
  expect(await slashed.text()).toContain('<title>Schedule');
  // Never to another host, whatever the address looks like.
  const elsewhere = await app.inject({ url: '//example.org/' });
  expect(elsewhere.headers.location ?? '../').toMatch(/^\.\.\//);
  expect((await fetch(`${url}/nothing/`)).status).toBe(404);
});
