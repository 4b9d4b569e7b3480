/** Who a certificate is of, as the EU schema (1.3, `nam` and `dob`) writes it. */
import { isDay } from '#kernel/day.ts';
import { type Refused, refuseInWords } from '#kernel/result.ts';
import type { Identity } from '#people/person.ts';
import { NAME_MAX, transliterated } from '#programmes/vaccination/certificate/name-9303.ts';

export type Holder = {
  readonly nam: {
    readonly fn?: string;
    readonly fnt?: string;
    readonly gn?: string;
    readonly gnt?: string;
  };
  readonly dob: string;
};

/** Cut between characters, never inside one. */
const cut = (text: string): string => {
  const end = text.slice(0, NAME_MAX);
  return end.isWellFormed() ? end : end.slice(0, -1);
};

/**
 * What is known of a birth date: a day, a month, a year, or nothing. The schema takes `1950`, `1950-04` and an empty
 * text for who has no date (`dob`, special cases of its examples). Months and days out of range, which old records
 * hold, are not known.
 */
export const dobOf = (birthDate: string): string => {
  const [year = '', month = ''] = birthDate.split('-');
  if (!/^(?:19|20)\d\d$/.test(year)) return '';
  if (isDay(birthDate)) return birthDate;
  return isDay(`${year}-${month}-01`) ? `${year}-${month}` : year;
};

/**
 * The name at birth and every first name, as the strict identity and the machine-readable zone of a French passport
 * have them: a certificate is read beside a passport.
 */
export const holderOf = ({
  familyName,
  givenNames,
  birthDate,
}: Pick<Identity, 'familyName' | 'givenNames' | 'birthDate'>):
  | Holder
  | Refused<'certificate-name-unwritable'> => {
  const fnt = transliterated(familyName);
  const gnt = transliterated(givenNames);
  if (fnt === '' && gnt === '')
    return refuseInWords('certificate-name-unwritable', {
      fr: 'Ni le nom ni les prénoms ne peuvent s’écrire en lettres latines, comme sur un passeport : écrivez-les ainsi dans le dossier.',
      en: 'Neither the family name nor the first names can be written in Latin letters, as in a passport: write them so in the record.',
    });
  return {
    nam: {
      ...(fnt !== '' && { fn: cut(familyName), fnt }),
      ...(gnt !== '' && { gn: cut(givenNames), gnt }),
    },
    dob: dobOf(birthDate),
  };
};
