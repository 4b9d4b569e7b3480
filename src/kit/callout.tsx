import type { ReactNode } from 'react';

/** A notice beside the figures. `warning` is announced at once, `note` when the reader is idle. */
export function Callout(parts: { tone: 'note' | 'warning'; title: string; children: ReactNode }) {
  return (
    <div className="callout" data-tone={parts.tone} role={parts.tone === 'warning' ? 'alert' : 'status'}>
      <p className="callout-title">{parts.title}</p>
      <div>{parts.children}</div>
    </div>
  );
}

/** How far a long work has come. */
export function Progress(parts: { label: string; value: number; text: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, parts.value)) * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={parts.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={parts.text}
    >
      <span style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
