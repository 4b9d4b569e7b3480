/** What a national number says as it is typed: how far it is, whether its key is right, what it tells of its bearer. */
import { dayWords } from '#kernel/day-words.ts';
import { isRefused } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import { compactNumber, readNationalNumber } from '#people/national-number.ts';

export type NumberSaid =
  | { readonly is: 'empty' }
  | { readonly is: 'unfinished' | 'wrong' | 'right'; readonly text: Text };

const WRONG: Readonly<Record<string, Text>> = {
  'national-number-form': {
    fr: 'Quinze caractères\u00a0: 1 ou 2 d’abord, puis des chiffres (2A et 2B en Corse). Relisez la carte Vitale.',
    en: 'Fifteen characters: 1 or 2 first, then digits (2A and 2B in Corsica). Read the health card again.',
  },
  'national-number-month': {
    fr: 'Les caractères 4 et 5 ne sont pas un mois\u00a0: relisez-les.',
    en: 'Characters 4 and 5 are no month: read them again.',
  },
  'national-number-key': {
    fr: 'Les deux derniers chiffres, la clé, ne vont pas avec les treize premiers\u00a0: un caractère au moins est faux. Relisez tout.',
    en: 'The last two digits, the key, do not go with the first thirteen: one character at least is wrong. Read it all again.',
  },
};
const UNREADABLE: Text = { fr: 'Ce numéro est illisible.', en: 'This number cannot be read.' };

const WHOLE = 15;

/** Whose number it is, as its digits say: sex, year and month of birth. */
const bearer = (number: {
  readonly sex: 'm' | 'f';
  readonly year: string;
  readonly month: number | undefined;
}): Text => {
  const woman = number.sex === 'f';
  const month = number.month === undefined ? undefined : `2000-${String(number.month).padStart(2, '0')}-02`;
  const words = (language: 'fr' | 'en'): string =>
    month === undefined ? '' : `${dayWords(month)[language].split(' ')[1] ?? ''} `;
  return {
    fr: `${woman ? 'une femme née' : 'un homme né'} en ${words('fr')}«\u00a0${number.year}\u00a0»`,
    en: `a ${woman ? 'woman' : 'man'} born in ${words('en')}“${number.year}”`,
  };
};

export const sayNumber = (typed: string): NumberSaid => {
  const compact = compactNumber(typed);
  if (compact === '') return { is: 'empty' };
  if (compact.length < 13 || compact.length === 14) {
    const strange = /[^\dAB]/.test(compact);
    if (strange) return { is: 'wrong', text: WRONG['national-number-form'] ?? UNREADABLE };
    return {
      is: 'unfinished',
      text: {
        fr: `${compact.length} caractères sur ${WHOLE}`,
        en: `${compact.length} characters of ${WHOLE}`,
      },
    };
  }
  const read = readNationalNumber(typed);
  if (isRefused(read)) return { is: 'wrong', text: WRONG[read.refusal.code] ?? UNREADABLE };
  const whose = bearer(read);
  if (!read.keyGiven)
    return {
      is: 'unfinished',
      text: {
        fr: `Il manque la clé, deux chiffres qui prouvent les treize autres. Pour ${whose.fr}.`,
        en: `The key is missing, two digits that prove the other thirteen. For ${whose.en}.`,
      },
    };
  return { is: 'right', text: { fr: `Clé juste\u00a0: ${whose.fr}.`, en: `Right key: ${whose.en}.` } };
};

/** A number as it is printed on a card: `2 56 05 48 095 012 34`. */
export const spacedNumber = (typed: string): string => {
  const compact = compactNumber(typed);
  const found = /^(.)(..)(..)(..)(...)(...)(..)?$/.exec(compact);
  return found === null
    ? typed
    : found
        .slice(1)
        .filter((part) => part !== undefined)
        .join(' ');
};
