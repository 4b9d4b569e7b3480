/** The French strategies as data: sound, continuous, cited, and readable in both languages on any day. */
import { describe, expect, test } from 'vitest';
import { dayNumber, eachDay } from '#kernel/day.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';
import { rulesOf } from '#programmes/vaccination/strategy.ts';
import { findInForce, timelineOf } from '#strategy/in-force.ts';
import { differences, reading } from '#strategy/reading.ts';

const { campaign, products, strategies, words, prepared } = await preparedCampaign();
const timeline = timelineOf(strategies);

describe('the French strategies', () => {
  test('hold the seventy-seven versions of the timeline, and those it did not cut', () => {
    const numbered = strategies.filter(({ id }) => /^FR-\d{3}$/.test(id));
    expect(numbered).toHaveLength(77);
    expect(strategies.filter(({ id }) => !/^FR-\d{3}[a-z]?$/.test(id))).toEqual([]);
    expect(strategies.length).toBeGreaterThan(77);
  });

  test('cover every day from the first injection on', () => {
    expect(timeline.strategies[0]?.validFrom).toBe(campaign.firstDay);
    const without = eachDay(campaign.firstDay, '2023-12-31').filter(
      (day) => findInForce(timeline, day) === undefined,
    );
    expect(without).toEqual([]);
  });

  test.each(strategies.map((strategy) => [strategy.validFrom, strategy] as const))(
    'of %s is sound, cited, and reads in French and English',
    (_, strategy) => {
      expect(() => rulesOf(strategy)).not.toThrow();
      for (const { text } of reading(strategy, words).flatMap(({ lines }) => lines)) {
        expect(text.fr).toMatch(/^\S.*\S$/);
        expect(text.en).toMatch(/^\S.*\S$/);
        // A code that was not put into words would show its underscore (`n_complet` is a column, not a code).
        expect(`${text.fr} ${text.en}`).not.toMatch(/undefined|[a-z]{2}_[a-z]/);
      }
      for (const [entry, { sources }] of Object.entries(strategy.cites))
        expect(sources.length, `${entry} rests on no text`).toBeGreaterThan(0);
    },
  );

  test('tell the suspension and the return of AstraZeneca', () => {
    const before = findInForce(timeline, '2021-03-14');
    const suspended = findInForce(timeline, '2021-03-15');
    const resumed = findInForce(timeline, '2021-03-19');
    if (!before || !suspended || !resumed) throw new Error('a strategy is missing');
    expect(differences(before, suspended, words).map(({ text }) => text.fr)).toContain(
      'Nouveau : AstraZeneca suspendu pour tous',
    );
    const lifted = differences(suspended, resumed, words).map(({ text }) => text.fr);
    expect(lifted).toContain('Fin : AstraZeneca suspendu pour tous');
    expect(lifted).toContain('Nouveau : Avant 55 ans : ni AstraZeneca ni Janssen');
  });

  test('change something a reader can see at nearly every version', () => {
    const silent = timeline.strategies.filter((strategy, i) => {
      const before = timeline.strategies[i - 1];
      return before !== undefined && differences(before, strategy, words).length === 0;
    });
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('are prepared into fewer periods than documents: some decide nothing about a person', () => {
    expect(prepared.periods.length).toBeLessThan(strategies.length);
    expect([...prepared.starts]).toEqual([...prepared.starts].toSorted((a, b) => a - b));
    expect(prepared.starts[0]).toBe(dayNumber(campaign.firstDay));
  });

  test('have products with a public code, and targets that rise', () => {
    const own = products.filter(({ abroad }) => !abroad);
    expect(own.map(({ code }) => code)).toEqual([
      'PF',
      'PF10',
      'PF3',
      'MO',
      'AZ',
      'JA',
      'NV',
      'PFB',
      'MOB',
      'SV',
    ]);
    expect(own.filter(({ vacsi }) => vacsi === undefined)).toEqual([]);
    const targets = campaign.targets.map(({ dose1 }) => dose1);
    expect(targets).toEqual(targets.toSorted((a, b) => a - b));
  });
});
