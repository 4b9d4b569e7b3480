import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useRead, useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon, localDay } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { bornText } from '#people/page/born.ts';
import { Named } from '#people/page/trust.tsx';
import { answerRequest, listRequests, type RequestToAnswer } from '#people/privacy.api.ts';

const SAY = {
  kicker: { fr: 'Demandes des personnes', en: 'Requests of people' },
  title: { fr: 'À répondre, les plus anciennes d’abord', en: 'To be answered, the oldest first' },
  none: { fr: 'Aucune demande n’attend.', en: 'No request waits.' },
  asked: { fr: 'demandé le', en: 'asked on' },
  erasure: { fr: 'Effacement', en: 'Erasure' },
  rectification: { fr: 'Rectification', en: 'Rectification' },
  opposition: { fr: 'Opposition', en: 'Opposition' },
  access: { fr: 'Accès', en: 'Access' },
  left: { fr: 'jours pour répondre', en: 'days left to answer' },
  late: { fr: 'En retard', en: 'Late' },
  done: { fr: 'C’est fait', en: 'It is done' },
  erase: { fr: 'Effacer la personne', en: 'Erase the person' },
  refuse: { fr: 'Refuser', en: 'Refuse' },
  sure: {
    fr: 'La clé de cette personne sera détruite\u00a0: ses faits restent comptés, sans lien avec elle. Cela ne se défait pas.',
    en: 'The key of this person will be destroyed: their facts stay counted, with no link to them. It cannot be undone.',
  },
  yes: { fr: 'Oui, effacer pour toujours', en: 'Yes, erase for ever' },
  no: { fr: 'Non, ne rien effacer', en: 'No, erase nothing' },
  answered: { fr: 'Répondu.', en: 'Answered.' },
  forgotten: { fr: 'Répondu\u00a0: la personne est effacée.', en: 'Answered: the person is erased.' },
  rectifyText: {
    fr: 'La rectification elle-même se fait au centre ou à l’identitovigilance\u00a0; répondez quand elle l’est.',
    en: 'The rectification itself is done at the centre or by identity watch; answer once it is.',
  },
};

/** A month, as the law counts it at the shortest. */
const DAYS_TO_ANSWER = 30;
const DAY_MS = 86_400_000;

/** The requests of a territory. Erasing asks once. */
export function Answers({ place }: { place: string }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [asking, setAsking] = useState<string | undefined>(undefined);
  const list = useRead(async () => {
    const read = await call(listRequests, { query: { place } });
    return hasFailed(read) ? read : read.body.requests;
  }, place);
  useEffect(() => {
    if (asking !== undefined) focusSoon(`keep-${asking}`);
  }, [asking]);
  const answer = async (id: string, what: 'done' | 'refused') => {
    const done = await call(answerRequest, { body: { id, answer: what } });
    setAsking(undefined);
    setFailure(hasFailed(done) ? done : undefined);
    if (hasFailed(done)) return;
    setSaid(say(done.body.forgotten ? SAY.forgotten : SAY.answered));
    list.again();
    focusSoon('requests-title');
  };
  return (
    <Section id="requests" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <p role="status" className="done">
        {said}
      </p>
      <Trouble failure={failure ?? list.failure} retry={list.again} />
      {list.value === undefined && list.failure === undefined && <Skeleton lines={3} />}
      {list.value?.length === 0 && <p className="nothing">{say(SAY.none)}</p>}
      <ul className="lines wide">
        {list.value?.map((request) => (
          <RequestLine
            key={request.id}
            request={request}
            asking={asking === request.id}
            ask={setAsking}
            answer={(what) => void answer(request.id, what)}
          />
        ))}
      </ul>
    </Section>
  );
}

function RequestLine(parts: {
  request: RequestToAnswer;
  asking: boolean;
  ask: (id: string | undefined) => void;
  answer: (what: 'done' | 'refused') => void;
}) {
  const { say, language, formats } = useSpeech();
  const { request } = parts;
  const { identity } = request.person;
  const left = DAYS_TO_ANSWER - Math.floor((Date.now() - Date.parse(request.askedAt)) / DAY_MS);
  const erasure = request.kind === 'erasure';
  return (
    <li>
      <div className="line-head">
        <b>{say(SAY[request.kind])}</b>
        <span className="chip" data-tone={left < 7 ? 'watch' : ''}>
          {left < 0 ? say(SAY.late) : `${left} ${say(SAY.left)}`}
        </span>
      </div>
      <p>
        <Named name={identity} />, {bornText(identity, localDay(), language)}
      </p>
      <p className="small">
        {say(SAY.asked)} {formats.moment(request.askedAt)}
      </p>
      {request.text !== '' && <blockquote>{request.text}</blockquote>}
      {request.kind === 'rectification' && <p className="small">{say(SAY.rectifyText)}</p>}
      {parts.asking ? (
        <div className="row">
          <span>{say(SAY.sure)}</span>
          <Button className="button danger" onPress={() => parts.answer('done')}>
            {say(SAY.yes)}
          </Button>
          <Button id={`keep-${request.id}`} className="button quiet" onPress={() => parts.ask(undefined)}>
            {say(SAY.no)}
          </Button>
        </div>
      ) : (
        <div className="row">
          <Button className="button" onPress={() => (erasure ? parts.ask(request.id) : parts.answer('done'))}>
            {say(erasure ? SAY.erase : SAY.done)}
            <span className="visually-hidden"> – {identity.familyName}</span>
          </Button>
          <Button className="button quiet" onPress={() => parts.answer('refused')}>
            {say(SAY.refuse)}
            <span className="visually-hidden"> – {identity.familyName}</span>
          </Button>
        </div>
      )}
    </li>
  );
}
