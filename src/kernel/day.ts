import { z } from 'zod';

/** A calendar day, ISO 8601 `YYYY-MM-DD`, that exists. Sorts as text. */
export const Day = z.iso.date();
export type Day = z.infer<typeof Day>;

/** A day as whole days since 1970-01-01: what hot loops compare and store. */
export type DayNumber = number;

const DAY_MS = 86_400_000;
const dayTexts = new Map<DayNumber, Day>();

/** True when the text is a day that exists (2021-02-29 does not). */
export const isDay = (text: string): text is Day => Day.safeParse(text).success;

/** Days since 1970-01-01 of an ISO day; NaN when the text is no day. Allocates nothing. */
export const dayNumber = (day: Day): DayNumber => Date.parse(day) / DAY_MS;

/** The ISO day of a day number. Remembered: a campaign has about a thousand of them. */
export const dayOf = (number: DayNumber): Day => {
  const known = dayTexts.get(number);
  if (known !== undefined) return known;
  const text = new Date(number * DAY_MS).toISOString().slice(0, 10);
  if (dayTexts.size < 100_000) dayTexts.set(number, text);
  return text;
};

export const addDays = (day: Day, days: number): Day => dayOf(dayNumber(day) + days);

/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from);

/** Calendar months later; the 31st becomes the last day of a shorter month (as Temporal, `constrain`). */
export const addMonths = (day: Day, months: number): Day =>
  Temporal.PlainDate.from(day).add({ months }).toString();

/** Age in whole years on a day. Born on 29 February: a year older on 1 March, as in French civil law. */
export const ageOn = (birthDate: Day, on: Day): number => {
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years;
};

/** Every day from `first` to `last`, both included. */
export const eachDay = (first: Day, last: Day): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, i) => addDays(first, i));
