/**
 * Verifies a certificate of any format: the one place where a verdict is made, the same on a server and in a browser
 * page without network. It answers on any text whatever, and never throws on one.
 */
import type { Bytes } from '#certificate/bytes.ts';
import {
  REASONS,
  type Reason,
  type TrustedKey,
  type TrustList,
  type Use,
  type Verdict,
} from '#certificate/certificate.ts';
import { PREFIX, readDcc } from '#certificate/dcc-text.ts';
import type { Engine } from '#certificate/engine.ts';
import { type Envelope, isUnread, type Signed, TEXT_MAX, type Unread } from '#certificate/reading.ts';
import { bytesOfIdentifier, type Revoked, revokedHashOf, revokedOf } from '#certificate/revocation.ts';
import { readJws, readShc, SHC_PREFIX } from '#certificate/shc-text.ts';
import { invariant } from '#kernel/invariant.ts';

type Index = { readonly keys: ReadonlyMap<string, readonly TrustedKey[]>; readonly revoked: Revoked };

/** A list is sorted once for as long as it is held, not once a certificate: it may name a million of them. */
const indexes = new WeakMap<TrustList, Index>();

const indexOf = (trust: TrustList): Index => {
  const known = indexes.get(trust);
  if (known !== undefined) return known;
  const index = { keys: Map.groupBy(trust.keys, ({ kid }) => kid), revoked: revokedOf(trust) };
  indexes.set(trust, index);
  return index;
};

type Fault = { readonly reason: Reason; readonly detail: string };

const isoOf = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString();

const verdictOf = (envelope: Envelope | undefined, fault: Fault | null): Verdict => ({
  valid: fault === null,
  reason: fault?.reason ?? null,
  claims: envelope?.claims ?? null,
  format: envelope?.format ?? null,
  issuer: envelope?.issuer ?? null,
  issuedAt: isoOf(envelope?.notBefore ?? null),
  expiresAt: isoOf(envelope?.notAfter ?? null),
  kid: envelope?.kid ?? null,
  detail: fault?.detail ?? null,
});

const JWS = /^[\w-]+\.[\w-]+\.[\w-]*$/;

const read = (text: string, engine: Engine): Promise<Signed | Unread> | Unread => {
  if (text.length > TEXT_MAX)
    return { reason: 'too-large', detail: `it is longer than ${TEXT_MAX / 1024} thousand characters` };
  if (text.startsWith(PREFIX)) return readDcc(text, engine);
  if (text.startsWith(SHC_PREFIX)) return readShc(text.trimEnd(), engine);
  if (JWS.test(text)) return readJws(text, engine);
  return {
    reason: 'unreadable',
    detail: 'it begins neither with HC1: (EU certificate) nor with shc:/ (SMART Health Card)',
  };
};

const USE_WORDS: Readonly<Record<Use, string>> = {
  vaccination: 'vaccinations',
  test: 'tests',
  recovery: 'recoveries',
};

/** A key declared for an address signs for that address alone; countries share no such rule (iss is optional). */
const mayIssue = ({ issuer }: TrustedKey, signed: Signed): boolean =>
  signed.format !== 'shc' || !issuer.startsWith('http') || issuer === signed.issuer;

/** What keeps a declared key from signing this, now. */
const faultOfKey = (key: TrustedKey, signed: Signed, now: number): Fault | null => {
  const { use } = signed;
  if (!mayIssue(key, signed))
    return { reason: 'unknown-key', detail: `its key is declared for another issuer than ${signed.issuer}` };
  if (use !== null && !key.uses.includes(use))
    return { reason: 'key-usage', detail: `its key may not sign certificates of ${USE_WORDS[use]}` };
  if (key.notBefore !== null && now < Date.parse(key.notBefore))
    return { reason: 'key-expired', detail: `its key is valid only from ${key.notBefore}` };
  if (key.notAfter !== null && now > Date.parse(key.notAfter))
    return { reason: 'key-expired', detail: `its key was valid until ${key.notAfter}` };
  if (key.revokedAt !== null && now >= Date.parse(key.revokedAt))
    return { reason: 'key-revoked', detail: `its issuer withdrew its key on ${key.revokedAt}` };
  return null;
};

const faultUnder = async (key: TrustedKey, signed: Signed, engine: Engine): Promise<Fault | null> =>
  (await engine.verify(signed.algorithm, key.jwk, signed.bytes, signed.signature))
    ? null
    : { reason: 'wrong-signature', detail: 'its signature is not that of the key it names' };

/**
 * Identifiers are short, and two keys may share one: every key that has it is tried (specification 3.3.2). When none
 * is right, the fault told is the furthest reached in the order of `REASONS`: that of the key which came closest.
 */
const faultOfSignature = async (
  signed: Signed,
  keys: readonly TrustedKey[],
  now: number,
  engine: Engine,
): Promise<Fault | null> => {
  let furthest: Fault = {
    reason: 'unknown-key',
    detail: 'it is signed by a key that nobody on the list declared',
  };
  for (const key of keys) {
    const fault = faultOfKey(key, signed, now) ?? (await faultUnder(key, signed, engine));
    if (fault === null) return null;
    if (REASONS.indexOf(fault.reason) >= REASONS.indexOf(furthest.reason)) furthest = fault;
  }
  return furthest;
};

const faultOfTime = ({ notBefore, notAfter }: Signed, now: number): Fault | null => {
  const seconds = now / 1000;
  if (notBefore !== null && seconds < notBefore)
    return { reason: 'not-yet-valid', detail: `it holds only from ${isoOf(notBefore)}` };
  // "After which a verifier must reject it" (specification 3.3.4): the second itself is still good.
  if (notAfter !== null && seconds > notAfter)
    return { reason: 'expired', detail: `it held until ${isoOf(notAfter)}` };
  return null;
};

const faultOfRevocation = async (
  { identifier, notBefore }: Signed,
  revoked: Revoked,
  engine: Engine,
): Promise<Fault | null> => {
  if (identifier === null || revoked.size === 0) return null;
  const bytes: Bytes = bytesOfIdentifier(identifier);
  const before = revoked.get(revokedHashOf(await engine.sha256(bytes)));
  return before !== undefined && (notBefore ?? 0) < before
    ? { reason: 'revoked', detail: 'its issuer withdrew it' }
    : null;
};

/** A card names its key by its thumbprint (RFC 7638), 32 bytes in base64url; an EU certificate by 8 bytes in base64. */
const THUMBPRINT = /^[\w-]{43}$/;

/**
 * The keys a certificate may mean by the name it gives. A card that named the key of an EU certificate would be free of
 * what that key may sign: a laboratory, whose key signs tests alone, would sign vaccinations.
 */
const declaredIn = ({ keys }: Index, { kid, format }: Signed): readonly TrustedKey[] =>
  kid === null || (format === 'shc') !== THUMBPRINT.test(kid) ? [] : (keys.get(kid) ?? []);

/** `now`: an ISO instant. The reason told is the first of `REASONS` that holds. */
export const verifyText = async (
  text: string,
  trust: TrustList,
  now: string,
  engine: Engine,
): Promise<Verdict> => {
  const at = Date.parse(now);
  invariant(Number.isFinite(at), 'a verification has its instant');
  const signed = await read(text, engine);
  if (isUnread(signed)) return verdictOf(signed.envelope, signed);
  const index = indexOf(trust);
  const fault =
    (await faultOfSignature(signed, declaredIn(index, signed), at, engine)) ??
    faultOfTime(signed, at) ??
    (await faultOfRevocation(signed, index.revoked, engine));
  return verdictOf(signed, fault);
};
