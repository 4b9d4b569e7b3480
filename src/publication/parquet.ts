import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, Table, Value } from '#kernel/table.ts';

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

const INT32_MAX = 2 ** 31 - 1;

/** Rows of a group: the columns of one group at a time are held beside the table. */
const GROUP_ROWS = 50_000;

/**
 * A table as a Parquet file: days are DATE, counts INT32 (INT64 when they do not fit), rates DOUBLE, codes UTF8. A
 * column is REQUIRED unless it holds an empty cell. Compressed by Snappy, which every reader knows.
 */
export const parquetBytes = (table: Table): Uint8Array => {
  const typed = table.columns.map((column, c) => typedColumn(column, c, table.rows));
  const buffer = new ByteWriter();
  const writer = new ParquetWriter({
    writer: buffer,
    schema: [
      { name: table.name, num_children: table.columns.length },
      ...typed.map(({ element }) => element),
    ],
    kvMetadata: [
      { key: 'title', value: table.title.en },
      { key: 'title_fr', value: table.title.fr },
    ],
    createdBy: 'rappel',
  });
  for (let from = 0; from < table.rows.length; from += GROUP_ROWS) {
    const rows = table.rows.slice(from, from + GROUP_ROWS);
    writer.write({
      columnData: table.columns.map(({ name }, c) => {
        const convert = typed[c]?.convert;
        const data = rows.map((row) => row[c] ?? null);
        return { name, data: convert === undefined ? data : data.map(convert) };
      }),
      rowGroupSize: GROUP_ROWS,
    });
  }
  writer.finish();
  return buffer.getBytes();
};

/** How a column is stored, and what turns a cell into it when it is not stored as it is. */
type Typed = { readonly element: Element; readonly convert?: (value: Value) => unknown };

const typedColumn = ({ name, type }: Column, c: number, rows: Table['rows']): Typed => {
  const optional = rows.some((row) => (row[c] ?? null) === null);
  const base = { name, repetition_type: optional ? ('OPTIONAL' as const) : ('REQUIRED' as const) };
  if (type === 'date')
    return { element: { ...base, type: 'INT32', converted_type: 'DATE' }, convert: dateOf };
  if (type === 'number') return { element: { ...base, type: 'DOUBLE' } };
  if (type === 'string')
    return {
      element: { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      convert: (value) => (typeof value === 'number' ? String(value) : value),
    };
  const large = rows.some((row) => Math.abs(Number(row[c] ?? 0)) > INT32_MAX);
  if (!large) return { element: { ...base, type: 'INT32' } };
  return { element: { ...base, type: 'INT64' }, convert: (value) => (value === null ? null : BigInt(value)) };
};

const dates = new Map<string, Date>();

/** One `Date` a day, at midnight UTC: the writer turns it back into days since 1970. */
const dateOf = (value: Value): Date | null => {
  if (value === null) return null;
  const text = String(value);
  const known = dates.get(text);
  if (known !== undefined) return known;
  const date = new Date(`${text}T00:00:00Z`);
  if (dates.size < 10_000) dates.set(text, date);
  return date;
};
