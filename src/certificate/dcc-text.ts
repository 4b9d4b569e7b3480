/**
 * Reads `HC1:` texts: base45, zlib, COSE_Sign1 (RFC 9052 section 4.2), CWT claims (RFC 8392), payload. The order and the
 * labels are those of the Electronic Health Certificate Specification 1.0.5, sections 3 and 4.
 */
import { fromBase45 } from '#certificate/base45.ts';
import { type Bytes, base64Of, utf8 } from '#certificate/bytes.ts';
import { byteString, joined, plainOf, readCbor } from '#certificate/cbor.ts';
import { DccAsRead, useOf, uvciIn } from '#certificate/dcc.ts';
import type { Algorithm, Engine } from '#certificate/engine.ts';
import {
  type Envelope,
  faultOf,
  INFLATED_MAX_BYTES,
  isRecord,
  type Signed,
  secondsOf,
  type Unread,
} from '#certificate/reading.ts';
import { dccIdentifier } from '#certificate/revocation.ts';

export const PREFIX = 'HC1:';

/** Labels of the COSE header (RFC 9052 section 3.1) and of the claims. */
export const ALG = 1;
const CRIT = 2;
export const KID = 4;
export const CLAIM = { iss: 1, exp: 4, nbf: 5, iat: 6, hcert: -260 } as const;
export const EU_DCC_V1 = 1;

/** COSE's numbers (RFC 9053 section 2.1, RFC 8230 section 2). */
export const COSE_ALGORITHM: Readonly<Record<Algorithm, number>> = { ES256: -7, PS256: -37 };

/** CWT (61) may stand before COSE_Sign1 (18), and both may be left out; 55799 only says that CBOR follows. */
const TAGS = ['', '18', '61', '61,18'];

const isSign1 = (tags: readonly number[]): boolean =>
  TAGS.includes((tags[0] === 55_799 ? tags.slice(1) : tags).join());

const bytesOf = (value: unknown): Bytes | null =>
  value instanceof Uint8Array ? new Uint8Array(value) : null;

const mapOf = (value: unknown): ReadonlyMap<unknown, unknown> | null => (value instanceof Map ? value : null);

/** A header or claims inside a byte string; an empty string stands for an empty map (RFC 9052 section 3). */
const mapInside = (bytes: Bytes): ReadonlyMap<unknown, unknown> | null =>
  bytes.length === 0 ? new Map() : mapOf(readCbor(bytes)?.value);

/** An array of four that begins with the text "Signature1", and an empty byte string in its third place. */
const SIGNATURE_1 = Uint8Array.of(0x84, 0x6a, ...utf8('Signature1'));
const NO_EXTERNAL_DATA = Uint8Array.of(0x40);

/** What is signed: Sig_structure of a COSE_Sign1 without external data (RFC 9052 section 4.4). */
export const signatureStructure = (header: Uint8Array, payload: Uint8Array): Bytes =>
  joined([SIGNATURE_1, ...byteString(header), NO_EXTERNAL_DATA, ...byteString(payload)]);

type Sign1 = {
  readonly header: Bytes;
  readonly labels: ReadonlyMap<unknown, unknown>;
  readonly payload: Bytes;
  readonly signature: Bytes;
};

const readSign1 = (bytes: Bytes): Sign1 | null => {
  const message = readCbor(bytes);
  if (message === null || !isSign1(message.tags) || !Array.isArray(message.value)) return null;
  if (message.value.length !== 4) return null;
  const [first, unprotected, third, fourth]: readonly unknown[] = message.value;
  const [header, payload, signature] = [bytesOf(first), bytesOf(third), bytesOf(fourth)];
  if (header === null || payload === null || signature === null) return null;
  const [kept, loose] = [mapInside(header), mapOf(unprotected)];
  if (kept === null || loose === null) return null;
  // The protected header wins: the other one is whatever its bearer made of it (specification 3.3.2).
  return { header, labels: new Map([...loose, ...kept]), payload, signature };
};

const textClaim = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const unread = (reason: Unread['reason'], detail: string, envelope?: Envelope): Unread => ({
  reason,
  detail,
  ...(envelope === undefined ? {} : { envelope }),
});

const algorithmOf = (value: unknown): Algorithm | undefined =>
  value === COSE_ALGORITHM.ES256 ? 'ES256' : value === COSE_ALGORITHM.PS256 ? 'PS256' : undefined;

/** Reads a signed message, its claims and its payload, and says which of them is not as it should be. */
export const readDccMessage = (bytes: Bytes): Signed | Unread => {
  const sign1 = readSign1(bytes);
  if (sign1 === null) return unread('unreadable', 'what it inflates to is no COSE_Sign1 message');
  const claims = mapInside(sign1.payload);
  if (claims === null) return unread('unreadable', 'the claims under the signature are no CBOR map');
  const kid = bytesOf(sign1.labels.get(KID));
  const payload = plainOf(mapOf(claims.get(CLAIM.hcert))?.get(EU_DCC_V1));
  const [exp, iat] = [secondsOf(claims.get(CLAIM.exp)), secondsOf(claims.get(CLAIM.iat))];
  const nbf = claims.has(CLAIM.nbf) ? secondsOf(claims.get(CLAIM.nbf)) : iat;
  const envelope: Envelope = {
    format: 'dcc',
    claims: isRecord(payload) ? payload : null,
    kid: kid === null ? null : base64Of(kid),
    issuer: textClaim(claims.get(CLAIM.iss)),
    notBefore: iat === null || nbf === null ? iat : Math.max(iat, nbf),
    notAfter: exp,
  };
  const algorithm = algorithmOf(sign1.labels.get(ALG));
  const fault = faultIn(sign1, envelope, algorithm !== undefined && nbf !== null);
  if (fault !== null || algorithm === undefined) return unread('malformed', fault ?? '', envelope);
  const dcc = DccAsRead.safeParse(payload);
  if (!dcc.success)
    return unread('malformed', `the payload is not of schema 1.3: ${faultOf(dcc.error.issues)}`, envelope);
  return {
    ...envelope,
    algorithm,
    bytes: signatureStructure(sign1.header, sign1.payload),
    signature: sign1.signature,
    use: useOf(dcc.data),
    identifier: dccIdentifier(uvciIn(dcc.data)),
  };
};

const faultIn = ({ labels }: Sign1, envelope: Envelope, isKnown: boolean): string | null => {
  if (envelope.claims === null)
    return 'the health certificate (claim -260, 1) is missing, or no map of texts';
  if (envelope.notAfter === null) return 'the time it expires (claim 4) is missing, or no time';
  if (envelope.notBefore === null) return 'the time it was issued (claim 6) is missing, or no time';
  if (labels.has(CRIT)) return 'its header has critical labels that this verifier does not know';
  return isKnown ? null : 'its algorithm (label 1) is neither ES256 nor PS256, or its claim 5 is no time';
};

export const readDcc = async (text: string, engine: Engine): Promise<Signed | Unread> => {
  const compressed = fromBase45(text.slice(PREFIX.length));
  if (compressed === null) return unread('unreadable', 'after HC1: it is not base45');
  const bytes = await engine.inflate(compressed, 'zlib', INFLATED_MAX_BYTES);
  if (bytes === 'corrupt') return unread('unreadable', 'what the base45 holds does not inflate (zlib)');
  if (bytes === 'too-large')
    return unread('too-large', `it inflates to more than ${INFLATED_MAX_BYTES / 1024} kB`);
  return readDccMessage(bytes);
};
