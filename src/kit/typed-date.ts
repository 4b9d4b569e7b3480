/**
 * A date of the civil record as a hand types it: `12/05/1956`, `12051956`, `1956-05-12`; where the record does not say
 * the day or the month, `00/05/1956`, `05/1956` or `1956` alone. The day comes first in both languages; what is
 * understood is said in words beside the field, so nothing is guessed silently.
 */

import { isDay } from '#kernel/day.ts';
import { dayWords } from '#kernel/day-words.ts';
import type { Language, Text } from '#kernel/text.ts';

/** `date` is `YYYY-MM-DD`, with `00` for what is not known. */
export type DateRead = { readonly date: string } | { readonly unfinished: true } | { readonly wrong: Text };

const UNFINISHED: DateRead = { unfinished: true };
const wrong = (fr: string, en: string): DateRead => ({ wrong: { fr, en } });

const NO_SUCH_DAY = wrong('Ce jour n’existe pas.', 'There is no such day.');
const DAY_FIRST = wrong(
  'Il n’y a que douze mois\u00a0: le jour vient en premier.',
  'There are only twelve months: the day comes first.',
);

const made = (year: string, month: string, day: string): DateRead => {
  if (Number(year) < 1890 || Number(year) > 2099)
    return wrong('Relisez l’année\u00a0: quatre chiffres.', 'Read the year again: four digits.');
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (Number(month) > 12) return Number(day) <= 12 ? DAY_FIRST : NO_SUCH_DAY;
  if (Number(day) === 0 || Number(month) === 0) return Number(day) > 31 ? NO_SUCH_DAY : { date };
  return isDay(date) ? { date } : NO_SUCH_DAY;
};

const FORMS: readonly (readonly [RegExp, readonly [number, number, number]])[] = [
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/, [1, 2, 3]],
  [/^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/, [3, 2, 1]],
  [/^(\d\d)(\d\d)(\d{4})$/, [3, 2, 1]],
  [/^(\d{1,2})[-/. ](\d{4})$/, [2, 1, 0]],
  [/^(\d{4})$/, [1, 0, 0]],
];

/** `left`: the hand has gone on, so what could still grow (`1956`) is taken as it stands. */
export const readDate = (typed: string, left = true): DateRead => {
  const text = typed.trim();
  for (const [form, [year, month, day]] of FORMS) {
    const found = form.exec(text);
    if (found === null) continue;
    if (day === 0 && !left) return UNFINISHED;
    return made(
      found[year] ?? '',
      month === 0 ? '00' : (found[month] ?? ''),
      day === 0 ? '00' : (found[day] ?? ''),
    );
  }
  if (/[^\d\-/. ]/.test(text) || text.length > 10)
    return wrong('Écrivez jour, mois, année\u00a0: 12/05/1956.', 'Write day, month, year: 12/05/1956.');
  return UNFINISHED;
};

/** The date when the text is one, else undefined. */
export const findDate = (typed: string): string | undefined => {
  const read = readDate(typed);
  return 'date' in read ? read.date : undefined;
};

/** A date as its field shows it. */
export const fieldDate = (date: string): string => date.split('-').reverse().join('/');

/** In words, whatever is known of it: `12 mai 1956`, `mai 1956, jour inconnu`, `en 1956, jour et mois inconnus`. */
export const dateWords = (date: string, language: Language): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  const french = language === 'fr';
  if (Number(month) > 12 || Number(day) > 31) return date;
  if (month === '00') return french ? `${year}, jour et mois inconnus` : `${year}, day and month unknown`;
  if (day !== '00') return dayWords(date)[language];
  const words = dayWords(`${year}-${month}-02`)[language].replace(/^2 /, '');
  return french ? `${words}, jour inconnu` : `${words}, day unknown`;
};

/** Age in whole years, or undefined where the year alone cannot say. */
export const ageFrom = (date: string, today: string): number | undefined => {
  if (!isDay(date) || date > today) return undefined;
  const years = Number(today.slice(0, 4)) - Number(date.slice(0, 4));
  return today.slice(5) < date.slice(5) ? years - 1 : years;
};
