/**
 * Business rules: whether a certificate, which is genuine, is accepted in a country on a day. They are data, written in
 * CertLogic by each country (eu-dcc-business-rules), and run by its own library; the general ones of the European Union
 * are here (rules-eu.json), with the value sets they look at.
 */
import { type CertLogicExpression, evaluate, isCertLogicExpression } from 'certlogic-js';
import { z } from 'zod';
import type { Dcc } from '#certificate/dcc.ts';
import { useOf } from '#certificate/dcc.ts';
import euRules from '#certificate/rules-eu.json' with { type: 'json' };
import valueSets from '#certificate/value-sets.json' with { type: 'json' };

const Logic = z.custom<CertLogicExpression>(
  (value) => isCertLogicExpression(value),
  'no CertLogic expression',
);

/** A rule as the gateway of the European Union publishes it. */
export const Rule = z.looseObject({
  Identifier: z.string().min(1).max(100),
  Type: z.enum(['Acceptance', 'Invalidation']),
  Country: z.string().max(10),
  Version: z.string().max(20),
  CertificateType: z.enum(['General', 'Vaccination', 'Test', 'Recovery']),
  Description: z.array(z.object({ lang: z.string(), desc: z.string().max(2000) })).max(50),
  ValidFrom: z.iso.datetime({ offset: true }),
  ValidTo: z.iso.datetime({ offset: true }),
  Logic,
});
export type Rule = z.infer<typeof Rule>;

export const EU_RULES: readonly Rule[] = z.array(Rule).parse(euRules);

export type ValueSets = Readonly<Record<string, readonly string[]>>;

const VALUE_SETS: ValueSets = Object.fromEntries(
  Object.entries(valueSets).map(([id, names]) => [id, Object.keys(names)]),
);

export type RuleResult = {
  readonly rule: string;
  readonly country: string;
  /** `open`: it could not be computed, which is said and not taken for a refusal. */
  readonly outcome: 'passed' | 'failed' | 'open';
  /** What the rule asks, in each language it is described in. */
  readonly words: { readonly fr: string | null; readonly en: string | null };
};

export type RuleContext = {
  /** ISO instant of the verification. */
  readonly now: string;
  /** Country whose rules apply: its own, and those of the Union (`EU`). */
  readonly country: string;
  readonly valueSets?: ValueSets;
};

const KIND = { vaccination: 'Vaccination', test: 'Test', recovery: 'Recovery' } as const;

const wordsOf = ({ Description }: Rule, lang: string): string | null =>
  Description.find((each) => each.lang.toLowerCase().startsWith(lang))?.desc ?? null;

/** What a rule answers on a payload: an acceptance rule asks for true, an invalidation rule for false. */
const outcomeOf = (rule: Rule, payload: unknown, now: string, sets: ValueSets): RuleResult['outcome'] => {
  try {
    const answer: unknown = evaluate(rule.Logic, {
      payload,
      external: { validationClock: now, valueSets: sets },
    });
    if (typeof answer !== 'boolean') return 'open';
    return answer === (rule.Type === 'Acceptance') ? 'passed' : 'failed';
  } catch {
    return 'open';
  }
};

/** Evaluates one rule whatever its dates and country. */
export const applyRule = (
  rule: Rule,
  payload: unknown,
  now: string,
  sets: ValueSets = VALUE_SETS,
): RuleResult => ({
  rule: rule.Identifier,
  country: rule.Country,
  outcome: outcomeOf(rule, payload, now, sets),
  words: { fr: wordsOf(rule, 'fr'), en: wordsOf(rule, 'en') },
});

/** Newest version of each rule that is in force now, for this country and this kind of certificate. */
const rulesFor = (payload: Dcc, rules: readonly Rule[], { now, country }: RuleContext): readonly Rule[] => {
  const at = Date.parse(now);
  const kind = KIND[useOf(payload)];
  const newest = new Map<string, Rule>();
  for (const rule of rules) {
    const applies =
      (rule.Country === country || rule.Country === 'EU') &&
      (rule.CertificateType === 'General' || rule.CertificateType === kind) &&
      Date.parse(rule.ValidFrom) <= at &&
      at <= Date.parse(rule.ValidTo);
    const known = newest.get(rule.Identifier);
    if (applies && (known === undefined || isNewer(rule.Version, known.Version)))
      newest.set(rule.Identifier, rule);
  }
  return [...newest.values()];
};

const isNewer = (one: string, other: string): boolean =>
  one.localeCompare(other, 'en', { numeric: true }) > 0;

export const applyRules = (
  payload: Dcc,
  rules: readonly Rule[],
  context: RuleContext,
): readonly RuleResult[] =>
  rulesFor(payload, rules, context).map((rule) =>
    applyRule(rule, payload, context.now, context.valueSets ?? VALUE_SETS),
  );
