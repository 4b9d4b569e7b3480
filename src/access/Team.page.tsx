import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { DelegationForm, type Given } from '#access/page/delegation-form.tsx';
import { PageHead } from '#access/page/page-head.tsx';
import { type DelegationState, stateOf } from '#access/page/periods.ts';
import { situationOf, useRead, useSession } from '#access/page/session.tsx';
import { type Delegation, listDelegations, revokeDelegation } from '#access/session.api.ts';
import { professionTitle } from '#access/situation-professions.ts';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon, now, printPage } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { copyText } from '#kit/save.web.ts';
import { Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { WORDS } from '#kit/words.ts';

const SAY = {
  kicker: { fr: 'Équipe', en: 'Team' },
  title: { fr: 'Qui travaille ici, et jusqu’à quand', en: 'Who works here, and until when' },
  lead: {
    fr: 'Une délégation est nominative, pour ce lieu, pour un temps. Elle cesse d’elle-même.',
    en: 'A delegation is for one person, this place, a time. It ends by itself.',
  },
  code: { fr: 'Le code de', en: 'The code of' },
  once: {
    fr: 'Il n’est montré qu’une fois\u00a0: remettez-le maintenant. La personne va sur la page de connexion, prend «\u00a0Je viens pour moi, ou j’ai reçu un code\u00a0», puis le saisit.',
    en: 'It is shown once only: hand it over now. The person goes to the sign-in page, takes “I come for myself, or I was given a code”, then enters it.',
  },
  copy: { fr: 'Copier', en: 'Copy' },
  print: { fr: 'Imprimer', en: 'Print' },
  done: { fr: 'Je l’ai remis', en: 'I handed it over' },
  list: { fr: 'Délégations', en: 'Delegations' },
  none: { fr: 'Personne n’a encore de délégation ici.', en: 'Nobody has a delegation here yet.' },
  from: { fr: 'du', en: 'from' },
  until: { fr: 'au', en: 'to' },
  end: { fr: 'Mettre fin', en: 'End' },
  sure: { fr: 'Mettre fin maintenant\u00a0?', en: 'End it now?' },
  yes: { fr: 'Oui, mettre fin', en: 'Yes, end it' },
  no: { fr: 'Non, garder', en: 'No, keep it' },
  ended: { fr: 'Il est mis fin à la délégation de', en: 'Ended: the delegation of' },
};

const STATES: Readonly<Record<DelegationState, { fr: string; en: string }>> = {
  'in-use': { fr: 'En cours', en: 'In use' },
  'to-come': { fr: 'À venir', en: 'To come' },
  waits: { fr: 'Code non saisi', en: 'Code not entered' },
  over: { fr: 'Terminée', en: 'Over' },
  ended: { fr: 'Arrêtée', en: 'Stopped' },
};

/** The delegations of a place: giving one, handing its code over, ending one. */
export default function Team() {
  const { say } = useSpeech();
  const { session, call } = useSession();
  const [given, setGiven] = useState<Given | undefined>(undefined);
  const situation = session?.state === 'signed-in' ? situationOf(session) : undefined;
  const place = situation?.place ?? '';
  const list = useRead(async () => {
    const read = await call(listDelegations, { query: { place } });
    return hasFailed(read) ? read : read.body.delegations;
  }, place);
  return (
    <>
      <PageHead
        kicker={situation?.structure || situation?.placeName || say(SAY.kicker)}
        title={say(SAY.title)}
        lead={say(SAY.lead)}
      />
      {given && (
        <Code
          given={given}
          close={() => {
            setGiven(undefined);
            focusSoon('page-title');
          }}
        />
      )}
      <div className="two-columns">
        <div className="panel no-print">
          <DelegationForm
            place={place}
            onGiven={(next) => {
              setGiven(next);
              list.again();
              focusSoon('code-title');
            }}
          />
        </div>
        <section aria-labelledby="list-title" className="no-print">
          <h2 id="list-title">{say(SAY.list)}</h2>
          <Trouble failure={list.failure} retry={list.again} />
          {list.value === undefined ? (
            list.failure === undefined && <Skeleton lines={4} />
          ) : list.value.length === 0 ? (
            <p>{say(SAY.none)}</p>
          ) : (
            <Delegations place={place} delegations={list.value} again={list.again} />
          )}
        </section>
      </div>
    </>
  );
}

const nameOf = ({ givenNames, familyName }: Delegation): string =>
  `${givenNames} ${familyName.toUpperCase()}`;

/** Large enough to be read aloud across a desk, and alone on paper. */
function Code({ given, close }: { given: Given; close: () => void }) {
  const { say, language, formats } = useSpeech();
  const [copied, setCopied] = useState<boolean | undefined>(undefined);
  const { delegation, code } = given;
  return (
    <section className="code-card" aria-labelledby="code-title">
      <h2 id="code-title">
        {say(SAY.code)} {nameOf(delegation)}
      </h2>
      <p className="code-text">{code}</p>
      <p>
        {professionTitle(delegation.profession)[language]}, {delegation.placeName}, {say(SAY.from)}{' '}
        {formats.moment(delegation.from)} {say(SAY.until)} {formats.moment(delegation.until)}
      </p>
      <p className="small">{say(SAY.once)}</p>
      <div className="row no-print">
        <Button className="button" onPress={async () => setCopied(await copyText(code))}>
          {say(SAY.copy)}
        </Button>
        <Button className="button" onPress={printPage}>
          {say(SAY.print)}
        </Button>
        <Button className="button quiet" onPress={close}>
          {say(SAY.done)}
        </Button>
        <span role="status">{copied !== undefined && say(copied ? WORDS.copied : WORDS.copyFailed)}</span>
      </div>
    </section>
  );
}

function Delegations(parts: { place: string; delegations: readonly Delegation[]; again: () => void }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [asking, setAsking] = useState<string | undefined>(undefined);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const at = now();
  useEffect(() => {
    if (asking !== undefined) focusSoon(`keep-${asking}`);
  }, [asking]);
  const end = async (delegation: Delegation) => {
    const ended = await call(revokeDelegation, { body: { place: parts.place, id: delegation.id } });
    setAsking(undefined);
    setFailure(hasFailed(ended) ? ended : undefined);
    if (hasFailed(ended)) return;
    setSaid(`${say(SAY.ended)} ${nameOf(delegation)}.`);
    parts.again();
    focusSoon('list-title');
  };
  return (
    <>
      <p role="status" className="done">
        {said}
      </p>
      <Trouble failure={failure} />
      <ul className="lines">
        {parts.delegations.map((one) => (
          <DelegationLine
            key={one.id}
            one={one}
            state={stateOf(one, at)}
            asking={asking === one.id}
            ask={setAsking}
            end={() => void end(one)}
          />
        ))}
      </ul>
    </>
  );
}

function DelegationLine(parts: {
  one: Delegation;
  state: DelegationState;
  asking: boolean;
  ask: (id: string | undefined) => void;
  end: () => void;
}) {
  const { say, language, formats } = useSpeech();
  const { one, state } = parts;
  const may = state !== 'ended' && state !== 'over';
  return (
    <li data-state={state}>
      <div className="line-head">
        <b>{nameOf(one)}</b>
        <span className="chip" data-tone={state === 'in-use' ? 'good' : state === 'waits' ? 'watch' : ''}>
          {STATES[state][language]}
        </span>
      </div>
      <p>
        {professionTitle(one.profession)[language]}, {say(SAY.from)} {formats.moment(one.from)}{' '}
        {say(SAY.until)} {formats.moment(one.until)}
      </p>
      {may &&
        (parts.asking ? (
          <div className="row">
            <span>{say(SAY.sure)}</span>
            <Button className="button danger" onPress={parts.end}>
              {say(SAY.yes)}
            </Button>
            <Button
              id={`keep-${one.id}`}
              className="button quiet"
              onPress={() => {
                parts.ask(undefined);
                focusSoon(`end-${one.id}`);
              }}
            >
              {say(SAY.no)}
            </Button>
          </div>
        ) : (
          <Button id={`end-${one.id}`} className="text-button" onPress={() => parts.ask(one.id)}>
            {say(SAY.end)}
            <span className="visually-hidden"> – {nameOf(one)}</span>
          </Button>
        ))}
    </li>
  );
}
