/** Business rules: every case of the published rules of the European Union, and how rules are chosen. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { applyRule, applyRules, EU_RULES, Rule } from '#certificate/rules.ts';
import { VACCINATION } from '../../tests/certificates.ts';

const Published = z.object({
  rules: z.record(
    z.string(),
    z.object({
      rule: Rule,
      tests: z.record(
        z.string(),
        z.object({
          name: z.string().optional(),
          payload: z.unknown(),
          expected: z.boolean(),
          external: z.object({ validationClock: z.string().optional(), valueSetsRef: z.string() }),
        }),
      ),
    }),
  ),
  valueSets: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
});

const published = Published.parse(
  JSON.parse(readFileSync(new URL('../../tests/data/dcc/rules.json', import.meta.url), 'utf8')),
);

const cases = Object.entries(published.rules).flatMap(([id, { rule, tests }]) =>
  Object.entries(tests).map(([file, each]) => ({ id, file, rule, ...each })),
);

test('there are a hundred and one cases', () => {
  expect(cases).toHaveLength(101);
});

test.each(cases)('$id $file $name: $expected', ({ rule, payload, expected, external }) => {
  const clock = external.validationClock ?? '2021-07-01T00:00:00Z';
  const sets = published.valueSets[external.valueSetsRef];
  expect(sets).toBeDefined();
  expect(applyRule(rule, payload, clock, sets).outcome).toBe(expected ? 'passed' : 'failed');
});

test('the rules of the project are the published ones, described in both languages', () => {
  expect(EU_RULES.map(({ Identifier }) => Identifier)).toEqual(Object.keys(published.rules));
  for (const rule of EU_RULES) {
    expect(rule.Logic).toEqual(published.rules[rule.Identifier]?.rule.Logic);
    const { words } = applyRule(rule, VACCINATION, '2022-01-01T00:00:00Z');
    expect(words.fr?.length).toBeGreaterThan(10);
    expect(words.en?.length).toBeGreaterThan(10);
  }
});

const context = { now: '2022-01-01T00:00:00Z', country: 'FR' };

test('a complete vaccination passes the rules for vaccinations, and only they are asked', () => {
  const results = applyRules(VACCINATION, EU_RULES, context);
  expect(results.map(({ rule, outcome }) => [rule, outcome])).toEqual([
    ['GR-EU-0000', 'passed'],
    ['GR-EU-0001', 'passed'],
    ['VR-EU-0000', 'passed'],
    ['VR-EU-0001', 'passed'],
    ['VR-EU-0002', 'passed'],
  ]);
  const [vaccination] = VACCINATION.v ?? [];
  expect(vaccination).toBeDefined();
  if (vaccination === undefined) return;
  const half = { ...VACCINATION, v: [{ ...vaccination, dn: 1 }] };
  expect(applyRules(half, EU_RULES, context).at(-1)?.outcome).toBe('failed');
});

test('the newest version in force in the country is asked, and what cannot be computed is open', () => {
  const [general] = EU_RULES;
  expect(general).toBeDefined();
  if (general === undefined) return;
  const of = (change: Partial<Rule>): Rule => ({ ...general, ...change });
  const outcomes = (rules: readonly Rule[]) =>
    applyRules(VACCINATION, rules, context).map(({ country, outcome }) => [country, outcome]);
  const always = of({ Version: '1.0.9', Country: 'FR', Logic: { '===': [1, 1] } });
  const never = of({ Version: '1.0.10', Country: 'FR', Logic: { '===': [1, 2] } });
  expect(outcomes([never, always])).toEqual([['FR', 'failed']]);
  expect(outcomes([always, of({ ...never, ValidFrom: '2023-01-01T00:00:00Z' })])).toEqual([['FR', 'passed']]);
  expect(outcomes([of({ ...never, Country: 'DE' })])).toEqual([]);
  expect(outcomes([of({ ...never, Type: 'Invalidation' })])).toEqual([['FR', 'passed']]);
  expect(
    outcomes([
      of({ Logic: { and: [1, 2] } }),
      of({ Identifier: 'X', Logic: { plusTime: ['no day', 1, 'day'] } }),
    ]).map(([, outcome]) => outcome),
  ).toEqual(['open', 'open']);
});
