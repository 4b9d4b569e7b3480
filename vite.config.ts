import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { shellWorker } from './src/web/shell-worker.node.ts';

/** Compresses once what every visitor is sent, at the level a busy server cannot afford. */
const compressed = (): Plugin => {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
      if (build.outDir.startsWith('/')) folder = build.outDir;
    },
    closeBundle: () => {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(?:js|css|html|json|svg|wasm)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        const text = { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: text }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
};

/** The public pages: static files with relative addresses, for any host and any path. */
export default defineConfig({
  root: 'src/web',
  base: './',
  publicDir: 'public',
  plugins: [
    react(),
    // What works without network: the desk (any page of those who sign in is the same document), and the verification.
    shellWorker({ 'space.html': ['desk', 'login'], 'verify.html': ['verify'] }),
    compressed(),
  ],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // One document a page, side by side: `/schedule` is schedule.html on our server as on any host of files.
    rolldownOptions: {
      input: ['index', 'schedule', 'space', 'verify'].map((page) => `src/web/${page}.html`),
    },
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Weighed compressed by a test of its own: 250 kB for the whole first screen.
    chunkSizeWarningLimit: 700,
  },
});
