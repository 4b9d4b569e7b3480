/** Tokens of OpenID Connect Back-Channel Logout 1.0: the provider says, server to server, that somebody signed out. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { isLoopback, type ProviderConfig } from '#access/oidc-config.ts';
import { type Refused, refuse } from '#kernel/result.ts';

/** Who signs out: a session of the provider, or every session of a person. */
export type LogoutNamed = {
  readonly jti: string;
  readonly session: string | undefined;
  readonly subject: string | undefined;
};

/** A token is good for so long after it was made, whatever it says itself (§2.4 asks for a short life). */
export const LOGOUT_TOKEN_S_MAX = 300;
const CLOCK_TOLERANCE_S = 30;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Signatures by a pair of keys: one made with a shared secret could be made by more than the provider. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Older providers write the plain type; a token of another type (`at+jwt`) is none of logout. */
const TYPES = [undefined, 'JWT', 'logout+jwt'];
const ID_MAX = 255;

const refused = (message: string): Refused<'logout-token-refused'> => refuse('logout-token-refused', message);

const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= ID_MAX ? value : undefined;

/** §2.6, from the third check on: the first two are those of any token. */
const namedBy = (payload: JWTPayload): LogoutNamed | Refused<'logout-token-refused'> => {
  const jti = idOf(payload.jti);
  if (jti === undefined) return refused('the token has no "jti"');
  const { events } = payload;
  const event = typeof events === 'object' && events !== null ? Object.entries(events) : [];
  if (!event.some(([name, value]) => name === EVENT && typeof value === 'object' && value !== null))
    return refused('the token is not one of logout');
  if (payload.nonce !== undefined) return refused('the token has a "nonce": it is one of identity');
  const [session, subject] = [idOf(payload.sid), idOf(payload.sub)];
  if (session === undefined && subject === undefined) return refused('the token names nobody');
  return { jti, session, subject };
};

const isUnreachable = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);

export const logoutTokenReader = (config: ProviderConfig) => {
  let keys: { readonly from: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | undefined;
  return async (
    token: string,
    keysFrom: string,
    now: string,
  ): Promise<LogoutNamed | Refused<'logout-token-refused' | 'provider-unreachable'>> => {
    if (!keysFrom.startsWith('https://') && !(config.insecure === true && isLoopback(keysFrom)))
      return refused('the keys of the provider are not at an https address');
    if (keys?.from !== keysFrom) keys = { from: keysFrom, set: createRemoteJWKSet(new URL(keysFrom)) };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys.set, {
        issuer: config.issuer,
        audience: config.clientId,
        algorithms: ALGORITHMS,
        requiredClaims: ['iat', 'jti', 'events'],
        maxTokenAge: LOGOUT_TOKEN_S_MAX,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now),
      });
      if (!TYPES.includes(protectedHeader.typ)) return refused('the token is of another type');
      return namedBy(payload);
    } catch (error) {
      return isUnreachable(error)
        ? refuse('provider-unreachable', 'the keys of the identity provider cannot be read')
        : refused('the signature, the issuer, the audience or the time of the token is wrong');
    }
  };
};
