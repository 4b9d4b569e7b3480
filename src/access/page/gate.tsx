import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { type Gate, useSession } from '#access/page/session.tsx';
import { logout, unlockSession } from '#access/session.api.ts';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { leaveTo, pathFromRoot } from '#kit/path.web.ts';
import { Trouble } from '#kit/trouble.tsx';

const SAY = {
  locked: { fr: 'Verrouillé', en: 'Locked' },
  lockedText: {
    fr: 'La page et ce que vous y aviez écrit vous attendent.',
    en: 'The page and what you wrote on it wait for you.',
  },
  pin: { fr: 'Code à six chiffres', en: 'Six-digit PIN' },
  open: { fr: 'Rouvrir', en: 'Open' },
  pinForm: { fr: 'Six chiffres.', en: 'Six digits.' },
  again: { fr: 'Se connecter à nouveau', en: 'Sign in again' },
  againHint: {
    fr: 'S’ouvre dans un autre onglet. Revenez ici ensuite\u00a0: la page reprend où vous étiez.',
    en: 'Opens in another tab. Come back here after: the page goes on where you were.',
  },
  back: { fr: 'C’est fait, continuer', en: 'Done, go on' },
  other: { fr: 'Ce n’est pas moi\u00a0: fermer cette session', en: 'Not me: close this session' },
  ended: { fr: 'Votre session est terminée', en: 'Your session is over' },
  endedText: {
    fr: 'Reconnectez-vous pour continuer. Ce que vous aviez écrit est gardé dans cet onglet.',
    en: 'Sign in again to go on. What you wrote is kept in this tab.',
  },
};

/** Covers the page while nobody has proved to be the one who had it. */
export function GateScreen({ gate }: { gate: Gate }) {
  const { say } = useSpeech();
  const { failure } = useSession();
  const title = useRef<HTMLHeadingElement>(null);
  const { is } = gate;
  useEffect(() => {
    if (is === 'ended') title.current?.focus();
  }, [is]);
  if (gate.is === 'open') return null;
  const { label } = gate.is === 'locked' ? gate.locked : gate;
  return (
    <main className="gate">
      <div className="gate-card">
        <svg className="gate-sign" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M9 14V10a7 7 0 0 1 14 0v4" />
          <rect x="5" y="14" width="22" height="14" rx="2" />
          <path d="M16 19v4" />
        </svg>
        <h1 ref={title} tabIndex={-1}>
          {say(gate.is === 'locked' ? SAY.locked : SAY.ended)}
        </h1>
        <p className="gate-who">{label}</p>
        <p>{say(gate.is === 'locked' ? SAY.lockedText : SAY.endedText)}</p>
        {gate.is === 'locked' && gate.locked.pin && <PinForm />}
        <Trouble failure={failure} />
        <SignInAgain
          providers={gate.is === 'locked' ? [gate.locked.provider] : gate.providers.map(({ id }) => id)}
          gate={gate}
        />
      </div>
    </main>
  );
}

function PinForm() {
  const { say } = useSpeech();
  const { call, put, refresh } = useSession();
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  useEffect(() => document.getElementById('gate-pin')?.focus(), []);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d{6}$/.test(pin)) return setError(say(SAY.pinForm));
    const opened = await call(unlockSession, { body: { pin } });
    setPin('');
    if (!hasFailed(opened)) return put(opened.body);
    document.getElementById('gate-pin')?.focus();
    if (!('problem' in opened)) return setFailure(opened);
    setError(`${opened.problem.title}. ${opened.problem.mend ?? ''}`);
    await refresh();
  };
  return (
    <form onSubmit={open} autoComplete="off" noValidate>
      <TextField
        id="gate-pin"
        className="pin"
        kind="numeric"
        label={say(SAY.pin)}
        value={pin}
        maxLength={6}
        onChange={(typed) => {
          setError(undefined);
          setPin(typed.replace(/\D/g, ''));
        }}
        error={error}
      />
      <Button type="submit" className="button large">
        {say(SAY.open)}
      </Button>
      <Trouble failure={failure} />
    </form>
  );
}

function SignInAgain({ providers, gate }: { providers: readonly string[]; gate: Gate }) {
  const { say } = useSpeech();
  const { api, call, refresh } = useSession();
  const names = new Map(gate.is === 'ended' ? gate.providers.map(({ id, name }) => [id, name]) : []);
  return (
    <div className="gate-again">
      {providers.map((id) => (
        <a
          key={id}
          className="button quiet"
          target="_blank"
          rel="noopener"
          href={`${api}/session/login?${new URLSearchParams({ provider: id, return: pathFromRoot('login') })}`}
        >
          {say(SAY.again)}
          {names.has(id) && ` – ${names.get(id)}`}
        </a>
      ))}
      <p className="small">{say(SAY.againHint)}</p>
      <div className="row">
        <Button className="button quiet" onPress={() => void refresh()}>
          {say(SAY.back)}
        </Button>
        <Button
          className="text-button"
          onPress={async () => {
            await call(logout, { body: {} });
            leaveTo(pathFromRoot('login'));
          }}
        >
          {say(SAY.other)}
        </Button>
      </div>
    </div>
  );
}
