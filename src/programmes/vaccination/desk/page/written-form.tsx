/** Who is there when nobody can be searched: the identity is written, and recognised when the act is sent. */
import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { focusFirstWrong } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { type Draft, draftFaults, identityOf } from '#people/page/draft.ts';
import { IdentityFields } from '#people/page/identity-fields.tsx';
import type { Identity } from '#people/person.ts';

const SAY = {
  title: { fr: 'Écrire l’identité', en: 'Write the identity' },
  text: {
    fr: 'Elle est scellée avec l’acte. À l’envoi, la personne est reconnue\u00a0; si plusieurs lui ressemblent, vous choisirez.',
    en: 'It is sealed with the act. When sent, the person is recognised; if several are alike, you will choose.',
  },
  go: { fr: 'Continuer', en: 'Go on' },
  back: { fr: 'Abandonner', en: 'Give up' },
};

export function WrittenForm(parts: {
  start: Draft;
  onWritten: (identity: Identity) => void;
  back: () => void;
}) {
  const { say } = useSpeech();
  const [draft, setDraft] = useState(parts.start);
  const [tried, setTried] = useState(false);
  const faults = draftFaults(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const identity = identityOf(draft);
    if (identity === undefined) focusFirstWrong();
    else parts.onWritten(identity);
  };
  return (
    <form
      className="registering stack"
      onSubmit={submit}
      autoComplete="off"
      noValidate
      aria-labelledby="written-title"
    >
      <div>
        <h2 id="written-title" tabIndex={-1}>
          {say(SAY.title)}
        </h2>
        <p className="small">{say(SAY.text)}</p>
      </div>
      <IdentityFields
        draft={draft}
        change={(next) => setDraft((before) => ({ ...before, ...next }))}
        error={(field) => {
          const fault = tried ? faults.get(field) : undefined;
          return fault && say(fault);
        }}
      />
      <div className="row">
        <Button type="submit" className="button large">
          {say(SAY.go)}
        </Button>
        <Button className="button quiet large" onPress={parts.back}>
          {say(SAY.back)}
        </Button>
      </div>
    </form>
  );
}
