/** How a day is said in a sentence. */
import type { Day } from '#kernel/day.ts';
import type { Language, Text } from '#kernel/text.ts';

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  fr: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

/** `1er mars 2021`, `1 March 2021`. */
export const dayWords = (day: Day): Text => {
  const [year = '', month = '', date = ''] = day.split('-');
  const n = Number(date);
  return {
    fr: `${n === 1 ? '1er' : n} ${MONTHS.fr[Number(month) - 1]} ${Number(year)}`,
    en: `${n} ${MONTHS.en[Number(month) - 1]} ${Number(year)}`,
  };
};
