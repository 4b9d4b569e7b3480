import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '#access/page/session.tsx';
import type { Text } from '#kernel/text.ts';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { focusFirstWrong } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Trouble } from '#kit/trouble.tsx';
import {
  type Draft,
  type DraftField,
  draftOf,
  evidenceOf,
  identityOf,
  takeNewer,
} from '#people/page/draft.ts';
import { IdentityFields } from '#people/page/identity-fields.tsx';
import { useDraftErrors } from '#people/page/register-form.tsx';
import { Named } from '#people/page/trust.tsx';
import { FIELDS } from '#people/page/words.ts';
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
  meanwhile: {
    fr: 'Quelqu’un d’autre vient de rectifier ce dossier',
    en: 'Somebody else has just rectified this record',
  },
  meanwhileText: {
    fr: 'Ce qu’il a changé, et que vous n’aviez pas touché, est repris ci-dessus. Relisez, puis enregistrez à nouveau.',
    en: 'What they changed, and you had not touched, is taken above. Read it again, then save again.',
  },
  go: { fr: 'Enregistrer la rectification', en: 'Save the rectification' },
  back: { fr: 'Abandonner', en: 'Give up' },
};

/** What is typed, what was changed meanwhile by another hand, and how it is sent. */
const useRectification = (shown: PersonShown, onRectified: (shown: PersonShown) => void) => {
  const { call } = useSession();
  const { person } = shown;
  const [base, setBase] = useState(shown);
  const { identity, version } = base;
  const [meanwhile, setMeanwhile] = useState<readonly DraftField[]>([]);
  const [draft, setDraft] = useState(() => draftOf(identity));
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const { error, rest } = useDraftErrors(draft, tried, failure);
  const next = identityOf(draft, identity);
  const strict =
    next !== undefined && STRICT_TRAITS.some((trait) => (next[trait] ?? '') !== (identity[trait] ?? ''));
  const loses = strict && base.trust !== 'provisional' && draft.document === '';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setFailure(undefined);
    if (next === undefined) return focusFirstWrong();
    const rectified = await call(rectifyPerson, {
      params: { person },
      body: { version, identity: next, evidence: evidenceOf(draft) },
    });
    if (!hasFailed(rectified)) return onRectified(rectified.body);
    setFailure(rectified);
    focusFirstWrong();
    if (!('problem' in rectified) || rectified.problem.code !== 'version-stale') return;
    const newer = await call(readPerson, { params: { person } });
    if (hasFailed(newer)) return;
    const taken = takeNewer(draft, identity, newer.body.identity);
    setFailure(undefined);
    setDraft(taken.draft);
    setMeanwhile(taken.changed);
    setBase(newer.body);
  };
  const change = (typed: Partial<Draft>) => {
    setFailure(undefined);
    setDraft((before) => ({ ...before, ...typed }));
  };
  return { base, draft, change, error, rest, meanwhile, loses, send };
};

/** Mends an identity. Somebody else's rectification in between is told, and what was typed stays. */
export function RectifyForm(parts: {
  shown: PersonShown;
  onRectified: (shown: PersonShown) => void;
  back: () => void;
}) {
  const { say } = useSpeech();
  const { base, draft, change, error, rest, meanwhile, loses, send } = useRectification(
    parts.shown,
    parts.onRectified,
  );
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
          {say(SAY.title)} <Named name={base.identity} />
        </h2>
        <p className="small">{say(SAY.text)}</p>
      </div>
      <IdentityFields draft={draft} change={change} error={error} />
      {meanwhile.length > 0 && <Meanwhile fields={meanwhile} shown={base} />}
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

/** What another hand changed while this form was open, as the record has it now. */
function Meanwhile({ fields, shown }: { fields: readonly DraftField[]; shown: PersonShown }) {
  const { say, formats } = useSpeech();
  const now = draftOf(shown.identity);
  const names: Readonly<Record<string, Text>> = FIELDS;
  return (
    <Callout tone="warning" title={say(SAY.meanwhile)}>
      <p>{say(SAY.meanwhileText)}</p>
      <ul>
        {fields.map((field) => {
          const name = names[field];
          return (
            <li key={field}>
              {name === undefined ? say(FIELDS.representative) : say(name)}
              {formats.colon}
              <b>{String(now[field])}</b>
            </li>
          );
        })}
      </ul>
    </Callout>
  );
}
