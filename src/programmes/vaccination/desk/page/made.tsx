/** The acts of this sitting, the last at the head: initials and an hour, for the next person must not read a name. */
import { Button } from 'react-aria-components';
import type { Text } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import type { Identity } from '#people/person.ts';

/** In memory only, gone with the page. */
export type Made = {
  readonly id: string;
  readonly initials: string;
  readonly time: string;
  readonly product: string;
  readonly lot: string;
  readonly state: 'recorded' | 'sealed' | 'given-up' | 'corrected' | 'cancelled';
  /** The record to open, to correct it; undefined: it was written without network. */
  readonly person: string | undefined;
};

/** `JE` for Jeanne EXEMPLAIRE. */
export const initialsOf = ({ givenNames, familyName }: Identity): string =>
  `${givenNames.trim().at(0) ?? ''}${familyName.trim().at(0) ?? ''}`.toLocaleUpperCase('fr');

const SAY = {
  title: { fr: 'Derniers actes de cette séance', en: 'Last acts of this sitting' },
  none: { fr: 'Aucun acte pour l’instant.', en: 'No act so far.' },
  open: { fr: 'Rouvrir pour corriger', en: 'Open again to correct' },
};

const STATES: Readonly<Record<Made['state'], Text>> = {
  recorded: { fr: 'Enregistré', en: 'Recorded' },
  sealed: { fr: 'Sur l’appareil', en: 'On the device' },
  'given-up': { fr: 'Abandonné, non enregistré', en: 'Given up, not recorded' },
  corrected: { fr: 'Corrigé', en: 'Corrected' },
  cancelled: { fr: 'Retiré', en: 'Taken back' },
};

const SHOWN_MAX = 8;

export function MadeList(parts: {
  made: readonly Made[];
  waiting: ReadonlySet<string>;
  open: ((person: string) => void) | undefined;
}) {
  const { say } = useSpeech();
  return (
    <section className="desk-panel" aria-labelledby="made-title">
      <h2 id="made-title">{say(SAY.title)}</h2>
      {parts.made.length === 0 && <p className="nothing">{say(SAY.none)}</p>}
      <ol className="lines">
        {parts.made.slice(0, SHOWN_MAX).map((act) => {
          // What was sealed has left since: it is recorded like any other.
          const state = act.state === 'sealed' && !parts.waiting.has(act.id) ? 'recorded' : act.state;
          return (
            <li key={act.id}>
              <div className="line-head">
                <b>
                  {act.time} · {act.initials}
                </b>
                <span
                  className="chip"
                  data-tone={state === 'sealed' || state === 'given-up' ? 'watch' : 'good'}
                >
                  {say(STATES[state])}
                </span>
              </div>
              <p className="small">
                {act.product} {act.lot}
              </p>
              {act.person !== undefined && parts.open && state !== 'sealed' && state !== 'given-up' && (
                <Button className="text-button" onPress={() => parts.open?.(act.person ?? '')}>
                  {say(SAY.open)}
                  <span className="visually-hidden">
                    : {act.time} {act.initials}
                  </span>
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
