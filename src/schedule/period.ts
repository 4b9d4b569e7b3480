/**
 * Ages and intervals, and how they are added to a day: Logic Specification, section 3.4.
 * A period is written as the specification writes it: `6 weeks - 4 days`, `18 months + 4 weeks`, `8 months + 1 day`.
 */
import { z } from 'zod';
import { type Day, type DayNumber, dayNumber } from '#kernel/day.ts';

/** Years and months are calendar ones; weeks are seven days. Any part may be negative. */
export type Period = {
  readonly months: number;
  readonly days: number;
  /** A day that does not exist becomes the last of its month, not the first of the next (`monthEnd`). */
  readonly clamped?: boolean;
};

const TERM = /([+-]?)\s*(\d{1,4})\s*(day|week|month|year)s?/gy;

/** The period of a text, or undefined when the text is none. */
export const findPeriod = (text: string): Period | undefined => {
  let months = 0;
  let days = 0;
  let at = 0;
  const trimmed = text.trim();
  TERM.lastIndex = 0;
  while (at < trimmed.length) {
    TERM.lastIndex = at;
    const term = TERM.exec(trimmed);
    if (term === null || (at > 0 && term[1] === '')) return undefined;
    const n = Number(term[2]) * (term[1] === '-' ? -1 : 1);
    if (term[3] === 'year') months += 12 * n;
    else if (term[3] === 'month') months += n;
    else days += term[3] === 'week' ? 7 * n : n;
    at = TERM.lastIndex;
    while (trimmed[at] === ' ') at++;
  }
  return trimmed === '' ? undefined : { months, days };
};

/** A period in the words of the specification. */
export const PeriodText = z
  .string()
  .max(60)
  .refine((text) => findPeriod(text) !== undefined, {
    error: 'expected a period such as "6 weeks - 4 days", "18 months + 4 weeks", "0 days"',
  });
export type PeriodText = z.infer<typeof PeriodText>;

/**
 * The civil date of a day number, packed as `(year * 12 + month0) * 32 + day`: one integer, nothing allocated.
 * Algorithm: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days; exact from year 1 on.
 */
export const civilOf = (day: DayNumber): number => {
  const z0 = day + 719_468;
  const era = (z0 / 146_097) | 0;
  const dayOfEra = z0 - era * 146_097;
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const shifted = ((5 * dayOfYear + 2) / 153) | 0;
  const date = dayOfYear - (((153 * shifted + 2) / 5) | 0) + 1;
  const month = shifted < 10 ? shifted + 2 : shifted - 10;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  return (year * 12 + month) * 32 + date;
};

/** The first day of a month counted from year 0: `year * 12 + month0`. */
const firstOfMonth = (month: number): DayNumber => {
  const shifted = month + 10;
  const year = ((shifted / 12) | 0) - 1;
  const month0 = shifted - (year + 1) * 12;
  const era = (year / 400) | 0;
  const yearOfEra = year - era * 400;
  const dayOfYear = ((153 * month0 + 2) / 5) | 0;
  return (
    era * 146_097 + yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear - 719_468
  );
};

/**
 * A day plus a period: months first (CALCDT-1, -2), a day that does not exist goes to the first of the next month
 * (CALCDT-5), then weeks and days (CALCDT-3, -4, -6). `civil` is `civilOf(day)`, computed once by the caller.
 */
export const addToCivil = (civil: number, day: DayNumber, months: number, days: number): DayNumber => {
  if (months === 0) return day + days;
  const month = (civil >> 5) + months;
  const first = firstOfMonth(month);
  const moved = first + (civil & 31) - 1;
  if ((civil & 31) < 29) return moved + days;
  const next = firstOfMonth(month + 1);
  return (moved < next ? moved : next) + days;
};

/** As `addToCivil`, with the month's end the period asks for. */
export const addPeriodToCivil = (civil: number, day: DayNumber, period: Period): DayNumber =>
  period.clamped === true && period.months !== 0
    ? addClamped(civil, period.months, period.days)
    : addToCivil(civil, day, period.months, period.days);

export const addPeriod = (day: DayNumber, period: Period): DayNumber =>
  period.months === 0 ? day + period.days : addPeriodToCivil(civilOf(day), day, period);

const addClamped = (civil: number, months: number, days: number): DayNumber => {
  const month = (civil >> 5) + months;
  const moved = firstOfMonth(month) + (civil & 31) - 1;
  return Math.min(moved, firstOfMonth(month + 1) - 1) + days;
};

/** As `addPeriod`, on ISO days; the period as the specification writes it. For tests and rare use. */
export const dayAfter = (day: Day, text: string): DayNumber => {
  const period = findPeriod(text);
  if (period === undefined) throw new RangeError(`"${text}" is not a period`);
  return addPeriod(dayNumber(day), period);
};
