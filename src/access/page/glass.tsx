import { useState } from 'react';
import { Button } from 'react-aria-components';
import { type Glass, listGlass, reviewGlass } from '#access/oversight.api.ts';
import { useRead, useSession } from '#access/page/session.tsx';
import { isRole, ROLES } from '#access/roles.ts';
import { type Failure, hasFailed } from '#kit/api.web.ts';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { Section, Skeleton } from '#kit/shell.tsx';
import { Trouble } from '#kit/trouble.tsx';

const SAY = {
  kicker: { fr: 'Bris de glace', en: 'Broken glass' },
  title: {
    fr: 'Ceux qui ont vu une personne hors de leur territoire',
    en: 'Those who saw a person outside their territory',
  },
  text: {
    fr: 'Chacun a donné un motif. Lisez-le\u00a0: s’il ne tient pas, parlez à la personne ou à son responsable avant de le marquer.',
    en: 'Each gave a reason. Read it: if it does not hold, speak to the person or their manager before marking it.',
  },
  none: { fr: 'Rien à relire.', en: 'Nothing to review.' },
  reviewed: { fr: 'Relus', en: 'Reviewed' },
  mark: { fr: 'Marquer comme relu', en: 'Mark as reviewed' },
  done: { fr: 'Marqué comme relu.', en: 'Marked as reviewed.' },
  record: { fr: 'dossier', en: 'record' },
};

const roleTitle = (role: string, language: 'fr' | 'en'): string =>
  isRole(role) ? ROLES[role].title[language] : role;

/** Broken glass to review, one by one; those reviewed are folded below. */
export function GlassReview({ place }: { place: string }) {
  const { say } = useSpeech();
  const { call } = useSession();
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const list = useRead(async () => {
    const read = await call(listGlass, { query: { place } });
    return hasFailed(read) ? read : read.body.glass;
  }, place);
  const review = async ({ id }: Glass) => {
    const done = await call(reviewGlass, { body: { place, id } });
    setFailure(hasFailed(done) ? done : undefined);
    if (hasFailed(done)) return;
    setSaid(say(SAY.done));
    list.again();
    focusSoon('glass-title');
  };
  const waiting = list.value?.filter(({ reviewed }) => !reviewed) ?? [];
  const read = list.value?.filter(({ reviewed }) => reviewed) ?? [];
  return (
    <Section id="glass" kicker={say(SAY.kicker)} title={say(SAY.title)}>
      <p className="lead">{say(SAY.text)}</p>
      <p role="status" className="done">
        {said}
      </p>
      <Trouble failure={failure ?? list.failure} retry={list.again} />
      {list.value === undefined && list.failure === undefined && <Skeleton lines={3} />}
      {list.value !== undefined && waiting.length === 0 && <p className="nothing">{say(SAY.none)}</p>}
      <ul className="lines wide">
        {waiting.map((glass) => (
          <GlassLine key={glass.id} glass={glass} review={review} />
        ))}
      </ul>
      {read.length > 0 && (
        <details className="folded">
          <summary>
            {say(SAY.reviewed)} ({read.length})
          </summary>
          <ul className="lines wide">
            {read.map((glass) => (
              <GlassLine key={glass.id} glass={glass} />
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function GlassLine({ glass, review }: { glass: Glass; review?: (glass: Glass) => void }) {
  const { say, language, formats } = useSpeech();
  return (
    <li>
      <div className="line-head">
        <b>{formats.moment(glass.brokenAt)}</b>
        <span className="small">
          {roleTitle(glass.role, language)} · {glass.who ?? <code>{glass.account}</code>} · {say(SAY.record)}{' '}
          <code>{glass.person}</code>
        </span>
      </div>
      <blockquote>{glass.reason}</blockquote>
      {review && (
        <Button className="button" onPress={() => review(glass)}>
          {say(SAY.mark)}
          <span className="visually-hidden"> – {formats.moment(glass.brokenAt)}</span>
        </Button>
      )}
    </li>
  );
}
