/// <reference types="vite/client" />
import '#kit/tokens.css';
import '#kit/kit.css';
import type { ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { readJson } from '#kit/json.web.ts';
import { type PageProps, Site } from '#kit/site.ts';

/** Before anything can be read there is no language to choose: both are said. */
function Broken({ detail }: { detail: string }) {
  return (
    <main className="broken">
      <h1>Le site est mal réglé · The site is misconfigured</h1>
      <p lang="fr">
        Le fichier config.json, à côté d’index.html, ne peut être lu. Signalez-le avec ce détail.
      </p>
      <p lang="en">The file config.json, beside index.html, cannot be read. Report it with this detail.</p>
      <p>
        <code>{detail}</code>
      </p>
    </main>
  );
}

/** Reads the site's `config.json`, then shows the page it chooses; undefined when there is none. */
export const mount = async (choose: (site: Site) => ComponentType<PageProps> | undefined): Promise<void> => {
  const host = document.getElementById('root');
  if (host === null) throw new Error('the document has lost its #root');
  const root = createRoot(host);
  const read = await readJson('config.json', Site);
  if ('failed' in read) return root.render(<Broken detail={read.detail} />);
  const Page = choose(read.value);
  root.render(Page ? <Page site={read.value} /> : <Broken detail={`programme: ${read.value.programme}`} />);
};
