import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Failure } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { useSpeech } from '#kit/language.tsx';
import { type Noticed, useReport } from '#kit/report.tsx';

const SAY = {
  unreachable: { fr: 'Le serveur ne répond pas', en: 'The server does not answer' },
  kept: {
    fr: 'Rien de ce que vous avez écrit n’est perdu. Vérifiez le réseau, puis réessayez.',
    en: 'Nothing you wrote is lost. Check the network, then try again.',
  },
  retry: { fr: 'Réessayer', en: 'Try again' },
  report: { fr: 'Signaler en un clic', en: 'Report in one click' },
  reported: {
    fr: 'Signalé, avec le contexte et sans aucun nom. La réponse sera sur votre page Signalements.',
    en: 'Reported, with its context and without any name. The answer will be on your Reports page.',
  },
  'signed-out': { fr: 'Connectez-vous pour signaler.', en: 'Sign in to report.' },
  failed: {
    fr: 'Le signalement n’est pas parti\u00a0: réessayez.',
    en: 'The report did not leave: try again.',
  },
};

/** Who can put it right, in so many words. */
export const SOLVER_WORDS = {
  you: { fr: 'Vous pouvez le résoudre vous-même.', en: 'You can solve this yourself.' },
  manager: {
    fr: 'Qui gère vos accès ou votre centre peut le résoudre.',
    en: 'Whoever manages your access or your centre can solve this.',
  },
  wait: { fr: 'Cela revient de soi-même.', en: 'This comes back by itself.' },
  support: {
    fr: 'Vous ne pouvez pas le résoudre\u00a0: l’assistance, si.',
    en: 'You cannot solve this; support can.',
  },
  nobody: {
    fr: 'Il n’y a rien à résoudre\u00a0: c’est noté.',
    en: 'There is nothing to solve: it is noted.',
  },
} as const;

/** Reports what went wrong here, once. */
export function ReportButton({ noticed }: { noticed: Noticed }) {
  const { say } = useSpeech();
  const report = useReport();
  const [sent, setSent] = useState<'reported' | 'signed-out' | 'failed' | undefined>(undefined);
  if (report === undefined) return null;
  return (
    <>
      {sent !== 'reported' && (
        <Button className="button quiet" onPress={async () => setSent(await report(noticed))}>
          {say(SAY.report)}
        </Button>
      )}
      <span role="status">{sent !== undefined && say(SAY[sent])}</span>
    </>
  );
}

/** Why something could not be done, who can put it right and how; announced at once. */
export function Trouble({ failure, retry }: { failure: Failure | undefined; retry?: () => void }) {
  const { say } = useSpeech();
  if (failure === undefined) return null;
  const problem = 'problem' in failure ? failure.problem : undefined;
  return (
    <Callout tone="warning" title={problem?.title ?? say(SAY.unreachable)}>
      <p>{problem === undefined ? say(SAY.kept) : (problem.mend ?? problem.detail)}</p>
      {problem?.solver !== undefined && <p className="small">{say(SOLVER_WORDS[problem.solver])}</p>}
      {'unreachable' in failure && <p className="small">{failure.unreachable}</p>}
      <div className="row">
        {retry && (
          <Button className="button" onPress={retry}>
            {say(SAY.retry)}
          </Button>
        )}
        {problem !== undefined && problem.solver !== 'you' && (
          <ReportButton key={problem.instance} noticed={{ code: problem.code, instance: problem.instance }} />
        )}
      </div>
    </Callout>
  );
}
