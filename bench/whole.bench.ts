/**
 * The whole campaign to 21 April 2021, 18.3 million injections, as its user runs it: replay, count and publish; then
 * rebuild. Each command is a process of its own, whose largest resident memory is read when it ends.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Figure } from './figure.ts';

const ENTRY = join(import.meta.dirname, '../src/main/rappel.ts');
const INPUT = join(import.meta.dirname, '../campaigns/fr-covid-19/data/vacsi-a-dep_pub2021-04-22.csv.gz');
const LOOK_MS = 200;

type Run = { seconds: number; memory_gb: number; output: string };

/** Largest resident memory of a process so far; unknown (0) where the system does not tell. */
const peak_gb = (pid: number): number => {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 2 ** 20;
  } catch {
    return 0;
  }
};

const rappel = async (...args: string[]): Promise<Run> => {
  const began = performance.now();
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let memory_gb = 0;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const look = setInterval(() => {
    memory_gb = Math.max(memory_gb, peak_gb(child.pid ?? 0));
  }, LOOK_MS);
  const [code] = await once(child, 'close');
  clearInterval(look);
  if (code !== 0) throw new Error(`rappel ${args[0]} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, memory_gb, output };
};

const figure = (name: string, value: number, unit: string, max: number): Figure => ({
  figure: name,
  value,
  unit,
  target: `< ${max}`,
  met: value < max,
});

export default async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-whole-'));
  const out = join(folder, 'out');
  try {
    const replay = await rappel('replay', 'fr-covid-19', '--input', INPUT, '--data', folder, '--json');
    const count = await rappel(
      'publish',
      'fr-covid-19',
      '--data',
      folder,
      '--out',
      out,
      '--layout',
      '2021-04-22',
    );
    const publish = await rappel(
      'publish',
      'fr-covid-19',
      '--data',
      folder,
      '--out',
      join(folder, 'again'),
      '--layout',
      '2021-04-22',
    );
    const rebuild = await rappel('rebuild', 'fr-covid-19', '--data', folder, '--json');
    const { injections } = JSON.parse(replay.output);
    const same = readFileSync(join(out, 'vacsi-a-dep.csv')).equals(gunzipSync(readFileSync(INPUT)));
    const memory_gb = Math.max(...[replay, count, publish, rebuild].map((run) => run.memory_gb));
    return [
      { figure: 'whole replay: injections', value: injections, unit: '' },
      {
        figure: 'whole replay: the published table is the input, byte for byte',
        value: same ? 1 : 0,
        unit: '',
        target: '1',
        met: same,
      },
      { figure: 'whole replay: ingest', value: injections / replay.seconds, unit: 'facts/s' },
      figure(
        'whole replay: ingest, count, publish all tables',
        (replay.seconds + count.seconds) / 60,
        'min',
        15,
      ),
      figure('whole replay: publish alone', publish.seconds, 's', 30),
      figure('whole replay: rebuild', rebuild.seconds, 's', 60),
      figure('whole replay: resident memory', memory_gb, 'GB', 2),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
