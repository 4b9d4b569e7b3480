import { type FormEvent, useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { pagesFor, type SpacePage } from '#access/page/places.ts';
import { type SignedIn, situationOf, useSession } from '#access/page/session.tsx';
import { lockSession, logout, setPin } from '#access/session.api.ts';
import { type Failure, faultsByField, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { TextField } from '#kit/fields.tsx';
import { useSpeech } from '#kit/language.tsx';
import { PathLink } from '#kit/path.tsx';
import { goToPath, leaveTo, pathFromRoot } from '#kit/path.web.ts';
import { landmark } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';

const SAY = {
  pages: { fr: 'Vos pages', en: 'Your pages' },
  session: { fr: 'Votre session', en: 'Your session' },
  myself: { fr: 'Pour vous-même', en: 'For yourself' },
  menu: { fr: 'Ma session', en: 'My session' },
  change: { fr: 'Changer de situation', en: 'Change situation' },
  pin: { fr: 'Code de cette tablette', en: 'PIN of this tablet' },
  pinText: {
    fr: 'Six chiffres, pour rouvrir vite après un verrouillage. Oublié quand vous vous déconnectez.',
    en: 'Six digits, to open quickly after a lock. Forgotten when you sign out.',
  },
  pinLabel: { fr: 'Nouveau code', en: 'New PIN' },
  pinForm: { fr: 'Six chiffres.', en: 'Six digits.' },
  pinSave: { fr: 'Poser ce code', en: 'Set this PIN' },
  pinSaved: { fr: 'Code posé pour cette session.', en: 'PIN set for this session.' },
  lock: { fr: 'Verrouiller', en: 'Lock' },
  out: { fr: 'Se déconnecter', en: 'Sign out' },
};

/** The pages of the reader, in the masthead. */
export function SpaceMenu({ pages, path }: { pages: readonly SpacePage[]; path: string }) {
  const { say } = useSpeech();
  return (
    <nav className="space-menu" aria-label={say(SAY.pages)}>
      {pages.map((page) => (
        <PathLink key={page.path} to={page.path} current={page.path === path}>
          {say(page.name)}
        </PathLink>
      ))}
    </nav>
  );
}

/** Who is signed in, as what, where; locking is one press away, the rest is in a menu. */
export function SessionBar({ session, path }: { session: SignedIn; path: string }) {
  const { say, language } = useSpeech();
  const { call, put } = useSession();
  const situation = situationOf(session);
  const lock = async () => {
    const locked = await call(lockSession, { body: {} });
    if (!hasFailed(locked)) put(locked.body);
  };
  return (
    <section className="session-bar" aria-label={say(SAY.session)}>
      <p className="session-who">
        <b>{session.label}</b>
        {situation && (
          <span>
            {situation.role === 'citizen'
              ? say(SAY.myself)
              : `${situation.roleTitle[language]}, ${situation.structure || situation.placeName}`}
          </span>
        )}
      </p>
      <SpaceMenu pages={session.chosen === null ? pagesFor([]) : pagesFor(session.rights)} path={path} />
      <div className="session-tools">
        <DialogTrigger>
          <Button className="button quiet">{say(SAY.menu)}</Button>
          <Popover {...landmark()} className="popover" placement="bottom end">
            <Dialog className="popover-body session-panel">
              {({ close }) => <SessionPanel session={session} close={close} />}
            </Dialog>
          </Popover>
        </DialogTrigger>
        <Button className="button" onPress={lock}>
          {say(SAY.lock)}
        </Button>
      </div>
    </section>
  );
}

function SessionPanel({ session, close }: { session: SignedIn; close: () => void }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const out = async () => {
    const gone = await call(logout, { body: {} });
    const to = hasFailed(gone) ? null : gone.body.to;
    leaveTo(to ?? pathFromRoot('login'));
  };
  return (
    <>
      <Heading slot="title">{session.label}</Heading>
      <Button
        className="button quiet"
        onPress={() => {
          close();
          goToPath('login');
          focusSoon('page-title');
        }}
      >
        {say(SAY.change)}
      </Button>
      <PinChoice />
      <Button className="button quiet" onPress={out}>
        {say(SAY.out)}
      </Button>
    </>
  );
}

function PinChoice() {
  const { say } = useSpeech();
  const { call, put } = useSession();
  const [pin, setPinText] = useState('');
  const [said, setSaid] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d{6}$/.test(pin)) return setError(say(SAY.pinForm));
    const set = await call(setPin, { body: { pin } });
    if (hasFailed(set)) {
      setError(
        'problem' in set ? `${set.problem.title}. ${set.problem.mend ?? ''}` : faultsByField(set).get('pin'),
      );
      return setFailure('problem' in set ? undefined : set);
    }
    setPinText('');
    setFailure(undefined);
    setSaid(say(SAY.pinSaved));
    put(set.body);
  };
  return (
    <form className="pin-choice" onSubmit={save} autoComplete="off" noValidate>
      <p className="field-name">{say(SAY.pin)}</p>
      <p className="small">{say(SAY.pinText)}</p>
      <TextField
        className="pin"
        kind="numeric"
        label={say(SAY.pinLabel)}
        value={pin}
        maxLength={6}
        error={error}
        onChange={(typed) => {
          setError(undefined);
          setSaid('');
          setPinText(typed.replace(/\D/g, ''));
        }}
      />
      <Button type="submit" className="button">
        {say(SAY.pinSave)}
      </Button>
      <p role="status" className="done">
        {said}
      </p>
      <Trouble failure={failure} />
    </form>
  );
}
