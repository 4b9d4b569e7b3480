import { useSpeech } from '#kit/language.tsx';
import type { Worth } from '#schedule/page/reading.ts';
import { WORTH } from '#schedule/page/words.ts';

/**
 * The sign of a dose: the shape says what it is worth, the colour says it again. A full disc counts and bears its
 * number; a square with a cross does not count; a triangle is to be repeated; a ring is extra; half a disc counts in part.
 */
export function Sign({ worth, number }: { worth: Worth | null; number?: number | null }) {
  return (
    <svg className="sign" viewBox="0 0 24 24" data-worth={worth ?? 'None'} aria-hidden="true">
      <Shape worth={worth} />
      {worth === 'Valid' && number != null && (
        <text x="12" y="12" dy="0.36em" textAnchor="middle">
          {number}
        </text>
      )}
    </svg>
  );
}

function Shape({ worth }: { worth: Worth | null }) {
  if (worth === 'Valid') return <circle className="full" cx="12" cy="12" r="10.5" />;
  if (worth === 'Partly')
    return (
      <>
        <circle className="line" cx="12" cy="12" r="9.5" />
        <path className="full" d="M12 2.5a9.5 9.5 0 0 1 0 19z" />
      </>
    );
  if (worth === 'Not Valid')
    return (
      <>
        <rect className="line" x="3" y="3" width="18" height="18" rx="2" />
        <path className="stroke" d="M8 8l8 8M16 8l-8 8" />
      </>
    );
  if (worth === 'Sub-standard')
    return (
      <>
        <path className="line" d="M12 3l10 18H2z" />
        <path className="stroke" d="M12 10v5M12 17.5v1" />
      </>
    );
  if (worth === 'Extraneous')
    return (
      <>
        <circle className="line" cx="12" cy="12" r="9.5" />
        <path className="stroke" d="M12 7.5v9M7.5 12h9" />
      </>
    );
  return <circle className="dots" cx="12" cy="12" r="9.5" />;
}

const SHOWN: readonly Worth[] = ['Valid', 'Partly', 'Not Valid', 'Sub-standard', 'Extraneous'];

/** The signs that the drawing uses, named. */
export function SignKey({ used }: { used: ReadonlySet<Worth> }) {
  const { say } = useSpeech();
  return (
    <>
      {SHOWN.filter((worth) => used.has(worth)).map((worth) => (
        <li key={worth}>
          <Sign worth={worth} number={1} />
          {say(WORTH[worth])}
        </li>
      ))}
    </>
  );
}
