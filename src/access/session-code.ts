/** Codes that people read aloud and type: base 32 without the letters that look like figures (Crockford). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes as base 32, the last character filled with zeroes. */
export const base32 = (bytes: Uint8Array): string => {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
};

/** Groups of four, parted by hyphens: `7K3M-Q0ZP-2XWD`. */
export const grouped = (code: string): string => code.match(/.{1,4}/g)?.join('-') ?? '';

/** What was typed, as it was handed out: case, hyphens and look-alike letters do not matter. */
export const levelledCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
