/** The contract of the resources beside Patient and Immunization: places, who records, where a version comes from. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { FHIR_DIALECT } from '#fhir/dialect.ts';

const TAG = { fr: 'FHIR', en: 'FHIR' };
const None = z.strictObject({});
const FHIR_BASE = '/fhir/R4';

/** Parameters of a search are read one by one, to say which is wrong. */
const Query = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const Id = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/, 'expected an id of FHIR') });
const Resource = z.looseObject({ resourceType: z.string() });
const Bundle = z.looseObject({ resourceType: z.literal('Bundle') });

/** Types answered here, with the parameters they are searched by: for the CapabilityStatement. */
export const MORE_SEARCHED = {
  Location: [
    { name: '_id', type: 'token' },
    { name: 'identifier', type: 'token' },
    { name: 'name', type: 'string' },
    { name: 'partof', type: 'reference' },
  ],
  Practitioner: [
    { name: '_id', type: 'token' },
    { name: 'identifier', type: 'token' },
  ],
  PractitionerRole: [
    { name: '_id', type: 'token' },
    { name: 'practitioner', type: 'reference' },
  ],
  Provenance: [
    { name: '_id', type: 'token' },
    { name: 'target', type: 'reference' },
  ],
  AuditEvent: [{ name: 'patient', type: 'reference' }],
} as const;
export type MoreType = keyof typeof MORE_SEARCHED;
/** The names of the parameters a type is searched by. */
export const searchedBy = (type: MoreType): readonly string[] => MORE_SEARCHED[type].map(({ name }) => name);

type About = { readonly right: string; readonly nominative?: true; readonly problems: readonly string[] };

const shared = ({ right, nominative, problems }: About) => ({
  ...{ method: 'GET' as const, right, tag: TAG, params: None, body: z.unknown(), problems },
  ...(right !== 'public' && { territory: 'person' as const }),
  ...(nominative && { nominative }),
  dialect: FHIR_DIALECT,
});

const reading = <const T extends MoreType>(type: T, about: About, fr: string, en: string) => ({
  ...shared(about),
  id: `fhirRead${type}`,
  path: `${FHIR_BASE}/${type}/{id}`,
  summary: { fr: `Lire ${type}`, en: `Read ${type}` },
  description: { fr, en },
  params: Id,
  query: z.object({}),
  answers: { 200: { description: { fr: 'La ressource.', en: 'The resource.' }, schema: Resource } },
});

const searching = <const T extends MoreType>(type: T, about: About, fr: string, en: string) => ({
  ...shared(about),
  id: `fhirSearch${type}`,
  path: `${FHIR_BASE}/${type}`,
  summary: { fr: `Chercher ${type}`, en: `Search ${type}` },
  description: { fr, en },
  query: Query,
  answers: { 200: { description: { fr: 'Un Bundle.', en: 'A Bundle.' }, schema: Bundle } },
});

const PUBLIC: About = { right: 'public', problems: ['fhir-not-found', 'fhir-parameter'] };
const PLACES = [
  'Lieux déclarés : le pays, ses régions et départements, ses centres. Ouvert à tous.',
  'Declared places: the nation, its regions and departments, its centres. Open to all.',
] as const;
export const readLocation = reading('Location', PUBLIC, ...PLACES);
export const searchLocations = searching('Location', PUBLIC, ...PLACES);

const INJECTIONS: About = {
  right: RIGHTS.readInjections,
  problems: ['fhir-not-found', 'fhir-parameter', 'fhir-too-costly', 'person-elsewhere'],
};
const WHO = [
  'Qui enregistre : le code de son compte, jamais un nom ; de qui travaille dans un de vos lieux.',
  'Who records: the code of their account, never a name; of whom works in one of your places.',
] as const;
export const readPractitioner = reading('Practitioner', INJECTIONS, ...WHO);
export const searchPractitioners = searching('Practitioner', INJECTIONS, ...WHO);
const AS_WHAT = ['En tant que quoi, et où.', 'As what, and where.'] as const;
export const readPractitionerRole = reading('PractitionerRole', INJECTIONS, ...AS_WHAT);
export const searchPractitionerRoles = searching('PractitionerRole', INJECTIONS, ...AS_WHAT);
const FROM = [
  'D’où vient une version d’une Immunization : qui, quand, par quelle voie, pourquoi elle corrige.',
  'Where a version of an Immunization comes from: who, when, by which way, why it corrects.',
] as const;
export const readProvenance = reading('Provenance', INJECTIONS, ...FROM);
export const searchProvenances = searching('Provenance', INJECTIONS, ...FROM);

const TRAIL: About = {
  right: RIGHTS.verifyAudit,
  nominative: true,
  problems: ['fhir-not-found', 'fhir-parameter', 'fhir-too-costly', 'person-elsewhere'],
};
const LOOKS = [
  'Qui a regardé une personne, et ce qui lui a été fait, d’après la piste d’audit ; chaque lecture y laisse une ligne.',
  'Who looked at a person, and what was done to their record, from the audit trail; each reading leaves a line in it.',
] as const;
export const readAuditEvent = reading('AuditEvent', TRAIL, ...LOOKS);
export const searchAuditEvents = searching('AuditEvent', TRAIL, ...LOOKS);
