import { useEffect, useState } from 'react';
import type { Verdict } from '#certificate/certificate.ts';
import { Dcc } from '#certificate/dcc.ts';
import { shownOf } from '#certificate/page/shown.ts';
import { saidOf, TITLES, type Tone } from '#certificate/page/verdict-words.ts';
import { SAY } from '#certificate/page/verify-words.ts';
import type { RuleResult } from '#certificate/rules.ts';
import { useSpeech } from '#kit/language.tsx';

/** A shape for each, so that colour is never alone to say it. */
const SIGNS: Readonly<Record<Tone, string>> = {
  valid: 'M4 13l5 5L20 6',
  refused: 'M5 5l14 14M19 5L5 19',
  unsure: 'M8 8a4 4 0 1 1 5.5 3.7c-1 .5-1.5 1.2-1.5 2.3M12 18.5v.5',
};

/** The verdict, large; why, and what to do; then the least of the person. */
export function VerdictShown({ verdict, at, hasList }: { verdict: Verdict; at: string; hasList: boolean }) {
  const { say, language } = useSpeech();
  const said = saidOf(verdict);
  const shown = shownOf(verdict);
  return (
    <section className="verdict" data-tone={said.tone} aria-labelledby="verdict-title">
      <div className="verdict-head" role="alert">
        <svg viewBox="0 0 24 24" aria-hidden="true" className="verdict-sign">
          <path d={SIGNS[said.tone]} />
        </svg>
        <div>
          <h2 id="verdict-title">{say(TITLES[said.tone])}</h2>
          <p>{say(said.why)}</p>
          <p>
            <b>{say(hasList || said.tone === 'refused' ? said.mend : SAY.noList)}</b>
          </p>
        </div>
      </div>
      {shown && (
        <div className="verdict-person">
          <p className="verdict-name">{shown.name}</p>
          <p>
            {say(SAY.born)} {say(shown.birth)}
          </p>
          <dl className="verdict-lines">
            {shown.lines.map(({ label, value }) => (
              <div key={label.en}>
                <dt>{say(label)}</dt>
                <dd>{say(value)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      {verdict.valid && verdict.format === 'dcc' && <Rules claims={verdict.claims} at={at} />}
      <p className="small">
        {say(SAY.checkedAt)}{' '}
        {new Date(at).toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', {
          dateStyle: 'long',
          timeStyle: 'short',
        })}
        .
        {verdict.detail !== null && (
          <>
            {' '}
            {say(SAY.detail)} <span lang="en">{verdict.detail}</span>.
          </>
        )}
      </p>
    </section>
  );
}

/** Whether the rules common to the Union accept it; they are loaded once a certificate is genuine. */
function Rules({ claims, at }: { claims: Verdict['claims']; at: string }) {
  const { say, language } = useSpeech();
  const [results, setResults] = useState<readonly RuleResult[] | undefined>(undefined);
  useEffect(() => {
    let over = false;
    const payload = Dcc.safeParse(claims).data;
    if (payload === undefined) return;
    void import('#certificate/rules.ts').then(({ applyRules, EU_RULES }) => {
      if (!over) setResults(applyRules(payload, EU_RULES, { now: at, country: 'EU' }));
    });
    return () => {
      over = true;
    };
  }, [claims, at]);
  if (results === undefined) return null;
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  return (
    <div className="verdict-rules">
      <p>
        {say(SAY.rules)} <b>{say(failed.length === 0 ? SAY.rulesMet : SAY.rulesNot)}</b>.
      </p>
      {failed.length > 0 && (
        <ul>
          {failed.map(({ rule, words }) => (
            <li key={rule} lang={words[language] === null ? 'en' : language}>
              {words[language] ?? words.en ?? rule}
            </li>
          ))}
        </ul>
      )}
      <p className="small">{say(SAY.rulesNote)}</p>
    </div>
  );
}
