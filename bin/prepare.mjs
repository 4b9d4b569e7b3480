/**
 * Installs what the project needs, once, whatever Node the machine has: `npm start` and `npm test` work on a fresh
 * clone. Runs before dependencies exist, so it uses none of them.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.rappel-installed`;
const pinnedNode = `${root}node_modules/node/bin/node`;

const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
const isInstalled = () =>
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === lock &&
  (existsSync(pinnedNode) || existsSync(`${pinnedNode}.exe`));

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

if (!isInstalled()) {
  process.stderr.write('Rappel: installing what it needs (once, about half a minute)…\n');
  const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error)
    fail(`npm could not be run: ${npm.error.message}. Install Node.js with npm, version 20 or later.`);
  if (npm.status !== 0) fail('npm could not install the dependencies; its own message is above.');
  writeFileSync(stamp, lock);
  if (!isInstalled())
    fail(
      'The pinned Node was not installed: allow the install scripts named in package.json ("npm install-scripts ls").',
    );
}
