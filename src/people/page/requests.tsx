import { type FormEvent, useRef, useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, faultsByField, hasFailed, newId } from '#kit/api.web.ts';
import { focusFirstWrong, focusSoon } from '#kit/device.web.ts';
import { LongField, Segments } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Section } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { ask, type Request } from '#people/privacy.api.ts';

const SAY = {
  kicker: { fr: 'Vos droits', en: 'Your rights' },
  title: { fr: 'Demander, s’opposer, effacer', en: 'Ask, oppose, erase' },
  research: {
    fr: 'M’opposer à l’usage de mes données pour la recherche',
    en: 'Oppose the use of my data for research',
  },
  researchText: {
    fr: 'Appliqué aussitôt, sans motif. Vos soins n’en dépendent pas.',
    en: 'Applied at once, without a reason. Your care does not depend on it.',
  },
  opposedSince: { fr: 'Vous vous opposez depuis le', en: 'You oppose it since' },
  opposed: {
    fr: 'C’est fait\u00a0: vos données ne servent plus à la recherche.',
    en: 'Done: your data no longer serve research.',
  },
  opposedBack: {
    fr: 'Pour revenir sur cette opposition, écrivez-le dans une demande de rectification.',
    en: 'To take this opposition back, write it in a request for rectification.',
  },
  what: { fr: 'Ce que je demande', en: 'What I ask for' },
  rectification: { fr: 'Rectifier', en: 'Rectify' },
  erasure: { fr: 'Effacer', en: 'Erase' },
  words: { fr: 'Dites-le avec vos mots', en: 'Say it in your words' },
  rectifyHint: {
    fr: 'Ce qui est faux, et ce qui est juste. Par exemple\u00a0: «\u00a0mon prénom s’écrit Léonie, avec un accent\u00a0».',
    en: 'What is wrong, and what is right. For example: “my first name is written Léonie, with an accent”.',
  },
  eraseHint: { fr: 'Facultatif.', en: 'Optional.' },
  eraseText: {
    fr: 'Effacer détruit la clé de votre dossier\u00a0: votre nom ne pourra plus être relié à vos vaccinations, qui resteront seulement comptées. Vos attestations ne pourront plus être refaites. Cela ne se défait pas.',
    en: 'Erasing destroys the key of your record: your name can no longer be linked to your vaccinations, which will only stay counted. Your certificates can no longer be made again. It cannot be undone.',
  },
  missing: { fr: 'Dites ce qui est faux et ce qui est juste.', en: 'Say what is wrong and what is right.' },
  send: { fr: 'Envoyer la demande', en: 'Send the request' },
  sent: {
    fr: 'Demande envoyée. La réponse vient en un mois au plus, ici même.',
    en: 'Request sent. The answer comes within a month, on this page.',
  },
  mine: { fr: 'Mes demandes', en: 'My requests' },
  asked: { fr: 'demandé le', en: 'asked on' },
  answered: { fr: 'répondu le', en: 'answered on' },
  waits: { fr: 'En attente', en: 'Waiting' },
  done: { fr: 'Acceptée', en: 'Granted' },
  refused: { fr: 'Refusée', en: 'Refused' },
};

const KINDS: Readonly<Record<Request['kind'], { fr: string; en: string }>> = {
  access: { fr: 'Accès', en: 'Access' },
  rectification: { fr: 'Rectification', en: 'Rectification' },
  opposition: { fr: 'Opposition à la recherche', en: 'Opposition to research' },
  erasure: { fr: 'Effacement', en: 'Erasure' },
};

/** Asking for what the law gives, and what became of it. */
export function Requests(parts: {
  requests: readonly Request[];
  opposedSince: string | null;
  again: () => void;
}) {
  const { say, formats } = useSpeech();
  return (
    <Section id="rights" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <Opposition opposedSince={parts.opposedSince} again={parts.again} />
      <div className="two-columns">
        <AskForm again={parts.again} />
        {parts.requests.length > 0 && (
          <section aria-labelledby="requests-title">
            <h3 id="requests-title">{say(SAY.mine)}</h3>
            <ul className="lines">
              {parts.requests.map((request) => (
                <li key={request.id}>
                  <div className="line-head">
                    <b>{say(KINDS[request.kind])}</b>
                    <span
                      className="chip"
                      data-tone={request.answer === 'done' ? 'good' : request.answer === null ? 'watch' : ''}
                    >
                      {say(request.answer === null ? SAY.waits : SAY[request.answer])}
                    </span>
                  </div>
                  <p className="small">
                    {say(SAY.asked)} {formats.moment(request.askedAt)}
                    {request.answeredAt !== null &&
                      `, ${say(SAY.answered)} ${formats.moment(request.answeredAt)}`}
                  </p>
                  {request.text !== '' && <blockquote>{request.text}</blockquote>}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Section>
  );
}

/** Opposing takes one press; it is applied at once. */
function Opposition({ opposedSince, again }: { opposedSince: string | null; again: () => void }) {
  const { say, formats } = useSpeech();
  const { call } = useSession();
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [said, setSaid] = useState('');
  const id = useRef(newId());
  const oppose = async () => {
    const opposed = await call(ask, { body: { id: id.current, kind: 'opposition' } });
    setFailure(hasFailed(opposed) ? opposed : undefined);
    if (hasFailed(opposed)) return;
    setSaid(say(SAY.opposed));
    again();
  };
  return (
    <div className="opposition">
      <Switch
        className="switch"
        isSelected={opposedSince !== null || said !== ''}
        isDisabled={opposedSince !== null || said !== ''}
        onChange={() => void oppose()}
      >
        <span className="switch-track" aria-hidden="true">
          <span />
        </span>
        <span>{say(SAY.research)}</span>
      </Switch>
      <p className="small">
        {opposedSince === null
          ? say(SAY.researchText)
          : `${say(SAY.opposedSince)} ${formats.day(opposedSince.slice(0, 10))}. ${say(SAY.opposedBack)}`}
      </p>
      <p role="status" className="done">
        {said}
      </p>
      <Trouble failure={failure} />
    </div>
  );
}

function AskForm({ again }: { again: () => void }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [kind, setKind] = useState<'rectification' | 'erasure'>('rectification');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const id = useRef(newId());
  const told = faultsByField(failure);
  const missing = kind === 'rectification' && text.trim() === '';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    if (missing) return focusFirstWrong();
    const asked = await call(ask, {
      body: { id: id.current, kind, text: text.trim().replaceAll(/\s+/g, ' ') },
    });
    if (hasFailed(asked)) return setFailure(asked);
    id.current = newId();
    setText('');
    setTried(false);
    setSaid(say(SAY.sent));
    again();
    focusSoon('ask-said');
  };
  return (
    <form className="stack form no-print" onSubmit={send} autoComplete="off" noValidate>
      <Segments
        label={say(SAY.what)}
        value={kind}
        options={[
          { value: 'rectification', name: say(SAY.rectification) },
          { value: 'erasure', name: say(SAY.erasure) },
        ]}
        onChange={(value) => {
          setKind(value === 'erasure' ? 'erasure' : 'rectification');
          setSaid('');
        }}
      />
      {kind === 'erasure' && <p className="erase-text">{say(SAY.eraseText)}</p>}
      <LongField
        label={say(SAY.words)}
        value={text}
        maxLength={1000}
        hint={say(kind === 'erasure' ? SAY.eraseHint : SAY.rectifyHint)}
        onChange={(typed) => {
          setFailure(undefined);
          setSaid('');
          setText(typed);
        }}
        error={tried && missing ? say(SAY.missing) : told.get('text')}
      />
      {!told.has('text') && <Trouble failure={failure} />}
      <Button type="submit" className={kind === 'erasure' ? 'button danger' : 'button'}>
        {say(SAY.send)}
      </Button>
      <p id="ask-said" role="status" className="done" tabIndex={-1}>
        {said}
      </p>
    </form>
  );
}
