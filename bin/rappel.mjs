#!/usr/bin/env node
/** The command `rappel`: installs what is missing, then runs on the pinned Node, whatever Node started it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

await import('./prepare.mjs');

const root = fileURLToPath(new URL('..', import.meta.url));
const pinned = `${root}node_modules/node/bin/node`;
const node = existsSync(pinned) ? pinned : `${pinned}.exe`;

// The channel tells the program when this one is gone, even killed, so that it never stays behind alone.
const program = spawn(node, [`${root}src/main/rappel.ts`, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // From a terminal, Ctrl-C reaches the program too: only what is sent to us alone is passed on.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) program.kill(signal);
  });
program.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
