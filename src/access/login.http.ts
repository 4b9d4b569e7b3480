/** The routes of signing in: cookies are made and read here, and nowhere else. */
import type { Login } from '#access/login.node.ts';
import { LOGIN_S_MAX } from '#access/login-options.ts';
import {
  backchannelLogout,
  callback,
  chooseSituation,
  joinTeam,
  lockSession,
  login as loginOperation,
  logout,
  readSession,
  type Session,
  setPin,
  unlockSession,
} from '#access/session.api.ts';
import { SESSION_S } from '#access/session.ts';
import { SESSION_COOKIE } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused } from '#kernel/result.ts';

/** Says that the browser that comes back from the provider is the one that left. */
export const LOGIN_COOKIE = 'rappel-login';
const LOGIN_PATH = '/api/session';

type Cookies = Readonly<Record<string, string | undefined>>;

/** Out of reach of scripts, sent by links from elsewhere (coming back from a provider is one) but by no form. */
const cookieMaker =
  (isSecure: () => boolean) =>
  (name: string, value: string, path: string, age_s: number): string =>
    `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${age_s}${isSecure() ? '; Secure' : ''}`;

const shown = (session: Session) => ({ status: 200 as const, body: session });
const sessionOf = (cookies: Cookies): string | undefined => cookies[SESSION_COOKIE];

/** Leaving for the provider, coming back, and the browser's session. */
const back = (to: string) => ({ status: 303 as const, body: { to }, headers: { location: to } });

const signInRoutes = (login: Login): Route[] => {
  const cookie = cookieMaker(login.isSecure);
  return [
    route(readSession, async ({ cookies }) => shown(await login.show(sessionOf(cookies)))),
    route(loginOperation, async ({ query }) => {
      const started = await login.start({ provider: query.provider, returnTo: query.return });
      // A person is on the way: they are told on our page, and not by a document for programs.
      if (isRefused(started))
        return started.refusal.code === 'provider-unreachable'
          ? back(`/login?problem=${started.refusal.code}`)
          : started;
      const { to, browser } = started;
      const headers = {
        location: to,
        'set-cookie': cookie(LOGIN_COOKIE, browser, LOGIN_PATH, LOGIN_S_MAX),
      };
      return { status: 303, body: { to }, headers };
    }),
    route(callback, async ({ params, query, cookies, request }) => {
      const { to, session, over } = await login.finish({
        provider: params.provider,
        query,
        browser: cookies[LOGIN_COOKIE],
        session: sessionOf(cookies),
        request,
      });
      const made = [
        ...(over ? [cookie(LOGIN_COOKIE, '', LOGIN_PATH, 0)] : []),
        ...(session === undefined ? [] : [cookie(SESSION_COOKIE, session, '/', SESSION_S)]),
      ];
      return { status: 303, body: { to }, headers: { location: to, 'set-cookie': made } };
    }),
    route(logout, async ({ cookies, request }) => {
      const to = await login.logout({ session: sessionOf(cookies), request });
      return { status: 200, body: { to }, headers: { 'set-cookie': cookie(SESSION_COOKIE, '', '/', 0) } };
    }),
    route(backchannelLogout, async ({ params, body, request }) => {
      const closed = await login.backchannelLogout({
        provider: params.provider,
        token: body.logout_token,
        request,
      });
      return typeof closed === 'number' ? { status: 200, body: { closed } } : closed;
    }),
  ];
};

/** The session of who is signed in: as what, locked, opened again, joined to a team. */
const ownSessionRoutes = (login: Login): Route[] => [
  route(chooseSituation, async ({ body, cookies }) => {
    const session = await login.choose(sessionOf(cookies), body.index);
    return isRefused(session) ? session : shown(session);
  }),
  route(setPin, async ({ body, cookies }) => {
    const session = await login.setPin(sessionOf(cookies), body.pin);
    return isRefused(session) ? session : shown(session);
  }),
  route(lockSession, async ({ cookies }) => shown(await login.lock(sessionOf(cookies)))),
  route(unlockSession, async ({ body, cookies, request }) => {
    const session = await login.unlock({ session: sessionOf(cookies), pin: body.pin, request });
    return isRefused(session) ? session : shown(session);
  }),
  route(joinTeam, async ({ body, cookies, request }) => {
    const session = await login.join({ session: sessionOf(cookies), code: body.code, request });
    return isRefused(session) ? session : shown(session);
  }),
];

export const sessionRoutes = (login: Login): Route[] => [...signInRoutes(login), ...ownSessionRoutes(login)];
