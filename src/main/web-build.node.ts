/** The public pages, built once and again when their source changed. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Failure } from '#main/command.node.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'dist', 'web');
const STAMP = join(OUT, '.built-from');

/** Everything a page is made of: the source that the browser may import, and what builds it. */
const SOURCES = ['src', 'vite.config.ts', 'package-lock.json'];

const digest = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(ROOT, source);
    const files = source.includes('.') ? [path] : await listFiles(path);
    for (const file of files) hash.update(file.slice(ROOT.length)).update(await readFile(file));
  }
  return hash.digest('hex');
};

const listFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** @returns the folder of the built pages */
export const buildWeb = async (onBuild: () => void = () => {}): Promise<string> => {
  const wanted = await digest();
  if (existsSync(STAMP) && (await readFile(STAMP, 'utf8')) === wanted) return OUT;
  onBuild();
  try {
    await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'error'],
      { cwd: ROOT },
    );
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Failure(`the pages could not be built: ${words.split('\n')[0]}`);
  }
  await writeFile(STAMP, wanted);
  return OUT;
};
