/**
 * Checks a VAC-SI table row by row, as it is read: every key (territory and item) has each day once, ascending, and its
 * cumulative columns are the running sums of its daily ones. At the end, whether the grid has holes.
 */
import { type DayNumber, dayNumber, dayOf } from '#kernel/day.ts';
import type { FaultList } from '#programmes/vaccination/check-fault.ts';

/** A column of running sums: its name, the place of its daily column and its own among the numeric columns. */
export type Running = { readonly column: string; readonly of: number; readonly at: number };

/** What is remembered of a key while its rows go by. */
export type Key = {
  readonly territory: string;
  readonly item: string;
  rows: number;
  firstDay: DayNumber;
  firstLine: number;
  lastDay: DayNumber;
  lastLine: number;
  /** Line after the first hole, 0 without one; `hole` is the first day missing. */
  holeLine: number;
  hole: DayNumber;
  /** Running sums of the daily counts, and the same shifted to what the file said where it last departed from them. */
  readonly sums: Float64Array;
  readonly shifted: Float64Array;
  /** Empty cells of each cumulative column, and the line of the first. */
  readonly empty: Int32Array;
  readonly emptyLine: Int32Array;
  /** Lines that were faulty and left out beside its rows: the holes they make are told already. */
  left: number;
};

export const newKey = (territory: string, item: string, runnings: number): Key => ({
  territory,
  item,
  rows: 0,
  firstDay: 0,
  firstLine: 0,
  lastDay: 0,
  lastLine: 0,
  holeLine: 0,
  hole: 0,
  sums: new Float64Array(runnings),
  shifted: new Float64Array(runnings),
  empty: new Int32Array(runnings),
  emptyLine: new Int32Array(runnings),
  left: 0,
});

const nameOf = ({ territory, item }: Key): string => (item === '' ? territory : `${territory}/${item}`);

/**
 * Takes a row's day into its key; false when the key had that day already. `lineOf` finds where, and is asked only
 * when the day does not come after the previous one.
 */
export const followDay = (
  key: Key,
  day: DayNumber,
  line: number,
  lineOf: () => number,
  faults: FaultList,
): boolean => {
  if (key.rows === 0) {
    key.firstDay = day;
    key.firstLine = line;
  } else if (day <= key.lastDay) {
    const before = lineOf();
    if (before > 0) {
      faults.add('error', 'duplicate', line, 'jour', {
        fr: `${nameOf(key)} au ${dayOf(day)} figure déjà à la ligne ${before}. Gardez une seule des deux lignes.`,
        en: `${nameOf(key)} on ${dayOf(day)} is already on line ${before}. Keep one of the two lines.`,
      });
      return false;
    }
    faults.add('error', 'order', line, 'jour', {
      fr: `${dayOf(day)} vient après ${dayOf(key.lastDay)} : les jours doivent se suivre. Triez les lignes par jour.`,
      en: `${dayOf(day)} comes after ${dayOf(key.lastDay)}: days must go up. Sort the lines by day.`,
    });
  } else if (day > key.lastDay + 1 && key.holeLine === 0) {
    key.holeLine = line;
    key.hole = key.lastDay + 1;
  }
  if (key.rows === 0 || day > key.lastDay) key.lastDay = day;
  if (day < key.firstDay) key.firstDay = day;
  key.lastLine = line;
  key.rows++;
  return true;
};

/**
 * Compares the cumulative cells of a row with the running sums. Where one departs from them, the rows after it are
 * compared with both, so that one wrong cell is one fault, and a lasting shift is one fault too. After lines that were
 * left out (`afterGap`), the sums are taken up again from what the file says: the lines are faults already.
 */
export const followRunningSums = (
  key: Key,
  runnings: readonly Running[],
  columns: readonly { readonly values: readonly number[] }[],
  row: number,
  line: number,
  afterGap: boolean,
  faults: FaultList,
): void => {
  for (let i = 0; i < runnings.length; i++) {
    const running = runnings[i];
    if (running === undefined) continue;
    const daily = columns[running.of]?.values[row] ?? Number.NaN;
    const cumulative = columns[running.at]?.values[row] ?? Number.NaN;
    const known = !Number.isNaN(daily);
    const sum = (key.sums[i] ?? 0) + (known ? daily : 0);
    const shifted = (key.shifted[i] ?? 0) + (known ? daily : 0);
    key.sums[i] = sum;
    key.shifted[i] = shifted;
    if (Number.isNaN(cumulative)) {
      key.empty[i] = (key.empty[i] ?? 0) + 1;
      key.emptyLine[i] ||= line;
    } else if (cumulative === sum || !known || afterGap) {
      key.sums[i] = cumulative;
      key.shifted[i] = cumulative;
    } else if (cumulative === shifted) {
      key.sums[i] = shifted;
    } else {
      key.shifted[i] = cumulative;
      faults.add('error', 'cumulative', line, running.column, {
        fr: `${running.column} vaut ${cumulative} alors que la somme des jours est ${sum}. Une valeur ou une ligne manque ou a changé : comparez à la publication d’origine.`,
        en: `${running.column} is ${cumulative} but the days add up to ${sum}. A value or a line is missing or was changed: compare with the original publication.`,
      });
    }
  }
};

/** Cumulative cells left empty, told once for each column of a key: in February 2021 whole columns were. */
export const checkEmptyCumulatives = (
  keys: Iterable<Key>,
  runnings: readonly Running[],
  faults: FaultList,
): void => {
  for (const key of keys)
    for (const [i, { column }] of runnings.entries()) {
      const empty = key.empty[i] ?? 0;
      if (empty === 0) continue;
      faults.add('error', 'cumulative-missing', key.emptyLine[i] ?? null, column, {
        fr: `${column} est vide sur ${empty} ligne(s) de ${nameOf(key)}. Écrivez la somme des jours.`,
        en: `${column} is empty on ${empty} line(s) of ${nameOf(key)}. Write the sum of the days.`,
      });
    }
};

/** Tables by region, department or age were published without their zero rows until 2021-03-16. */
const DENSE_FROM = dayNumber('2021-03-16');

/**
 * A dense table has a row for every day of every key; the first ones were sparse. From the day they stopped being so, a
 * missing row is a fault. `alone` is the national table: one key, sparse in the very first releases only.
 */
export const checkGrid = (
  keys: ReadonlyMap<string, Key>,
  first: DayNumber,
  last: DayNumber,
  sparse: boolean | undefined,
  faults: FaultList,
): void => {
  const incomplete = [...keys.values()].filter(({ rows }) => rows !== last - first + 1);
  if (incomplete.length === 0) return;
  if (sparse ?? last < DENSE_FROM) {
    faults.add('info', 'sparse-grid', null, null, {
      fr: `Grille creuse, comme dans les premières publications : ${incomplete.length} séries sur ${keys.size} n’ont que les jours comptés.`,
      en: `Sparse grid, as in the first publications: ${incomplete.length} series of ${keys.size} have only the days with a count.`,
    });
    return;
  }
  for (const key of incomplete) {
    const [day, line] =
      key.holeLine > 0
        ? [key.hole, key.holeLine]
        : key.firstDay > first
          ? [first, key.firstLine]
          : [key.lastDay + 1, key.lastLine];
    const missing = last - first + 1 - key.rows;
    if (missing <= key.left) continue;
    faults.add('error', 'grid-hole', line, 'jour', {
      fr: `${nameOf(key)} : il manque ${missing} jour(s), le premier étant le ${dayOf(day)}. Ajoutez les lignes manquantes, ou téléchargez le fichier de nouveau.`,
      en: `${nameOf(key)}: ${missing} day(s) missing, the first being ${dayOf(day)}. Add the missing lines, or download the file again.`,
    });
  }
};
