/** Exports of facts (HL7 Bulk Data Access 2.0) through the real server, by software that signs in by itself. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rightsOf } from '#access/roles.ts';
import type { Fact } from '#facts/fact.ts';
import { mergeSubjects } from '#facts/same-person.pg.ts';
import { OperationOutcome } from '#fhir/outcome.ts';
import { Manifest } from '#programmes/vaccination/fhir/export.api.ts';
import { assertionOf, formOf, makeSoftware } from '../../../../tests/smart.ts';
import { openSmartCare, type SmartCare } from '../../../../tests/smart-care.ts';
import { faultsOf } from '../../../../tests/smart-validators.ts';

const ANALYST = 'a-token-of-the-analyst';
const OTHER = 'a-token-of-another-analyst';
const HOSPITAL = 'a-token-of-the-hospital';
const CALLERS = new Map(
  [
    [ANALYST, 'psc:analyst', 'data-scientist', 'FRA'] as const,
    [OTHER, 'psc:other', 'data-scientist', 'FRA'] as const,
    [HOSPITAL, 'software:chu', 'software', 'DEP-48'] as const,
  ].map(([token, id, role, place]) => [token, { id, role, rights: rightsOf(role), places: [place] }]),
);

let clock = '2021-03-20T10:00:00.000Z';
let care: SmartCare;
let base: string;

beforeAll(async () => {
  care = await openSmartCare(CALLERS, () => clock);
  base = `${care.site.url}/fhir/R4`;
});
afterAll(() => care.close());

const get = (url: string, token = ANALYST, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers } });
const ask = (query = '', token = ANALYST, path = '/$export'): Promise<Response> =>
  get(`${base}${path}${query}`, token, { prefer: 'respond-async', accept: 'application/fhir+json' });

/** Where an export that was begun is followed. */
const begun = async (response: Response): Promise<string> => {
  expect(response.status, await response.clone().text()).toBe(202);
  return response.headers.get('content-location') ?? '';
};

/** Asks until the export is over, as the server says to. */
const over = async (url: string, token = ANALYST): Promise<Response> => {
  for (;;) {
    const response = await get(url, token);
    if (response.status !== 202) return response;
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(response.headers.get('x-progress')).toMatch(/^\d+ resources$/);
  }
};

const Line = z.looseObject({ resourceType: z.string(), id: z.string().optional() });
type Line = z.infer<typeof Line>;

/** Every resource of a finished export, by type; each accepted by both validators. */
const exported = async (query = '', token = ANALYST, path = '/$export') => {
  const url = await begun(await ask(query, token, path));
  const response = await over(url, token);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const manifest = Manifest.parse(await response.json());
  const lines = new Map<string, Line[]>();
  for (const { type, url: file, count } of [...manifest.output, ...manifest.deleted]) {
    const answer = await get(file, token, { accept: 'application/fhir+ndjson' });
    expect(answer.headers.get('content-type')).toContain('application/fhir+ndjson');
    const text = await answer.text();
    const read = text
      .trimEnd()
      .split('\n')
      .map((line) => Line.parse(JSON.parse(line)));
    expect(read).toHaveLength(count);
    for (const one of read) expect(faultsOf(one), JSON.stringify(one)).toEqual([]);
    lines.set(type, [...(lines.get(type) ?? []), ...read]);
  }
  await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  return { manifest, lines, ids: (type: string) => (lines.get(type) ?? []).map(({ id }) => id ?? '') };
};

let made = 0;
const injection = (subject: string, place: string, more: Partial<Fact> = {}): Fact => {
  made += 1;
  return {
    ...{ id: `act-${made}`, kind: 'injection', subject, occurredOn: '2021-03-10', place },
    ...{ recordedAt: '2021-03-10T12:00:00.000Z', by: 'psc:899700366240', source: 'api psc/eidas2' },
    body: { product: 'PF', rank: 1, age: 85, lot: 'EJ6795', at: '10:30' },
    ...more,
  };
};

const person = (familyName: string) => ({
  ...{ familyName, givenNames: 'Camille', birthDate: '1950-02-03', sex: 'f' as const, birthPlace: '48095' },
});

describe('an export', () => {
  test('holds what stands, without a name, accepted by two validators', async () => {
    const { subject } = await care.addPerson(person('Essaiexport'));
    const [first, wrong] = [injection(subject, 'C-64'), injection(subject, 'C-64')];
    const corrected = injection(subject, 'C-64', {
      ...{ corrects: first.id, reason: 'the lot', recordedAt: '2021-03-11T08:00:00.000Z' },
      body: { product: 'PF', rank: 2, lot: 'EK0001' },
    });
    const retraction = {
      ...injection(subject, 'C-64', { corrects: wrong.id, reason: 'another person', body: {} }),
      kind: 'retraction',
    };
    await care.put([first, wrong, corrected, retraction]);
    const { lines, manifest, ids } = await exported(
      '?_type=Immunization,Patient,Location,Practitioner,PractitionerRole,Provenance',
    );
    const acts = (lines.get('Immunization') ?? []).filter(({ id }) => id?.startsWith(subject));
    expect(acts).toMatchObject([
      { id: `${subject}.${first.id}`, meta: { versionId: '2' }, lotNumber: 'EK0001', status: 'completed' },
    ]);
    expect(ids('Patient')).toContain(subject);
    expect(ids('Location')).toEqual(expect.arrayContaining(['FRA', 'REG-76', 'DEP-48', 'C-64']));
    expect(ids('Practitioner')).toContain('psc..2899700366240');
    expect(ids('Provenance')).toContain(`${subject}.${corrected.id}`);
    expect(manifest).toMatchObject({ requiresAccessToken: true, error: [], deleted: [] });
    expect(JSON.stringify([...lines])).not.toMatch(/Essaiexport|Camille|1950-02-03/);
    const { rows } = await care.access.query(
      `select account, detail from access.audit where action = 'facts-export' order by seq desc limit 1`,
    );
    expect(rows).toMatchObject([{ account: 'psc:analyst', detail: { place: 'FRA', since: false } }]);
  });

  test('of a hospital is of its territory, whatever it asks', async () => {
    const [near, far] = [injection('p-near', '48'), injection('p-far', '75')];
    await care.put([near, far]);
    const own = await exported('', HOSPITAL);
    expect(own.ids('Immunization')).toContain(`p-near.${near.id}`);
    expect(own.ids('Immunization')).not.toContain(`p-far.${far.id}`);
    expect(own.ids('Patient')).not.toContain('p-far');
    const all = await exported('', ANALYST, '/Patient/$export');
    expect(all.ids('Immunization')).toEqual(expect.arrayContaining([`p-near.${near.id}`, `p-far.${far.id}`]));
    expect((await exported('?place=DEP-75')).ids('Immunization')).not.toContain(`p-near.${near.id}`);
    const elsewhere = await ask('?place=DEP-75', HOSPITAL);
    expect(elsewhere.status).toBe(403);
    expect((await ask('?place=nowhere')).status).toBe(422);
  });

  test('since an instant holds what came after, and what was deleted', async () => {
    const [old, fresh, gone] = [
      injection('p-since', '48', { recordedAt: '2021-03-01T08:00:00.000Z' }),
      injection('p-since', '48', { recordedAt: '2021-03-18T08:00:00.000Z' }),
      injection('p-since', '48', { recordedAt: '2021-03-01T08:00:00.000Z' }),
    ];
    const retraction = {
      ...injection('p-since', '48', { corrects: gone.id, reason: 'another person', body: {} }),
      ...{ kind: 'retraction', recordedAt: '2021-03-19T08:00:00.000Z' },
    };
    await care.put([old, fresh, gone, retraction]);
    const { ids, lines } = await exported('?_since=2021-03-17T09:00:00%2B01:00&_type=Immunization');
    expect(ids('Immunization')).toEqual([`p-since.${fresh.id}`]);
    expect(lines.get('Bundle')).toMatchObject([
      {
        type: 'transaction',
        entry: [{ request: { method: 'DELETE', url: `Immunization/p-since.${gone.id}` } }],
      },
    ]);
  });

  test('leaves out who is opposed to research, in all their records, but not for care', async () => {
    const one = await care.addPerson(person('Essaiopposee'));
    const twin = await care.addPerson({ ...person('Autreopposee'), birthDate: '1951-02-03' });
    const acts = [injection(one.subject, '48'), injection(twin.subject, '48')];
    await care.put(acts);
    const isIn = async (token: string): Promise<boolean[]> => {
      const { ids } = await exported('?_type=Immunization,Patient', token);
      return [one, twin].map(({ subject }) => ids('Patient').includes(subject));
    };
    expect(await isIn(ANALYST)).toEqual([true, true]);
    await care.people.setOpposed(one.id, clock, 'self', clock);
    expect(await isIn(ANALYST)).toEqual([false, true]);
    await care.people.setMergedInto(twin.id, one.id);
    expect(await isIn(ANALYST)).toEqual([false, false]);
    expect(await isIn(HOSPITAL)).toEqual([true, true]);
  });

  test('says who became one person', async () => {
    await care.put([injection('p-kept', '48'), injection('p-merged', '48')]);
    await mergeSubjects(care.care.db, { kept: 'p-kept', merged: 'p-merged', by: 'test', now: clock });
    const { lines } = await exported('?_type=Patient');
    expect((lines.get('Patient') ?? []).find(({ id }) => id === 'p-merged')).toMatchObject({
      link: [{ other: { reference: 'Patient/p-kept' }, type: 'replaced-by' }],
    });
  });

  test('reads a ledger of many pages, each act once', async () => {
    const many = Array.from({ length: 6000 }, (_, i) =>
      injection(`p-many-${String(Math.floor(i / 7)).padStart(5, '0')}`, '48'),
    );
    for (let at = 0; at < many.length; at += 1000) await care.put(many.slice(at, at + 1000));
    const url = await begun(await ask('?_type=Immunization'));
    const manifest = Manifest.parse(await (await over(url)).json());
    const text = await (await get(manifest.output[0]?.url ?? '')).text();
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => Line.parse(JSON.parse(line)).id ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('p-many-')).sort()).toEqual(
      many.map(({ subject, id }) => `${subject}.${id}`).sort(),
    );
    await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${ANALYST}` } });
  });
});

const issueOf = async (response: Response) =>
  OperationOutcome.parse(await response.json()).issue.map(({ details }) => details?.coding?.[0]?.code);

describe('what is asked', () => {
  test.each([
    ['no preference', '', {}, 'export-async-needed'],
    ['an element', '?_elements=id', { prefer: 'respond-async, handling=lenient' }, 'export-parameter'],
    ['a type it has not', '?_type=Observation', { prefer: 'respond-async' }, 'export-parameter'],
    ['a format', '?_outputFormat=text/csv', { prefer: 'respond-async' }, 'export-parameter'],
    ['no instant', '?_since=yesterday', { prefer: 'respond-async' }, 'export-parameter'],
    ['a filter', '?_typeFilter=x', { prefer: 'respond-async' }, 'export-parameter'],
    [
      'twice the same',
      '?_since=2021-03-17&_since=2021-03-18',
      { prefer: 'respond-async' },
      'export-parameter',
    ],
  ])('is refused with %s', async (_what, query, headers, code) => {
    const response = await get(`${base}/$export${query}`, ANALYST, headers);
    expect(response.status).toBe(400);
    expect(await issueOf(response)).toEqual([code]);
  });

  test('is taken in any way the specification writes it, and what is not known is ignored on demand', async () => {
    const { manifest } = await exported('?_outputFormat=ndjson&_since=2021-03-19T00:00:00Z');
    expect(manifest.request).toContain('_since=2021-03-19');
    const lenient = await get(`${base}/$export?_typeFilter=x&_type=Location`, ANALYST, {
      prefer: 'respond-async; handling=lenient',
    });
    const url = await begun(lenient);
    await over(url);
    await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${ANALYST}` } });
  });

  test('is what the scopes of the token allow', async () => {
    const software = await makeSoftware({ scopes: ['system/Immunization.rs'] });
    care.site.register(software.registration);
    const token = async (): Promise<string> => {
      // The clock of the site is that of the tests.
      const exp = Math.floor(Date.parse(clock) / 1000) + 60;
      const assertion = await assertionOf(software, `${base}/auth/token`, { exp });
      const form = formOf(assertion, 'system/*.rs');
      const answer = await fetch(`${base}/auth/token`, { method: 'POST', body: form });
      return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
    };
    const bearer = await token();
    const { lines } = await exported('', bearer);
    expect([...lines.keys()].sort()).toEqual(['Immunization', 'Location']);
    const refused = await ask('?_type=Patient', bearer);
    expect(refused.status).toBe(403);
    expect(await issueOf(refused)).toEqual(['scope-missing']);
  });
});

describe('an export belongs to who asked', () => {
  test('and nobody else sees, reads or deletes it', async () => {
    const url = await begun(await ask('?_type=Immunization'));
    const manifest = Manifest.parse(await (await over(url)).json());
    const file = manifest.output[0]?.url ?? '';
    for (const token of [OTHER, HOSPITAL])
      for (const [method, address] of [
        ['GET', url],
        ['DELETE', url],
        ['GET', file],
      ] as const) {
        const response = await fetch(address, { method, headers: { authorization: `Bearer ${token}` } });
        // The hospital's right does not even reach the nation.
        expect(response.status).toBe(token === OTHER ? 404 : 403);
      }
    expect((await fetch(file)).status).toBe(401);
    for (const wrong of ['export.json', '..%2f..%2fkeys.json', 'Immunization-2.ndjson'])
      expect((await get(file.replace('Immunization-1.ndjson', wrong))).status).toBeGreaterThanOrEqual(400);
    const deleted = await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${ANALYST}` } });
    expect(deleted.status).toBe(202);
    expect((await get(url)).status).toBe(404);
    expect((await get(file)).status).toBe(404);
  });

  test('for a day', async () => {
    const url = await begun(await ask('?_type=Location'));
    expect((await over(url)).headers.get('expires')).toMatch(/GMT$/);
    const before = clock;
    clock = '2021-03-21T10:00:01.000Z';
    const another = await begun(await ask('?_type=Location', OTHER));
    expect((await get(url)).status).toBe(404);
    await over(another, OTHER);
    await fetch(another, { method: 'DELETE', headers: { authorization: `Bearer ${OTHER}` } });
    clock = before;
  });

  test('and one that was cut by a stop of the server is told to have failed', async () => {
    const url = await begun(await ask('?_type=Location'));
    await over(url);
    const folder = join(care.folder, 'exports');
    const [id = ''] = await readdir(folder);
    const state = await care.stateOf(id);
    const beatAt = '2021-03-20T09:58:00.000Z';
    await writeFile(
      join(folder, id, 'export.json'),
      JSON.stringify({ ...state, state: 'running', endedAt: null, beatAt }),
    );
    const response = await get(url);
    expect(response.status).toBe(410);
    expect(JSON.stringify(await response.json())).toContain('ask for it again');
    await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${ANALYST}` } });
  });

  test('who has one under way waits for its end', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('?_type=Immunization')));
    const taken = answers.filter(({ status }) => status === 202);
    const busy = answers.filter(({ status }) => status === 429);
    expect(taken.length).toBeGreaterThanOrEqual(1);
    expect(taken.length + busy.length).toBe(5);
    expect(busy[0]?.headers.get('retry-after')).toBe('120');
    for (const response of taken) {
      const url = await begun(response);
      await over(url);
      await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${ANALYST}` } });
    }
    expect(await readdir(join(care.folder, 'exports'))).toEqual([]);
  });
});

test('an export that is too large says how to make it smaller', async () => {
  const small = await openSmartCare(CALLERS, () => clock, { bytes_max: 100 });
  await small.put([injection('p-1', '48')]);
  const address = `${small.site.url}/fhir/R4/$export`;
  const url = await begun(await get(address, ANALYST, { prefer: 'respond-async' }));
  const response = await over(url);
  expect(response.status).toBe(410);
  expect(JSON.stringify(await response.json())).toContain('_since');
  await small.close();
});
