/** Rules on check digits and check characters. */
import { COUNTRIES_ALPHA2 } from '#barcode/code-lists.ts';
import { CSET_32, CSET_82, digitAt, fault, isDigit, type Linter, nonDigit } from '#barcode/linter.ts';

/** GS1 General Specifications, section 7.9.1: digits weighted 3 and 1 from the right, the whole a multiple of ten. */
export const csum: Linter = (text) => {
  const last = text.length - 1;
  if (last < 0) return fault('TOO_SHORT_FOR_CHECK_DIGIT', 0, 0);
  let sum = 0;
  let weight = last % 2 === 0 ? 1 : 3;
  for (let i = 0; i < last; i++) {
    if (!isDigit(text, i)) return fault('NON_DIGIT_CHARACTER', i, 1);
    sum += weight * digitAt(text, i);
    weight = 4 - weight;
  }
  if (!isDigit(text, last)) return fault('NON_DIGIT_CHARACTER', last, 1);
  return (sum + digitAt(text, last)) % 10 === 0 ? undefined : fault('INCORRECT_CHECK_DIGIT', last, 1);
};

/** The longest text the primes are enough for: no component is longer than 99. */
const PAIR_TEXT_MAX = 99;

const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
};
const PRIMES = primes(PAIR_TEXT_MAX - 2);

/** GS1 General Specifications, section 7.9.5: characters weighted by primes from the right, modulo 1021, as two of 32. */
export const csumalpha: Linter = (text) => {
  if (text.length > PAIR_TEXT_MAX) return fault('TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION', 0, text.length);
  const end = text.length - 2;
  if (end < 0) return fault('TOO_SHORT_FOR_CHECK_PAIR', 0, text.length);
  let sum = 0;
  for (let i = 0; i < end; i++) {
    const value = CSET_82.indexOf(text.charAt(i));
    if (value === -1) return fault('INVALID_CSET82_CHARACTER', i, 1);
    sum += value * (PRIMES[end - 1 - i] ?? 0);
  }
  const pair = sum % 1021;
  return text.charAt(end) === CSET_32.charAt(pair >> 5) && text.charAt(end + 1) === CSET_32.charAt(pair & 31)
    ? undefined
    : fault('INCORRECT_CHECK_PAIR', end, 2);
};

const IBAN_MAX = 34;
/** No country has so short an IBAN; ISO 13616 gives no minimum. */
const IBAN_TOO_SHORT = 10;

/** The value of a character of an IBAN: digits, then A to Z from ten on; -1 for another. */
const ibanValue = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 65 && code <= 90 ? code - 55 : -1;
};

/** ISO 13616: country, two check digits by ISO 7064 MOD 97-10, account. */
export const iban: Linter = (text) => {
  const short = fault('IBAN_TOO_SHORT', 0, text.length);
  if (text.length < 4) return short;
  if (!COUNTRIES_ALPHA2.has(text.slice(0, 2))) return fault('ILLEGAL_IBAN_COUNTRY_CODE', 0, 2);
  if (text.length > IBAN_MAX) return fault('IBAN_TOO_LONG', 0, text.length);
  if (text.length <= IBAN_TOO_SHORT) return short;
  let rest = 0;
  for (let i = 0; i < text.length; i++) {
    const at = (i + 4) % text.length;
    const value = ibanValue(text, at);
    if (value === -1) return fault('INVALID_IBAN_CHARACTER', at, 1);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1 ? undefined : fault('INCORRECT_IBAN_CHECKSUM', 2, 2);
};

/** The shortest GS1 Company Prefix. Which are given to whom is not looked up. */
const PREFIX_MIN = 4;

/** Begins with what can be a GS1 Company Prefix: its form alone. */
export const gcppos1: Linter = (text) => {
  if (text.length < PREFIX_MIN) return fault('TOO_SHORT_FOR_GCP', 0, text.length);
  const wrong = nonDigit(text, 0, PREFIX_MIN);
  return wrong && fault('INVALID_GCP_PREFIX', wrong.at, 1);
};

/** The same from the second character on. */
export const gcppos2: Linter = (text) => {
  if (text.length < 2) return fault('TOO_SHORT_FOR_GCP', 0, text.length);
  const wrong = gcppos1(text.slice(1));
  return wrong && fault(wrong.code, wrong.at + 1, wrong.length);
};
