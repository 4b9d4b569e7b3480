/** Where the days of the next dose stand on a line, from today to a little after the last of them. */
import { addDays, type Day, daysBetween, isDay } from '#kernel/day.ts';
import type { NextDose } from '#programmes/vaccination/desk/desk.api.ts';

export type Scale = {
  /** Share of the line, 0 to 1, at which each known day stands. */
  readonly earliest: number;
  readonly recommended: number | undefined;
  readonly latest: number | undefined;
  /** First of months on the line, at most twelve of them. */
  readonly months: readonly { readonly day: Day; readonly at: number }[];
};

const MARGIN = 1.15;
const DAYS_MIN = 28;
const MONTHS_MAX = 12;

const known = (day: string | null): Day | undefined => (day !== null && isDay(day) ? day : undefined);

const firstsBetween = (from: Day, to: Day): readonly Day[] => {
  const firsts: Day[] = [];
  for (let day = addDays(`${from.slice(0, 7)}-01`, 31); ; day = addDays(`${day.slice(0, 7)}-01`, 31)) {
    const first = `${day.slice(0, 7)}-01`;
    if (first > to) return firsts;
    firsts.push(first);
  }
};

/** Undefined when there is no day to show. */
export const nextScale = (next: NextDose, today: Day): Scale | undefined => {
  const [earliest, recommended, latest] = [next.earliest, next.recommended, next.latest].map(known);
  const first = earliest ?? recommended;
  if (first === undefined) return undefined;
  const last = [first, recommended, latest].reduce<Day>((a, b) => (b !== undefined && b > a ? b : a), first);
  const days = Math.max(DAYS_MIN, Math.ceil(daysBetween(today, last) * MARGIN));
  const at = (day: Day): number => Math.min(1, Math.max(0, daysBetween(today, day) / days));
  const firsts = firstsBetween(today, addDays(today, days));
  const every = Math.ceil(firsts.length / MONTHS_MAX);
  return {
    earliest: at(first),
    recommended: recommended === undefined ? undefined : at(recommended),
    latest: latest === undefined ? undefined : at(latest),
    months: firsts.filter((_, index) => index % every === 0).map((day) => ({ day, at: at(day) })),
  };
};
