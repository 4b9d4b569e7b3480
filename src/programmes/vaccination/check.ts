/**
 * Says of any published file of the campaign what it is, whether it is sound, and where it is not. What is certain is
 * normalised and said; what is not is a fault with its line. Nothing is loaded: a check only reads.
 */
import { readCsv } from '#kernel/csv.ts';
import { type Day, isDay } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { decode } from '#programmes/vaccination/check-decode.ts';
import { tableOf } from '#programmes/vaccination/check-families.ts';
import {
  type Fault,
  type FaultList,
  faultList,
  type Normalised,
} from '#programmes/vaccination/check-fault.ts';
import { checkJson } from '#programmes/vaccination/check-json.ts';
import { checkCsvTable } from '#programmes/vaccination/check-table.ts';
import { readVacsi } from '#programmes/vaccination/vacsi-read.ts';
import { shapeOf } from '#programmes/vaccination/vacsi-read-header.ts';
import { vintageName } from '#programmes/vaccination/vintage-name.ts';

export type Compression = 'none' | 'gzip';

export type Report = {
  readonly file: string;
  /** Null when the file is of no known family. */
  readonly family: string | null;
  readonly title: Text;
  /** Day of publication, when the name says it. */
  readonly publishedOn: Day | null;
  /** Day the header first came into force, when the family has dated layouts. */
  readonly layout: Day | null;
  readonly encoding: string | null;
  readonly separator: string | null;
  readonly compression: Compression;
  readonly rows: number;
  readonly period: { readonly from: Day; readonly to: Day } | null;
  readonly sound: boolean;
  readonly normalised: readonly Normalised[];
  /** At most 100, errors first; `faultCount` is how many there are. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  readonly errorCount: number;
};

/** What could not be read of the file, found before its text: a cut gzip, a file too large. */
export type Damage = { readonly code: string; readonly message: Text };

const UNKNOWN: Text = { fr: 'Fichier inconnu', en: 'Unknown file' };

/** Day of publication in a name: `_pub2021-04-22`, `-2021-04-22-19h05`, or a day at its end. */
export const publishedOnOf = (name: string): Day | undefined => {
  const known = vintageName(name)?.publishedOn;
  if (known !== undefined) return known;
  const stem = name.replace(/(\.(csv|json|txt|tsv|geojson|gz))+$/i, '');
  const day =
    /_pub(\d{4}-\d{2}-\d{2})/.exec(stem)?.[1] ??
    /-(\d{4}-\d{2}-\d{2})-\d{2}h\d{2}$/.exec(stem)?.[1] ??
    (/\d{4}-\d{2}-\d{2}.*\d{4}-\d{2}-\d{2}/.test(stem)
      ? undefined
      : /[_-](\d{4}-\d{2}-\d{2})$/.exec(stem)?.[1]);
  return day !== undefined && isDay(day) ? day : undefined;
};

const WHERE: Record<string, Text> = {
  fra: { fr: 'France', en: 'France' },
  reg: { fr: 'par région', en: 'by region' },
  dep: { fr: 'par département', en: 'by department' },
};
const BY: Record<string, Text> = {
  clage_vacsi: { fr: ', par âge', en: ', by age' },
  vaccin: { fr: ', par vaccin', en: ', by product' },
  sexe: { fr: ', par sexe', en: ', by sex' },
};

const vacsiTitle = (territory: string, item: string | undefined, total: boolean, family: string): Text => {
  const where = WHERE[territory] ?? { fr: '', en: '' };
  const by = (item === undefined ? undefined : BY[item]) ?? { fr: '', en: '' };
  const residents = family.includes('-res-');
  return {
    fr: `${residents ? 'Résidents d’Ehpad et USLD vaccinés' : 'Personnes vaccinées (VAC-SI)'}, ${where.fr}${by.fr}, ${total ? 'total' : 'par jour'}`,
    en: `${residents ? 'Care-home residents vaccinated' : 'People vaccinated (VAC-SI)'}, ${where.en}${by.en}, ${total ? 'total' : 'by day'}`,
  };
};

/** What a reader found: the rest of the report is the same for all. */
type Found = Pick<Report, 'family' | 'title' | 'layout' | 'separator' | 'rows' | 'period'>;

const NOTHING: Found = { family: null, title: UNKNOWN, layout: null, separator: null, rows: 0, period: null };

const periodOf = (from: Day | undefined, to: Day | undefined): Report['period'] =>
  from === undefined || to === undefined ? null : { from, to };

const checkVacsi = (text: string, name: string, publishedOn: Day | undefined, faults: FaultList): Found => {
  const read = readVacsi(text, publishedOn, faults);
  if ('refusal' in read) return NOTHING;
  const named = /^(vacsi-[a-z-]+?)(_pub|-\d{4}|\.)/.exec(name)?.[1];
  if (named !== undefined && named !== read.family)
    faults.add('warning', 'name-mismatch', null, null, {
      fr: `Le nom dit ${named}, l’en-tête ${read.family}. Vérifiez que c’est le bon fichier.`,
      en: `The name says ${named}, the header ${read.family}. Check that it is the right file.`,
    });
  return {
    family: read.family,
    title: vacsiTitle(read.columns[0] ?? '', read.itemColumn, read.total, read.family),
    layout: read.layout ?? null,
    separator: read.separator,
    rows: read.rows,
    period: periodOf(read.firstDay, read.lastDay),
  };
};

const PRODUCTS: Record<string, string> = {
  pfizer: 'Pfizer',
  moderna: 'Moderna',
  astrazeneca: 'AstraZeneca',
  janssen: 'Janssen',
};

const unknown = (header: readonly string[], headerLine: string, faults: FaultList): Found => {
  // A binary file is shown without what would disturb a terminal.
  const seen = (header.length > 1 ? header.slice(0, 12).join(', ') : headerLine)
    .slice(0, 200)
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·');
  faults.add('error', 'unknown-file', 1, null, {
    fr: `Fichier d’aucune famille connue. Sa première ligne : ${seen}. Si c’est un fichier publié, son en-tête est abîmé.`,
    en: `File of no known family. Its first line: ${seen}. If it is a published file, its header is damaged.`,
  });
  return NOTHING;
};

const checkCsv = (text: string, name: string, publishedOn: Day | undefined, faults: FaultList): Found => {
  const head = readCsv(text.slice(0, HEAD).split('\n', 3).join('\n'), () => {});
  const table = tableOf(head.header);
  if (table === undefined || table.family === 'vacsi-concatenation') {
    if (table === undefined && shapeOf(head.header, head.separator) !== undefined)
      return checkVacsi(text, name, publishedOn, faults);
    if (table === undefined) return unknown(head.header, head.headerLine, faults);
  }
  const single = table.family === 'flux-nat' ? /^flux-(?:[ab]-)?([a-z]+)-nat/.exec(name) : null;
  const product = PRODUCTS[single?.[1] ?? ''] ?? '';
  const { rows, from, to } = checkCsvTable(text, table, publishedOn, product, faults);
  return {
    family: single?.[0] ?? table.family,
    title: table.title,
    layout: null,
    separator: head.separator,
    rows,
    period: periodOf(from, to),
  };
};

/** A header longer than this is none. */
const HEAD = 20_000;

const checkText = (text: string, name: string, publishedOn: Day | undefined, faults: FaultList): Found => {
  const start = text
    .slice(0, HEAD)
    .trimStart()
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start === '') {
    faults.add('error', 'empty-file', null, null, {
      fr: 'Le fichier est vide. Téléchargez-le de nouveau.',
      en: 'The file is empty. Download it again.',
    });
    return NOTHING;
  }
  if (/^<(!doctype|html|\?xml|head|body|!--)/i.test(start)) {
    faults.add('error', 'html-instead-of-data', 1, null, {
      fr: 'C’est une page web, pas un tableau : l’adresse a sans doute changé. Retrouvez le fichier sur data.gouv.fr.',
      en: 'This is a web page, not a table: its address has probably changed. Find the file again on data.gouv.fr.',
    });
    return { ...NOTHING, title: { fr: 'Page web au lieu de données', en: 'Web page instead of data' } };
  }
  if (start.startsWith('{') || start.startsWith('[')) {
    const { rows, from, to, family, title } = checkJson(text, publishedOn, faults);
    return { ...NOTHING, family, title, rows, period: periodOf(from, to) };
  }
  return checkCsv(text, name, publishedOn, faults);
};

/** Checks a file given its name, without folders, and its bytes once decompressed. */
export const checkFile = (
  name: string,
  bytes: Uint8Array,
  compression: Compression = 'none',
  damage?: Damage,
): Report => {
  const faults = faultList();
  const publishedOn = publishedOnOf(name);
  let found = NOTHING;
  let encoding: string | null = null;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3)
    faults.add('error', 'archive', null, null, {
      fr: 'C’est une archive zip (ou un classeur) : extrayez-en le fichier CSV.',
      en: 'This is a zip archive (or a workbook): extract the CSV file from it.',
    });
  else {
    const decoded = decode(bytes, faults);
    encoding = bytes.length === 0 ? null : decoded.encoding;
    // Of a damaged file only the nature is told: faults of a part would be read as those of the whole.
    const inner = damage === undefined ? faults : faultList();
    found = checkText(decoded.text, name, publishedOn, inner);
  }
  if (damage !== undefined) {
    const line = bytes.length === 0 ? null : splitCount(bytes);
    faults.add('error', damage.code, line, null, damage.message);
  }
  return {
    file: name,
    ...found,
    ...(damage === undefined ? {} : { rows: 0, period: null }),
    publishedOn: publishedOn ?? null,
    encoding,
    compression,
    sound: faults.count('error') === 0,
    normalised: faults.normalised(),
    faults: faults.faults(),
    faultCount: faults.count('error') + faults.count('warning') + faults.count('info'),
    errorCount: faults.count('error'),
  };
};

const splitCount = (bytes: Uint8Array): number =>
  bytes.reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 1);
