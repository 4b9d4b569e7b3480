/** The contract of FHIR R4 at /fhir/R4: each interaction, the right it asks for, how it may refuse. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { FHIR_DIALECT } from '#fhir/dialect.ts';
import { OperationOutcome } from '#fhir/outcome.ts';
import type { Method, Operation } from '#http/route.ts';
import type { Text } from '#kernel/text.ts';
import { RECORD } from '#programmes/vaccination/injection.api.ts';

export const BASE = '/fhir/R4';
const TAG = { fr: 'FHIR', en: 'FHIR' };
const Resource = z.looseObject({ resourceType: z.string() });
const FhirId = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/);
/** The parameters of a search are read one by one; /fhir/R4/metadata lists them. */
const Query = z.looseObject({});

const PARAMS = {
  none: z.strictObject({}),
  id: z.strictObject({ id: FhirId }),
  version: z.strictObject({ id: FhirId, version: z.string().max(10) }),
} as const;

type Declared = {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly right: string;
  readonly summary: Text;
  readonly description: Text;
  readonly params?: keyof typeof PARAMS;
  readonly problems?: readonly string[];
  readonly names?: boolean;
  readonly form?: true;
  readonly statuses?: readonly number[];
};

const READING = ['fhir-not-found', 'person-elsewhere', 'fhir-not-acceptable', 'too-busy', 'unavailable'];
const SEARCHING = ['fhir-parameter', 'fhir-too-costly', 'fhir-not-acceptable', 'too-busy', 'unavailable'];
const WRITING = [
  'fhir-structure',
  'fhir-value',
  'fhir-code-unknown',
  'fhir-reference-unknown',
  'fhir-conflict',
  'fhir-several',
  'fhir-not-acceptable',
  'place-forbidden',
  'day-in-future',
  'product-unknown',
  'too-busy',
  'unavailable',
];

const ANSWERED: Readonly<Record<number, Text>> = {
  200: { fr: 'La ressource, ou un Bundle.', en: 'The resource, or a Bundle.' },
  201: { fr: 'Créée.', en: 'Created.' },
  204: { fr: 'Retirée.', en: 'Taken back.' },
};

const declared = ({ statuses = [200], ...one }: Declared): Operation => ({
  ...{ id: one.id, method: one.method, path: `${BASE}${one.path}`, right: one.right, tag: TAG },
  ...{ summary: one.summary, description: one.description },
  ...(one.right !== 'public' && { territory: 'person' as const }),
  ...(one.names && { nominative: true as const }),
  ...(one.form && { form: one.form }),
  params: PARAMS[one.params ?? 'none'],
  query: Query,
  body: one.form ? z.looseObject({}) : Resource,
  answers: Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: ANSWERED[status] ?? { fr: '', en: '' }, schema: z.union([Resource, OperationOutcome]) },
    ]),
  ),
  problems: one.problems ?? [],
  dialect: FHIR_DIALECT,
});

const say = (fr: string, en: string): Text => ({ fr, en });

const READ_ACTS = RIGHTS.readInjections;
const SEE = say(
  'Les actes faits dans les lieux de l’appelant, et ceux des personnes de son territoire.',
  'Acts made in the caller’s places, and those of people of their territory.',
);
const ADDED = say(
  'Rien n’est effacé : un fait corrige ou retire l’autre. « If-Match » dit la version.',
  'Nothing is erased: one fact corrects or takes back the other. "If-Match" says the version.',
);

export const FHIR_OPERATIONS = {
  metadata: declared({
    ...{ id: 'fhirR4Metadata', method: 'GET', path: '/metadata', right: 'public' },
    summary: say('Ce que ce serveur FHIR sait faire', 'What this FHIR server can do'),
    description: say('CapabilityStatement, fait des routes.', 'CapabilityStatement, made from the routes.'),
  }),
  bundle: declared({
    ...{ id: 'fhirBundle', method: 'POST', path: '', right: RECORD, names: true },
    summary: say('Lot ou transaction', 'Batch or transaction'),
    description: say(
      'Un Bundle « batch » ou « transaction » ; chaque entrée demande son propre droit.',
      'A "batch" or "transaction" Bundle; each entry asks for its own right.',
    ),
    problems: [...WRITING, 'fhir-too-large', 'fhir-partly'],
  }),
  createImmunization: declared({
    ...{ id: 'fhirCreateImmunization', method: 'POST', path: '/Immunization', right: RECORD },
    summary: say('Enregistrer une injection', 'Record an injection'),
    description: say(
      'Mêmes règles qu’au poste ; ce qui est inhabituel est enregistré et signalé. Le même identifiant n’est enregistré qu’une fois.',
      'The same rules as at the desk; what is unusual is recorded and told. The same identifier is recorded once.',
    ),
    ...{ problems: WRITING, statuses: [200, 201] },
  }),
  searchImmunizations: declared({
    ...{ id: 'fhirSearchImmunizations', method: 'GET', path: '/Immunization', right: READ_ACTS },
    ...{ summary: say('Chercher des injections', 'Search for injections'), description: SEE },
    ...{ problems: SEARCHING, names: true },
  }),
  postSearchImmunizations: declared({
    ...{ id: 'fhirPostSearchImmunizations', method: 'POST', path: '/Immunization/_search', right: READ_ACTS },
    ...{
      summary: say(
        'Chercher des injections, sans rien dans l’adresse',
        'Search for injections, with nothing in the address',
      ),
    },
    ...{ description: SEE, problems: SEARCHING, names: true, form: true },
  }),
  typeHistory: declared({
    ...{ id: 'fhirImmunizationTypeHistory', method: 'GET', path: '/Immunization/_history', right: READ_ACTS },
    summary: say('Ce qui a changé, le plus récent d’abord', 'What changed, the newest first'),
    ...{ description: SEE, problems: SEARCHING },
  }),
  readImmunization: declared({
    ...{ id: 'fhirReadImmunization', method: 'GET', path: '/Immunization/{id}', right: READ_ACTS },
    ...{ summary: say('Lire une injection', 'Read an injection'), description: SEE, params: 'id' },
    problems: [...READING, 'fhir-gone'],
  }),
  updateImmunization: declared({
    ...{ id: 'fhirUpdateImmunization', method: 'PUT', path: '/Immunization/{id}', right: RECORD },
    ...{ summary: say('Corriger une injection', 'Correct an injection'), description: ADDED, params: 'id' },
    problems: [
      ...READING,
      ...WRITING.slice(0, 4),
      'fhir-gone',
      'fhir-version-needed',
      'fhir-version-stale',
      'place-forbidden',
    ],
  }),
  deleteImmunization: declared({
    ...{ id: 'fhirDeleteImmunization', method: 'DELETE', path: '/Immunization/{id}', right: RECORD },
    ...{ summary: say('Retirer une injection', 'Take an injection back'), description: ADDED, params: 'id' },
    ...{ problems: [...READING, 'fhir-version-stale', 'place-forbidden'], statuses: [204] },
  }),
  immunizationHistory: declared({
    ...{
      id: 'fhirImmunizationHistory',
      method: 'GET',
      path: '/Immunization/{id}/_history',
      right: READ_ACTS,
    },
    ...{
      summary: say('L’histoire d’une injection', 'The history of an injection'),
      description: SEE,
      params: 'id',
    },
    problems: [...READING, 'fhir-parameter'],
  }),
  readImmunizationVersion: declared({
    ...{ id: 'fhirReadImmunizationVersion', method: 'GET', path: '/Immunization/{id}/_history/{version}' },
    ...{ right: READ_ACTS, params: 'version', description: SEE, problems: READING },
    summary: say('Une version d’une injection', 'A version of an injection'),
  }),
  readPatient: declared({
    ...{
      id: 'fhirReadPatient',
      method: 'GET',
      path: '/Patient/{id}',
      right: RIGHTS.readPeople,
      params: 'id',
    },
    summary: say('Lire une personne', 'Read a person'),
    description: say(
      'Ceux du territoire de l’appelant ; noté dans la piste d’audit.',
      'Those of the caller’s territory; written in the audit trail.',
    ),
    ...{ problems: [...READING, 'person-unknown'], names: true },
  }),
  searchPatients: declared({
    ...{ id: 'fhirSearchPatients', method: 'POST', path: '/Patient/_search', right: RIGHTS.searchPeople },
    summary: say('Chercher une personne', 'Search for a person'),
    description: say(
      'Par le numéro national (identifier), ou par le nom et la date de naissance. Par POST seulement : aucun mot sur une personne n’entre dans une adresse. Compté et noté comme sur les pages.',
      'By the national number (identifier), or by name and birth date. By POST only: no word about a person goes into an address. Counted and written down as on the pages.',
    ),
    problems: [
      ...SEARCHING,
      'search-too-wide',
      'search-too-often',
      'national-number-form',
      'national-number-month',
      'national-number-key',
    ],
    ...{ names: true, form: true },
  }),
  createPatient: declared({
    ...{
      id: 'fhirCreatePatient',
      method: 'POST',
      path: '/Patient',
      right: RIGHTS.registerPeople,
      names: true,
    },
    summary: say('Enregistrer une personne', 'Register a person'),
    description: say(
      'Qui ressemble à une personne connue n’est pas enregistré (409) : le poste tranche.',
      'Who is like a person already known is not registered (409): the desk settles it.',
    ),
    ...{ problems: [...WRITING, 'search-too-often', 'birth-date-future'], statuses: [200, 201] },
  }),
  readRecommendation: declared({
    ...{ id: 'fhirReadRecommendation', method: 'GET', path: '/ImmunizationRecommendation/{id}' },
    ...{ right: READ_ACTS, params: 'id', problems: READING },
    summary: say('Ce qui est prévu pour une personne', 'What is foreseen for a person'),
    description: say(
      'Sous la stratégie du jour ; l’identifiant est celui du Patient.',
      'Under the strategy of the day; the id is that of the Patient.',
    ),
  }),
  searchRecommendations: declared({
    ...{ id: 'fhirSearchRecommendations', method: 'GET', path: '/ImmunizationRecommendation' },
    ...{ right: READ_ACTS, problems: SEARCHING },
    summary: say('Chercher ce qui est prévu pour une personne', 'Search what is foreseen for a person'),
    description: say('patient=[id].', 'patient=[id].'),
  }),
  patientRecommendation: declared({
    ...{ id: 'fhirPatientRecommendation', method: 'GET', path: '/Patient/{id}/$immunization-recommendation' },
    ...{ right: READ_ACTS, params: 'id', problems: READING },
    summary: say(
      'Ce qui est prévu pour une personne (opération)',
      'What is foreseen for a person (operation)',
    ),
    description: say('Le même ImmunizationRecommendation.', 'The same ImmunizationRecommendation.'),
  }),
} as const;
