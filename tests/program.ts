/** The program as its user runs it: a process of its own, started, watched and ended by the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect, type Db } from '#db/pool.ts';

const ROOT = resolve(import.meta.dirname, '..');
const ENTRY = join(ROOT, 'src', 'main', 'rappel.ts');

export const REAL_INPUT = join(ROOT, 'campaigns/fr-covid-19/data/vacsi-a-dep_pub2021-04-22.csv.gz');

/** What a program of the tests sees of the environment: nothing that could lead it to another database. */
const ENVIRONMENT = { PATH: process.env.PATH, LANG: 'en_US.UTF-8' };

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export const startRappel = (
  args: readonly string[],
  input = '',
  more: Readonly<Record<string, string>> = {},
): { child: ChildProcess; finished: Promise<Finished>; seen: () => string } => {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: ROOT,
    env: { ...ENVIRONMENT, ...more },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const finished = once(child, 'close').then(([code]): Finished => ({ code, stdout, stderr }));
  return { child, finished, seen: () => stdout };
};

export const rappel = (args: readonly string[], input = ''): Promise<Finished> =>
  startRappel(args, input).finished;

/** Looks again until it is so; the test's own time limit ends a wait for what never comes. */
export const until = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((again) => setTimeout(again, 20));
  }
};

/** A data folder that is removed with everything that still runs in it. */
export const dataFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-data-'));
  const pidFile = join(folder, 'postgres', 'postmaster.pid');
  const postmaster = () => (existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : []);
  return {
    folder,
    /** The running server's process, once it accepts connections. */
    serverPid: () => (postmaster()[7]?.trim() === 'ready' ? Number(postmaster()[0]) : undefined),
    connect: (): Db => {
      const password = readFileSync(join(folder, 'postgres-password'), 'utf8');
      return connect(`postgres://rappel:${password}@127.0.0.1:${postmaster()[3]}/rappel`, { max: 1 });
    },
    remove: async () => {
      const pid = Number(postmaster()[0]);
      if (pid > 0)
        try {
          process.kill(pid, 'SIGINT');
          await until(() => (existsSync(pidFile) ? undefined : true));
        } catch {
          // It was gone already.
        }
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type DataFolder = Awaited<ReturnType<typeof dataFolder>>;
