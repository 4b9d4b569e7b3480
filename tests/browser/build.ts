/**
 * The site as a release is built, once for a whole run of the tests: the first file that needs it builds it, the others
 * wait for it, and each takes a copy of its own.
 */
import { execFile } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';

const run = promisify(execFile);

/** By a process of its own: the test runner's environment would build a slower, heavier page. */
const build = (outDir: string) =>
  run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--outDir', outDir], {
    env: { ...process.env, NODE_ENV: 'production' },
  });

const BUILT = 'built';
const FAILED = 'failed';

/** Resolves once the site is there, whoever builds it; rejects when it could not be built. */
const appeared = (folder: string): Promise<void> =>
  new Promise((done, failed) => {
    const watcher = watch(folder);
    const look = () => {
      const isBuilt = existsSync(join(folder, BUILT));
      if (!isBuilt && !existsSync(join(folder, FAILED))) return;
      watcher.close();
      if (isBuilt) done();
      else failed(new Error('the site could not be built: the file that tried says why'));
    };
    watcher.on('change', look);
    look();
  });

export const buildSite = async (outDir: string): Promise<void> => {
  const folder = inject('siteFolder');
  const isFirst = await mkdir(join(folder, 'building')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    await build(join(folder, 'building', BUILT)).catch(async (error: unknown) => {
      await mkdir(join(folder, FAILED));
      throw error;
    });
    await rename(join(folder, 'building', BUILT), join(folder, BUILT));
  }
  await appeared(folder);
  await cp(join(folder, BUILT), outDir, { recursive: true });
};
