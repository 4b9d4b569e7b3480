import { addDays, type Day, daysBetween } from '#kernel/day.ts';
import type { Index, Series } from '#programmes/vaccination/published.api.ts';

/** Running sums of daily counts. A published day may be negative when acts were taken back. */
export const cumulate = (daily: readonly number[]): number[] => {
  let sum = 0;
  return daily.map((count) => {
    sum += count;
    return sum;
  });
};

/** Mean of the seven days that end at `index`; fewer at the start of a campaign, and 0 before it. */
export const averageAt = (daily: readonly number[], index: number): number => {
  const days = daily.slice(Math.max(0, index - 6), index + 1);
  return days.length === 0 || index < 0 ? 0 : days.reduce((sum, count) => sum + count, 0) / days.length;
};

export const averages = (daily: readonly number[]): number[] =>
  daily.map((_, index) => averageAt(daily, index));

/** Where a territory stands on a day, in people. Shares are null where nobody knows the population. */
export type Situation = {
  readonly day: Day;
  readonly index: number;
  readonly dose1: number;
  readonly complete: number;
  readonly booster: number;
  readonly dose1Share: number | null;
  readonly completeShare: number | null;
  readonly newDose1: number;
  readonly newComplete: number;
  readonly average: number;
  readonly averageBefore: number;
  /** Change of the seven-day average in a week, as a fraction; null in the first week and from nothing. */
  readonly trend: number | null;
};

const sumTo = (daily: readonly number[], index: number): number => {
  let sum = 0;
  for (let at = 0; at <= index && at < daily.length; at++) sum += daily[at] ?? 0;
  return sum;
};

export const shareOf = (people: number, population: number | null): number | null =>
  population === null || population <= 0 ? null : people / population;

export const situationOn = (
  series: Series,
  population: number | null,
  firstDay: Day,
  day: Day,
): Situation => {
  const index = daysBetween(firstDay, day);
  const dose1 = sumTo(series.dose1, index);
  const complete = sumTo(series.complete, index);
  const average = averageAt(series.dose1, index);
  const averageBefore = averageAt(series.dose1, index - 7);
  return {
    day,
    index,
    dose1,
    complete,
    booster: sumTo(series.booster ?? [], index),
    dose1Share: shareOf(dose1, population),
    completeShare: shareOf(complete, population),
    newDose1: series.dose1[index] ?? 0,
    newComplete: series.complete[index] ?? 0,
    average,
    averageBefore,
    // Two whole weeks are compared or none: a first week holds days without any centre open.
    trend: index < 13 || averageBefore <= 0 ? null : average / averageBefore - 1,
  };
};

export type Target = Index['targets'][number];

/** How far a target is on a day. `people` is the target itself, or a territory's share of it. */
export type Distance = {
  readonly target: Target;
  readonly people: number;
  readonly missing: number;
  readonly daysLeft: number;
  /** When the running sum reached it, if it did by the chosen day. */
  readonly metOn: Day | null;
  /** When it will be reached at the pace of the last seven days; null at a standstill. */
  readonly expectedOn: Day | null;
  /** People a day still needed to be on time; null when met or overdue. */
  readonly neededPerDay: number | null;
};

export const distanceTo = (
  target: Target,
  part: number,
  series: Series,
  firstDay: Day,
  now: Situation,
): Distance => {
  const people = Math.round(target.dose1 * part);
  const reached = cumulate(series.dose1.slice(0, now.index + 1)).findIndex((sum) => sum >= people);
  const missing = Math.max(0, people - now.dose1);
  const daysLeft = daysBetween(now.day, target.day);
  const met = missing === 0;
  return {
    target,
    people,
    missing,
    daysLeft,
    metOn: met && reached >= 0 ? addDays(firstDay, reached) : null,
    expectedOn: met || now.average <= 0 ? null : addDays(now.day, Math.ceil(missing / now.average)),
    neededPerDay: met || daysLeft <= 0 ? null : Math.ceil(missing / daysLeft),
  };
};

/** The target that matters on a day: the first one not reached, and the last one reached before it. */
export const distances = (
  targets: readonly Target[],
  part: number,
  series: Series,
  firstDay: Day,
  now: Situation,
): { readonly next: Distance | undefined; readonly met: Distance | undefined } => {
  const all = targets
    .toSorted((a, b) => a.dose1 - b.dose1)
    .map((target) => distanceTo(target, part, series, firstDay, now));
  return {
    next: all.find((distance) => distance.missing > 0),
    met: all.findLast((distance) => distance.missing === 0),
  };
};

/** Seven classes of equal, memorable width that hold every share up to `most`; class 0 is "no data". */
export const classWidth = (most: number): number => {
  const raw = Math.max(most, 0.0001) / 7;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((nice) => nice * power >= raw * 0.999) ?? 10;
  return step * power;
};

export const classOf = (share: number | null, width: number): number =>
  share === null ? 0 : Math.min(7, Math.max(1, Math.floor(share / width + 1e-9) + 1));

/** The place of each territory when the highest share comes first; equal shares have equal places. */
export const rankOf = (shares: ReadonlyMap<string, number>, code: string): number | undefined => {
  const mine = shares.get(code);
  if (mine === undefined) return undefined;
  let rank = 1;
  for (const share of shares.values()) if (share > mine) rank++;
  return rank;
};
