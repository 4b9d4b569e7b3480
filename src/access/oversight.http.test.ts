/** Oversight through the real server: what each officer sees, and what stays in the trail. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { AuditLine, Glass } from '#access/oversight.api.ts';
import { oversightRoutes } from '#access/oversight.http.ts';
import { OVERSIGHT_PROBLEMS } from '#access/oversight-problems.http.ts';
import { rightsOf } from '#access/roles.ts';
import { connect, type Db } from '#db/pool.ts';
import { staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { territoryOf } from '#places/territory.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-03-20T10:00:00.000Z';
const { within } = territoryOf('FRA', [
  { code: 'DEP-48', parent: 'REG-76', name: 'Lozère' },
  { code: 'DEP-30', parent: 'REG-76', name: 'Gard' },
  { code: 'REG-76', parent: 'FRA', name: 'Occitanie' },
]);
const officer = (id: string, place: string) => ({
  id,
  role: 'data-protection',
  rights: rightsOf('data-protection'),
  places: [place],
});

let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
let folder: string;
let app: FastifyInstance;
let audit: ReturnType<typeof openAudit>;
let glasses: ReturnType<typeof openGlass>;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 4, appRole: true, role: 'access' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-oversight-'));
  audit = openAudit(db, { now: () => NOW });
  glasses = openGlass(db, await openKeyring(join(folder, 'keys.json')));
  const labels = new Map([['psc:1', 'Dr Camille Essai']]);
  app = createServer({
    routes: oversightRoutes({
      audit,
      glasses,
      within,
      write: audit.write,
      now: () => NOW,
      labelOf: async (accounts) => new Map([...labels].filter(([account]) => accounts.includes(account))),
    }),
    problems: OVERSIGHT_PROBLEMS,
    title: { fr: 'Essai', en: 'Test' },
    version: 'test',
    identify: staticTokens(
      new Map([
        ['lozere', officer('officer-48', 'DEP-48')],
        ['occitanie', officer('officer-76', 'REG-76')],
      ]),
    ),
    within,
    ready: async () => true,
  });
});
afterAll(async () => {
  await app.close();
  await db.end();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await db.query('delete from access.glass');
});

const get = (token: string, url: string) =>
  app.inject({ url, headers: { authorization: `Bearer ${token}`, 'accept-language': 'fr' } });
const review = (token: string, payload: object) =>
  app.inject({
    method: 'POST',
    url: '/api/access/glass/review',
    headers: { authorization: `Bearer ${token}` },
    payload,
  });
const broken = (place: string, account = 'psc:1') =>
  glasses.break(
    { account, role: 'vaccinator', person: `person-of-${place}`, place, reason: 'at the door' },
    NOW,
  );

const reviews = async (person: string) =>
  (await audit.ofPerson(person, 10)).lines.filter(({ action }) => action === 'glass-review');

const Listed = z.object({ glass: z.array(Glass.strict()) });
const Trail = z.object({
  lines: z.array(AuditLine.strict()),
  total: z.int(),
  intact: z.boolean(),
  brokenAt: z.int().nullable(),
});

describe('broken glass', () => {
  test('is shown to those who watch over the place where the person lives, with who broke it', async () => {
    await broken('DEP-48');
    await broken('DEP-48');
    await broken('DEP-30', 'psc:2');
    await broken('DEP-75');
    const region = Listed.parse((await get('occitanie', '/api/access/glass?place=REG-76')).json());
    expect(region.glass.map(({ place, who }) => [place, who]).sort()).toEqual([
      ['DEP-30', null],
      ['DEP-48', 'Dr Camille Essai'],
      ['DEP-48', 'Dr Camille Essai'],
    ]);
    const lozere = Listed.parse((await get('lozere', '/api/access/glass?place=DEP-48')).json());
    const one = { person: 'person-of-DEP-48', reason: 'at the door', reviewed: false };
    expect(lozere.glass).toMatchObject([one, one]);
    // Each person whose glass was read is told who read it, once a reading.
    const { lines } = await audit.ofPerson('person-of-DEP-48', 10);
    expect(lines.map(({ action, account, place }) => [action, account, place])).toEqual([
      ['glass-read', 'officer-48', 'DEP-48'],
      ['glass-read', 'officer-76', 'REG-76'],
    ]);
    expect((await audit.ofPerson('person-of-DEP-75', 10)).lines).toEqual([]);
    const elsewhere = await get('lozere', '/api/access/glass?place=DEP-30');
    expect(elsewhere.statusCode).toBe(403);
    expect(elsewhere.json()).toMatchObject({ code: 'place-forbidden' });
  });

  test('is reviewed in its own place only, and the review is in the trail of the person', async () => {
    const { id } = await broken('DEP-30');
    const elsewhere = await review('lozere', { place: 'DEP-48', id });
    expect(elsewhere.statusCode).toBe(404);
    expect(elsewhere.json()).toMatchObject({ code: 'glass-unknown', field: 'id' });
    expect(await reviews('person-of-DEP-30')).toEqual([]);
    const done = await review('occitanie', { place: 'REG-76', id });
    expect(done.json()).toEqual({ reviewed: true });
    expect(await reviews('person-of-DEP-30')).toMatchObject([
      { action: 'glass-review', account: 'officer-76', role: 'data-protection', place: 'REG-76' },
    ]);
    const { glass } = Listed.parse((await get('occitanie', '/api/access/glass?place=DEP-30')).json());
    expect(glass).toMatchObject([{ id, reviewed: true }]);
  });
});

describe('the trail', () => {
  const line = (place: string) => ({
    account: 'psc:1',
    role: 'vaccinator',
    place,
    action: 'read' as const,
    person: 'person-0001',
    request: 'r-1',
  });

  test('shows the lines of the place asked for, and whether the whole chain holds', async () => {
    await audit.write([line('DEP-48'), line('DEP-75'), line('48095'), line('DEP-30')]);
    const { lines, total, intact, brokenAt } = Trail.parse(
      (await get('lozere', '/api/access/audit?place=DEP-48')).json(),
    );
    expect(lines.slice(0, 2).map(({ place }) => place)).toEqual(['48095', 'DEP-48']);
    expect(lines.every(({ place }) => within(place, ['DEP-48']))).toBe(true);
    expect(total).toBe((await audit.head()).seq);
    expect([intact, brokenAt]).toEqual([true, null]);
  });

  test('says where it is broken', async () => {
    await audit.write([line('DEP-48'), line('DEP-48')]);
    const { seq } = await audit.head();
    const owner = connect(database.url, { max: 1 });
    await owner.query(
      `begin; set local session_replication_role = replica; delete from access.audit where seq = ${seq - 1}; commit`,
    );
    await owner.end();
    const answer = Trail.parse((await get('lozere', '/api/access/audit?place=DEP-48')).json());
    expect(answer).toMatchObject({ intact: false, brokenAt: seq - 1 });
  });
});
