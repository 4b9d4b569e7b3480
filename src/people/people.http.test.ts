/** The routes of the register, through the real server, on a real PostgreSQL: who may see whom, and what is written down; long, as every case needs the same callers. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AuditEntry } from '#access/audit.ts';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import { connect, type Db } from '#db/pool.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { PROBLEMS, Problem } from '#http/problem.ts';
import { createServer } from '#http/server.ts';
import { keyOf } from '#people/national-number.ts';
import { Found, PersonShown } from '#people/people.api.ts';
import { peopleRoutes } from '#people/people.http.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import { openRegister } from '#people/register.node.ts';
import { territoryOf } from '#places/territory.ts';
import { createDatabase } from '../../tests/database.ts';

const LOZERE = 'DEP-48';
const CENTRE = 'centre-mende';
const callerOf = (role: Role, place: string): Caller => ({
  id: `account-${role}-${place}`,
  role,
  rights: rightsOf(role),
  places: [place],
});
const CALLERS = {
  nurse: callerOf('vaccinator', LOZERE),
  delegate: callerOf('delegate', LOZERE),
  paris: callerOf('secretary', 'centre-paris'),
  watch: callerOf('identity-watch', 'DEP-48'),
  watchOfParis: callerOf('identity-watch', 'DEP-75'),
  call: callerOf('call-centre', 'FRA'),
  prefect: callerOf('prefect', 'DEP-48'),
} as const;
type Who = keyof typeof CALLERS;
const tokenOf = (who: string): string => `token-of-the-${who}-here`;

const { within } = territoryOf('FRA', [
  { code: CENTRE, parent: LOZERE, name: 'Mende' },
  { code: 'centre-paris', parent: 'DEP-75', name: 'Paris' },
]);

const folder = mkdtempSync(join(tmpdir(), 'rappel-people-'));
const lines: string[] = [];
let trail: AuditEntry[] = [];
let failing = false;
let clock = '2021-03-20T10:00:00.000Z';
let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
let accessDb: Db;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 4, appRole: true, role: 'people' });
  accessDb = connect(database.url, { max: 4, appRole: true, role: 'access' });
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  app = createServer({
    routes: peopleRoutes({
      register: openRegister(db, keyring),
      write: async (entries) => {
        if (failing) throw new Error('the trail cannot be written');
        trail.push(...entries);
      },
      within,
      glasses: openGlass(accessDb, keyring),
      now: () => clock,
    }),
    problems: { ...PROBLEMS, ...PEOPLE_PROBLEMS },
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(new Map(Object.entries(CALLERS).map(([who, caller]) => [tokenOf(who), caller]))),
    within,
    ready: async () => true,
    log: { level: 'trace', stream },
  });
});
beforeEach(async () => {
  // An hour later, nobody has searched lately and no glass is broken any more.
  clock = new Date(Date.parse(clock) + 2 * 3_600_000).toISOString();
  trail = [];
  for (const table of ['person', 'person_key', 'token', 'by_subject', 'pair', 'person_before'])
    await db.query(`delete from people.${table}`);
});
afterAll(async () => {
  await app.close();
  await db.end();
  await accessDb.end();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = async (who: Who, method: 'GET' | 'POST', url: string, body?: object) => {
  const response = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${tokenOf(who)}`, 'accept-language': 'en' },
    ...(body && { payload: body }),
  });
  const answer: unknown = response.json();
  return { status: response.statusCode, answer };
};
const codeOf = (answer: unknown): string => Problem.parse(answer).code;
const Results = z.object({ people: z.array(Found), more: z.boolean() });

const NUMBER = `2550748095012${keyOf('2550748095012') ?? ''}`;
const ZELIE = {
  familyName: 'Brindaval',
  givenNames: 'Zélie Marguerite',
  birthDate: '1955-07-04',
  sex: 'f',
  nationalNumber: NUMBER,
  address: { postcode: '48000', city: 'Mende' },
};
const BY_NAME = { familyName: 'Brindaval', birthDate: '1955-07-04' };

const registerBody = (identity: object = ZELIE, over: object = {}) => ({
  id: randomUUID(),
  place: CENTRE,
  identity,
  ...over,
});
const registered = async (
  identity: object = ZELIE,
  who: Who = 'nurse',
  at = CENTRE,
): Promise<PersonShown> => {
  const body = registerBody(identity, { place: at });
  const { status, answer } = await send(who, 'POST', '/api/people', body);
  expect(status).toBe(201);
  trail = [];
  return PersonShown.parse(answer);
};
const search = async (who: Who, body: object = BY_NAME) => send(who, 'POST', '/api/people/search', body);

describe('searching', () => {
  test('whoever works at a desk finds anybody, and opens those of their territory', async () => {
    const { person } = await registered();
    for (const [who, open] of [
      ['nurse', true],
      ['paris', false],
      ['call', false],
    ] as const) {
      trail = [];
      const { status, answer } = await search(who);
      expect(status).toBe(200);
      expect(Results.parse(answer).people).toEqual([
        {
          person,
          familyName: 'Brindaval',
          givenNames: 'Zélie Marguerite',
          birthDate: '1955-07-04',
          sex: 'f',
          city: 'Mende',
          numberEnds: '12',
          trust: 'provisional',
          open,
          likeness: 1,
        },
      ]);
      const { id: account, role, places } = CALLERS[who];
      const detail = { by: 'familyName,birthDate', found: 1 };
      expect(trail).toEqual([
        { account, role, place: places[0], action: 'search', person, detail, request: expect.any(String) },
      ]);
    }
  });

  test('a search that finds nobody is written down as well', async () => {
    const { answer } = await search('nurse');
    expect(Results.parse(answer)).toEqual({ people: [], more: false });
    expect(trail).toMatchObject([{ action: 'search-none', detail: { found: 0 } }]);
    expect(trail[0]?.person).toBeUndefined();
  });

  test('identity watch finds the people of its territory alone', async () => {
    await registered();
    expect(Results.parse((await search('watch')).answer).people).toHaveLength(1);
    expect(Results.parse((await search('watchOfParis')).answer).people).toHaveLength(0);
  });

  test('who has no business with names is refused, and so is a question too wide', async () => {
    expect(codeOf((await search('prefect')).answer)).toBe('forbidden');
    const { status, answer } = await search('nurse', { familyName: 'Brindaval' });
    expect([status, codeOf(answer)]).toEqual([422, 'search-too-wide']);
    expect(Problem.parse(answer).detail).toContain('birth date');
    expect(trail).toEqual([]);
  });

  test('mass search: 30 a minute, 300 an hour, and when it may go on is told', async () => {
    const statuses = async (count: number): Promise<number[]> => {
      const answers = [];
      for (let i = 0; i < count; i++) answers.push(await search('call'));
      return answers.map(({ status }) => status);
    };
    const start = Date.parse(clock);
    const minutes = (count: number): string => new Date(start + count * 60_000).toISOString();
    const inMinute = await statuses(31);
    expect(inMinute.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(inMinute[30]).toBe(429);
    expect(await search('nurse')).toMatchObject({ status: 200 });
    for (let minute = 1; minute < 10; minute++) {
      clock = minutes(minute);
      expect(new Set(await statuses(30))).toEqual(new Set([200]));
    }
    clock = minutes(10);
    const { status, answer } = await search('call');
    expect([status, codeOf(answer)]).toEqual([429, 'search-too-often']);
    expect(Problem.parse(answer).detail).toContain(minutes(60));
  });

  test('no name and no number in the logs', async () => {
    await registered();
    await search('nurse');
    await search('nurse', { nationalNumber: `${NUMBER.slice(0, 13)}00` });
    const text = lines.join('').toLowerCase();
    expect(text).not.toBe('');
    for (const word of ['brindaval', 'zélie', '1955-07-04', '2550748', 'mende"'])
      expect(text).not.toContain(word);
  });
});

describe('registering', () => {
  test('a person is shown as kept, with their trust; sent again, the same', async () => {
    const body = registerBody(ZELIE, { evidence: [{ kind: 'document', document: 'passport' }] });
    const first = await send('nurse', 'POST', '/api/people', body);
    expect(first.status).toBe(201);
    const shown = PersonShown.parse(first.answer);
    expect(shown).toMatchObject({
      person: body.id,
      version: 1,
      trust: 'validated',
      place: 'DEP-48',
      warnings: [],
    });
    expect(shown.evidence).toEqual([
      { kind: 'document', document: 'passport', on: clock.slice(0, 10), by: CALLERS.nurse.id },
    ]);
    expect(await send('nurse', 'POST', '/api/people', body)).toEqual({ status: 200, answer: first.answer });
    expect(trail).toMatchObject([
      { action: 'register', person: body.id, detail: { known: false } },
      { action: 'register', person: body.id, detail: { known: true } },
      { action: 'read', person: body.id },
    ]);
  });

  test('a request that was heard opens no record to who may not open it', async () => {
    const body = registerBody();
    expect((await send('nurse', 'POST', '/api/people', body)).status).toBe(201);
    trail = [];
    const heard = await send('paris', 'POST', '/api/people', { ...body, place: 'centre-paris' });
    expect([heard.status, codeOf(heard.answer)]).toEqual([403, 'person-elsewhere']);
    expect(JSON.stringify(heard.answer)).not.toContain('Brindaval');
    expect(trail).toEqual([]);
  });

  test('the line comes before the record: where it cannot be written, nobody is registered', async () => {
    const body = registerBody();
    failing = true;
    expect((await send('nurse', 'POST', '/api/people', body)).status).toBeGreaterThanOrEqual(500);
    failing = false;
    expect((await db.query('select from people.person')).rowCount).toBe(0);
    expect((await send('nurse', 'POST', '/api/people', body)).status).toBe(201);
  });

  test('only a paper can be brought: what the national service says is not for a desk to tell', async () => {
    const over = { evidence: [{ kind: 'national-service' }] };
    const { status, answer } = await send('nurse', 'POST', '/api/people', registerBody(ZELIE, over));
    expect([status, codeOf(answer)]).toEqual([422, 'request-malformed']);
    const { person } = await registered();
    const rectified = { version: 1, identity: ZELIE, ...over };
    const refused = await send('nurse', 'POST', `/api/people/${person}/identity`, rectified);
    expect([refused.status, codeOf(refused.answer)]).toEqual([422, 'request-malformed']);
  });

  test('once searches are spent, registering still writes down who was found, and ends too', async () => {
    const { person } = await registered();
    const hour = clock;
    for (let i = 0; i < 30; i++) await search('nurse');
    trail = [];
    for (let i = 0; i < 30; i++) {
      const { status } = await send('nurse', 'POST', '/api/people', registerBody());
      expect(status).toBe(429);
    }
    expect(trail.filter(({ action }) => action === 'search')).toHaveLength(30);
    expect(new Set(trail.flatMap((line) => (line.action === 'search' ? [line.person] : [])))).toEqual(
      new Set([person]),
    );
    // Nobody is looked for any more, known or not.
    trail = [];
    const unknown = { familyName: 'Inconnuville', givenNames: 'Nadir', birthDate: '1961-01-01', sex: 'm' };
    for (const identity of [ZELIE, unknown])
      expect((await send('nurse', 'POST', '/api/people', registerBody(identity))).status).toBe(429);
    expect(trail).toEqual([]);
    clock = new Date(Date.parse(hour) + 60_000).toISOString();
    expect((await send('nurse', 'POST', '/api/people', registerBody(unknown))).status).toBe(201);
  });

  test('a desk that registers many people whom nobody is like is not held up', async () => {
    const statuses = [];
    for (let i = 0; i < 35; i++) {
      const identity = {
        familyName: `Zy${'abcdefghijklmnop'[i % 16]}x${'qrstuvw'[i % 7]}ol`,
        givenNames: `Ordalie${'klmnop'[i % 6]}`,
        birthDate: `19${String(40 + i)}-0${(i % 9) + 1}-1${i % 10}`,
        sex: 'f',
      };
      statuses.push((await send('nurse', 'POST', '/api/people', registerBody(identity))).status);
    }
    expect(new Set(statuses)).toEqual(new Set([201]));
  });

  test('people alike are shown first, each look written down, then the pair is left', async () => {
    const { person } = await registered();
    const body = registerBody({ ...ZELIE, familyName: 'Bryndaval' });
    const { status, answer } = await send('nurse', 'POST', '/api/people', body);
    expect(status).toBe(409);
    const { candidates } = z.object({ candidates: z.array(Found) }).parse(answer);
    expect(candidates).toMatchObject([{ person, open: true }]);
    expect(trail).toMatchObject([
      { action: 'register', person: body.id },
      { action: 'search', person, detail: { by: 'register' } },
    ]);
    const again = await send('nurse', 'POST', '/api/people', { ...body, notThese: [person] });
    expect(again.status).toBe(201);
    const codes = PersonShown.parse(again.answer).warnings.map(({ code }) => code);
    expect(codes).toEqual(['number-shared']);
    expect((await db.query('select from people.pair')).rowCount).toBe(1);
  });

  test.each([
    [{ nationalNumber: `${NUMBER.slice(0, 13)}00` }, 422, 'national-number-key'],
    [{ nationalNumber: '12' }, 422, 'national-number-form'],
    [{ birthDate: '2050-01-01' }, 422, 'birth-date-future'],
    [{ birthDate: '12/03/1980' }, 422, 'request-malformed'],
    [{ familyName: 'a\u0000b' }, 422, 'request-malformed'],
  ])('%j is refused', async (over, status, code) => {
    const refused = await send('nurse', 'POST', '/api/people', registerBody({ ...ZELIE, ...over }));
    expect([refused.status, codeOf(refused.answer)]).toEqual([status, code]);
    expect(trail).toEqual([]);
  });

  test('at a place of others nobody is registered', async () => {
    const body = registerBody(ZELIE, { place: 'centre-paris' });
    expect(codeOf((await send('nurse', 'POST', '/api/people', body)).answer)).toBe('place-forbidden');
  });
});

describe('opening, rectifying, breaking the glass', () => {
  test('a person of the territory is opened, and it is written down', async () => {
    const shown = await registered();
    expect(await send('nurse', 'GET', `/api/people/${shown.person}`)).toEqual({ status: 200, answer: shown });
    expect(trail).toMatchObject([{ action: 'read', person: shown.person, place: LOZERE }]);
  });

  test('the id of a person of another territory: 403, nothing shown, nothing told apart', async () => {
    const { person } = await registered();
    const elsewhere = await send('paris', 'GET', `/api/people/${person}`);
    const nobody = await send('paris', 'GET', '/api/people/nobody-here');
    expect([elsewhere.status, codeOf(elsewhere.answer)]).toEqual([403, 'person-elsewhere']);
    const bare = ({ answer }: { answer: unknown }) => ({ ...Problem.parse(answer), instance: '' });
    expect(bare(nobody)).toEqual(bare(elsewhere));
    expect(JSON.stringify(elsewhere.answer)).not.toContain('Brindaval');
    expect(trail).toEqual([]);
  });

  test('who may break the glass is told so; broken, the person opens for an hour, for this account alone', async () => {
    const inParis = { ...ZELIE, address: { postcode: '75011', city: 'Paris' } };
    const { person } = await registered(inParis, 'paris', 'centre-paris');
    const open = () => send('nurse', 'GET', `/api/people/${person}`);
    const closed = await open();
    expect([closed.status, codeOf(closed.answer)]).toEqual([403, 'person-elsewhere']);
    expect(Problem.parse(closed.answer).detail).toContain('break the glass');
    expect(codeOf((await send('nurse', 'GET', '/api/people/nobody-here')).answer)).toBe('person-unknown');
    const url = `/api/people/${person}/break-glass`;
    expect(codeOf((await send('nurse', 'POST', url, { reason: 'short' })).answer)).toBe('request-malformed');
    const reason = { reason: 'Unconscious, allergy to be looked for' };
    expect((await send('delegate', 'POST', url, reason)).status).toBe(403);
    const broke = await send('nurse', 'POST', url, reason);
    expect(broke).toMatchObject({ status: 200, answer: { person } });
    const { rows } = await accessDb.query('select account, role, person, place from access.glass');
    expect(rows).toEqual([{ account: CALLERS.nurse.id, role: 'vaccinator', person, place: 'DEP-75' }]);
    expect((await open()).status).toBe(200);
    expect(Results.parse((await search('nurse')).answer).people).toMatchObject([{ open: true }]);
    expect((await send('delegate', 'GET', `/api/people/${person}`)).status).toBe(403);
    expect(trail.map(({ action }) => action)).toEqual(['break-glass', 'read', 'search']);
    clock = new Date(Date.parse(clock) + 3_600_000).toISOString();
    expect((await open()).status).toBe(403);
    expect((await send('nurse', 'POST', '/api/people/nobody-here/break-glass', reason)).status).toBe(404);
  });

  test('rectified, the version grows, and an old version is refused', async () => {
    const { person } = await registered();
    const url = `/api/people/${person}/identity`;
    const body = { version: 1, identity: { ...ZELIE, usedFamilyName: 'Oursival' } };
    expect(await send('watch', 'POST', url, body)).toMatchObject({
      status: 200,
      answer: { version: 2, identity: { usedFamilyName: 'Oursival' } },
    });
    expect(trail).toMatchObject([{ action: 'rectify', person, detail: { version: 2 } }]);
    expect(codeOf((await send('nurse', 'POST', url, body)).answer)).toBe('version-stale');
    expect(codeOf((await send('watchOfParis', 'POST', url, body)).answer)).toBe('person-elsewhere');
  });
});
