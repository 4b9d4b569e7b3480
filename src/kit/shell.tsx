import type { ReactNode } from 'react';
import { useSpeech } from '#kit/language.tsx';
import { WORDS } from '#kit/words.ts';

/** The frame of a page: skip link, masthead, main, footer; one landmark each. */
export function Shell(parts: { masthead: ReactNode; children: ReactNode; footer: ReactNode }) {
  const { say } = useSpeech();
  return (
    <>
      {/* A button and not a link: the fragment of the address says what the page shows. */}
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        {say(WORDS.skip)}
      </button>
      <header className="masthead">{parts.masthead}</header>
      <main id="main" tabIndex={-1}>
        {parts.children}
      </main>
      <footer className="footer">{parts.footer}</footer>
    </>
  );
}

/** A part of a page under a heading, with the line that says what it is about. */
export function Section(parts: { id: string; kicker: string; title: string; children: ReactNode }) {
  return (
    <section className="section" aria-labelledby={`${parts.id}-title`} id={parts.id}>
      <div className="section-head">
        <p className="kicker">{parts.kicker}</p>
        <h2 id={`${parts.id}-title`}>{parts.title}</h2>
      </div>
      {parts.children}
    </section>
  );
}

/** Grey shapes the size of what is coming. Hidden from screen readers, who are told once that it loads. */
export function Skeleton({ lines, tall }: { lines?: number; tall?: boolean }) {
  return (
    <div className="skeleton" data-tall={tall || undefined} aria-hidden="true">
      {Array.from({ length: lines ?? 1 }, (_, line) => `line-${line}`).map((key) => (
        <span key={key} />
      ))}
    </div>
  );
}

/**
 * Where popovers are put: inside the page's main landmark, so that nothing on the page is outside a landmark.
 * Undefined before the page is drawn, when there is nothing to open either.
 */
export const landmark = (): { UNSTABLE_portalContainer?: Element } => {
  // By its name: what covers a locked page is a main landmark too, while it is there.
  const main = document.getElementById('main') ?? document.querySelector('main');
  return main === null ? {} : { UNSTABLE_portalContainer: main };
};
