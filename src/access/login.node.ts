/**
 * Signing in, from the choice of a provider to a session, and out again. `openLogin` reaches no provider: each is asked
 * for the first time when somebody signs in by it, so that one that is down never stops the program.
 */

import { addLogin, findIdentity, findLabels, removeExpired, seeLogoutToken } from '#access/login.pg.ts';
import { type FinishLogin, loginFinisher } from '#access/login-finish.node.ts';
import { joiner } from '#access/login-join.node.ts';
import { LOGIN_S_MAX, type LoginOptions } from '#access/login-options.ts';
import { openRelyingParty, type RelyingParty } from '#access/oidc.node.ts';
import { CitizenIdentity } from '#access/oidc-claims.ts';
import { LOGOUT_TOKEN_S_MAX } from '#access/oidc-logout.node.ts';
import type { Provider, Session } from '#access/session.api.ts';
import { openSessions, type Sessions } from '#access/session.node.ts';
import { type Ended, endSessionsOf } from '#access/session.pg.ts';
import { secondsAfter } from '#access/session.ts';
import { hashOf, newSecret, subjectKey } from '#access/session-hash.node.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';

const PURGE_MS = 300_000;

export type Login = Pick<Sessions, 'identify' | 'show' | 'choose' | 'setPin' | 'lock' | 'dropAccount'> & {
  readonly providers: readonly Provider[];
  /** Whether our address is https: cookies are then kept from plain connections. */
  readonly isSecure: () => boolean;
  /** Where to send the browser, and the secret it must come back with. */
  readonly start: (asked: {
    readonly provider: string;
    readonly returnTo: string;
  }) => Promise<
    { readonly to: string; readonly browser: string } | Refused<'provider-unknown' | 'provider-unreachable'>
  >;
  readonly finish: FinishLogin;
  readonly unlock: (asked: Cookied & { readonly pin: string }) => ReturnType<Sessions['unlock']>;
  /** Where to sign out at the provider; null when there is none. */
  readonly logout: (asked: Cookied) => Promise<string | null>;
  /** How many sessions a token of logout closed. */
  readonly backchannelLogout: (asked: {
    readonly provider: string;
    readonly token: string;
    readonly request: string;
  }) => Promise<number | Refused<'provider-unknown' | 'provider-unreachable' | 'logout-token-refused'>>;
  readonly join: (
    asked: Cookied & { readonly code: string },
  ) => Promise<Session | Refused<'delegation-code-unknown' | 'delegation-other-person' | 'too-many-codes'>>;
  /** Who a citizen is, to find their own record; undefined for other accounts. */
  readonly identityOfAccount: (account: string) => Promise<CitizenIdentity | undefined>;
  /** How accounts are called, for the person who asks who looked at them; those without a name are absent. */
  readonly labelOf: (accounts: readonly string[]) => Promise<Map<string, string>>;
  /** Removes what is over: logins, sessions, tokens seen. Done now and then by itself. */
  readonly purge: (now: string) => Promise<void>;
};
type Cookied = { readonly session: string | undefined; readonly request: string };

const unknownProvider = (): Refused<'provider-unknown'> =>
  refuse('provider-unknown', 'no provider of this name', { field: 'provider' });

/** Runs the purge at most every so often, whoever signs in. */
const createPurge = ({ db, now }: LoginOptions) => {
  let last_ms = Number.NEGATIVE_INFINITY;
  return async (): Promise<void> => {
    const at = now();
    if (Date.parse(at) - last_ms < PURGE_MS) return;
    last_ms = Date.parse(at);
    await removeExpired(db, at);
  };
};

const createStart = (
  { db, now, baseUrl }: LoginOptions,
  parties: ReadonlyMap<string, RelyingParty>,
  purge: () => Promise<void>,
): Login['start'] => {
  return async ({ provider, returnTo }) => {
    const party = parties.get(provider);
    if (party === undefined) return unknownProvider();
    const [state, nonce, verifier, browser] = [newSecret(), newSecret(), newSecret(), newSecret()];
    const redirectUri = `${baseUrl()}/api/session/callback/${provider}`;
    const to = await party.authorize({ redirectUri, state, nonce, verifier });
    if (isRefused(to)) return to;
    await purge();
    await addLogin(db, {
      stateHash: hashOf(state),
      provider,
      verifier,
      nonce,
      browserHash: hashOf(browser),
      returnTo,
      expiresAt: secondsAfter(now(), LOGIN_S_MAX),
    });
    return { to: to.href, browser };
  };
};

/** Writes down that sessions ended. */
const signOutWriter =
  ({ write }: LoginOptions) =>
  (ended: readonly Ended[], request: string, why: string): Promise<void> =>
    write(
      ended.map(({ account }) => ({
        account,
        role: '',
        place: '',
        action: 'sign-out' as const,
        detail: { why },
        request,
      })),
    );

const createLogouts = (
  options: LoginOptions,
  parties: ReadonlyMap<string, RelyingParty>,
  sessions: Sessions,
): Pick<Login, 'logout' | 'backchannelLogout' | 'unlock'> => {
  const { db, keyring, now, baseUrl } = options;
  const tell = signOutWriter(options);
  return {
    logout: async ({ session, request }) => {
      const kept = await sessions.find(session);
      if (kept === undefined) return null;
      const over = await sessions.end(kept.key);
      if (over !== undefined) await tell([over], request, 'asked');
      const idToken = kept.idToken && keyring.unsealAccess(kept.idToken, `id-token:${kept.key}`);
      const party = parties.get(kept.provider);
      if (!idToken || party === undefined) return null;
      return (await party.signOutAddress(idToken, `${baseUrl()}/login`)) ?? null;
    },
    unlock: async ({ session, pin, request }) => {
      const opened = await sessions.unlock(session, pin);
      if ('ended' in opened && opened.ended !== undefined) await tell([opened.ended], request, 'wrong-pins');
      return opened;
    },
    backchannelLogout: async ({ provider, token, request }) => {
      const party = parties.get(provider);
      if (party === undefined) return unknownProvider();
      const named = await party.readLogoutToken(token, now());
      if (isRefused(named)) return named;
      const { jti, session, subject } = named;
      const goodUntil = secondsAfter(now(), LOGOUT_TOKEN_S_MAX * 2);
      if (!(await seeLogoutToken(db, provider, jti, goodUntil)))
        return refuse('logout-token-refused', 'the token was used before');
      const hashed = subject === undefined ? undefined : subjectKey(keyring, provider, subject);
      const over = await endSessionsOf(db, provider, { session, subject: hashed });
      for (const { key } of over) sessions.drop(key);
      if (over.length > 0) await tell(over, request, 'provider');
      return over.length;
    },
  };
};

const createAccounts = ({ db, keyring }: LoginOptions): Pick<Login, 'identityOfAccount' | 'labelOf'> => ({
  identityOfAccount: async (account) => {
    const sealed = await findIdentity(db, account);
    const text = sealed && keyring.unsealAccess(sealed, `identity:${account}`);
    return text === undefined ? undefined : CitizenIdentity.parse(JSON.parse(text));
  },
  labelOf: async (accounts) => {
    const rows = await findLabels(db, accounts);
    return new Map(
      rows.flatMap(({ account, sealed_label }): [string, string][] => {
        const label = keyring.unsealAccess(sealed_label, `label:${account}`);
        return label === undefined ? [] : [[account, label]];
      }),
    );
  },
});

export const openLogin = (options: LoginOptions): Login => {
  const { db, keyring, now, places } = options;
  const parties = new Map(options.providers.map((config) => [config.id, openRelyingParty(config)]));
  const providers = options.providers.map(({ id, name, audience }) => ({ id, name, audience }));
  const sessions = openSessions({ db, keyring, now, providers, nameOf: places.nameOf });
  const { identify, show, choose, setPin, lock, dropAccount } = sessions;
  const accounts = createAccounts(options);
  return {
    ...{ identify, show, choose, setPin, lock, dropAccount, providers },
    ...accounts,
    ...createLogouts(options, parties, sessions),
    isSecure: () => options.baseUrl().startsWith('https://'),
    start: createStart(options, parties, createPurge(options)),
    finish: loginFinisher(options, parties, sessions),
    join: joiner(options, sessions, accounts.identityOfAccount),
    purge: (at) => removeExpired(db, at),
  };
};
