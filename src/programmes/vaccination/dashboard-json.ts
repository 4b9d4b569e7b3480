import { dayOf } from '#kernel/day.ts';
import type { Cell, Measure } from '#programmes/vaccination/indicators.ts';
import type { Series, Territories, Territory, TerritoryRef } from '#programmes/vaccination/published.api.ts';
import { findPopulation, type Reference, regionsByDepartment } from '#programmes/vaccination/reference.ts';
import type { Crossing, Cube, Grid, Part } from '#programmes/vaccination/vacsi-cube.ts';
import { classesOf, cubeOf, type VacsiOptions } from '#programmes/vaccination/vacsi-tables.ts';

/** A value that is not known, as a class of age, a product or a department. */
export const UNKNOWN = '?';

const BOOSTERS = ['booster1', 'booster2', 'booster3'] as const satisfies readonly Measure[];
const RANKS = ['dose1', 'dose2', 'dose3', 'dose4'] as const satisfies readonly Measure[];

/** The dashboard's files by path, from the same cells as the tables. A department of unknown code is a territory too. */
export const dashboardJson = (
  cells: Iterable<Cell>,
  grid: Grid,
  options: VacsiOptions,
): Record<string, unknown> => dashboardOf(cubeOf(cells, { ...grid, sparse: false }, options), options);

/** The same from a cube already counted, which must not be sparse: every series is dense. */
export const dashboardOf = (cube: Cube, options: VacsiOptions): Record<string, unknown> => {
  const { reference } = options;
  const firstDay = dayOf(cube.firstDay);
  const lastDay = dayOf(cube.firstDay + cube.days - 1);
  const places = placesOf(cube, reference, (code) =>
    findPopulation(reference, options.layout, lastDay, code),
  );
  const files: Record<string, unknown> = {};
  const territories: Territories = {
    firstDay,
    lastDay,
    territories: places.map(({ ref, part }) => ({ ...ref, series: seriesOf(cube, part, 'age', 'all') })),
  };
  files['json/territories.json'] = territories;
  places.forEach(({ ref, part }, i) => {
    const territory: Territory = {
      firstDay,
      lastDay,
      territory: ref,
      series: territories.territories[i]?.series ?? seriesOf(cube, part, 'age', 'all'),
      ages: agesOf(cube, part, options, (ageClass) =>
        findPopulation(reference, options.layout, lastDay, ref.code, ageClass),
      ),
      products: productsOf(cube, part, reference),
    };
    files[`json/territory/${ref.code}.json`] = territory;
  });
  return files;
};

type Place = { readonly ref: TerritoryRef; readonly part: Part };

const placesOf = (
  cube: Cube,
  reference: Reference,
  populationOf: (code: string) => number | null,
): readonly Place[] => {
  const { nation } = reference;
  const regions = regionsByDepartment(reference);
  const regionName = new Map(reference.regions.map(({ code, name }) => [code, name]));
  const departmentName = new Map(reference.departments.map(({ code, name }) => [code, name]));
  const place = (code: string, rest: Omit<TerritoryRef, 'code' | 'population'>, part: Part): Place => ({
    ref: { code, ...rest, population: populationOf(code) },
    part,
  });
  const unknown: Part = { code: UNKNOWN, departments: [0] };
  const lost = [...RANKS, 'complete' as const].some((measure) =>
    cube.series(measure, unknown, 'age', 'all').some((n) => n !== 0),
  );
  return [
    place(nation.code, { kind: 'nation', name: nation.name, parent: null }, cube.nation),
    ...cube.regions.map((part) =>
      place(
        `REG-${part.code}`,
        { kind: 'region', name: regionName.get(part.code) ?? part.code, parent: nation.code },
        part,
      ),
    ),
    ...cube.parts.map((part) => {
      const region = regions.get(part.code);
      const name = departmentName.get(part.code) ?? part.code;
      return region === undefined
        ? place(`DEP-${part.code}`, { kind: 'unknown', name, parent: nation.code }, part)
        : place(`DEP-${part.code}`, { kind: 'department', name, parent: `REG-${region}` }, part);
    }),
    // A file cannot be called `?`: the territory of counts that have no place at all is DEP-XX.
    ...(lost ? [place('DEP-XX', { kind: 'unknown', name: UNKNOWN, parent: nation.code }, unknown)] : []),
  ];
};

const seriesOf = (cube: Cube, part: Part, by: Crossing, groups: readonly number[] | 'all'): Series => {
  const take = (measure: Measure): number[] => [...cube.series(measure, part, by, groups)];
  const booster = add(BOOSTERS.map((measure) => cube.series(measure, part, by, groups)));
  return {
    dose1: take('dose1'),
    dose2: take('dose2'),
    complete: take('complete'),
    ...(booster.some((n) => n !== 0) ? { booster } : {}),
  };
};

const add = (series: readonly Int32Array[]): number[] => {
  const total: number[] = Array.from({ length: series[0]?.length ?? 0 }, () => 0);
  for (const each of series) {
    for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (each[i] ?? 0);
  }
  return total;
};

/** Ages in ascending order, then the unknown age when there is one. */
const agesOf = (
  cube: Cube,
  part: Part,
  { layout }: VacsiOptions,
  populationOf: (ageClass: string) => number | null,
): Territory['ages'] => {
  const known = classesOf(layout, false).filter((ageClass) => cube.groups.age.includes(ageClass));
  const ages = [...known].sort().map((ageClass) => ({
    class: ageClass,
    population: populationOf(ageClass),
    series: seriesOf(cube, part, 'age', [cube.groups.age.indexOf(ageClass) + 1]),
  }));
  const unknown = seriesOf(cube, part, 'age', [0]);
  const counted = [unknown.dose1, unknown.dose2, unknown.complete].some((series) =>
    series.some((n) => n !== 0),
  );
  return counted ? [...ages, { class: UNKNOWN, population: null, series: unknown }] : ages;
};

/** Injections of every rank by product; a product never injected there is left out. */
const productsOf = (cube: Cube, part: Part, reference: Reference): Territory['products'] => {
  const injections = (group: number): number[] =>
    add(RANKS.map((measure) => cube.series(measure, part, 'product', [group])));
  const products = cube.groups.product.map((number, i) => {
    const product = reference.products.find(({ vacsi }) => vacsi === number);
    return { code: product?.code ?? number, name: product?.name ?? number, injections: injections(i + 1) };
  });
  return [...products, { code: UNKNOWN, name: UNKNOWN, injections: injections(0) }].filter((product) =>
    product.injections.some((n) => n !== 0),
  );
};
