import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, eachDay } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Table } from '#kernel/table.ts';
import { type Cell, MEASURES, type Measure } from '#programmes/vaccination/indicators.ts';
import { Reference } from '#programmes/vaccination/reference.ts';
import { contentOf } from '#programmes/vaccination/vacsi-columns.ts';
import type { Grid } from '#programmes/vaccination/vacsi-cube.ts';
import { FAMILIES, type Layout, recognise } from '#programmes/vaccination/vacsi-layout.ts';
import { coverage, vacsiTables } from '#programmes/vaccination/vacsi-tables.ts';

const DATA = join(import.meta.dirname, '../../../campaigns/fr-covid-19/data');
const reference = Reference.parse(JSON.parse(readFileSync(join(DATA, 'reference.json'), 'utf8')));

const read = (file: string): string[] => {
  const bytes = readFileSync(join(DATA, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text.replaceAll('\r', '').trimEnd().split('\n');
};

/** Lines as the publication writes them, so that a difference is read as in the files. */
const linesOf = ({ columns, separator, decimals, rows }: Table): string[] => [
  columns.map(({ name }) => name).join(separator),
  ...rows.map((row) =>
    row
      .map((value, c) => {
        const fixed = decimals[columns[c]?.name ?? ''];
        return value === null
          ? ''
          : typeof value === 'number' && fixed !== undefined
            ? value.toFixed(fixed)
            : value;
      })
      .join(separator),
  ),
];

type Published = { cells: Cell[]; grid: Grid };

/** The cells that a published file tells of; what its all-ages rows count above the other rows is of unknown group. */
const invert = (layout: Layout, lines: readonly string[], sparse: boolean): Published => {
  const family = FAMILIES.find(({ name }) => name === layout.family);
  invariant(family !== undefined, 'a layout has a family');
  const contents = layout.columns.map(contentOf);
  const rows = lines.slice(1).map((line) => line.split(layout.separator));
  const dayColumn = contents.findIndex(({ kind }) => kind === 'day');
  const groupColumn = contents.findIndex(({ kind }) => kind === 'group');
  const counted = contents.flatMap((content, c) =>
    content.kind === (family.total ? 'running' : 'count') && 'measure' in content
      ? [{ c, measure: content.measure }]
      : [],
  );
  const departmentOf = (code: string): string => {
    if (family.territory === 'fra') return '';
    if (family.territory === 'dep') return code;
    return reference.departments.find(({ region }) => region === code)?.code ?? code;
  };
  const known = new Map<string, number>();
  const cells: Cell[] = [];
  for (const all of [false, true])
    for (const row of rows) {
      const group = groupColumn < 0 ? '0' : (row[groupColumn] ?? '');
      if ((group === '0') !== all) continue;
      for (const { c, measure } of counted) {
        const key = `${row[0]} ${row[dayColumn]} ${measure}`;
        const before = known.get(key) ?? 0;
        const n = Number(row[c]) - (all ? before : 0);
        if (!all) known.set(key, before + n);
        if (n === 0) continue;
        cells.push({
          measure,
          day: row[dayColumn] ?? '',
          place: departmentOf(row[0] ?? ''),
          residence: '',
          ageClass: family.by === 'age' && !all ? group : '',
          sex: family.by === 'sex' && !all ? (group === '1' ? 'm' : 'f') : '',
          product: family.by === 'product' && !all ? group : '',
          n,
        });
      }
    }
  const days = rows.map((row) => row[dayColumn] ?? '').sort();
  const territories =
    family.territory === 'fra' ? [] : [...new Set(rows.map((row) => departmentOf(row[0] ?? '')))];
  const classes = [...new Set(rows.map((row) => row[groupColumn] ?? ''))].filter((value) => value !== '0');
  return {
    cells,
    grid: {
      firstDay: family.total ? (days[0] ?? '') : '2020-12-27',
      lastDay: days.at(-1) ?? '',
      departments: territories,
      classes: family.by === 'age' ? classes : [],
      sparse,
    },
  };
};

/** Kept out: a bare header; a publication sorted by chance; regions without their leading zero for one day. */
const ODD =
  /vacsi-(fra|v-fra)_pub2021-03-01|vacsi-a-fra_pub2021-02-19|vacsi-reg_pub2021-03-02|vacsi-a-dep_pub2021-01-29/;

const files = [
  'vacsi-a-dep_pub2021-04-22.csv.gz',
  'vacsi-v-fra.csv.gz',
  ...readdirSync(join(DATA, 'vintages'))
    .filter((file) => /^vacsi-.*\.csv(\.gz)?$/.test(file))
    .map((file) => `vintages/${file}`),
  ...readdirSync(join(DATA, 'first-release-2021-01-28')).map((file) => `first-release-2021-01-28/${file}`),
].filter((file) => !ODD.test(file));

describe('the tables published again from what they told', () => {
  it('covers most of the publications kept', () => expect(files.length).toBeGreaterThan(30));

  it.each(files)('%s is the same, row by row', (file) => {
    const lines = read(file);
    const name = /(vacsi[a-z-]*)[._]/.exec(file)?.[1]?.replace(/-$/, '');
    const layout = recognise(lines[0] ?? '').find(({ family }) => family === name)?.layout;
    invariant(layout !== undefined && name !== undefined, `the header of ${file} is known`);
    const day =
      /pub(\d{4}-\d\d-\d\d)/.exec(file)?.[1] ?? (file.startsWith('first') ? '2021-01-28' : '2023-05-04');
    // Regions kept days without a count out until 2021-03-18.
    const sparse = day === '2021-01-28' || (name === 'vacsi-reg' && day < '2021-03-18');
    const { cells, grid } = invert(layout, lines, sparse);
    // Several releases came out on the first evening: each is published at its own instant.
    const at = day === '2021-01-28' ? layout.from : day;
    const table = vacsiTables(cells, grid, { layout: at, reference }).find((each) => each.name === name);
    invariant(table !== undefined, 'the family existed that day');
    const again = linesOf(table);
    const wrong = lines.findIndex((line, i) => line !== again[i]);
    expect({ line: wrong, was: lines[wrong], is: again[wrong] }).toEqual({
      line: -1,
      was: undefined,
      is: undefined,
    });
    expect(again.length).toBe(lines.length);
  });
});

const FIRST = '2021-01-04';
const DEPARTMENTS = ['48', '2A', '971', '750'];
const cell = fc.record({
  measure: fc.constantFrom<Measure>(...MEASURES),
  day: fc.integer({ min: 0, max: 9 }).map((days) => addDays(FIRST, days)),
  place: fc.constantFrom('', ...DEPARTMENTS, '13'),
  residence: fc.constantFrom('', '48', '69'),
  ageClass: fc.constantFrom('', '17', '24', '49', '80'),
  sex: fc.constantFrom('', 'f', 'm'),
  product: fc.constantFrom('', 'PF', 'MO', 'no such product'),
  n: fc.integer({ min: -3, max: 1000 }),
});
const cells = fc.array(cell, { maxLength: 60 });
const grid: Grid = {
  firstDay: FIRST,
  lastDay: addDays(FIRST, 9),
  departments: DEPARTMENTS,
  classes: ['24', '49', '80'],
  sparse: false,
};
const DAYS = eachDay(grid.firstDay, grid.lastDay).length;

const byName = (tables: readonly Table[], name: string): Table => {
  const table = tables.find((each) => each.name === name);
  invariant(table !== undefined, `${name} was published`);
  return table;
};
const numberAt = (table: Table, row: Table['rows'][number], column: string): number =>
  Number(row[table.columns.findIndex(({ name }) => name === column)]);

describe('the tables of any cells', () => {
  const layout = '2023-05-04';

  it('count everybody once in the all-ages rows: the classes and the unknown age', () => {
    fc.assert(
      fc.property(cells, (some) => {
        const table = byName(vacsiTables(some, grid, { layout, reference }), 'vacsi-a-fra');
        for (const day of eachDay(grid.firstDay, grid.lastDay)) {
          const rows = table.rows.filter((row) => row[2] === day);
          const all = rows.find((row) => row[1] === '0');
          const unknown = some
            .filter((c) => c.measure === 'dose1' && c.day === day && !grid.classes.includes(c.ageClass))
            .reduce((sum, { n }) => sum + n, 0);
          const classes = rows
            .filter((row) => row[1] !== '0')
            .reduce((sum, row) => sum + numberAt(table, row, 'n_dose1'), 0);
          invariant(all !== undefined, 'every day has an all-ages row');
          expect(numberAt(table, all, 'n_dose1')).toBe(classes + unknown);
        }
      }),
    );
  });

  it('have running sums, and a row for every key and day', () => {
    fc.assert(
      fc.property(cells, (some) => {
        for (const table of vacsiTables(some, grid, { layout, reference })) {
          if (table.name.includes('-tot-')) continue;
          expect(table.rows.length % DAYS).toBe(0);
          for (const { name } of table.columns.filter((column) => column.name.startsWith('n_cum_'))) {
            let sum = 0;
            const sums = table.rows.map((row, i) => {
              sum = (i % DAYS === 0 ? 0 : sum) + numberAt(table, row, name.replace('n_cum_', 'n_'));
              return sum;
            });
            expect(table.rows.map((row) => numberAt(table, row, name))).toEqual(sums);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('count in the nation every place, known or not', () => {
    fc.assert(
      fc.property(cells, (some) => {
        const tables = vacsiTables(some, grid, { layout, reference });
        for (const measure of ['dose1', 'complet'] as const) {
          const wanted = some
            .filter((each) => each.measure === (measure === 'complet' ? 'complete' : measure))
            .reduce((sum, { n }) => sum + n, 0);
          const total = byName(tables, 'vacsi-tot-fra');
          expect(numberAt(total, total.rows[0] ?? [], `n_tot_${measure}`)).toBe(wanted);
        }
      }),
    );
  });

  it('do not depend on the order of the cells', () => {
    fc.assert(
      fc.property(cells, (some) => {
        expect(vacsiTables(some, grid, { layout, reference })).toEqual(
          vacsiTables([...some].reverse(), grid, { layout, reference }),
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('the place of a count', () => {
  const one: Cell = {
    measure: 'dose1',
    day: FIRST,
    place: '75',
    residence: '48',
    ageClass: '',
    sex: '',
    product: '',
    n: 1,
  };
  const departments = (layout: string, some: Cell): unknown[] =>
    byName(vacsiTables([some], { ...grid, departments: [] }, { layout, reference }), 'vacsi-dep').rows.map(
      (row) => row[0],
    );

  it('is where it was done before 2021-12-08', () =>
    expect(new Set(departments('2021-12-07', one))).toEqual(new Set(['75'])));
  it('is where the person lives from then on', () =>
    expect(new Set(departments('2021-12-08', one))).toEqual(new Set(['48'])));
  it('stays where it was done when the residence is not known', () =>
    expect(new Set(departments('2021-12-08', { ...one, residence: '' }))).toEqual(new Set(['75'])));
});

describe('a coverage', () => {
  it('is empty when the population is not known', () => expect(coverage(3, null)).toBeNull());
  it('rounds a tie to the even digit, as published for Guyane on 2021-12-29', () =>
    expect(coverage(90790, 290528)).toBe(31.2));
  it('is capped at 99, as published for Saint-Barthélemy', () => expect(coverage(550, 433)).toBe(99));
});
