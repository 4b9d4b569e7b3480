import { useEffect, useRef } from 'react';
import { findLoginProblem, type LoginProblem } from '#access/login-problems.ts';
import { PageHead } from '#access/page/page-head.tsx';
import { askedPage, nextFor, pagesFor } from '#access/page/places.ts';
import { Providers } from '#access/page/providers.tsx';
import { type SignedIn, useSession } from '#access/page/session.tsx';
import { Join, Situations } from '#access/page/situations.tsx';
import type { Session } from '#access/session.api.ts';
import { useAddress } from '#kit/address.tsx';
import { Callout } from '#kit/callout.tsx';
import { focusSoon } from '#kit/device.web.ts';
import { useSpeech } from '#kit/language.tsx';
import { PathLink } from '#kit/path.tsx';
import { goToPath } from '#kit/path.web.ts';
import { Skeleton } from '#kit/shell.tsx';

const SAY = {
  kicker: { fr: 'Personnes et accès', en: 'People and access' },
  title: { fr: 'Qui êtes-vous\u00a0?', en: 'Who are you?' },
  lead: {
    fr: 'Rappel ne garde aucun mot de passe\u00a0: vous vous connectez là où votre identité est déjà connue.',
    en: 'Rappel keeps no password: you sign in where your identity is already known.',
  },
  chooseTitle: { fr: 'À quel titre venez-vous\u00a0?', en: 'In what capacity are you here?' },
  chooseLead: {
    fr: 'Vos droits sont ceux de la situation choisie, et chaque accès est noté avec elle.',
    en: 'Your rights are those of the situation you choose, and every access is written down with it.',
  },
  none: { fr: 'Aucune situation ne vous est ouverte', en: 'No situation is open to you' },
  noneText: {
    fr: 'Demandez à votre responsable de vous nommer\u00a0: il vous remettra un code, à saisir ici.',
    en: 'Ask your manager to name you: you will be handed a code, to enter here.',
  },
  where: { fr: 'Vos pages', en: 'Your pages' },
};

const UNTOLD: LoginProblem = {
  title: { fr: 'La connexion n’a pas abouti', en: 'Signing in did not work' },
  mend: {
    fr: 'Recommencez. Si cela se reproduit, prévenez qui tient ce service.',
    en: 'Start again. If it happens again, tell the people who run this service.',
  },
};

/** Why the last sign-in did not succeed, as the address says. */
function LastTry() {
  const { say } = useSpeech();
  const { query } = useAddress();
  if (query.problem === undefined) return null;
  const problem = findLoginProblem(query.problem) ?? UNTOLD;
  return (
    <Callout tone="warning" title={say(problem.title)}>
      <p>{say(problem.mend)}</p>
    </Callout>
  );
}

/** Signing in, then choosing as what and where. */
export default function Login() {
  const { session } = useSession();
  if (session === undefined) return <Skeleton tall />;
  return session.state === 'signed-out' ? (
    <SignIn providers={session.providers} />
  ) : (
    <Choose session={session} />
  );
}

function SignIn({ providers }: { providers: Parameters<typeof Providers>[0]['providers'] }) {
  const { say } = useSpeech();
  const { query } = useAddress();
  return (
    <>
      <PageHead kicker={say(SAY.kicker)} title={say(SAY.title)} lead={say(SAY.lead)} />
      <LastTry />
      <Providers providers={providers} next={askedPage(query)} />
    </>
  );
}

function Choose({ session }: { session: SignedIn }) {
  const { say } = useSpeech();
  const { put } = useSession();
  const { query } = useAddress();
  const begin = (next: Session, history: 'step' | 'replace' = 'step') => {
    put(next);
    if (next.state !== 'signed-in') return;
    goToPath(nextFor(askedPage(query), next.rights), {}, history);
    focusSoon('page-title');
  };
  const beginning = useRef(begin);
  beginning.current = begin;
  // Just signed in, with one situation: there is nothing to choose, and the server has taken it.
  const straight = session.chosen !== null && query.next !== undefined && query.problem === undefined;
  useEffect(() => {
    if (straight) beginning.current(session, 'replace');
  }, [straight, session]);
  if (straight) return <Skeleton tall />;
  return (
    <>
      <PageHead kicker={session.label} title={say(SAY.chooseTitle)} lead={say(SAY.chooseLead)} />
      <LastTry />
      <div className="two-columns">
        <div>
          {session.situations.length === 0 ? (
            <Callout tone="note" title={say(SAY.none)}>
              <p>{say(SAY.noneText)}</p>
            </Callout>
          ) : (
            <Situations
              key={session.situations.length}
              situations={session.situations}
              chosen={session.chosen}
              onChosen={(chosen) => begin(chosen)}
            />
          )}
        </div>
        <div className="stack">
          {session.chosen !== null && <Where rights={session.rights} />}
          <Join
            onJoined={(joined) => {
              put(joined);
            }}
          />
        </div>
      </div>
    </>
  );
}

/** The pages open to the situation in use. */
function Where({ rights }: { rights: readonly string[] }) {
  const { say } = useSpeech();
  return (
    <section className="panel" aria-labelledby="where-title">
      <h2 id="where-title">{say(SAY.where)}</h2>
      <ul className="where">
        {pagesFor(rights).map(({ path, name, does }) => (
          <li key={path}>
            <PathLink to={path}>{say(name)}</PathLink>
            <span className="small">{say(does)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
