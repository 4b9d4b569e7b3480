/**
 * Phonex: how a French name sounds, as a short code. Names that sound alike have the same code: `Graux`, `Gros`.
 * F. Brouard, "L'art des Soundex", sqlpro.developpez.com, 1999, its steps in their order, written anew. The last step
 * of
 * the article (a number in base 22) is left out: the letters themselves are the code.
 */

const VOWEL = '[aeiou]';
const SOUND = '[aeiou1234]';

const STEPS: readonly (readonly [RegExp, string])[] = [
  [/y/g, 'i'],
  [/(?<![csp])h/g, ''],
  [/ph/g, 'f'],
  [/g(?=a[nm]|ai[nm])/g, 'k'],
  [new RegExp(`[ae]i[nm](?=${VOWEL})`, 'g'), 'yn'],
  [/eau/g, 'o'],
  [/oua/g, '2'],
  [/[ea]i[nm]/g, '4'],
  [/[ae]i/g, 'y'],
  [/e(?=r|ss|t)/g, 'y'],
  [new RegExp(`[ae][nm](?!${SOUND})`, 'g'), '1'],
  [new RegExp(`in(?!${SOUND})`, 'g'), '4'],
  [new RegExp(`(?<=${SOUND})s(?=${SOUND})`, 'g'), 'z'],
  [/oe|eu/g, 'e'],
  [/au/g, 'o'],
  [/o[iy]/g, '2'],
  [/ou/g, '3'],
  [/s?ch|sh/g, '5'],
  [/ss|sc/g, 's'],
  [/c(?=[ei])/g, 's'],
  [/gu/g, 'k'],
  [/qu|[cq]/g, 'k'],
  [/g(?=[aoy])/g, 'k'],
  [/a/g, 'o'],
  [/[dp]/g, 't'],
  [/j/g, 'g'],
  [/[bv]/g, 'f'],
  [/m/g, 'n'],
  [/(.)\1+/g, '$1'],
  [/[tx]+$/, ''],
];

/** Names sounded lately: the same few thousand come again and again. */
const CODES_MAX = 100_000;
const codes = new Map<string, string>();

/** @param name a folded name, one word: small letters without accents; other characters are left as they are */
export const phonex = (name: string): string => {
  const known = codes.get(name);
  if (known !== undefined) return known;
  const code = STEPS.reduce((text, [pattern, sound]) => text.replace(pattern, sound), name);
  if (codes.size >= CODES_MAX) codes.clear();
  codes.set(name, code === '' ? name : code);
  return code === '' ? name : code;
};
