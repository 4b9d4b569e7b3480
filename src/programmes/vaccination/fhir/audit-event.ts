/**
 * A line of the audit trail as a FHIR R4 AuditEvent, in the codes the resource asks for: DICOM (DCM 110112 and others),
 * the REST interactions of FHIR, and ISO 21089 for what becomes of a record.
 */
import type { LineKept } from '#access/audit.ts';
import { ACTIONS } from '#access/audit.ts';
import type { Resource } from '#fhir/resource.ts';
import { ACCOUNT, PLACE } from '#programmes/vaccination/fhir/words.ts';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const EVENT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const REST = 'http://hl7.org/fhir/restful-interaction';
const ISO_21089 = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const OWN_ACTION = 'urn:rappel:action';
const OWN_ROLE = 'urn:rappel:role';
const OWN_DETAIL = 'urn:rappel:detail';

type Kind = { readonly action: 'C' | 'R' | 'U' | 'D' | 'E'; readonly type: object; readonly subtype: object };

const rest = { system: EVENT_TYPE, code: 'rest', display: 'RESTful Operation' };
const lifecycle = (code: string, display: string) => ({ system: ISO_21089, code, display });
const of = (action: Kind['action'], type: object, subtype: object): Kind => ({ action, type, subtype });

const READ = of('R', rest, { system: REST, code: 'read', display: 'read' });
const SEARCH = of(
  'E',
  { system: DICOM, code: '110112', display: 'Query' },
  { system: REST, code: 'search', display: 'search' },
);
const CREATE = of('C', rest, { system: REST, code: 'create', display: 'create' });
const UPDATE = of('U', rest, { system: REST, code: 'update', display: 'update' });
const DELETE = of('D', rest, lifecycle('destroy', 'Destroy/Delete Record Lifecycle Event'));
const MERGE = of('U', rest, lifecycle('merge', 'Merge Record Lifecycle Event'));
const UNMERGE = of('U', rest, lifecycle('unmerge', 'Unmerge Record Lifecycle Event'));
const EXPORT = of(
  'R',
  { system: DICOM, code: '110106', display: 'Export' },
  lifecycle('extract', 'Extract Record Lifecycle Event'),
);
const EMERGENCY = of(
  'E',
  { system: DICOM, code: '110113', display: 'Security Alert' },
  { system: DICOM, code: '110127', display: 'Emergency Override Started' },
);
const authentication = (code: string, display: string): Kind =>
  of(
    'E',
    { system: DICOM, code: '110114', display: 'User Authentication' },
    { system: DICOM, code, display },
  );
const SECURITY = of(
  'E',
  { system: DICOM, code: '110113', display: 'Security Alert' },
  { system: DICOM, code: '110137', display: 'User Security Attributes Changed' },
);

/** What is not here reads. */
const KINDS: Readonly<Record<string, Kind>> = {
  search: SEARCH,
  'search-none': SEARCH,
  register: CREATE,
  rectify: UPDATE,
  'break-glass': EMERGENCY,
  merge: MERGE,
  separate: UPDATE,
  unmerge: UNMERGE,
  answer: UPDATE,
  forget: DELETE,
  'self-export': EXPORT,
  'self-request': CREATE,
  act: CREATE,
  'act-change': UPDATE,
  certificate: CREATE,
  'certificate-revoke': UPDATE,
  'self-certificate': CREATE,
  'facts-export': EXPORT,
  'lot-recall': UPDATE,
  'quality-adopt': UPDATE,
  'trouble-answer': UPDATE,
  delegate: SECURITY,
  join: SECURITY,
  revoke: SECURITY,
  'sign-in': authentication('110122', 'Login'),
  'sign-out': authentication('110123', 'Logout'),
};

const titleOf = (action: string): string =>
  Object.entries(ACTIONS).find(([name]) => name === action)?.[1].en ?? action;

/** Details of a line are codes and counts; each is told as it is. */
const detailsOf = (detail: LineKept['detail']): { type: string; valueString: string }[] =>
  Object.entries(detail).flatMap(([type, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value) && String(value) !== ''
      ? [{ type: `${OWN_DETAIL}:${type}`, valueString: String(value) }]
      : [],
  );

/** Whom the line is about, with what it says besides; nothing when it says nothing. */
const entityOf = (
  patient: string | undefined,
  detail: readonly object[],
): { readonly entity?: readonly object[] } => {
  const more = { ...(detail.length > 0 && { detail }) };
  if (patient === undefined)
    return detail.length === 0
      ? {}
      : { entity: [{ type: { system: ENTITY_TYPE, code: '2', display: 'System Object' }, ...more }] };
  return {
    entity: [
      {
        what: { reference: `Patient/${patient}` },
        type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
        role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
        ...more,
      },
    ],
  };
};

/** @param patient the id of the Patient the line is about; absent: it is about nobody who may be told */
export const auditEventOf = (line: LineKept, patient?: string): Resource => {
  const { action, type, subtype } = KINDS[line.action] ?? READ;
  return {
    resourceType: 'AuditEvent',
    id: String(line.seq),
    type,
    subtype: [subtype, { system: OWN_ACTION, code: line.action, display: titleOf(line.action) }],
    action,
    recorded: line.at,
    outcome: '0',
    agent: [
      {
        role: [{ coding: [{ system: OWN_ROLE, code: line.role === '' ? 'signed-in' : line.role }] }],
        who: { identifier: { system: ACCOUNT, value: line.account } },
        requestor: true,
        ...(line.place !== '' && { location: { identifier: { system: PLACE, value: line.place } } }),
      },
    ],
    source: { observer: { display: 'Rappel' } },
    ...entityOf(patient, detailsOf(line.detail)),
  };
};
