import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Table } from '#kernel/table.ts';
import { csvChunks } from '#publication/csv.ts';
import { datapackage, type TableShape } from '#publication/datapackage.ts';
import { dcat } from '#publication/dcat.ts';
import { dictionaryJson, dictionaryMarkdown } from '#publication/dictionary.ts';
import { holdBack, runningTotals } from '#publication/hold.ts';
import { parquetBytes } from '#publication/parquet.ts';
import {
  FORMATS,
  type Format,
  type Held,
  isCorrectedTable,
  type Meta,
  type Publication,
  type PublishedFile,
  type PublishedTable,
} from '#publication/publication.ts';
import { startWriting, type Writing } from '#publication/write.node.ts';

export const INDEX = 'json/index.json';
export const PROVENANCE = 'provenance.json';

export type PublishOptions = {
  /** What to write; all by default. A live page asks for `json` alone and keeps the tables published before. */
  readonly formats?: readonly Format[];
  /** Wait until the disk has it all (default). A live refresh need not. */
  readonly durable?: boolean;
  /** A person has looked at the fall of a total and says it is true: nothing is compared with what was published. */
  readonly overrule?: boolean;
};

export type Report = {
  readonly tables: readonly PublishedTable[];
  readonly held: readonly Held[];
  /** Paths that changed; the others were published already, byte for byte. */
  readonly written: readonly string[];
  readonly unchanged: number;
};

const File = z.object({ format: z.string(), path: z.string(), bytes: z.number(), sha256: z.string() });
const Title = z.object({ fr: z.string(), en: z.string() });
const Provenance = z.object({
  layout: z.string(),
  asKnownOn: z.string().nullable(),
  tables: z.array(
    z.object({
      name: z.string(),
      title: Title,
      files: z.array(File),
      rows: z.number(),
      totals: z.record(z.string(), z.number()),
    }),
  ),
  held: z.array(z.object({ table: z.string(), reason: Title })),
  files: z.array(File),
  quality: z.object({ version: z.string() }).nullish(),
});
type Provenance = z.infer<typeof Provenance>;

const running = new Map<string, Promise<unknown>>();

/**
 * Publishes into a folder: flat CSV and Parquet tables, their descriptions, the JSON files of the dashboard, the
 * provenance and, last, the index. Files appear whole; those that did not change are left alone; a table that is absurd
 * keeps its previous file and the index says why. Publications into one folder wait for each other.
 */
export const publish = async (
  out: string,
  publication: Publication,
  options: PublishOptions = {},
): Promise<Report> => {
  const folder = resolve(out);
  const turn = (running.get(folder) ?? Promise.resolve()).then(
    () => publishNow(folder, publication, options),
    () => publishNow(folder, publication, options),
  );
  running.set(folder, turn);
  try {
    return await turn;
  } finally {
    if (running.get(folder) === turn) running.delete(folder);
  }
};

const publishNow = async (
  out: string,
  publication: Publication,
  { formats = FORMATS, durable = true, overrule = false }: PublishOptions,
): Promise<Report> => {
  await mkdir(out, { recursive: true });
  const before = { current: undefined as Provenance | undefined };
  const writing = await startWriting(
    out,
    (path) => before.current?.files.find((file) => file.path === path),
    {
      durable,
    },
  );
  // Read after the recovery of a killed run, which may have moved a newer one into place.
  before.current = await readProvenance(out);
  try {
    const wanted = new Set<Format>(formats);
    const result = await writeAll(writing, publication, wanted, before.current, overrule);
    const written = await writing.commit({ last: INDEX, gone: gone(before.current, result.files, wanted) });
    return {
      tables: result.tables,
      held: result.held,
      written,
      unchanged: result.files.length - written.filter((path) => path !== INDEX && path !== PROVENANCE).length,
    };
  } catch (error) {
    await writing.abandon();
    throw error;
  }
};

type Result = { tables: PublishedTable[]; held: Held[]; files: PublishedFile[] };

const writeAll = async (
  writing: Writing,
  { tables, json, meta, index = {} }: Publication,
  wanted: ReadonlySet<Format>,
  before: Provenance | undefined,
  overrule: boolean,
): Promise<Result> => {
  const result: Result = { tables: [], held: [], files: [] };
  if (wanted.has('csv') || wanted.has('parquet'))
    await writeTables(writing, tables, meta, { wanted, before, overrule }, result);
  else keepTables(before, result);
  if (wanted.has('json'))
    for (const [path, value] of Object.entries(json))
      result.files.push(await writing.add(path, 'json', [JSON.stringify(value)]));
  const kept = new Set(result.tables.flatMap(({ files }) => files.map(({ path }) => path)));
  const now = new Set(result.files.map(({ path }) => path));
  const untouched = (before?.files ?? []).filter(
    ({ path }) => !now.has(path) && (kept.has(path) || !isWhole(wanted)),
  );
  result.files.push(...untouched);
  const head = headOf(meta);
  await writing.add(PROVENANCE, 'json', [
    `${JSON.stringify({ ...head, whole: isWhole(wanted), tables: result.tables, held: result.held, files: result.files }, null, 1)}\n`,
  ]);
  const listed = result.tables.map(({ name, title, files, rows }) => ({ name, title, files, rows }));
  await writing.add(INDEX, 'json', [
    JSON.stringify({ ...index, ...head, tables: listed, held: result.held }),
  ]);
  return result;
};

const headOf = (meta: Meta): Record<string, unknown> => {
  const { campaign, title, publishedAt, asKnownOn, layout, firstDay, lastDay, ledger, strategy, code } = meta;
  const { quality } = meta;
  return {
    campaign,
    title,
    publishedAt,
    asKnownOn,
    layout: layout.slice(0, 10),
    firstDay,
    lastDay,
    ledger,
    strategy,
    code,
    ...(quality !== undefined && { quality }),
  };
};

const writeTables = async (
  writing: Writing,
  tables: Iterable<Table>,
  meta: Meta,
  {
    wanted,
    before,
    overrule,
  }: { wanted: ReadonlySet<Format>; before: Provenance | undefined; overrule: boolean },
  result: Result,
): Promise<void> => {
  const described: { table: TableShape; file: PublishedFile }[] = [];
  for (const table of tables) {
    const previous = before?.tables.find(({ name }) => name === table.name);
    const { rows, ...shape } = table;
    const same = before !== undefined && comparable(table.name, meta, before);
    const reason = holdBack(table, same && !overrule ? previous : undefined);
    if (reason !== undefined) {
      result.held.push({ table: table.name, reason });
      if (previous !== undefined) result.tables.push(previous);
      // The public keeps the previous file; its description is this one's when the layout is the same.
      const csv = previous?.files.find(({ format }) => format === 'csv');
      if (same && csv !== undefined) described.push({ table: shape, file: csv });
      continue;
    }
    const files: PublishedFile[] = [];
    if (wanted.has('csv')) files.push(await writing.add(`${table.name}.csv`, 'csv', csvChunks(table)));
    if (wanted.has('parquet'))
      files.push(await writing.add(`${table.name}.parquet`, 'parquet', [parquetBytes(table)]));
    result.tables.push({
      name: table.name,
      title: table.title,
      files,
      rows: rows.length,
      totals: runningTotals(table),
    });
    result.files.push(...files);
    const [csv] = files.filter(({ format }) => format === 'csv');
    if (csv !== undefined) described.push({ table: shape, file: csv });
  }
  if (wanted.has('docs')) result.files.push(...(await writeDocs(writing, meta, described, result.tables)));
};

/**
 * Totals may fall between two publications that are not about the same thing: an earlier day of knowledge, or another
 * layout (from 2021-12-08 places are residences). They are compared when the new one knows at least as much. Corrected
 * totals fall when a rule is adopted: they are compared under the same rules.
 */
const comparable = (table: string, meta: Meta, before: Provenance): boolean =>
  (!isCorrectedTable(table) || meta.quality?.version === before.quality?.version) &&
  meta.layout.slice(0, 10) === before.layout &&
  (meta.asKnownOn === null || (before.asKnownOn !== null && meta.asKnownOn >= before.asKnownOn));

const keepTables = (before: Provenance | undefined, result: Result): void => {
  result.tables.push(...(before?.tables ?? []));
  result.held.push(...(before?.held ?? []));
};

const writeDocs = async (
  writing: Writing,
  meta: Meta,
  described: readonly { table: TableShape; file: PublishedFile }[],
  published: readonly PublishedTable[],
): Promise<PublishedFile[]> => {
  const shapes = described.map(({ table }) => table);
  const pretty = (value: unknown): string[] => [`${JSON.stringify(value, null, 1)}\n`];
  return [
    await writing.add('datapackage.json', 'docs', pretty(datapackage(meta, described))),
    await writing.add('dcat.jsonld', 'docs', pretty(dcat(meta, published))),
    await writing.add('dictionary.json', 'docs', pretty(dictionaryJson(meta, shapes))),
    await writing.add('dictionary.fr.md', 'docs', [dictionaryMarkdown(meta, shapes, 'fr')]),
    await writing.add('dictionary.en.md', 'docs', [dictionaryMarkdown(meta, shapes, 'en')]),
  ];
};

const isWhole = (wanted: ReadonlySet<Format>): boolean => FORMATS.every((format) => wanted.has(format));

/** Files of the previous publication that this one no longer has. A partial one takes nothing away. */
const gone = (
  before: Provenance | undefined,
  files: readonly PublishedFile[],
  wanted: ReadonlySet<Format>,
): string[] => {
  if (!isWhole(wanted)) return [];
  const now = new Set(files.map(({ path }) => path));
  return (before?.files ?? []).filter(({ path }) => !now.has(path)).map(({ path }) => path);
};

/** What the folder's provenance says; undefined when there is none or it is not ours. */
const readProvenance = async (out: string): Promise<Provenance | undefined> => {
  const text = await readFile(join(out, PROVENANCE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Provenance.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/**
 * What tells one publication of a folder from another: the place of the ledger it stands for, and the rules of
 * quality its corrected figures follow.
 */
export const versionOf = (
  { tx, seq }: { readonly tx: string; readonly seq: string },
  rules: string | undefined,
): string => `${tx}.${seq}${rules === undefined ? '' : ` ${rules}`}`;

/** The version that the last whole publication of a folder stands for; undefined when there is none. */
export const findVersion = async (out: string): Promise<string | undefined> => {
  try {
    const text = await readFile(join(resolve(out), PROVENANCE), 'utf8');
    const { ledger, quality } = Versioned.parse(JSON.parse(text));
    return versionOf(ledger, quality?.version);
  } catch {
    return undefined;
  }
};

const Versioned = z.object({
  whole: z.literal(true),
  ledger: z.object({ tx: z.string(), seq: z.string() }),
  quality: z.object({ version: z.string() }).nullish(),
});
