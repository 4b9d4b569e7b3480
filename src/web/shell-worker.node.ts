/** Makes `sw.js`, the service worker, as the pages are built: it names the files of the pages that work without network. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The pages kept, and the addresses each answers. */
export type Shell = Readonly<Record<string, readonly string[]>>;

/** Files beside the pages that they read at once. */
const BESIDE = ['config.json', 'icon.svg'];

type Bundle = Parameters<Extract<NonNullable<Plugin['generateBundle']>, (...all: never[]) => unknown>>[1];

/** What a page loads, at once or later: its scripts, their styles and other files. */
const filesOf = (bundle: Bundle, page: string): readonly string[] => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (seen.has(name) || chunk === undefined) return;
    seen.add(name);
    if (chunk.type !== 'chunk') return;
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
    const { importedCss = [], importedAssets = [] } = chunk.viteMetadata ?? {};
    for (const file of [...importedCss, ...importedAssets]) visit(file);
    for (const other of Object.values(bundle))
      if (other.fileName.startsWith('assets/') && chunk.code.includes(other.fileName)) visit(other.fileName);
  };
  const entry = Object.values(bundle).find(
    (one) => one.type === 'chunk' && one.isEntry && one.facadeModuleId?.endsWith(`/${page}`),
  );
  if (entry === undefined) return [];
  visit(entry.fileName);
  return [page, ...seen];
};

export const shellWorker = (shell: Shell): Plugin => {
  let root = '';
  return {
    name: 'shell-worker',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = Object.keys(shell).flatMap((page) => filesOf(bundle, page));
        const named = [...new Set([...files, ...BESIDE])].sort();
        const worker = readFileSync(join(root, 'worker.js'), 'utf8');
        const hash = createHash('sha256').update(worker);
        for (const file of named) {
          const output = bundle[file];
          hash
            .update(file)
            .update(
              output === undefined
                ? readFileSync(join(root, BESIDE.includes(file) ? 'public' : '', file))
                : output.type === 'asset'
                  ? output.source
                  : output.code,
            );
        }
        const known = new Set(files);
        const pages = Object.fromEntries(
          Object.entries(shell)
            .filter(([page]) => known.has(page))
            .flatMap(([page, paths]) => paths.map((path) => [path, page] as const)),
        );
        const constant = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files: named, pages });
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: `const SHELL = ${constant};\n${worker}` });
      },
    },
  };
};
