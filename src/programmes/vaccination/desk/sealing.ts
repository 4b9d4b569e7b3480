/**
 * How an act made without network is sealed to the server on the device, which cannot read it again: the constants
 * both halves share. The browser seals with WebCrypto alone, the server opens (desk-opening.node.ts).
 *
 * ECDH-ES, ephemeral-static (RFC 7518 section 4.6 names it so; the derivation is HKDF's, RFC 5869), on P-256:
 *
 * 1. `generateKey({ name: 'ECDH', namedCurve: 'P-256' })`: an ephemeral pair for this act alone. Its public half goes
 *    along as `ephemeral`, a JWK of `kty`, `crv`, `x`, `y` and nothing else.
 * 2. `deriveBits({ name: 'ECDH', public: key of the pack }, ephemeral private, 256)`: the 32 bytes of the shared X.
 * 3. HKDF with SHA-256 over these 32 bytes: salt is the act's `id`, info is `SEALING_INFO`, both as UTF-8: 32 bytes,
 *    the key of AES-256.
 * 4. AES-GCM, tag of 128 bits: `iv` of 12 random bytes, additional data the act's `id` as UTF-8. What is sealed is the
 *    UTF-8 JSON of an `OfflineSealed`; `sealed` is what `encrypt` returns, the cipher text with its tag at the end.
 *
 * `id` is the UUID of the act in small letters: sealed under one id, it does not open under another. `iv`, `sealed`,
 * `x` and `y` are base64url without padding (RFC 4648 section 5). `kid` is that of the key of the pack, as given.
 */

export const SEALING_CURVE = 'P-256';
export const SEALING_HASH = 'SHA-256';
export const SEALING_INFO = 'rappel offline act v1';
export const SEALING_KEY_BITS = 256;
export const SEALING_IV_BYTES = 12;
export const SEALING_TAG_BITS = 128;

const LETTERS = /^[A-Za-z0-9_-]*$/;

/** Bytes as base64url without padding. */
export const toBase64Url = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** The bytes of a base64url text; undefined when it is none. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!LETTERS.test(text) || text.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );
};

/** The texts of the sealing, as bytes: the salt and the additional data are the act's id. */
export const sealingBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
