/** One valid request for each operation of FHIR about people and injections. */
import { randomUUID } from 'node:crypto';
import { actId, patientId } from '#fhir/ids.node.ts';
import { CVX } from '#programmes/vaccination/fhir/words.ts';
import { NOW } from './access-program.ts';
import type { Entry, Where } from './access-requests.ts';

type At = Parameters<Entry['make']>[0];

const COMMUNES: Readonly<Record<Where, string | undefined>> = {
  own: '48095',
  elsewhere: '75056',
  nation: undefined,
};

const letters = (): string => randomUUID().replaceAll(/[^a-z]/g, '');

/** Somebody who lives there: their pseudonym. */
const personAt = async ({ program, where }: At): Promise<{ subject: string; familyName: string }> => {
  const commune = COMMUNES[where];
  const familyName = `Essai${letters()}`;
  const answer = await program.register.register({
    ...{ id: randomUUID(), evidence: [], notThese: [], by: 'test', now: NOW },
    identity: {
      ...{ familyName, givenNames: `Camille${letters()}`, birthDate: '1950-02-03', sex: 'f' },
      ...(commune !== undefined && { address: { commune } }),
    },
  });
  if (!('stored' in answer)) throw new Error(JSON.stringify(answer));
  return { subject: answer.stored.person.subjects[0] ?? '', familyName };
};

/** An act made there, on somebody who lives there. */
const actAt = async (at: At): Promise<{ id: string; subject: string; act: string }> => {
  const { subject } = await personAt(at);
  const recorder = await at.program.comeAs('software', 'FRA');
  const id = randomUUID();
  const response = await at.program.app.inject({
    ...{ method: 'POST', url: '/api/vaccination/injections', headers: recorder.headers },
    payload: { id, subject, occurredOn: '2021-03-10', place: at.place, product: 'PF', rank: 1, age: 71 },
  });
  if (response.statusCode !== 201) throw new Error(response.body);
  return { id, subject, act: actId(subject, id) ?? '' };
};

const immunizationAt = (place: string, subject: string): object => ({
  ...{ resourceType: 'Immunization', status: 'completed', occurrenceDateTime: '2021-03-11' },
  vaccineCode: { coding: [{ system: CVX, code: '208' }] },
  patient: { reference: `Patient/${patientId(subject)}` },
  location: { reference: `Location/${place}` },
});

const ofAct = (more: Readonly<Record<string, string>> = {}): Entry => ({
  make: async (at) => {
    const { act } = await actAt(at);
    return { params: { id: act, ...more }, shows: act };
  },
});

const ofPerson: Entry = {
  make: async (at) => {
    const { subject } = await personAt(at);
    return { params: { id: subject }, shows: subject };
  },
};

export const FHIR: Readonly<Record<string, Entry>> = {
  fhirBundle: {
    make: async (at) => {
      const { subject } = await personAt(at);
      const resource = immunizationAt(at.place, subject);
      const entry = [{ resource, request: { method: 'POST', url: 'Immunization' } }];
      return { body: { resourceType: 'Bundle', type: 'transaction', entry } };
    },
  },
  fhirCreateImmunization: {
    make: async (at) => ({ body: immunizationAt(at.place, (await personAt(at)).subject) }),
  },
  fhirSearchImmunizations: {
    make: async (at) => {
      const { act, subject } = await actAt(at);
      return { query: { patient: subject }, shows: act };
    },
  },
  fhirPostSearchImmunizations: {
    make: async (at) => {
      const { act, subject } = await actAt(at);
      return { body: { patient: subject }, shows: act };
    },
  },
  fhirImmunizationTypeHistory: {
    make: async (at) => {
      const { act } = await actAt(at);
      return { shows: act };
    },
  },
  fhirReadImmunization: ofAct(),
  fhirImmunizationHistory: ofAct(),
  fhirReadImmunizationVersion: ofAct({ version: '1' }),
  fhirUpdateImmunization: {
    make: async (at) => {
      const { act, subject } = await actAt(at);
      return { params: { id: act }, body: { ...immunizationAt(at.place, subject), id: act } };
    },
    // The walk sends no If-Match: which version is corrected is asked once the act was reached.
    after: ['fhir-version-needed'],
  },
  fhirDeleteImmunization: {
    make: async (at) => ({ params: { id: (await actAt(at)).act } }),
  },
  fhirReadPatient: ofPerson,
  fhirSearchPatients: {
    make: async (at) => {
      const { subject, familyName } = await personAt(at);
      return { body: { family: familyName, birthdate: '1950-02-03' }, shows: subject };
    },
  },
  fhirCreatePatient: {
    make: ({ place }) => ({
      body: {
        resourceType: 'Patient',
        name: [{ use: 'official', family: `Essai${letters()}`, given: [`Camille${letters()}`] }],
        ...{ gender: 'female', birthDate: '1950-02-03' },
        managingOrganization: { reference: `Organization/${place}` },
      },
    }),
  },
  fhirReadRecommendation: ofPerson,
  fhirPatientRecommendation: ofPerson,
  fhirSearchRecommendations: {
    make: async (at) => {
      const { subject } = await personAt(at);
      return { query: { patient: subject }, shows: subject };
    },
  },
};
