import type { ReactNode } from 'react';
import { useEffect } from 'react';

/** The head of a page: its title takes the focus when the reader comes from another page. */
export function PageHead(parts: { kicker: string; title: string; lead?: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${parts.title} – Rappel`;
  }, [parts.title]);
  return (
    <div className="page-head">
      <p className="kicker">{parts.kicker}</p>
      <h1 id="page-title" tabIndex={-1}>
        {parts.title}
      </h1>
      {parts.lead !== undefined && <p className="lead">{parts.lead}</p>}
      {parts.children}
    </div>
  );
}
