/** Hashes and chance of sessions: what is handed out is drawn by chance, what is kept is a hash of it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keyring } from '#access/keyring.node.ts';

const SECRET_BYTES = 32;

/** Thirty-two bytes of chance, fit for a cookie or an address. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

const SECRET = /^[\w-]{43}$/;
export const isSecret = (text: string | undefined): text is string => text !== undefined && SECRET.test(text);

/** Of a secret that is long and drawn by chance, a plain hash tells nothing. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The same bytes, in a time that tells nothing of where they differ. */
export const sameBytes = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/**
 * A hash of 128 bits that only the holder of the keys can make, for what could be guessed one after the other: how a
 * provider knows somebody, a code of twelve letters.
 */
export const keyedHash = (keyring: Pick<Keyring, 'code'>, kind: string, text: string): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(keyring.code(`${kind}-1`, text), 0);
  bytes.writeBigInt64BE(keyring.code(`${kind}-2`, text), 8);
  return bytes;
};

/** The hash a session keeps of how the provider knows the person. */
export const subjectKey = (keyring: Keyring, provider: string, subject: string): string =>
  keyedHash(keyring, 'provider-subject', `${provider}|${subject}`).toString('hex');
