import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The public pages: static files with relative addresses, for any host and any path. */
export default defineConfig({
  root: 'src/web',
  base: './',
  publicDir: 'public',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Weighed compressed by a test of its own: 250 kB for the whole first screen.
    chunkSizeWarningLimit: 700,
  },
});
