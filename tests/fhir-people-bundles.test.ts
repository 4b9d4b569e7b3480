/** Patients, recommendations, Bundles, the given examples and attacks over FHIR: real server, real database. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INS_NIR } from '#programmes/vaccination/fhir/words.ts';
import {
  ANALYST,
  type Answer,
  byNumber,
  FAR,
  type FhirProgram,
  HOSPITAL,
  immunization,
  issuesOf,
  openFhir,
  told,
} from './fhir-program.ts';
import { NUMBER, withKey, ZELIE } from './register.ts';

let fhir: FhirProgram;
let zelie: string;
beforeAll(async () => {
  fhir = await openFhir();
  zelie = (await fhir.smart.addPerson(ZELIE)).subject;
});
afterAll(() => fhir.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const search = (body: string, token = HOSPITAL): Promise<Answer> =>
  fhir.send('POST', '/Patient/_search', { body, headers: FORM, token });
const actionsOf = async (account: string): Promise<unknown[]> => {
  const { rows } = await fhir.smart.access.query(
    'select action from access.audit where account = $1 order by seq',
    [account],
  );
  return rows.map(({ action }) => action);
};

const patient = (family: string, over: object = {}): object => ({
  resourceType: 'Patient',
  name: [{ use: 'official', family, given: ['Camille', 'Ode'] }],
  gender: 'female',
  birthDate: '1947-04-05',
  address: [{ line: ['1 place du Marché'], city: 'Mende', postalCode: '48000' }],
  ...over,
});

describe('patients', () => {
  test('are read where the caller reaches, with a line in the trail', async () => {
    const { body } = await fhir.send('GET', `/Patient/${zelie}`);
    expect(body).toMatchObject({
      ...{ id: zelie, gender: 'female', birthDate: '1955-07-04' },
      identifier: [{ system: INS_NIR, value: NUMBER }],
      name: [{ family: 'Brindaval', given: ['Zélie', 'Marguerite'] }],
    });
    expect(await actionsOf(HOSPITAL)).toContain('read');
    expect(await fhir.refusal('GET', `/Patient/${zelie}`, { token: FAR })).toContain('403 person-elsewhere');
    expect(await fhir.refusal('GET', `/Patient/${zelie}`, { token: ANALYST })).toContain('403 forbidden');
    expect(await fhir.refusal('GET', '/Patient/p-nobody')).toContain('404 fhir-not-found');
  });

  test('are searched in a body only, by number or by name and date; each search is written down', async () => {
    expect((await search(`identifier=${INS_NIR}|${NUMBER}`)).body).toMatchObject({
      total: 1,
      entry: [{ resource: { id: zelie } }],
    });
    expect((await search('family=brindaval&birthdate=1955-07-04', FAR)).body).toMatchObject({ total: 1 });
    expect((await search('family=Personne&birthdate=1911-01-01')).body).toMatchObject({ total: 0 });
    expect(told(await search('family=brindaval'))).toContain('422 search-too-wide');
    expect(told(await search('family=brindaval&birthdate=soon'))).toContain('400 fhir-parameter');
    expect(told(await search(`identifier=${INS_NIR}|123`))).toContain('422 national-number-form');
    expect(await fhir.refusal('GET', `/Patient?identifier=${NUMBER}`)).toContain('405 method-not-allowed');
    expect(await actionsOf(FAR)).toEqual(expect.arrayContaining(['search']));
  });

  test('are registered once: who is like somebody known is for the desk', async () => {
    const made = await fhir.send('POST', '/Patient', { body: patient('Verdoyante') });
    expect(made).toMatchObject({ status: 201, body: { name: [{ family: 'Verdoyante' }] } });
    expect((await fhir.send('GET', `/Patient/${String(made.body?.id)}`)).status).toBe(200);
    expect(told(await fhir.send('POST', '/Patient', { body: patient('Verdoyante') }))).toContain(
      '409 fhir-several',
    );
    const headers = { 'if-none-exist': `identifier=${INS_NIR}|${NUMBER}` };
    const known = await fhir.send('POST', '/Patient', { body: patient('Autre'), headers });
    expect(known).toMatchObject({ status: 200, body: { id: zelie } });
  });

  test.each([
    ['no name', { name: undefined }, '422 fhir-value Patient.name[0].family'],
    ['a child to come', { birthDate: '2022-01-01' }, '422 birth-date-future Patient.birthDate'],
    [
      'a wrong number',
      { identifier: [{ system: INS_NIR, value: '255074809501299' }] },
      '422 national-number-key Patient.identifier',
    ],
    ['a person who is dead', { deceasedBoolean: true }, '422 fhir-value Patient.deceasedBoolean'],
    [
      'a place of others',
      { managingOrganization: { reference: 'Organization/DEP-75' } },
      '403 place-forbidden Patient.managingOrganization',
    ],
    ['an element that is none', { firstName: 'Ode' }, '400 fhir-structure Patient.firstName'],
  ])('%s is refused at its place', async (_what, over, expected) => {
    expect(told(await fhir.send('POST', '/Patient', { body: patient('Refusée', over) }))).toBe(expected);
  });

  test('a birth date that no calendar has comes back as it was', async () => {
    const lunar = await fhir.smart.addPerson({
      ...ZELIE,
      familyName: 'Lunaire',
      birthDate: '1948-13-31',
      nationalNumber: undefined,
    });
    const { body } = await fhir.send('GET', `/Patient/${lunar.subject}`);
    expect(body).toMatchObject({ birthDate: '1948' });
    expect(JSON.stringify(body)).toContain('1948-13-31');
  });
});

describe('recommendations', () => {
  test('say what the strategy of today foresees, with dates and the acts they rest on', async () => {
    const made = await fhir.send('POST', '/Immunization', { body: immunization(zelie) });
    const { body } = await fhir.send('GET', `/Patient/${zelie}/$immunization-recommendation`);
    expect(body).toMatchObject({
      resourceType: 'ImmunizationRecommendation',
      patient: { reference: `Patient/${zelie}` },
      recommendation: [
        {
          doseNumberPositiveInt: 2,
          supportingImmunization: [{ reference: `Immunization/${String(made.body?.id)}` }],
          dateCriterion: expect.arrayContaining([expect.objectContaining({ code: expect.anything() })]),
        },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/Brindaval|1955/);
    expect(
      (await fhir.send('GET', `/ImmunizationRecommendation?patient=Patient/${zelie}`)).body,
    ).toMatchObject({ total: 1 });
    expect((await fhir.send('GET', `/ImmunizationRecommendation/${zelie}`)).status).toBe(200);
    expect(
      (await fhir.send('GET', `/ImmunizationRecommendation?patient=${zelie}`, { token: FAR })).body,
    ).toMatchObject({ total: 0 });
    expect(await fhir.refusal('GET', '/ImmunizationRecommendation')).toContain('403 fhir-too-costly');
  });
});

const entry = (resource: object, over: object = {}): object => ({
  fullUrl: `urn:uuid:${randomUUID()}`,
  resource,
  request: { method: 'POST', url: 'resourceType' in resource ? resource.resourceType : '' },
  ...over,
});
const bundle = (type: string, list: readonly object[]): object => ({
  ...{ resourceType: 'Bundle', type },
  ...(list.length > 0 && { entry: list }),
});
const post = (body: object): Promise<Answer> => fhir.send('POST', '', { body });
const statuses = ({ body }: Answer): unknown[] =>
  (Array.isArray(body?.entry) ? body.entry : []).map(({ response }) => response.status);
const countOf = async (table: string): Promise<number> =>
  (await fhir.care.db.query(`select from ${table}`)).rowCount ?? 0;

describe('bundles', () => {
  test('a transaction registers a person and records their act, and sent again doubles nothing', async () => {
    const uuid = `urn:uuid:${randomUUID()}`;
    const sent = bundle('transaction', [
      entry(immunization('', { patient: { reference: uuid } })),
      entry(patient('Transigeante', { birthDate: '1931-02-03' }), { fullUrl: uuid }),
      entry(
        immunization('', {
          patient: { reference: `Patient?identifier=${INS_NIR}|${NUMBER}` },
          occurrenceDateTime: '2021-01-15',
        }),
      ),
    ]);
    const first = await post(sent);
    expect(statuses(first)).toEqual(['201 Created', '201 Created', '201 Created']);
    const facts = await countOf('fact');
    const again = await post(sent);
    expect(statuses(again)).toEqual(['200 OK', '200 OK', '200 OK']);
    expect(await countOf('fact')).toBe(facts);
  });

  test('of a transaction with one bad entry nothing is done, and each fault is at its entry', async () => {
    const facts = await countOf('fact');
    const people = (await search('family=Annulée&birthdate=1933-04-05')).body?.total;
    const answer = await post(
      bundle('transaction', [
        entry(patient('Annulée', { birthDate: '1933-04-05' })),
        entry(immunization(zelie, { occurrenceDateTime: '2021-01-20' })),
        entry(immunization(zelie, { vaccineCode: { coding: [{ code: 'x' }] } })),
        entry(immunization('p-nobody')),
        { request: { method: 'DELETE', url: 'Immunization/x.y' } },
      ]),
    );
    expect(answer.status).toBe(422);
    expect(issuesOf(answer).map(({ expression }) => expression?.[0])).toEqual([
      'Bundle.entry[2].resource.vaccineCode',
      'Bundle.entry[3].resource.patient',
      expect.stringContaining('Bundle.entry[4]'),
    ]);
    expect(await countOf('fact')).toBe(facts);
    expect((await search('family=Annulée&birthdate=1933-04-05')).body?.total).toBe(people);
  });

  test('in a batch each entry has its own answer and asks for its own right', async () => {
    const answer = await post(
      bundle('batch', [
        entry(immunization(zelie, { occurrenceDateTime: '2021-01-21' })),
        entry(immunization(zelie, { status: 'not-done' })),
        { request: { method: 'GET', url: `Immunization?patient=${zelie}` } },
        { request: { method: 'GET', url: `Patient/${zelie}` } },
        { request: { method: 'GET', url: 'Observation/1' } },
        { request: { method: 'PATCH', url: `Immunization/${zelie}` } },
      ]),
    );
    expect(statuses(answer)).toEqual(['201 Created', '422', '200 OK', '200 OK', '422', '422']);
    expect((await post(bundle('batch', []))).body).toMatchObject({ type: 'batch-response' });
    expect(told(await post(bundle('searchset', [])))).toContain('422 fhir-value Bundle.type');
    const many = Array.from({ length: 201 }, () => ({ request: { method: 'GET', url: 'Patient/x' } }));
    expect(told(await post(bundle('batch', many)))).toContain('413 fhir-too-large');
  });
});

describe('what is sent by mistake or malice is told, never a failure', () => {
  const EXAMPLES = join(import.meta.dirname, 'data', 'fhir');
  test.each(readdirSync(EXAMPLES).filter((name) => name.endsWith('.json')))('%s', async (name) => {
    const text = readFileSync(join(EXAMPLES, name), 'utf8');
    const { resourceType } = JSON.parse(text);
    const path = resourceType === 'Bundle' ? '' : `/${resourceType}`;
    const answer = await fhir.send('POST', path, { body: text });
    expect(answer.status).toBeLessThan(500);
    if (answer.status >= 400) expect(issuesOf(answer).length).toBeGreaterThan(0);
    const asImmunization = await fhir.send('POST', '/Immunization', { body: text });
    expect(asImmunization.status).toBe(400);
  });

  test('nested, oversized, of another format, of no JSON', async () => {
    const deep = `{"resourceType":"Immunization","extension":${'[{"extension":'.repeat(20_000)}1${'}]'.repeat(20_000)}}`;
    expect(await fhir.refusal('POST', '/Immunization', { body: deep })).toContain('400 fhir-structure');
    const arrays = `{"resourceType":"Immunization","note":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await fhir.refusal('POST', '/Immunization', { body: arrays })).toContain('400 fhir-structure');
    const contained = immunization(zelie, {
      contained: [{ resourceType: 'Basic', x: JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) }],
    });
    expect(await fhir.refusal('POST', '/Immunization', { body: contained })).toContain('400 fhir-structure');
    const large = immunization(zelie, { lotNumber: 'x'.repeat(2_000_000) });
    expect(await fhir.refusal('POST', '/Immunization', { body: large })).toContain('413 body-too-large');
    expect(await fhir.refusal('POST', '/Immunization', { body: '{' })).toContain('400 json-malformed');
    const xml = { headers: { 'content-type': 'application/fhir+xml' }, body: '<Immunization/>' };
    expect(await fhir.refusal('POST', '/Immunization', xml)).toContain('415 content-type-unknown');
    expect(await fhir.refusal('GET', '/Immunization/x.y?_format=xml')).toContain('406 fhir-not-acceptable');
    expect(
      await fhir.refusal('GET', '/Immunization/x.y', { headers: { accept: 'application/fhir+xml' } }),
    ).toContain('406');
    expect(
      (await fhir.send('GET', '/metadata?_format=json', { headers: { accept: 'application/fhir+xml' } }))
        .status,
    ).toBe(200);
  });

  test.each([
    "x.';select 1",
    '..',
    '%00',
    'x%2Fy',
    'a'.repeat(64),
    `p.${'h'.repeat(60)}`,
    '💉',
    '-1',
    'null',
    `${'x'.repeat(99)}`,
  ])('the id %s is nobody’s', async (id) => {
    const { status } = await fhir.send('GET', `/Immunization/${encodeURIComponent(id)}`);
    expect([400, 404, 405]).toContain(status);
  });

  test('a number of nobody is counted as a search is: numbers cannot be tried one after the other', async () => {
    const answers: string[] = [];
    for (let i = 0; i < 32; i++) {
      const number = withKey(`25507480950${String(20 + i)}`);
      answers.push(
        told(
          await fhir.send('POST', '/Immunization', {
            token: FAR,
            body: immunization('', { patient: byNumber(number), location: { reference: 'Location/DEP-75' } }),
          }),
        ),
      );
    }
    expect(answers[0]).toContain('422 fhir-reference-unknown');
    expect(answers.at(-1)).toContain('429 search-too-often');
  });
});

test('the statement tells the interactions there are, and both validators accept it', async () => {
  const { body } = await fhir.send('GET', '/metadata', { token: ANALYST });
  const [rest] = Array.isArray(body?.rest) ? body.rest : [];
  const types: Record<string, string[]> = Object.fromEntries(
    rest.resource.map(({ type, interaction }: { type: string; interaction: { code: string }[] }) => [
      type,
      interaction.map(({ code }) => code).sort(),
    ]),
  );
  expect(types).toEqual({
    Immunization: [
      'create',
      'delete',
      'history-instance',
      'history-type',
      'read',
      'search-type',
      'update',
      'vread',
    ],
    Patient: ['create', 'read', 'search-type'],
    ImmunizationRecommendation: ['read', 'search-type'],
  });
  expect(rest.interaction.map(({ code }: { code: string }) => code)).toEqual(['transaction', 'batch']);
});
