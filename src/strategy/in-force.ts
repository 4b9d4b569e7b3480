import { type Day, type DayNumber, dayNumber } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import type { Strategy } from '#strategy/strategy.ts';

/** Strategies in order of their first day, without gap or overlap, ready for a binary search. */
export type Timeline = {
  readonly strategies: readonly Strategy[];
  /** The first day of each, in the same order. */
  readonly starts: Int32Array;
};

/** Sorts the documents and refuses a timeline in which a day would have two strategies, or none between two. */
export const timelineOf = (documents: readonly Strategy[]): Timeline => {
  const strategies = documents.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const ids = new Set<string>();
  for (const [i, strategy] of strategies.entries()) {
    const next = strategies[i + 1];
    invariant(!ids.has(strategy.id), `two strategies are called ${strategy.id}`);
    ids.add(strategy.id);
    invariant(
      next === undefined || strategy.validTo === next.validFrom,
      `strategy ${strategy.id} ends on ${strategy.validTo}, but ${next?.id} begins on ${next?.validFrom}`,
    );
  }
  return { strategies, starts: Int32Array.from(strategies, (strategy) => dayNumber(strategy.validFrom)) };
};

/** Index of the last start on or before a day, -1 when the day is earlier than all. */
export const indexOn = (starts: Int32Array, day: DayNumber): number => {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = starts[middle];
    if (start !== undefined && start <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** The strategy in force on a day; none before the first and after the end of a last one that has an end. */
export const findInForce = (timeline: Timeline, on: Day): Strategy | undefined => {
  const strategy = timeline.strategies[indexOn(timeline.starts, dayNumber(on))];
  if (strategy === undefined || (strategy.validTo !== null && on >= strategy.validTo)) return undefined;
  return strategy;
};
