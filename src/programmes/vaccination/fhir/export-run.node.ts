/**
 * Makes the files of one export: reads the ledger once, from end to end, at one position, and writes each type of
 * resource beside the others. What is held is a page, a file's part, and the codes of places and of who recorded.
 */

import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { horizonOf } from '#facts/ledger.pg.ts';
import { standingSides } from '#facts/same-person.ts';
import { actId, patientId } from '#fhir/ids.node.ts';
import type { Resource } from '#fhir/resource.ts';
import {
  type Act,
  type ActVersion,
  actsIn,
  currentOf,
  placeOf,
} from '#programmes/vaccination/fhir/act-versions.ts';
import { openTypeWriter, type TypeWriter } from '#programmes/vaccination/fhir/export-file.node.ts';
import { type OfSubject, subjectsOfLedger } from '#programmes/vaccination/fhir/export-read.pg.ts';
import type { ExportFile, ExportState, ExportType } from '#programmes/vaccination/fhir/export-state.ts';
import { locationOf, type Places } from '#programmes/vaccination/fhir/location.node.ts';
import {
  type Practice,
  practitionerOf,
  practitionerRoleOf,
} from '#programmes/vaccination/fhir/practitioner.node.ts';
import { provenanceOf } from '#programmes/vaccination/fhir/provenance.node.ts';

export type RunOptions = {
  readonly db: Db;
  /** An act as an Immunization. */
  readonly shown: (act: Act, version: ActVersion) => Resource | undefined;
  readonly places: Places;
  readonly within: (place: string, roots: readonly string[]) => boolean;
  /** Those of these pseudonyms whose person is opposed to research. */
  readonly opposedAmong: (subjects: readonly string[]) => Promise<ReadonlySet<string>>;
  /** As what and where these accounts work. */
  readonly practicesOf: (accounts: readonly string[]) => Promise<readonly Practice[]>;
  readonly pathOf: (file: string) => string;
  readonly now: () => string;
  /** Told between pages how many resources are written; false: the export was deleted, stop. */
  readonly tell: (resources: number) => Promise<boolean>;
  readonly bytes_max: number;
};

export type RunEnd =
  | {
      readonly output: readonly ExportFile[];
      readonly deleted: readonly ExportFile[];
      readonly resources: number;
    }
  | 'deleted'
  | 'too-large';

/** Codes of places and of accounts that are remembered; a country has a tenth of them. */
const CODES_MAX = 2_000_000;
const PRACTICES_PAGE = 500;

/** Tells that names were taken out (v3-ObservationValue), so that nobody takes the stub for a whole Patient. */
const PSEUDONYMOUS = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'PSEUDED',
  display: 'pseudonymized',
};

/** Who was injected, without a name: the pseudonym, and the one it reads as when the two were found to be one person. */
const patientOf = (subject: string, facts: readonly Fact[]): Resource | undefined => {
  const id = patientId(subject);
  if (id === undefined) return undefined;
  const into = standingSides(facts).find(({ isInto }) => isInto)?.other;
  const other = into === undefined ? undefined : patientId(into);
  const link = { other: { reference: `Patient/${other}` }, type: 'replaced-by' };
  return {
    resourceType: 'Patient',
    id,
    meta: { security: [PSEUDONYMOUS] },
    ...(other !== undefined && { link: [link] }),
  };
};

/** What says in a file of deletions that an act is no more (Bulk Data Access 2.0, "deleted"). */
const deletionOf = (id: string): Resource => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [{ request: { method: 'DELETE', url: `Immunization/${id}` } }],
});

type Writers = ReadonlyMap<ExportType | 'deleted', TypeWriter>;

const openWriters = (state: ExportState, pathOf: RunOptions['pathOf']): Writers => {
  const writers = new Map<ExportType | 'deleted', TypeWriter>(
    state.types.map((type) => [type, openTypeWriter(type, type, pathOf)]),
  );
  if (state.since !== null && state.types.includes('Immunization'))
    writers.set('deleted', openTypeWriter('Bundle', 'deleted', pathOf));
  return writers;
};

/** What an export has seen of places and of who recorded. */
type Seen = { readonly places: Set<string>; readonly accounts: Set<string> };

const createSubjectWriter = (state: ExportState, options: RunOptions, writers: Writers, seen: Seen) => {
  const { within } = options;
  const inReach = new Map<string, boolean>();
  /** An act without a place is of the whole country alone. */
  const isWanted = (act: Act): boolean => {
    const place = placeOf(act) ?? '';
    const known = inReach.get(place) ?? within(place, [state.place]);
    if (inReach.size < CODES_MAX) inReach.set(place, known);
    return known;
  };
  const see = (codes: Set<string>, code: string): void => {
    if (codes.size < CODES_MAX) codes.add(code);
  };

  /** One act; the number of resources it made. */
  const writeAct = (act: Act): number => {
    const version = currentOf(act);
    const { made, fact } = version;
    if (state.since !== null && made.recordedAt <= state.since) return 0;
    if (fact === undefined) {
      const id = actId(act.first.subject, act.first.id);
      if (id !== undefined) writers.get('deleted')?.add(deletionOf(id));
      return 0;
    }
    const resource = options.shown(act, version);
    if (resource === undefined) return 0;
    writers.get('Immunization')?.add(resource);
    if (fact.place !== undefined)
      for (const code of options.places.chainOf(fact.place)) see(seen.places, code);
    see(seen.accounts, fact.by);
    const provenance = provenanceOf(act, version);
    if (provenance !== undefined) writers.get('Provenance')?.add(provenance);
    return 1;
  };

  return ({ subject, facts }: OfSubject): number => {
    let written = 0;
    for (const act of actsIn(facts)) if (isWanted(act)) written += writeAct(act);
    const patient = written === 0 ? undefined : patientOf(subject, facts);
    if (patient !== undefined) writers.get('Patient')?.add(patient);
    return written;
  };
};

/** Places and accounts once all acts are known: each once. */
const writeSeen = async (
  options: RunOptions,
  writers: Writers,
  { places, accounts }: Seen,
): Promise<void> => {
  const { places: territory, practicesOf, now } = options;
  for (const code of [...places].sort()) {
    const location = locationOf(code, territory);
    if (location !== undefined) writers.get('Location')?.add(location);
  }
  const sorted = [...accounts].sort();
  for (let at = 0; at < sorted.length; at += PRACTICES_PAGE) {
    const page = sorted.slice(at, at + PRACTICES_PAGE);
    for (const account of page) {
      const practitioner = practitionerOf(account);
      if (practitioner !== undefined) writers.get('Practitioner')?.add(practitioner);
    }
    const roles = writers.get('PractitionerRole');
    if (roles !== undefined)
      for (const practice of await practicesOf(page)) {
        const role = practitionerRoleOf(practice, now());
        if (role !== undefined) roles.add(role);
      }
  }
};

const flushAll = async (writers: Writers): Promise<number> => {
  let bytes = 0;
  for (const writer of writers.values()) bytes += await writer.flush();
  return bytes;
};

const closeAll = async (writers: Writers) => {
  const files = new Map<string, readonly ExportFile[]>();
  for (const [type, writer] of writers) files.set(type, await writer.close());
  const { deleted = [], ...output } = Object.fromEntries(files);
  return { output: Object.values(output).flat(), deleted };
};

export const runExport = async (state: ExportState, options: RunOptions): Promise<RunEnd> => {
  const writers = openWriters(state, options.pathOf);
  const seen: Seen = { places: new Set(), accounts: new Set() };
  const write = createSubjectWriter(state, options, writers, seen);
  // Research may not use what people are opposed to; a hospital's own software is not research.
  const isResearch = state.role !== 'software';
  let [resources, bytes] = [0, 0];
  try {
    for await (const page of subjectsOfLedger(options.db, await horizonOf(options.db))) {
      const subjects = page.map(({ subject }) => subject);
      const opposed = isResearch ? await options.opposedAmong(subjects) : new Set<string>();
      for (const one of page) if (!opposed.has(one.subject)) resources += write(one);
      bytes += await flushAll(writers);
      if (bytes > options.bytes_max) return 'too-large';
      if (!(await options.tell(resources))) return 'deleted';
    }
    await writeSeen(options, writers, seen);
    bytes += await flushAll(writers);
    return bytes > options.bytes_max ? 'too-large' : { ...(await closeAll(writers)), resources };
  } finally {
    for (const writer of writers.values()) writer.abandon();
  }
};
