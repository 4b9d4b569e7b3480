/** Immunizations over FHIR, as hospital software writes and reads them: real server, real database, two validators. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  byNumber,
  FAR,
  type FhirProgram,
  HOSPITAL,
  immunization,
  issuesOf,
  NATIONAL,
  NOW,
  openFhir,
  told,
} from './fhir-program.ts';
import { NUMBER, ZELIE } from './register.ts';

let fhir: FhirProgram;
/** Somebody of the territory, by the id of their Patient. */
let zelie: string;

beforeAll(async () => {
  fhir = await openFhir();
  zelie = (await fhir.smart.addPerson(ZELIE)).subject;
});
afterAll(() => fhir.close());

let added = 0;
/** Somebody new, so that what others did is not in their history. */
const somebody = async (): Promise<string> => {
  added += 1;
  const letters = [...String(added)].map((digit) => 'bcdfglmnpr'[Number(digit)]).join('a');
  const person = await fhir.smart.addPerson({
    familyName: `Essai${letters}o`,
    givenNames: 'Camille',
    birthDate: `19${20 + (added % 70)}-03-0${1 + (added % 9)}`,
    sex: added % 2 === 0 ? 'f' : 'm',
    address: { commune: '48095' },
  });
  return person.subject;
};

const create = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  fhir.send('POST', '/Immunization', { body, headers });
const idOf = ({ body }: Answer): string => String(body?.id);
const tagged = (value: string) => ({ identifier: [{ system: 'https://hospital.example/acts', value }] });

describe('a public client', () => {
  test('writes, reads, searches and corrects', async () => {
    const client = fhir.client(HOSPITAL);
    const patient = await somebody();
    const made = await client.create({ resourceType: 'Immunization', body: immunization(patient) });
    expect(made).toMatchObject({ lotNumber: 'EJ6795', meta: { versionId: '1', lastUpdated: NOW } });
    const id = String(made.id);
    expect(await client.read({ resourceType: 'Immunization', id })).toEqual(made);
    const found = await client.search({ resourceType: 'Immunization', searchParams: { patient } });
    expect(found).toMatchObject({ total: 1, entry: [{ resource: made }] });
    const corrected = await client.update({
      ...{ resourceType: 'Immunization', id, body: { ...made, lotNumber: 'EK4241' } },
      options: { headers: { 'if-match': 'W/"1"' } },
    });
    expect(corrected).toMatchObject({ id, lotNumber: 'EK4241', meta: { versionId: '2' } });
    expect(await client.vread({ resourceType: 'Immunization', id, version: '1' })).toMatchObject({
      lotNumber: 'EJ6795',
    });
    await client.delete({ resourceType: 'Immunization', id });
    await expect(client.read({ resourceType: 'Immunization', id })).rejects.toMatchObject({
      response: { status: 410 },
    });
    const history = await client.history({ resourceType: 'Immunization', id });
    expect(history).toMatchObject({ total: 3, type: 'history' });
    expect(await client.capabilityStatement()).toMatchObject({ fhirVersion: '4.0.1' });
  });
});

describe('create', () => {
  test('is the fact the desk would have made: day, place, age and sex of the register', async () => {
    const answer = await create(immunization(zelie, { occurrenceDateTime: '2021-03-10T23:30:00Z' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.etag).toBe('W/"1"');
    expect(answer.headers.location).toBe(`${fhir.url}/fhir/R4/Immunization/${idOf(answer)}/_history/1`);
    // Half past eleven in the evening by the clock of Greenwich is past midnight in Lozère.
    expect(answer.body).toMatchObject({
      occurrenceDateTime: '2021-03-11T00:30:00+01:00',
      location: { reference: 'Location/C-64' },
      patient: { reference: `Patient/${zelie}` },
    });
    const { rows } = await fhir.care.db.query(
      'select source, place, recorded_by as by, body from fact where subject = $1 and kind = $2',
      [zelie, 'injection'],
    );
    expect(rows).toMatchObject([
      {
        source: 'fhir',
        place: 'C-64',
        by: HOSPITAL,
        body: { product: 'PF', age: 65, sex: 'f', lot: 'EJ6795' },
      },
    ]);
    const lines = await fhir.smart.access.query('select action from access.audit where account = $1', [
      HOSPITAL,
    ]);
    expect(lines.rows.map(({ action }) => action)).toContain('act');
  });

  test('finds the person by the national number, which is in no answer', async () => {
    const answer = await create(
      immunization('', { patient: byNumber(NUMBER), occurrenceDateTime: '2021-02-10' }),
    );
    expect(answer).toMatchObject({ status: 201, body: { patient: { reference: `Patient/${zelie}` } } });
    expect(JSON.stringify(answer.body)).not.toContain(NUMBER);
  });

  test('with one identifier sent twenty times at the same moment is one act and one answer', async () => {
    const patient = await somebody();
    const value = randomUUID();
    const headers = { 'if-none-exist': `identifier=https://hospital.example/acts|${value}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create(immunization(patient, tagged(value)), headers)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await fhir.send('GET', `/Immunization?patient=${patient}`)).body).toMatchObject({ total: 1 });
    // Without the condition the same is a retry; another act under this identifier is told apart.
    expect((await create(immunization(patient, tagged(value)))).status).toBe(200);
    const other = immunization(patient, { ...tagged(value), lotNumber: 'OTHER' });
    expect(told(await create(other))).toBe('409 fhir-conflict Immunization.identifier');
    expect((await create(other, headers)).body).toMatchObject({ lotNumber: 'EJ6795' });
  });

  test('tells what is odd, inside the resource or as an outcome, and what is not kept', async () => {
    const patient = await somebody();
    const odd = immunization(patient, {
      protocolApplied: [{ doseNumberPositiveInt: 4 }],
      note: [{ text: 'calm' }],
    });
    const inside = await create(odd);
    expect(inside.body).toMatchObject({ contained: [{ resourceType: 'OperationOutcome', id: 'warnings' }] });
    const outcome = await create(
      { ...odd, occurrenceDateTime: '2021-03-12' },
      { prefer: 'return=OperationOutcome' },
    );
    const codes = issuesOf(outcome).map(
      ({ details, expression }) => details.coding?.[0]?.code ?? expression?.[0],
    );
    expect(codes).toEqual(expect.arrayContaining(['rank-differs', 'fourth-dose', 'Immunization.note']));
    const minimal = await create({ ...odd, occurrenceDateTime: '2021-03-14' }, { prefer: 'return=minimal' });
    expect(minimal).toMatchObject({ status: 201, body: undefined });
  });

  test('an injection received elsewhere is kept as that', async () => {
    const patient = await somebody();
    const answer = await create(
      immunization(patient, {
        ...{ primarySource: false, location: undefined, occurrenceDateTime: '2021-01-05' },
        reportOrigin: { coding: [{ code: 'record' }] },
        vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '213' }] },
      }),
    );
    expect(answer).toMatchObject({ status: 201, body: { primarySource: false } });
    expect(answer.body).not.toHaveProperty('location');
    const { rows } = await fhir.care.db.query('select kind, body from fact where subject = $1', [patient]);
    expect(rows).toEqual([{ kind: 'earlier-injection', body: { proof: 'document', rank: 1 } }]);
    const update = { ...answer.body, reportOrigin: { coding: [{ code: 'recall' }] } };
    const corrected = await fhir.send('PUT', `/Immunization/${idOf(answer)}`, {
      ...{ body: update, headers: { 'if-match': 'W/"1"' } },
    });
    expect(corrected).toMatchObject({ status: 200, body: { meta: { versionId: '2' } } });
  });

  test.each([
    [
      'an unknown code',
      { vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '999' }] } },
      '422 fhir-code-unknown Immunization.vaccineCode',
    ],
    [
      'a code of several products',
      { vaccineCode: { coding: [{ system: 'http://www.whocc.no/atc', code: 'J07BX03' }] } },
      '422 fhir-code-unknown Immunization.vaccineCode',
    ],
    [
      'codes that contradict',
      {
        vaccineCode: {
          coding: [
            { system: 'http://hl7.org/fhir/sid/cvx', code: '208' },
            { system: 'http://hl7.org/fhir/sid/cvx', code: '207' },
          ],
        },
      },
      '422 fhir-code-unknown Immunization.vaccineCode',
    ],
    ['an injection that was not made', { status: 'not-done' }, '422 fhir-value Immunization.status'],
    ['an error', { status: 'entered-in-error' }, '422 fhir-value Immunization.status'],
    ['no status that exists', { status: 'done' }, '400 fhir-structure Immunization.status'],
    ['an unknown element', { dose: 1 }, '400 fhir-structure Immunization.dose'],
    ['a wrong type', { lotNumber: 12 }, '400 fhir-structure Immunization.lotNumber'],
    ['a list where one is expected', { site: [] }, '400 fhir-structure Immunization.site'],
    [
      'two occurrences',
      { occurrenceString: 'in spring' },
      '400 fhir-structure Immunization.occurrenceString',
    ],
    ['no person', { patient: undefined }, '400 fhir-structure Immunization.patient'],
    [
      'an unknown person',
      { patient: { reference: 'Patient/p-nobody' } },
      '422 fhir-reference-unknown Immunization.patient',
    ],
    [
      'a person elsewhere',
      { patient: { reference: 'https://other.example/Patient/1' } },
      '422 fhir-reference-unknown Immunization.patient',
    ],
    [
      'an unknown place',
      { location: { reference: 'Location/nowhere' } },
      '422 fhir-reference-unknown Immunization.location',
    ],
    [
      'a place of others',
      { location: { reference: 'Location/DEP-75' } },
      '403 place-forbidden Immunization.location',
    ],
    [
      'a day to come',
      { occurrenceDateTime: '2021-03-25' },
      '422 day-in-future Immunization.occurrenceDateTime',
    ],
    [
      'a day that is none',
      { occurrenceDateTime: '2021-02-30' },
      '400 fhir-structure Immunization.occurrenceDateTime',
    ],
    ['a month', { occurrenceDateTime: '2021-03' }, '422 fhir-value Immunization.occurrenceDateTime'],
    [
      'a modifier',
      { modifierExtension: [{ url: 'https://x.example', valueBoolean: true }] },
      '422 fhir-value Immunization.modifierExtension',
    ],
    ['a subpotent dose', { isSubpotent: true }, '422 fhir-value Immunization.isSubpotent'],
    ['a lot too long', { lotNumber: 'L'.repeat(30) }, '422 fhir-value Immunization.lotNumber'],
  ])('%s is refused at its place', async (_what, over, expected) => {
    expect(told(await create(immunization(zelie, over)))).toBe(expected);
  });
});

describe('versions', () => {
  test('the last one is corrected, and of twenty at once one wins', async () => {
    const made = await create(immunization(await somebody()));
    const path = `/Immunization/${idOf(made)}`;
    const put = (body: object, match?: string) =>
      fhir.send('PUT', path, { body, headers: match === undefined ? {} : { 'if-match': match } });
    expect(told(await put({ ...made.body }))).toContain('400 fhir-version-needed');
    expect(await put({ ...made.body }, 'W/"1"')).toMatchObject({
      status: 200,
      body: { meta: { versionId: '1' } },
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put({ ...made.body, lotNumber: `LOT${i}` }, 'W/"1"')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect(told(await put({ ...made.body, lotNumber: 'LATE' }, 'W/"1"'))).toContain('412 fhir-version-stale');
    expect(told(await put({ ...made.body, id: 'another' }, 'W/"2"'))).toBe('422 fhir-value Immunization.id');
    expect(told(await put({ ...made.body, patient: { reference: `Patient/${zelie}` } }, 'W/"2"'))).toBe(
      '422 fhir-value Immunization.patient',
    );
  });

  test('an act moved into the territory is deleted whole from there, and its first version stays gone', async () => {
    const patient = await somebody();
    const elsewhere = immunization(patient, { location: { reference: 'Location/C-502' } });
    const made = await fhir.send('POST', '/Immunization', { token: NATIONAL, body: elsewhere });
    expect(made.status).toBe(201);
    const path = `/Immunization/${idOf(made)}`;
    const moved = await fhir.send('PUT', path, {
      token: NATIONAL,
      body: { ...made.body, location: { reference: 'Location/C-64' } },
      headers: { 'if-match': 'W/"1"' },
    });
    expect(moved.status).toBe(200);
    expect((await fhir.send('DELETE', path)).status).toBe(204);
    expect(told(await fhir.send('GET', path))).toContain('410 fhir-gone');
    expect((await fhir.send('GET', `/Immunization?patient=${patient}`)).body).toMatchObject({ total: 0 });
  });

  test('a corrected act that is deleted is gone, with its first version', async () => {
    const patient = await somebody();
    const made = await create(immunization(patient));
    const path = `/Immunization/${idOf(made)}`;
    await fhir.send('PUT', path, {
      body: { ...made.body, lotNumber: 'X1' },
      headers: { 'if-match': 'W/"1"' },
    });
    expect(told(await fhir.send('DELETE', path, { headers: { 'if-match': 'W/"1"' } }))).toContain('412');
    expect((await fhir.send('DELETE', path)).status).toBe(204);
    expect((await fhir.send('DELETE', path)).status).toBe(204);
    expect(told(await fhir.send('GET', path))).toContain('410 fhir-gone');
    expect((await fhir.send('GET', `/Immunization?patient=${patient}`)).body).toMatchObject({ total: 0 });
    expect((await fhir.send('GET', `${path}/_history/3`)).body).toMatchObject({
      status: 'entered-in-error',
      lotNumber: 'X1',
    });
    const history = (await fhir.send('GET', `${path}/_history`)).body;
    expect(history).toMatchObject({
      total: 3,
      entry: [
        { request: { method: 'DELETE' } },
        { request: { method: 'PUT' } },
        { request: { method: 'POST' } },
      ],
    });
  });

  test('an update to entered-in-error takes back; If-None-Match spares the body', async () => {
    const made = await create(immunization(await somebody()));
    const path = `/Immunization/${idOf(made)}`;
    expect((await fhir.send('GET', path, { headers: { 'if-none-match': 'W/"1"' } })).status).toBe(304);
    const body = { ...made.body, status: 'entered-in-error' };
    expect((await fhir.send('PUT', path, { body, headers: { 'if-match': 'W/"1"' } })).status).toBe(200);
    expect((await fhir.send('GET', path)).status).toBe(410);
  });

  test('the history of all tells the newest first, page by page, to who may see it', async () => {
    const first = await fhir.send('GET', '/Immunization/_history?_count=3');
    const { entry, link } = first.body ?? { resourceType: '' };
    expect(entry).toHaveLength(3);
    const next = (Array.isArray(link) ? link : []).find(({ relation }) => relation === 'next');
    const second = await fhir.send('GET', String(next?.url));
    expect(JSON.stringify(second.body)).not.toBe(JSON.stringify(first.body));
    const elsewhere = await fhir.send('GET', '/Immunization/_history', { token: FAR });
    expect(elsewhere.body).not.toHaveProperty('entry');
    expect(
      (await fhir.send('GET', '/Immunization/_history?_since=2021-03-21T00:00:00Z')).body,
    ).not.toHaveProperty('entry');
    expect(await fhir.refusal('GET', '/Immunization/_history?_cursor=1;drop')).toContain(
      '400 fhir-parameter',
    );
  });
});

describe('search', () => {
  test('by every parameter, sorted, paged, counted, with the person', async () => {
    const patient = await somebody();
    for (const [i, day] of ['2021-01-10', '2021-02-10', '2021-03-10'].entries())
      await create(
        immunization(patient, {
          occurrenceDateTime: day,
          lotNumber: `LOT-${i}`,
          protocolApplied: [{ doseNumberPositiveInt: i + 1 }],
          ...tagged(`${patient}-${i}`.slice(0, 60)),
        }),
      );
    const total = async (query: string): Promise<unknown> =>
      (await fhir.send('GET', `/Immunization?patient=${patient}&${query}`)).body?.total;
    expect(await total('')).toBe(3);
    expect(await total('date=2021-02-10')).toBe(1);
    expect(await total('date=ge2021-02-01&date=lt2021-03')).toBe(1);
    expect(await total('date=2021')).toBe(3);
    expect(await total('date=gt2021-02-10')).toBe(1);
    expect(await total('status=completed')).toBe(3);
    expect(await total('status=not-done')).toBe(0);
    expect(await total('vaccine-code=http://hl7.org/fhir/sid/cvx%7C217')).toBe(3);
    expect(await total('vaccine-code=MO')).toBe(0);
    expect(await total('lot-number=lot-1')).toBe(1);
    expect(await total('location=Location/C-64')).toBe(3);
    expect(await total('location=C-502')).toBe(0);
    expect(await total('_lastUpdated=ge2021-03-20')).toBe(3);
    expect(await total('_lastUpdated=lt2021-03-20T10:00:00Z')).toBe(0);
    expect(await total(`identifier=https://hospital.example/acts%7C${`${patient}-1`.slice(0, 60)}`)).toBe(1);
    expect(await total('unknown=1')).toBe(3);
    expect(await total("lot-number=';select pg_sleep(9);--")).toBe(0);
    expect(
      await fhir.refusal('GET', `/Immunization?patient=${patient}&unknown=1`, {
        headers: { prefer: 'handling=strict' },
      }),
    ).toContain('400 fhir-parameter');
    for (const query of ['date=soon', '_count=-1', '_count=many', '_sort=colour', 'lot-number:exact=1'])
      expect(await fhir.refusal('GET', `/Immunization?patient=${patient}&${query}`)).toContain(
        '400 fhir-parameter',
      );
    const seen: unknown[] = [];
    let path = `/Immunization?patient=${patient}&_count=1&_sort=date`;
    for (let pages = 0; path !== '' && pages < 5; pages++) {
      const { entry, link } = (await fhir.send('GET', path)).body ?? { resourceType: '' };
      seen.push(...(Array.isArray(entry) ? entry.map(({ resource }) => resource.lotNumber) : []));
      path = String((Array.isArray(link) ? link : []).find(({ relation }) => relation === 'next')?.url ?? '');
    }
    expect(seen).toEqual(['LOT-0', 'LOT-1', 'LOT-2']);
    const counted = await fhir.send(
      'GET',
      `/Immunization?patient=${patient}&_summary=count&_count=9999999999`,
    );
    expect(counted.body).toMatchObject({ total: 3 });
    expect(counted.body).not.toHaveProperty('entry');
    const people = await fhir.send('GET', `/Immunization?patient=${patient}&_include=Immunization:patient`);
    expect(people.body?.entry).toEqual(
      expect.arrayContaining([expect.objectContaining({ search: { mode: 'include' } })]),
    );
    expect(
      (await fhir.send('GET', `/Immunization?patient=${patient}&_elements=lotNumber`)).body,
    ).toMatchObject({
      entry: [{ resource: { meta: { tag: [{ code: 'SUBSETTED' }] } } }, {}, {}],
    });
  });

  test('without a person is refused, and a number never goes in an address', async () => {
    expect(await fhir.refusal('GET', '/Immunization?date=2021')).toContain('403 fhir-too-costly');
    expect(await fhir.refusal('GET', `/Immunization?patient.identifier=${NUMBER}`)).toContain(
      '400 fhir-parameter',
    );
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const found = await fhir.send('POST', '/Immunization/_search', {
      body: `patient.identifier=urn:oid:1.2.250.1.213.1.4.8|${NUMBER}`,
      headers: form,
    });
    expect(found.body).toMatchObject({ link: [{ relation: 'self' }] });
    expect(Number(found.body?.total)).toBeGreaterThan(0);
    expect(JSON.stringify(found.body)).not.toContain(NUMBER);
  });
});

describe('who sees an act', () => {
  test('who works where it was made, or where the person lives; nobody else', async () => {
    const elsewhere = await fhir.smart.addPerson({
      ...{ familyName: 'Lointaine', givenNames: 'Ode', birthDate: '1950-05-06', sex: 'f' as const },
      address: { commune: '75056' },
    });
    const made = await create(immunization(elsewhere.subject));
    const path = `/Immunization/${idOf(made)}`;
    expect((await fhir.send('GET', path)).status).toBe(200);
    expect((await fhir.send('GET', path, { token: FAR })).status).toBe(200);
    expect((await fhir.send('GET', path, { token: NATIONAL })).status).toBe(200);
    const own = `/Immunization/${idOf(await create(immunization(zelie, { occurrenceDateTime: '2021-01-02' })))}`;
    expect(await fhir.refusal('GET', own, { token: FAR })).toContain('403 person-elsewhere');
    expect((await fhir.send('GET', `/Immunization?patient=${zelie}`, { token: FAR })).body).toMatchObject({
      total: 0,
    });
    expect(await fhir.refusal('DELETE', path, { token: FAR })).toContain('403 place-forbidden');
    expect(await fhir.refusal('GET', path, { token: 'an-analyst-who-sees-nobody' })).toContain(
      '403 forbidden',
    );
    expect(await fhir.refusal('GET', path, { token: 'nobody-has-this-token' })).toContain(
      '401 unauthenticated',
    );
  });
});
