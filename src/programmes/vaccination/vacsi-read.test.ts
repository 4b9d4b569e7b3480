import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefused } from '#kernel/result.ts';
import { type Publication, readVacsi } from '#programmes/vaccination/vacsi-read.ts';

const DATA = new URL('../../../campaigns/fr-covid-19/data/', import.meta.url);

const textOf = (path: string): string => {
  const bytes = readFileSync(new URL(path, DATA));
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
};

const read = (text: string, publishedOn?: string): Publication => {
  const publication = readVacsi(text, publishedOn);
  if (isRefused(publication)) throw new Error(publication.refusal.message);
  return publication;
};

const errors = (publication: Publication) =>
  publication.faults.filter(({ severity }) => severity === 'error').map(({ line, code }) => ({ line, code }));

describe('real publications', () => {
  test('the departments by age of 22 April 2021 are read whole', () => {
    const table = read(textOf('vacsi-a-dep_pub2021-04-22.csv.gz'), '2021-04-22');
    expect(table).toMatchObject({
      family: 'vacsi-a-dep',
      layout: '2021-03-04',
      separator: ';',
      rows: 136_532,
      firstDay: '2020-12-27',
      lastDay: '2021-04-21',
      sound: true,
    });
    const injections = ['n_dose1', 'n_dose2'].flatMap((column) =>
      [...(table.values[column] ?? [])].filter((_, row) => table.item[row] === '0'),
    );
    expect(injections.reduce((a, b) => a + b)).toBe(18_283_277);
    // Ages fall short of the total where they are unknown: explained, not a fault.
    expect(table.faults.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'info unknown-parts',
      'info unknown-parts',
    ]);
  });

  test('the publication of 12 February 2021 adds 2 to its running sums: unsound on its first row, once', () => {
    const table = read(textOf('broken/vacsi-fra_pub2021-02-12T1927_03395b1.csv'), '2021-02-12');
    expect(table.sound).toBe(false);
    expect(errors(table)).toEqual([{ line: 2, code: 'cumulative' }]);
  });

  test('the publication of 13 February 2021 has a day that does not exist', () => {
    const table = read(textOf('broken/vacsi-fra_pub2021-02-13T1924_b7d7754.csv'), '2021-02-13');
    expect(errors(table)).toContainEqual({ line: 2, code: 'no-such-day' });
  });

  test('the publication of 1 March 2021 is a bare header', () => {
    const table = read(textOf('vintages/vacsi-fra_pub2021-03-01_a756593.csv.gz'), '2021-03-01');
    expect(table).toMatchObject({ rows: 0, sound: false });
    expect(errors(table)).toEqual([{ line: 1, code: 'header-only' }]);
  });

  test('the first release is sparse, and sound', () => {
    const table = read(textOf('vintages/vacsi-fra_pub2021-01-28_48be28e.csv.gz'), '2021-01-28');
    expect(table.sound).toBe(true);
    expect(table.faults.map(({ code }) => code)).toContain('sparse-grid');
  });

  test('regions of 2 March 2021 lost their leading zeros: read with them', () => {
    const table = read(textOf('vintages/vacsi-reg_pub2021-03-02_0629d90.csv.gz'), '2021-03-02');
    expect(table).toMatchObject({ sound: true, normalised: [{ code: 'leading-zero-lost' }] });
    expect(table.territory).toContain('01');
    expect(table.territory).not.toContain('1');
  });
});

describe('a change of one line is a fault of that line', () => {
  const [header = '', ...rows] = textOf('vintages/vacsi-fra_pub2021-07-01_b0993c5.csv.gz')
    .trimEnd()
    .split('\n');
  const rowAt = fc.integer({ min: 1, max: rows.length - 2 });
  const join = (lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`;
  const linesOf = (text: string) => {
    const table = read(text);
    expect(table.sound).toBe(false);
    return errors(table).map(({ line }) => line);
  };

  test('another count, or another cumulative count', () => {
    fc.assert(
      fc.property(
        rowAt,
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 999 }),
        (at, column, more) => {
          const fields = (rows[at] ?? '').split(';');
          fields[column] = String(Number(fields[column]) + more);
          expect(linesOf(join(rows.with(at, fields.join(';'))))).toContain(at + 2);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('another coverage', () => {
    fc.assert(
      fc.property(rowAt, fc.constantFrom(6, 7), fc.integer({ min: 3, max: 99 }), (at, column, more) => {
        const fields = (rows[at] ?? '').split(';');
        fields[column] = (Number(fields[column]) + more / 10).toFixed(1);
        expect(linesOf(join(rows.with(at, fields.join(';'))))).toEqual([at + 2]);
      }),
      { numRuns: 30 },
    );
  });

  test('a row taken out, given twice, cut, or put before its time', () => {
    fc.assert(
      fc.property(rowAt, (at) => {
        const row = rows[at] ?? '';
        expect(linesOf(join(rows.toSpliced(at, 1)))).toContain(at + 2);
        expect(linesOf(join(rows.toSpliced(at, 0, row)))).toEqual([at + 3]);
        expect(linesOf(join(rows.with(at, row.slice(0, -12))))).toEqual([at + 2]);
        expect(linesOf(join(rows.with(at, rows[at + 1] ?? '').with(at + 1, row)))).toContain(at + 3);
      }),
      { numRuns: 20 },
    );
  });

  test.each(['-5', '1.5', 'abc', '', '1e3', 'NaN'])('a count written "%s"', (text) => {
    const fields = (rows[40] ?? '').split(';');
    fields[2] = text;
    expect(linesOf(join(rows.with(40, fields.join(';'))))).toEqual([42]);
  });

  test('a day after the publication', () => {
    const table = read(join(rows), '2021-06-27');
    expect(errors(table)).toEqual([
      { line: 185, code: 'after-publication' },
      { line: 186, code: 'after-publication' },
    ]);
  });

  test('the last rows missing of a key, in a dense table', () => {
    const text = textOf('vintages/vacsi-reg_pub2021-04-26_f281122.csv.gz').trimEnd().split('\n');
    const table = read(`${text.slice(0, -3).join('\n')}\n`);
    expect(errors(table)).toEqual([{ line: text.length - 3, code: 'grid-hole' }]);
  });

  test('re-saved by a spreadsheet (commas, French dates, mark, CR LF) it is the same table', () => {
    const french = rows.map((row) => row.replaceAll(';', ',').replace(/(\d{4})-(\d\d)-(\d\d)/, '$3/$2/$1'));
    const table = read(`\uFEFF${[header.replaceAll(';', ','), ...french].join('\r\n')}\r\n`);
    const original = read(join(rows));
    expect(table).toMatchObject({ sound: true, bom: true, newline: 'CRLF', layout: original.layout });
    expect(table.normalised.map(({ code, count }) => [code, count])).toEqual([['date-french', rows.length]]);
    expect(table.values).toEqual(original.values);
    expect(table.days).toEqual(original.days);
  });
});

describe('what is no VAC-SI table is refused', () => {
  test.each([
    ['', 'empty-file'],
    ['<!DOCTYPE html><html lang="fr">', 'html-instead-of-data'],
    ['date_fin_semaine;nb_ucd;nb_doses\n2021-01-03;1;5\n', 'not-vacsi'],
  ])('%j', (text, code) => {
    expect(readVacsi(text)).toMatchObject({ refusal: { code } });
  });

  test('a header with a column of no publication is a fault', () => {
    expect(errors(read('fra;jour;n_dose1;n_dosis\nFR;2021-01-01;1;1\n'))).toContainEqual({
      line: 1,
      code: 'unknown-column',
    });
  });
});
