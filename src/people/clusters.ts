/**
 * From pairs to people. Pairs are joined from the surest down; two groups of records become one person only if no
 * pair
 * across them is clearly two people and, taken together, the pairs across speak for one. So nobody is joined to
 * another
 * through a third: of `Marie, Jeanne` and twins `Marie` and `Jeanne`, only one twin is joined, the other is for a
 * person to decide.
 */

export type Decision = 'same' | 'review';

export type Link = {
  readonly a: number;
  readonly b: number;
  readonly probability: number;
  readonly decision: Decision;
};

export type Thresholds = {
  /** From this probability two records are joined. */
  readonly same: number;
  /** From this probability a person decides. */
  readonly review: number;
};

/** Records of one person; more than this is a test entry or a default value, and left to a person. */
export const CLUSTER_MAX = 200;

type Scored = { readonly a: number; readonly b: number; readonly probability: number };

/** What is asked about a pair that may not have been scored. */
export type Asks = {
  readonly probability: (a: number, b: number) => number;
  readonly clearlyTwo: (a: number, b: number) => boolean;
};

const partition = () => {
  const parent = new Map<number, number>();
  const members = new Map<number, number[]>();
  const find = (row: number): number => {
    let root = row;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    if (root !== row) parent.set(row, root);
    return root;
  };
  return {
    find,
    of: (row: number): readonly number[] => members.get(find(row)) ?? [row],
    join: (a: number, b: number): void => {
      const [into, from] = [find(a), find(b)];
      if (into === from) return;
      members.set(into, [...(members.get(into) ?? [into]), ...(members.get(from) ?? [from])]);
      members.delete(from);
      parent.set(from, into);
    },
    groups: (): Iterable<readonly number[]> => members.values(),
  };
};

/**
 * @param pairs scored pairs, each once, in any order
 * @return every pair of every person found, and the pairs to decide
 */
export const cluster = (pairs: readonly Scored[], thresholds: Thresholds, asks: Asks): Link[] => {
  const sorted = pairs.toSorted((x, y) => y.probability - x.probability || x.a - y.a || x.b - y.b);
  const people = partition();
  const known = new Map<string, number>();
  const probability = (a: number, b: number): number => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const found = known.get(key) ?? asks.probability(a, b);
    known.set(key, found);
    return found;
  };
  /** Mean probability across two groups; undefined when a pair is clearly two people. */
  const across = (
    left: readonly number[],
    right: readonly number[],
    careful: boolean,
  ): number | undefined => {
    let total = 0;
    for (const a of left)
      for (const b of right) {
        if (careful && asks.clearlyTwo(a, b)) return undefined;
        total += probability(a, b);
      }
    return total / (left.length * right.length);
  };
  for (const { a, b, probability: found } of sorted) {
    if (found < thresholds.same) break;
    if (people.find(a) === people.find(b)) continue;
    const [left, right] = [people.of(a), people.of(b)];
    if (left.length + right.length > CLUSTER_MAX) continue;
    if (left.length === 1 && right.length === 1) {
      if (!asks.clearlyTwo(a, b)) people.join(a, b);
      continue;
    }
    const mean = across(left, right, true);
    if (mean !== undefined && mean >= thresholds.review) people.join(a, b);
  }
  const links: Link[] = [];
  for (const group of people.groups())
    for (let i = 0; i < group.length; i++)
      for (let j = i + 1; j < group.length; j++) {
        const [a, b] = [group[i] ?? 0, group[j] ?? 0];
        links.push({
          a: Math.min(a, b),
          b: Math.max(a, b),
          probability: probability(a, b),
          decision: 'same',
        });
      }
  const seen = new Set<string>();
  const review = (a: number, b: number, found: number): void => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (seen.has(key)) return;
    seen.add(key);
    links.push({ a: Math.min(a, b), b: Math.max(a, b), probability: found, decision: 'review' });
  };
  for (const { a, b, probability: found } of sorted) {
    if (found < thresholds.review) break;
    if (people.find(a) === people.find(b)) continue;
    review(a, b, found);
    const [left, right] = [people.of(a), people.of(b)];
    if (left.length * right.length === 1 || left.length + right.length > CLUSTER_MAX) continue;
    // Both groups are one person each: what is asked of one pair is asked of all.
    const mean = across(left, right, false);
    if (mean === undefined || mean < thresholds.review) continue;
    for (const x of left) for (const y of right) review(x, y, probability(x, y));
  }
  return links;
};
