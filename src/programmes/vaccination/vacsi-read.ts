/**
 * Reads a published VAC-SI table (Santé publique France), in any of its historical headers, and says whether it is
 * sound: it parses, is not header-only and its cumulative columns are the running sums of the daily ones.
 * Rows that are wrong are faults and are left out; nothing is guessed.
 */
import { type Csv, readCsv, type Separator } from '#kernel/csv.ts';
import { type Day, dayNumber, dayOf } from '#kernel/day.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import {
  type Fault,
  type FaultList,
  faultList,
  type Normalised,
  reportCsv,
} from '#programmes/vaccination/check-fault.ts';
import { checkClasses, checkCoverage, checkParts } from '#programmes/vaccination/check-vacsi.ts';
import { checkEmptyCumulatives, checkGrid } from '#programmes/vaccination/check-vacsi-rows.ts';
import {
  checkHeader,
  type ItemColumn,
  shapeOf,
  sparseOf,
} from '#programmes/vaccination/vacsi-read-header.ts';
import { type Reading, readingOf, readRow } from '#programmes/vaccination/vacsi-read-row.ts';

/** A published table, column by column: row `i` is `territory[i]`, `item[i]`, `days[i]`, `values[column][i]`. */
export type Publication = {
  readonly family: string;
  /** Day the header first came into force; undefined when no publication was seen with it. */
  readonly layout: Day | undefined;
  readonly separator: Separator;
  readonly newline: Csv['newline'];
  readonly bom: boolean;
  readonly columns: readonly string[];
  /** True when the table holds totals at one day instead of a series. */
  readonly total: boolean;
  readonly itemColumn: ItemColumn | undefined;
  readonly rows: number;
  readonly territory: readonly string[];
  /** Age class, product or sex code of the row, as written; '' when the table has none. */
  readonly item: readonly string[];
  readonly days: Int32Array;
  readonly lines: Int32Array;
  /** Every numeric column by its name; NaN is an empty cell. */
  readonly values: Readonly<Record<string, Float64Array>>;
  readonly firstDay: Day | undefined;
  readonly lastDay: Day | undefined;
  readonly sound: boolean;
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  readonly errorCount: number;
  readonly normalised: readonly Normalised[];
};

export type VacsiRefusal = 'empty-file' | 'html-instead-of-data' | 'not-vacsi';

/** Days that cannot be: after the publication, or long before the campaign. */
const checkPeriod = ({ days, lines, faults }: Reading, publishedOn: Day | undefined): void => {
  const limit = publishedOn === undefined ? Number.POSITIVE_INFINITY : dayNumber(publishedOn);
  for (const [i, day] of days.entries()) {
    if (day > limit)
      faults.add('error', 'after-publication', lines[i] ?? null, 'jour', {
        fr: `${dayOf(day)} est après la publication (${publishedOn}) : un acte ne peut être daté du lendemain. Corrigez la date.`,
        en: `${dayOf(day)} is after the publication (${publishedOn}): an act cannot be dated tomorrow. Correct the date.`,
      });
    if (day < CAMPAIGN_START)
      faults.add('warning', 'before-campaign', lines[i] ?? null, 'jour', {
        fr: `${dayOf(day)} précède le début de la campagne (2020-12-27) : date d’injection douteuse.`,
        en: `${dayOf(day)} is before the campaign began (2020-12-27): doubtful day of injection.`,
      });
  }
};

const CAMPAIGN_START = dayNumber('2020-12-27');

const finish = (reading: Reading, csv: Csv, publishedOn: Day | undefined): Publication => {
  const { shape, faults, keys, days } = reading;
  const first = days.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = days.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const table = {
    territory: reading.territory,
    item: reading.item,
    days: Int32Array.from(days),
    lines: Int32Array.from(reading.lines),
    values: Object.fromEntries(reading.columns.map(({ name, values }) => [name, Float64Array.from(values)])),
  };
  if (days.length === 0)
    faults.add('error', 'header-only', 1, null, {
      fr: 'Le fichier n’a que son en-tête. Reprenez la publication précédente et attendez la suivante.',
      en: 'The file has only its header. Keep the previous publication and wait for the next one.',
    });
  else {
    checkEmptyCumulatives(keys.values(), reading.runnings, faults);
    if (!shape.total) checkGrid(keys, first, last, sparseOf(shape, csv), faults);
    checkPeriod(reading, publishedOn);
    checkClasses(table, shape, faults);
    checkParts(table, shape, faults);
    checkCoverage(table, shape, faults);
  }
  return {
    ...table,
    family: shape.family,
    layout: shape.from?.slice(0, 10),
    separator: csv.separator,
    newline: csv.newline,
    bom: csv.bom,
    columns: csv.header,
    total: shape.total,
    itemColumn: shape.itemColumn,
    rows: days.length,
    firstDay: days.length === 0 ? undefined : dayOf(first),
    lastDay: days.length === 0 ? undefined : dayOf(last),
    sound: faults.count('error') === 0,
    faults: faults.faults(),
    faultCount: faults.count('error') + faults.count('warning') + faults.count('info'),
    errorCount: faults.count('error'),
    normalised: faults.normalised(),
  };
};

/** Reads a VAC-SI table. `publishedOn`, when known, tells same headers apart and what days cannot be in it yet. */
export const readVacsi = (
  text: string,
  publishedOn?: Day,
  faults: FaultList = faultList(),
): Publication | Refused<VacsiRefusal> => {
  const start = text.slice(0, 2000).trimStart();
  if (start === '') return refuse('empty-file', 'the file is empty: download it again');
  if (/^<(!doctype|html|\?xml|head|body)/i.test(start))
    return refuse('html-instead-of-data', 'line 1 is a web page, not a table: download the file again');
  const opened: { reading?: Reading | undefined } = {};
  const csv = readCsv(text, (fields, line, header, separator) => {
    if (!('reading' in opened)) {
      const shape = shapeOf(header, separator, publishedOn);
      opened.reading = shape && readingOf(shape, header, faults);
    }
    if (opened.reading !== undefined) readRow(opened.reading, fields, line);
  });
  const shape = shapeOf(csv.header, csv.separator, publishedOn);
  if (shape === undefined)
    return refuse('not-vacsi', `line 1 is not the header of a VAC-SI table: ${csv.headerLine.slice(0, 80)}`);
  reportCsv(csv, faults);
  checkHeader(shape, csv, faults);
  return finish(opened.reading ?? readingOf(shape, csv.header, faults), csv, publishedOn);
};
