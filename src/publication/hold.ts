/**
 * Refuses to publish the absurd. On 2021-03-01 every table of the official site was a bare header for an evening, and
 * on 2021-02-25 every population was ten times too large: what a machine can see, it must not put before the public.
 */
import type { Table } from '#kernel/table.ts';
import type { Text } from '#kernel/text.ts';

/** What is kept of a table's previous publication to judge the next. */
export type Previous = { readonly rows: number; readonly totals: Readonly<Record<string, number>> };

/** A running total may fall by corrections; by more than this share of itself, something broke. */
export const FALL_MAX = 0.01;

/** Columns of running sums and totals are named `n_cum_...` or `n_tot_...`, by convention of every table published. */
const isRunning = (name: string): boolean => /^n_(cum|tot)_/.test(name);

/**
 * The last value of each running column, added over the rows' keys (the day apart): with all-ages rows beside the
 * ages, a figure to compare from one publication to the next, not one to read.
 */
export const runningTotals = (table: Table): Record<string, number> => {
  const day = table.columns.findIndex(({ type }) => type === 'date');
  const keys = table.key
    .map((name) => table.columns.findIndex((column) => column.name === name))
    .filter((c) => c !== day);
  const running = table.columns.map(({ name }, c) => ({ name, c })).filter(({ name }) => isRunning(name));
  if (running.length === 0) return {};
  const last = new Map<string, readonly unknown[]>();
  for (const row of table.rows) {
    const key = keys.map((c) => row[c]).join('|');
    const seen = last.get(key);
    if (seen === undefined || day < 0 || String(row[day]) >= String(seen[day])) last.set(key, row);
  }
  const totals: Record<string, number> = {};
  for (const { name, c } of running) {
    let total = 0;
    for (const row of last.values()) {
      const value = row[c];
      if (typeof value === 'number') total += value;
    }
    totals[name] = total;
  }
  return totals;
};

/** Why a table must not be published, or undefined when it may. `previous` is what the public has now. */
export const holdBack = (table: Table, previous: Previous | undefined): Text | undefined => {
  if (table.rows.length === 0)
    return {
      fr: 'La table est vide : elle n’a que son en-tête.',
      en: 'The table is empty: it has nothing but its header.',
    };
  return brokenValue(table) ?? (previous === undefined ? undefined : fall(table, previous));
};

const brokenValue = (table: Table): Text | undefined => {
  const numeric = table.columns.map(({ type }) => type === 'integer' || type === 'number');
  for (const [i, row] of table.rows.entries()) {
    for (let c = 0; c < numeric.length; c++) {
      const value = row[c];
      if (
        value === undefined ||
        (numeric[c] === true && typeof value === 'number' && !Number.isFinite(value))
      )
        return {
          fr: `Ligne ${i + 2}, colonne ${table.columns[c]?.name} : la valeur n’est pas un nombre.`,
          en: `Line ${i + 2}, column ${table.columns[c]?.name}: the value is not a number.`,
        };
    }
  }
  return undefined;
};

const fall = (table: Table, previous: Previous): Text | undefined => {
  for (const [column, now] of Object.entries(runningTotals(table))) {
    const before = previous.totals[column];
    if (before === undefined || now >= before * (1 - FALL_MAX)) continue;
    const percent = ((100 * (before - now)) / before).toFixed(1);
    return {
      fr: `Le total de ${column} baisse de ${percent.replace('.', ',')} % depuis la publication précédente (de ${before} à ${now}).`,
      en: `The total of ${column} falls by ${percent} % since the previous publication (from ${before} to ${now}).`,
    };
  }
  return undefined;
};
