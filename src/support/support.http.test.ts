/** Support through the real server, on a real PostgreSQL: reported, answered, followed; and a status without a database. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAudit } from '#access/audit.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import { connect, type Db } from '#db/pool.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { openStatus } from '#support/status.node.ts';
import type { Part, PartState } from '#support/status.ts';
import { Report, readStatus } from '#support/support.api.ts';
import { SUPPORT_PROBLEMS, supportRoutes } from '#support/support.http.ts';
import { forgetSupport } from '#support/support.pg.ts';
import { createDatabase } from '../../tests/database.ts';

const somebody = (id: string, role: Role) => ({ id, role, rights: rightsOf(role), places: ['DEP-48'] });
const TEXT = 'le lecteur de codes ne lit rien';

let clock = '2026-03-20T10:00:00.000Z';
let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
let folder: string;
let app: FastifyInstance;
let ledger: PartState = 'works';

const part: Part = {
  code: 'ledger',
  title: { fr: 'Enregistrer', en: 'Recording' },
  otherwise: { fr: 'Continuez.', en: 'Go on.' },
  check: async () => ledger,
};

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 4, appRole: true, role: 'access' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-support-'));
  const now = () => clock;
  const labels = new Map([['psc:1', 'Dominique Modèle']]);
  app = createServer({
    routes: supportRoutes({
      ...{ db, now, status: openStatus({ db, now, parts: [part], version: 'test' }) },
      keyring: await openKeyring(join(folder, 'keys.json')),
      labelOf: async () => labels,
      write: openAudit(db, { now }).write,
    }),
    problems: SUPPORT_PROBLEMS,
    title: { fr: 'Essai', en: 'Test' },
    version: 'test',
    identify: staticTokens(
      new Map([
        ['nurse', somebody('psc:1', 'vaccinator')],
        ['other', somebody('psc:2', 'vaccinator')],
        ['agent', somebody('agent:1', 'call-centre')],
      ]),
    ),
    ready: async () => true,
  });
});
afterAll(async () => {
  await app.close();
  await db.end();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const send = async (who: string, url: string, payload?: object) => {
  const response = await app.inject({
    method: payload === undefined ? 'GET' : 'POST',
    url,
    headers: { authorization: `Bearer ${who}` },
    ...(payload !== undefined && { payload }),
  });
  return { status: response.statusCode, body: response.json(), text: response.body };
};
const context = { page: '/desk', code: 'unavailable', instance: 'ab12-3', language: 'fr', window: '390x844' };
const reported = (id: string, more: object = {}) =>
  send('nurse', '/api/support/reports', { id, subject: 'blocked', context, text: TEXT, ...more });
const mine = async (who: string) =>
  Report.array().parse((await send(who, '/api/support/reports')).body.reports);
const queue = async () => Report.array().parse((await send('agent', '/api/support/queue')).body.reports);

test('reported once however often it is sent, taken, answered, opened again, closed', async () => {
  const id = randomUUID();
  expect((await reported(id)).status).toBe(201);
  expect((await reported(id)).status).toBe(200);
  expect((await mine('nurse')).filter((one) => one.id === id)).toMatchObject([
    { state: 'open', text: TEXT, context, from: null },
  ]);
  expect(await mine('other')).toEqual([]);
  const [first] = await queue();
  expect(first).toMatchObject({ id, from: { account: 'psc:1', name: 'Dominique Modèle', trusted: false } });

  const settle = (state: string, text?: string) =>
    send('agent', '/api/support/queue/answer', { id, state, ...(text && { text }) });
  expect((await settle('taken')).status).toBe(200);
  expect((await settle('answered')).body.code).toBe('request-malformed');
  expect((await settle('answered', 'mettez la vitre à plat')).status).toBe(200);
  const follow = (who: string, state: string, text?: string) =>
    send(who, '/api/support/reports/follow', { id, state, ...(text && { text }) });
  expect((await follow('other', 'closed')).body.code).toBe('report-unknown');
  expect((await follow('nurse', 'open', 'toujours rien')).status).toBe(200);
  expect((await settle('closed', 'appareil changé')).status).toBe(200);
  expect((await settle('taken')).body.code).toBe('report-state');
  const [seen] = (await mine('nurse')).filter((one) => one.id === id);
  expect(seen?.events.map(({ state, text, bySupport }) => [state, text, bySupport])).toEqual([
    ['open', null, false],
    ['taken', null, true],
    ['answered', 'mettez la vitre à plat', true],
    ['open', 'toujours rien', false],
    ['closed', 'appareil changé', true],
  ]);
});

test('two answers at the same moment: one is written, the other is told', async () => {
  const id = randomUUID();
  await reported(id);
  const both = await Promise.all(
    ['un', 'deux'].map((text) => send('agent', '/api/support/queue/answer', { id, state: 'answered', text })),
  );
  const kept = both.filter(({ status }) => status === 200);
  const late = both.filter(({ status }) => status === 409);
  // The second may also have read the first's answer, which it then follows.
  expect(kept.length + late.length).toBe(2);
  const [report] = (await queue()).filter((one) => one.id === id);
  expect(report?.events.filter(({ state }) => state === 'answered')).toHaveLength(kept.length);
});

test('a number of the nation is refused, texts lie sealed, and what nobody may hold is not kept', async () => {
  const refused = await reported(randomUUID(), { text: 'pour 2 38 02 48 095 900 12' });
  expect([refused.status, refused.body.code]).toEqual([422, 'report-names-somebody']);
  const odd = await reported(randomUUID(), { context: { ...context, page: '/desk?name=x' } });
  expect(odd.body.code).toBe('request-malformed');
  const { rows } = await db.query<{ all: string }>(
    `select string_agg(r::text, '') || coalesce((select string_agg(e::text, '') from access.report_event e), '') as all
     from access.report r`,
  );
  expect(rows[0]?.all).toContain('unavailable');
  expect(rows[0]?.all).not.toContain(Buffer.from('lecteur').toString('hex'));
  expect(rows[0]?.all).not.toContain('lecteur');
});

test('reports of a trusted account go to the head of the queue', async () => {
  const id = randomUUID();
  await send('other', '/api/support/reports', { id, subject: 'wrong', context });
  await send('agent', '/api/support/trusted', { account: 'psc:2', trusted: true });
  expect((await queue())[0]).toMatchObject({ id, from: { trusted: true } });
  clock = '2026-03-20T10:01:00.000Z';
  await send('agent', '/api/support/trusted', { account: 'psc:2', trusted: false });
  expect((await queue()).every(({ from }) => from?.trusted === false)).toBe(true);
});

test('who reports without end is asked to wait', async () => {
  clock = '2026-03-20T11:00:00.000Z';
  const answers = [];
  for (let i = 0; i < 8; i++) answers.push((await reported(randomUUID())).status);
  expect(answers).toEqual([201, 201, 201, 201, 201, 201, 429, 429]);
});

const status = async () =>
  readStatus.answers[200].schema.parse((await app.inject({ url: '/api/status' })).json());

test('the status tells each part, its month, and what support announced', async () => {
  clock = '2026-03-20T12:00:00.000Z';
  expect(await status()).toMatchObject({ state: 'works', parts: [{ code: 'ledger', state: 'works' }] });
  ledger = 'broken';
  clock = '2026-03-20T12:01:00.000Z';
  const broken = await status();
  expect(broken.state).toBe('broken');
  expect(broken.parts[0]?.days).toHaveLength(30);
  expect(broken.parts[0]?.days.at(-1)).toEqual({ day: '2026-03-20', state: 'broken' });
  ledger = 'works';
  clock = '2026-03-21T08:00:00.000Z';
  const words = { fr: 'Travaux ce soir.', en: 'Works tonight.' };
  const period = { from: '2026-03-21T08:00:00Z', until: '2026-03-21T20:00:00Z' };
  const asked = { id: randomUUID(), ...words, ...period };
  expect((await send('nurse', '/api/support/announcements', asked)).status).toBe(403);
  expect((await send('agent', '/api/support/announcements', asked)).status).toBe(200);
  const after = await status();
  expect(after.announcements.map((one) => one.words)).toEqual([words]);
  expect(after.parts[0]?.days.slice(-2).map(({ state }) => state)).toEqual(['broken', 'broken']);
  clock = '2026-03-22T08:00:00.000Z';
  const next = await status();
  expect(next.announcements).toEqual([]);
  expect(next.parts[0]?.days.slice(-2).map(({ state }) => state)).toEqual(['broken', 'works']);
});

test('the status answers without a database, and a part that never answers does not work', async () => {
  const gone = connect('postgres://localhost:1/nothing', { max: 1 });
  const never: Part = { ...part, code: 'never', check: () => new Promise(() => {}) };
  const { read } = openStatus({
    ...{ db: gone, now: () => clock, version: 'test', check_ms_max: 50 },
    parts: [part, never],
  });
  const seen = await read();
  expect(seen.parts.map(({ code, state }) => [code, state])).toEqual([
    ['ledger', 'works'],
    ['never', 'broken'],
  ]);
  await gone.end();
});

test('what is past its time is removed', async () => {
  await forgetSupport(db, '2026-03-21T00:00:00Z', '2027-01-01T00:00:00Z');
  expect(await queue()).toEqual([]);
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from access.report_event');
  expect(rows[0]?.n).toBe(0);
});
