/** One valid request for each operation of FHIR about people and injections. */
import { randomUUID } from 'node:crypto';
import { actId, patientId } from '#fhir/ids.node.ts';
import { CVX } from '#programmes/vaccination/fhir/words.ts';
import { type At, type Entry, inventedAt, registered } from './access-people.ts';

/** An act made there, on somebody who lives there. */
const actAt = async (at: At): Promise<{ id: string; subject: string; act: string }> => {
  const { subject } = await registered(at);
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
    const { subject } = await registered(at);
    return { params: { id: subject }, shows: subject };
  },
};

export const FHIR: Readonly<Record<string, Entry>> = {
  fhirBundle: {
    make: async (at) => {
      const { subject } = await registered(at);
      const resource = immunizationAt(at.place, subject);
      const entry = [{ resource, request: { method: 'POST', url: 'Immunization' } }];
      return { body: { resourceType: 'Bundle', type: 'transaction', entry } };
    },
  },
  fhirCreateImmunization: {
    make: async (at) => ({ body: immunizationAt(at.place, (await registered(at)).subject) }),
  },
  fhirSearchImmunizations: {
    make: async (at) => {
      const { act, subject } = await actAt(at);
      return { query: { patient: subject, _include: 'Immunization:patient' }, shows: act };
    },
  },
  fhirPostSearchImmunizations: {
    make: async (at) => {
      const { act, subject } = await actAt(at);
      return { body: { patient: subject, _include: 'Immunization:patient' }, shows: act };
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
      const { subject, identity } = await registered(at);
      return { body: { family: identity.familyName, birthdate: identity.birthDate }, shows: subject };
    },
  },
  fhirCreatePatient: {
    make: ({ place, where }) => {
      const { familyName, givenNames, birthDate } = inventedAt(where);
      return {
        body: {
          resourceType: 'Patient',
          name: [{ use: 'official', family: familyName, given: [givenNames] }],
          ...{ gender: 'female', birthDate },
          managingOrganization: { reference: `Organization/${place}` },
        },
      };
    },
  },
  fhirReadRecommendation: ofPerson,
  fhirPatientRecommendation: ofPerson,
  fhirSearchRecommendations: {
    make: async (at) => {
      const { subject } = await registered(at);
      return { query: { patient: subject }, shows: '"ImmunizationRecommendation"' };
    },
  },
};
