/** The contract of the export of facts: HL7 Bulk Data Access 2.0, without a name. */
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { FHIR_DIALECT } from '#fhir/dialect.ts';
import { OperationOutcome } from '#fhir/outcome.ts';
import { EXPORT_TYPES, ExportFile } from '#programmes/vaccination/fhir/export-state.ts';

const TAG = { fr: 'FHIR', en: 'FHIR' };
const None = z.strictObject({});
const FHIR_BASE = '/fhir/R4';

/** One value, or several when a parameter is written more than once; read one by one, to say which is wrong. */
export const ExportQuery = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const Place = z.string().min(1).max(80);
const Export = z.strictObject({ place: Place, export: z.string().min(1).max(100) });

/** Bulk Data Access 2.0, "Response - Complete Status". */
export const Manifest = z.object({
  transactionTime: z.string(),
  request: z.string(),
  requiresAccessToken: z.literal(true),
  output: z.array(z.object({ type: z.string(), url: z.string(), count: z.int() })),
  deleted: z.array(z.object({ type: z.string(), url: z.string(), count: z.int() })),
  error: z.array(z.never()),
});
export type Manifest = z.infer<typeof Manifest>;

const told = (fr: string, en: string) => ({ description: { fr, en }, schema: OperationOutcome });

const kickOff = <const Id extends string, const Path extends string>(id: Id, path: Path) => ({
  id,
  method: 'GET' as const,
  path,
  right: RIGHTS.exportFacts,
  territory: 'person' as const,
  tag: TAG,
  summary: {
    fr: 'Exporter les faits, sans un nom ($export)',
    en: 'Export the facts, without a name ($export)',
  },
  description: {
    fr: `Bulk Data Access 2.0, avec « Prefer: respond-async ». Types : ${EXPORT_TYPES.join(', ')} (« _type ») ; « _since » : ce qui est entré depuis ; « place » (le nôtre) : un lieu et ce qu’il contient. La réponse dit où suivre l’export. Qui s’est opposé à la recherche n’est dans aucun export d’analyse.`,
    en: `Bulk Data Access 2.0, with "Prefer: respond-async". Types: ${EXPORT_TYPES.join(', ')} ("_type"); "_since": what came in since; "place" (ours): a place and what is in it. The answer says where to follow the export. Who is opposed to research is in no export for analysis.`,
  },
  params: None,
  query: ExportQuery,
  body: z.unknown(),
  answers: {
    202: told(
      'Commencé ; « Content-Location » dit où le suivre.',
      'Begun; "Content-Location" says where to follow it.',
    ),
    429: told('Trop d’exports à la fois.', 'Too many exports at once.'),
  },
  problems: ['export-async-needed', 'export-parameter', 'place-forbidden', 'place-unknown'],
  dialect: FHIR_DIALECT,
});

export const exportSystem = kickOff('fhirExport', `${FHIR_BASE}/$export`);
export const exportPatients = kickOff('fhirExportPatients', `${FHIR_BASE}/Patient/$export`);

const STATUS_PATH = `${FHIR_BASE}/$export-status/{place}/{export}`;
/** Where an export is followed, and deleted. */
export const statusPath = (place: string, id: string): string =>
  STATUS_PATH.replace('{place}', encodeURIComponent(place)).replace('{export}', id);

const OF_ONE = {
  right: RIGHTS.exportFacts,
  territory: 'person',
  tag: TAG,
  body: z.unknown(),
  problems: ['export-unknown', 'place-forbidden'],
  dialect: FHIR_DIALECT,
} as const;

export const exportStatus = {
  ...OF_ONE,
  id: 'fhirExportStatus',
  method: 'GET',
  path: STATUS_PATH,
  summary: { fr: 'Où en est un export', en: 'How far an export is' },
  description: {
    fr: '202 tant qu’il se fait (X-Progress, Retry-After) ; 200 avec la liste de ses fichiers quand il est fini ; 410 s’il a échoué.',
    en: '202 while it is made (X-Progress, Retry-After); 200 with the list of its files once it is done; 410 when it failed.',
  },
  params: Export,
  query: z.object({}),
  answers: {
    200: {
      description: { fr: 'Fini : la liste des fichiers.', en: 'Done: the list of files.' },
      schema: Manifest,
    },
    202: { description: { fr: 'En cours.', en: 'Under way.' }, schema: z.undefined() },
    410: told('Échoué : recommencez.', 'Failed: begin again.'),
  },
} as const;

export const exportCancel = {
  ...OF_ONE,
  id: 'fhirExportCancel',
  method: 'DELETE',
  path: STATUS_PATH,
  summary: {
    fr: 'Arrêter un export, ou en supprimer les fichiers',
    en: 'Stop an export, or delete its files',
  },
  description: {
    fr: 'Les fichiers sont supprimés de suite ; ils le sont d’eux-mêmes après un jour.',
    en: 'The files are deleted at once; they are by themselves after a day.',
  },
  params: Export,
  query: z.object({}),
  answers: { 202: told('Supprimé.', 'Deleted.') },
} as const;

const FILE_PATH = `${FHIR_BASE}/$export-file/{place}/{export}/{file}`;
export const filePath = (place: string, id: string, file: string): string =>
  FILE_PATH.replace('{place}', encodeURIComponent(place)).replace('{export}', id).replace('{file}', file);

export const exportFile = {
  ...OF_ONE,
  id: 'fhirExportFile',
  method: 'GET',
  path: FILE_PATH,
  summary: { fr: 'Un fichier d’un export', en: 'A file of an export' },
  description: {
    fr: 'Une ressource FHIR par ligne ; pour qui a demandé l’export, et nul autre.',
    en: 'One FHIR resource a line; for whom asked for the export, and nobody else.',
  },
  params: Export.extend({ file: ExportFile.shape.name }),
  query: z.object({}),
  answers: { 200: { description: { fr: 'Le fichier.', en: 'The file.' }, schema: z.unknown() } },
  media: 'application/fhir+ndjson',
} as const;
