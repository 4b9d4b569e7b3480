/**
 * Base45 (RFC 9285). Ours, and not the package of that name: it reads a character outside the alphabet as -1 and three
 * characters above 65,535 as whatever remains, where the RFC (section 6) says to refuse both.
 */
import type { Bytes } from '#certificate/bytes.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const NONE = 255;

const VALUES = new Uint8Array(128).fill(NONE);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

const valueAt = (text: string, at: number): number => VALUES[text.charCodeAt(at)] ?? NONE;

const digits = (value: number, count: number): string => {
  let text = '';
  for (let i = 0, rest = value; i < count; i++, rest = Math.floor(rest / 45)) text += ALPHABET[rest % 45];
  return text;
};

/** Two bytes become three characters; a last byte alone becomes two. */
export const toBase45 = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const [high = 0, low] = [bytes[i], bytes[i + 1]];
    text += low === undefined ? digits(high, 2) : digits(high * 256 + low, 3);
  }
  return text;
};

/** `null`: a character outside the alphabet, a length that no bytes give, or a group above what its bytes hold. */
export const fromBase45 = (text: string): Bytes | null => {
  const tail = text.length % 3;
  if (tail === 1) return null;
  const whole = text.length - tail;
  const bytes = new Uint8Array((whole / 3) * 2 + (tail === 2 ? 1 : 0));
  let to = 0;
  for (let at = 0; at < text.length; at += 3) {
    const isPair = at === whole;
    const [c, d, e] = [valueAt(text, at), valueAt(text, at + 1), isPair ? 0 : valueAt(text, at + 2)];
    if (c === NONE || d === NONE || e === NONE) return null;
    const value = c + d * 45 + e * 2025;
    if (value > (isPair ? 255 : 65_535)) return null;
    if (!isPair) bytes[to++] = value >> 8;
    bytes[to++] = value & 255;
  }
  return bytes;
};
