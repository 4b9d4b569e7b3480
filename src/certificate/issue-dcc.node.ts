/** Issues EU Digital COVID Certificates: the text of the QR code (Electronic Health Certificate Specification 1.0.5). */
import { deflateSync } from 'node:zlib';
import { toBase45 } from '#certificate/base45.ts';
import { byteString, joined, writeCbor } from '#certificate/cbor.ts';
import type { Signer } from '#certificate/certificate.ts';
import type { Dcc } from '#certificate/dcc.ts';
import {
  ALG,
  CLAIM,
  COSE_ALGORITHM,
  EU_DCC_V1,
  KID,
  PREFIX,
  signatureStructure,
} from '#certificate/dcc-text.ts';
import { invariant } from '#kernel/invariant.ts';

export type DccEnvelope = {
  readonly signer: Signer;
  /** base64 of the first 8 bytes of the SHA-256 of the signing certificate. */
  readonly kid: string;
  /** Country, ISO 3166-1 alpha-2. */
  readonly issuer: string;
  /** ISO instants. */
  readonly issuedAt: string;
  readonly expiresAt: string;
};

/** Texts are written in Unicode's composed form (section 3.3.6). */
const composed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(composed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([name, item]) => [name, composed(item)]));
};

/** Whole seconds: other verifiers refuse fractions (BasicDgcTestsList, I-CO4). */
export const secondOf = (instant: string): number => {
  const at = Date.parse(instant);
  invariant(Number.isFinite(at), `no instant: ${instant}`);
  return Math.floor(at / 1000);
};

/** COSE_Sign1 under its tag, an array of four; its unprotected header is an empty map. */
const SIGN_1 = Uint8Array.of(0xd2, 0x84);
const NOTHING_UNPROTECTED = Uint8Array.of(0xa0);

/** The codes are short: zlib needs little memory for them, and takes half the time to have it. */
const DEFLATE = { level: 9, memLevel: 3 } as const;

const message = async (claims: ReadonlyMap<number, unknown>, { signer, kid }: DccEnvelope) => {
  const header = writeCbor(
    new Map<number, unknown>([
      [ALG, COSE_ALGORITHM[signer.alg]],
      [KID, new Uint8Array(Buffer.from(kid, 'base64'))],
    ]),
  );
  const payload = writeCbor(claims);
  const signature = await signer.sign(signatureStructure(header, payload));
  return joined([
    SIGN_1,
    ...byteString(header),
    NOTHING_UNPROTECTED,
    ...byteString(payload),
    ...byteString(signature),
  ]);
};

/** The text of the QR code, to be drawn in alphanumeric mode. The payload is one that `Dcc` has read. */
export const issueDcc = async (payload: Dcc, envelope: DccEnvelope): Promise<string> => {
  const [iat, exp] = [secondOf(envelope.issuedAt), secondOf(envelope.expiresAt)];
  invariant(iat < exp, 'a certificate expires after it is issued');
  const claims = new Map<number, unknown>([
    [CLAIM.iss, envelope.issuer],
    [CLAIM.exp, exp],
    [CLAIM.iat, iat],
    [CLAIM.hcert, new Map([[EU_DCC_V1, composed(payload)]])],
  ]);
  return PREFIX + toBase45(deflateSync(await message(claims, envelope), DEFLATE));
};
