/** What cares for a person, driven with names: the desk, certificates, FHIR, lots, quality, support. */
import { randomUUID } from 'node:crypto';
import type { Identity } from '#people/person.ts';
import type { DeskAct } from '#programmes/vaccination/desk/desk.api.ts';
import { sealAct } from '#programmes/vaccination/desk/seal.web.ts';
import { NOW, type Talkative } from './no-names.ts';

const PERSON = '7d1c0b52-4f0e-4b8e-9a0f-2f6c1f3a0001';
const PLACE = 'DEP-48';
const CVX = 'http://hl7.org/fhir/sid/cvx';

/** A second dose, nine days after the first: early, and given with its reasons. */
const ACT: DeskAct = {
  occurredOn: '2021-03-19',
  product: 'PF',
  rank: 2,
  lot: 'EJ6795',
  overrides: [
    { warning: 'product-unexpected', reason: 'medical-decision' },
    { warning: 'interval-too-short', reason: 'medical-decision' },
    { warning: 'lot-unknown', reason: 'medical-decision' },
  ],
  answers: [],
};

const RULE = { path: '/api/quality/rules/same-day' } as const;

export type Names = { readonly name: string; readonly identity: Identity };

/** A FHIR patient who is called so, and is like nobody else. */
const patientNamed = ({ name }: Names) => ({
  resourceType: 'Patient',
  name: [{ use: 'official', family: `${name}ski`, given: ['Qzedmondin'] }],
  ...{ gender: 'male', birthDate: '1938-08-09' },
  telecom: [{ system: 'email', value: 'qzmail.ski@example.org' }],
  managingOrganization: { reference: `Organization/${PLACE}` },
});

const immunizationOf = (subject: string) => ({
  ...{ resourceType: 'Immunization', status: 'completed', occurrenceDateTime: '2021-02-11' },
  vaccineCode: { coding: [{ system: CVX, code: '208' }] },
  patient: { reference: `Patient/${subject}` },
  location: { reference: `Location/${PLACE}` },
  lotNumber: 'EJ6795',
});

/** A body for each address that takes one, without the texts that are kept in clear (`keptInClear`). */
export const careBodies = (names: Names): Readonly<Record<string, object>> => ({
  '/api/vaccination/desk/open': { place: PLACE, person: PERSON },
  '/api/vaccination/desk/check': { place: PLACE, person: PERSON, act: ACT },
  '/api/vaccination/desk/acts': { id: randomUUID(), place: PLACE, person: PERSON, act: ACT },
  '/api/vaccination/desk/cancellations': {
    ...{ id: randomUUID(), place: PLACE, person: PERSON },
    corrects: randomUUID(),
  },
  '/api/vaccination/desk/offline': { place: PLACE },
  '/api/vaccination/desk/offline/acts': {
    place: PLACE,
    deviceNow: NOW,
    acts: [{ id: randomUUID(), sealed: 'e30.e30' }],
  },
  '/api/vaccination/certificates': {
    ...{ id: randomUUID(), place: PLACE, person: PERSON, kind: 'dcc', language: 'fr' },
  },
  '/api/vaccination/certificates/revocations': { uvci: 'URN:UVCI:01:FR:ABCDEFGH#K', reason: 'lost' },
  '/api/support/reports': {
    id: randomUUID(),
    subject: 'question',
    context: { page: '/desk', language: 'fr' },
    text: names.name,
  },
  '/api/support/reports/follow': { id: randomUUID(), state: 'closed', text: names.name },
  '/api/support/queue/answer': { id: randomUUID(), state: 'answered', text: names.name },
  '/api/stock/lots': { id: randomUUID(), place: PLACE, event: 'received', product: 'PF', on: '2021-03-19' },
  '/fhir/R4/Patient/_search': { family: names.name, birthdate: '1950-02-03' },
  '/fhir/R4/Patient': patientNamed(names),
  '/fhir/R4/Immunization': immunizationOf('nobody'),
  '/fhir/R4': {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { resource: patientNamed(names), request: { method: 'POST', url: 'Patient' }, fullUrl: 'urn:uuid:1' },
    ],
  },
});

export type Step = { readonly what: string; readonly status: number; readonly body: string };

const idOf = (body: string): string => String(JSON.parse(body).id ?? '');

/** The desk: opened, recorded, corrected, taken back, prepared for the road, sent from it. */
export async function* walkDesk(
  { post, request }: Talkative,
  { identity }: Names,
  citizen: string,
): AsyncGenerator<Step> {
  const at = { place: PLACE, person: PERSON };
  const [id, again] = [randomUUID(), randomUUID()];
  const send = async (path: string, body: object): Promise<Step> => ({
    what: path,
    ...(await post(`/api/vaccination/desk/${path}`, body)),
  });
  yield await send('open', at);
  yield await send('check', { ...at, act: ACT });
  yield await send('acts', { id, ...at, act: ACT });
  yield await send('acts', {
    id: again,
    ...at,
    act: { ...ACT, lot: 'EJ6796' },
    corrects: id,
    reason: 'Lot.',
  });
  yield await send('cancellations', { id: randomUUID(), ...at, corrects: again, reason: 'Not injected.' });
  const pack = await send('offline', { place: PLACE });
  yield pack;
  const { grant, key } = JSON.parse(pack.body);
  const typed = { ...identity, familyName: `${identity.familyName}ine` };
  const sealed = await sealAct(randomUUID(), { grant, madeAt: NOW, identity: typed, act: ACT }, key);
  yield await send('offline/acts', { place: PLACE, deviceNow: NOW, acts: [sealed] });
  yield { what: 'summons', ...(await request('GET', '/api/me/summons', undefined, { token: citizen })) };
}

/** Certificates on the screen and on paper, theirs and one's own, withdrawn. */
export async function* walkCertificates({ post, request }: Talkative, citizen: string): AsyncGenerator<Step> {
  yield {
    what: 'act',
    ...(await post('/api/vaccination/desk/acts', {
      id: randomUUID(),
      place: PLACE,
      person: PERSON,
      act: ACT,
    })),
  };
  const asked = { kind: 'dcc', language: 'fr' };
  for (const kind of ['shc', 'dcc']) {
    const body = { ...asked, id: randomUUID(), place: PLACE, person: PERSON, kind };
    const issued = await post('/api/vaccination/certificates', body);
    yield { what: `issue ${kind}`, ...issued };
    const [one] = JSON.parse(issued.body).certificates;
    const path = `/api/vaccination/certificates/${one.id}/pdf`;
    yield { what: 'pdf', ...(await request('GET', path)) };
    const withdrawn = { uvci: one.uvci ?? one.id, reason: 'lost' };
    yield { what: 'revoke', ...(await post('/api/vaccination/certificates/revocations', withdrawn)) };
  }
  const own = await post('/api/me/certificates', { ...asked, id: randomUUID() }, citizen);
  yield { what: 'own', ...own };
  for (const path of ['/api/certificates/trust', '/.well-known/jwks.json', '/api/me/certificates'])
    yield { what: path, ...(await request('GET', path, undefined, { token: citizen })) };
}

/** FHIR: a person written, found, read; an injection written, read, exported. */
export async function* walkFhir({ request }: Talkative, names: Names): AsyncGenerator<Step> {
  const fhir = { headers: { 'content-type': 'application/fhir+json' } };
  const send = async (path: string, body: object): Promise<Step> => ({
    what: path,
    ...(await request('POST', `/fhir/R4/${path}`, body, fhir)),
  });
  const read = async (path: string, headers = {}): Promise<Step> => ({
    what: path,
    ...(await request('GET', `/fhir/R4/${path}`, undefined, { headers })),
  });
  const patient = await send('Patient', patientNamed(names));
  yield patient;
  const subject = idOf(patient.body);
  yield await send('Patient/_search', { family: `${names.name}ski`, birthdate: '1938-08-09' });
  yield await read(`Patient/${subject}`);
  const act = await send('Immunization', immunizationOf(subject));
  yield act;
  yield await read(`Immunization/${idOf(act.body)}`);
  yield await read(`Immunization?patient=${subject}&_include=Immunization:patient`);
  yield await read(`ImmunizationRecommendation?patient=${subject}`);
  yield await read(`Provenance?target=Immunization/${idOf(act.body)}`);
  yield await read(`AuditEvent?patient=${subject}`);
  yield await send('', {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      { resource: immunizationOf(subject), request: { method: 'POST', url: 'Immunization' } },
      { request: { method: 'GET', url: `Patient/${subject}` } },
    ],
  });
  yield await read(`$export?place=${PLACE}`, { prefer: 'respond-async', accept: 'application/fhir+json' });
}

/** Lots, remarks on rules, reports of trouble. */
export async function* walkColleagues({ post, request }: Talkative, { name }: Names): AsyncGenerator<Step> {
  const lot = { product: 'PF', lot: 'EJ6795', on: '2021-03-19' };
  const report = randomUUID();
  const steps: readonly (readonly [string, object])[] = [
    ['/api/stock/lots', { id: randomUUID(), place: PLACE, event: 'received', ...lot }],
    [
      '/api/stock/recalls',
      { id: randomUUID(), event: 'recalled', ...lot, lot: 'XX1', reason: 'Cold chain.' },
    ],
    [`${RULE.path}/said`, { id: randomUUID(), kind: 'remark', text: 'Seen in March.' }],
    [
      '/api/support/reports',
      { id: report, subject: 'question', context: { page: '/desk', language: 'fr' }, text: `${name} waits` },
    ],
    ['/api/support/queue/answer', { id: report, state: 'answered', text: `${name} may come in` }],
    ['/api/support/reports/follow', { id: report, state: 'open', text: `${name} still waits` }],
  ];
  for (const [path, body] of steps) yield { what: path, ...(await post(path, body)) };
  for (const path of ['/api/support/queue', '/api/support/reports', '/api/quality/flags', RULE.path])
    yield { what: path, ...(await request('GET', path)) };
}

const texts = (text: string) => ({ fr: text, en: text });

/**
 * Texts that colleagues write for colleagues, or for everybody, and that are kept as they are: each operation, and what
 * it is asked with such a text in each place that may hold one. Pages and documentation ask to name nobody there
 * (docs/privacy.md); what people write about a person is sealed.
 */
export const keptInClear = (text: string): readonly (readonly [string, object])[] => {
  const recall = { event: 'recalled', product: 'PF', lot: 'XX2', on: '2021-03-19' };
  const finds = { what: 'same-day', count: 9 };
  const draft = { title: texts(text), why: texts(text), source: text, finds, effect: 'flag' };
  const hours = { from: '2021-03-20T10:00:00Z', until: '2021-03-20T12:00:00Z' };
  return [
    ['/api/stock/recalls', { id: randomUUID(), ...recall, reason: text }],
    ['/api/quality/rules', { id: randomUUID(), rule: 'rule-with-texts', draft }],
    [`${RULE.path}/said`, { id: randomUUID(), kind: 'remark', text }],
    ['/api/support/announcements', { id: randomUUID(), ...texts(text), ...hours }],
  ];
};
