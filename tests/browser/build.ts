import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** As a release is built, by a process of its own: the test runner's environment would build a slower, heavier page. */
export const buildSite = (outDir: string) =>
  promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--outDir', outDir], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
