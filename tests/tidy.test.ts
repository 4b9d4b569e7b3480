/**
 * The layout, as a test (docs/decisions/0001-layout.md): what a folder may know, what a suffix may touch, how long a
 * file may be. Each failure names the file and the mend.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

const LEVELS: readonly (readonly string[])[] = [
  ['kernel'],
  ['db', 'http', 'strategy', 'kit'],
  ['facts', 'barcode', 'fhir'],
  ['places', 'schedule', 'certificate'],
  ['access'],
  ['people'],
  ['booking', 'stock', 'outreach', 'indicators', 'quality', 'support', 'programmes/programme.ts'],
  ['programmes/*', 'publication'],
  ['programmes/index'],
  ['web'],
  ['main'],
];

/** The room a file is in, as the levels name rooms. */
const roomOf = (file: string): string => {
  const [folder = '', next = ''] = file.split('/');
  if (folder !== 'programmes') return folder;
  if (next === 'programme.ts') return 'programmes/programme.ts';
  return next.startsWith('index.') ? 'programmes/index' : `programmes/${next}`;
};

const levelOf = (room: string): number =>
  LEVELS.findIndex((rooms) =>
    rooms.some(
      (name) =>
        name === room ||
        (name === 'programmes/*' && /^programmes\/[a-z-]+$/.test(room) && room !== 'programmes/index'),
    ),
  );

const kindOf = (file: string): string => {
  if (/\.test\.tsx?$/.test(file)) return 'test';
  if (file.startsWith('main/')) return 'main';
  if (file.endsWith('.tsx')) return 'tsx';
  const suffix = /\.(api|pg|duck|node|web|http)\.ts$/.exec(file)?.[1];
  if (suffix !== undefined) return suffix;
  if (file.startsWith('db/')) return 'pg';
  if (file.startsWith('http/')) return 'http';
  return 'pure';
};

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  pure: ['pure'],
  api: ['pure', 'api'],
  pg: ['pure', 'api', 'pg'],
  duck: ['pure', 'duck'],
  node: ['pure', 'api', 'pg', 'duck', 'node'],
  web: ['pure', 'api', 'web'],
  http: ['pure', 'api', 'pg', 'duck', 'node', 'http'],
  tsx: ['pure', 'api', 'web', 'tsx'],
};

/** Packages that only compute: pure files, and those of the browser, may use them. */
const PURE_PACKAGES = [
  'zod',
  'csv-parse',
  'hyparquet-writer',
  'saxes',
  'cborg',
  'qr',
  'bwip-js',
  'certlogic-js',
];
const BROWSER_PACKAGES = [
  ...PURE_PACKAGES,
  'react',
  'react-dom',
  'react-aria-components',
  '@observablehq/plot',
  'd3-geo',
  'd3-shape',
  'd3-scale',
  'topojson-client',
  'idb',
  'zxing-wasm',
];
const NODE_KINDS = ['node', 'http', 'main', 'test'];

const LINES_MAX = 400;
const BUILTINS = new Set(builtinModules);

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

const textOf = (file: string): string => readFileSync(join(SRC, file), 'utf8');

const importsOf = (file: string): { from: string; typeOnly: boolean }[] =>
  [
    ...textOf(file).matchAll(
      /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'|^import\s+'([^']+)'/gm,
    ),
  ].map((match) => ({ typeOnly: match[1] !== undefined, from: match[2] ?? match[3] ?? match[4] ?? '' }));

/** The project's file that an import names, or undefined for a package. */
const targetOf = (file: string, from: string): string | undefined => {
  if (from.startsWith('#')) return from.slice(1);
  if (from.startsWith('.')) return relative(SRC, resolve(SRC, dirname(file), from)).replaceAll('\\', '/');
  return undefined;
};

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');

test('every file is in a known room', () => {
  expect(files.filter((file) => levelOf(roomOf(file)) === -1)).toEqual([]);
});

test('a folder knows only folders on lower levels', () => {
  const faults: string[] = [];
  for (const file of files) {
    if (kindOf(file) === 'test') continue;
    for (const { from } of importsOf(file)) {
      const target = targetOf(file, from);
      if (target === undefined || target.startsWith('..')) continue;
      const [here, there] = [roomOf(file), roomOf(target)];
      if (here !== there && levelOf(there) >= levelOf(here))
        faults.push(
          `${file} imports ${target}: ${here} may not know ${there}; move what both need to a lower level, or hand it in as an argument`,
        );
    }
  }
  expect(faults).toEqual([]);
});

test('a suffix says what a file may touch', () => {
  const faults: string[] = [];
  for (const file of files) {
    const kind = kindOf(file);
    const allowed = MAY_IMPORT[kind];
    for (const { from, typeOnly } of importsOf(file)) {
      const target = targetOf(file, from);
      if (allowed === undefined || typeOnly) continue;
      if (target !== undefined) {
        const targetKind = /\.(css|json)$/.test(target) ? kind : kindOf(target);
        if (!allowed.includes(targetKind) && !target.startsWith('..'))
          faults.push(
            `${file} (${kind}) imports ${target} (${targetKind}): move the effect to a file of its own suffix, and pass its result`,
          );
      } else if ((from.startsWith('node:') || BUILTINS.has(from)) && !NODE_KINDS.includes(kind)) {
        faults.push(`${file} (${kind}) imports ${from}: only .node.ts and .http.ts touch the machine`);
      } else if (
        !from.startsWith('node:') &&
        ['pure', 'api'].includes(kind) &&
        !PURE_PACKAGES.includes(packageOf(from))
      ) {
        faults.push(`${file} (${kind}) imports ${from}: pure files use only packages that compute`);
      } else if (['tsx', 'web'].includes(kind) && !BROWSER_PACKAGES.includes(packageOf(from))) {
        faults.push(`${file} (${kind}) imports ${from}: not a package of the browser`);
      }
    }
  }
  expect(faults).toEqual([]);
});

test('pure files read no clock, no chance and no environment', () => {
  const effects =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bTemporal\.Now\b|\bfetch\(|\bcrypto\.(?:randomUUID|getRandomValues)\b/;
  const faults = files
    .filter((file) => ['pure', 'api'].includes(kindOf(file)) && effects.test(textOf(file)))
    .map((file) => `${file}: take the clock, chance or environment as an argument`);
  expect(faults).toEqual([]);
});

test('the environment is read in one place', () => {
  const readers = files.filter((file) => kindOf(file) !== 'test' && /process\.env\b/.test(textOf(file)));
  // The second hands the environment of the system on to PostgreSQL's own programs, and reads nothing in it.
  expect(readers).toEqual(['db/embedded.node.ts', 'main/rappel.ts']);
});

test('a file is read in a sitting', () => {
  const long = files
    .map((file) => ({
      file,
      lines: textOf(file).split('\n').length,
      first: textOf(file).split('\n', 1)[0] ?? '',
    }))
    .filter(({ lines, first }) => lines > LINES_MAX && !/^\/[/*].*\blong\b/i.test(first))
    .map(
      ({ file, lines }) =>
        `${file} has ${lines} lines: split it by concern, or say on its first line why it is long`,
    );
  expect(long).toEqual([]);
});

test('nothing is hidden from the checker, and nothing is left commented out or half-done', () => {
  const marks =
    /@ts-(?:ignore|expect-error|nocheck)|\bas any\b|[:<|]\s*any\s*[;,)>=|[]|\bas unknown as\b|\bTODO\b|\bFIXME\b|\bXXX\b|\.(?:only|skip|todo)\(/;
  const faults = files.filter((file) => marks.test(textOf(file)));
  expect(faults).toEqual([]);
});

test('migrations are numbered without a gap, and forward only', () => {
  const names = readdirSync(join(ROOT, 'migrations')).sort();
  expect(names.map((name) => name.slice(0, 4))).toEqual(names.map((_, i) => String(i + 1).padStart(4, '0')));
});

test('no path of a machine and no registry host is in the project', () => {
  const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) => /\.(?:ts|tsx|mjs|json|md|sql|yaml|css|html)$/.test(file) && !file.startsWith('campaigns/'),
    );
  const faults = tracked.filter((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return text.includes(`${dirname(ROOT)}/`) || /registry\.npmjs|npm\.pkg\.github/.test(text);
  });
  expect(faults.filter((file) => file !== 'tests/tidy.test.ts')).toEqual([]);
});
