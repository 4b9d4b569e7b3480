/** Reading the strategy of a day, and what changed between two. */
import { type Route, route } from '#http/route.ts';
import type { Day } from '#kernel/day.ts';
import { refuse } from '#kernel/result.ts';
import {
  compareStrategies,
  listStrategies,
  readStrategy,
  type StrategySummary,
} from '#programmes/vaccination/strategy.api.ts';
import { findInForce, type Timeline } from '#strategy/in-force.ts';
import { differences, type Reading, reading, sourcesOf, type Words } from '#strategy/reading.ts';
import type { Strategy } from '#strategy/strategy.ts';

export type StrategyOptions = { readonly timeline: Timeline; readonly words: Words };

const summary = ({ id, title, validFrom, validTo }: Strategy): StrategySummary => ({
  id,
  title,
  from: validFrom,
  until: validTo,
});

const noStrategy = (day: Day, field: string) =>
  refuse('no-strategy', `no strategy was in force on ${day}: ask for a day of the campaign`, { field });

/** Said once for each strategy: there are a few dozen, and the public asks for the same day by the thousand. */
const reader = (words: Words) => {
  const readings = new Map<string, Reading>();
  return (strategy: Strategy): Reading => {
    const said = readings.get(strategy.id) ?? reading(strategy, words);
    readings.set(strategy.id, said);
    return said;
  };
};

export const strategyRoutes = ({ timeline, words }: StrategyOptions): Route[] => {
  const readingOf = reader(words);
  return [
    route(listStrategies, async () => ({
      status: 200,
      body: { strategies: timeline.strategies.map(summary) },
    })),
    route(readStrategy, async ({ params: { day } }) => {
      const strategy = findInForce(timeline, day);
      if (strategy === undefined) return noStrategy(day, 'day');
      const body = { ...summary(strategy), reading: readingOf(strategy), sources: sourcesOf(strategy) };
      return { status: 200, body };
    }),
    route(compareStrategies, async ({ query: { from, to } }) => {
      const before = findInForce(timeline, from);
      const after = findInForce(timeline, to);
      if (after === undefined) return noStrategy(to, 'to');
      const body = {
        from: before === undefined ? null : summary(before),
        to: summary(after),
        differences: before?.id === after.id ? [] : differences(before, after, words),
      };
      return { status: 200, body };
    }),
  ];
};
