import { describe, expect, test } from 'vitest';
import { situationOn } from '#programmes/vaccination/dashboard/reading.ts';
import { newsOf, paceOf, trendOf } from '#programmes/vaccination/dashboard/sentence.ts';

const FIRST = '2020-12-19';
const FRANCE = { fr: 'en France', en: 'in France' };
const on = (dose1: number[], population: number | null, day: string) =>
  situationOn({ dose1, dose2: [], complete: [] }, population, FIRST, day);

/** Intl separates thousands by a narrow no-break space in French: written here as what a reader sees. */
const seen = (text: string): string => text.replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ');

describe('the sentence of the day', () => {
  const weeks = [...Array<number>(7).fill(1000), ...Array<number>(7).fill(1200)];

  test.each([
    [
      [1540],
      66_956,
      '2021-01-01',
      'Au 1er janvier 2021, 1 540 personnes ont reçu au moins une première injection en France, soit 2,3 % de la population.',
    ],
    [
      [1],
      null,
      '2021-01-01',
      'Au 1er janvier 2021, une personne a reçu au moins une première injection en France.',
    ],
    [[0], 100, '2021-01-02', 'Au 2 janvier 2021, personne n’a encore reçu de première injection en France.'],
    [
      [9],
      100_000,
      '2021-01-02',
      'Au 2 janvier 2021, 9 personnes ont reçu au moins une première injection en France, soit 0,01 % de la population.',
    ],
  ])('in French: %j of %j on %s', (daily, population, day, expected) => {
    expect(seen(newsOf(on(daily, population, day), FRANCE, 'fr'))).toBe(expected);
  });

  test('in English', () => {
    expect(newsOf(on([1540], 66_956, '2021-01-01'), FRANCE, 'en')).toBe(
      'As of 1 January 2021, 1,540 people in France have received at least one first injection, or 2.3% of the population.',
    );
    expect(newsOf(on([0], null, '2021-01-01'), FRANCE, 'en')).toBe(
      'As of 1 January 2021, nobody in France has yet received a first injection.',
    );
  });

  test('French puts a no-break space before a colon and a percent sign', () => {
    expect(paceOf(on(weeks, 10_000, '2021-01-01'), 'fr')).toMatch(/accélère\u00a0: .*20\u202f% de plus/);
    expect(newsOf(on([1540], 66_956, '2021-01-01'), FRANCE, 'fr')).toContain('2,3\u202f%');
  });

  test('the pace rises, slows, or holds within three per cent', () => {
    const at = (before: number, after: number) =>
      paceOf(on([...Array(7).fill(before), ...Array(7).fill(after)], null, '2021-01-01'), 'en');
    expect(at(1000, 1200)).toBe(
      'The pace is rising: 1,200 first injections a day on average over seven days, 20% more than a week earlier.',
    );
    expect(at(1000, 800)).toContain(
      'slowing: 800 first injections a day on average over seven days, 20% fewer',
    );
    expect(at(100, 1300)).toContain(
      'rising: 1,300 first injections a day on average over seven days, 13 times as many',
    );
    expect(at(1000, 1010)).toContain(
      'steady: 1,010 first injections a day on average over seven days, as many as',
    );
  });

  test('a change is short, and pictured', () => {
    expect([trendOf(0.12, 'en'), trendOf(-0.214, 'en'), trendOf(12.2, 'fr')]).toEqual([
      '+12%',
      '−21%',
      '×\u00a013',
    ]);
  });

  test('says nothing of the pace before the first injection, and compares nothing in the first days', () => {
    expect(paceOf(on([0], null, FIRST), 'fr')).toBe('');
    expect(paceOf(on([700], null, FIRST), 'en')).toBe(
      'On average over seven days, 700 people a day receive their first injection.',
    );
  });
});
