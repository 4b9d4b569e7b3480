/**
 * The French national number (NIR; "matricule INS" of the national health identity): thirteen characters and a key of
 * two digits.
 * Sex (1), year (2), month (2), department (2, 2A and 2B in Corsica), commune (3), order (3). Rules: "Numéro de
 * sécurité
 * sociale en France", art. R. 115-1 of the Code de la sécurité sociale and decree 82-103 of 22 January 1982; key:
 * 97 - (number mod 97), 2A counted as 19 and 2B as 18.
 */
import { type Refused, refuseInWords } from '#kernel/result.ts';

export type NationalNumber = {
  /** Thirteen characters, without spaces. */
  readonly number: string;
  /** Two digits, computed. */
  readonly key: string;
  /** True when the key was written, and right; false when there was none. */
  readonly keyGiven: boolean;
  /** `definitive` (NIR) or `temporary` (NIA: sex digit 7 or 8, a registration that waits for its papers). */
  readonly kind: 'definitive' | 'temporary';
  readonly sex: 'm' | 'f';
  /** Two digits of the year of birth. */
  readonly year: string;
  /** Month of birth, 1 to 12; undefined when the civil record did not say it (codes 20, 30 to 42, 50 to 99). */
  readonly month: number | undefined;
  /** Code of the birth place: five characters of INSEE, `99` and the country for a birth abroad. */
  readonly place: string;
};

type Code = 'national-number-form' | 'national-number-month' | 'national-number-key';

const FORM = /^([1278])(\d{2})(\d{2})(\d{2}|2A|2B)(\d{3})(\d{3})$/;

/** Capital letters and digits, nothing between. */
export const compactNumber = (text: string): string => text.toUpperCase().replace(/[\s.\-_/]/g, '');

/** The key of thirteen characters; undefined when they are no number. */
export const keyOf = (number: string): string | undefined => {
  const digits = number.replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(digits) ? String(97 - (Number(digits) % 97)).padStart(2, '0') : undefined;
};

/** Whether a month exists in the number: those over 12 stand for civil records that are incomplete. */
const isMonth = (month: number): boolean =>
  (month >= 1 && month <= 12) || month === 20 || (month >= 30 && month <= 42) || (month >= 50 && month <= 99);

/** Reads a number with its key, or the thirteen characters alone. */
export const readNationalNumber = (text: string): NationalNumber | Refused<Code> => {
  const compact = compactNumber(text);
  const number = compact.slice(0, 13);
  const found = FORM.exec(number);
  const key = keyOf(number);
  if (found === null || key === undefined || !(compact.length === 13 || /^\d{2}$/.test(compact.slice(13))))
    return refuseInWords(
      'national-number-form',
      {
        fr: 'Un numéro national a 13 caractères et une clé de 2 chiffres : sexe 1, 2, 7 ou 8, puis des chiffres (2A et 2B en Corse). Relisez-le sur la carte Vitale.',
        en: 'A national number has 13 characters and a key of 2 digits: sex 1, 2, 7 or 8, then digits (2A and 2B in Corsica). Read it again on the health card.',
      },
      { field: 'nationalNumber' },
    );
  const [, sex = '', year = '', month = '', department = '', commune = ''] = found;
  if (!isMonth(Number(month)))
    return refuseInWords(
      'national-number-month',
      {
        fr: `Aucun mois ne s’écrit ${month} dans un numéro national : relisez les chiffres 4 et 5.`,
        en: `No month is written ${month} in a national number: read digits 4 and 5 again.`,
      },
      { field: 'nationalNumber' },
    );
  const keyGiven = compact.length === 15;
  if (keyGiven && compact.slice(13) !== key)
    return refuseInWords(
      'national-number-key',
      {
        fr: 'La clé (les 2 derniers chiffres) n’est pas celle du numéro : un caractère au moins est faux. Relisez-le.',
        en: 'The key (the last 2 digits) is not that of the number: one character at least is wrong. Read it again.',
      },
      { field: 'nationalNumber' },
    );
  return {
    number,
    key,
    keyGiven,
    kind: sex === '7' || sex === '8' ? 'temporary' : 'definitive',
    sex: sex === '1' || sex === '7' ? 'm' : 'f',
    year,
    month: Number(month) <= 12 ? Number(month) : undefined,
    place: department + commune,
  };
};
