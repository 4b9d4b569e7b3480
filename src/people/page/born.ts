/** Birth in a phrase that stands after a name. */
import type { Language } from '#kernel/text.ts';
import { ageFrom, dateWords } from '#kit/typed-date.ts';

/** `née le 12 mai 1956, 70 ans`, `né en 1956, jour et mois inconnus`. */
export const bornText = (
  { birthDate, sex }: { readonly birthDate: string; readonly sex: 'm' | 'f' | 'u' },
  today: string,
  language: Language,
): string => {
  const words = dateWords(birthDate, language);
  const age = ageFrom(birthDate, today);
  if (language === 'en') return `born ${words}${age === undefined ? '' : `, ${age} years`}`;
  const born = sex === 'f' ? 'née' : sex === 'm' ? 'né' : 'né·e';
  const whole = !/-00|-[2-9]\d-/.test(birthDate);
  return `${born} ${whole ? 'le' : 'en'} ${words}${age === undefined ? '' : `, ${age} ans`}`;
};
