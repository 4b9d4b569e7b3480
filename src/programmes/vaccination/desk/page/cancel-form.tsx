/** Taking an act back: it stays in the history, and says why it no longer counts. */
import { type FormEvent, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Call } from '#access/page/session.tsx';
import { type Failure, hasFailed, newId } from '#kit/api.web.ts';
import { focusFirstWrong } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { cancelAct, type DeskRecorded, type PastAct } from '#programmes/vaccination/desk/desk.api.ts';
import { MendReason } from '#programmes/vaccination/desk/page/act-form.tsx';

const SAY = {
  title: { fr: 'Retirer cet acte', en: 'Take this act back' },
  why: { fr: 'Pourquoi le retirer\u00a0?', en: 'Why take it back?' },
  go: { fr: 'Retirer l’acte', en: 'Take the act back' },
  back: { fr: 'Ne rien retirer', en: 'Take nothing back' },
};

export function CancelForm(parts: {
  ask: Call;
  place: string;
  person: string;
  act: PastAct;
  onDone: (recorded: DeskRecorded) => void;
  back: () => void;
}) {
  const { say, formats, language } = useSpeech();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const id = useRef(newId());
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    if (reason === '') return focusFirstWrong();
    const { ask, place, person, act } = parts;
    const done = await ask(cancelAct, { body: { id: id.current, place, person, corrects: act.id, reason } });
    if (hasFailed(done)) setFailure(done);
    else parts.onDone(done.body);
  };
  return (
    <form className="desk-cancel stack" onSubmit={send} noValidate aria-labelledby="cancel-title">
      <h2 id="cancel-title" tabIndex={-1}>
        {say(SAY.title)}
      </h2>
      <p>
        <b>{parts.act.words[language]}</b>, {formats.day(parts.act.occurredOn)}
      </p>
      <MendReason label={say(SAY.why)} reason={reason} set={setReason} tried={tried} />
      <Trouble failure={failure} />
      <div className="row">
        <Button type="submit" className="button danger large">
          {say(SAY.go)}
        </Button>
        <Button className="button quiet large" onPress={parts.back}>
          {say(SAY.back)}
        </Button>
      </div>
    </form>
  );
}
