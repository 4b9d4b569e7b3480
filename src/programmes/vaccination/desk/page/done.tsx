/** Once the act is recorded: when to come back, the certificate to hand over, and the next person. */
import { type ReactNode, useEffect } from 'react';
import { Button } from 'react-aria-components';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import type { NextDose } from '#programmes/vaccination/desk/desk.api.ts';
import { Key } from '#programmes/vaccination/desk/page/key.tsx';
import { nextScale } from '#programmes/vaccination/desk/page/next-scale.ts';
import type { Warning } from '#programmes/vaccination/injection.api.ts';

const SAY = {
  recorded: { fr: 'Enregistré', en: 'Recorded' },
  sealed: { fr: 'Gardé sur cet appareil', en: 'Kept on this device' },
  sealedText: {
    fr: 'L’acte est scellé et attend le réseau. Il partira de lui-même\u00a0; vous n’avez rien à faire.',
    en: 'The act is sealed and waits for the network. It will leave by itself; you have nothing to do.',
  },
  cancelled: { fr: 'Retiré', en: 'Taken back' },
  cancelledText: {
    fr: 'L’acte ne compte plus. Il reste dans l’histoire, avec le motif.',
    en: 'The act no longer counts. It stays in the history, with the reason.',
  },
  next: { fr: 'Personne suivante', en: 'Next person' },
  back: { fr: 'Revenir à cette personne', en: 'Back to this person' },
  come: { fr: 'La prochaine fois', en: 'Next time' },
  today: { fr: 'aujourd’hui', en: 'today' },
  best: { fr: 'conseillé', en: 'advised' },
  window: { fr: 'Du', en: 'From' },
  to: { fr: 'au', en: 'to' },
  from: { fr: 'À partir du', en: 'From' },
  noted: { fr: 'Noté avec l’acte', en: 'Noted with the act' },
};

/** The window of the next dose on a line of days: what is said in words is what is drawn. */
export function NextLine({ next, today }: { next: NextDose; today: string }) {
  const { say, formats } = useSpeech();
  const scale = nextScale(next, today);
  if (scale === undefined) return null;
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  const start = percent(scale.earliest);
  const width = percent((scale.latest ?? 1) - scale.earliest);
  return (
    <figure className="desk-next-line" data-open={scale.latest === undefined || undefined}>
      <div className="desk-days" aria-hidden="true">
        {scale.months.map(({ day, at }) => (
          <span key={day} className="desk-month" style={{ insetInlineStart: percent(at) }}>
            {formats.shortDay(day)}
          </span>
        ))}
        <span className="desk-window" style={{ insetInlineStart: start, inlineSize: width }} />
        <span className="desk-today-mark" />
        {scale.recommended !== undefined && (
          <span className="desk-best" style={{ insetInlineStart: percent(scale.recommended) }} />
        )}
      </div>
      <figcaption>
        <span className="desk-key-today">{say(SAY.today)}</span>{' '}
        <span className="desk-key-window">
          {next.earliest !== null &&
            (next.latest === null
              ? `${say(SAY.from)} ${formats.day(next.earliest)}`
              : `${say(SAY.window)} ${formats.day(next.earliest)} ${say(SAY.to)} ${formats.day(next.latest)}`)}
        </span>{' '}
        {next.recommended !== null && (
          <span className="desk-key-best">
            {say(SAY.best)} {formats.day(next.recommended)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

export type DoneKind = 'recorded' | 'sealed' | 'cancelled';

export function Done(parts: {
  kind: DoneKind;
  what: string;
  who: ReactNode;
  next: NextDose | undefined;
  today: string;
  warnings: readonly Warning[];
  onNext: () => void;
  back: (() => void) | undefined;
  children?: ReactNode;
}) {
  const { say, language } = useSpeech();
  const { kind, next } = parts;
  // The hand goes on: Enter calls the next person.
  useEffect(() => focusSoon('desk-next'), []);
  return (
    <section className="desk-done" aria-labelledby="done-title">
      <div className="desk-done-head">
        <svg viewBox="0 0 24 24" aria-hidden="true" data-kind={kind}>
          <circle cx="12" cy="12" r="11" />
          {kind === 'sealed' ? (
            <path d="M8 11V9a4 4 0 0 1 8 0v2M7 11h10v7H7z" />
          ) : (
            <path d="M6.5 12.5l3.6 3.6 7.4-8" />
          )}
        </svg>
        <div role="status">
          <h2 id="done-title" tabIndex={-1}>
            {say(SAY[kind])}
          </h2>
          <p>
            {parts.who} · {parts.what}
          </p>
        </div>
      </div>
      {kind === 'sealed' && <p>{say(SAY.sealedText)}</p>}
      {kind === 'cancelled' && <p>{say(SAY.cancelledText)}</p>}
      {next && (
        <div className="desk-next">
          <h3>{say(SAY.come)}</h3>
          <p className="desk-next-words">{next.words[language]}</p>
          <NextLine next={next} today={parts.today} />
        </div>
      )}
      <div className="row">
        <Button id="desk-next" className="button large" onPress={parts.onNext}>
          {say(SAY.next)} <Key>⏎</Key>
        </Button>
        {parts.back && (
          <Button className="button quiet large" onPress={parts.back}>
            {say(SAY.back)}
          </Button>
        )}
      </div>
      {parts.warnings.length > 0 && (
        <details className="folded">
          <summary>{say(SAY.noted)}</summary>
          <ul>
            {parts.warnings.map(({ code, message }) => (
              <li key={code}>{message[language]}</li>
            ))}
          </ul>
        </details>
      )}
      {parts.children}
    </section>
  );
}
