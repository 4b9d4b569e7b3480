/** The replay of the real campaign as its user runs it, from the command line to the published files. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataFolder, dataFolder, REAL_INPUT, rappel } from './program.ts';

const VINTAGES = resolve(import.meta.dirname, '../campaigns/fr-covid-19/data/vintages');

let work: string;
const folders: DataFolder[] = [];

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'rappel-replay-'));
});
afterAll(async () => {
  for (const folder of folders) await folder.remove();
  await rm(work, { recursive: true, force: true });
});

const newFolder = async (): Promise<DataFolder> => {
  const folder = await dataFolder();
  folders.push(folder);
  return folder;
};

const publishTo = async (data: string, out: string, ...more: string[]): Promise<string> => {
  const published = await rappel(['publish', 'fr-covid-19', '--data', data, '--out', out, ...more]);
  expect(published).toMatchObject({ code: 0 });
  return out;
};

const realInput = async (): Promise<string[]> =>
  gunzipSync(await readFile(REAL_INPUT))
    .toString('utf8')
    .trimEnd()
    .split('\n');

/** The lines of the input that are of these departments, header first. */
const ofDepartments = (lines: readonly string[], departments: readonly string[]): string =>
  `${lines.filter((line, i) => i === 0 || departments.some((code) => line.startsWith(`${code};`))).join('\n')}\n`;

describe('from a file of counts by department, age and day', () => {
  test('the published table is the input, and a changed count changes it', async () => {
    const lines = await realInput();
    const data = await newFolder();
    const replay = ['replay', 'fr-covid-19', '--departments', '48,972,750', '--data', data.folder];
    const first = await rappel([...replay, '--input', REAL_INPUT, '--json']);
    expect(first).toMatchObject({ code: 0 });
    expect(JSON.parse(first.stdout)).toMatchObject({
      injections: 66_848,
      appended: 66_848,
      known: 0,
      lastDay: '2021-04-21',
    });

    const again = await rappel([...replay, '--input', REAL_INPUT, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ appended: 0, known: 66_848 });

    const out = await publishTo(data.folder, join(work, 'same'), '--layout', '2021-04-22');
    expect(await readFile(join(out, 'vacsi-a-dep.csv'), 'utf8')).toBe(
      ofDepartments(lines, ['48', '750', '972']),
    );

    // Three more people aged 80 and over in Lozère on 10 January: in the class, in the all-ages row, in the sums since.
    const changed = lines.map((line) => {
      const [department, ageClass, day = '', n1, n2, sum1, sum2] = line.split(';');
      if (department !== '48' || (ageClass !== '80' && ageClass !== '0') || day < '2021-01-10') return line;
      const more = day === '2021-01-10' ? 3 : 0;
      return [department, ageClass, day, Number(n1) + more, n2, Number(sum1) + 3, sum2].join(';');
    });
    const file = join(work, 'changed.csv');
    await writeFile(file, `${changed.join('\n')}\n`);
    const other = await newFolder();
    const refused = await rappel([...replay, '--input', file]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('already replays another source');

    const second = await rappel([
      'replay',
      'fr-covid-19',
      '--departments',
      '48',
      '--input',
      file,
      '--data',
      other.folder,
    ]);
    expect(second).toMatchObject({ code: 0 });
    const outChanged = await publishTo(other.folder, join(work, 'changed'), '--layout', '2021-04-22');
    expect(await readFile(join(outChanged, 'vacsi-a-dep.csv'), 'utf8')).toBe(ofDepartments(changed, ['48']));

    const rebuilt = await rappel(['rebuild', 'fr-covid-19', '--data', other.folder, '--json']);
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ equal: true, differences: 0 });
  });

  test('a file that is not one is refused, with the line and the mend, and nothing is written', async () => {
    const data = await newFolder();
    const file = join(work, 'broken.csv');
    const lines = await realInput();
    lines[5] = lines[5]?.replace(';0;0;', ';0;x;') ?? '';
    await writeFile(file, lines.join('\n'));
    const broken = await rappel(['replay', 'fr-covid-19', '--input', file, '--data', data.folder]);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('line 6');
    const nothing = await rappel([
      'replay',
      'fr-covid-19',
      '--input',
      join(work, 'absent.csv'),
      '--data',
      data.folder,
    ]);
    expect(nothing).toMatchObject({ code: 1 });
    expect(nothing.stderr).toContain('no such file');
    const wrong = await rappel([
      'replay',
      'fr-covid-19',
      '--input',
      REAL_INPUT,
      '--departments',
      '48,xx',
      '--data',
      data.folder,
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('no department xx');
    const rebuilt = await rappel(['rebuild', 'fr-covid-19', '--data', data.folder, '--json']);
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ facts: 0, cells: 0 });
  });
});

describe('from successive publications', () => {
  test('the figures as known on a day are the publication of that day, and an unsound one changes nothing', async () => {
    const data = await newFolder();
    const args = ['--vintages', VINTAGES, '--until', '2021-03-01', '--data', data.folder, '--json'];
    const replayed = await rappel(['replay', 'fr-covid-19', ...args]);
    expect(replayed).toMatchObject({ code: 0 });
    const { publications } = JSON.parse(replayed.stdout);
    expect(publications.filter((one: { outcome: string }) => one.outcome === 'replayed')).toHaveLength(2);
    expect(publications).toContainEqual(
      expect.objectContaining({
        file: 'vacsi-fra_pub2021-03-01_a756593.csv.gz',
        outcome: 'refused',
        facts: 0,
      }),
    );
    const vintage = async (name: string) =>
      gunzipSync(await readFile(join(VINTAGES, name)))
        .toString('utf8')
        .replaceAll('\r\n', '\n');
    const published = async (day: string) =>
      readFile(
        join(
          await publishTo(data.folder, join(work, day), '--as-known-on', day, '--layout', day),
          'vacsi-fra.csv',
        ),
        'utf8',
      );
    expect(await published('2021-02-01')).toBe(await vintage('vacsi-fra_pub2021-02-01_ddcccce.csv.gz'));
    expect(await published('2021-03-01')).toContain(
      (await vintage('vacsi-fra_pub2021-02-01_ddcccce.csv.gz')).slice(-20).trim().split(',')[1] ?? '?',
    );

    // The first release, of 19:35, had a running sum that the layout at the end of that day no longer has.
    const first = (await vintage('vacsi-fra_pub2021-01-28_48be28e.csv.gz')).trimEnd().split('\n');
    expect(await published('2021-01-28')).toBe(
      `${first.map((line) => line.split(';').slice(0, 3).join(';')).join('\n')}\n`,
    );
  });
});
