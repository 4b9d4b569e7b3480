import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { invariant } from '#kernel/invariant.ts';
import { dashboardJson } from '#programmes/vaccination/dashboard-json.ts';
import { Territories, Territory } from '#programmes/vaccination/published.api.ts';
import { Reference } from '#programmes/vaccination/reference.ts';
import type { Cell, Grid } from '#programmes/vaccination/vacsi-tables.ts';

const DATA = join(import.meta.dirname, '../../../campaigns/fr-covid-19/data');
const reference = Reference.parse(JSON.parse(readFileSync(join(DATA, 'reference.json'), 'utf8')));

const grid: Grid = {
  firstDay: '2021-01-04',
  lastDay: '2021-01-06',
  departments: ['48', '971', '750'],
  classes: ['24', '80'],
  sparse: false,
};
const cell = (some: Partial<Cell>): Cell => ({
  measure: 'dose1',
  day: '2021-01-05',
  place: '48',
  residence: '',
  ageClass: '80',
  sex: '',
  product: 'PF',
  n: 1,
  ...some,
});
const files = (cells: Cell[]): Record<string, unknown> =>
  dashboardJson(cells, grid, { layout: '2021-04-22', reference });
const territory = (cells: Cell[], code: string): Territory =>
  Territory.parse(files(cells)[`json/territory/${code}.json`]);

describe('the files of the dashboard', () => {
  it('are one for each territory of the grid, and the list of all', () => {
    const list = Territories.parse(files([])['json/territories.json']);
    expect(list.territories.map(({ code, kind, name, parent }) => [code, kind, name, parent])).toEqual([
      ['FRA', 'nation', 'France', null],
      ['REG-01', 'region', 'Guadeloupe', 'FRA'],
      ['REG-76', 'region', 'Occitanie', 'FRA'],
      ['DEP-48', 'department', 'Lozère', 'REG-76'],
      ['DEP-750', 'unknown', '750', 'FRA'],
      ['DEP-971', 'department', 'Guadeloupe', 'REG-01'],
    ]);
    expect(Object.keys(files([])).length).toBe(list.territories.length + 1);
  });

  it('have the populations of the official files', () => {
    const { territory: ref, ages } = territory([], 'DEP-48');
    expect(ref.population).toBe(76286);
    expect(ages.map(({ class: name, population }) => [name, population])).toEqual([
      ['24', 5269],
      ['80', 6546],
    ]);
    expect(territory([], 'FRA').territory.population).toBe(67114995);
    expect(territory([], 'DEP-750').territory.population).toBeNull();
  });

  it('have dense series from the first day, of the counts of each day', () => {
    const cells = [
      cell({ n: 5 }),
      cell({ measure: 'dose2', day: '2021-01-06', n: 2 }),
      cell({ measure: 'booster1', n: 3 }),
    ];
    const { series, firstDay, lastDay } = territory(cells, 'REG-76');
    expect([firstDay, lastDay]).toEqual(['2021-01-04', '2021-01-06']);
    expect(series).toEqual({ dose1: [0, 5, 0], dose2: [0, 0, 2], complete: [0, 0, 0], booster: [0, 3, 0] });
  });

  it('count what has no known age or product under `?`, and what has no place in the nation and DEP-XX', () => {
    const cells = [cell({ ageClass: '', product: '', n: 4 }), cell({ place: '', n: 6 })];
    const nation = territory(cells, 'FRA');
    expect(nation.series.dose1).toEqual([0, 10, 0]);
    expect(nation.ages.find(({ class: name }) => name === '?')?.series.dose1).toEqual([0, 4, 0]);
    expect(nation.products.map(({ code, injections }) => [code, injections])).toEqual([
      ['PF', [0, 6, 0]],
      ['?', [0, 4, 0]],
    ]);
    expect(territory(cells, 'DEP-XX').series.dose1).toEqual([0, 6, 0]);
  });

  it('add up: the nation is all its departments and the unknown ones', () => {
    const cells = ['48', '750', '971', ''].map((place, i) => cell({ place, n: i + 1 }));
    const list = Territories.parse(files(cells)['json/territories.json']).territories;
    const sum = (kinds: string[]): number =>
      list
        .filter(({ kind }) => kinds.includes(kind))
        .reduce((total, { series }) => total + (series.dose1[1] ?? 0), 0);
    const nation = list.find(({ kind }) => kind === 'nation');
    invariant(nation !== undefined, 'the nation is a territory');
    expect(sum(['department', 'unknown'])).toBe(sum(['nation']));
    expect(sum(['region'])).toBe(4);
  });
});
