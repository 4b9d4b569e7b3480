/**
 * What a verifier asks of the machine it runs on: inflate within a limit, hash, verify a signature. Two of them:
 * `engine.node.ts`, and `engine.web.ts` for a browser page that has no network.
 */
import type { Bytes } from '#certificate/bytes.ts';
import type { TrustedKey } from '#certificate/certificate.ts';

/** zlib: RFC 1950, with its header and checksum (DCC). raw: RFC 1951 alone (SHC). */
export type Deflated = 'zlib' | 'raw';

export const ALGORITHMS = ['ES256', 'PS256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export type Engine = {
  /** Never holds more than `limit` bytes of output: what inflates beyond is left there. */
  readonly inflate: (
    bytes: Bytes,
    as: Deflated,
    limit: number,
  ) => Promise<Bytes | 'corrupt' | 'too-large'> | Bytes | 'corrupt' | 'too-large';
  readonly sha256: (bytes: Bytes) => Promise<Uint8Array> | Uint8Array;
  /** False too when the key is of another kind than the algorithm asks for. */
  readonly verify: (
    algorithm: Algorithm,
    jwk: TrustedKey['jwk'],
    bytes: Bytes,
    signature: Bytes,
  ) => Promise<boolean> | boolean;
};

/** ES256 is ECDSA on P-256 and PS256 RSASSA-PSS (RFC 7518 section 3.1): a key of another kind verifies nothing. */
export const fits = (algorithm: Algorithm, jwk: TrustedKey['jwk']): boolean =>
  algorithm === 'ES256' ? jwk.kty === 'EC' && jwk.crv === 'P-256' : jwk.kty === 'RSA';
