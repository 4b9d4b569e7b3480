/**
 * Checks a VAC-SI table as a whole: the parts (ages, products, sexes) against the row of everybody, and the coverage
 * against the population it divides by.
 */
import { dayOf } from '#kernel/day.ts';
import type { FaultList } from '#programmes/vaccination/check-fault.ts';

type Table = {
  readonly territory: readonly string[];
  readonly item: readonly string[];
  readonly days: Int32Array;
  readonly lines: Int32Array;
  readonly values: Readonly<Record<string, Float64Array>>;
};

/** Classes every table by age has, from the first release to the last. */
const ALWAYS = ['24', '29', '39', '49', '59', '64', '69', '74', '79', '80', '0'];

/**
 * A table of totals by age has every class for each territory that has a population. Others (junk codes, small islands)
 * have only what was counted.
 */
export const checkClasses = (table: Table, shape: TableShape, faults: FaultList): void => {
  const population = table.values.pop;
  if (!shape.total || shape.itemColumn !== 'clage_vacsi' || population === undefined) return;
  const classes = new Map<string, { readonly items: Set<string>; line: number; populated: boolean }>();
  for (let i = 0; i < table.days.length; i++) {
    const name = table.territory[i] ?? '';
    const known = classes.get(name) ?? { items: new Set<string>(), line: 0, populated: false };
    known.items.add(table.item[i] ?? '');
    known.line = table.lines[i] ?? 0;
    known.populated ||= (population[i] ?? 0) > 0;
    classes.set(name, known);
  }
  for (const [name, { items, line, populated }] of classes) {
    const missing = ALWAYS.filter((item) => !items.has(item));
    if (!populated || missing.length === 0) continue;
    faults.add('error', 'class-missing', line, shape.itemColumn, {
      fr: `${name} : il manque ${missing.join(', ')}. Ajoutez les lignes, ou téléchargez le fichier de nouveau.`,
      en: `${name}: ${missing.join(', ')} missing. Add the lines, or download the file again.`,
    });
  }
};

type TableShape = { readonly itemColumn: string | undefined; readonly total: boolean };

/** Parts above the whole are listed one by one up to this many, then counted. */
const LISTED_MAX = 20;

/** Groups rows by territory and day: the group of each row, and how many groups there are. */
const groupsOf = ({ territory, days }: Table): { groups: Int32Array; count: number } => {
  const numbers = new Map<string, Map<number, number>>();
  const groups = new Int32Array(days.length);
  let count = 0;
  for (let i = 0; i < days.length; i++) {
    const name = territory[i] ?? '';
    let byDay = numbers.get(name);
    if (byDay === undefined) {
      byDay = new Map();
      numbers.set(name, byDay);
    }
    const day = days[i] ?? 0;
    let group = byDay.get(day);
    if (group === undefined) {
      group = count++;
      byDay.set(day, group);
    }
    groups[i] = group;
  }
  return { groups, count };
};

/**
 * The parts of a day do not exceed its row of everybody (item `0`). They may fall short of it: the age, the product or
 * the sex of some people is unknown. Skipped for products, since a person can start with one and end with another.
 */
export const checkParts = (table: Table, shape: TableShape, faults: FaultList): void => {
  if (shape.itemColumn === undefined || shape.itemColumn === 'vaccin') return;
  const { groups, count } = groupsOf(table);
  const column = shape.itemColumn;
  const counts = Object.entries(table.values).filter(
    ([name]) => name.startsWith('n_') && !name.startsWith('n_cum_'),
  );
  for (const [name, values] of counts) {
    const parts = new Float64Array(count);
    const whole = new Float64Array(count).fill(Number.NaN);
    const wholeRow = new Int32Array(count);
    for (let i = 0; i < values.length; i++) {
      const group = groups[i] ?? 0;
      const value = values[i] ?? 0;
      if (table.item[i] === '0') {
        whole[group] = value;
        wholeRow[group] = i;
      } else if (!Number.isNaN(value)) parts[group] = (parts[group] ?? 0) + value;
    }
    reportParts(table, column, name, parts, whole, wholeRow, faults);
  }
};

/** What the parts are by, in words. */
const BY: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = {
  clage_vacsi: { fr: 'âge', en: 'age' },
  sexe: { fr: 'sexe', en: 'sex' },
};

const reportParts = (
  table: Table,
  column: string,
  name: string,
  parts: Float64Array,
  whole: Float64Array,
  wholeRow: Int32Array,
  faults: FaultList,
): void => {
  const by = BY[column] ?? { fr: column, en: column };
  let [above, short, people, firstShort] = [0, 0, 0, 0];
  for (let group = 0; group < parts.length; group++) {
    const [part, all] = [parts[group] ?? 0, whole[group] ?? Number.NaN];
    const row = wholeRow[group] ?? 0;
    const line = table.lines[row] ?? null;
    if (part < all) {
      if (short++ === 0) firstShort = line ?? 0;
      people += all - part;
    }
    if (!(part > all) || ++above > LISTED_MAX) continue;
    const where = `${table.territory[row]} ${dayOf(table.days[row] ?? 0)}`;
    faults.add('warning', 'parts-exceed-whole', line, name, {
      fr: `${where} : ${name} par ${by.fr} fait ${part}, plus que l’ensemble (${all}).`,
      en: `${where}: ${name} by ${by.en} adds up to ${part}, more than the row of everybody (${all}).`,
    });
  }
  if (above > LISTED_MAX)
    faults.add('warning', 'parts-exceed-whole', null, name, {
      fr: `${name} : le détail par ${by.fr} dépasse l’ensemble sur ${above} jours en tout.`,
      en: `${name}: the detail by ${by.en} exceeds the row of everybody on ${above} days in all.`,
    });
  if (short > 0)
    faults.add('info', 'unknown-parts', firstShort, name, {
      fr: `${name} : ${people} personnes, sur ${short} jours, sont sans ${by.fr} connu ou publié. C’est habituel.`,
      en: `${name}: ${people} people, on ${short} days, have no known or published ${by.en}. That is usual.`,
    });
};

/** Half a unit of the published decimal, and a hair for binary fractions. */
const HALF = 0.05 + 1e-7;

type Interval = { readonly low: number; readonly high: number; readonly row: number };

/** Coverages by age and department above this were published as it: the population is an estimate. */
const COVERAGE_CAP = 99;

/** The populations that, rounded, give this coverage: 100 * cumulative / population within half a tenth. */
const intervalOf = (cumulative: number, coverage: number, row: number): Interval => ({
  low: coverage === COVERAGE_CAP ? 0 : (100 * cumulative) / (coverage + HALF),
  high: coverage > HALF ? (100 * cumulative) / (coverage - HALF) : Number.POSITIVE_INFINITY,
  row,
});

/** The population that most rows agree with. */
const agreed = (intervals: readonly Interval[]): number => {
  const edges = intervals
    .flatMap(({ low, high }) => [
      { at: low, step: 1 },
      { at: high, step: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || b.step - a.step);
  let [depth, deepest, best] = [0, 0, Number.NaN];
  for (const [i, { at, step }] of edges.entries()) {
    depth += step;
    if (depth <= deepest) continue;
    deepest = depth;
    const next = edges[i + 1]?.at ?? at;
    best = Number.isFinite(next) ? (at + next) / 2 : at;
  }
  return best;
};

/** Above this share of rows that disagree, the population changed inside the group: no row is to blame. */
const DISAGREE_MAX = 0.1;

const wrongCoverage = (
  faults: FaultList,
  line: number | null,
  column: string,
  found: number,
  right: number,
): void => {
  faults.add('error', 'coverage', line, column, {
    fr: `${column} vaut ${found} alors que le cumul et la population donnent ${right.toFixed(1)}. Corrigez l’un ou l’autre.`,
    en: `${column} is ${found} but the cumulative count and the population give ${right.toFixed(1)}. Correct one or the other.`,
  });
};

/**
 * `couv_*` = round(100 * cumulative / population, 1). A series does not hold its population: it is the one most rows of
 * a key agree with, in a calendar year, because publications after 2022-07-06 divide by the population of the row's year.
 */
export const checkCoverage = (table: Table, shape: TableShape, faults: FaultList): void => {
  if (shape.total) {
    checkTotalCoverage(table, faults);
    return;
  }
  const pairs = Object.entries(table.values).flatMap(([name, values]) => {
    const cumulative = name.startsWith('couv_') ? table.values[`n_cum_${name.slice(5)}`] : undefined;
    return cumulative === undefined ? [] : [{ name, coverage: values, cumulative }];
  });
  if (pairs.length === 0) return;
  const rowsOf = new Map<string, number[]>();
  for (let i = 0; i < table.days.length; i++) {
    const key = `${table.territory[i]}|${table.item[i]}|${dayOf(table.days[i] ?? 0).slice(0, 4)}`;
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [i]);
    else rows.push(i);
  }
  for (const [key, rows] of rowsOf) {
    const intervals = pairs.flatMap(({ coverage, cumulative }, pair) =>
      rows.flatMap((row) => {
        const [c, n] = [coverage[row] ?? Number.NaN, cumulative[row] ?? Number.NaN];
        return Number.isNaN(c) || Number.isNaN(n) || (c === 0 && n === 0)
          ? []
          : [{ ...intervalOf(n, c, row), pair }];
      }),
    );
    const population = agreed(intervals);
    const wrong = intervals.filter(({ low, high }) => !(population >= low && population <= high));
    if (wrong.length === 0) continue;
    if (wrong.length > DISAGREE_MAX * intervals.length && wrong.length > 1) {
      faults.add('warning', 'population-unsteady', table.lines[wrong[0]?.row ?? 0] ?? null, null, {
        fr: `${key.replaceAll('|', ' ')} : les couvertures ne divisent pas toutes par la même population.`,
        en: `${key.replaceAll('|', ' ')}: coverages do not all divide by the same population.`,
      });
      continue;
    }
    for (const { row, pair } of wrong) {
      const { name, coverage, cumulative } = pairs[pair] ?? { name: '', coverage: [], cumulative: [] };
      wrongCoverage(
        faults,
        table.lines[row] ?? null,
        name,
        coverage[row] ?? 0,
        (100 * (cumulative[row] ?? 0)) / population,
      );
    }
  }
};

/** The population stands beside the total: each coverage is checked alone. */
const checkTotalCoverage = ({ values, lines }: Table, faults: FaultList): void => {
  const population = values.pop;
  if (population === undefined) return;
  const wrong: {
    readonly row: number;
    readonly name: string;
    readonly found: number;
    readonly right: number;
  }[] = [];
  let checked = 0;
  for (const [name, coverage] of Object.entries(values)) {
    const count = name.startsWith('couv_tot_') ? values[`n_tot_${name.slice(9)}`] : undefined;
    if (count === undefined) continue;
    for (let row = 0; row < coverage.length; row++) {
      const right = (100 * (count[row] ?? 0)) / (population[row] ?? Number.NaN);
      const found = coverage[row] ?? Number.NaN;
      if (Number.isNaN(right) || Number.isNaN(found) || (found === COVERAGE_CAP && right >= COVERAGE_CAP))
        continue;
      checked++;
      if (Math.abs(found - right) > HALF) wrong.push({ row, name, found, right });
    }
  }
  if (wrong.length > 1 && wrong.length === checked) {
    // Published so on 2021-02-25: shares or tens of thousandths instead of percents.
    faults.add('warning', 'coverage-unit', lines[0] ?? null, null, {
      fr: 'Aucune couverture n’est le pourcentage que donnent le total et la population : elles sont dans une autre unité. Recalculez-les.',
      en: 'No coverage is the percentage the total and the population give: they are in another unit. Compute them again.',
    });
    return;
  }
  for (const { row, name, found, right } of wrong)
    wrongCoverage(faults, lines[row] ?? null, name, found, right);
};
