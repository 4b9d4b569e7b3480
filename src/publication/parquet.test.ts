import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Column, Table, Value } from '#kernel/table.ts';
import { parquetBytes } from '#publication/parquet.ts';

const text = { fr: 'Titre', en: 'Title' };
const column = (name: string, type: Column['type']): Column => ({
  name,
  type,
  title: text,
  description: text,
});

const tableOf = (rows: Value[][]): Table => ({
  name: 'table',
  title: text,
  description: text,
  columns: [
    column('dep', 'string'),
    column('jour', 'date'),
    column('n', 'integer'),
    column('big', 'integer'),
    column('rate', 'number'),
  ],
  key: ['dep', 'jour'],
  separator: ';',
  decimals: { rate: 1 },
  rows,
});

const bufferOf = (table: Table): ArrayBuffer => {
  const bytes = parquetBytes(table);
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};

describe('a table as Parquet', () => {
  const rows: Value[][] = [
    ['01', '2020-12-27', 0, 1, 0],
    ['2A', '2021-01-04', 12, 3_000_000_000, null],
    ['00', '2021-03-28', -1, 2, 99.5],
  ];

  it('gives back codes with their zero, days as days, empty cells as null', async () => {
    const read = await parquetReadObjects({ file: bufferOf(tableOf(rows)) });
    expect(read).toEqual([
      { dep: '01', jour: new Date('2020-12-27'), n: 0, big: 1n, rate: 0 },
      { dep: '2A', jour: new Date('2021-01-04'), n: 12, big: 3_000_000_000n, rate: null },
      { dep: '00', jour: new Date('2021-03-28'), n: -1, big: 2n, rate: 99.5 },
    ]);
  });

  it('types each column, and allows null only where there is one', () => {
    const [, ...columns] = parquetMetadata(bufferOf(tableOf(rows))).schema;
    expect(
      columns.map(({ name, type, converted_type, repetition_type }) => [
        name,
        type,
        converted_type,
        repetition_type,
      ]),
    ).toEqual([
      ['dep', 'BYTE_ARRAY', 'UTF8', 'REQUIRED'],
      ['jour', 'INT32', 'DATE', 'REQUIRED'],
      ['n', 'INT32', undefined, 'REQUIRED'],
      ['big', 'INT64', undefined, 'REQUIRED'],
      ['rate', 'DOUBLE', undefined, 'OPTIONAL'],
    ]);
  });

  it('holds a large table, row for row', async () => {
    const many = Array.from({ length: 60_000 }, (_, i): Value[] => [
      String(i % 100),
      '2021-01-04',
      i,
      i,
      i / 10,
    ]);
    const read = await parquetReadObjects({ file: bufferOf(tableOf(many)), columns: ['n'] });
    expect(read.length).toBe(60_000);
    expect(read.at(-1)).toEqual({ n: 59_999 });
  });
});
