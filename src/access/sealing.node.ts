/**
 * Sealing: AES-256-GCM with a random nonce. What a text is about goes in as additional data, so that a sealed text
 * moved to another person or column does not open.
 */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** Chance is drawn by so many bytes: asking for a few takes as long. */
const DRAWN_BYTES = 4096;
const drawn = Buffer.alloc(DRAWN_BYTES);
let used = DRAWN_BYTES;

/** Bytes of chance, for nonces and keys: handed out once, and kept nowhere. */
export const drawBytes = (count: number): Buffer => {
  const bytes = Buffer.allocUnsafe(count);
  if (count > DRAWN_BYTES) return randomFillSync(bytes);
  if (used + count > DRAWN_BYTES) {
    randomFillSync(drawn);
    used = 0;
  }
  drawn.copy(bytes, 0, used, used + count);
  drawn.fill(0, used, used + count);
  used += count;
  return bytes;
};

/** Nonce, tag, then the text sealed. `about` is what it belongs to, such as `person:abc:3`. */
export const sealBytes = (key: Buffer, bytes: Buffer | string, about: string): Buffer => {
  const nonce = drawBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about));
  const sealed = typeof bytes === 'string' ? cipher.update(bytes, 'utf8') : cipher.update(bytes);
  const rest = cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed, rest]);
};

/** The bytes, or undefined when the key, what it is about, or a byte of it is not the one it was sealed with. */
export const unsealBytes = (key: Buffer, sealed: Buffer, about: string): Buffer | undefined => {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
};

export const seal = (key: Buffer, text: string, about: string): Buffer => sealBytes(key, text, about);

export const unseal = (key: Buffer, sealed: Buffer, about: string): string | undefined =>
  unsealBytes(key, sealed, about)?.toString();
