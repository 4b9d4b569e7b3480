/**
 * Assertions of software that signs in by itself (RFC 7523; SMART App Launch 2.x, "Asymmetric authentication"): a JWT
 * the software signed with its private key, checked with the public one of its registration.
 */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import { PublicKeys, SMART_ALGORITHMS, type SmartClient } from '#access/smart-client.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';

/** An assertion is good for five minutes at most, and once. */
export const ASSERTION_S_MAX = 300;
export const CLOCK_TOLERANCE_S = 30;
/** One with a long list of certificates has 6,000 letters. */
export const ASSERTION_LENGTH_MAX = 8192;
const JTI = /^[^\p{Cc}]{1,255}$/u;

const KEYS_BYTES_MAX = 65_536;
const KEYS_ANSWER_MS = 5000;
const KEYS_KEPT_MS = 600_000;
/** An id of key nobody knows has the keys read again, at most so often. */
const KEYS_COOLDOWN_MS = 30_000;

export type Asserted = { readonly client: SmartClient; readonly jti: string; readonly expiresAt: string };
export type AssertionCode = 'assertion-refused' | 'client-keys-unreachable';

export type CheckAssertion = (
  assertion: string,
  clients: ReadonlyMap<string, SmartClient>,
  audience: string,
  now: string,
) => Promise<Asserted | Refused<AssertionCode>>;

const refused = (message: string): Refused<'assertion-refused'> => refuse('assertion-refused', message);

/** The body of an answer, given up when it is longer than any set of keys. */
const readLimited = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > KEYS_BYTES_MAX) throw new Error('the set of keys is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/**
 * Fetches a set of keys and checks it as one in a registration is. An address that failed is left alone for a while:
 * whoever sends assertions without a valid signature must not make this server call another without end.
 */
const keysFetcher = () => {
  let failed_ms = Number.NEGATIVE_INFINITY;
  return async (url: string, options: RequestInit): Promise<Response> => {
    if (performance.now() - failed_ms < KEYS_COOLDOWN_MS)
      throw new Error('the keys could not be read lately');
    try {
      const response = await fetch(url, { ...options, redirect: 'error' });
      if (!response.ok) throw new Error(`the address of the keys answers ${response.status}`);
      return Response.json(PublicKeys.parse(JSON.parse(await readLimited(response))));
    } catch (error) {
      failed_ms = performance.now();
      throw error;
    }
  };
};

/** The keys of a client, found anew when its registration changed. */
const keysFinder = (): ((client: SmartClient) => JWTVerifyGetKey) => {
  const known = new WeakMap<SmartClient, JWTVerifyGetKey>();
  const make = ({ jwks, jwksUrl }: SmartClient): JWTVerifyGetKey =>
    jwksUrl === undefined
      ? createLocalJWKSet({ keys: jwks?.keys ?? [] })
      : createRemoteJWKSet(new URL(jwksUrl), {
          timeoutDuration: KEYS_ANSWER_MS,
          cacheMaxAge: KEYS_KEPT_MS,
          cooldownDuration: KEYS_COOLDOWN_MS,
          [customFetch]: keysFetcher(),
        });
  return (client) => {
    const found = known.get(client) ?? make(client);
    known.set(client, found);
    return found;
  };
};

/** What an assertion says of itself; nothing of it is believed yet. */
type Claimed = { readonly head: ProtectedHeaderParameters; readonly id: string | undefined };

const claimedBy = (assertion: string): Claimed | undefined => {
  try {
    return { head: decodeProtectedHeader(assertion), id: decodeJwt(assertion).iss };
  } catch {
    return undefined;
  }
};

/** The same for a client that is not and for a key that is not: who guesses learns no list of clients. */
const NO_KEY = refused('no client has the id of "iss" and a key of this "kid" that fits this "alg"');

/** The client an assertion says it is of, once its head is one that could be believed. */
const clientOf = (
  { head: { alg, kid, jku }, id }: Claimed,
  clients: ReadonlyMap<string, SmartClient>,
): SmartClient | Refused<AssertionCode> => {
  const algorithms: readonly string[] = SMART_ALGORITHMS;
  if (alg === undefined || !algorithms.includes(alg))
    return refused(`the header "alg" must be one of ${algorithms.join(', ')}`);
  if (typeof kid !== 'string') return refused('the header "kid" must name the key that signed');
  const client = id === undefined ? undefined : clients.get(id);
  if (client === undefined) return NO_KEY;
  return jku === undefined || jku === client.jwksUrl
    ? client
    : refused('the header "jku" is not the address of the keys in the registration');
};

/** What is wrong with claims that the signature covers; undefined when nothing is. */
const claimFault = ({ exp = 0, iat, jti }: JWTPayload, now_s: number): string | undefined => {
  if (exp > now_s + ASSERTION_S_MAX + CLOCK_TOLERANCE_S)
    return 'the claim "exp" is more than five minutes away';
  if (iat !== undefined && iat > now_s + CLOCK_TOLERANCE_S)
    return 'the claim "iat" is in the future: check your clock';
  return typeof jti === 'string' && JTI.test(jti) && jti.isWellFormed()
    ? undefined
    : 'the claim "jti" must be a text of 1 to 255 characters';
};

/** What a person who sets up a client can mend by; which of its claims is wrong is no secret to who signed it. */
const refusalOf = (error: unknown): Refused<AssertionCode> => {
  if (error instanceof errors.JWKSNoMatchingKey) return NO_KEY;
  if (error instanceof errors.JWTExpired) return refused('the assertion has expired: make a new one');
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`the claim "${error.claim}" is missing or wrong`);
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('the signature is wrong');
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
    return refused('the assertion cannot be read as a signed JWT');
  return refuse('client-keys-unreachable', 'the keys at the "jwksUrl" of the registration cannot be read');
};

export const openAssertions = (): CheckAssertion => {
  const keysOf = keysFinder();
  return async (assertion, clients, audience, now) => {
    if (assertion.length > ASSERTION_LENGTH_MAX) return refused('the assertion is too long');
    const claimed = claimedBy(assertion);
    if (claimed === undefined) return refused('the assertion cannot be read as a signed JWT');
    const client = clientOf(claimed, clients);
    if (isRefused(client)) return client;
    const now_s = Math.floor(Date.parse(now) / 1000);
    try {
      const { payload } = await jwtVerify(assertion, keysOf(client), {
        algorithms: [...SMART_ALGORITHMS],
        issuer: client.id,
        subject: client.id,
        audience,
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'jti'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now),
      });
      const fault = claimFault(payload, now_s);
      if (fault !== undefined) return refused(fault);
      const { exp = 0, jti = '' } = payload;
      // It is remembered for as long as its times would let it through.
      return { client, jti, expiresAt: new Date((exp + CLOCK_TOLERANCE_S) * 1000).toISOString() };
    } catch (error) {
      return refusalOf(error);
    }
  };
};
