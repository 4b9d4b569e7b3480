/** An export of facts as it is kept between its beginning and the day after its end: a file of JSON in its own folder. */
import { z } from 'zod';

/** What may be exported, in the order a manifest lists it. */
export const EXPORT_TYPES = [
  'Immunization',
  'Patient',
  'Location',
  'Practitioner',
  'PractitionerRole',
  'Provenance',
] as const;
export const ExportType = z.enum(EXPORT_TYPES);
export type ExportType = z.infer<typeof ExportType>;

/** What is exported when nobody says: roles and provenance double the size, and few want them. */
export const TYPES_BY_DEFAULT: readonly ExportType[] = [
  'Immunization',
  'Patient',
  'Location',
  'Practitioner',
];

/** One file: its name in the folder, and how many resources it holds. */
export const ExportFile = z.strictObject({
  type: z.string(),
  name: z.string().regex(/^[A-Za-z]{1,40}-\d{1,6}\.ndjson$/),
  count: z.int(),
});
export type ExportFile = z.infer<typeof ExportFile>;

export const ExportState = z.strictObject({
  id: z.string(),
  /** Who asked, and as what: nobody else is told that it exists. */
  owner: z.string(),
  role: z.string(),
  /** The place it is limited to, with everything in it. */
  place: z.string(),
  /** The address asked for, as the manifest must repeat it. */
  request: z.string(),
  types: z.array(ExportType),
  since: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed']),
  /** The process that makes it, and when it last said so: one that is silent was stopped. */
  process: z.string(),
  beatAt: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** What was in the ledger at this instant is in the export. */
  transactionTime: z.string(),
  resources: z.int(),
  output: z.array(ExportFile),
  deleted: z.array(ExportFile),
  /** Why it failed. */
  fault: z.enum(['interrupted', 'too-large', 'unexpected']).nullable(),
});
export type ExportState = z.infer<typeof ExportState>;

/** A running export whose process has been silent for so long was stopped with it. */
export const SILENCE_MS_MAX = 60_000;
/** Files are kept for a day after the end. */
export const KEPT_MS = 24 * 3_600_000;

/** The state as it is now: one whose process was stopped has failed. */
export const stateAt = (state: ExportState, now: string): ExportState =>
  state.state === 'running' && Date.parse(now) - Date.parse(state.beatAt) > SILENCE_MS_MAX
    ? { ...state, state: 'failed', fault: 'interrupted', endedAt: now, output: [], deleted: [] }
    : state;

export const isOver = ({ endedAt }: ExportState, now: string): boolean =>
  endedAt !== null && Date.parse(now) - Date.parse(endedAt) > KEPT_MS;
