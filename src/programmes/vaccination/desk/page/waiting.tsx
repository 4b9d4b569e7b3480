/** What waits on this device: always in sight, without a name, each with its time, its product and what it needs. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Text } from '#kernel/text.ts';
import { localDay } from '#kit/device.web.ts';
import { DateField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { fieldDate, findDate } from '#kit/typed-date.ts';
import { bornText } from '#people/page/born.ts';
import { FoundLine } from '#people/page/results.tsx';
import { Named } from '#people/page/trust.tsx';
import type { DeskProduct, OfflineResult } from '#programmes/vaccination/desk/desk.api.ts';
import type { Waiting } from '#programmes/vaccination/desk/page/queue.ts';
import type { Queue } from '#programmes/vaccination/desk/page/use-queue.tsx';

const SAY = {
  title: { fr: 'En attente sur cet appareil', en: 'Waiting on this device' },
  none: { fr: 'Rien n’attend\u00a0: tout est parti.', en: 'Nothing waits: all has left.' },
  oldest: { fr: 'Le plus ancien', en: 'The oldest' },
  send: { fr: 'Envoyer maintenant', en: 'Send now' },
  sending: { fr: 'Envoi en cours…', en: 'Sending…' },
  gone: { fr: 'Parti', en: 'Left' },
  hide: { fr: 'Effacer cette liste', en: 'Clear this list' },
  again: { fr: 'Envoyer à nouveau', en: 'Send again' },
  giveUp: { fr: 'Abandonner cet acte', en: 'Give this act up' },
  sure: {
    fr: 'L’acte quitte cet appareil sans être enregistré. Notez-le avant.',
    en: 'The act leaves this device without being recorded. Write it down first.',
  },
  yes: { fr: 'Oui, abandonner', en: 'Yes, give it up' },
  no: { fr: 'Le garder', en: 'Keep it' },
  typed: { fr: 'Vous aviez écrit', en: 'You had written' },
  choose: { fr: 'Qui était-ce\u00a0?', en: 'Who was it?' },
  new: { fr: 'Aucune\u00a0: enregistrer comme nouvelle', en: 'None of them: register as new' },
  clock: { fr: 'L’horloge de l’appareil disait le', en: 'The clock of the device said' },
  day: { fr: 'Quel jour était-ce\u00a0?', en: 'Which day was it?' },
  setDay: { fr: 'C’était ce jour', en: 'It was that day' },
  elsewhere: {
    fr: 'Fait dans un autre lieu\u00a0: un professionnel de ce lieu doit l’envoyer.',
    en: 'Made at another place: a professional of that place must send it.',
  },
  fragile: {
    fr: 'Ce navigateur peut effacer ce qui attend si la place manque : envoyez dès que le réseau revient.',
    en: 'This browser may erase what waits if room runs short: send as soon as the network is back.',
  },
  lost: { fr: 'Le navigateur a effacé des actes en attente', en: 'The browser erased acts that waited' },
  lostText: {
    fr: 'Retrouvez-les sur papier ou auprès des personnes, et saisissez-les. Nombre\u00a0:',
    en: 'Find them on paper or from the people, and enter them. How many:',
  },
  read: { fr: 'J’ai lu', en: 'I have read this' },
  fault: { fr: 'L’appareil ne peut rien garder', en: 'The device can keep nothing' },
  faultText: {
    fr: 'Navigation privée ou espace plein\u00a0: sans réseau, aucun acte ne pourra être enregistré ici.',
    en: 'Private browsing or no room left: without network, no act can be recorded here.',
  },
};

const STATUS: Readonly<Record<Waiting['status'] | 'recorded' | 'known', Text>> = {
  waiting: { fr: 'Attend le réseau', en: 'Waits for the network' },
  'needs-person': { fr: 'Dites qui c’était', en: 'Say who it was' },
  'needs-day': { fr: 'Dites quel jour c’était', en: 'Say which day it was' },
  refused: { fr: 'Refusé\u00a0: à lire', en: 'Refused: to be read' },
  recorded: { fr: 'Enregistré', en: 'Recorded' },
  known: { fr: 'Déjà enregistré', en: 'Already recorded' },
};

type PanelProps = {
  readonly queue: Queue;
  /** Told once an act left without being recorded. */
  readonly givenUp: (id: string) => void;
  readonly place: string;
  readonly online: boolean;
  readonly products: readonly DeskProduct[];
  /** The browser promised to erase nothing. */
  readonly lasting: boolean;
};

export function WaitingPanel(parts: PanelProps) {
  const { say, formats } = useSpeech();
  const { queue, online } = parts;
  const { acts, gone, lost, fault } = queue;
  const name = (code: string) => parts.products.find((one) => one.code === code)?.short ?? code;
  const oldest = acts[0];
  return (
    <section id="waiting" className="desk-panel" aria-labelledby="waiting-title">
      <h2 id="waiting-title" tabIndex={-1}>
        {say(SAY.title)} <span className="desk-count">{formats.integer(acts.length)}</span>
      </h2>
      {fault !== undefined && (
        <div className="callout" data-tone="warning" role="alert">
          <p className="callout-title">{say(SAY.fault)}</p>
          <p>{say(SAY.faultText)}</p>
        </div>
      )}
      {lost > 0 && (
        <div className="callout" data-tone="warning" role="alert">
          <p className="callout-title">{say(SAY.lost)}</p>
          <p>
            {say(SAY.lostText)} <b>{formats.integer(lost)}</b>
          </p>
          <Button className="button" onPress={() => void queue.readLoss()}>
            {say(SAY.read)}
          </Button>
        </div>
      )}
      {oldest === undefined ? (
        <p className="nothing">{say(SAY.none)}</p>
      ) : (
        <>
          <p className="small">
            {say(SAY.oldest)} {formats.moment(oldest.madeAt)}
          </p>
          {!parts.lasting && <p className="small">{say(SAY.fragile)}</p>}
          <ul className="lines">
            {acts.map((one) => (
              <WaitingLine key={one.act.id} one={one} name={name(one.product)} {...parts} />
            ))}
          </ul>
          {online && (
            <Button className="button" onPress={() => void queue.send()} isDisabled={queue.sending}>
              {say(queue.sending ? SAY.sending : SAY.send)}
            </Button>
          )}
          <Trouble failure={online ? queue.failure : undefined} />
        </>
      )}
      {gone.length > 0 && (
        <details className="folded" open>
          <summary>
            {say(SAY.gone)} <span className="desk-count">{formats.integer(gone.length)}</span>
          </summary>
          <ul className="lines">
            {gone.map(({ one, result }) => (
              <GoneLine key={one.act.id} one={one} result={result} name={name(one.product)} />
            ))}
          </ul>
          <Button className="text-button" onPress={queue.forgetGone}>
            {say(SAY.hide)}
          </Button>
        </details>
      )}
    </section>
  );
}

function GoneLine({ one, result, name }: { one: Waiting; result: OfflineResult; name: string }) {
  const { say, formats, language } = useSpeech();
  return (
    <li>
      <div className="line-head">
        <b>{name}</b>
        <span className="chip" data-tone="good">
          {say(STATUS[result.status])}
        </span>
      </div>
      <p className="small">{formats.moment(one.madeAt)}</p>
      {result.warnings.map(({ code, message }) => (
        <p key={code} className="small">
          {message[language]}
        </p>
      ))}
    </li>
  );
}

function WaitingLine(parts: PanelProps & { one: Waiting; name: string }) {
  const { say, formats } = useSpeech();
  const { one, name, queue, place, online } = parts;
  const giveUp = async () => {
    await queue.giveUp(one);
    parts.givenUp(one.act.id);
  };
  const answer = queue.answers.get(one.act.id);
  const isElsewhere = one.place !== place;
  return (
    <li data-status={one.status}>
      <div className="line-head">
        <b>{name}</b>
        <span className="chip" data-tone={one.status === 'waiting' ? '' : 'watch'}>
          {say(STATUS[one.status])}
        </span>
      </div>
      <p className="small">{formats.moment(one.madeAt)}</p>
      {isElsewhere && <p className="small">{say(SAY.elsewhere)}</p>}
      {one.told && (
        <p>
          <b>{one.told.title}.</b> {one.told.mend}
        </p>
      )}
      {online && one.status === 'needs-person' && (
        <ChoosePerson answer={answer} choose={(person) => void queue.answer(one, { person })} />
      )}
      {online && one.status === 'needs-day' && (
        <GiveDay one={one} give={(occurredOn) => void queue.answer(one, { occurredOn })} />
      )}
      {one.status !== 'waiting' && (
        <Settle again={online ? () => void queue.answer(one) : undefined} giveUp={() => void giveUp()} />
      )}
    </li>
  );
}

function ChoosePerson(parts: { answer: OfflineResult | undefined; choose: (person: string) => void }) {
  const { say, language } = useSpeech();
  const { answer } = parts;
  if (answer?.typed === undefined) return null;
  return (
    <div className="desk-choose">
      <p>
        {say(SAY.typed)} <Named name={answer.typed} />, {bornText(answer.typed, localDay(), language)}
      </p>
      <p>
        <b>{say(SAY.choose)}</b>
      </p>
      <ul className="results">
        {answer.candidates?.map((found) => (
          <li key={found.person}>
            <button type="button" className="result" onClick={() => parts.choose(found.person)}>
              <FoundLine found={found} />
            </button>
          </li>
        ))}
      </ul>
      <Button className="button quiet" onPress={() => parts.choose('new')}>
        {say(SAY.new)}
      </Button>
    </div>
  );
}

function GiveDay(parts: { one: Waiting; give: (day: string) => void }) {
  const { say, formats } = useSpeech();
  const [typed, setTyped] = useState(fieldDate(localDay(parts.one.madeAt)));
  const day = findDate(typed);
  return (
    <form
      className="line-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (day !== undefined) parts.give(day);
      }}
    >
      <p>
        {say(SAY.clock)} {formats.moment(parts.one.madeAt)}
      </p>
      <DateField label={say(SAY.day)} value={typed} onChange={setTyped} />
      <Button type="submit" className="button" isDisabled={day === undefined}>
        {say(SAY.setDay)}
      </Button>
    </form>
  );
}

/** Kept until somebody decides: sent again, or given up, which asks once. */
function Settle(parts: { again: (() => void) | undefined; giveUp: () => void }) {
  const { say } = useSpeech();
  const [asking, setAsking] = useState(false);
  if (asking)
    return (
      <div className="stack tight" role="alert">
        <p>{say(SAY.sure)}</p>
        <div className="row">
          <Button className="button danger" onPress={parts.giveUp}>
            {say(SAY.yes)}
          </Button>
          <Button className="button quiet" autoFocus onPress={() => setAsking(false)}>
            {say(SAY.no)}
          </Button>
        </div>
      </div>
    );
  return (
    <div className="row">
      {parts.again && (
        <Button className="button quiet" onPress={parts.again}>
          {say(SAY.again)}
        </Button>
      )}
      <Button className="text-button" onPress={() => setAsking(true)}>
        {say(SAY.giveUp)}
      </Button>
    </div>
  );
}
