import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { chooseSituation, joinTeam, type Session, type Situation } from '#access/session.api.ts';
import { professionTitle } from '#access/situation-professions.ts';
import { type Failure, faultsByField, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';

const SAY = {
  legend: { fr: 'Vos situations', en: 'Your situations' },
  myself: { fr: 'Pour moi-même', en: 'For myself' },
  myselfText: {
    fr: 'Voir mes données et qui les a regardées, exercer mes droits',
    en: 'See my data and who looked at them, exercise my rights',
  },
  until: { fr: 'jusqu’au', en: 'until' },
  go: { fr: 'Commencer', en: 'Begin' },
  pick: { fr: 'Choisissez une situation.', en: 'Choose a situation.' },
  join: { fr: 'On m’a remis un code', en: 'I was given a code' },
  joinText: {
    fr: 'Le responsable d’un centre vous a nommé\u00a0: saisissez le code qu’il vous a remis. Il ne vaut que pour vous, une fois.',
    en: 'The manager of a centre named you: enter the code you were handed. It is good for you alone, once.',
  },
  code: { fr: 'Code de délégation', en: 'Delegation code' },
  codeForm: {
    fr: 'De 8 à 20 lettres et chiffres, tirets compris.',
    en: '8 to 20 letters and digits, dashes included.',
  },
  joined: {
    fr: 'C’est fait\u00a0: une nouvelle situation vous est ouverte. Choisissez-la, puis commencez.',
    en: 'Done: a new situation is open to you. Choose it, then begin.',
  },
  joinGo: { fr: 'Rejoindre le centre', en: 'Join the centre' },
};

/** One card a situation: what the reader is, for whom, where, until when. */
export function Situations(parts: {
  situations: readonly Situation[];
  chosen: number | null;
  onChosen: (session: Session) => void;
}) {
  const { say, language, formats } = useSpeech();
  const { call } = useSession();
  const [picked, setPicked] = useState(parts.chosen);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [error, setError] = useState(false);
  const choose = async (event: FormEvent) => {
    event.preventDefault();
    if (picked === null) return setError(true);
    const chosen = await call(chooseSituation, { body: { index: picked } });
    if (hasFailed(chosen)) setFailure(chosen);
    else parts.onChosen(chosen.body);
  };
  return (
    <form onSubmit={choose}>
      <fieldset className="cards" aria-describedby="situation-error">
        <legend>{say(SAY.legend)}</legend>
        <div>
          {parts.situations.map((one) => (
            <label key={one.index} className="card">
              <input
                type="radio"
                name="situation"
                value={one.index}
                checked={picked === one.index}
                onChange={() => {
                  setError(false);
                  setPicked(one.index);
                }}
              />
              <span className="card-body">
                <b>{one.role === 'citizen' ? say(SAY.myself) : one.roleTitle[language]}</b>
                {one.role === 'citizen' && <span className="small">{say(SAY.myselfText)}</span>}
                {one.role !== 'citizen' && (
                  <>
                    <span>{one.structure || one.placeName}</span>
                    <span className="small">
                      {[
                        one.profession === '' ? '' : professionTitle(one.profession)[language],
                        one.placeName === one.structure ? '' : one.placeName,
                        one.until === null ? '' : `${say(SAY.until)} ${formats.moment(one.until)}`,
                      ]
                        .filter((text) => text !== '')
                        .join(' · ')}
                    </span>
                  </>
                )}
              </span>
            </label>
          ))}
        </div>
        <p id="situation-error" className={error ? 'field-error' : 'said'} role="status">
          {error && say(SAY.pick)}
        </p>
      </fieldset>
      <Trouble failure={failure} />
      <Button type="submit" className="button large">
        {say(SAY.go)}
      </Button>
    </form>
  );
}

/** A delegation code, written as it was read: spaces and small letters are taken. */
export function Join({ onJoined }: { onJoined: (session: Session) => void }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [code, setCode] = useState('');
  const [said, setSaid] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const join = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    const typed = code.replaceAll(/\s/g, '').toUpperCase();
    if (!/^[0-9A-Z-]{8,20}$/.test(typed)) {
      setError(say(SAY.codeForm));
      return document.getElementById('join-code')?.focus();
    }
    const joined = await call(joinTeam, { body: { code: typed } });
    if (!hasFailed(joined)) {
      setCode('');
      setSaid(say(SAY.joined));
      onJoined(joined.body);
      return focusSoon('join-said');
    }
    const told = 'problem' in joined ? joined.problem : undefined;
    setError(
      told === undefined
        ? undefined
        : (faultsByField(joined).get('code') ?? `${told.title}. ${told.mend ?? ''}`),
    );
    setFailure(told === undefined ? joined : undefined);
    document.getElementById('join-code')?.focus();
  };
  return (
    <section className="panel" aria-labelledby="join-title">
      <h2 id="join-title">{say(SAY.join)}</h2>
      <p>{say(SAY.joinText)}</p>
      <form className="line-form" onSubmit={join} autoComplete="off" noValidate>
        <TextField
          id="join-code"
          className="code"
          label={say(SAY.code)}
          value={code}
          maxLength={30}
          error={error}
          onChange={(typed) => {
            setError(undefined);
            setSaid('');
            setCode(typed);
          }}
        />
        <Button type="submit" className="button">
          {say(SAY.joinGo)}
        </Button>
      </form>
      <p id="join-said" role="status" className="done" tabIndex={-1}>
        {said}
      </p>
      <Trouble failure={failure} />
    </section>
  );
}
