/**
 * The relying party of OpenID Connect, one provider at a time: authorization code flow with PKCE (S256), state and
 * nonce; the token is checked by its issuer, audience, times, nonce and signature.
 */
import * as client from 'openid-client';
import { acrSuffices, isLoopback, type ProviderConfig } from '#access/oidc-config.ts';
import { type LogoutNamed, logoutTokenReader } from '#access/oidc-logout.node.ts';
import { type Refused, refuse } from '#kernel/result.ts';

/** A provider that does not answer within so long is told to be unreachable. */
const ANSWER_S_MAX = 5;
/** What a provider says of itself is asked again after so long; should it not answer, what is known stays. */
const KNOWN_MS_MAX = 12 * 3_600_000;
/** A login may not rest on an older one: the tablet was left by somebody else. */
const FRESH_TOLERANCE_S = 60;

export type FinishCode =
  | 'provider-unreachable'
  | 'login-refused'
  | 'login-untrusted'
  | 'login-level'
  | 'login-identity';

export type Finished = {
  /** Claims of the token and of the answer about the person, joined. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly subject: string;
  readonly session: string | null;
  readonly acr: string;
  readonly idToken: string;
};

export type RelyingParty = {
  readonly config: ProviderConfig;
  /** Where to send the browser. */
  readonly authorize: (asked: {
    readonly redirectUri: string;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
  }) => Promise<URL | Refused<'provider-unreachable'>>;
  /** What the provider says of the person who came back to `url`. */
  readonly finish: (asked: {
    readonly url: URL;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
    /** Seconds since 1970 when the login began. */
    readonly began_s: number;
  }) => Promise<Finished | Refused<FinishCode>>;
  /** Where to sign out at the provider; undefined when it has no such place, or does not answer. */
  readonly signOutAddress: (idToken: string, backTo: string) => Promise<string | undefined>;
  readonly readLogoutToken: (
    token: string,
    now: string,
  ) => Promise<LogoutNamed | Refused<'logout-token-refused' | 'provider-unreachable'>>;
};

const unreachable = (): Refused<'provider-unreachable'> =>
  refuse('provider-unreachable', 'the identity provider does not answer');

/** What openid-client and oauth4webapi say when the provider was not there, or answered with a fault of its own. */
const UNREACHABLE = new Set(['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

const isUnreachable = (error: unknown): boolean => {
  if (error instanceof client.ClientError) return UNREACHABLE.has(error.code ?? '');
  // A connection refused or cut, or no answer in time, as fetch throws them.
  return (
    error instanceof Error &&
    (error.message === 'fetch failed' || error.name === 'TimeoutError' || error.name === 'AbortError')
  );
};

/** An answer of the provider that says no, the network's silence, or an answer that cannot be trusted. */
const refusalOf = (error: unknown): Refused<FinishCode> => {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError)
    return refuse('login-refused', 'the identity provider did not confirm the sign-in');
  if (isUnreachable(error)) return unreachable();
  return refuse('login-untrusted', 'the answer of the identity provider does not pass its checks');
};

const clientAuthOf = ({ clientAuth, clientSecret }: ProviderConfig): client.ClientAuth =>
  clientAuth === 'basic' ? client.ClientSecretBasic(clientSecret) : client.ClientSecretPost(clientSecret);

const discover = (config: ProviderConfig): Promise<client.Configuration> => {
  const isInsecure = config.insecure === true && isLoopback(config.issuer);
  const metadata = {
    client_secret: config.clientSecret,
    ...(config.userInfoSigned && { userinfo_signed_response_alg: config.userInfoSigned }),
  };
  return client.discovery(new URL(config.issuer), config.clientId, metadata, clientAuthOf(config), {
    timeout: ANSWER_S_MAX,
    execute: [
      // By default the signature is not checked, for the token comes over TLS from the provider itself.
      client.enableNonRepudiationChecks,
      ...(isInsecure ? [client.allowInsecureRequests] : []),
    ],
  });
};

/** What the provider says of itself, asked at the first login and kept; a failure is not kept. */
const knower = (config: ProviderConfig, clock_ms: () => number) => {
  let known: { configuration: client.Configuration; at: number } | undefined;
  return async (): Promise<client.Configuration | undefined> => {
    if (known !== undefined && clock_ms() - known.at < KNOWN_MS_MAX) return known.configuration;
    try {
      known = { configuration: await discover(config), at: clock_ms() };
    } catch {
      // Whatever is wrong with it, nobody can sign in by it now; the next login asks again.
    }
    return known?.configuration;
  };
};

/** The claims, or why this login is not good enough. */
const judge = (
  token: Readonly<Record<string, unknown>>,
  person: Readonly<Record<string, unknown>>,
  config: ProviderConfig,
  began_s: number,
): { readonly acr: string } | Refused<FinishCode> => {
  const acr = [token.acr, person.acr].find((one) => typeof one === 'string');
  if (acr === undefined || !acrSuffices(acr, config.acrValues))
    return refuse('login-level', 'the identity provider was less sure than asked');
  const { auth_time } = token;
  const isOld = typeof auth_time === 'number' && auth_time < began_s - FRESH_TOLERANCE_S;
  if (isOld && config.prompt !== '')
    return refuse('login-refused', 'the identity provider did not ask the person again');
  return { acr };
};

export const openRelyingParty = (config: ProviderConfig, clock_ms: () => number = Date.now): RelyingParty => {
  const configuration = knower(config, clock_ms);
  const prompt = config.prompt ?? 'login';
  const readLogout = logoutTokenReader(config);

  const finish: RelyingParty['finish'] = async ({ url, state, nonce, verifier, began_s }) => {
    const provider = await configuration();
    if (provider === undefined) return unreachable();
    try {
      const tokens = await client.authorizationCodeGrant(provider, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const token = tokens.claims();
      if (token === undefined || tokens.id_token === undefined)
        return refuse('login-untrusted', 'the identity provider gave no token of identity');
      const person = await client.fetchUserInfo(provider, tokens.access_token, token.sub);
      const judged = judge(token, person, config, began_s);
      if ('refusal' in judged) return judged;
      return {
        claims: { ...token, ...person },
        subject: token.sub,
        session: typeof token.sid === 'string' ? token.sid : null,
        acr: judged.acr,
        idToken: tokens.id_token,
      };
    } catch (error) {
      return refusalOf(error);
    }
  };

  return {
    config,
    finish,
    authorize: async ({ redirectUri, state, nonce, verifier }) => {
      const provider = await configuration();
      if (provider === undefined) return unreachable();
      return client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: config.scopes,
        acr_values: config.acrValues,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(prompt !== '' && { prompt }),
      });
    },
    signOutAddress: async (idToken, backTo) => {
      const provider = await configuration();
      if (provider?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(provider, {
        id_token_hint: idToken,
        post_logout_redirect_uri: backTo,
        state: client.randomState(),
      }).href;
    },
    readLogoutToken: async (token, now) => {
      const provider = await configuration();
      const keys = provider?.serverMetadata().jwks_uri;
      return keys === undefined ? unreachable() : readLogout(token, keys, now);
    },
  };
};
