/**
 * Where a version of an Immunization comes from, as a FHIR R4 Provenance: who recorded it, when, by which way, why it
 * was corrected, and the version before. Each is made from the fact that made the version, and stored nowhere.
 */
import { actId } from '#fhir/ids.node.ts';
import type { Resource } from '#fhir/resource.ts';
import type { Act, ActVersion } from '#programmes/vaccination/fhir/act-versions.ts';
import { locationReference } from '#programmes/vaccination/fhir/location.node.ts';
import { ACCOUNT } from '#programmes/vaccination/fhir/words.ts';

const OPERATION = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';
const AGENT_TYPE = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
export const OWN_SOURCE = 'urn:rappel:source';

const ACTIVITIES = {
  create: { code: 'CREATE', display: 'create' },
  update: { code: 'UPDATE', display: 'revise' },
  delete: { code: 'DELETE', display: 'delete' },
} as const;

const activityOf = ({ number, fact }: ActVersion) => {
  if (fact === undefined) return ACTIVITIES.delete;
  return number === 1 ? ACTIVITIES.create : ACTIVITIES.update;
};

/** Undefined when the pseudonym is too long for the act to have an id. */
export const provenanceOf = ({ first }: Act, version: ActVersion): Resource | undefined => {
  const { made, number } = version;
  const target = actId(first.subject, first.id);
  const id = actId(made.subject, made.id);
  if (target === undefined || id === undefined) return undefined;
  const before = `Immunization/${target}/_history/${number - 1}`;
  return {
    resourceType: 'Provenance',
    id,
    meta: { versionId: '1', lastUpdated: made.recordedAt },
    target: [{ reference: `Immunization/${target}/_history/${number}` }],
    occurredDateTime: made.occurredOn,
    recorded: made.recordedAt,
    ...(made.place !== undefined && { location: locationReference(made.place) }),
    ...(made.reason !== undefined && made.reason.trim() !== '' && { reason: [{ text: made.reason }] }),
    activity: { coding: [{ system: OPERATION, ...activityOf(version) }] },
    agent: [
      {
        type: { coding: [{ system: AGENT_TYPE, code: 'enterer', display: 'Enterer' }] },
        who: { identifier: { system: ACCOUNT, value: made.by } },
      },
    ],
    entity: [
      ...(number === 1 ? [] : [{ role: 'revision', what: { reference: before } }]),
      { role: 'source', what: { identifier: { system: OWN_SOURCE, value: made.source } } },
    ],
  };
};
