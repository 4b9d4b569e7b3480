/** Runs `rappel identity link` as its user does, and times it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNameLists } from '#people/name-lists.node.ts';
import { createRegister, registerCsv } from '#people/replay-errors.ts';
import { NAMES, type Pair, readLinks, scoreLinks } from '../tests/identity.ts';
import type { Figure } from './figure.ts';

const ENTRY = join(import.meta.dirname, '../src/main/rappel.ts');
const LOOK_MS = 200;
const DUPLICATES = 0.05;
const SEED = 2021;

/** Largest resident memory of a process so far; unknown (0) where the system does not tell. */
const peak_gb = (pid: number): number => {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 2 ** 20;
  } catch {
    return 0;
  }
};

/** Links a register; its pairs, how long it took from start to end, and the most memory it had. */
export const linkFile = async (
  left: string,
  out: string,
): Promise<{ pairs: Pair[]; seconds: number; memory_gb: number }> => {
  const began = performance.now();
  const child = spawn(process.execPath, [ENTRY, 'identity', 'link', '--left', left, '--out', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let memory_gb = 0;
  const look = setInterval(() => {
    memory_gb = Math.max(memory_gb, peak_gb(child.pid ?? 0));
  }, LOOK_MS);
  const [code] = await once(child, 'close');
  clearInterval(look);
  if (code !== 0) throw new Error(`rappel identity link ended with ${code}`);
  return { pairs: readLinks(out), seconds: (performance.now() - began) / 1000, memory_gb };
};

/** The three figures of a linkage whose truth is known. */
export const quality = (
  name: string,
  pairs: readonly Pair[],
  truth: ReadonlyMap<string, string | number>,
): Figure[] => {
  const { f1, sameShare, falseSame } = scoreLinks(pairs, truth);
  return [
    {
      figure: `${name}: pairwise F1 of same and review`,
      value: f1,
      unit: '',
      target: '>= 0.99',
      met: f1 >= 0.99,
    },
    {
      figure: `${name}: true pairs at same`,
      value: sameShare * 100,
      unit: '%',
      target: '>= 90',
      met: sameShare >= 0.9,
    },
    {
      figure: `${name}: false merges at same`,
      value: falseSame,
      unit: '',
      target: '0',
      met: falseSame === 0,
    },
  ];
};

/** A replayed French register of this many records, linked. */
export const linkReplayed = async (records: number, seconds_max?: number): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-identity-'));
  try {
    const register = createRegister(await readNameLists(NAMES), {
      records,
      duplicates: DUPLICATES,
      seed: SEED,
    });
    const path = join(folder, 'people.csv');
    const file = createWriteStream(path);
    for (const line of registerCsv(register)) if (!file.write(line)) await once(file, 'drain');
    file.end();
    await once(file, 'close');
    const began = performance.now();
    const bytes = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split(',')).length;
    const read_s = (performance.now() - began) / 1000;
    if (bytes <= records) throw new Error('the register was not written whole');
    const { pairs, seconds, memory_gb } = await linkFile(path, join(folder, 'links.csv'));
    const name = `French population, ${records.toLocaleString('en')} records`;
    return [
      ...quality(name, pairs, register.truth),
      {
        figure: `${name}: linkage, from file to file`,
        value: seconds,
        unit: 's',
        ...(seconds_max !== undefined && { target: `< ${seconds_max}`, met: seconds < seconds_max }),
        ratio: { to: 'splitting the file into fields', value: seconds / read_s },
      },
      { figure: `${name}: resident memory`, value: memory_gb, unit: 'GB' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
