import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table, Value } from '#kernel/table.ts';
import { csvChunks, csvText } from '#publication/csv.ts';

const text = { fr: 'x', en: 'x' };
const tableOf = (
  rows: Value[][],
  separator: ';' | ',' = ';',
  decimals: Record<string, number> = {},
): Table => ({
  name: 'table',
  title: text,
  description: text,
  columns: (['code', 'day', 'n', 'rate'] as const).map((name, i) => ({
    name,
    type: (['string', 'date', 'integer', 'number'] as const)[i] ?? 'string',
    title: text,
    description: text,
  })),
  key: ['code', 'day'],
  separator,
  decimals,
  rows,
});

describe('a table as CSV', () => {
  it('writes decimals as asked, null as nothing, and LF at every end', () => {
    const rows = [
      ['2A', '2021-01-04', 0, 0],
      ['48', '2021-01-05', 12, 5423976.6],
      ['00', '2021-01-05', 3, null],
    ];
    expect(csvText(tableOf(rows, ',', { rate: 1 }))).toBe(
      'code,day,n,rate\n2A,2021-01-04,0,0.0\n48,2021-01-05,12,5423976.6\n00,2021-01-05,3,\n',
    );
  });

  it('is a bare header when there is no row', () => expect(csvText(tableOf([]))).toBe('code;day;n;rate\n'));

  it('is read back the same by csv-parse, whatever the text', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', ';', ',', '"', '\n', '\r', 'é', ' '),
      minLength: 1,
    });
    const row = fc.tuple(
      value,
      fc.constant('2021-01-04'),
      fc.integer(),
      fc.option(fc.integer(), { nil: null }),
    );
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom(';' as const, ',' as const), (rows, delimiter) => {
        const read: unknown = parse(csvText(tableOf(rows, delimiter)), {
          delimiter,
          from: 2,
          record_delimiter: '\n',
        });
        expect(read).toEqual(rows.map((each) => each.map((v) => (v === null ? '' : String(v)))));
      }),
    );
  });

  it('comes in chunks that make the same text', () => {
    const rows = Array.from({ length: 10_000 }, (_, i): Value[] => ['48', '2021-01-04', i, null]);
    const chunks = [...csvChunks(tableOf(rows))];
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.join('').split('\n').length).toBe(10_002);
  });
});
