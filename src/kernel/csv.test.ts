import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '#kernel/csv.ts';

const rowsOf = (text: string) => {
  const rows: string[][] = [];
  const lines: number[] = [];
  const csv = readCsv(text, (fields, line) => {
    rows.push(fields);
    lines.push(line);
  });
  return { ...csv, rows, lines };
};

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

const field = fc.string({ unit: fc.constantFrom('a', 'é', '1', ' ', '"', ';', ',', '\n', '.') });
const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc
    .array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 })
    .map((rows) => ({
      header: Array.from({ length: width }, (_, i) => `c${i}`),
      rows,
    })),
);

describe('a table written by RFC 4180', () => {
  test('reads back, whatever the separator, line end and mark', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(';', ',', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        ({ header, rows }, separator, newline, mark) => {
          const lines = [header.join(separator), ...rows.map((row) => row.map(quoted).join(separator))];
          const read = rowsOf(mark + lines.join(newline) + newline);
          // A line end inside quotes reads as a line feed.
          expect(read.rows).toEqual(rows);
          expect(read.faults).toEqual([]);
          expect(read.header).toEqual(header);
          expect(read.bom).toBe(mark !== '');
        },
      ),
    );
  });

  test('reads back when every line was wrapped in quotes once more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[a-zé 0-9]{1,8}$/), fc.nat()), { minLength: 1 }),
        (rows) => {
          const lines = ['name,n', ...rows.map(([name, n]) => `${quoted(name)},${n}`)];
          const read = rowsOf(`${lines.map(quoted).join('\r\n')}\r\n`);
          expect(read.rows).toEqual(rows.map(([name, n]) => [name, String(n)]));
          expect(read.wrapped.count).toBe(lines.length);
        },
      ),
    );
  });
});

describe('what is odd is a fault of its line, and only that line is lost', () => {
  test.each([
    ['a line with one field less', 'a;b\n1;2\n3\n4;5\n', 3, 'fields'],
    ['a line with one field more', 'a;b\n1;2\n3;4;5\n4;5\n', 3, 'fields'],
    ['another separator', 'a;b\n1;2\n3,4\n4;5\n', 3, 'separator-mixed'],
    ['a quote never closed', 'a;b\n1;2\n"3;4\n4;5\n', 3, 'quote-open'],
    ['a quote closed by another row', 'a;b\n1;2\n3;"4\n4;"5"\n', 3, 'quote-open'],
    ['text after a closing quote', 'a;b\n1;2\n"3"x;4\n4;5\n', 3, 'quote-stray'],
    ['one quote too many', 'a;b\n1;2\n""3";4\n4;5\n', 3, 'quote-stray'],
    ['a NUL', 'a;b\n1;2\n\0;4\n4;5\n', 3, 'nul'],
    ['the header again', 'a;b\n1;2\na;b\n4;5\n', 3, 'header-again'],
  ])('%s', (_, text, line, code) => {
    const read = rowsOf(text);
    expect(read.faults).toMatchObject([{ line, code }]);
    expect(read.lines).toEqual([2, 4]);
  });

  test('what is odd on every line is counted, and the first lines kept', () => {
    const read = rowsOf(`a;b\n${'1\n'.repeat(5_000)}${'\n'.repeat(5_000)}`);
    expect(read).toMatchObject({ records: 0, faultCount: 5_000, blank: { count: 5_000 } });
    expect(read.faults).toHaveLength(1_000);
    expect(read.blank.first).toHaveLength(1_000);
  });

  test('a cut last line is known as the last', () => {
    expect(rowsOf('a;b\n1;2\n3').faults).toMatchObject([{ line: 3, code: 'fields', last: true }]);
  });

  test('a separator at the end of every line is no column', () => {
    expect(rowsOf('a;b;\n1;2;\n').rows).toEqual([['1', '2']]);
  });

  test('an empty text has no header', () => {
    expect(rowsOf('')).toMatchObject({ header: [], records: 0 });
  });
});
