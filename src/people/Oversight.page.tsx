import { GlassReview } from '#access/page/glass.tsx';
import { PageHead } from '#access/page/page-head.tsx';
import { situationOf, useSession } from '#access/page/session.tsx';
import { Trail } from '#access/page/trail.tsx';
import { RIGHTS } from '#access/rights.ts';
import { useSpeech } from '#kit/language.tsx';
import { Answers } from '#people/page/answers.tsx';

const SAY = {
  kicker: { fr: 'Surveillance des accès', en: 'Oversight of access' },
  title: { fr: 'Les accès sont-ils ceux d’un soin\u00a0?', en: 'Do accesses serve care?' },
};

/** Watching over access: requests to answer, glass to review, the trail and its chain. */
export default function Oversight() {
  const { say } = useSpeech();
  const { session } = useSession();
  const situation = session?.state === 'signed-in' ? situationOf(session) : undefined;
  const rights = session?.state === 'signed-in' ? session.rights : [];
  const place = situation?.place ?? '';
  return (
    <>
      <PageHead
        kicker={[say(SAY.kicker), situation?.placeName].filter(Boolean).join(' · ')}
        title={say(SAY.title)}
      />
      {rights.includes(RIGHTS.answerPrivacy) && <Answers place={place} />}
      {rights.includes(RIGHTS.reviewGlass) && <GlassReview place={place} />}
      {rights.includes(RIGHTS.verifyAudit) && <Trail place={place} />}
    </>
  );
}
