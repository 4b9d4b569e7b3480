/** The sentences of explanations, and how days and periods are written in them. */
import { type DayNumber, dayOf } from '#kernel/day.ts';
import { dayWords } from '#kernel/day-words.ts';
import type { Language, Text } from '#kernel/text.ts';
import type { Explanation } from '#schedule/forecast.api.ts';

const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  day: ['jour', 'jours'],
  week: ['semaine', 'semaines'],
  month: ['mois', 'mois'],
  year: ['an', 'ans'],
};

/** A period as the schedule writes it, in both languages. */
export const periodWords = (text: string): Text => ({
  en: text.replaceAll(' - ', ' − '),
  fr: text
    .replaceAll(' - ', ' − ')
    .replaceAll(/(\d+) (day|week|month|year)s?/g, (_, n: string, unit: string) => {
      const [one, several] = UNITS[unit] ?? [unit, unit];
      return `${n} ${Number(n) > 1 ? several : one}`;
    }),
});

/** A value that a sentence may hold: text as it is, a day number as a date. */
export type Value = { readonly text: Text; readonly plain: string | number | null };

export const day = (number: DayNumber): Value => ({ text: dayWords(dayOf(number)), plain: dayOf(number) });
export const period = (text: string): Value => ({ text: periodWords(text), plain: text });
export const word = (text: string | Text): Value =>
  typeof text === 'string' ? { text: { fr: text, en: text }, plain: text } : { text, plain: text.en };
export const count = (n: number): Value => ({ text: { fr: String(n), en: String(n) }, plain: n });

const fill = (sentence: string, values: Readonly<Record<string, Value>>, language: Language): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]?.text[language] ?? '');

/** An explanation from its rule, its sentence with `{names}`, and the values compared. */
export const explanation = (
  of: Explanation['of'],
  code: string,
  where: { readonly section: string; readonly rule: string },
  sentence: Text,
  values: Readonly<Record<string, Value>>,
): Explanation => ({
  of,
  code,
  ...where,
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.plain])),
  text: { fr: fill(sentence.fr, values, 'fr'), en: fill(sentence.en, values, 'en') },
});
