/** The engine of a verifier in a browser: streams and WebCrypto, which need no network. */
import type { Bytes } from '#certificate/bytes.ts';
import type { TrustedKey } from '#certificate/certificate.ts';
import { type Algorithm, type Engine, fits } from '#certificate/engine.ts';

const IMPORT = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
} as const;

const VERIFY = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
} as const;

/** Only what names the key: others' members (`alg`, `use`, `key_ops`) may contradict what it is imported for. */
const bare = (jwk: TrustedKey['jwk']): JsonWebKey =>
  Object.fromEntries(
    ['kty', 'crv', 'x', 'y', 'n', 'e'].flatMap((name) => {
      const value = jwk[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

const keys = new WeakMap<object, Promise<CryptoKey>>();

const keyOf = (algorithm: Algorithm, jwk: TrustedKey['jwk']): Promise<CryptoKey> => {
  const known = keys.get(jwk);
  if (known !== undefined) return known;
  const key = crypto.subtle.importKey('jwk', bare(jwk), IMPORT[algorithm], false, ['verify']);
  keys.set(jwk, key);
  return key;
};

const collected = async (stream: ReadableStream<Bytes>, limit: number): Promise<Bytes | 'too-large'> => {
  const reader = stream.getReader();
  const pieces: Bytes[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > limit) {
      await reader.cancel();
      return 'too-large';
    }
    pieces.push(read.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
};

export const webEngine: Engine = {
  inflate: async (bytes, as, limit) => {
    try {
      const inflater = new DecompressionStream(as === 'zlib' ? 'deflate' : 'deflate-raw');
      return await collected(new Blob([bytes]).stream().pipeThrough(inflater), limit);
    } catch {
      return 'corrupt';
    }
  },
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
  verify: async (algorithm, jwk, bytes, signature) => {
    if (!fits(algorithm, jwk)) return false;
    try {
      return await crypto.subtle.verify(VERIFY[algorithm], await keyOf(algorithm, jwk), signature, bytes);
    } catch {
      return false;
    }
  },
};
