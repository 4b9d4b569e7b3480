/**
 * Publishing the whole campaign to 2021-04-21 (18.3 M injections, counted by department, age and product): every table,
 * every format, to the disk; beside the mere writing of the same bytes.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dashboardOf } from '#programmes/vaccination/dashboard-json.ts';
import { Reference } from '#programmes/vaccination/reference.ts';
import { type Cell, cubeOf, type Grid, tablesOf } from '#programmes/vaccination/vacsi-tables.ts';
import type { Meta } from '#publication/publication.ts';
import { publish } from '#publication/publish.node.ts';
import type { Figure } from './figure.ts';

const DATA = join(import.meta.dirname, '../campaigns/fr-covid-19/data');
const TARGET_S = 30;
const LAYOUT = '2021-04-22';

/** Shares of the products: what matters here is that each count is split as in the campaign. */
const PRODUCTS = [
  ['PF', 0.72],
  ['AZ', 0.2],
  ['MO', 0.08],
] as const;

/** The counts of the published table, each split by product; what the ages leave of the total is of unknown age. */
const readCells = (): { cells: Cell[]; grid: Grid } => {
  const lines = gunzipSync(readFileSync(join(DATA, 'vacsi-a-dep_pub2021-04-22.csv.gz')))
    .toString()
    .trimEnd()
    .split(/\r?\n/)
    .slice(1);
  const cells: Cell[] = [];
  const departments = new Set<string>();
  const classes = new Set<string>();
  const days = new Set<string>();
  const known = new Map<string, number>();
  const rows = lines.map((line) => line.split(';'));
  for (const all of [false, true])
    for (const [place = '', ageClass = '', day = '', ...counts] of rows) {
      departments.add(place);
      days.add(day);
      if ((ageClass === '0') !== all) continue;
      if (!all) classes.add(ageClass);
      (['dose1', 'dose2'] as const).forEach((measure, i) => {
        const key = `${place} ${day} ${measure}`;
        const before = known.get(key) ?? 0;
        let left = Number(counts[i]) - (all ? before : 0);
        if (!all) known.set(key, before + left);
        const whole = left;
        for (const [product, share] of PRODUCTS) {
          const n = product === 'MO' ? left : Math.min(left, Math.round(whole * share));
          left -= n;
          if (n !== 0)
            cells.push({
              measure,
              day,
              place,
              residence: '',
              ageClass: all ? '' : ageClass,
              sex: '',
              product,
              n,
            });
        }
      });
    }
  const sorted = [...days].sort();
  return {
    cells,
    grid: {
      firstDay: sorted[0] ?? LAYOUT,
      lastDay: sorted.at(-1) ?? LAYOUT,
      departments: [...departments],
      classes: [...classes],
      sparse: false,
    },
  };
};

const metaOf = (grid: Grid, facts: number): Meta => {
  const title = { fr: 'Mesure', en: 'Bench' };
  return {
    campaign: 'fr-covid-19',
    title,
    description: title,
    publisher: { name: 'Rappel' },
    licence: {
      name: 'etalab-2.0',
      title: 'Licence Ouverte 2.0',
      path: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence',
    },
    keywords: [],
    publishedAt: '2021-04-22T18:00:00Z',
    asKnownOn: null,
    layout: LAYOUT,
    firstDay: grid.firstDay,
    lastDay: grid.lastDay,
    ledger: { tx: '0', seq: '0', facts },
    strategy: null,
    code: { version: '0' },
  };
};

/** Writes the same files again elsewhere, with the same care for the disk and nothing to compute. */
const writeAgain = async (from: string, to: string): Promise<number> => {
  const paths = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const contents = paths.map((path) => ({
    path: join(to, path.slice(from.length)),
    bytes: readFileSync(path),
  }));
  const start = performance.now();
  for (const { path, bytes } of contents) {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'w');
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
  }
  return (performance.now() - start) / 1000;
};

const bench = async (): Promise<Figure[]> => {
  const reference = Reference.parse(JSON.parse(readFileSync(join(DATA, 'reference.json'), 'utf8')));
  const { cells, grid } = readCells();
  const options = { layout: LAYOUT, reference };
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-publish-'));
  try {
    const start = performance.now();
    const cube = cubeOf(cells, grid, options);
    const out = join(folder, 'out');
    await publish(out, {
      tables: tablesOf(cube, grid, options),
      json: dashboardOf(cube, options),
      meta: metaOf(grid, 0),
    });
    const seconds = (performance.now() - start) / 1000;
    const raw = await writeAgain(out, join(folder, 'again'));
    return [
      {
        figure: `publish ${cells.length} cells of 18.3 M injections, every table and format`,
        value: Number(seconds.toFixed(2)),
        unit: 's',
        target: `< ${TARGET_S}`,
        met: seconds < TARGET_S,
        ratio: { to: 'writing the same files', value: Number((seconds / raw).toFixed(1)) },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export default bench;

if (import.meta.main) console.table(await bench());
