/** Places, who records, provenance and the audit trail over FHIR: real server, real database, two validators. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ACTIONS } from '#access/audit.ts';
import { signIn } from '#access/login.pg.ts';
import { rightsOf } from '#access/roles.ts';
import type { Fact } from '#facts/fact.ts';
import { OperationOutcome } from '#fhir/outcome.ts';
import { auditEventOf } from '#programmes/vaccination/fhir/audit-event.ts';
import { openSmartCare, type SmartCare } from '../../../../tests/smart-care.ts';
import { faultsOf } from '../../../../tests/smart-validators.ts';

const [NURSE, FAR, OFFICER, FAR_OFFICER] = [
  'token-nurse-1234',
  'token-far-12345',
  'token-officer-12',
  'token-far-officer',
];
const CALLERS = new Map(
  [
    [NURSE, 'psc:nurse', 'vaccinator', 'C-64'] as const,
    [FAR, 'psc:far', 'vaccinator', 'DEP-75'] as const,
    [OFFICER, 'psc:officer', 'data-protection', 'DEP-48'] as const,
    [FAR_OFFICER, 'psc:far-officer', 'data-protection', 'DEP-75'] as const,
  ].map(([token, id, role, place]) => [token, { id, role, rights: rightsOf(role), places: [place] }]),
);
const NOW = '2021-03-20T10:00:00.000Z';
const DOCTOR = 'psc:899700366240';

let care: SmartCare;
let base: string;

beforeAll(async () => {
  care = await openSmartCare(CALLERS, () => NOW);
  base = `${care.site.url}/fhir/R4`;
  const label = care.care.keyring.sealAccess('Camille Essai', 'label');
  await signIn(care.access, DOCTOR, { label, identity: null, isDemo: false }, NOW);
  await care.access.query(
    `insert into access.profile (id, account, role, place, profession, valid_from, valid_until, given_by, given_at)
     values ('profile-1', $1, 'delegate', 'C-64', 'doctor', '2021-03-01', '2021-04-01', 'test', $2)`,
    [DOCTOR, NOW],
  );
});
afterAll(() => care.close());

const Resource = z.looseObject({ resourceType: z.string() });
const Bundle = z.looseObject({
  total: z.number(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })),
  entry: z.array(z.object({ fullUrl: z.string(), resource: Resource })).optional(),
});

const ask = (path: string, token?: string): Promise<Response> =>
  fetch(path.startsWith('http') ? path : `${base}/${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

/** A resource, accepted by both validators. */
const read = async (path: string, token?: string) => {
  const response = await ask(path, token);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  expect(response.headers.get('content-type')).toContain('application/fhir+json');
  expect(faultsOf(body), JSON.stringify(body)).toEqual([]);
  return Resource.parse(body);
};
const search = async (path: string, token?: string) => {
  const { total, entry = [], link } = Bundle.parse(await read(path, token));
  return { total, link, found: entry.map(({ resource }) => resource) };
};
const refused = async (path: string, token?: string): Promise<string> => {
  const response = await ask(path, token);
  const { issue } = OperationOutcome.parse(await response.json());
  return `${response.status} ${issue[0]?.details?.coding?.[0]?.code}`;
};

describe('places', () => {
  test('are read by all, each in the one it belongs to', async () => {
    expect(await read('Location/C-64')).toMatchObject({
      id: 'C-64',
      identifier: [{ system: 'urn:rappel:place', value: 'C-64' }],
      partOf: { reference: 'Location/DEP-48' },
      physicalType: { coding: [{ code: 'si' }] },
    });
    expect(await read('Location/DEP-48')).toMatchObject({
      name: 'Lozère',
      partOf: { reference: 'Location/REG-76' },
    });
    const nation = await read('Location/FRA');
    expect(nation).not.toHaveProperty('partOf');
    expect(nation).toMatchObject({ physicalType: { coding: [{ code: 'jdn' }] } });
    // A bare department and a commune are places too; what nobody declared is none.
    expect(await read('Location/48095')).toMatchObject({ partOf: { reference: 'Location/DEP-48' } });
    expect(await refused('Location/nowhere')).toBe('404 fhir-not-found');
    expect(await refused('Location/48')).toBe('404 fhir-not-found');
  });

  test('are searched by code, by name without its accents, by what they are in, page by page', async () => {
    expect((await search('Location?identifier=urn:rappel:place%7CC-64')).found).toMatchObject([
      { id: 'C-64' },
    ]);
    expect((await search('Location?identifier=http://other%7CC-64')).total).toBe(0);
    expect((await search('Location?name=lozere')).found).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'DEP-48' })]),
    );
    expect((await search('Location?partof=Location/REG-76')).found).toMatchObject([{ id: 'DEP-48' }]);
    const seen: unknown[] = [];
    for (let next: string | undefined = 'Location?_count=2'; next !== undefined; ) {
      const { found, link, total } = await search(next);
      expect(total).toBe(6);
      seen.push(...found.map(({ id }) => id));
      next = link.find(({ relation }) => relation === 'next')?.url;
    }
    expect(seen).toEqual(['FRA', 'REG-76', 'DEP-48', 'DEP-75', 'C-64', 'C-502']);
    expect(await refused('Location?near=1')).toBe('400 fhir-parameter');
    expect(await refused('Location?_count=many')).toBe('400 fhir-parameter');
    expect(await refused('Location?name=a&name=b')).toBe('400 fhir-parameter');
  });
});

describe('who records', () => {
  const ID = 'psc..2899700366240';

  test('is read by their code, without a name, by whom they work beside', async () => {
    const practitioner = await read(`Practitioner/${ID}`, NURSE);
    expect(practitioner).toMatchObject({
      identifier: [
        { system: 'urn:rappel:account', value: DOCTOR },
        { system: 'https://rpps.esante.fr', value: '99700366240' },
      ],
    });
    expect(JSON.stringify(practitioner)).not.toMatch(/Camille|Essai/);
    expect((await search(`Practitioner?identifier=${DOCTOR}`, NURSE)).total).toBe(1);
    expect((await search('Practitioner?identifier=psc:nobody', NURSE)).total).toBe(0);
    expect(await refused(`Practitioner/${ID}`, FAR)).toBe('403 person-elsewhere');
    expect(await refused('Practitioner/nobody', NURSE)).toBe('404 fhir-not-found');
    expect(await refused('Practitioner', NURSE)).toBe('403 fhir-too-costly');
    expect(await refused(`Practitioner/${ID}`)).toBe('401 unauthenticated');
    expect(await refused(`Practitioner/${ID}`, OFFICER)).toBe('403 forbidden');
  });

  test('works as something, somewhere, until a day', async () => {
    const { found } = await search(`PractitionerRole?practitioner=Practitioner/${ID}`, NURSE);
    expect(found).toMatchObject([
      {
        active: true,
        period: { start: '2021-03-01T00:00:00.000Z', end: '2021-04-01T00:00:00.000Z' },
        practitioner: { reference: `Practitioner/${ID}` },
        location: [{ reference: 'Location/C-64' }],
        code: [{ coding: [{ code: 'delegate' }, { code: 'doctor' }] }],
      },
    ]);
    expect(await read(`PractitionerRole/${found[0]?.id}`, NURSE)).toEqual(found[0]);
    expect(await refused(`PractitionerRole/${ID}.0123456789ab`, NURSE)).toBe('404 fhir-not-found');
    expect(await refused('PractitionerRole', NURSE)).toBe('403 fhir-too-costly');
  });
});

const fact = (id: string, more: Partial<Fact>): Fact => ({
  ...{ id, kind: 'injection', subject: 'p-prov', occurredOn: '2021-03-10', place: 'C-64' },
  ...{ recordedAt: '2021-03-10T12:00:00.000Z', by: DOCTOR, source: 'api psc/eidas2' },
  body: { product: 'PF', rank: 1 },
  ...more,
});

test('each version of an act says who made it, why, and which was before', async () => {
  await care.put([
    fact('one', {}),
    fact('two', {
      corrects: 'one',
      reason: 'the lot',
      recordedAt: '2021-03-11T12:00:00.000Z',
      by: 'psc:other',
    }),
    fact('three', { kind: 'retraction', corrects: 'two', reason: 'another person', body: {} }),
  ]);
  const { found, total } = await search('Provenance?target=Immunization/p-prov.one', NURSE);
  expect(total).toBe(found.length);
  expect(found.at(-1)).toMatchObject({
    id: 'p-prov.one',
    target: [{ reference: 'Immunization/p-prov.one/_history/1' }],
    recorded: '2021-03-10T12:00:00.000Z',
    activity: { coding: [{ code: 'CREATE' }] },
    agent: [{ who: { identifier: { value: DOCTOR } } }],
    entity: [{ role: 'source', what: { identifier: { value: 'api psc/eidas2' } } }],
  });
  expect(found.find(({ id }) => id === 'p-prov.two')).toMatchObject({
    reason: [{ text: 'the lot' }],
    activity: { coding: [{ code: 'UPDATE' }] },
    agent: [{ who: { identifier: { value: 'psc:other' } } }],
    entity: [
      { role: 'revision', what: { reference: 'Immunization/p-prov.one/_history/1' } },
      { role: 'source' },
    ],
  });
  expect(await read('Provenance/p-prov.two', NURSE)).toMatchObject({ id: 'p-prov.two' });
  expect(
    (await search(`Provenance?target=${base}/Immunization/p-prov.one/_history/2`, NURSE)).found,
  ).toMatchObject([{ id: 'p-prov.two' }]);
  expect(await refused('Provenance/p-prov.one', FAR)).toBe('403 person-elsewhere');
  expect(await refused('Provenance/p-prov.none', NURSE)).toBe('404 fhir-not-found');
  expect(await refused('Provenance', NURSE)).toBe('403 fhir-too-costly');
});

describe('the audit trail', () => {
  test('of a person is read by the officer of where they live, and each reading is a line of it', async () => {
    const { id, subject } = await care.addPerson({
      ...{ familyName: 'Essaipiste', givenNames: 'Ada', birthDate: '1950-02-03', sex: 'f' },
      address: { commune: '48095' },
    });
    const line = { account: 'psc:1', role: 'vaccinator', place: 'C-64', request: 'r-1' };
    await care.care.write([{ ...line, action: 'break-glass', person: id }]);
    const { found, total } = await search(`AuditEvent?patient=Patient/${subject}`, OFFICER);
    expect(total).toBe(2);
    expect(found).toMatchObject([
      { action: 'R', agent: [{ who: { identifier: { value: 'psc:officer' } } }] },
      {
        action: 'E',
        type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110113' },
        agent: [{ who: { identifier: { value: 'psc:1' } }, requestor: true }],
        entity: [{ what: { reference: `Patient/${subject}` } }],
      },
    ]);
    expect(await read(`AuditEvent/${found[1]?.id}`, OFFICER)).toEqual(found[1]);
    const second = await search(`AuditEvent?patient=${subject}&_count=1&_offset=2`, OFFICER);
    // The reading of a line, and this search itself, are lines too.
    expect(second).toMatchObject({ total: 4, found: [found[0]] });
    expect(JSON.stringify(found)).not.toMatch(/Essaipiste|1950-02-03/);
    expect(await refused(`AuditEvent?patient=Patient/${subject}`, FAR_OFFICER)).toBe('403 person-elsewhere');
    expect(await refused(`AuditEvent/${found[1]?.id}`, FAR_OFFICER)).toBe('403 person-elsewhere');
    expect(await refused(`AuditEvent?patient=Patient/${subject}`, NURSE)).toBe('403 forbidden');
    expect(await refused('AuditEvent?patient=Patient/p-nobody', OFFICER)).toBe('403 person-elsewhere');
    expect(await refused('AuditEvent', OFFICER)).toBe('403 fhir-too-costly');
    expect(await refused('AuditEvent/999999', OFFICER)).toBe('404 fhir-not-found');
    const { rows } = await care.access.query(
      `select action, detail from access.audit where person = $1 and account = 'psc:officer'`,
      [id],
    );
    expect(rows).toEqual([...[1, 2, 3].map(() => ({ action: 'read', detail: { resource: 'AuditEvent' } }))]);
  });

  test.each(Object.keys(ACTIONS))('tells "%s" in codes both validators accept', (action) => {
    const line = {
      ...{ seq: 7, at: NOW, account: 'psc:1', role: '', place: '', action, person: null, request: 'r' },
      detail: { n: 3, code: 'a', empty: '' },
    };
    for (const patient of [undefined, 'p-1']) {
      const event = auditEventOf(line, patient);
      expect(faultsOf(event), JSON.stringify(event)).toEqual([]);
    }
  });
});
