/** Access under attack, through the real server: other people's ids, forged places, requests of odd shapes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '#access/roles.ts';
import { type Asked, PLACES, type Where } from './access-people.ts';
import { type Coming, openProgram, type Program } from './access-program.ts';
import { REQUESTS } from './access-requests.ts';

let program: Program;
beforeAll(async () => {
  program = await openProgram();
});
afterAll(() => program.close());

const make = async (id: string, where: Where): Promise<Asked> => {
  const entry = REQUESTS[id];
  if (entry === undefined) throw new Error(`no request of ${id}`);
  return entry.make({ program, where, place: PLACES[where] });
};

const comeAs = (role: Role): Promise<Coming> => program.comeAs(role, PLACES.own);

const get = (coming: Coming, url: string) => program.app.inject({ url, headers: coming.headers });
const post = (coming: Coming, url: string, payload: object, headers: Record<string, string> = {}) =>
  program.app.inject({ method: 'POST', url, headers: { ...coming.headers, ...headers }, payload });

describe('a forged place', () => {
  test.each([
    ['twice, ours first', '?place=DEP-48&place=DEP-75'],
    ['twice, ours last', '?place=DEP-75&place=DEP-48'],
    ['as a list', '?place[]=DEP-48&place[]=DEP-75'],
    ['as a member', '?place[code]=DEP-75'],
    ['under a prototype', '?__proto__[place]=DEP-75'],
    ['left out', ''],
    ['empty', '?place='],
    ['with its case changed', '?place=dep-75'],
    ['with spaces', '?place=%20DEP-48'],
    ['with a zero byte', '?place=DEP-48%00DEP-75'],
    ['two in one', '?place=DEP-48,DEP-75'],
    ['of the nation', '?place=FRA'],
    ['of the region above', '?place=REG-76'],
    ['everywhere', '?place=*'],
    ['a pattern', '?place=%25'],
    ['of a commune elsewhere', '?place=75056'],
    ['a bare department elsewhere', '?place=75'],
    ['a property of every object', '?place=constructor'],
    ['ours, and another name for it', '?place=DEP-48&Place=DEP-75'],
    ['ours, and another field', '?place=DEP-48&places=DEP-75'],
  ])('%s, is refused on every list bound to a place', async (_what, query) => {
    const answers = [];
    for (const [role, url] of [
      ['data-protection', '/api/access/glass'],
      ['data-protection', '/api/access/audit'],
      ['data-protection', '/api/privacy/requests'],
      ['identity-watch', '/api/identity/pairs'],
      ['identity-watch', '/api/identity/merges'],
      ['centre-manager', '/api/access/delegations'],
    ] as const) {
      const { statusCode } = await get(await comeAs(role), url + query);
      answers.push(`${url} ${[403, 422].includes(statusCode) ? 'refused' : statusCode}`);
    }
    expect(answers.filter((answer) => !answer.endsWith('refused'))).toEqual([]);
  });

  test('in the address while the body says ours, or the other way round, is refused', async () => {
    const manager = await comeAs('centre-manager');
    const { body = {} } = await make('delegate', 'own');
    expect((await post(manager, '/api/access/delegations?place=DEP-75', body)).statusCode).toBe(403);
    expect((await post(manager, '/api/access/delegations?place=C-64', body)).statusCode).toBe(422);
    const elsewhere = { ...body, place: 'DEP-75' };
    expect((await post(manager, '/api/access/delegations?place=DEP-48', elsewhere)).statusCode).toBe(403);
  });

  test('said twice in one body, is read once: what is checked is what is used', async () => {
    const manager = await comeAs('centre-manager');
    const { body = {} } = await make('delegate', 'own');
    const twice = (first: string, last: string): string =>
      `{"place":"${first}",${JSON.stringify({ ...body, place: last }).slice(1)}`;
    const send = (payload: string) =>
      program.app.inject({
        method: 'POST',
        url: '/api/access/delegations',
        headers: { ...manager.headers, 'content-type': 'application/json' },
        payload,
      });
    expect((await send(twice('C-64', 'C-502'))).statusCode).toBe(403);
    const read = await send(twice('C-502', 'C-64'));
    expect([read.statusCode, read.json().delegation.place]).toEqual([201, 'C-64']);
  });

  test('as a list, an object, a number or nothing in the body, is refused', async () => {
    const manager = await comeAs('centre-manager');
    const { body = {} } = await make('delegate', 'own');
    for (const place of [['C-64'], ['DEP-75'], { code: 'DEP-75' }, 75, null, true, '', 'FRA', 'DEP-48'])
      expect([403, 422]).toContain(
        (await post(manager, '/api/access/delegations', { ...body, place })).statusCode,
      );
    expect((await post(manager, '/api/access/delegations', [body])).statusCode).toBe(422);
  });

  test('typed by somebody of the whole nation, is refused and is not in the trail', async () => {
    const typed = 'Jeanne Exemplaire, née le 11 février 1938';
    for (const place of [typed, '\0', 'DEP-48\0', '__proto__', 'REG-00', '48Bob', 'C-0', ' FRA']) {
      const officer = await program.comeAs('data-protection', 'FRA');
      const watch = await program.comeAs('identity-watch', 'FRA');
      const manager = await program.comeAs('centre-manager', 'FRA');
      const asked = `?place=${encodeURIComponent(place)}`;
      const { body = {} } = await make('delegate', 'own');
      const { body: registering = {} } = await make('registerPerson', 'own');
      const answers = [
        await get(officer, `/api/access/glass${asked}`),
        await get(officer, `/api/access/audit${asked}`),
        await get(officer, `/api/privacy/requests${asked}`),
        await get(watch, `/api/identity/pairs${asked}`),
        await get(manager, `/api/access/delegations${asked}`),
        await post(manager, '/api/access/delegations', { ...body, place }),
        await post(manager, '/api/people', { ...registering, place }),
      ];
      expect(answers.map((answer) => [place, answer.statusCode, answer.json().code])).toEqual(
        answers.map(() => [place, 422, 'place-unknown']),
      );
    }
    const { rowCount } = await program.access.query('select from access.audit where place = $1', [typed]);
    expect(rowCount).toBe(0);
  });

  test('in one line of a batch of injections, costs that line and no other', async () => {
    const nurse = await comeAs('vaccinator');
    const lines = [await make('recordInjections', 'own'), await make('recordInjections', 'elsewhere')];
    const response = await post(
      nurse,
      '/api/vaccination/injections',
      lines.map(({ body }) => body ?? {}),
    );
    expect(response.json().results.map(({ status }: { status: number }) => status)).toEqual([201, 403]);
  });
});

describe('ids of another territory', () => {
  test('a person elsewhere is neither read nor rectified, and nothing of them is in the refusal', async () => {
    const { params = {} } = await make('readPerson', 'elsewhere');
    const rectify = await make('rectifyPerson', 'elsewhere');
    for (const role of ['vaccinator', 'secretary', 'centre-manager', 'identity-watch'] as const) {
      const coming = await comeAs(role);
      const read = await get(coming, `/api/people/${params.person}`);
      expect([role, read.statusCode, read.json().code]).toEqual([role, 403, 'person-elsewhere']);
      const mended = await post(coming, `/api/people/${rectify.params?.person}/identity`, rectify.body ?? {});
      expect([role, mended.statusCode]).toEqual([role, 403]);
      expect(read.body + mended.body).not.toMatch(/Essai|Camille|75056/);
    }
  });

  test('to who may not break the glass, a person elsewhere and nobody are told alike', async () => {
    const { params = {} } = await make('readPerson', 'elsewhere');
    const coming = await comeAs('secretary');
    const told = async (id: string) => {
      const { instance: _, ...problem } = (await get(coming, `/api/people/${id}`)).json();
      return problem;
    };
    expect(await told(params.person ?? '')).toEqual(await told(randomUUID()));
  });

  test('glass opens one person to one account', async () => {
    const [one, other] = [await make('readPerson', 'elsewhere'), await make('readPerson', 'elsewhere')];
    const breaker = await comeAs('vaccinator');
    const person = `/api/people/${one.params?.person}`;
    const reason = 'unconscious at the emergency room';
    expect((await post(breaker, `${person}/break-glass`, { reason })).statusCode).toBe(200);
    expect((await get(breaker, person)).statusCode).toBe(200);
    expect((await get(await comeAs('vaccinator'), person)).statusCode).toBe(403);
    expect((await get(breaker, `/api/people/${other.params?.person}`)).statusCode).toBe(403);
  });

  test('glass, a request or a delegation of elsewhere is not settled under the name of our place', async () => {
    const officer = await comeAs('data-protection');
    const { body: glass = {} } = await make('reviewGlass', 'elsewhere');
    expect((await post(officer, '/api/access/glass/review', { ...glass, place: 'DEP-48' })).statusCode).toBe(
      404,
    );
    const { body: asked = {} } = await make('answerPrivacyRequest', 'elsewhere');
    expect((await post(officer, '/api/privacy/requests/answer', asked)).statusCode).toBe(403);
    const { body: delegation = {} } = await make('revokeDelegation', 'elsewhere');
    const manager = await comeAs('centre-manager');
    const revoke = '/api/access/delegations/revoke';
    expect((await post(manager, revoke, { ...delegation, place: 'DEP-48' })).statusCode).toBe(404);
  });
});

describe('a delegation', () => {
  const give = async (coming: Coming, change: object) => {
    const { body = {} } = await make('delegate', 'own');
    const { statusCode, body: text } = await post(coming, '/api/access/delegations', { ...body, ...change });
    return [statusCode, statusCode === 201 ? 'given' : JSON.parse(text).code];
  };

  test.each([
    'regional-agency',
    'task-force',
    'prefect',
    'data-protection',
    'vaccinator',
    'delegate',
  ] as const)('is given by no %s, not even of the whole nation', async (role) => {
    expect(await give(await program.comeAs(role, 'FRA'), {})).toEqual([403, 'forbidden']);
  });

  test('opens a centre and no more, whatever the place of who gives it', async () => {
    const manager = await program.comeAs('centre-manager', 'FRA');
    for (const place of ['FRA', 'REG-76', 'DEP-48', '48', '48095', '75056', 'DEP-75'])
      expect([place, ...(await give(manager, { place }))]).toEqual([place, 422, 'delegation-place']);
    expect(await give(manager, { place: 'C-64' })).toEqual([201, 'given']);
  });

  test('of an instant no clock reads is refused, and is no fault of the server', async () => {
    const manager = await comeAs('centre-manager');
    const until = '2021-03-27T20:00:00Z';
    for (const from of [
      '2021-03-20T10:00:00.1234567890123Z',
      '2021-03-20T10:00:00.1234567890+01:00',
      '0000-01-01T00:00:00+23:00',
      '9999-12-31T23:59:59-23:59',
      '2021-03-20T24:00:00Z',
    ]) {
      expect([from, (await give(manager, { from, until }))[0]]).toEqual([from, 422]);
      expect([from, (await give(manager, { until: from }))[0]]).toEqual([from, 422]);
    }
    expect(await give(manager, { from: '2021-03-20T10:00:00.123456789Z' })).toEqual([201, 'given']);
  });
});

describe('who somebody is', () => {
  test('is not taken from the request: a role, rights or places that are sent change nothing', async () => {
    const prefect = await comeAs('prefect');
    const { params = {} } = await make('readPerson', 'own');
    for (const url of [
      `/api/people/${params.person}`,
      `/api/people/${params.person}?role=vaccinator&rights=people:read&places=FRA`,
    ])
      expect((await get(prefect, url)).json().code).toBe('forbidden');
    const forged = {
      ...prefect,
      headers: { ...prefect.headers, 'x-role': 'vaccinator', 'x-forwarded-user': 'psc:1' },
    };
    expect((await get(forged, `/api/people/${params.person}`)).statusCode).toBe(403);
  });

  test('a form of another site does nothing, whatever the case of its content type', async () => {
    const manager = await comeAs('centre-manager');
    const { body = {} } = await make('delegate', 'own');
    const payload = new URLSearchParams(
      Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    for (const type of [
      'application/x-www-form-urlencoded',
      'Application/X-WWW-Form-URLencoded',
      'APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await program.app.inject({
        method: 'POST',
        url: '/api/access/delegations',
        headers: { ...manager.headers, 'content-type': type },
        payload,
      });
      expect([type, response.statusCode]).toEqual([type, 415]);
    }
  });

  test('a token that is nobody’s is not made up for by a session', async () => {
    const nurse = await comeAs('vaccinator');
    const { params = {} } = await make('readPerson', 'own');
    const both = { ...nurse, headers: { ...nurse.headers, authorization: 'Bearer of-nobody' } };
    expect((await get(both, `/api/people/${params.person}`)).statusCode).toBe(401);
  });

  test.each(['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)(
    'another method than those declared opens nothing: %s',
    async (method) => {
      const { params = {} } = await make('readPerson', 'own');
      const { statusCode, body } = await program.app.inject({ method, url: `/api/people/${params.person}` });
      expect([401, 404, 405]).toContain(statusCode);
      expect(body).not.toContain('Essai');
    },
  );

  test('an address written in another way asks for the same right', async () => {
    const { params = {} } = await make('readPerson', 'own');
    const prefect = await comeAs('prefect');
    const id = params.person ?? '';
    for (const url of [
      `/api/people/${id}/`,
      `//api/people/${id}`,
      `/api//people/${id}`,
      `/API/people/${id}`,
      `/api/people/./${id}`,
      `/api/session/../people/${id}`,
      `/api/people/%2e%2e/people/${id}`,
      `/api/people/${id}%00`,
      `/api/people/${id}?`,
      `/api/people/${id};x=1`,
      `/api/people/%${id.charCodeAt(0).toString(16)}${id.slice(1)}`,
    ]) {
      const { statusCode, body } = await get(prefect, url);
      expect([url, statusCode >= 400]).toEqual([url, true]);
      expect(body).not.toContain('Essai');
    }
  });
});

describe('the trail', () => {
  test('no word of a search, a reason or a record is in it', async () => {
    const nurse = await comeAs('vaccinator');
    const { body: criteria = {} } = await make('searchPeople', 'elsewhere');
    await post(nurse, '/api/people/search', criteria);
    const { params = {} } = await make('readPerson', 'elsewhere');
    const reason = 'fainted in the street';
    await post(nurse, `/api/people/${params.person}/break-glass`, { reason });
    const { rows } = await program.access.query('select * from access.audit where account = $1', [
      nurse.account,
    ]);
    expect(rows.length).toBeGreaterThanOrEqual(2);
    const text = JSON.stringify(rows);
    for (const value of [...Object.values(criteria), reason, 'Essai', 'Camille'])
      expect(text).not.toContain(value);
  });

  test('a look that cannot be written down is not answered, and says nothing', async () => {
    const nurse = await comeAs('vaccinator');
    const { params = {} } = await make('readPerson', 'own');
    await program.owner.query('revoke insert on access.audit from rappel_access');
    try {
      const { statusCode, body } = await get(nurse, `/api/people/${params.person}`);
      expect(statusCode).toBe(500);
      expect(body).not.toContain('Essai');
    } finally {
      await program.owner.query('grant insert on access.audit to rappel_access');
    }
    expect((await get(nurse, `/api/people/${params.person}`)).statusCode).toBe(200);
  });

  test('after all of this, its chain holds', async () => {
    const officer = await program.comeAs('data-protection', 'FRA');
    const answer = (await get(officer, '/api/access/audit?place=FRA')).json();
    expect(answer).toMatchObject({ intact: true, brokenAt: null });
    expect(answer.total).toBeGreaterThan(5);
  });
});
