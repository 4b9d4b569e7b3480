/** The reader alone, on a page of its own: what the camera and the wedge scanner read is written down. */
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Scanner, ScannerDialog } from '#barcode/Scanner.tsx';
import { listenToWedge } from '#barcode/wedge.web.ts';
import type { Language } from '#kernel/text.ts';
import { LanguageProvider } from '#kit/language.tsx';
import '#kit/tokens.css';
import '#kit/kit.css';

const query = new URLSearchParams(location.search);
const language: Language = query.get('lang') === 'en' ? 'en' : 'fr';

function Page() {
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const [sent, setSent] = useState(0);
  const add = (code: string) => setCodes((known) => [...known, code]);
  useEffect(() => listenToWedge((text) => setCodes((known) => [...known, `wedge ${text}`])), []);
  return (
    <main>
      <h1>Lecteur</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSent((known) => known + 1);
        }}
      >
        <label>
          Nom <input value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        </label>
      </form>
      <p id="sent">{sent}</p>
      {query.has('dialog') ? (
        <ScannerDialog
          label="Scanner"
          title="Scanner un code"
          onCode={(text, format) => add(`${format} ${text}`)}
        />
      ) : (
        <Scanner onCode={(text, format) => add(`${format} ${text}`)} />
      )}
      <ol id="codes">
        {codes.map((code, i) => (
          <li key={i}>{code}</li>
        ))}
      </ol>
    </main>
  );
}

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <LanguageProvider language={language}>
      <Page />
    </LanguageProvider>,
  );
