/** What hospital software meets at the corners of FHIR: ends of time, paging, addresses, people in links and Bundles. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INS_NIR } from '#programmes/vaccination/fhir/words.ts';
import {
  type Answer,
  FAR,
  type FhirProgram,
  immunization,
  issuesOf,
  openFhir,
  type Resource,
} from './fhir-program.ts';
import { NUMBER, ZELIE } from './register.ts';

let fhir: FhirProgram;
let zelie: string;
beforeAll(async () => {
  fhir = await openFhir();
  zelie = (await fhir.smart.addPerson(ZELIE)).subject;
});
afterAll(() => fhir.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PERSON = `${INS_NIR}|${NUMBER}`;
const create = (over: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  fhir.send('POST', '/Immunization', { body: immunization(zelie, over), headers });
const nextOf = (body: Resource | undefined): string | undefined =>
  (Array.isArray(body?.link) ? body.link : []).find(({ relation }) => relation === 'next')?.url;
const entriesOf = (body: Resource | undefined): readonly Readonly<Record<string, Resource>>[] =>
  Array.isArray(body?.entry) ? body.entry : [];

describe('the ends of time', () => {
  test.each([
    ['date=le9999-12-31', 1],
    ['date=le9999-12', 1],
    ['date=le9999', 1],
    ['date=ge9999', 0],
    ['date=lt9999-12-31T23:59:59Z', 1],
    ['date=le9999-12-31T23:59:59.999Z', 1],
    ['date=ge0000', 1],
    ['_lastUpdated=le9999-12-31', 1],
  ])('%s finds %i', async (asked, total) => {
    const { id } = (await create({ identifier: [{ system: 'urn:essai', value: 'time' }] })).body ?? {};
    const { status, body } = await fhir.send('GET', `/Immunization?patient=${zelie}&_id=${id}&${asked}`);
    expect([status, body?.total]).toEqual([200, total]);
  });

  test.each(['0000', '0001-01-01', '9999', '2021-03-20T10:00:00+14:00'])(
    'the history of all since %s is a Bundle',
    async (since) => {
      expect(
        (await fhir.send('GET', `/Immunization/_history?_since=${encodeURIComponent(since)}`)).status,
      ).toBe(200);
    },
  );
});

describe('the history of all', () => {
  test('is followed to its end, each version once', async () => {
    for (let i = 0; i < 7; i++) await create({ occurrenceDateTime: `2021-02-0${i + 1}` });
    const seen: string[] = [];
    let pages = 0;
    for (let url: string | undefined = '/Immunization/_history?_count=2'; url !== undefined; pages++) {
      const { body } = await fhir.send('GET', url);
      for (const { resource } of entriesOf(body)) seen.push(String(resource?.id));
      url = nextOf(body);
    }
    expect(seen.length).toBeGreaterThanOrEqual(7);
    expect(new Set(seen).size).toBe(seen.length);
    expect(pages).toBe(Math.ceil(seen.length / 2));
    const far = await fhir.send('GET', '/Immunization/_history?_count=2', { token: FAR });
    expect([entriesOf(far.body).length, nextOf(far.body)]).toEqual([0, undefined]);
  });

  test('passes over what was recorded before, however far it is', async () => {
    const { body } = await fhir.send('GET', '/Immunization/_history?_since=2021-03-20T10:00:01Z');
    expect([entriesOf(body).length, nextOf(body)]).toEqual([0, undefined]);
  });

  test.each(['9999999999999999999-1', '1-9999999999999999999', '-1-1', '1'])(
    'no cursor is %s',
    async (cursor) => {
      expect(await fhir.refusal('GET', `/Immunization/_history?_cursor=${cursor}`)).toBe(
        '400 fhir-parameter',
      );
    },
  );
});

describe('no word about a person goes in an address', () => {
  test.each([
    '/Patient/_search?family=Brindaval&birthdate=1955-07-04',
    `/Patient/_search?identifier=${encodeURIComponent(PERSON)}`,
    `/Immunization/_search?patient.identifier=${encodeURIComponent(PERSON)}`,
  ])('not even of a POST: %s', async (path) => {
    expect(await fhir.refusal('POST', path, { body: '', headers: FORM })).toBe('400 fhir-parameter');
  });

  test('how to show may be there', async () => {
    const body = new URLSearchParams({ identifier: PERSON }).toString();
    const found = await fhir.send('POST', '/Patient/_search?_format=json', { body, headers: FORM });
    expect([found.status, found.body?.total]).toEqual([200, 1]);
  });

  test('but the address of an entry of a Bundle is inside a body', async () => {
    const query = new URLSearchParams({ 'patient.identifier': PERSON });
    const entry = [{ request: { method: 'GET', url: `Immunization?${query}` } }];
    const { body } = await fhir.send('POST', '', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    const [found] = entriesOf(body);
    expect(found).toMatchObject({ response: { status: '200 OK' }, resource: { type: 'searchset' } });
    expect(JSON.stringify(found)).not.toContain(NUMBER);
  });
});

test('an update to entered-in-error answers with the act as it last stood', async () => {
  const made = await create({ occurrenceDateTime: '2021-01-05' });
  const path = `/Immunization/${made.body?.id}`;
  const taken = await fhir.send('PUT', path, {
    body: { ...made.body, status: 'entered-in-error' },
    headers: { 'if-match': 'W/"1"' },
  });
  expect(taken).toMatchObject({
    status: 200,
    headers: { etag: 'W/"2"' },
    body: { id: made.body?.id, status: 'entered-in-error', meta: { versionId: '2' } },
  });
  expect(await fhir.refusal('GET', path)).toContain('410 fhir-gone');
  expect((await fhir.send('DELETE', path)).status).toBe(204);
});

test('If-None-Exist about another person is refused', async () => {
  const condition = (patient: string) => `identifier=urn:essai|none&patient=${patient}`;
  const other = await create({}, { 'if-none-exist': condition('Patient/p-other') });
  expect([other.status, issuesOf(other)[0]?.details.coding?.[0]?.code]).toEqual([400, 'fhir-parameter']);
  expect((await create({}, { 'if-none-exist': condition(zelie) })).status).toBe(201);
  expect((await create({}, { 'if-none-exist': condition(`Patient/${zelie}`) })).status).toBe(200);
});

test.each([
  ['FRA', 'FR'],
  ['france', 'FR'],
  ['be', 'BE'],
  ['Royaume-Uni', 'GB'],
  ['Pays-Bas', 'NL'],
  ['Netherlands', 'NL'],
  ['NLD', undefined],
  ['Nulle part', undefined],
])('nobody is turned away for a country written "%s"', async (country, kept) => {
  const letters = [...country].filter((letter) => /[a-z]/i.test(letter)).join('');
  const { status, body } = await fhir.send('POST', '/Patient', {
    body: {
      resourceType: 'Patient',
      name: [{ use: 'official', family: `Essaipays${letters}`, given: ['Camille'] }],
      gender: 'female',
      birthDate: `19${30 + letters.length}-0${1 + (letters.charCodeAt(0) % 9)}-0${1 + (letters.charCodeAt(1) % 9)}`,
      address: [{ line: ['3 rue Neuve'], city: 'Essaiville', postalCode: '1024 RJ', country }],
    },
  });
  expect(status).toBe(201);
  const [address] = Array.isArray(body?.address) ? body.address : [];
  expect(address?.country).toBe(kept);
});

describe('Bundles', () => {
  test('two entries of a transaction under one address are refused: a reference would be to either', async () => {
    const fullUrl = `urn:uuid:${randomUUID()}`;
    const one = (day: string) => ({
      fullUrl,
      resource: immunization(zelie, { occurrenceDateTime: day }),
      request: { method: 'POST', url: 'Immunization' },
    });
    const entry = [one('2021-02-20'), one('2021-02-21')];
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    expect(await fhir.refusal('POST', '', { body })).toBe('422 fhir-value Bundle.entry[1].fullUrl');
  });

  test('what a batch asks that there is not is told as that', async () => {
    const entry = [
      { request: { method: 'GET', url: 'metadata' } },
      { request: { method: 'GET', url: 'Observation/1' } },
    ];
    const { body } = await fhir.send('POST', '', { body: { resourceType: 'Bundle', type: 'batch', entry } });
    for (const { response } of entriesOf(body))
      expect(JSON.stringify(response)).toContain('no interaction here answers to GET');
  });
});

test('a transaction sent twenty times at the same moment is one person and one act', async () => {
  const [person, act] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`];
  const body = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: person,
        resource: {
          resourceType: 'Patient',
          name: [{ use: 'official', family: 'Essaisimultano', given: ['Camille'] }],
          gender: 'female',
          birthDate: '1951-06-07',
        },
        request: { method: 'POST', url: 'Patient' },
      },
      {
        fullUrl: act,
        resource: immunization('', { patient: { reference: person } }),
        request: { method: 'POST', url: 'Immunization' },
      },
    ],
  };
  await Promise.all(Array.from({ length: 20 }, () => fhir.send('POST', '', { body })));
  const settled = await fhir.send('POST', '', { body });
  expect(settled.status).toBe(200);
  const patient = entriesOf(settled.body)[0]?.resource?.id;
  const found = await fhir.send('GET', `/Immunization?patient=${patient}`);
  expect(found.body?.total).toBe(1);
});
