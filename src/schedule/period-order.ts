/** Which of two periods is longer, where that does not depend on the day they are counted from. */
import { dayAfter, findPeriod } from '#schedule/period.ts';

/** Days after which months have every length, and years too. */
const FROM = ['2001-01-01', '2001-02-28', '2003-12-31', '2000-02-29'];

/** True when the second ends before the first, whatever the day they are counted from. */
export const isReversed = (first: string | undefined, second: string | undefined): boolean =>
  first !== undefined &&
  second !== undefined &&
  findPeriod(first) !== undefined &&
  findPeriod(second) !== undefined &&
  FROM.every((day) => dayAfter(day, second) < dayAfter(day, first));
