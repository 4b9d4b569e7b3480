/** Checks a table of a known family: every value by its column's rule, rows that come twice, and what the trade knows. */
import { readCsv } from '#kernel/csv.ts';
import { addDays, type Day, dayNumber } from '#kernel/day.ts';
import type { TableFamily } from '#programmes/vaccination/check-families.ts';
import { type FaultList, reportCsv } from '#programmes/vaccination/check-fault.ts';
import { checkYield, readProduct } from '#programmes/vaccination/check-products.ts';
import { checkValue } from '#programmes/vaccination/check-values.ts';

export type TableReport = {
  readonly rows: number;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
};

/** What is kept of a row for the checks across rows: values by column, as they are meant. */
type Row = Readonly<Record<string, string>>;

const KEYS_MAX = 5_000_000;

const numberIn = (row: Row, column: string): number => {
  const value = row[column];
  return value === undefined || value === '' ? Number.NaN : Number(value);
};

const weekday = (day: Day): number => (dayNumber(day) + 4) % 7; // 0 is Sunday; 1970-01-01 was a Thursday.

/** Weeks end on a Sunday and begin on a Monday; the first days of 2021 have exceptions that were published. */
const checkWeek = (row: Row, column: string, line: number, faults: FaultList): void => {
  const day = row[column];
  if (day === undefined || day === '') return;
  const expected = column === 'date_fin_semaine' ? 0 : 1;
  if (weekday(day) === expected) return;
  faults.add('warning', 'week-day', line, column, {
    fr: `${day} n’est pas un ${expected === 0 ? 'dimanche' : 'lundi'} : semaine incomplète, ou date fausse.`,
    en: `${day} is not a ${expected === 0 ? 'Sunday' : 'Monday'}: an incomplete week, or a wrong date.`,
  });
};

const checkSpecial = (
  family: TableFamily,
  row: Row,
  line: number,
  product: string,
  faults: FaultList,
): void => {
  if (family.special === 'deliveries' || family.special === 'stocks') {
    const of =
      row.type_de_vaccin === undefined
        ? product
        : readProduct(row.type_de_vaccin, line, 'type_de_vaccin', faults);
    const [vialColumn, doseColumn] =
      family.family === 'livraisons-regional'
        ? ['nb_UCD_receptionnees_cumul', 'nb_doses_receptionnees_cumul']
        : ['nb_ucd', 'nb_doses'];
    checkYield(of, numberIn(row, vialColumn), numberIn(row, doseColumn), line, doseColumn, faults);
  }
  if (family.special === 'allocations')
    checkYield(
      '',
      numberIn(row, 'nombre_ucd'),
      numberIn(row, 'doses_allouees'),
      line,
      'doses_allouees',
      faults,
    );
  for (const week of ['date_fin_semaine', 'date_debut_semaine'])
    if (week in row) checkWeek(row, week, line, faults);
  if (
    family.special === 'centres' &&
    row.date_ouverture &&
    row.date_fermeture &&
    row.date_fermeture < row.date_ouverture
  )
    faults.add('warning', 'closed-before-open', line, 'date_fermeture', {
      fr: `Fermé le ${row.date_fermeture}, avant d’ouvrir le ${row.date_ouverture}.`,
      en: `Closed on ${row.date_fermeture}, before it opened on ${row.date_ouverture}.`,
    });
};

/** One row, whatever it came from: gives its day when it has one. */
const rowChecker = (
  family: TableFamily,
  publishedOn: Day | undefined,
  product: string,
  faults: FaultList,
) => {
  const seen = new Map<string, number>();
  const forecast = { count: 0, first: 0 };
  let [from, to]: [Day | undefined, Day | undefined] = [undefined, undefined];
  let rows = 0;
  const rules = Object.entries(family.columns);
  return {
    row: (value: (column: string) => string | undefined, line: number): void => {
      rows++;
      const row: Record<string, string> = {};
      for (const [column, rule] of rules) {
        const text = value(column);
        if (text !== undefined) row[column] = checkValue(text, line, column, rule, faults);
      }
      checkSpecial(family, row, line, product, faults);
      const day = family.day === undefined ? undefined : row[family.day];
      if (day !== undefined && day !== '') {
        if (from === undefined || day < from) from = day;
        if (to === undefined || day > to) to = day;
        if (publishedOn !== undefined && day > addDays(publishedOn, 6) && forecast.count++ === 0)
          forecast.first = line;
      }
      if (family.key === undefined || seen.size > KEYS_MAX) return;
      const key = family.key.map((column) => row[column] ?? value(column) ?? '').join('\u0000');
      const before = seen.get(key);
      if (before === undefined) seen.set(key, line);
      else
        faults.add('error', 'duplicate', line, family.key[0] ?? null, {
          fr: `Même ligne qu’à la ligne ${before} (${family.key.join(', ')}) : gardez une seule des deux.`,
          en: `Same row as on line ${before} (${family.key.join(', ')}): keep one of the two.`,
        });
    },
    end: (): TableReport => {
      if (forecast.count > 0)
        faults.add('info', 'forecast', forecast.first, family.day ?? null, {
          fr: `${forecast.count} lignes sont datées d’après la publication : ce sont des prévisions.`,
          en: `${forecast.count} rows are dated after the publication: they are forecasts.`,
        });
      if (rows === 0)
        faults.add('error', 'header-only', 1, null, {
          fr: 'Le fichier n’a que son en-tête. Reprenez la publication précédente et attendez la suivante.',
          en: 'The file has only its header. Keep the previous publication and wait for the next one.',
        });
      return { rows, from, to };
    },
  };
};

/** Checks delimited text of a known family. `product` is the one a single-product table is about, from its name. */
export const checkCsvTable = (
  text: string,
  family: TableFamily,
  publishedOn: Day | undefined,
  product: string,
  faults: FaultList,
): TableReport => {
  const checker = rowChecker(family, publishedOn, product, faults);
  let at: ReadonlyMap<string, number> | undefined;
  const csv = readCsv(text, (fields, line, header) => {
    at ??= new Map(header.map((column, i) => [column, i]));
    const places = at;
    checker.row((column) => fields[places.get(column) ?? -1], line);
  });
  reportCsv(csv, faults);
  for (const column of csv.header)
    if (family.closed && !(column in family.columns))
      faults.add('error', 'unknown-column', 1, column.slice(0, 40), {
        fr: `La colonne « ${column.slice(0, 40)} » n’appartient pas à ${family.family}. Corrigez l’en-tête.`,
        en: `${family.family} has no column "${column.slice(0, 40)}". Correct the header.`,
      });
  return checker.end();
};

/** Checks a JSON list of objects of a known family; lines are places in the list, the first being 1. */
export const checkJsonTable = (
  items: readonly Readonly<Record<string, unknown>>[],
  family: TableFamily,
  publishedOn: Day | undefined,
  faults: FaultList,
): TableReport => {
  const checker = rowChecker(family, publishedOn, '', faults);
  for (const [i, item] of items.entries())
    checker.row((column) => {
      const value = item[column];
      return value === undefined ? undefined : value === null ? '' : String(value);
    }, i + 1);
  return checker.end();
};
