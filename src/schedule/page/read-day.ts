/**
 * A day as a hand types it: `12/05/2026`, `12052026`, `12.5.2026`, `2026-05-12`. The day comes before the month in both
 * languages, as the page writes it; what is understood is shown in words beside the field, so nothing is guessed silently.
 */
import { type Day, isDay } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';

export type DayRead =
  | { readonly day: Day }
  /** `unfinished`: the hand may still be typing; `wrong`: no more typing mends it. */
  | { readonly unfinished: true }
  | { readonly wrong: Text };

const UNFINISHED: DayRead = { unfinished: true };

const NO_SUCH_DAY: DayRead = {
  wrong: { fr: 'Ce jour n’existe pas.', en: 'There is no such day.' },
};
const TOO_EARLY: DayRead = {
  wrong: { fr: 'Trop tôt\u00a0: les dates commencent en 1900.', en: 'Too early: dates begin in 1900.' },
};
const DAY_FIRST: DayRead = {
  wrong: {
    fr: 'Il n’y a que douze mois\u00a0: le jour vient en premier.',
    en: 'There are only twelve months: the day comes first.',
  },
};

const made = (year: string, month: string, day: string): DayRead => {
  if (Number(month) > 12 && Number(day) <= 12) return DAY_FIRST;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(text)) return NO_SUCH_DAY;
  return text < '1900-01-01' ? TOO_EARLY : { day: text };
};

export const readDay = (typed: string): DayRead => {
  const text = typed.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return made(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '');
  const [, day, month, year] =
    /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(text) ?? /^(\d\d)(\d\d)(\d{4})$/.exec(text) ?? [];
  if (day !== undefined && month !== undefined && year !== undefined) return made(year, month, day);
  if (/[^\d\-/. ]/.test(text) || text.length > 10)
    return { wrong: { fr: 'Écrivez jour, mois, année.', en: 'Write day, month, year.' } };
  return UNFINISHED;
};

/** The day when the text is one, else undefined. */
export const findDay = (typed: string): Day | undefined => {
  const read = readDay(typed);
  return 'day' in read ? read.day : undefined;
};

/** A day as its field shows it. */
export const fieldDay = (day: Day): string => day.split('-').reverse().join('/');
