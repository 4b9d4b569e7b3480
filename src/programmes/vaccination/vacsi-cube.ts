import { type Day, type DayNumber, dayNumber, dayOf } from '#kernel/day.ts';
import type { Cell, Measure } from '#programmes/vaccination/indicators.ts';
import { type Reference, regionsByDepartment } from '#programmes/vaccination/reference.ts';

/**
 * The days, departments and classes that the published tables must show, counts or not.
 * `sparse` keeps only the days that have a count, as the first release did; days before the first one then appear too.
 */
export type Grid = {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly departments: readonly string[];
  readonly classes: readonly string[];
  readonly sparse: boolean;
};

/** What the cells are crossed with; the unknown value is the group 0 of each. */
export type Crossing = 'age' | 'sex' | 'product';

/** A territory as the set of departments it sums; `code` is that of the published tables. */
export type Part = { readonly code: string; readonly departments: readonly number[] };

/**
 * Counts by measure, department, group and day in flat arrays: one pass over the cells fills them, and every table
 * and every series of the dashboard is read from them.
 */
export type Cube = {
  readonly firstDay: DayNumber;
  readonly days: number;
  readonly departments: readonly string[];
  /** Known values of each crossing, in order; group `i + 1` is value `i`, group 0 the unknown. */
  readonly groups: Readonly<Record<Crossing, readonly string[]>>;
  /** Everything: all departments, junk and unknown ones too. */
  readonly nation: Part;
  readonly regions: readonly Part[];
  readonly parts: readonly Part[];
  /** People or injections by day of some departments and some groups of a crossing. */
  readonly series: (
    measure: Measure,
    part: Part,
    by: Crossing,
    groups: readonly number[] | 'all',
  ) => Int32Array;
};

/** From the publication of this day on, the place of a count is where the person lives (note of 2021-12-08). */
export const RESIDENCE_FROM: Day = '2021-12-08';

export type CubeOptions = {
  /** The day of the publication: decides between the place of the injection and that of residence. */
  readonly layout: Day;
  readonly reference: Reference;
  /** Age classes that the publication knows, in any order; others count in the all-ages rows alone. */
  readonly classes: readonly string[];
};

const SEXES = ['m', 'f'] as const;

/** Sums the cells. Cells outside the days of the grid are left out, as the producer did; a sparse grid opens earlier. */
export const vacsiCube = (cells: Iterable<Cell>, grid: Grid, options: CubeOptions): Cube => {
  const { reference, layout } = options;
  const all = grid.sparse ? [...cells] : cells;
  const firstDay = dayNumber(grid.sparse ? earliest(all, grid.firstDay) : grid.firstDay);
  const days = Math.max(0, dayNumber(grid.lastDay) - firstDay + 1);
  const numbers = productNumbers(reference);
  const byResidence = layout >= RESIDENCE_FROM;

  const departments: string[] = [''];
  const departmentOf = new Map<string, number>([['', 0]]);
  const indexOf = (code: string): number => {
    const known = departmentOf.get(code);
    if (known !== undefined) return known;
    departmentOf.set(code, departments.length);
    return departments.push(code) - 1;
  };
  for (const code of [...grid.departments].sort()) indexOf(code);

  const groups = {
    age: options.classes,
    sex: SEXES,
    product: [...new Set(numbers.values())].sort((a, b) => Number(a) - Number(b)),
  };
  const groupOf = {
    age: new Map(groups.age.map((value, i) => [value, i + 1])),
    sex: new Map<string, number>(groups.sex.map((value, i) => [value, i + 1])),
    product: new Map(
      [...numbers, ...groups.product.map((number) => [number, number] as const)].map(([code, number]) => [
        code,
        groups.product.indexOf(number) + 1,
      ]),
    ),
  };
  const store = new Store(days, {
    age: groups.age.length,
    sex: groups.sex.length,
    product: groups.product.length,
  });
  const dayIndexes = new Map<Day, number>();
  for (let i = 0; i < days; i++) dayIndexes.set(dayOf(firstDay + i), i);

  for (const cell of all) {
    const day = dayIndexes.get(cell.day);
    if (day === undefined) continue;
    const department = indexOf(byResidence && cell.residence !== '' ? cell.residence : cell.place);
    store.add('age', cell.measure, department, groupOf.age.get(cell.ageClass) ?? 0, day, cell.n);
    store.add('product', cell.measure, department, groupOf.product.get(cell.product) ?? 0, day, cell.n);
    if (cell.sex !== '')
      store.add('sex', cell.measure, department, groupOf.sex.get(cell.sex) ?? 0, day, cell.n);
  }

  const order = departments.map((_, i) => i).sort((a, b) => compare(departments[a], departments[b]));
  const parts = order.filter((i) => i > 0).map((i) => ({ code: departments[i] ?? '', departments: [i] }));
  return {
    firstDay,
    days,
    departments: departments.slice(1).sort(),
    groups,
    nation: { code: 'FR', departments: order },
    regions: regionsOf(parts, reference),
    parts,
    series: (measure, part, by, wanted) => store.series(measure, part.departments, by, wanted),
  };
};

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

const earliest = (cells: Iterable<Cell>, firstDay: Day): Day => {
  let first = firstDay;
  for (const { day, n } of cells) if (n !== 0 && day < first) first = day;
  return first;
};

const productNumbers = (reference: Reference): ReadonlyMap<string, string> =>
  new Map(reference.products.map(({ code, vacsi }) => [code, vacsi]));

const regionsOf = (parts: readonly Part[], reference: Reference): Part[] => {
  const regions = regionsByDepartment(reference);
  const byRegion = new Map<string, number[]>();
  for (const { code, departments } of parts) {
    const region = regions.get(code);
    if (region !== undefined) byRegion.set(region, [...(byRegion.get(region) ?? []), ...departments]);
  }
  return [...byRegion]
    .sort(([a], [b]) => compare(a, b))
    .map(([code, departments]) => ({ code, departments }));
};

/** Flat arrays, one for each department, measure and crossing, made when first counted: most never are. */
class Store {
  private readonly days: number;
  private readonly groups: Readonly<Record<Crossing, number>>;
  private readonly arrays: Readonly<Record<Crossing, Map<Measure, (Int32Array | undefined)[]>>> = {
    age: new Map(),
    sex: new Map(),
    product: new Map(),
  };

  constructor(days: number, groups: Readonly<Record<Crossing, number>>) {
    this.days = days;
    this.groups = groups;
  }

  add(by: Crossing, measure: Measure, department: number, group: number, day: number, n: number): void {
    let departments = this.arrays[by].get(measure);
    if (departments === undefined) {
      departments = [];
      this.arrays[by].set(measure, departments);
    }
    let counts = departments[department];
    if (counts === undefined) {
      counts = new Int32Array((this.groups[by] + 1) * this.days);
      departments[department] = counts;
    }
    const index = group * this.days + day;
    counts[index] = (counts[index] ?? 0) + n;
  }

  series(
    measure: Measure,
    departments: readonly number[],
    by: Crossing,
    wanted: readonly number[] | 'all',
  ): Int32Array {
    const total = new Int32Array(this.days);
    const arrays = this.arrays[by].get(measure);
    if (arrays === undefined) return total;
    const groups = wanted === 'all' ? Array.from({ length: this.groups[by] + 1 }, (_, i) => i) : wanted;
    for (const department of departments) {
      const counts = arrays[department];
      if (counts === undefined) continue;
      for (const group of groups) {
        const offset = group * this.days;
        for (let day = 0; day < this.days; day++)
          total[day] = (total[day] ?? 0) + (counts[offset + day] ?? 0);
      }
    }
    return total;
  }
}
