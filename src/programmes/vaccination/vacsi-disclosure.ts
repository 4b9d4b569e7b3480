/**
 * The published tables under a rule of disclosure. Only the tables of totals are published so: a daily table and its
 * running sums would give a hidden count back by subtraction, whatever is hidden in it.
 */
import { disclose, type Rule, type Sum } from '#indicators/disclosure.ts';
import type { Table, Value } from '#kernel/table.ts';
import { ALL_AGES, type Reference, regionsByDepartment } from '#programmes/vaccination/reference.ts';

const TOTALS_BY_AGE = /^vacsi-tot-a-(fra|reg|dep)$/;
const COUNT = /^n_tot_/;

type Level = 'fra' | 'reg' | 'dep';
type Row = {
  readonly table: Table;
  readonly level: Level;
  readonly territory: string;
  readonly ageClass: string;
  readonly values: readonly Value[];
};

const levelOf = (table: Table): Level | undefined => {
  const level = TOTALS_BY_AGE.exec(table.name)?.[1];
  return level === 'fra' || level === 'reg' || level === 'dep' ? level : undefined;
};

const rowsOf = (table: Table): Row[] => {
  const level = levelOf(table);
  if (level === undefined) return [];
  return table.rows.map((values) => ({
    table,
    level,
    territory: String(values[0]),
    ageClass: String(values[1]),
    values,
  }));
};

const cellOf = (level: Level, territory: string, ageClass: string): string =>
  `${level} ${territory} ${ageClass}`;

/** The sums a reader knows: all ages of its classes, a region of its departments, the nation of its regions. */
const sumsOf = (rows: readonly Row[], reference: Reference): Sum[] => {
  const regionOf = regionsByDepartment(reference);
  const parts = new Map<string, string[]>();
  const add = (total: string, part: string) => parts.set(total, [...(parts.get(total) ?? []), part]);
  const nation = rows.find(({ level }) => level === 'fra')?.territory;
  for (const { level, territory, ageClass } of rows) {
    const cell = cellOf(level, territory, ageClass);
    if (ageClass !== ALL_AGES) add(`ages ${cellOf(level, territory, ALL_AGES)}`, cell);
    const region = level === 'dep' ? regionOf.get(territory) : undefined;
    if (region !== undefined) add(`places ${cellOf('reg', region, ageClass)}`, cell);
    if (level === 'reg' && nation !== undefined) add(`places ${cellOf('fra', nation, ageClass)}`, cell);
  }
  return [...parts].map(([total, cells]) => ({ total: total.slice(total.indexOf(' ') + 1), parts: cells }));
};

/**
 * The tables of totals by age, with counts hidden and rounded by the rule. A rate whose count is hidden is hidden too;
 * the others use the real counts. Every other table is left out.
 */
export const discloseTotals = (tables: Iterable<Table>, reference: Reference, rule: Rule): Table[] => {
  const kept = [...tables].filter((table) => levelOf(table) !== undefined);
  const rows = kept.flatMap(rowsOf);
  const sums = sumsOf(rows, reference);
  const columns = kept[0]?.columns.map(({ name }) => name) ?? [];
  const shown = new Map<string, Map<string, number | null>>();
  for (const column of columns.filter((name) => COUNT.test(name))) {
    const at = columns.indexOf(column);
    const counts = new Map(
      rows.map(({ level, territory, ageClass, values }) => [
        cellOf(level, territory, ageClass),
        Number(values[at] ?? 0),
      ]),
    );
    shown.set(column, disclose(counts, sums, rule));
  }
  const hide = (row: Row): Value[] =>
    row.values.map((value, i) => {
      const column = columns[i] ?? '';
      const count = column.replace(/^couv_tot_/, 'n_tot_');
      const cell = shown.get(count)?.get(cellOf(row.level, row.territory, row.ageClass));
      if (cell === undefined) return value;
      return cell === null ? null : column === count ? cell : value;
    });
  return kept.map((table) => ({ ...table, rows: rowsOf(table).map(hide) }));
};
