/** How two birth dates agree, as eight digits year month day in one whole number (19630512). */

/**
 * From no agreement to full. `generation`: years as far apart as those of a parent and a child. `partial`: what both
 * know is
 * the same. `turned`: day and month changed places.
 */
export const DATE_LEVELS = [
  'different',
  'generation',
  'year',
  'two parts',
  'partial',
  'turned',
  'digit',
  'exact',
] as const;

export const DATE = {
  different: 0,
  generation: 1,
  year: 2,
  twoParts: 3,
  partial: 4,
  turned: 5,
  digit: 6,
  exact: 7,
} as const;

const GENERATION_YEARS = { min: 16, max: 50 } as const;

const yearOf = (date: number): number => Math.trunc(date / 10_000);
const monthOf = (date: number): number => Math.trunc(date / 100) % 100;
const dayOf = (date: number): number => date % 100;

const isMonth = (month: number): boolean => month >= 1 && month <= 12;
const isDayOfMonth = (day: number): boolean => day >= 1 && day <= 31;

/** True when year, month and day are all known and in range. */
export const isWhole = (date: number): boolean =>
  yearOf(date) > 0 && isMonth(monthOf(date)) && isDayOfMonth(dayOf(date));

/** One digit is another, or two neighbours changed places. */
const oneDigit = (a: number, b: number): boolean => {
  let [x, y] = [a, b];
  let wrong = 0;
  let [lastX, lastY] = [-1, -1];
  let turned = false;
  for (let i = 0; i < 8; i++) {
    const [digitX, digitY] = [x % 10, y % 10];
    if (digitX !== digitY) {
      wrong++;
      if (wrong === 2) turned = digitX === lastY && digitY === lastX;
      if (wrong > 2) return false;
      [lastX, lastY] = [digitX, digitY];
    } else {
      [lastX, lastY] = [-1, -1];
    }
    [x, y] = [Math.trunc(x / 10), Math.trunc(y / 10)];
  }
  return wrong === 1 || (wrong === 2 && turned);
};

const agree = (a: number, b: number, known: (part: number) => boolean): boolean =>
  a === b || !known(a) || !known(b);

/** @return a level of DATE_LEVELS, symmetric */
export const compareDates = (a: number, b: number): number => {
  const [yearA, yearB, monthA, monthB, dayA, dayB] = [
    yearOf(a),
    yearOf(b),
    monthOf(a),
    monthOf(b),
    dayOf(a),
    dayOf(b),
  ];
  if (a === b) return isWhole(a) ? DATE.exact : DATE.partial;
  const someUnknown = !isWhole(a) || !isWhole(b);
  if (!someUnknown) {
    if (yearA === yearB && monthA === dayB && dayA === monthB) return DATE.turned;
    if (oneDigit(a, b)) return DATE.digit;
  } else {
    if (yearA === yearB && agree(monthA, monthB, isMonth) && agree(dayA, dayB, isDayOfMonth))
      return DATE.partial;
    // A month over range may be a day in its place, or a wrong digit.
    if (yearA === yearB && monthA === dayB && dayA === monthB) return DATE.turned;
    if (oneDigit(a, b)) return DATE.digit;
  }
  const parts = (yearA === yearB ? 1 : 0) + (monthA === monthB ? 1 : 0) + (dayA === dayB ? 1 : 0);
  if (parts === 2) return DATE.twoParts;
  if (yearA === yearB) return DATE.year;
  const years = Math.abs(yearA - yearB);
  return years >= GENERATION_YEARS.min && years <= GENERATION_YEARS.max ? DATE.generation : DATE.different;
};
