/**
 * Unique certificate identifiers (eHealth Network, "Guidelines on verifiable vaccination certificates", annex 2, option
 * 1: version, country, issuer and an opaque string apart by a slash), with their checksum.
 */
import { invariant } from '#kernel/invariant.ts';

/** The characters an identifier may have, in the order of their values. */
const CODE_POINTS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:';

const LENGTH_MAX = 72;

/**
 * The check character of Luhn mod N (ISO/IEC 7812-1, for any alphabet): from the right, every other value is doubled and
 * its two digits in base N added; the character brings the sum to a multiple of N.
 */
export const checksumOf = (text: string): string => {
  const n = CODE_POINTS.length;
  const sum = [...text].reverse().reduce((total, character, i) => {
    const value = CODE_POINTS.indexOf(character);
    invariant(value >= 0, `an identifier has none of these: ${character}`);
    const weighed = i % 2 === 0 ? value * 2 : value;
    return total + Math.floor(weighed / n) + (weighed % n);
  }, 0);
  return CODE_POINTS.charAt((n - (sum % n)) % n);
};

/**
 * The identifier of a new certificate. `opaque` means nothing to anyone and is told by chance: a thing one could compute
 * from a person or a fact would let a stranger enumerate certificates.
 */
export const uvciOf = (country: string, issuer: string, opaque: string): string => {
  const text = `URN:UVCI:01:${country}:${issuer}/${opaque}`.toUpperCase();
  invariant(/^[A-Z]{2}$/.test(country), 'the country of an identifier has two capital letters');
  invariant(text.length <= LENGTH_MAX, `an identifier is not longer than ${LENGTH_MAX} characters`);
  return `${text}#${checksumOf(text)}`;
};

/** True when it has a checksum and it is right. Many countries' identifiers have none, or one of another rule. */
export const hasRightChecksum = (uvci: string): boolean => {
  const [text = '', check, ...more] = uvci.toUpperCase().split('#');
  return more.length === 0 && check?.length === 1 && /^[A-Z0-9/:]+$/.test(text) && checksumOf(text) === check;
};
