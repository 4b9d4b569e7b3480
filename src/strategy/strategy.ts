/**
 * A strategy is a dated document: the rules in force from a day to another, each with the texts it cites and how sure
 * we are of it. This folder knows documents, days and words; what a rule means belongs to the programme.
 */

import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Bilingual = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) });

/** `sourced`: a document was read that supports the value. `memory`: a recollection, to be verified. */
export const Confidence = z.enum(['sourced', 'memory']);

/** A text of law, a recommendation, a press article: what a rule rests on. */
export const Source = z.strictObject({
  id: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  kind: z.string(),
});
export type Source = z.infer<typeof Source>;

/** An entry of the timeline and the texts that attest it. `day` is the day it took effect. */
export const Citation = z.strictObject({
  ...Bilingual.shape,
  day: Day.optional(),
  precision: z.string().optional(),
  confidence: Confidence,
  /** Which part of a sourced entry is recollection. */
  memory: z.string().optional(),
  sources: z.array(Source),
});

/** What every rule has, whatever its section; the rest is the programme's. */
export const Rule = z.looseObject({
  id: z.string().min(1),
  cites: z.array(z.string()).min(1),
  confidence: Confidence,
  note: z.string().optional(),
});
export type Rule = z.infer<typeof Rule>;

/** A dated strategy. `validTo` is exclusive; null is still in force. A change is a new document, never an edit. */
export const Strategy = z
  .strictObject({
    id: z.string().min(1).max(80),
    validFrom: Day,
    validTo: Day.nullable(),
    title: Bilingual,
    changedBy: z.array(z.string()),
    rules: z.record(z.string(), z.array(Rule)),
    cites: z.record(z.string(), Citation),
  })
  .superRefine((strategy, context) => {
    if (strategy.validTo !== null && strategy.validTo <= strategy.validFrom)
      context.addIssue({ code: 'custom', message: 'validTo must be after validFrom', path: ['validTo'] });
    for (const [section, rules] of Object.entries(strategy.rules))
      for (const rule of rules)
        for (const entry of rule.cites)
          if (!(entry in strategy.cites))
            context.addIssue({
              code: 'custom',
              message: `rule ${rule.id} cites ${entry}, which is not among "cites"`,
              path: ['rules', section],
            });
  });
export type Strategy = z.infer<typeof Strategy>;

/** JSON with sorted keys and no spaces (RFC 8785 for the values we use): the same document gives the same text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
};
