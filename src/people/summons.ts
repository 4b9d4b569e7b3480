/** How the code of a summons is written: capitals and figures alone, which a QR holds in its smallest form. */

export const SUMMONS_PREFIX = 'RS1:';
/** How long a code is good for. */
export const SUMMONS_DAYS = 60;
/** Longer texts are no code of ours. */
export const SUMMONS_LENGTH_MAX = 120;

/** The letters of access/session-code.ts (Crockford). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Whether what a scanner read is meant to be such a code. */
export const isSummons = (text: string): boolean => text.trim().toUpperCase().startsWith(SUMMONS_PREFIX);

/** The bytes of a code, whatever case a scanner or a keyboard made of it; undefined when it is none. */
export const bytesOfBase32 = (code: string): Uint8Array | undefined => {
  if (!isSummons(code) || code.length > SUMMONS_LENGTH_MAX) return undefined;
  const letters = code.trim().toUpperCase().slice(SUMMONS_PREFIX.length);
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(held >> bits);
    held &= (1 << bits) - 1;
  }
  // What fills the last letter is zeroes: one code is written one way.
  return held === 0 && bits < 5 ? Uint8Array.from(bytes) : undefined;
};
