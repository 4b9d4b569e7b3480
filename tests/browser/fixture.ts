/**
 * A publication as the dashboard reads it, made from the real file of the campaign without a database: the browser
 * tests must not depend on the way the figures were counted, only on the contract of the published files.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { addDays, type Day, daysBetween } from '#kernel/day.ts';
import { AGE_CLASSES } from '#programmes/vaccination/facts.ts';
import {
  Index,
  type Series,
  Strategies,
  Territories,
  Territory,
} from '#programmes/vaccination/published.api.ts';

const FIRST = '2020-12-27';
const CAMPAIGN = new URL('../../campaigns/fr-covid-19/', import.meta.url);

const Text = z.object({ fr: z.string(), en: z.string() });
const Reference = z.object({
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
  departments: z.array(z.object({ code: z.string(), name: z.string(), region: z.string() })),
  populations: z.array(z.object({ territories: z.record(z.string(), z.record(z.string(), z.number())) })),
});
const Campaign = z.object({
  title: Text,
  targets: z.array(z.object({ day: z.string(), dose1: z.number(), label: Text, source: z.string() })),
});

const PRODUCTS = [
  { vacsi: '1', code: 'PF', name: 'Comirnaty 30 µg (tozinameran), Pfizer-BioNTech' },
  { vacsi: '2', code: 'MO', name: 'Spikevax 100 µg / booster 50 µg (elasomeran), Moderna' },
  { vacsi: '3', code: 'AZ', name: 'Vaxzevria / COVID-19 Vaccine AstraZeneca (ChAdOx1-S)' },
] as const;

const text = async (path: string): Promise<string> => {
  const bytes = await readFile(new URL(path, CAMPAIGN));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

type Counts = { dose1: number[]; dose2: number[] };
const empty = (days: number): Counts => ({ dose1: Array(days).fill(0), dose2: Array(days).fill(0) });
const seriesOf = (counts: Counts | undefined, days: number): Series => {
  const { dose1, dose2 } = counts ?? empty(days);
  return { dose1, dose2, complete: dose2 };
};

/** Department and class -> daily counts; `0` is the total of a department, whatever the ages. */
const readCounts = async (days: number): Promise<Map<string, Counts>> => {
  const counts = new Map<string, Counts>();
  const add = (key: string, at: number, dose1: number, dose2: number) => {
    const found = counts.get(key) ?? empty(days);
    counts.set(key, found);
    found.dose1[at] = (found.dose1[at] ?? 0) + dose1;
    found.dose2[at] = (found.dose2[at] ?? 0) + dose2;
  };
  for (const line of (await text('data/vacsi-a-dep_pub2021-04-22.csv.gz')).split('\n').slice(1)) {
    const [department = '', age = '', day = '', dose1 = '', dose2 = ''] = line.trim().split(';');
    const at = day === '' ? -1 : daysBetween(FIRST, day);
    if (at < 0 || at >= days) continue;
    add(`DEP-${department} ${age}`, at, Number(dose1), Number(dose2));
    add(`FRA ${age}`, at, Number(dose1), Number(dose2));
  }
  return counts;
};

export type FixtureOptions = {
  readonly until: Day;
  readonly publishedAt: string;
  readonly progress?: z.infer<typeof Index>['progress'];
  /** Departments that get a file of their own; all when absent. */
  readonly departments?: readonly string[];
};

/** Every file of `json/`, by its path in the publication's folder. Each is checked against the contract. */
export const makeFixture = async (options: FixtureOptions): Promise<Map<string, string>> => {
  const days = daysBetween(FIRST, options.until) + 1;
  const reference = Reference.parse(JSON.parse(await text('data/reference.json')));
  const campaign = Campaign.parse(JSON.parse(await text('campaign.json')));
  const counts = await readCounts(days);
  const populations = reference.populations[0]?.territories ?? {};
  const people = (code: string, age = '0') => populations[code]?.[age] ?? null;
  const regionSum = (region: string): Counts => {
    const sum = empty(days);
    for (const department of reference.departments.filter((known) => known.region === region)) {
      const mine = counts.get(`DEP-${department.code} 0`);
      for (let at = 0; at < days; at++) {
        sum.dose1[at] = (sum.dose1[at] ?? 0) + (mine?.dose1[at] ?? 0);
        sum.dose2[at] = (sum.dose2[at] ?? 0) + (mine?.dose2[at] ?? 0);
      }
    }
    return sum;
  };
  const ref = (
    code: string,
    kind: 'nation' | 'region' | 'department',
    name: string,
    parent: string | null,
  ) => ({
    code,
    kind,
    name: name.replaceAll("'", '’'),
    parent,
    population: people(code),
  });
  const nation = ref('FRA', 'nation', 'France', null);
  const departments = reference.departments
    .filter(
      (department) => people(`DEP-${department.code}`) !== null && counts.has(`DEP-${department.code} 0`),
    )
    .map((department) =>
      ref(`DEP-${department.code}`, 'department', department.name, `REG-${department.region}`),
    );
  const regions = reference.regions
    .filter((region) => people(`REG-${region.code}`) !== null)
    .map((region) => ref(`REG-${region.code}`, 'region', region.name, 'FRA'));
  const files = new Map<string, string>();
  const put = <T>(path: string, schema: z.ZodType<T>, value: T) =>
    files.set(path, JSON.stringify(schema.parse(value)));
  const seriesAt = (code: string): Series =>
    seriesOf(code.startsWith('REG-') ? regionSum(code.slice(4)) : counts.get(`${code} 0`), days);
  const all = [nation, ...regions, ...departments];
  put('json/territories.json', Territories, {
    firstDay: FIRST,
    lastDay: options.until,
    territories: all.map((territory) => ({ ...territory, series: seriesAt(territory.code) })),
  });
  const products = await productsOf(days);
  const wanted = options.departments && new Set(['FRA', ...options.departments.map((code) => `DEP-${code}`)]);
  for (const territory of all) {
    if (wanted && !wanted.has(territory.code)) continue;
    const series = seriesAt(territory.code);
    const part = (at: number) => (series.dose1[at] ?? 0) / Math.max(1, counts.get('FRA 0')?.dose1[at] ?? 0);
    put(`json/territory/${territory.code}.json`, Territory, {
      firstDay: FIRST,
      lastDay: options.until,
      territory,
      series,
      ages: AGE_CLASSES.filter((age) => counts.has(`${territory.code} ${age}`)).map((age) => ({
        class: age,
        population: people(territory.code, age),
        series: seriesOf(counts.get(`${territory.code} ${age}`), days),
      })),
      products: products.map((product) => ({
        ...product,
        injections: product.injections.map((count, at) => Math.round(count * part(at))),
      })),
    });
  }
  put('json/strategies.json', Strategies, await strategiesOf());
  put('json/index.json', Index, {
    campaign: 'fr-covid-19',
    title: campaign.title,
    publishedAt: options.publishedAt,
    asKnownOn: null,
    layout: '2021-04-22',
    firstDay: FIRST,
    lastDay: options.until,
    ledger: { tx: '812', seq: '1608123', facts: 1_608_123 },
    strategy: { id: 'FR-007', hash: '0'.repeat(64) },
    code: { version: '0.1.0' },
    targets: campaign.targets,
    tables: [
      {
        name: 'vacsi-a-dep',
        title: { fr: 'Par âge et par département', en: 'By age and department' },
        files: [
          { format: 'csv', path: 'vacsi-a-dep.csv', bytes: 1_204_000, sha256: '0'.repeat(64) },
          { format: 'parquet', path: 'vacsi-a-dep.parquet', bytes: 98_000, sha256: '0'.repeat(64) },
        ],
        rows: 44_064,
      },
    ],
    held: [],
    progress: options.progress ?? null,
  });
  return files;
};

const productsOf = async (days: number) => {
  const injections = new Map<string, number[]>();
  for (const line of (await text('data/vacsi-v-fra.csv.gz')).split('\n').slice(1)) {
    const [, product = '', day = '', dose1 = '', dose2 = ''] = line.split(';');
    const at = day === '' ? -1 : daysBetween(FIRST, day);
    if (at < 0 || at >= days) continue;
    const found = injections.get(product) ?? Array(days).fill(0);
    injections.set(product, found);
    found[at] = Number(dose1) + Number(dose2);
  }
  return PRODUCTS.map(({ vacsi, code, name }) => ({
    code,
    name,
    injections: injections.get(vacsi) ?? Array<number>(days).fill(0),
  }));
};

/** Three real dates of the campaign, with a few words each: the text itself belongs to other tests. */
const strategiesOf = async (): Promise<z.infer<typeof Strategies>> => {
  const starts = ['2020-12-27', '2021-01-04', '2021-01-18', '2021-02-06'];
  const words = [
    { fr: 'Ouverture aux résidents d’EHPAD.', en: 'Opened to care home residents.' },
    { fr: 'Ouverture aux soignants de 50 ans et plus.', en: 'Opened to health workers aged 50 and over.' },
    { fr: 'Ouverture aux personnes de 75 ans et plus.', en: 'Opened to people aged 75 and over.' },
    { fr: 'Arrivée du vaccin AstraZeneca.', en: 'The AstraZeneca product arrives.' },
  ];
  return {
    strategies: starts.map((from, index) => ({
      id: `FR-${index}`,
      from,
      until: starts[index + 1] ?? null,
      changes: words.slice(index, index + 1),
      reading: [
        {
          title: { fr: 'Qui peut être vacciné', en: 'Who may be vaccinated' },
          lines: words.slice(0, index + 1),
        },
        {
          title: { fr: 'Avec quels vaccins', en: 'With which products' },
          lines: [{ fr: 'Vaccin Pfizer-BioNTech, deux doses.', en: 'Pfizer-BioNTech, two doses.' }],
        },
      ],
      sources: [{ title: 'Instruction ministérielle', url: null }],
    })),
  };
};

/** Writes a publication into a folder, the index last, as the program does. */
export const writeFixture = async (folder: string, files: ReadonlyMap<string, string>): Promise<void> => {
  const paths = [...files.keys()].toSorted(
    (a, b) => Number(a === 'json/index.json') - Number(b === 'json/index.json'),
  );
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), files.get(path) ?? '');
  }
};

export const lastDays = (until: Day, count: number): Day[] =>
  Array.from({ length: count }, (_, index) => addDays(until, index - count + 1));
