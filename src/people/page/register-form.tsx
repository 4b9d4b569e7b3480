import { type FormEvent, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, faultsByField, hasFailed, newId } from '#kit/api.web.ts';
import { focusFirstWrong, focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { Candidates } from '#people/page/candidates.tsx';
import {
  type Draft,
  type DraftField,
  draftFaults,
  EMPTY_DRAFT,
  evidenceOf,
  identityOf,
} from '#people/page/draft.ts';
import { IdentityFields } from '#people/page/identity-fields.tsx';
import { type Found, type PersonShown, registerPerson } from '#people/people.api.ts';
import type { Identity } from '#people/person.ts';

const SAY = {
  title: { fr: 'Enregistrer une personne', en: 'Register a person' },
  text: {
    fr: 'Le nécessaire d’abord\u00a0; le reste est replié et peut attendre.',
    en: 'What is needed first; the rest is folded and can wait.',
  },
  go: { fr: 'Enregistrer', en: 'Register' },
  back: { fr: 'Abandonner', en: 'Give up' },
};

const isField = (name: string): name is DraftField => Object.hasOwn(EMPTY_DRAFT, name);

/** The words beside each field: ours as soon as the form was sent once, then the server's. */
export const useDraftErrors = (draft: Draft, tried: boolean, failure: Failure | undefined) => {
  const { say } = useSpeech();
  const faults = tried ? draftFaults(draft) : undefined;
  const told = faultsByField(failure);
  return {
    error: (field: DraftField): string | undefined => {
      const fault = faults?.get(field);
      return fault === undefined ? told.get(field) : say(fault);
    },
    /** What no field can show. */
    rest: [...told.keys()].some(isField) ? undefined : failure,
  };
};

type RegisterProps = {
  readonly place: string;
  readonly start: Draft;
  readonly onRegistered: (shown: PersonShown) => void;
  readonly onOpen: (found: Found) => void;
  readonly back: () => void;
};

/** What is typed, who is like it, and how it is sent: one id, however often. */
const useRegistration = (parts: RegisterProps) => {
  const { call } = useSession();
  const [draft, setDraft] = useState(parts.start);
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [candidates, setCandidates] = useState<readonly Found[]>([]);
  const id = useRef(newId());
  const { error, rest } = useDraftErrors(draft, tried, failure);
  const send = async (identity: Identity, notThese: readonly string[]) => {
    const registered = await call(registerPerson, {
      body: {
        id: id.current,
        place: parts.place,
        identity,
        evidence: evidenceOf(draft),
        notThese: [...notThese],
      },
    });
    if (hasFailed(registered)) {
      setFailure(registered);
      return focusFirstWrong();
    }
    if (registered.status === 409) {
      setCandidates(registered.body.candidates);
      return focusSoon('candidates-title');
    }
    parts.onRegistered(registered.body);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    setCandidates([]);
    const identity = identityOf(draft);
    if (identity === undefined) focusFirstWrong();
    else void send(identity, []);
  };
  const asked = identityOf(draft);
  const change = (typed: Partial<Draft>) => {
    setFailure(undefined);
    setCandidates([]);
    setDraft((before) => ({ ...before, ...typed }));
  };
  const none = () => {
    if (asked)
      void send(
        asked,
        candidates.map(({ person }) => person),
      );
  };
  return { draft, change, error, rest, candidates, asked, submit, none };
};

export function RegisterForm(parts: RegisterProps) {
  const { say } = useSpeech();
  const { draft, change, error, rest, candidates, asked, submit, none } = useRegistration(parts);
  return (
    <section className="registering" aria-labelledby="register-title">
      <form
        className="stack"
        onSubmit={submit}
        autoComplete="off"
        noValidate
        aria-labelledby="register-title"
      >
        <div>
          <h2 id="register-title" tabIndex={-1}>
            {say(SAY.title)}
          </h2>
          <p className="small">{say(SAY.text)}</p>
        </div>
        <IdentityFields draft={draft} change={change} error={error} />
        <Trouble failure={rest} />
        <div className="row">
          <Button type="submit" className="button large">
            {say(SAY.go)}
          </Button>
          <Button className="button quiet" onPress={parts.back}>
            {say(SAY.back)}
          </Button>
        </div>
      </form>
      {candidates.length > 0 && asked && (
        <Candidates asked={asked} candidates={candidates} open={parts.onOpen} none={none} />
      )}
    </section>
  );
}
