/**
 * From the supporting data that the CDC publishes for the Logic Specification (one XML document for the schedule, one an
 * antigen) to our model of a schedule, and a report of what was read: nothing is left without being told.
 */
import { readAntigen } from '#schedule/cdsi-antigen.ts';
import { readHead } from '#schedule/cdsi-head.ts';
import { type Note, newReading, type Reading } from '#schedule/cdsi-reader.ts';
import { CDSI } from '#schedule/cdsi-titles.ts';
import { countRead, type Element, parseXml, unreadOf } from '#schedule/cdsi-xml.ts';
import { type Antigen, Schedule } from '#schedule/schedule.ts';
import { byFile } from '#schedule/schedule-files.ts';

/** A document as it was published; `name` is its file's, for messages. */
export type CdsiFile = { readonly name: string; readonly text: string };
export type CdsiSources = { readonly schedule: CdsiFile; readonly antigens: readonly CdsiFile[] };
/** What the supporting data does not say of itself. */
export type CdsiIdentity = { readonly name: string; readonly version: string; readonly validFrom?: string };

/** Elements of one antigen, as read into the model. */
export type AntigenCounts = {
  readonly antigen: string;
  readonly file: string;
} & Readonly<Record<AntigenCount, number>>;
export const ANTIGEN_COUNTS = [
  'series',
  'doses',
  'ages',
  'intervals',
  'allowableIntervals',
  'preferable',
  'allowable',
  'inadvertent',
  'skips',
  'sets',
  'conditions',
  'seasons',
  'indications',
  'contraindications',
  'vaccineContraindications',
  'immunity',
] as const;
export type AntigenCount = (typeof ANTIGEN_COUNTS)[number];

export type CdsiReport = {
  /** Texts read, by the name of their XML element. */
  readonly read: ReadonlyMap<string, number>;
  readonly head: Readonly<Record<'groups' | 'vaccines' | 'conflicts' | 'observations', number>>;
  readonly antigens: readonly AntigenCounts[];
  /** What was written in several ways and is now written in one. */
  readonly notes: readonly Note[];
  /** Texts of the source that went nowhere; empty when nothing was lost. */
  readonly unread: readonly string[];
  /** What could not be read, with its file and path. */
  readonly errors: readonly string[];
};

/** Without a schedule, `report.errors` says why. */
export type CdsiImport = { readonly schedule: Schedule | undefined; readonly report: CdsiReport };

type Read<Value> = { value: Value; root: Element } | undefined;

/** Reads a document with the reader for it; a text that is not XML is an error of the reading. */
const readFile = <Value>(
  file: CdsiFile,
  reading: Reading,
  reader: (reading: Reading, root: Element) => Value,
): Read<Value> => {
  let root: Element;
  try {
    root = parseXml(file.text);
  } catch (error) {
    reading.errors.push(`${file.name}: not XML: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  return { value: reader(reading, root), root };
};

export const importCdsi = (sources: CdsiSources, identity: CdsiIdentity): CdsiImport => {
  const notes = new Map<string, Note>();
  const headReading = newReading(sources.schedule.name, new Map(), notes);
  const head = readFile(sources.schedule, headReading, readHead);
  const names = new Map(
    (head?.value.vaccines ?? []).map(({ code, name }) => [code, typeof name === 'string' ? name : name.en]),
  );
  const antigens = sources.antigens
    .map((file) => {
      const reading = newReading(file.name, names, notes);
      return { file: file.name, reading, read: readFile(file, reading, readAntigen) };
    })
    .toSorted((a, b) => byFile({ name: a.read?.value.name ?? '' }, { name: b.read?.value.name ?? '' }));
  const errors = [headReading, ...antigens.map(({ reading }) => reading)].flatMap(
    (reading) => reading.errors,
  );
  const roots = [{ file: sources.schedule.name, read: head }, ...antigens];
  const read = new Map<string, number>();
  for (const { read: one } of roots) if (one !== undefined) countRead(one.root, read);
  const { name, version, validFrom } = identity;
  const whole = {
    ...{ name, title: CDSI.title, description: CDSI.description, version },
    ...{ publisher: CDSI.publisher, validFrom, licence: CDSI.licence, sources: CDSI.sources },
    ...{ vaccineCodes: CDSI.vaccineCodes, ...head?.value },
    antigens: antigens.flatMap(({ read: one }) => (one === undefined ? [] : [one.value])),
  };
  // The way of JSON drops the members that are not there.
  const parsed = errors.length === 0 ? Schedule.safeParse(JSON.parse(JSON.stringify(whole))) : undefined;
  if (parsed?.success === false)
    errors.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return {
    schedule: parsed?.data,
    report: {
      read,
      head: {
        groups: head?.value.groups.length ?? 0,
        vaccines: head?.value.vaccines.length ?? 0,
        conflicts: head?.value.conflicts.length ?? 0,
        observations: head?.value.observations.length ?? 0,
      },
      antigens: antigens.flatMap(({ file, read: one }) =>
        one === undefined ? [] : [{ antigen: one.value.name, file, ...countAntigen(one.value) }],
      ),
      notes: [...notes.values()].toSorted((a, b) => b.times - a.times || compare(a.what, b.what)),
      unread: roots.flatMap(({ file, read: one }) =>
        one === undefined ? [] : unreadOf(one.root).map((line) => `${file}: ${line}`),
      ),
      errors,
    },
  };
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sum = <Item>(items: readonly Item[], count: (item: Item) => number): number =>
  items.reduce((total, item) => total + count(item), 0);

/** What an antigen of the model holds, counted. */
export const countAntigen = (antigen: Antigen): Record<AntigenCount, number> => {
  const doses = antigen.series.flatMap((series) => series.doses);
  const skips = doses.flatMap((dose) => dose.skips);
  const sets = skips.flatMap((skip) => skip.sets);
  return {
    series: antigen.series.length,
    doses: doses.length,
    ages: sum(doses, (dose) => dose.ages.length),
    intervals: sum(doses, (dose) => dose.intervals.length),
    allowableIntervals: sum(doses, (dose) => dose.allowableIntervals.length),
    preferable: sum(doses, (dose) => dose.preferable.length),
    allowable: sum(doses, (dose) => dose.allowable.length),
    inadvertent: sum(doses, (dose) => dose.inadvertent.length),
    skips: skips.length,
    sets: sets.length,
    conditions: sum(sets, (set) => set.conditions.length),
    seasons: doses.filter((dose) => dose.season !== undefined).length,
    indications: sum(antigen.series, (series) => series.indications.length),
    contraindications: antigen.contraindications.length,
    vaccineContraindications: antigen.vaccineContraindications.length,
    immunity: (antigen.immunity?.history.length ?? 0) + (antigen.immunity?.birth.length ?? 0),
  };
};
