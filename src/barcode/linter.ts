/**
 * What the rules ("linters") of the GS1 Barcode Syntax Dictionary share. A rule reads the text of one component and
 * answers nothing when it holds, or the fault: its code, as the GS1 Barcode Syntax Tests name it, and the characters
 * it is about.
 */

export type LintFault = { readonly code: string; readonly at: number; readonly length: number };
export type Linter = (text: string) => LintFault | undefined;

export const fault = (code: string, at: number, length: number): LintFault => ({ code, at, length });

const ZERO = 48;

export const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= 57;
};

export const digitAt = (text: string, at: number): number => text.charCodeAt(at) - ZERO;

/** The number two digits make. */
export const twoDigits = (text: string, at: number): number => digitAt(text, at) * 10 + digitAt(text, at + 1);

/** The first character of a stretch that is no digit, as a fault. */
export const nonDigit = (text: string, from = 0, to = text.length): LintFault | undefined => {
  for (let i = from; i < to; i++) if (!isDigit(text, i)) return fault('NON_DIGIT_CHARACTER', i, 1);
  return undefined;
};

/** A rule on the length alone, for components that have one. */
export const lengthFault = (
  text: string,
  length: number,
  codes: { readonly short: string; readonly long: string },
): LintFault | undefined =>
  text.length === length ? undefined : fault(text.length < length ? codes.short : codes.long, 0, text.length);

/** A rule that every character is one of a set. */
export const everyOf = (characters: string, code: string): Linter => {
  const known = new Uint8Array(128);
  for (const character of characters) known[character.charCodeAt(0)] = 1;
  return (text) => {
    for (let i = 0; i < text.length; i++) if (known[text.charCodeAt(i)] !== 1) return fault(code, i, 1);
    return undefined;
  };
};

/** A rule that the whole component is one of a list. */
export const oneOf =
  (codes: ReadonlySet<string>, code: string): Linter =>
  (text) =>
    codes.has(text) ? undefined : fault(code, 0, text.length);

const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = `${CAPITALS}abcdefghijklmnopqrstuvwxyz`;

/** GS1 General Specifications, section 7.11: the characters of elements, in the order of their weights. */
export const CSET_82 = `!"%&'()*+,-./${DIGITS}:;<=>?${CAPITALS}_${CAPITALS.toLowerCase()}`;
export const CSET_39 = `#-/${DIGITS}${CAPITALS}`;
/** Base64 as in addresses, RFC 4648 section 5. */
export const CSET_64 = `${LETTERS}${DIGITS}-_`;
export const CSET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
