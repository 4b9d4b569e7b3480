/** One valid request for each operation of FHIR beside people and injections. */
import { randomUUID } from 'node:crypto';
import { openAudit } from '#access/audit.node.ts';
import { actId, patientId } from '#fhir/ids.node.ts';
import { practitionerId } from '#programmes/vaccination/fhir/practitioner.node.ts';
import { type At, type Entry, registered } from './access-people.ts';
import { NOW, type Program } from './access-program.ts';

/** As long as the id of an export; nobody has it. */
const NO_EXPORT = 'x'.repeat(43);
const ofExport = (more: Readonly<Record<string, string>> = {}): Entry => ({
  make: ({ place }) => ({ params: { place, export: NO_EXPORT, ...more } }),
  // Whose export it is comes after whether the caller reaches the place it is of.
  after: ['export-unknown'],
});

/** Somebody who works at a place under a delegation. */
const practitionerAt = async ({ program, place }: At): Promise<string> => {
  const account = `psc:${randomUUID()}`;
  await program.access.query(
    `insert into access.profile (id, account, role, place, profession, valid_from, valid_until, given_by, given_at)
     values ($1, $2, 'delegate', $3, 'nurse', '2021-03-01', '2021-04-01', 'test', $4)`,
    [randomUUID(), account, place, NOW],
  );
  return practitionerId(account) ?? '';
};

/** An act of somebody nobody registered, at a place. */
const actAt = async ({ program, place }: At): Promise<string> => {
  const recorder = await program.comeAs('software', 'FRA');
  const [id, subject] = [randomUUID(), randomUUID()];
  const response = await program.app.inject({
    method: 'POST',
    url: '/api/vaccination/injections',
    headers: recorder.headers,
    payload: { id, subject, occurredOn: '2021-03-10', place, product: 'PF', rank: 1, age: 85 },
  });
  if (response.statusCode !== 201) throw new Error(response.body);
  return actId(subject, id) ?? '';
};

/** Somebody whose record was looked at, and the number of the line that says so. */
const lookedAt = async (at: At) => {
  const { program } = at;
  const { id: person, subject } = await registered(at);
  const request = randomUUID();
  await openAudit(program.access).write([
    { account: 'psc:1', role: 'vaccinator', place: 'C-64', action: 'read', person, request },
  ]);
  return {
    patient: patientId(subject) ?? '',
    line: await lineOf(program, request),
  };
};

const lineOf = async ({ access }: Program, request: string): Promise<string> => {
  const { rows } = await access.query<{ seq: number }>('select seq from access.audit where request = $1', [
    request,
  ]);
  return String(rows[0]?.seq);
};

export const FHIR_MORE: Readonly<Record<string, Entry>> = {
  // The walk sends no header "Prefer": it goes no further, and no export is made.
  fhirExport: { make: ({ place }) => ({ query: { place } }), after: ['export-async-needed'] },
  fhirExportPatients: { make: ({ place }) => ({ query: { place } }), after: ['export-async-needed'] },
  fhirExportStatus: ofExport(),
  fhirExportCancel: ofExport(),
  fhirExportFile: ofExport({ file: 'Immunization-1.ndjson' }),
  fhirReadPractitioner: {
    make: async (at) => {
      const id = await practitionerAt(at);
      return { params: { id }, shows: id };
    },
  },
  fhirSearchPractitioner: {
    make: async (at) => {
      const id = await practitionerAt(at);
      return { query: { _id: id }, shows: id };
    },
  },
  fhirReadPractitionerRole: {
    make: async (at) => ({ params: { id: `${await practitionerAt(at)}.0123456789ab` } }),
    after: ['fhir-not-found'],
  },
  fhirSearchPractitionerRole: {
    make: async (at) => {
      const id = await practitionerAt(at);
      return { query: { practitioner: `Practitioner/${id}` }, shows: id };
    },
  },
  fhirReadProvenance: {
    make: async (at) => {
      const id = await actAt(at);
      return { params: { id }, shows: id };
    },
  },
  fhirSearchProvenance: {
    make: async (at) => {
      const id = await actAt(at);
      return { query: { target: `Immunization/${id}` }, shows: id };
    },
  },
  fhirReadAuditEvent: {
    make: async (at) => {
      const { patient, line } = await lookedAt(at);
      return { params: { id: line }, shows: patient };
    },
  },
  fhirSearchAuditEvent: {
    make: async (at) => {
      const { patient } = await lookedAt(at);
      return { query: { patient }, shows: patient };
    },
  },
};
