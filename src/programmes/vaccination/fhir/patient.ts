/** A person of the register as a FHIR R4 Patient, and a Patient that was sent as an identity. */

import { z } from 'zod';
import type { Resource } from '#fhir/resource.ts';
import type { StructureFault } from '#fhir/structure.ts';
import { modifiersIn } from '#fhir/structure.ts';
import { Identity } from '#people/person.ts';
import type { Stored } from '#people/register.ts';
import { INS_NIA, INS_NIR } from '#programmes/vaccination/fhir/words.ts';

const BIRTH_PLACE = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
const INSEE = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code';
const INSEE_CODES = 'https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM';
/** The birth date as the civil record writes it, where FHIR has no date for it: an unknown day, a lunar month. */
const BIRTH_DATE = 'urn:rappel:fhir:birth-date';
const TRUST = 'urn:rappel:fhir:identity-trust';
const FOREIGN = 'urn:rappel:foreign:';

const GENDERS = { f: 'female', m: 'male', u: 'unknown' } as const;

/** `1950-00-00` is 1950; a month or a day over range cannot be told, and goes in an extension. */
const birthDateOf = (text: string): { birthDate: string; exact: boolean } => {
  const [year = '', month = '', day = ''] = text.split('-');
  const isMonth = Number(month) >= 1 && Number(month) <= 12;
  if (!isMonth) return { birthDate: year, exact: month === '00' && day === '00' };
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return exists ? { birthDate: text, exact: true } : { birthDate: `${year}-${month}`, exact: day === '00' };
};

const insee = (code: string) => ({ url: INSEE, valueCoding: { system: INSEE_CODES, code } });

const addressOf = ({ address }: Identity): object[] => {
  if (address === undefined || Object.values(address).every((part) => part === undefined)) return [];
  const { line, postcode, city, commune, country } = address;
  return [
    {
      ...(commune !== undefined && { extension: [insee(commune)] }),
      use: 'home',
      ...(line !== undefined && line !== '' && { line: [line] }),
      ...(city !== undefined && city !== '' && { city }),
      ...(postcode !== undefined && { postalCode: postcode }),
      ...(country !== undefined && { country }),
    },
  ];
};

const identifiersOf = ({ nationalNumber, foreignIdentifiers = [] }: Identity): object[] => [
  ...(nationalNumber === undefined
    ? []
    : [
        {
          use: 'official',
          system: /^[78]/.test(nationalNumber) ? INS_NIA : INS_NIR,
          value: nationalNumber,
        },
      ]),
  ...foreignIdentifiers.map(({ country, kind, value }) => ({
    system: `${FOREIGN}${country}:${encodeURIComponent(kind)}`,
    value,
  })),
];

const namesOf = ({ familyName, givenNames, usedFamilyName, usedGivenName }: Identity): object[] => [
  { use: 'official', family: familyName, given: givenNames.split(/\s+/) },
  ...(usedFamilyName === undefined && usedGivenName === undefined
    ? []
    : [
        {
          use: 'usual',
          ...(usedFamilyName !== undefined && { family: usedFamilyName }),
          ...(usedGivenName !== undefined && { given: [usedGivenName] }),
        },
      ]),
];

const telecomOf = ({ phone, email }: Identity): object[] => [
  ...(phone === undefined || phone === '' ? [] : [{ system: 'phone', value: phone }]),
  ...(email === undefined || email === '' ? [] : [{ system: 'email', value: email }]),
];

const filled = <T>(name: string, list: readonly T[]): Readonly<Record<string, readonly T[]>> =>
  list.length === 0 ? {} : { [name]: list };

export type PatientState = {
  readonly id: string;
  /** The Patient to read instead: the record was merged, or new acts go under another pseudonym. */
  readonly replacedBy?: string | undefined;
  /** Patients that were merged into this one. */
  readonly merged: readonly string[];
};

export const patientOf = ({ person, trust }: Stored, { id, replacedBy, merged }: PatientState): Resource => {
  const { identity, version } = person;
  const { birthDate, exact } = birthDateOf(identity.birthDate);
  const { birthPlace } = identity;
  const link = [
    ...(replacedBy === undefined
      ? []
      : [{ other: { reference: `Patient/${replacedBy}` }, type: 'replaced-by' }]),
    ...merged.map((other) => ({ other: { reference: `Patient/${other}` }, type: 'replaces' })),
  ];
  const extension = [
    { url: TRUST, valueCode: trust },
    ...(birthPlace === undefined
      ? []
      : [{ url: BIRTH_PLACE, valueAddress: { extension: [insee(birthPlace)] } }]),
    ...(exact ? [] : [{ url: BIRTH_DATE, valueString: identity.birthDate }]),
  ];
  return {
    resourceType: 'Patient',
    id,
    meta: { versionId: String(version) },
    extension,
    ...filled('identifier', identifiersOf(identity)),
    active: replacedBy === undefined,
    name: namesOf(identity),
    ...filled('telecom', telecomOf(identity)),
    gender: GENDERS[identity.sex],
    birthDate,
    ...filled('address', addressOf(identity)),
    ...filled('link', link),
  };
};

/** What a list shows: enough to tell people apart, no more. */
export const patientFound = ({ person: { identity } }: Stored, id: string): Resource => {
  const city = identity.address?.city;
  return {
    resourceType: 'Patient',
    id,
    meta: {
      tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }],
    },
    name: namesOf(identity),
    gender: GENDERS[identity.sex],
    birthDate: birthDateOf(identity.birthDate).birthDate,
    ...(city !== undefined && city !== '' && { address: [{ city }] }),
  };
};

const InseeCode = z.object({
  url: z.string(),
  valueCoding: z.object({ code: z.string().optional() }).optional(),
});
/** A list of texts, where null stands for one that has extensions alone (R4, section 2.6.2.3). */
const Texts = z
  .array(z.string().nullable())
  .default([])
  .transform((texts) => texts.filter((text) => text !== null));

const Address = z.object({
  extension: z.array(InseeCode).default([]),
  line: Texts,
  city: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
});
const Sent = z.object({
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).default([]),
  active: z.boolean().optional(),
  name: z
    .array(
      z.object({
        use: z.string().optional(),
        family: z.string().optional(),
        given: Texts,
      }),
    )
    .default([]),
  telecom: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).default([]),
  gender: z.enum(['male', 'female', 'other', 'unknown']).default('unknown'),
  birthDate: z.string().optional(),
  deceasedBoolean: z.boolean().optional(),
  deceasedDateTime: z.string().optional(),
  address: z.array(Address).default([]),
  link: z.array(z.unknown()).default([]),
  managingOrganization: z
    .object({
      reference: z.string().optional(),
      identifier: z.object({ value: z.string().optional() }).optional(),
    })
    .optional(),
  extension: z
    .array(
      z.object({ url: z.string(), valueString: z.string().optional(), valueAddress: Address.optional() }),
    )
    .default([]),
});
type Sent = z.infer<typeof Sent>;

export type PatientRead = {
  readonly identity: Identity;
  /** The place that registers the person. */
  readonly organization: Sent['managingOrganization'];
};

const communeOf = ({ extension }: z.infer<typeof Address>): string | undefined =>
  extension.find(({ url }) => url === INSEE)?.valueCoding?.code;

/** A date of FHIR as the register writes it: `00` for what is not said. */
const civilDate = ({ birthDate = '', extension }: Sent): string =>
  extension.find(({ url }) => url === BIRTH_DATE)?.valueString ?? `${birthDate}-00-00`.slice(0, 10);

/** Three letters are read of this country alone; the others by their two letters, or by name in French or English. */
const FRANCE = /^(?:FRA|FRANCE)$/i;
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Codes in use: one that was withdrawn reads as the one that replaced it. */
const CODES = LETTERS.flatMap((one) => LETTERS.map((other) => one + other)).filter(
  (code) => new Intl.Locale(`und-${code}`).region === code,
);
const COUNTRIES: ReadonlyMap<string, string> = new Map(
  ['fr', 'en'].flatMap((language) => {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    return CODES.flatMap((code): [string, string][] => {
      const name = names.of(code);
      return name === undefined ? [] : [[name.toLowerCase(), code]];
    });
  }),
);

/**
 * The two letters of a country, which FHIR writes in any way (R4 Address.country: "ISO 3166 2 or 3 letter codes", or
 * words). One that is not recognised is left out: nobody is turned away for the country of their letters.
 */
const countryOf = (text = ''): string | undefined => {
  const trimmed = text.trim();
  if (/^[A-Za-z]{2}$/.test(trimmed)) return trimmed.toUpperCase();
  return FRANCE.test(trimmed) ? 'FR' : COUNTRIES.get(trimmed.toLowerCase());
};

const inputOf = (sent: Sent): object => {
  const official = sent.name.find(({ use }) => use === 'official') ?? sent.name[0];
  const usual = sent.name.find((name) => name.use === 'usual' && name !== official);
  const [home] = sent.address;
  const number = sent.identifier.find(({ system }) => system === INS_NIR || system === INS_NIA)?.value;
  const told = (system: string) => sent.telecom.find((one) => one.system === system)?.value;
  const birthPlace = sent.extension.find(({ url }) => url === BIRTH_PLACE)?.valueAddress;
  const input = {
    familyName: official?.family,
    givenNames: official?.given.join(' '),
    usedFamilyName: usual?.family,
    usedGivenName: usual?.given.join(' '),
    birthDate: civilDate(sent),
    sex: { male: 'm', female: 'f', other: 'u', unknown: 'u' }[sent.gender],
    birthPlace: birthPlace && communeOf(birthPlace),
    nationalNumber: number,
    phone: told('phone'),
    email: told('email'),
    address: home && {
      line: home.line.length === 0 ? undefined : home.line.join(', '),
      postcode: home.postalCode,
      city: home.city,
      commune: communeOf(home),
      country: countryOf(home.country),
    },
  };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== ''));
};

/** Where the register's names of fields are in the resource. */
const PLACES: Readonly<Record<string, string>> = {
  familyName: 'name/0/family',
  givenNames: 'name/0/given',
  usedFamilyName: 'name/1/family',
  usedGivenName: 'name/1/given',
  birthDate: 'birthDate',
  sex: 'gender',
  birthPlace: 'extension',
  nationalNumber: 'identifier',
  phone: 'telecom',
  email: 'telecom',
  address: 'address/0',
};
export const placeInPatient = (field: string): string => PLACES[field.split('.')[0] ?? ''] ?? '';

/** Elements that change what the rest means: refused, never ignored. */
const modifierFaults = (resource: unknown, sent: Sent): StructureFault[] => {
  const names = [
    ...(sent.active === false ? ['active'] : []),
    ...(sent.deceasedBoolean === true ? ['deceasedBoolean'] : []),
    ...(sent.deceasedDateTime !== undefined ? ['deceasedDateTime'] : []),
    ...(sent.link.length > 0 ? ['link'] : []),
  ].map((name) => `/Patient/${name}`);
  return [...modifiersIn(resource, '/Patient'), ...names].map((pointer) => ({
    pointer,
    text: {
      fr: 'cet élément change le sens des autres et n’est pas gardé ici : la personne ne peut être enregistrée avec lui',
      en: 'this element changes the meaning of the others and is not kept here: the person cannot be registered with it',
    },
  }));
};

/** @param resource keeps to the structure of R4 (structureFaults found nothing) */
export const readPatientSent = (
  resource: unknown,
): PatientRead | { readonly faults: readonly StructureFault[] } => {
  const sent = Sent.parse(resource);
  const faults = modifierFaults(resource, sent);
  const identity = Identity.safeParse(inputOf(sent));
  for (const { path } of identity.error?.issues ?? [])
    faults.push({
      pointer: `/Patient/${placeInPatient(String(path[0]))}`,
      text: {
        fr: 'il manque, ou n’a pas la forme que le registre garde (docs/fhir.md)',
        en: 'is missing, or not of the form the register keeps (docs/fhir.md)',
      },
    });
  return faults.length > 0 || !identity.success
    ? { faults }
    : { identity: identity.data, organization: sent.managingOrganization };
};
