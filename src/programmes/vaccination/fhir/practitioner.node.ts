/**
 * Who records, as FHIR R4 Practitioner and PractitionerRole: the code of their account, as what and where they work.
 * Never a name: a code is enough to tell two apart, and names of professionals are sealed.
 */
import { isRole, ROLES } from '#access/roles.ts';
import { locationId, placeOfLocation, shortHash } from '#fhir/ids.node.ts';
import type { Resource } from '#fhir/resource.ts';
import { locationReference } from '#programmes/vaccination/fhir/location.node.ts';
import { ACCOUNT } from '#programmes/vaccination/fhir/words.ts';

/** The French directory of health professionals (RPPS), whose eleven digits follow an 8 in their national id. */
const RPPS = 'https://rpps.esante.fr';
const PSC = /^psc:8(\d{11})$/;
export const OWN_ROLE = 'urn:rappel:role';
export const OWN_PROFESSION = 'urn:rappel:profession';

/** Codes of accounts have the letters of codes of places, so their ids are written alike. */
export const practitionerId = (account: string): string | undefined => locationId(account);
export const accountOfPractitioner = (id: string): string | undefined => placeOfLocation(id);

/** As what, and where, an account works, and until when it may. */
export type Practice = {
  readonly account: string;
  readonly role: string;
  readonly place: string;
  readonly profession: string;
  /** ISO instants, of who works under a delegation. */
  readonly from: string | null;
  readonly until: string | null;
};

/** Undefined for a code that no id can say. */
export const practitionerOf = (account: string): Resource | undefined => {
  const id = practitionerId(account);
  if (id === undefined) return undefined;
  const rpps = PSC.exec(account)?.[1];
  return {
    resourceType: 'Practitioner',
    id,
    identifier: [
      { system: ACCOUNT, value: account },
      ...(rpps === undefined ? [] : [{ system: RPPS, value: rpps }]),
    ],
    active: true,
  };
};

const ID_MAX = 64;
const HASH_DIGITS = 12;

/** An id for each role at each place of an account, which leads back to the account. */
const practiceId = ({ account, role, place }: Practice): string | undefined => {
  const id = practitionerId(account);
  const whole = `${id}.${shortHash(`${role} ${place}`, HASH_DIGITS)}`;
  return id === undefined || whole.length > ID_MAX ? undefined : whole;
};

/** The account that the id of a PractitionerRole leads to. */
export const practitionerOfRole = (id: string): string | undefined => {
  const [, practitioner] = /^(.+[^.])\.[0-9a-f]{12}$/.exec(id) ?? [];
  return practitioner === undefined ? undefined : accountOfPractitioner(practitioner);
};

/** Undefined for an account that no id can say. */
export const practitionerRoleOf = (practice: Practice, now: string): Resource | undefined => {
  const { account, role, place, profession, from, until } = practice;
  const id = practiceId(practice);
  if (id === undefined) return undefined;
  return {
    resourceType: 'PractitionerRole',
    id,
    active: (from === null || from <= now) && (until === null || until > now),
    ...((from !== null || until !== null) && {
      period: { ...(from !== null && { start: from }), ...(until !== null && { end: until }) },
    }),
    practitioner: { reference: `Practitioner/${practitionerId(account)}` },
    code: [
      {
        coding: [
          { system: OWN_ROLE, code: role, ...(isRole(role) && { display: ROLES[role].title.en }) },
          ...(profession === '' ? [] : [{ system: OWN_PROFESSION, code: profession }]),
        ],
      },
    ],
    ...(place !== '' && { location: [locationReference(place)] }),
  };
};
