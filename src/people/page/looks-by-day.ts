/** Looks at somebody's data, gathered by day for a drawing, and by visit for a list. */
import { addDays, type Day, daysBetween } from '#kernel/day.ts';
import type { Look } from '#people/privacy.api.ts';

export type LookedDay = { readonly day: Day; readonly count: number; readonly unusual: number };

/** Days of the drawing: a quarter is what a person remembers. */
const DAYS_MIN = 28;
const DAYS_MAX = 92;

/** Looks that whoever is looked at would want to know of first. */
export const isUnusual = ({ action }: Pick<Look, 'action'>): boolean => action === 'break-glass';

/** The looks of others, one entry a day up to today, empty days too; older looks than the drawing holds are left to the list. */
export const looksByDay = (
  looks: readonly Pick<Look, 'at' | 'action' | 'own'>[],
  today: Day,
  dayOf: (instant: string) => Day,
): LookedDay[] => {
  const days = looks
    .filter(({ own }) => !own)
    .map((look) => ({ day: dayOf(look.at), unusual: isUnusual(look) }));
  const oldest = days.reduce((first, { day }) => (day < first ? day : first), today);
  const span = Math.min(DAYS_MAX, Math.max(DAYS_MIN, daysBetween(oldest, today) + 1));
  const first = addDays(today, 1 - span);
  return Array.from({ length: span }, (_, index) => {
    const day = addDays(first, index);
    const there = days.filter((look) => look.day === day);
    return { day, count: there.length, unusual: there.filter(({ unusual }) => unusual).length };
  });
};

export type Visit = {
  readonly day: Day;
  readonly looks: readonly Look[];
};

/** The looks of each day together, the latest first. */
export const visitsOf = (looks: readonly Look[], dayOf: (instant: string) => Day): Visit[] => {
  const days = new Map<Day, Look[]>();
  for (const look of looks.toSorted((a, b) => b.at.localeCompare(a.at))) {
    const day = dayOf(look.at);
    const there = days.get(day);
    if (there === undefined) days.set(day, [look]);
    else there.push(look);
  }
  return [...days].map(([day, there]) => ({ day, looks: there }));
};
