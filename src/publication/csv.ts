import type { Table, Value } from '#kernel/table.ts';

const CHUNK_ROWS = 4096;

/**
 * A table as CSV text (RFC 4180 but for the line end, LF as the official files), in chunks of some hundred kilobytes.
 * Null is an empty cell. A number of a column that has `decimals` is written with that many, others as they are.
 */
export function* csvChunks(table: Table): Generator<string> {
  const { separator } = table;
  const writers = table.columns.map(({ name }) => writerOf(separator, table.decimals[name]));
  let text = `${table.columns.map(({ name }) => quoted(name, separator)).join(separator)}\n`;
  let rows = 0;
  for (const row of table.rows) {
    for (let c = 0; c < writers.length; c++) {
      if (c > 0) text += separator;
      text += writers[c]?.(row[c] ?? null) ?? '';
    }
    text += '\n';
    rows += 1;
    if (rows % CHUNK_ROWS === 0) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

/** The whole text: for small tables and tests. */
export const csvText = (table: Table): string => [...csvChunks(table)].join('');

const writerOf = (separator: string, decimals: number | undefined): ((value: Value) => string) => {
  const tidy = safeWords(separator);
  return (value) => {
    if (value === null) return '';
    if (typeof value === 'string') return tidy(value);
    return decimals === undefined ? String(value) : value.toFixed(decimals);
  };
};

/** Codes and days come back by the thousand: whether each needs quotes is asked once. */
const safeWords = (separator: string): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const written = quoted(text, separator);
    if (known.size < 10_000) known.set(text, written);
    return written;
  };
};

const quoted = (text: string, separator: string): string =>
  text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
