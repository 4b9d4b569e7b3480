import { Button } from 'react-aria-components';
import type { Failure } from '#kit/api.web.ts';
import { Callout } from '#kit/callout.tsx';
import { useSpeech } from '#kit/language.tsx';

const SAY = {
  unreachable: { fr: 'Le serveur ne répond pas', en: 'The server does not answer' },
  kept: {
    fr: 'Rien de ce que vous avez écrit n’est perdu. Vérifiez le réseau, puis réessayez.',
    en: 'Nothing you wrote is lost. Check the network, then try again.',
  },
  retry: { fr: 'Réessayer', en: 'Try again' },
};

/** Why something could not be done, and what to do; announced at once. */
export function Trouble({ failure, retry }: { failure: Failure | undefined; retry?: () => void }) {
  const { say } = useSpeech();
  if (failure === undefined) return null;
  const refused = 'problem' in failure;
  return (
    <Callout tone="warning" title={refused ? failure.problem.title : say(SAY.unreachable)}>
      <p>{refused ? (failure.problem.mend ?? failure.problem.detail) : say(SAY.kept)}</p>
      {!refused && <p className="small">{failure.unreachable}</p>}
      {retry && (
        <Button className="button" onPress={retry}>
          {say(SAY.retry)}
        </Button>
      )}
    </Callout>
  );
}
