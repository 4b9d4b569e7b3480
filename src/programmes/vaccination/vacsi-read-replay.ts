/**
 * Reads the input of a replay: injections by department, age class and day, in the layout of `vacsi-a-dep` with any of
 * its historical headers. A replay makes one person of each first dose, so nothing may be guessed here: a wrong count or
 * a hole in the grid refuses the whole file, with the line. The cumulative columns and the all-ages row say nothing the
 * counts do not; where they disagree, the counts are the facts and the disagreement is a warning.
 */
import { type Day, type DayNumber, dayOf } from '#kernel/day.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import { type Fault, type FaultList, faultList } from '#programmes/vaccination/check-fault.ts';
import { readVacsi } from '#programmes/vaccination/vacsi-read.ts';

/** Rows in file order, column by column. `department[i]` and `ageClass[i]` index `departments` and `classes`. */
export type ReplayInput = {
  readonly rows: {
    readonly length: number;
    readonly department: Uint16Array;
    readonly ageClass: Uint8Array;
    readonly day: Int32Array;
    readonly dose1: Int32Array;
    readonly dose2: Int32Array;
    readonly line: Int32Array;
  };
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Codes in the order of the file, junk ones (00, 20, 750, 970) as they are. */
  readonly departments: readonly string[];
  /** Age classes in the order of the file, the all-ages row `0` among them when it is there. */
  readonly classes: readonly string[];
  readonly warnings: readonly Fault[];
};

export type ReplayRefusal = 'not-vacsi-a-dep' | 'unsound-input' | 'grid-hole';

/** What the counts do not depend on: warnings here. */
const HARMLESS = new Set(['cumulative', 'cumulative-missing', 'coverage', 'order']);

/** The same list of faults, with the harmless errors as warnings, so that they cannot crowd out the others. */
const lenient = (faults: FaultList): FaultList => ({
  ...faults,
  add: (severity, code, line, column, message) =>
    faults.add(
      severity === 'error' && HARMLESS.has(code) ? 'warning' : severity,
      code,
      line,
      column,
      message,
    ),
});
const COUNT_MAX = 2 ** 31 - 1;

const codesOf = (values: readonly string[]): { codes: string[]; index: Map<string, number> } => {
  const index = new Map<string, number>();
  for (const value of values) if (!index.has(value)) index.set(value, index.size);
  return { codes: [...index.keys()], index };
};

const indexed = (
  values: readonly string[],
  index: ReadonlyMap<string, number>,
  into: Uint16Array | Uint8Array,
): void => {
  for (const [i, value] of values.entries()) into[i] = index.get(value) ?? 0;
};

/** A refusal names the line, then says what is wrong and what to do, as the check does. */
const refusalOf = (fault: Fault, others: number): Refused<ReplayRefusal> =>
  refuse(
    fault.code === 'grid-hole' ? 'grid-hole' : 'unsound-input',
    `${fault.line === null ? '' : `line ${fault.line}: `}${fault.message.en}${others > 0 ? ` (and ${others} more; see rappel check)` : ''}`,
    fault.column === null ? {} : { field: fault.column },
  );

const integers = (values: Float64Array | undefined, length: number): Int32Array => {
  const counts = new Int32Array(length);
  if (values !== undefined) counts.set(values);
  return counts;
};

/** First day missing for a pair of the grid, found only when there are fewer rows than the grid has cells. */
const findHole = (
  rows: ReplayInput['rows'],
  departments: readonly string[],
  classes: readonly string[],
  first: DayNumber,
  span: number,
): Refused<ReplayRefusal> => {
  const lines = new Int32Array(departments.length * classes.length * span);
  for (let i = 0; i < rows.length; i++) {
    const pair = (rows.department[i] ?? 0) * classes.length + (rows.ageClass[i] ?? 0);
    lines[pair * span + (rows.day[i] ?? 0) - first] = rows.line[i] ?? 0;
  }
  const cell = lines.indexOf(0);
  const pair = Math.floor(cell / span);
  const [department, ageClass] = [
    departments[Math.floor(pair / classes.length)],
    classes[pair % classes.length],
  ];
  const day = dayOf(first + (cell % span));
  const before = lines.slice(pair * span, cell).findLast((line) => line > 0);
  const after = lines.slice(cell, (pair + 1) * span).find((line) => line > 0);
  const where = after !== undefined ? `line ${after}: ` : before !== undefined ? `line ${before}: ` : '';
  const missing = lines.length - rows.length;
  return refuse(
    'grid-hole',
    `${where}department ${department}, age class ${ageClass} has no row on ${day} (${missing} missing in all): the grid must have every class on every day; add the lines with 0, or take a publication from 2021-03-17 on`,
    { field: 'jour' },
  );
};

/** Reads the input of a replay, or says on which line it is wrong and what to do. */
export const readReplayInput = (text: string): ReplayInput | Refused<ReplayRefusal> => {
  const read = readVacsi(text, undefined, lenient(faultList()));
  if ('refusal' in read) return refuse('not-vacsi-a-dep', read.refusal.message);
  if (read.itemColumn !== 'clage_vacsi' || read.columns[0] !== 'dep' || read.total)
    return refuse(
      'not-vacsi-a-dep',
      `line 1: this is ${read.family}; a replay needs counts by department, age class and day (vacsi-a-dep)`,
    );
  const dose1 = read.values.n_dose1;
  if (dose1 === undefined || read.values.n_complet !== undefined)
    return refuse(
      'not-vacsi-a-dep',
      'line 1: a replay needs n_dose1 and n_dose2; this layout counts n_complet instead',
      {
        field: 'n_dose2',
      },
    );
  const [worst] = read.faults;
  if (worst?.severity === 'error') return refusalOf(worst, read.errorCount - 1);
  if (read.firstDay === undefined || read.lastDay === undefined)
    return refuse('unsound-input', 'the file has only its header: take another publication');

  const { codes: departments, index: departmentIndex } = codesOf(read.territory);
  const { codes: classes, index: classIndex } = codesOf(read.item);
  const length = read.rows;
  const rows = {
    length,
    department: new Uint16Array(length),
    ageClass: new Uint8Array(length),
    day: read.days,
    dose1: integers(dose1, length),
    dose2: integers(read.values.n_dose2, length),
    line: read.lines,
  };
  const tooLarge = dose1.findIndex((value) => value > COUNT_MAX);
  if (tooLarge >= 0)
    return refuse(
      'unsound-input',
      `line ${read.lines[tooLarge]}: n_dose1 is larger than any population: correct it`,
    );
  indexed(read.territory, departmentIndex, rows.department);
  indexed(read.item, classIndex, rows.ageClass);
  const first = read.days.reduce((a, b) => Math.min(a, b));
  const span = read.days.reduce((a, b) => Math.max(a, b)) - first + 1;
  if (span > SPAN_MAX)
    return refuse(
      'unsound-input',
      `the file spans ${span} days from ${read.firstDay} to ${read.lastDay}: one of them is wrong`,
    );
  if (length !== departments.length * classes.length * span)
    return findHole(rows, departments, classes, first, span);
  return {
    rows,
    firstDay: read.firstDay,
    lastDay: read.lastDay,
    departments,
    classes,
    warnings: read.faults.filter(({ severity }) => severity !== 'info'),
  };
};

/** A campaign of ten years: longer is a wrong date, and would make a huge grid. */
const SPAN_MAX = 3_660;
