/**
 * The audit trail of a person over FHIR, for whoever watches over access. A person reads their own trail in plain words
 * at /api/me/looks; here the right to verify the trail is asked, and each reading is a line of it.
 */
import type { Audit } from '#access/audit.ts';
import { mayReach } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Db } from '#db/pool.ts';
import { queryOf, searchset } from '#fhir/bundle.ts';
import { patientId, subjectOfPatient } from '#fhir/ids.node.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { ELSEWHERE, entry } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import { lineOf } from '#programmes/vaccination/fhir/audit-event.pg.ts';
import { auditEventOf } from '#programmes/vaccination/fhir/audit-event.ts';
import { NOT_FOUND } from '#programmes/vaccination/fhir/location.http.ts';
import {
  readAuditEvent,
  searchAuditEvents,
  searchedBy,
} from '#programmes/vaccination/fhir/location-and-more.api.ts';
import { readSearch } from '#programmes/vaccination/fhir/location-search.ts';
import { idIn, type Parts } from '#programmes/vaccination/fhir/parts.node.ts';

export type AuditEventOptions = {
  readonly parts: Parts;
  readonly audit: Pick<Audit, 'ofPerson'>;
  /** Works as the role `access`. */
  readonly access: Db;
};

const TOO_COSTLY = refuseInWords('fhir-too-costly', {
  fr: 'AuditEvent se cherche par patient',
  en: 'AuditEvent is searched by patient',
});
/** Lines of one person that can be paged through; nobody's trail is near so long. */
const LINES_MAX = 10_000;
const SEQ = /^[1-9]\d{0,14}$/;

export const auditEventRoutes = ({ parts, audit, access }: AuditEventOptions): Route[] => {
  const { care, base } = parts;

  /** The record, when the caller's right reaches it; somebody unknown and somebody elsewhere are told alike. */
  const reached = (caller: Caller, stored: Stored | undefined): Stored | Refused =>
    stored !== undefined && mayReach(caller, RIGHTS.verifyAudit, stored.place, care.within)
      ? stored
      : ELSEWHERE;

  return [
    route(readAuditEvent, async ({ params, caller, request }) => {
      const line = SEQ.test(params.id) ? await lineOf(access, Number(params.id)) : undefined;
      // A line about nobody is of the place it was done at, and of no patient: it is read at /api/access/audit.
      const { person = null } = line ?? {};
      if (line === undefined || person === null) return NOT_FOUND;
      const stored = reached(caller, await care.register.find(person));
      if (isRefused(stored)) return stored;
      await care.write([entry({ caller, request }, 'read', person, { resource: 'AuditEvent' })]);
      return { status: 200, body: auditEventOf(line, patientId(stored.person.subjects[0] ?? '')) };
    }),
    route(searchAuditEvents, async ({ query, caller, headers, request }) => {
      const asked = readSearch(query, searchedBy('AuditEvent'), headers.prefer);
      if (isRefused(asked)) return asked;
      const patient = asked.given.get('patient');
      if (patient === undefined) return TOO_COSTLY;
      const id = idIn('Patient', patient, base()) ?? patient;
      const subject = subjectOfPatient(id);
      const found = subject === undefined ? undefined : await parts.findPerson(subject);
      if (found !== undefined && isRefused(found)) return found;
      const stored = reached(caller, found);
      if (isRefused(stored)) return stored;
      const { id: person } = stored.person;
      await care.write([entry({ caller, request }, 'read', person, { resource: 'AuditEvent' })]);
      const offset = Math.min(asked.offset, LINES_MAX);
      const { lines, total } = await audit.ofPerson(person, offset + asked.count);
      const events = lines.slice(offset).map((line) => auditEventOf(line, id));
      const at = (start: number): string =>
        `${base()}/AuditEvent?${queryOf([
          ['patient', id],
          ['_count', asked.count],
          ['_offset', start === 0 ? undefined : start],
        ])}`;
      const after = offset + asked.count;
      const next = asked.count > 0 && after < Math.min(total, LINES_MAX) ? at(after) : undefined;
      return { status: 200, body: { ...searchset(base(), events, { self: at(offset), next }, { total }) } };
    }),
  ];
};
