import type { Text } from '#kernel/text.ts';
import { canonicalJson, type Rule, type Source, type Strategy } from '#strategy/strategy.ts';

/** How a programme says its rules: its sections in reading order, and a sentence for a rule. */
export type Words = {
  readonly sections: readonly { readonly section: string; readonly title: Text }[];
  /** A sentence without a final full stop. `strategy` is the document the rule is read in. */
  readonly say: (section: string, rule: Rule, strategy: Strategy) => Text;
};

export type Line = {
  readonly text: Text;
  readonly cites: readonly string[];
  readonly confidence: 'sourced' | 'memory';
};
export type Reading = readonly { readonly title: Text; readonly lines: readonly Line[] }[];

/** The whole strategy of a day as sections of sentences: what one had to gather from several circulars. */
export const reading = (strategy: Strategy, words: Words): Reading =>
  words.sections.flatMap(({ section, title }) => {
    const rules = strategy.rules[section] ?? [];
    if (rules.length === 0) return [];
    const lines = rules.map((rule) => ({
      text: words.say(section, rule, strategy),
      cites: rule.cites,
      confidence: rule.confidence,
    }));
    return [{ title, lines }];
  });

/** The texts a strategy rests on, each once, in order of their entry. */
export const sourcesOf = (strategy: Strategy): Source[] => {
  const seen = new Map<string, Source>();
  for (const citation of Object.values(strategy.cites))
    for (const source of citation.sources) if (!seen.has(source.id)) seen.set(source.id, source);
  return [...seen.values()];
};

export type Difference = {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly section: string;
  readonly rule: string;
  readonly text: Text;
  readonly cites: readonly string[];
};

const same = (a: Rule, b: Rule): boolean => canonicalJson(a) === canonicalJson(b);

/**
 * What changes between two strategies, in words, section by section. `before` is undefined for the first one.
 * A rule that keeps its words but cites another text or changes its confidence is no difference to a reader.
 */
export const differences = (before: Strategy | undefined, after: Strategy, words: Words): Difference[] =>
  words.sections.flatMap(({ section }) => {
    const old = new Map((before?.rules[section] ?? []).map((rule) => [rule.id, rule]));
    const now = new Map((after.rules[section] ?? []).map((rule) => [rule.id, rule]));
    const found: Difference[] = [];
    for (const [id, rule] of now) {
      const was = old.get(id);
      if (was !== undefined && same(was, rule)) continue;
      const text = words.say(section, rule, after);
      if (was === undefined || before === undefined) {
        found.push({
          kind: 'added',
          section,
          rule: id,
          cites: rule.cites,
          text: prefix('Nouveau', 'New', text),
        });
        continue;
      }
      const earlier = words.say(section, was, before);
      if (earlier.fr === text.fr && earlier.en === text.en) continue;
      found.push({
        kind: 'changed',
        section,
        rule: id,
        cites: rule.cites,
        text: {
          fr: `Changé : ${text.fr} (avant : ${earlier.fr})`,
          en: `Changed: ${text.en} (before: ${earlier.en})`,
        },
      });
    }
    for (const [id, rule] of old)
      if (!now.has(id) && before !== undefined)
        found.push({
          kind: 'removed',
          section,
          rule: id,
          cites: rule.cites,
          text: prefix('Fin', 'Ended', words.say(section, rule, before)),
        });
    return found;
  });

const prefix = (fr: string, en: string, text: Text): Text => ({
  fr: `${fr} : ${text.fr}`,
  en: `${en}: ${text.en}`,
});
