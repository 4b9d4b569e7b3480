/** The person at the desk: who they say they are, what is allowed today and why, and what they received. */
import { Button } from 'react-aria-components';
import { useSpeech } from '#kit/language.tsx';
import { ageFrom, dateWords } from '#kit/typed-date.ts';
import { Named, TrustChip } from '#people/page/trust.tsx';
import { SEX } from '#people/page/words.ts';
import type { Identity } from '#people/person.ts';
import type { DeskRecord, PastAct } from '#programmes/vaccination/desk/desk.api.ts';

const SAY = {
  check: {
    fr: 'Demandez-lui son nom et sa date de naissance. Vous devez entendre\u00a0:',
    en: 'Ask for their name and birth date. You should hear:',
  },
  years: { fr: 'ans', en: 'years' },
  today: { fr: 'Aujourd’hui', en: 'Today' },
  yes: { fr: 'Permis', en: 'Allowed' },
  no: { fr: 'Pas aujourd’hui', en: 'Not today' },
  why: { fr: 'Pourquoi', en: 'Why' },
  missing: { fr: 'À demander', en: 'To be asked' },
  history: { fr: 'Ce qui a été fait', en: 'What was done' },
  none: { fr: 'Aucun acte connu.', en: 'No known act.' },
  correct: { fr: 'Corriger', en: 'Correct' },
  cancel: { fr: 'Retirer', en: 'Take back' },
  ended: { fr: 'Ne compte plus', en: 'No longer counts' },
  other: { fr: 'Une autre personne', en: 'Another person' },
  typed: {
    fr: 'Écrite sans réseau\u00a0: son histoire est inconnue ici. Demandez-lui ce qu’elle a déjà reçu.',
    en: 'Written without network: the history is not known here. Ask what was already received.',
  },
  look: { fr: 'À regarder', en: 'Worth a look' },
};

/** Name and birth date as large as on a wristband, and the question that checks them. */
export function Who(parts: { identity: Identity; on: string; record?: DeskRecord; leave: () => void }) {
  const { say, language } = useSpeech();
  const { identity, record } = parts;
  const age = ageFrom(identity.birthDate, parts.on);
  return (
    <header className="desk-who">
      <div className="desk-who-head">
        <h2 id="who-title" tabIndex={-1}>
          <Named name={identity} />
        </h2>
        <Button className="button quiet" onPress={parts.leave}>
          {say(SAY.other)}
        </Button>
      </div>
      <p className="desk-who-check">
        <span className="small">{say(SAY.check)}</span>{' '}
        <b className="desk-who-born">{dateWords(identity.birthDate, language)}</b>{' '}
        <span>
          {age !== undefined && `${age} ${say(SAY.years)}, `}
          {say(SEX[identity.sex])}
        </span>{' '}
        {record && <TrustChip trust={record.person.trust} />}
      </p>
      {record === undefined && <p className="warned">{say(SAY.typed)}</p>}
      {record?.person.warnings.map(({ code, message }) => (
        <p key={code} className="warned">
          {message[language]}
        </p>
      ))}
    </header>
  );
}

/** What may be done today, in one sentence; the reasons are one key away. */
export function Today({ record }: { record: DeskRecord }) {
  const { say, formats, language } = useSpeech();
  const { proposal } = record;
  return (
    <section
      className="desk-today"
      data-allowed={proposal.allowed || undefined}
      aria-labelledby="today-title"
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="11" />
        {proposal.allowed ? <path d="M6.5 12.5l3.6 3.6 7.4-8" /> : <path d="M12 6v7.5M12 17v.6" />}
      </svg>
      <div>
        <h3 id="today-title">
          {say(SAY.today)}
          <span className="visually-hidden">: {say(proposal.allowed ? SAY.yes : SAY.no)}</span>
        </h3>
        <p className="desk-today-words">{proposal.words[language]}</p>
        {proposal.missing.length > 0 && (
          <p>
            <b>
              {say(SAY.missing)}
              {formats.colon}
            </b>{' '}
            {proposal.missing.map((text) => text[language]).join(' ')}
          </p>
        )}
        {proposal.reasons.length > 0 && (
          <details>
            <summary>{say(SAY.why)}</summary>
            <ul>
              {proposal.reasons.map(({ words, reference }) => (
                <li key={`${words.en} ${reference}`}>
                  {words[language]} <span className="small">{reference}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}

/** The acts of a life, the newest at the head, each a dot on one line. What no longer counts is hollow. */
export function History(parts: {
  acts: readonly PastAct[];
  correct?: ((act: PastAct) => void) | undefined;
  cancel?: ((act: PastAct) => void) | undefined;
}) {
  const { say, formats, language } = useSpeech();
  return (
    <section className="desk-history" aria-labelledby="history-title">
      <h3 id="history-title">{say(SAY.history)}</h3>
      {parts.acts.length === 0 && <p className="nothing">{say(SAY.none)}</p>}
      <ol className="desk-line">
        {parts.acts.map((act) => (
          <li key={act.id} data-over={!act.stands || undefined} data-kind={act.kind}>
            <time dateTime={act.occurredOn}>{formats.day(act.occurredOn)}</time>
            <div>
              <p>{act.words[language]}</p>
              {act.placeName !== null && <p className="small">{act.placeName}</p>}
              {!act.stands && <p className="small">{act.ended?.[language] ?? say(SAY.ended)}</p>}
              {act.stands && act.mayChange && parts.correct && parts.cancel && (
                <div className="row">
                  {act.kind === 'injection' && (
                    <Button className="text-button" onPress={() => parts.correct?.(act)}>
                      {say(SAY.correct)}
                      <span className="visually-hidden">: {act.words[language]}</span>
                    </Button>
                  )}
                  <Button className="text-button" onPress={() => parts.cancel?.(act)}>
                    {say(SAY.cancel)}
                    <span className="visually-hidden">: {act.words[language]}</span>
                  </Button>
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
