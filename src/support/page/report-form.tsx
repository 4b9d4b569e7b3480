import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, faultsByField, hasFailed, newId } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { LongField, Segments } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { contextHere } from '#support/page/context.web.ts';
import { reportTrouble } from '#support/support.api.ts';
import { SUBJECT_CODES, SUBJECTS, type Subject } from '#support/support.ts';

const SAY = {
  title: { fr: 'Signaler', en: 'Report' },
  what: { fr: 'De quoi s’agit-il\u00a0?', en: 'What is it about?' },
  words: { fr: 'En quelques mots (facultatif)', en: 'In a few words (optional)' },
  hint: {
    fr: 'Ce que vous faisiez, ce qui s’est passé. N’écrivez aucun nom ni numéro\u00a0: un code ou une heure suffisent.',
    en: 'What you were doing, what happened. Write no name and no number: a code or a time is enough.',
  },
  send: { fr: 'Envoyer le signalement', en: 'Send the report' },
};

const isSubject = (text: string): text is Subject => Object.hasOwn(SUBJECTS, text);

/** A report from scratch; those made where something went wrong take one click (kit/trouble.tsx). */
export function ReportForm({ onReported }: { onReported: () => void }) {
  const { say, language } = useSpeech();
  const { call } = useSession();
  const [subject, setSubject] = useState<Subject>('blocked');
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const words = text.trim();
    const sent = await call(reportTrouble, {
      body: {
        id: newId(),
        subject,
        context: contextHere('support', language),
        ...(words !== '' && { text: words }),
      },
    });
    setBusy(false);
    setFailure(hasFailed(sent) ? sent : undefined);
    if (hasFailed(sent)) return focusSoon('report-words');
    setText('');
    onReported();
  };
  const faults = faultsByField(failure);
  return (
    <form className="panel report-form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{say(SAY.title)}</h2>
      <Segments
        label={say(SAY.what)}
        value={subject}
        onChange={(value) => isSubject(value) && setSubject(value)}
        options={SUBJECT_CODES.map((code) => ({ value: code, name: SUBJECTS[code][language] }))}
      />
      <LongField
        id="report-words"
        label={say(SAY.words)}
        hint={say(SAY.hint)}
        value={text}
        onChange={setText}
        maxLength={500}
        error={faults.get('text')}
      />
      {faults.get('text') === undefined && <Trouble failure={failure} />}
      <Button type="submit" className="button large" isDisabled={busy}>
        {say(SAY.send)}
      </Button>
    </form>
  );
}
