/**
 * What every certificate of this folder has in common, whatever its format: what a verification answers, who may
 * sign, and who is trusted. Formats: the EU Digital COVID Certificate (`HC1:`), the SMART Health Card (`shc:/`).
 */
import { z } from 'zod';

/** Why a certificate is not accepted, in the order in which it is looked for; `null` when it is. */
export const REASONS = [
  /** Not a text of a known format, or base45, zlib, CBOR, COSE, JWS that cannot be read. */
  'unreadable',
  /** Inflates beyond what any certificate holds. */
  'too-large',
  /** Read, but not what the format's schema says. */
  'malformed',
  /** Signed by a key nobody declared. */
  'unknown-key',
  /** The declared key may not be used for this (extended key usage), is out of its own validity, or is withdrawn. */
  'key-usage',
  'key-expired',
  'key-revoked',
  'wrong-signature',
  'not-yet-valid',
  'expired',
  'revoked',
] as const;
export type Reason = (typeof REASONS)[number];

export type Format = 'dcc' | 'shc';

/** `claims`: what the certificate says, in the format's own words, whenever it could be read. */
export type Verdict = {
  readonly valid: boolean;
  readonly reason: Reason | null;
  /** DCC: the payload (`ver`, `nam`, `dob`, `v`, `t` or `r`). SHC: the claims of the token (`iss`, `nbf`, `vc`). */
  readonly claims: Readonly<Record<string, unknown>> | null;
  /** `null` when the text is of none. */
  readonly format: Format | null;
  /** What the envelope says, as far as it could be read: who issued it, when, and until when it holds (ISO, UTC). */
  readonly issuer: string | null;
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
  /** Key identifier in the signature, when there is one. */
  readonly kid: string | null;
  /** One sentence for whoever reads: what is wrong, where. */
  readonly detail: string | null;
};

/** What a key may sign: extended key usages of the EU DCC, by kind of certificate. */
export const USES = ['vaccination', 'test', 'recovery'] as const;
export type Use = (typeof USES)[number];

/** A trusted key as a verifier holds it: works in a browser without reading X.509. */
export const TrustedKey = z.strictObject({
  /** DCC: base64 of the first 8 bytes of SHA-256 of the certificate; SHC: thumbprint of the JWK (RFC 7638), base64url. */
  kid: z.string().min(1).max(100),
  jwk: z.looseObject({ kty: z.string() }),
  /** Country of the issuer (DCC) or its URL (SHC). */
  issuer: z.string().max(300),
  uses: z.array(z.enum(USES)),
  notBefore: z.iso.datetime({ offset: true }).nullable(),
  notAfter: z.iso.datetime({ offset: true }).nullable(),
  /** Withdrawn by its issuer since then. */
  revokedAt: z.iso.datetime({ offset: true }).nullable(),
});
export type TrustedKey = z.infer<typeof TrustedKey>;

/** The list a verifier takes home: keys, and hashes of the identifiers of certificates that are revoked. */
export const TrustList = z.strictObject({
  madeAt: z.iso.datetime({ offset: true }),
  keys: z.array(TrustedKey).max(20_000),
  /**
   * Hexadecimal SHA-256 of a certificate's identifier, its first 16 bytes (`identifierOf`, revocation.ts). A second
   * since 1970 may follow a dot: then only cards issued before it are revoked (SMART Health Cards, Revocation).
   */
  revoked: z.array(z.string().regex(/^[0-9a-f]{32}(?:\.\d{1,12})?$/)).max(1_000_000),
});
export type TrustList = z.infer<typeof TrustList>;

/**
 * Signs with a key that may not be in this process (a file, a PKCS#11 token). `alg` is JOSE's name. The signature of
 * ES256 is r and s, 64 bytes.
 */
export type Signer = {
  readonly alg: 'ES256' | 'PS256';
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
};
