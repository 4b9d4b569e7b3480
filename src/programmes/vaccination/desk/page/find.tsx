/** Finding who is there: one field for a number, a name and a birth date, or a summons; else every field of the search. */
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Call } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { fieldDate } from '#kit/typed-date.ts';
import { Results } from '#people/page/results.tsx';
import { type Answer, type Asked, NOTHING_ASKED, Search } from '#people/page/search.tsx';
import { type Found, searchPeople } from '#people/people.api.ts';
import { readSought, type Sought } from '#programmes/vaccination/desk/page/sought.ts';

const SAY = {
  title: { fr: 'Qui est devant vous\u00a0?', en: 'Who is in front of you?' },
  field: {
    fr: 'Numéro national, ou nom et date de naissance',
    en: 'National number, or name and birth date',
  },
  hint: {
    fr: 'Ou scannez la convocation, où que vous soyez sur la page. Exemple\u00a0: Exemplaire 11/02/1938.',
    en: 'Or scan the summons, wherever you are on the page. For instance: Exemplaire 11/02/1938.',
  },
  go: { fr: 'Trouver', en: 'Find' },
  camera: { fr: 'Caméra', en: 'Camera' },
  noDate: {
    fr: 'Ajoutez la date de naissance après le nom\u00a0: Exemplaire 11/02/1938. Sans date, ouvrez la recherche détaillée.',
    en: 'Add the birth date after the name: Exemplaire 11/02/1938. Without a date, open the detailed search.',
  },
  nothing: { fr: 'Écrivez un numéro, ou un nom et une date.', en: 'Write a number, or a name and a date.' },
  more: { fr: 'Recherche détaillée', en: 'Detailed search' },
  none: { fr: 'Personne ne répond à cette recherche', en: 'Nobody answers this search' },
  noneText: {
    fr: 'Relisez le nom de naissance et la date, ou enregistrez la personne.',
    en: 'Read the birth name and the date again, or register the person.',
  },
  register: { fr: 'Enregistrer une nouvelle personne', en: 'Register a new person' },
  offline: {
    fr: 'Sans réseau, personne ne peut être cherché\u00a0: écrivez l’identité, elle sera reconnue à l’envoi.',
    en: 'Without network nobody can be searched: write the identity, it is recognised when sent.',
  },
  type: { fr: 'Écrire l’identité', en: 'Write the identity' },
};

/** What was sought as the search form has it, so that nothing is typed twice. */
export const askedOf = (sought: Sought): Asked => {
  if (sought.is === 'number') return { ...NOTHING_ASKED, nationalNumber: sought.nationalNumber };
  if (sought.is !== 'traits') return NOTHING_ASKED;
  const { familyName, givenName, birthDate } = sought;
  return { ...NOTHING_ASKED, familyName, givenName, birthDate: fieldDate(birthDate) };
};

const bodyOf = (sought: Sought) =>
  sought.is === 'number'
    ? { nationalNumber: sought.nationalNumber }
    : sought.is === 'traits'
      ? {
          familyName: sought.familyName,
          birthDate: sought.birthDate,
          ...(sought.givenName !== '' && { givenName: sought.givenName }),
        }
      : {};

type FindProps = {
  readonly ask: Call;
  readonly online: boolean;
  readonly answer: Answer | undefined;
  readonly onFound: (answer: Answer) => void;
  readonly open: (found: Found) => void;
  readonly openSummons: (code: string) => void;
  readonly register: ((asked: Asked) => void) | undefined;
  /** Without network: the identity is written. */
  readonly write: (asked: Asked) => void;
  readonly camera: () => void;
  readonly children?: ReactNode;
};

const useFind = (parts: FindProps) => {
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<'nothing' | 'noDate' | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [arrived, setArrived] = useState(0);
  // Enter found them; Enter opens the first.
  useEffect(() => {
    if (arrived > 0) document.querySelector<HTMLElement>('.desk-find .results button')?.focus();
  }, [arrived]);
  const change = (text: string) => {
    setFault(undefined);
    setFailure(undefined);
    setTyped(text);
  };
  const find = async (event: FormEvent) => {
    event.preventDefault();
    const sought = readSought(typed);
    if (!parts.online) return parts.write(askedOf(sought));
    if (sought.is === 'nothing' || sought.is === 'no-date') {
      setFault(sought.is === 'nothing' ? 'nothing' : 'noDate');
      return focusSoon('desk-find');
    }
    if (sought.is === 'summons') {
      setTyped('');
      return parts.openSummons(sought.code);
    }
    setBusy(true);
    setFailure(undefined);
    const found = await parts.ask(searchPeople, { body: bodyOf(sought) });
    setBusy(false);
    if (hasFailed(found)) return setFailure(found);
    const { people } = found.body;
    const [only] = people;
    parts.onFound({ ...found.body, asked: askedOf(sought) });
    // A whole number names one person: their record opens, and their identity is asked there.
    if (sought.is === 'number' && people.length === 1 && only !== undefined) parts.open(only);
    else if (people.length === 0) focusSoon('results-title');
    else setArrived((count) => count + 1);
  };
  return { typed, change, fault, failure, busy, find };
};

const down = (event: KeyboardEvent) => {
  const first = document.querySelector<HTMLElement>('.results button');
  if (event.key !== 'ArrowDown' || first === null) return;
  event.preventDefault();
  first.focus();
};

export function Find(parts: FindProps) {
  const { say } = useSpeech();
  const { typed, change, fault, failure, busy, find } = useFind(parts);
  const [detailed, setDetailed] = useState(NOTHING_ASKED);
  return (
    <section className="desk-find" aria-labelledby="find-title">
      <h2 id="find-title" tabIndex={-1}>
        {say(SAY.title)}
      </h2>
      <form className="desk-find-form" onSubmit={find} onKeyDown={down} autoComplete="off" noValidate>
        <div className="field" data-invalid={fault !== undefined || undefined}>
          <label htmlFor="desk-find">{say(SAY.field)}</label>
          <div className="desk-find-row">
            <input
              id="desk-find"
              value={typed}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={fault !== undefined}
              aria-describedby="desk-find-under"
              onChange={(event) => change(event.currentTarget.value)}
            />
            <Button type="submit" className="button large">
              {say(SAY.go)}
            </Button>
            <Button className="button quiet large" onPress={parts.camera}>
              {say(SAY.camera)}
            </Button>
          </div>
          <p id="desk-find-under" className={fault === undefined ? 'said' : 'field-error'}>
            {say(fault === undefined ? (parts.online ? SAY.hint : SAY.offline) : SAY[fault])}
          </p>
        </div>
        <p role="status" className="visually-hidden">
          {busy ? '…' : ''}
        </p>
      </form>
      {parts.children}
      <Trouble failure={failure} />
      {parts.online ? (
        <>
          {parts.answer && <Answered {...parts} answer={parts.answer} />}
          <details className="folded">
            <summary>{say(SAY.more)}</summary>
            <Search
              asked={detailed}
              change={setDetailed}
              onFound={(answer) => {
                parts.onFound(answer);
                focusSoon('results-title');
              }}
              onClear={() => setDetailed(NOTHING_ASKED)}
            />
          </details>
        </>
      ) : (
        <Button
          id="desk-write"
          className="button large"
          onPress={() => parts.write(askedOf(readSought(typed)))}
        >
          {say(SAY.type)}
        </Button>
      )}
    </section>
  );
}

function Answered(parts: FindProps & { readonly answer: Answer }) {
  const { say, language, formats } = useSpeech();
  const { people, more, warnings, asked } = parts.answer;
  const count = people.length;
  const many = count > 1;
  const title =
    count === 0
      ? say(SAY.none)
      : language === 'fr'
        ? `${formats.integer(count)} personne${many ? 's' : ''} trouvée${many ? 's' : ''}`
        : `${formats.integer(count)} ${many ? 'people' : 'person'} found`;
  return (
    <section className="answered" aria-labelledby="results-title">
      <h3 id="results-title" tabIndex={-1} aria-live="polite">
        {title}
      </h3>
      {warnings.map(({ code, message }) => (
        <p key={code} className="warned">
          {message[language]}
        </p>
      ))}
      {count === 0 ? (
        <p>{say(SAY.noneText)}</p>
      ) : (
        <Results people={people} more={more} opened={undefined} open={parts.open} />
      )}
      {parts.register && (
        <Button
          className={count === 0 ? 'button large' : 'button quiet'}
          onPress={() => parts.register?.(asked)}
        >
          {say(SAY.register)}
        </Button>
      )}
    </section>
  );
}
