/** Registers of people for tests and figures, and how a linkage is scored against a truth it never sees. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '#people/clusters.ts';

export const FEBRL = join(import.meta.dirname, 'data/identity/febrl');
export const NAMES = join(import.meta.dirname, '../campaigns/fr-covid-19/names');

/** Who each record of a FEBRL set is. */
export const febrlTruth = (set: 1 | 2): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(join(FEBRL, `dataset${set}.truth.csv`), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => {
        const [id = '', entity = ''] = line.split(',');
        return [id, entity];
      }),
  );

export type Pair = { readonly left: string; readonly right: string; readonly decision: Decision };

/** The pairs of a written linkage. */
export const readLinks = (path: string): Pair[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [left = '', right = '', , decision] = line.split(',');
      return { left, right, decision: decision === 'same' ? 'same' : 'review' };
    });

export type Score = {
  readonly truePairs: number;
  /** Of `same` and `review` together. */
  readonly f1: number;
  /** Share of the true pairs that are `same`. */
  readonly sameShare: number;
  /** Pairs at `same` that are two people. */
  readonly falseSame: number;
};

/** Pairwise scores of a linkage within one register. */
export const scoreLinks = (pairs: readonly Pair[], truth: ReadonlyMap<string, string | number>): Score => {
  const sizes = new Map<string | number, number>();
  for (const entity of truth.values()) sizes.set(entity, (sizes.get(entity) ?? 0) + 1);
  const truePairs = [...sizes.values()].reduce((total, size) => total + (size * (size - 1)) / 2, 0);
  const right = ({ left, right: other }: Pair): boolean => truth.get(left) === truth.get(other);
  const found = pairs.filter(right);
  const same = pairs.filter(({ decision }) => decision === 'same');
  return {
    truePairs,
    f1: (2 * found.length) / (pairs.length + truePairs),
    sameShare: found.filter(({ decision }) => decision === 'same').length / truePairs,
    falseSame: same.filter((pair) => !right(pair)).length,
  };
};
