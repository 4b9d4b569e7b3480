/**
 * A rule of data quality: what it finds among the facts of a person, and what a correction would do. A rule gives flags
 * and nothing else: no fact is changed by it, whatever its effect. What it finds is in the words of a programme, which
 * alone reads them.
 */
import { z } from 'zod';
import { shared } from '#facts/fact.ts';
import { Day } from '#kernel/day.ts';
import type { Refused } from '#kernel/result.ts';
import type { Language, Text } from '#kernel/text.ts';

export const RuleId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{2,59}$/, 'expected 3 to 60 lower-case letters, digits or -, a letter first');

const words = (max: number) => {
  const text = shared(z.string().trim().min(3).max(max));
  return z.strictObject({ fr: text, en: text });
};

/** Which of the facts a rule finds together no longer count in the corrected view. */
export const EFFECTS = [
  'flag',
  'set-aside-all',
  'set-aside-all-but-first',
  'set-aside-all-but-last',
] as const;
export const Effect = z.enum(EFFECTS);
export type Effect = z.infer<typeof Effect>;

/** What is found: a word of the programme's closed vocabulary, and its parameters. */
export const Finds = z.looseObject({ what: z.string().min(1).max(60) });
export type Finds = z.infer<typeof Finds>;

export const RuleDraft = z.strictObject({
  title: words(120),
  why: words(600),
  /** Where the reason is written down: a text, a page, a decision. */
  source: shared(z.string().trim().max(300)).optional(),
  finds: Finds,
  effect: Effect,
});
export type RuleDraft = z.infer<typeof RuleDraft>;

/** A rule that a campaign brings with it, as `quality.json` has it: adopted by `owner`, from `since` on. */
export const CampaignRule = RuleDraft.extend({
  id: RuleId,
  owner: words(120),
  since: Day,
  source: shared(z.string().trim().min(3).max(300)),
});
export type CampaignRule = z.infer<typeof CampaignRule>;

export const RULES_MAX = 200;
export const CampaignRules = z
  .strictObject({ rules: z.array(CampaignRule).max(RULES_MAX) })
  .refine(({ rules }) => new Set(rules.map(({ id }) => id)).size === rules.length, {
    error: 'expected every rule to have an id of its own',
    path: ['rules'],
  });

/** One parameter of a predicate, as a form asks for it. A parameter of lines is a list, one item a line. */
export type Parameter = {
  readonly name: string;
  readonly label: Text;
  readonly hint?: Text;
  readonly optional?: boolean;
} & (
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly usual: number }
  | { readonly kind: 'day'; readonly usual?: Day }
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly name: Text }[] }
  /** The names of what stands on a line, separated by spaces. */
  | { readonly kind: 'lines'; readonly columns: readonly string[] }
);

export type Predicate = {
  readonly what: string;
  readonly title: Text;
  readonly explains: Text;
  readonly parameters: readonly Parameter[];
};

/** What a programme says of the rules it understands. */
export type Vocabulary = {
  readonly predicates: readonly Predicate[];
  /** The predicate with its parameters, checked; a refusal says which parameter is wrong. */
  readonly read: (finds: Finds) => Finds | Refused<'quality-malformed'>;
  /** What a rule finds, in a sentence. */
  readonly tell: (finds: Finds) => Text;
};

export const EFFECT_WORDS: Readonly<Record<Effect, Text>> = {
  flag: { fr: 'Signale, sans rien écarter', en: 'Flags, and sets nothing aside' },
  'set-aside-all': {
    fr: 'Écarte tous les faits trouvés',
    en: 'Sets aside every fact found',
  },
  'set-aside-all-but-first': {
    fr: 'Écarte les faits trouvés ensemble, sauf le premier',
    en: 'Sets aside the facts found together, but the first',
  },
  'set-aside-all-but-last': {
    fr: 'Écarte les faits trouvés ensemble, sauf le dernier',
    en: 'Sets aside the facts found together, but the last',
  },
};

export const LANGUAGES: readonly Language[] = ['fr', 'en'];
