import { type Day, dayOf } from '#kernel/day.ts';
import type { Table, Value } from '#kernel/table.ts';
import { type Cell, MEASURES } from '#programmes/vaccination/indicators.ts';
import { ALL_AGES, findPopulation, type Reference } from '#programmes/vaccination/reference.ts';
import { columnOf, contentOf, textsOf } from '#programmes/vaccination/vacsi-columns.ts';
import {
  type Crossing,
  type Cube,
  type Grid,
  type Part,
  vacsiCube,
} from '#programmes/vaccination/vacsi-cube.ts';
import { FAMILIES, type Family, type Layout, layoutOf } from '#programmes/vaccination/vacsi-layout.ts';

export type { Cell } from '#programmes/vaccination/indicators.ts';
export type { Grid } from '#programmes/vaccination/vacsi-cube.ts';

export type VacsiOptions = {
  /** The publication whose header, separator, order of rows and population are taken: at the end of a day, or at an instant of it. */
  readonly layout: Day | string;
  readonly reference: Reference;
};

const ADULTS = ['24', '29', '39', '49', '59', '64', '69', '74', '79', '80'];

/** Minors got rows of their own in the publication of this day; before, they counted in the all-ages rows alone. */
const MINORS_FROM: Day = '2021-07-02';
const LABEL_ORDER_FROM: Day = '2021-07-23';

/**
 * Age classes in the order of their rows. From 2021-07-23 the producer sorted the labels of the classes as text, in two
 * ways, so that 5 to 9 years (`09`) stands before or after 50 to 59: read in every publication of the national tables.
 */
export const classesOf = (layout: Day, total: boolean): readonly string[] => {
  if (layout < MINORS_FROM) return ADULTS;
  const [upTo49, from59] = [ADULTS.slice(0, 4), ADULTS.slice(4)];
  if (total && layout >= LABEL_ORDER_FROM)
    return ['04', '11', '17', ...upTo49, '59', '09', ...from59.slice(1)];
  if (total || layout >= LABEL_ORDER_FROM) return ['04', '11', '17', ...upTo49, '09', ...from59];
  return ['04', '09', '11', '17', ...ADULTS];
};

/** The cube that the tables of a publication are read from. */
export const cubeOf = (cells: Iterable<Cell>, grid: Grid, options: VacsiOptions): Cube => {
  const inGrid = new Set(grid.classes);
  const classes = classesOf(options.layout, false).filter((ageClass) => inGrid.has(ageClass));
  return vacsiCube(cells, grid, { ...options, classes });
};

/** Every table that existed on the day of the layout, one at a time: the tables of a whole campaign are large. */
export function* tablesOf(cube: Cube, grid: Grid, options: VacsiOptions): Generator<Table> {
  for (const family of FAMILIES) {
    const layout = layoutOf(family.name, options.layout);
    if (layout !== undefined) yield tableOf(family, layout, cube, grid, options);
  }
}

/** Every table that existed on the day of the layout. `cells` are those known on the day the publication is about. */
export const vacsiTables = (cells: Iterable<Cell>, grid: Grid, options: VacsiOptions): Table[] => [
  ...tablesOf(cubeOf(cells, grid, options), grid, options),
];

const tableOf = (family: Family, layout: Layout, cube: Cube, grid: Grid, options: VacsiOptions): Table => ({
  name: family.name,
  ...textsOf(family),
  columns: layout.columns.map(columnOf),
  key: layout.columns.filter((column) => ['territory', 'group', 'day'].includes(contentOf(column).kind)),
  separator: layout.separator,
  decimals: decimalsOf(family, layout, options.layout),
  rows: family.total
    ? totalRows(family, layout, cube, options)
    : dailyRows(family, layout, cube, grid, options),
});

/**
 * One decimal for coverages and populations; populations before 2021-03-03 were printed as they came. From 2022-04-07
 * to 2022-04-19 the counts of the new second booster by age were printed with a decimal (`0.0`).
 */
const decimalsOf = ({ by }: Family, { columns }: Layout, day: Day): Record<string, number> => {
  const odd = by === 'age' && day >= '2022-04-07' && day < '2022-04-20';
  const one = columns.filter(
    (column) =>
      column.startsWith('couv_') ||
      (column === 'pop' && day >= '2021-03-03') ||
      (odd && column.endsWith('2_rappel')),
  );
  return Object.fromEntries(one.map((column) => [column, 1]));
};

/** A row's group: its value in the table, and the groups of the cube that it sums. */
type Group = { readonly value: string; readonly sums: readonly number[] | 'all'; readonly by: Crossing };

const ALL: Group = { value: ALL_AGES, sums: 'all', by: 'age' };

/** The known groups of a table in row order, without the row of all. */
const groupsOf = ({ by, total }: Family, cube: Cube, layout: Day): Group[] => {
  if (by === undefined) return [];
  const values = cube.groups[by];
  const group = (value: string, shown: string): Group => ({
    value: shown,
    sums: [values.indexOf(value) + 1],
    by,
  });
  if (by === 'sex') {
    // Rows of zeros would say that nobody is a man or a woman, when no sex was recorded at all.
    const sexes = values.map((value, i) => group(value, String(i + 1)));
    return sexes.some((each) => hasCount(cube, cube.nation, each)) ? sexes : [];
  }
  if (by === 'product')
    return values.map((value) => group(value, value)).filter((each) => hasCount(cube, cube.nation, each));
  const known = new Set(values);
  return classesOf(layout, total)
    .filter((ageClass) => known.has(ageClass))
    .map((ageClass) => group(ageClass, ageClass));
};

const hasCount = (cube: Cube, part: Part, { by, sums }: Group): boolean =>
  MEASURES.some((measure) => cube.series(measure, part, by, sums).some((n) => n !== 0));

/** `vacsi-a-dep` of that release is sparse and has its all-ages rows last. */
const EVENING_RELEASE = '2021-01-28T22:30';

const partsOf = ({ territory }: Family, cube: Cube): readonly Part[] =>
  territory === 'fra' ? [cube.nation] : territory === 'reg' ? cube.regions : cube.parts;

/**
 * Territory and group of each block of rows, in order. All-ages rows come last, except in the sparse releases of
 * regions and departments, where they opened each territory's rows, but for the second release of the first evening.
 * Regions and departments by product, never seen, follow the departments by age.
 */
const blocksOf = (
  family: Family,
  cube: Cube,
  options: VacsiOptions,
  allFirst: boolean,
): (readonly [Part, Group])[] => {
  const parts = partsOf(family, cube);
  const groups = groupsOf(family, cube, options.layout);
  if (allFirst && family.territory !== 'fra')
    return parts.flatMap((part) => [ALL, ...groups].map((group) => [part, group] as const));
  return [
    ...parts.flatMap((part) => groups.map((group) => [part, group] as const)),
    ...parts.map((part) => [part, ALL] as const),
  ];
};

/** The code of a territory in the list of populations. */
const territoryCode = ({ territory }: Family, part: Part, reference: Reference): string =>
  territory === 'fra' ? reference.nation.code : `${territory === 'reg' ? 'REG' : 'DEP'}-${part.code}`;

/**
 * Percentage with one decimal, a tie going to the even digit (90,790 of 290,528 is 31.25 % and was published as 31.2).
 * The producer capped it: small places gave more injections than they have residents.
 */
export const coverage = (count: number, population: number | null): number | null =>
  population === null ? null : Math.min(99, roundToEven((1000 * count) / population) / 10);

const roundToEven = (value: number): number => {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
};

const dailyRows = (
  family: Family,
  layout: Layout,
  cube: Cube,
  grid: Grid,
  options: VacsiOptions,
): Value[][] => {
  const contents = layout.columns.map(contentOf);
  const measures = MEASURES.filter((measure) =>
    contents.some((c) => 'measure' in c && c.measure === measure),
  );
  const indexOf = contents.map((content) => ('measure' in content ? measures.indexOf(content.measure) : -1));
  const wantsCoverage = contents.some(({ kind }) => kind === 'coverage');
  const days = Array.from({ length: cube.days }, (_, i) => dayOf(cube.firstDay + i));
  const rows: Value[][] = [];
  for (const [part, group] of blocksOf(
    family,
    cube,
    options,
    grid.sparse && layout.from !== EVENING_RELEASE,
  )) {
    const territory = territoryCode(family, part, options.reference);
    const series = measures.map((measure) => cube.series(measure, part, group.by, group.sums));
    const running = measures.map(() => 0);
    days.forEach((day, d) => {
      let some = false;
      series.forEach((counts, m) => {
        const n = counts[d] ?? 0;
        if (n !== 0) some = true;
        running[m] = (running[m] ?? 0) + n;
      });
      if (grid.sparse && !some) return;
      const population = wantsCoverage
        ? findPopulation(options.reference, options.layout, day, territory, group.value)
        : null;
      rows.push(
        contents.map(({ kind }, c): Value => {
          const m = indexOf[c] ?? -1;
          if (kind === 'count') return series[m]?.[d] ?? 0;
          if (kind === 'running') return running[m] ?? 0;
          if (kind === 'coverage') return coverage(running[m] ?? 0, population);
          if (kind === 'day') return day;
          return kind === 'group' ? group.value : part.code;
        }),
      );
    });
  }
  return rows;
};

/**
 * Totals of the last day. Regions and departments have a row for each group that has a count; once the table shows the
 * population, an all-ages row for each territory that has one (read in vacsi-tot-a-dep of 2021-05-05).
 */
const totalRows = (family: Family, layout: Layout, cube: Cube, options: VacsiOptions): Value[][] => {
  const contents = layout.columns.map(contentOf);
  const day = dayOf(cube.firstDay + cube.days - 1);
  const rows: Value[][] = [];
  for (const [part, group] of blocksOf(family, cube, options, false)) {
    const population = findPopulation(
      options.reference,
      options.layout,
      day,
      territoryCode(family, part, options.reference),
      group.by === 'age' ? group.value : ALL_AGES,
    );
    const totals = contents.map((content) =>
      'measure' in content ? sum(cube.series(content.measure, part, group.by, group.sums)) : 0,
    );
    const empty =
      group === ALL ? layout.columns.includes('pop') && population === null : !totals.some((n) => n !== 0);
    if (family.territory !== 'fra' && family.by !== undefined && empty) continue;
    rows.push(
      contents.map(({ kind }, c): Value => {
        if (kind === 'running') return totals[c] ?? 0;
        if (kind === 'coverage') return coverage(totals[c] ?? 0, population);
        if (kind === 'population') return population;
        if (kind === 'day') return day;
        return kind === 'group' ? group.value : part.code;
      }),
    );
  }
  return rows;
};

const sum = (series: Int32Array): number => series.reduce((total, n) => total + n, 0);
