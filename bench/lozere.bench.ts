/** The replay of department 48 as its user runs it: from an empty folder to published files, processes included. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seconds } from './database.ts';
import type { Figure } from './figure.ts';

const ENTRY = join(import.meta.dirname, '../src/main/rappel.ts');
const INPUT = join(import.meta.dirname, '../campaigns/fr-covid-19/data/vacsi-a-dep_pub2021-04-22.csv.gz');
const TARGET_S = 15;

const rappel = (...args: string[]): void => {
  execFileSync(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
};

export default async (): Promise<Figure> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-48-'));
  try {
    const value = await seconds(async () => {
      rappel('replay', 'fr-covid-19', '--input', INPUT, '--departments', '48', '--data', folder);
      rappel(
        'publish',
        'fr-covid-19',
        '--data',
        folder,
        '--out',
        join(folder, 'published'),
        '--layout',
        '2021-04-22',
      );
    });
    return {
      figure: 'replay of department 48, from empty folder to published files',
      value,
      unit: 's',
      target: `< ${TARGET_S}`,
      met: value < TARGET_S,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
