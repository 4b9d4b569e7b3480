import { useState } from 'react';
import { Button } from 'react-aria-components';
import { PageHead } from '#access/page/page-head.tsx';
import { situationOf, useSession } from '#access/page/session.tsx';
import { RIGHTS } from '#access/rights.ts';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { type Draft, draftFromSearch } from '#people/page/draft.ts';
import { GlassForm } from '#people/page/glass-form.tsx';
import { RectifyForm } from '#people/page/rectify-form.tsx';
import { RegisterForm } from '#people/page/register-form.tsx';
import { Results } from '#people/page/results.tsx';
import { type Answer, type Asked, NOTHING_ASKED, Search } from '#people/page/search.tsx';
import { Sheet } from '#people/page/sheet.tsx';
import { type Found, type PersonShown, readPerson } from '#people/people.api.ts';

const SAY = {
  kicker: { fr: 'Personnes', en: 'People' },
  title: { fr: 'Qui est devant vous\u00a0?', en: 'Who is in front of you?' },
  none: { fr: 'Personne ne répond à cette recherche', en: 'Nobody answers this search' },
  noneText: {
    fr: 'Essayez le nom de naissance, ou le numéro national. Sinon, enregistrez la personne.',
    en: 'Try the birth name, or the national number. Otherwise, register the person.',
  },
  register: { fr: 'Enregistrer une nouvelle personne', en: 'Register a new person' },
  registered: { fr: 'Enregistrée.', en: 'Registered.' },
  rectified: { fr: 'Rectifiée.', en: 'Rectified.' },
  broken: {
    fr: 'Glace brisée\u00a0: le dossier vous est ouvert pour une heure.',
    en: 'Glass broken: the record is open to you for an hour.',
  },
  opened: { fr: 'Dossier ouvert', en: 'Record opened' },
  waitTitle: { fr: 'Chercher avant d’enregistrer', en: 'Search before registering' },
  waitText: {
    fr: 'La plupart des personnes sont déjà connues. Le numéro national est le plus sûr\u00a0; un nom et une date de naissance suffisent souvent. Chaque recherche est notée.',
    en: 'Most people are already known. The national number is surest; a name and a birth date are often enough. Every search is written down.',
  },
};

/** What stands beside the search. */
type Pane =
  | { readonly is: 'nothing' }
  | { readonly is: 'sheet'; readonly shown: PersonShown }
  | { readonly is: 'rectify'; readonly shown: PersonShown }
  | { readonly is: 'glass'; readonly found: Found }
  | { readonly is: 'register'; readonly start: Draft };

const TITLES: Readonly<Record<Pane['is'], string>> = {
  nothing: 'search-number',
  sheet: 'sheet-title',
  rectify: 'rectify-title',
  glass: 'glass-form-title',
  register: 'register-title',
};

/** What was asked and answered, and what is open beside it. */
const useDesk = () => {
  const { say } = useSpeech();
  const { call } = useSession();
  const [asked, setAsked] = useState<Asked>(NOTHING_ASKED);
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const [pane, setPane] = useState<Pane>({ is: 'nothing' });
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const show = (next: Pane, message = '') => {
    setFailure(undefined);
    setPane(next);
    setSaid(message);
    focusSoon(TITLES[next.is]);
  };
  const read = async (person: string) => {
    const opened = await call(readPerson, { params: { person } });
    if (!hasFailed(opened)) return show({ is: 'sheet', shown: opened.body }, say(SAY.opened));
    const found = answer?.people.find((one) => one.person === person);
    // What was open when it was found may be closed by now: then the glass is between.
    if ('problem' in opened && opened.problem.code === 'person-elsewhere' && found)
      show({ is: 'glass', found });
    else setFailure(opened);
  };
  const open = (found: Found) => (found.open ? void read(found.person) : show({ is: 'glass', found }));
  const found = (next: Answer) => {
    setAnswer(next);
    show({ is: 'nothing' });
    focusSoon('results-title');
  };
  const clear = () => {
    setAsked(NOTHING_ASKED);
    setAnswer(undefined);
    show({ is: 'nothing' });
  };
  return { asked, setAsked, answer, pane, said, failure, show, read, open, found, clear };
};

/** Find a person, open them, register them. */
export default function People() {
  const { say } = useSpeech();
  const { session } = useSession();
  const { asked, setAsked, answer, pane, said, failure, show, read, open, found, clear } = useDesk();
  const situation = session?.state === 'signed-in' ? situationOf(session) : undefined;
  const mayRegister = session?.state === 'signed-in' && session.rights.includes(RIGHTS.registerPeople);
  return (
    <>
      <div className="no-print">
        <PageHead
          kicker={situation?.structure || situation?.placeName || say(SAY.kicker)}
          title={say(SAY.title)}
        />
      </div>
      <div className="finder">
        <div className="finder-search no-print">
          <Search asked={asked} change={setAsked} onFound={found} onClear={clear} />
          {answer && (
            <Answered
              answer={answer}
              opened={pane.is === 'sheet' ? pane.shown.person : undefined}
              open={open}
              {...(mayRegister && {
                register: () => show({ is: 'register', start: draftFromSearch(answer.asked) }),
              })}
            />
          )}
        </div>
        <div className="finder-pane">
          <p role="status" className={said === '' ? 'visually-hidden' : 'done no-print'}>
            {said}
          </p>
          <Trouble failure={failure} />
          <PaneShown pane={pane} show={show} read={read} open={open} place={situation?.place ?? ''} />
        </div>
      </div>
    </>
  );
}

function Answered(parts: {
  answer: Answer;
  opened: string | undefined;
  open: (found: Found) => void;
  register?: () => void;
}) {
  const { say, language, formats } = useSpeech();
  const { people, more } = parts.answer;
  const count = people.length;
  const title =
    count === 0
      ? say(SAY.none)
      : language === 'fr'
        ? `${formats.integer(count)} personne${count > 1 ? 's' : ''} trouvée${count > 1 ? 's' : ''}`
        : `${formats.integer(count)} ${count > 1 ? 'people' : 'person'} found`;
  return (
    <section className="answered" aria-labelledby="results-title">
      <h2 id="results-title" tabIndex={-1}>
        {title}
      </h2>
      {parts.answer.warnings.map(({ code, message }) => (
        <p key={code} className="warned">
          {message[language]}
        </p>
      ))}
      {count === 0 ? (
        <p>{say(SAY.noneText)}</p>
      ) : (
        <Results people={people} more={more} opened={parts.opened} open={parts.open} />
      )}
      {parts.register && (
        <Button className={count === 0 ? 'button large' : 'button quiet'} onPress={parts.register}>
          {say(SAY.register)}
        </Button>
      )}
    </section>
  );
}

function PaneShown(parts: {
  pane: Pane;
  show: (pane: Pane, message?: string) => void;
  read: (person: string) => Promise<void>;
  open: (found: Found) => void;
  place: string;
}) {
  const { say } = useSpeech();
  const { pane, show } = parts;
  const nothing = () => show({ is: 'nothing' });
  switch (pane.is) {
    case 'sheet':
      return (
        <Sheet
          shown={pane.shown}
          openOther={(person) => void parts.read(person)}
          rectify={() => show({ is: 'rectify', shown: pane.shown })}
          close={nothing}
        />
      );
    case 'rectify':
      return (
        <RectifyForm
          shown={pane.shown}
          onRectified={(shown) => show({ is: 'sheet', shown }, say(SAY.rectified))}
          back={() => show({ is: 'sheet', shown: pane.shown })}
        />
      );
    case 'glass':
      return (
        <GlassForm
          key={pane.found.person}
          found={pane.found}
          onOpened={(shown) => show({ is: 'sheet', shown }, say(SAY.broken))}
          back={nothing}
        />
      );
    case 'register':
      return (
        <RegisterForm
          place={parts.place}
          start={pane.start}
          onRegistered={(shown) => show({ is: 'sheet', shown }, say(SAY.registered))}
          onOpen={parts.open}
          back={nothing}
        />
      );
    default:
      return (
        <div className="finder-wait no-print">
          <h2>{say(SAY.waitTitle)}</h2>
          <p>{say(SAY.waitText)}</p>
        </div>
      );
  }
}
