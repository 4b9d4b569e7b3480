/** The figures as recorded, or corrected by the rules of quality that were adopted; and those rules. */

import { useAddress } from '#kit/address.tsx';
import { changeAddress } from '#kit/address.web.ts';
import { Segments } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import type { Index } from '#programmes/vaccination/published.api.ts';
import '#programmes/vaccination/dashboard/corrected.css';

const SAY = {
  figures: { fr: 'Chiffres', en: 'Figures' },
  recorded: { fr: 'Enregistrés', en: 'As recorded' },
  corrected: { fr: 'Corrigés', en: 'Corrected' },
  hint: {
    fr: 'Corrigés\u00a0: sans les faits que des règles de qualité adoptées écartent.',
    en: 'Corrected: without the facts that adopted rules of quality set aside.',
  },
  rules: { fr: 'Les règles de qualité', en: 'The rules of quality' },
  since: { fr: 'depuis le', en: 'since' },
  flagged: { fr: 'faits signalés', en: 'facts flagged' },
  setAside: { fr: 'écartés', en: 'set aside' },
};

export type View = 'recorded' | 'corrected';

/** What the address asks for, where it was published. */
export const useView = (index: Index): View => {
  const { query } = useAddress();
  return query.figures === 'corrected' && index.quality?.differs === true ? 'corrected' : 'recorded';
};

export function ViewSwitch({ index, view }: { index: Index; view: View }) {
  const { say } = useSpeech();
  if (index.quality?.differs !== true) return null;
  return (
    <div className="view-switch">
      <Segments
        label={say(SAY.figures)}
        hint={say(SAY.hint)}
        value={view}
        onChange={(chosen) =>
          changeAddress({ query: { figures: chosen === 'corrected' ? 'corrected' : undefined } })
        }
        options={[
          { value: 'recorded', name: say(SAY.recorded) },
          { value: 'corrected', name: say(SAY.corrected) },
        ]}
      />
    </div>
  );
}

/** Every rule in force: who adopted it, since when, why, and how many facts it sets aside. */
export function QualityRules({ index: { quality } }: { index: Index }) {
  const { say, formats } = useSpeech();
  if (quality === undefined || quality.rules.length === 0) return null;
  return (
    <details className="quality-list">
      <summary>
        {say(SAY.rules)} ({formats.integer(quality.rules.length)})
      </summary>
      <ul>
        {quality.rules.map((rule) => (
          <li key={rule.id}>
            <p>
              <b>{say(rule.title)}</b>{' '}
              <span className="small">
                {say(rule.owner)}, {say(SAY.since)} {formats.day(rule.since)}
              </span>
            </p>
            <p>
              {say(rule.finds)} {say(rule.effect)}.
            </p>
            <p className="small">{say(rule.why)}</p>
            <p className="small">
              {formats.integer(rule.flagged)} {say(SAY.flagged)}, {formats.integer(rule.setAside)}{' '}
              {say(SAY.setAside)}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
