import type { Language } from '#kernel/text.ts';
import { FORMATS } from '#kit/numbers.ts';

/**
 * A text of the data as a page prints it: French double punctuation, units and quotation marks never begin a line
 * (Lexique des règles typographiques en usage à l’Imprimerie nationale), and days are written in words.
 */
export const typeset = (text: string, language: Language): string => {
  const dated = text
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => FORMATS[language].day(day))
    .replace(/(\d) (?=(?:µg|ml|ans|jours|mois|years|days|months)\b)/g, '$1\u00a0');
  if (language === 'en') return dated;
  return dated.replace(/ ([:;?!»%€])/g, '\u00a0$1').replace(/« /g, '«\u00a0');
};
