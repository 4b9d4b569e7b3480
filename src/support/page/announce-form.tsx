import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, faultsByField, hasFailed, newId } from '#kit/api.web.ts';
import { focusFirstWrong, now } from '#kit/device.web.ts';
import { LongField, SelectField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { announce } from '#support/support.api.ts';

const SAY = {
  title: { fr: 'Annoncer sur la page d’état', en: 'Announce on the status page' },
  fr: { fr: 'En français', en: 'In French' },
  en: { fr: 'En anglais', en: 'In English' },
  hours: { fr: 'Pendant', en: 'For' },
  hour: { fr: 'heures', en: 'hours' },
  send: { fr: 'Annoncer maintenant', en: 'Announce now' },
  said: { fr: 'C’est annoncé.', en: 'It is announced.' },
};
const HOURS = ['2', '6', '24', '72', '168'];
const HOUR_MS = 3_600_000;

/** What support tells everybody, at once and for a while. */
export function AnnounceForm() {
  const { say } = useSpeech();
  const { call } = useSession();
  const [words, setWords] = useState({ fr: '', en: '' });
  const [hours, setHours] = useState('6');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [said, setSaid] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const from = now();
    const until = new Date(Date.parse(from) + Number(hours) * HOUR_MS).toISOString();
    const sent = await call(announce, { body: { id: newId(), ...words, from, until } });
    setFailure(hasFailed(sent) ? sent : undefined);
    setSaid(hasFailed(sent) ? '' : say(SAY.said));
    if (hasFailed(sent)) focusFirstWrong();
    else setWords({ fr: '', en: '' });
  };
  const faults = faultsByField(failure);
  return (
    <form className="panel announce" onSubmit={(event) => void submit(event)} noValidate>
      <h3>{say(SAY.title)}</h3>
      <LongField
        label={say(SAY.fr)}
        value={words.fr}
        onChange={(fr) => setWords({ ...words, fr })}
        maxLength={500}
        error={faults.get('fr')}
      />
      <LongField
        label={say(SAY.en)}
        value={words.en}
        onChange={(en) => setWords({ ...words, en })}
        maxLength={500}
        error={faults.get('en')}
      />
      <SelectField
        label={say(SAY.hours)}
        value={hours}
        onChange={setHours}
        options={HOURS.map((value) => ({ value, name: `${value} ${say(SAY.hour)}` }))}
      />
      {faults.size === 0 && <Trouble failure={failure} />}
      <Button type="submit" className="button">
        {say(SAY.send)}
      </Button>
      <p role="status" className={said === '' ? 'visually-hidden' : 'done'}>
        {said}
      </p>
    </form>
  );
}
