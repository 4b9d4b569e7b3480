import type { KeyboardEvent } from 'react';
import { localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { bornText } from '#people/page/born.ts';
import { Named, TrustChip } from '#people/page/trust.tsx';
import { SEX } from '#people/page/words.ts';
import { type Found, SEARCH_RESULTS_MAX } from '#people/people.api.ts';

const SAY = {
  ends: { fr: 'numéro finissant par', en: 'number ending in' },
  elsewhere: { fr: 'Hors de votre territoire', en: 'Outside your territory' },
  more: {
    fr: `Plus de ${SEARCH_RESULTS_MAX} personnes conviennent\u00a0: ajoutez ce que vous savez.`,
    en: `More than ${SEARCH_RESULTS_MAX} people fit: add what you know.`,
  },
};

/** Arrow keys go from one to the next; Home and End to the first and the last. */
const step = (event: KeyboardEvent<HTMLUListElement>): void => {
  const all = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
  const at = all.findIndex((button) => button.matches(':focus'));
  const to: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(all.length - 1, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: all.length - 1,
  };
  const next = to[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  all[next]?.focus();
};

/** The people found, with what tells them apart. */
export function Results(parts: {
  people: readonly Found[];
  more: boolean;
  opened: string | undefined;
  open: (found: Found) => void;
}) {
  const { say } = useSpeech();
  return (
    <>
      <ul className="results" onKeyDown={step}>
        {parts.people.map((found) => (
          <li key={found.person}>
            <button
              type="button"
              className="result"
              aria-current={found.person === parts.opened || undefined}
              onClick={() => parts.open(found)}
            >
              <FoundLine found={found} />
            </button>
          </li>
        ))}
      </ul>
      {parts.more && <p className="small">{say(SAY.more)}</p>}
    </>
  );
}

/** A person in three lines: the name, the birth, the rest. */
export function FoundLine({ found }: { found: Found }) {
  const { say, language } = useSpeech();
  return (
    <>
      <span className="result-head">
        <Named name={found} />
        <TrustChip trust={found.trust} />
      </span>
      <span>{bornText(found, localDay(), language)}</span>
      <span className="result-more">
        <span>{say(SEX[found.sex])}</span>
        {found.city !== undefined && <span>{found.city}</span>}
        {found.numberEnds !== undefined && (
          <span>
            {say(SAY.ends)} {found.numberEnds}
          </span>
        )}
        {!found.open && (
          <span className="elsewhere">
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v7H3z" />
            </svg>
            {say(SAY.elsewhere)}
          </span>
        )}
      </span>
    </>
  );
}
