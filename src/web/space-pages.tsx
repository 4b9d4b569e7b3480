import { type ComponentType, type FocusEvent, lazy, Suspense, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import Login from '#access/Login.page.tsx';
import { SessionBar, SpaceMenu } from '#access/page/bar.tsx';
import { GateScreen } from '#access/page/gate.tsx';
import { PageHead } from '#access/page/page-head.tsx';
import { pagesFor, SPACE_PAGES } from '#access/page/places.ts';
import { SessionProvider, useSession } from '#access/page/session.tsx';
import type { Language } from '#kernel/text.ts';
import { Callout } from '#kit/callout.tsx';
import { useLanguage } from '#kit/chosen-language.tsx';
import { focusSoon } from '#kit/device.web.ts';
import { LanguageProvider, useSpeech } from '#kit/language.tsx';
import { Masthead } from '#kit/masthead.tsx';
import { PathLink, usePath } from '#kit/path.tsx';
import { goToPath } from '#kit/path.web.ts';
import { Shell, Skeleton } from '#kit/shell.tsx';
import type { PageProps } from '#kit/site.ts';
import { Trouble } from '#kit/trouble.tsx';
import { WORDS } from '#kit/words.ts';
import { Reporting } from '#support/page/reporting.tsx';
import '#access/page/space.css';
import '#people/page/people.css';

const PAGES: Readonly<Record<string, ComponentType>> = {
  login: Login,
  identity: lazy(() => import('#people/Identity.page.tsx')),
  desk: lazy(() => import('#programmes/vaccination/Desk.page.tsx')),
  quality: lazy(() => import('#quality/Quality.page.tsx')),
  support: lazy(() => import('#support/Support.page.tsx')),
  status: lazy(() => import('#support/Status.page.tsx')),
  people: lazy(() => import('#people/People.page.tsx')),
  team: lazy(() => import('#access/Team.page.tsx')),
  oversight: lazy(() => import('#people/Oversight.page.tsx')),
  me: lazy(() => import('#people/Me.page.tsx')),
  privacy: lazy(() => import('#people/Privacy.page.tsx')),
};

const WITHOUT_NETWORK = 'desk';

const SAY = {
  campaign: { fr: 'La campagne', en: 'The campaign' },
  schedule: { fr: 'Carnet de vaccination', en: 'Vaccination record' },
  foot: {
    fr: 'Chaque accès à une personne est noté\u00a0: elle le voit. Les noms restent dans ce service, scellés\u00a0; les chiffres publiés n’en portent aucun.',
    en: 'Every access to a person is written down: they see it. Names stay in this service, sealed; the figures published carry none.',
  },
  noServer: { fr: 'Ce site n’a pas de serveur', en: 'This site has no server' },
  noServerText: {
    fr: 'Ces pages interrogent un serveur\u00a0; celui-ci ne publie que des fichiers.',
    en: 'These pages ask a server; this one publishes files only.',
  },
  nowhere: { fr: 'Cette page n’existe pas', en: 'There is no such page' },
  notYours: {
    fr: 'Cette page n’est pas de votre situation',
    en: 'This page is not for your situation',
  },
  notYoursText: {
    fr: 'Elle demande un droit que votre situation n’a pas. Changez de situation, ou prenez une de vos pages.',
    en: 'It asks for a right your situation does not hold. Change situation, or take one of your pages.',
  },
  change: { fr: 'Changer de situation', en: 'Change situation' },
};

/** People and access: one application, its pages by the last word of the address. */
export default function Space({ site }: PageProps) {
  const [language, speak] = useLanguage();
  return (
    <LanguageProvider language={language}>
      {site.api === null ? (
        <NoServer />
      ) : (
        <SessionProvider api={site.api}>
          <Framed language={language} speak={speak} />
        </SessionProvider>
      )}
    </LanguageProvider>
  );
}

function NoServer() {
  const { say } = useSpeech();
  return (
    <main className="broken">
      <h1>{say(SAY.noServer)}</h1>
      <p>{say(SAY.noServerText)}</p>
    </main>
  );
}

function Framed({ language, speak }: { language: Language; speak: (language: Language) => void }) {
  const { say } = useSpeech();
  const { session, gate } = useSession();
  const path = usePath();
  useFocusOnArrival(path);
  const covered = gate.is !== 'open';
  const noteFocus = useFocusAfterCover(covered);
  useForgottenDesk(session?.state === 'signed-out');
  return (
    <>
      <GateScreen gate={gate} />
      <div hidden={covered} className="space" onFocusCapture={noteFocus}>
        <Shell
          masthead={
            <>
              <Masthead
                title="Rappel"
                places={[
                  { href: './', name: SAY.campaign },
                  { href: 'schedule', name: SAY.schedule },
                ]}
                language={language}
                speak={speak}
              />
              {session?.state === 'signed-in' && <SessionBar session={session} path={path} />}
              {session?.state === 'signed-out' && path !== 'login' && (
                <div className="session-bar">
                  <SpaceMenu pages={pagesFor([])} path={path} />
                  <PathLink to="login" className="button">
                    {say(WORDS.signIn)}
                  </PathLink>
                </div>
              )}
            </>
          }
          footer={<p>{say(SAY.foot)}</p>}
        >
          <Reporting>
            <Chosen path={path} />
          </Reporting>
        </Shell>
      </div>
    </>
  );
}

/** Once the cover is lifted, the hand goes on where it was. */
const useFocusAfterCover = (covered: boolean): ((event: FocusEvent) => void) => {
  const last = useRef<HTMLElement | undefined>(undefined);
  const was = useRef(covered);
  useEffect(() => {
    if (was.current && !covered && last.current?.isConnected) last.current.focus();
    was.current = covered;
  }, [covered]);
  return ({ target }) => {
    if (target instanceof HTMLElement) last.current = target;
  };
};

/** Nobody signed in: nobody records under the right the desk was given to work without network. Acts that wait stay. */
const useForgottenDesk = (isSignedOut: boolean): void => {
  useEffect(() => {
    if (isSignedOut)
      void import('#programmes/vaccination/desk/device.web.ts').then(({ forgetKept }) => forgetKept());
  }, [isSignedOut]);
};

/** The title of the page that opens takes the focus, except the first time, which belongs to the browser. */
const useFocusOnArrival = (path: string): void => {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    focusSoon('page-title');
  }, [path]);
};

/** The page of the address, when the reader may see it. */
function Chosen({ path }: { path: string }) {
  const { say } = useSpeech();
  const { session, failure, refresh } = useSession();
  const Page = PAGES[path];
  const listed = SPACE_PAGES.find((page) => page.path === path);
  const isPublic = listed !== undefined && listed.needs.length === 0;
  const mustSignIn =
    listed !== undefined &&
    !isPublic &&
    session !== undefined &&
    (session.state === 'signed-out' || session.chosen === null);
  useEffect(() => {
    if (mustSignIn) goToPath('login', { next: path }, 'replace');
  }, [mustSignIn, path]);
  if (Page === undefined)
    return (
      <PageHead kicker="Rappel" title={say(SAY.nowhere)}>
        <p>
          <PathLink to="login">{say(WORDS.signIn)}</PathLink>
        </p>
      </PageHead>
    );
  // The desk works without network: it knows what it was prepared for.
  if (path === WITHOUT_NETWORK && session === undefined && failure !== undefined && 'unreachable' in failure)
    return (
      <Suspense fallback={<Skeleton tall />}>
        <Page />
      </Suspense>
    );
  if (!isPublic && session === undefined)
    return failure === undefined ? (
      <Skeleton tall />
    ) : (
      <Trouble failure={failure} retry={() => void refresh()} />
    );
  if (mustSignIn) return <Skeleton tall />;
  const rights = session?.state === 'signed-in' ? session.rights : [];
  if (listed !== undefined && !pagesFor(rights).includes(listed)) return <NotYours />;
  const who = session?.state === 'signed-in' ? `${session.account} ${session.chosen}` : '';
  return (
    <Suspense fallback={<Skeleton tall />}>
      <Page key={path === 'login' ? '' : who} />
    </Suspense>
  );
}

function NotYours() {
  const { say } = useSpeech();
  return (
    <PageHead kicker="Rappel" title={say(SAY.notYours)}>
      <Callout tone="note" title={say(SAY.change)}>
        <p>{say(SAY.notYoursText)}</p>
        <Button className="button" onPress={() => goToPath('login')}>
          {say(SAY.change)}
        </Button>
      </Callout>
    </PageHead>
  );
}
