import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { focusFirstWrong } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import { draftOf, evidenceOf, identityOf } from '#people/page/draft.ts';
import { IdentityFields } from '#people/page/identity-fields.tsx';
import { useDraftErrors } from '#people/page/register-form.tsx';
import { Named } from '#people/page/trust.tsx';
import { type PersonShown, readPerson, rectifyPerson } from '#people/people.api.ts';
import { STRICT_TRAITS } from '#people/person.ts';

const SAY = {
  title: { fr: 'Rectifier', en: 'Rectify' },
  text: { fr: 'L’état d’avant est gardé, scellé.', en: 'What was known before is kept, sealed.' },
  strict: { fr: 'La confiance va baisser', en: 'Trust is going down' },
  strictText: {
    fr: 'Vous changez un trait que la pièce d’identité avait prouvé\u00a0: l’identité redevient provisoire, sauf si vous dites la pièce vue maintenant.',
    en: 'You change a trait that the identity paper had proved: the identity becomes provisional again, unless you tell which paper you see now.',
  },
  go: { fr: 'Enregistrer la rectification', en: 'Save the rectification' },
  back: { fr: 'Abandonner', en: 'Give up' },
};

/** Mends an identity. Somebody else's rectification in between is told, and what was typed stays. */
export function RectifyForm(parts: {
  shown: PersonShown;
  onRectified: (shown: PersonShown) => void;
  back: () => void;
}) {
  const { say } = useSpeech();
  const { call } = useSession();
  const { identity, person } = parts.shown;
  const [version, setVersion] = useState(parts.shown.version);
  const [draft, setDraft] = useState(() => draftOf(identity));
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const { error, rest } = useDraftErrors(draft, tried, failure);
  const next = identityOf(draft, identity);
  const strict =
    next !== undefined && STRICT_TRAITS.some((trait) => (next[trait] ?? '') !== (identity[trait] ?? ''));
  const loses = strict && parts.shown.trust !== 'provisional' && draft.document === '';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    if (next === undefined) return focusFirstWrong();
    const rectified = await call(rectifyPerson, {
      params: { person },
      body: { version, identity: next, evidence: evidenceOf(draft) },
    });
    if (!hasFailed(rectified)) return parts.onRectified(rectified.body);
    setFailure(rectified);
    focusFirstWrong();
    if (!('problem' in rectified) || rectified.problem.code !== 'version-stale') return;
    const newer = await call(readPerson, { params: { person } });
    if (!hasFailed(newer)) setVersion(newer.body.version);
  };
  return (
    <form
      className="stack registering"
      onSubmit={send}
      autoComplete="off"
      noValidate
      aria-labelledby="rectify-title"
    >
      <div>
        <h2 id="rectify-title" tabIndex={-1}>
          {say(SAY.title)} <Named name={identity} />
        </h2>
        <p className="small">{say(SAY.text)}</p>
      </div>
      <IdentityFields
        draft={draft}
        change={(change) => {
          setFailure(undefined);
          setDraft((before) => ({ ...before, ...change }));
        }}
        error={error}
      />
      {loses && (
        <Callout tone="note" title={say(SAY.strict)}>
          <p>{say(SAY.strictText)}</p>
        </Callout>
      )}
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
  );
}
