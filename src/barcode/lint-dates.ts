/** Rules on days and times of day. */
import { fault, type Linter, lengthFault, nonDigit, twoDigits } from '#barcode/linter.ts';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** How many days a month has. */
export const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);

const DATE = { short: 'DATE_TOO_SHORT', long: 'DATE_TOO_LONG' };

/** `month` stands at `at` and the day after it; day 00 means the month as a whole, where it is allowed. */
const monthAndDay = (text: string, year: number, at: number, isDayNeeded: boolean) => {
  const month = twoDigits(text, at);
  if (month < 1 || month > 12) return fault('ILLEGAL_MONTH', at, 2);
  const day = twoDigits(text, at + 2);
  if (day > daysIn(year, month) || (isDayNeeded && day === 0)) return fault('ILLEGAL_DAY', at + 2, 2);
  return undefined;
};

/** The century does not matter to the form: of the years a window of a century can mean, 00 is 2000, a leap year. */
const sixDigits =
  (isDayNeeded: boolean): Linter =>
  (text) =>
    lengthFault(text, 6, DATE) ??
    nonDigit(text) ??
    monthAndDay(text, 2000 + twoDigits(text, 0), 2, isDayNeeded);

const eightDigits =
  (isDayNeeded: boolean): Linter =>
  (text) =>
    lengthFault(text, 8, DATE) ??
    nonDigit(text) ??
    monthAndDay(text, twoDigits(text, 0) * 100 + twoDigits(text, 2), 4, isDayNeeded);

export const yymmd0 = sixDigits(false);
export const yymmdd = sixDigits(true);
export const yyyymmd0 = eightDigits(false);
export const yyyymmdd = eightDigits(true);

const clock =
  (unit: 'HOUR' | 'MINUTE' | 'SECOND', last: number): Linter =>
  (text) =>
    lengthFault(text, 2, { short: `${unit}_TOO_SHORT`, long: `${unit}_TOO_LONG` }) ??
    nonDigit(text) ??
    (twoDigits(text, 0) > last ? fault(`ILLEGAL_${unit}`, 0, 2) : undefined);

export const hh = clock('HOUR', 23);
export const mi = clock('MINUTE', 59);
export const ss = clock('SECOND', 59);

const HOUR_WITH_MINUTE = { short: 'HOUR_WITH_MINUTE_TOO_SHORT', long: 'HOUR_WITH_MINUTE_TOO_LONG' };

export const hhmi: Linter = (text) => {
  const long = lengthFault(text, 4, HOUR_WITH_MINUTE) ?? hh(text.slice(0, 2));
  if (long !== undefined) return long;
  const minute = mi(text.slice(2));
  return minute && fault(minute.code, minute.at + 2, minute.length);
};

const padded = (number: number): string => (number < 10 ? `0${number}` : `${number}`);

/**
 * The day that six digits mean (AI 11 to 17), ISO 8601. The century is that of the window of GS1 General
 * Specifications, section 7.12: 49 years before today's year to 50 after. Day 00 is the last day of the month
 * (section 3.4.6).
 */
export const dayOfSixDigits = (text: string, today: string): string => {
  const thisYear = Number(today.slice(0, 4));
  const ahead = twoDigits(text, 0) - (thisYear % 100);
  const century = thisYear - (thisYear % 100) + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
  const year = century + twoDigits(text, 0);
  const month = twoDigits(text, 2);
  const last = daysIn(year, month);
  const day = twoDigits(text, 4);
  return `${year}-${padded(month)}-${padded(day === 0 ? last : Math.min(day, last))}`;
};
