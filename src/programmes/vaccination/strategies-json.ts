import type { Strategies } from '#programmes/vaccination/published.api.ts';
import { differences, reading, sourcesOf, type Words } from '#strategy/reading.ts';
import type { Strategy } from '#strategy/strategy.ts';

/** `json/strategies.json`: the strategy of every day in words, and what each one changed; in order of their days. */
export const strategiesJson = (strategies: readonly Strategy[], words: Words): Strategies => ({
  strategies: strategies.map((strategy, i) => ({
    id: strategy.id,
    from: strategy.validFrom,
    until: strategies[i + 1]?.validFrom ?? null,
    changes: differences(strategies[i - 1], strategy, words).map(({ text }) => text),
    reading: reading(strategy, words).map(({ title, lines }) => ({
      title,
      lines: lines.map(({ text }) => text),
    })),
    sources: sourcesOf(strategy).map(({ title, url }) => ({ title, url: url ?? null })),
  })),
});
