/** The engine of a verifier on Node: zlib and OpenSSL, called in turn on the thread that asks. */
import { createPublicKey, constants as crypto, hash, type KeyObject, verify } from 'node:crypto';
import { inflateRawSync, inflateSync } from 'node:zlib';
import type { TrustedKey } from '#certificate/certificate.ts';
import { type Algorithm, type Engine, fits } from '#certificate/engine.ts';

/** A key is read once for as long as the list that holds it. `null`: this is no key. */
const keys = new WeakMap<object, KeyObject | null>();

const keyOf = (jwk: TrustedKey['jwk']): KeyObject | null => {
  const known = keys.get(jwk);
  if (known !== undefined) return known;
  let key: KeyObject | null = null;
  try {
    key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    // What is no key verifies nothing: the certificate is then wrongly signed, and the reader is told so.
  }
  keys.set(jwk, key);
  return key;
};

const PS256 = { padding: crypto.RSA_PKCS1_PSS_PADDING, saltLength: crypto.RSA_PSS_SALTLEN_DIGEST };

const isVerified = (
  key: KeyObject,
  algorithm: Algorithm,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean =>
  algorithm === 'ES256'
    ? verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)
    : verify('sha256', bytes, { key, ...PS256 }, signature);

/** Most certificates fit in one piece of this: zlib is not given sixteen times as much to clear. */
const PIECE_BYTES = 1024;

const inflate: Engine['inflate'] = (bytes, as, limit) => {
  try {
    const options = { maxOutputLength: limit, chunkSize: PIECE_BYTES, info: true };
    const result: unknown = as === 'zlib' ? inflateSync(bytes, options) : inflateRawSync(bytes, options);
    return inflatedWhole(result, bytes.length) ?? 'corrupt';
  } catch (error) {
    return error instanceof RangeError ? 'too-large' : 'corrupt';
  }
};

/** With `info`, zlib tells how much it read: bytes after the end are of no format, and browsers refuse them as well. */
const inflatedWhole = (result: unknown, length: number): Uint8Array<ArrayBuffer> | null => {
  if (typeof result !== 'object' || result === null || !('buffer' in result) || !('engine' in result))
    return null;
  const { buffer, engine } = result;
  if (!(buffer instanceof Uint8Array) || typeof engine !== 'object' || engine === null) return null;
  return 'bytesWritten' in engine && engine.bytesWritten === length ? new Uint8Array(buffer) : null;
};

export const nodeEngine: Engine = {
  inflate,
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verify: (algorithm, jwk, bytes, signature) => {
    if (!fits(algorithm, jwk)) return false;
    const key = keyOf(jwk);
    return key !== null && isVerified(key, algorithm, bytes, signature);
  },
};
