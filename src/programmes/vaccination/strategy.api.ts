/** The contract of reading the strategy: which there were, what one says on a day, what changed between two days. */
import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Bilingual = z.object({ fr: z.string(), en: z.string() });
const None = z.strictObject({});
const TAG = { fr: 'Stratégie', en: 'Strategy' };

/** A rule in words, the entries it cites, and whether a document was read that supports it. */
const Line = z.object({
  text: Bilingual,
  cites: z.array(z.string()).readonly(),
  confidence: z.enum(['sourced', 'memory']),
});

const Source = z.object({ id: z.string(), title: z.string(), url: z.string().nullable(), kind: z.string() });

/** `until` is exclusive; null is still in force. */
export const StrategySummary = z.object({
  id: z.string(),
  title: Bilingual,
  from: Day,
  until: Day.nullable(),
});
export type StrategySummary = z.infer<typeof StrategySummary>;

export const StrategyOnDay = StrategySummary.extend({
  reading: z.array(z.object({ title: Bilingual, lines: z.array(Line).readonly() })).readonly(),
  sources: z.array(Source).readonly(),
});

export const StrategyDifference = z.object({
  from: StrategySummary.nullable(),
  to: StrategySummary,
  differences: z
    .array(
      z.object({
        kind: z.enum(['added', 'removed', 'changed']),
        section: z.string(),
        rule: z.string(),
        text: Bilingual,
        cites: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
});

export const listStrategies = {
  id: 'listStrategies',
  method: 'GET',
  path: '/api/vaccination/strategies',
  right: 'public',
  tag: TAG,
  summary: { fr: 'Lister les stratégies datées', en: 'List the dated strategies' },
  description: {
    fr: 'Toutes les versions de la stratégie, de la plus ancienne à la plus récente.',
    en: 'Every version of the strategy, the oldest first.',
  },
  params: None,
  query: None,
  body: z.undefined(),
  answers: {
    200: {
      description: { fr: 'La liste.', en: 'The list.' },
      schema: z.object({ strategies: z.array(StrategySummary).readonly() }),
    },
  },
  problems: [],
} as const;

export const readStrategy = {
  id: 'readStrategy',
  method: 'GET',
  path: '/api/vaccination/strategies/on/{day}',
  right: 'public',
  tag: TAG,
  summary: { fr: 'Lire la stratégie d’un jour', en: 'Read the strategy of a day' },
  description: {
    fr: 'La stratégie en vigueur ce jour-là, entière et en phrases, avec les textes sur lesquels elle repose.',
    en: 'The strategy in force that day, whole and in sentences, with the texts it rests on.',
  },
  params: z.strictObject({ day: Day }),
  query: None,
  body: z.undefined(),
  answers: {
    200: {
      description: { fr: 'La stratégie du jour.', en: 'The strategy of the day.' },
      schema: StrategyOnDay,
    },
  },
  problems: ['no-strategy'],
} as const;

export const compareStrategies = {
  id: 'compareStrategies',
  method: 'GET',
  path: '/api/vaccination/strategies/difference',
  right: 'public',
  tag: TAG,
  summary: { fr: 'Ce qui change entre deux jours', en: 'What changes between two days' },
  description: {
    fr: 'Les différences, en phrases, entre la stratégie du jour « from » et celle du jour « to ». Avant la première stratégie, « from » est nul et tout est nouveau.',
    en: 'The differences, in sentences, between the strategy of the day "from" and that of the day "to". Before the first strategy "from" is null and everything is new.',
  },
  params: None,
  query: z.strictObject({ from: Day, to: Day }),
  body: z.undefined(),
  answers: {
    200: { description: { fr: 'Les différences.', en: 'The differences.' }, schema: StrategyDifference },
  },
  problems: ['no-strategy'],
} as const;
