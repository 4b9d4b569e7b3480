/**
 * Days and months on integers, for the loops that read millions of people: no text, no object, no Temporal.
 * Day numbers are those of kernel/day (days since 1970-01-01). The civil-calendar arithmetic is Howard Hinnant's
 * `days_from_civil` and `civil_from_days` (https://howardhinnant.github.io/date_algorithms.html).
 */
import type { DayNumber } from '#kernel/day.ts';
import { civilOf as packedCivilOf } from '#schedule/period.ts';

const ERA_DAYS = 146_097;
const EPOCH_OFFSET = 719_468;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export const monthLength = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);

export const dayNumberOf = (year: number, month: number, day: number): DayNumber => {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_OFFSET;
};

/** A day number as the integer `yyyymmdd`, which compares and takes apart without allocating. */
export const civilOf = (number: DayNumber): number => {
  const packed = packedCivilOf(number);
  const month = packed >> 5;
  return Math.floor(month / 12) * 10_000 + ((month % 12) + 1) * 100 + (packed & 31);
};

/** Reads `YYYY-MM-DD` as the integer `yyyymmdd`; NaN when the text is no day that exists. */
export const readCivil = (text: string): number => {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month)))
    return Number.NaN;
  return year * 10_000 + month * 100 + day;
};

const twoDigits = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const units = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
};

const FIRST_YEAR = 1850;
const YEARS = 400;
/** The day number before the first of each month, for the years people are born in: most days are found here. */
const MONTH_STARTS = Int32Array.from({ length: YEARS * 12 }, (_, i) =>
  dayNumberOf(FIRST_YEAR + Math.floor(i / 12), (i % 12) + 1, 0),
);

/** The day number of an integer `yyyymmdd`. */
export const numberOf = (civil: number): DayNumber => {
  if (Number.isNaN(civil)) return civil;
  const yearAndMonth = (civil / 100) | 0;
  const year = (yearAndMonth / 100) | 0;
  const month = yearAndMonth - year * 100;
  const day = civil - yearAndMonth * 100;
  const start = MONTH_STARTS[(year - FIRST_YEAR) * 12 + month - 1];
  return start === undefined ? dayNumberOf(year, month, day) : start + day;
};

/** Reads `YYYY-MM-DD` as a day number; NaN when the text is no day that exists. */
export const readDay = (text: string): DayNumber => numberOf(readCivil(text));

/** Calendar months later; the 31st becomes the last day of a shorter month, as Temporal's `constrain`. */
export const addCalendarMonths = (number: DayNumber, months: number): DayNumber => {
  const civil = civilOf(number);
  const total = Math.floor(civil / 10_000) * 12 + (Math.floor(civil / 100) % 100) - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return dayNumberOf(year, month, Math.min(civil % 100, monthLength(year, month)));
};

/** A month as 30.5 days, rounded up: 1 → 31, 2 → 61, 3 → 92, 6 → 183, 7 → 214 (entry E095 of the French timeline). */
export const addEqualMonths = (number: DayNumber, months: number): DayNumber =>
  number + Math.ceil(months * 30.5);

/** Age in completed years between two `yyyymmdd`. Born on 29 February: a year older on 1 March. */
export const yearsBetween = (birth: number, on: number): number =>
  Math.floor(on / 10_000) - Math.floor(birth / 10_000) - (on % 10_000 < birth % 10_000 ? 1 : 0);

/** Age in completed months between two `yyyymmdd`. */
export const monthsBetween = (birth: number, on: number): number =>
  (Math.floor(on / 10_000) - Math.floor(birth / 10_000)) * 12 +
  (Math.floor(on / 100) % 100) -
  (Math.floor(birth / 100) % 100) -
  (on % 100 < birth % 100 ? 1 : 0);

/** The day someone reaches an age in years, by the same convention as `yearsBetween`. */
export const birthdayOf = (birth: number, years: number): DayNumber => {
  const year = Math.floor(birth / 10_000) + years;
  const month = Math.floor(birth / 100) % 100;
  const day = birth % 100;
  if (day > monthLength(year, month)) return dayNumberOf(year, month + 1, 1);
  return dayNumberOf(year, month, day);
};

/** The day someone reaches an age in months, by the same convention as `monthsBetween`. */
export const monthDayOf = (birth: number, months: number): DayNumber => {
  const total = Math.floor(birth / 10_000) * 12 + (Math.floor(birth / 100) % 100) - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const day = birth % 100;
  if (day <= monthLength(year, month)) return dayNumberOf(year, month, day);
  return month === 12 ? dayNumberOf(year + 1, 1, 1) : dayNumberOf(year, month + 1, 1);
};
