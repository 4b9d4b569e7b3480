import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { type Failure, faultsByField, hasFailed } from '#kit/api.web.ts';
import { focusFirstWrong } from '#kit/device.web.ts';
import { LongField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Named } from '#people/page/trust.tsx';
import { breakGlass, type Found, GLASS_MINUTES, type PersonShown } from '#people/people.api.ts';

const SAY = {
  title: { fr: 'Hors de votre territoire', en: 'Outside your territory' },
  text: {
    fr: 'Cette personne n’est pas de votre territoire. Si elle est devant vous, ou si un soin l’exige, vous pouvez briser la glace\u00a0:',
    en: 'This person is not of your territory. If they are in front of you, or if care demands it, you may break the glass:',
  },
  effects: {
    fr: [
      `son dossier vous est ouvert ${GLASS_MINUTES} minutes, à vous seul ;`,
      'votre motif est relu par le délégué à la protection des données ;',
      'elle verra que vous l’avez fait, quand et depuis quel lieu.',
    ],
    en: [
      `their record is open to you alone for ${GLASS_MINUTES} minutes;`,
      'your reason is reviewed by the data protection officer;',
      'they will see that you did it, when and from which place.',
    ],
  },
  reason: { fr: 'Motif', en: 'Reason' },
  hint: {
    fr: 'Une phrase\u00a0: pourquoi maintenant, pourquoi vous. Au moins dix caractères.',
    en: 'A sentence: why now, why you. At least ten characters.',
  },
  short: {
    fr: 'Écrivez une phrase\u00a0: au moins dix caractères.',
    en: 'Write a sentence: at least ten characters.',
  },
  go: { fr: 'Briser la glace', en: 'Break the glass' },
  back: { fr: 'Ne pas ouvrir', en: 'Do not open' },
  cannot: {
    fr: 'Votre situation ne permet pas d’ouvrir ce dossier. Demandez à un soignant ou au responsable du centre.',
    en: 'Your situation does not allow opening this record. Ask a carer or the manager of the centre.',
  },
};

const REASON_MIN = 10;

/** What breaking the glass means, before it is done. */
export function GlassForm(parts: { found: Found; onOpened: (shown: PersonShown) => void; back: () => void }) {
  const { say, language } = useSpeech();
  const { call, session } = useSession();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const may = session?.state === 'signed-in' && session.rights.includes(RIGHTS.breakGlass);
  const told = faultsByField(failure);
  const short = reason.trim().length < REASON_MIN;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    if (short) return focusFirstWrong();
    const opened = await call(breakGlass, {
      params: { person: parts.found.person },
      body: { reason: reason.trim() },
    });
    if (hasFailed(opened)) setFailure(opened);
    else parts.onOpened(opened.body);
  };
  return (
    <section className="glass" aria-labelledby="glass-form-title">
      <h2 id="glass-form-title" tabIndex={-1}>
        {say(SAY.title)}
      </h2>
      <p className="glass-who">
        <Named name={parts.found} />
      </p>
      {may ? (
        <form className="stack" onSubmit={send} autoComplete="off" noValidate>
          <p>{say(SAY.text)}</p>
          <ul>
            {SAY.effects[language].map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
          <LongField
            id="glass-reason"
            label={say(SAY.reason)}
            value={reason}
            maxLength={500}
            hint={say(SAY.hint)}
            onChange={(text) => {
              setFailure(undefined);
              setReason(text);
            }}
            error={tried && short ? say(SAY.short) : told.get('reason')}
          />
          {!told.has('reason') && <Trouble failure={failure} />}
          <div className="row">
            <Button type="submit" className="button danger">
              {say(SAY.go)}
            </Button>
            <Button className="button quiet" onPress={parts.back}>
              {say(SAY.back)}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <p>{say(SAY.cannot)}</p>
          <Button className="button quiet" onPress={parts.back}>
            {say(SAY.back)}
          </Button>
        </>
      )}
    </section>
  );
}
