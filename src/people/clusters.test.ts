import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asks, cluster, type Link } from '#people/clusters.ts';

const THRESHOLDS = { same: 0.99, review: 0.5 };

type Pair = { a: number; b: number; probability: number };

/** Answers about pairs from a list; all others are strangers. */
const asks = (pairs: readonly Pair[], two: readonly (readonly [number, number])[] = []): Asks => ({
  probability: (a, b) =>
    pairs.find((pair) => Math.min(a, b) === pair.a && Math.max(a, b) === pair.b)?.probability ?? 0,
  clearlyTwo: (a, b) => two.some(([x, y]) => Math.min(a, b) === x && Math.max(a, b) === y),
});

const told = (links: readonly Link[]): string[] =>
  links.map(({ a, b, decision }) => `${a} ${b} ${decision}`).sort();

describe('from pairs to people', () => {
  test('every pair of a person is listed, the unscored ones too', () => {
    const pairs = [
      { a: 1, b: 2, probability: 0.999 },
      { a: 2, b: 3, probability: 0.999 },
      { a: 1, b: 3, probability: 0.2 },
    ];
    expect(told(cluster(pairs, THRESHOLDS, asks(pairs)))).toEqual(['1 2 same', '1 3 same', '2 3 same']);
  });

  test('two people who are clearly two are not joined through a third', () => {
    const pairs = [
      { a: 1, b: 2, probability: 0.9999 },
      { a: 2, b: 3, probability: 0.999 },
    ];
    expect(told(cluster(pairs, THRESHOLDS, asks(pairs, [[1, 3]])))).toEqual(['1 2 same', '2 3 review']);
  });

  test('a chain that holds by its links alone is for a person to decide', () => {
    const pairs = [
      { a: 1, b: 2, probability: 0.999 },
      { a: 2, b: 3, probability: 0.998 },
      { a: 3, b: 4, probability: 0.997 },
    ];
    const links = cluster(pairs, THRESHOLDS, asks(pairs));
    expect(told(links)).toContain('1 2 same');
    expect(told(links)).not.toContain('1 4 same');
  });

  test('what is asked of one pair of two people is asked of all their pairs', () => {
    const pairs = [
      { a: 1, b: 2, probability: 0.999 },
      { a: 2, b: 3, probability: 0.8 },
      { a: 1, b: 3, probability: 0.4 },
    ];
    expect(told(cluster(pairs, THRESHOLDS, asks(pairs)))).toEqual(['1 2 same', '1 3 review', '2 3 review']);
  });

  test('whatever the pairs: same is transitive, never holds who are clearly two, and no pair comes twice', () => {
    const row = fc.integer({ min: 0, max: 9 });
    const some = fc.uniqueArray(
      fc.record({ a: row, b: row, probability: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        selector: ({ a, b }) => `${Math.min(a, b)} ${Math.max(a, b)}`,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(some, fc.array(fc.tuple(row, row)), (drawn, two) => {
        const pairs = drawn
          .filter(({ a, b }) => a !== b)
          .map(({ a, b, probability }) => ({
            a: Math.min(a, b),
            b: Math.max(a, b),
            probability: 0.9 + probability / 10,
          }));
        const given = asks(pairs, two);
        const links = cluster(pairs, THRESHOLDS, given);
        const key = ({ a, b }: Link): string => `${a} ${b}`;
        expect(new Set(links.map(key)).size).toBe(links.length);
        const same = new Set(links.filter(({ decision }) => decision === 'same').map(key));
        const are = (a: number, b: number): boolean => same.has(`${Math.min(a, b)} ${Math.max(a, b)}`);
        for (let a = 0; a < 10; a++)
          for (let b = 0; b < 10; b++) {
            if (a === b || !are(a, b)) continue;
            expect(given.clearlyTwo(a, b)).toBe(false);
            for (let c = 0; c < 10; c++) if (c !== a && c !== b && are(b, c)) expect(are(a, c)).toBe(true);
          }
        expect(told(cluster(pairs.toReversed(), THRESHOLDS, given))).toEqual(told(links));
      }),
    );
  });
});
