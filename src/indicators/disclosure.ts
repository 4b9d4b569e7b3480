/**
 * Disclosure control, in one place: which counts may be shown, so that nobody is found in a small one.
 *
 * Hiding the small cells is not enough: a total minus the cells shown gives a hidden one back. Cells that would be
 * given away so are protected by hiding others (complementary suppression), until no hidden cell follows from what
 * is shown, by any combination of the totals.
 */

/** A published sum: the total equals the sum of its parts. Names are those of the cells. */
export type Sum = { readonly total: string; readonly parts: readonly string[] };

export type Rule = {
  /** Counts below are hidden. */
  readonly min: number;
  /** Counts shown are rounded to a multiple of this; 1 leaves them. */
  readonly roundTo: number;
};

/** The French health insurer's rule: a count under 11 is blank, others are rounded to ten. Rates use real counts. */
export const INSURER: Rule = { min: 11, roundTo: 10 };

/** A prime small enough that a product of two residues is exact: equations are solved modulo it. */
const PRIME = 67_108_859;

const inverse = (n: number): number => {
  let result = 1;
  let base = n % PRIME;
  for (let power = PRIME - 2; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
};

type Equation = Map<string, number>;

/** Takes `times` times one equation from another, in place. */
const subtract = (from: Equation, other: Equation, times: number): void => {
  for (const [name, factor] of other) {
    const left = ((from.get(name) ?? 0) + PRIME - ((factor * times) % PRIME)) % PRIME;
    if (left === 0) from.delete(name);
    else from.set(name, left);
  }
};

/**
 * Hidden cells whose value follows from what is shown: those that some combination of the sums leaves alone in an
 * equation (Gauss-Jordan elimination over the hidden cells).
 */
export const givenAway = (sums: readonly Sum[], hidden: ReadonlySet<string>): string[] => {
  const solved = new Map<string, Equation>();
  for (const { total, parts } of sums) {
    const equation: Equation = new Map();
    for (const part of parts) if (hidden.has(part)) equation.set(part, 1);
    if (hidden.has(total)) equation.set(total, PRIME - 1);
    for (const [pivot, row] of solved) {
      const times = equation.get(pivot);
      if (times !== undefined) subtract(equation, row, times);
    }
    const [pivot] = equation.keys();
    if (pivot === undefined) continue;
    const scale = inverse(equation.get(pivot) ?? 1);
    for (const [name, factor] of equation) equation.set(name, (factor * scale) % PRIME);
    for (const row of solved.values()) {
      const times = row.get(pivot);
      if (times !== undefined) subtract(row, equation, times);
    }
    solved.set(pivot, equation);
  }
  return [...solved.values()].flatMap((row) => (row.size === 1 ? [...row.keys()] : []));
};

/** The smallest cell still shown that stands in a sum with this one: hiding it costs the reader least. */
const companion = (
  cell: string,
  counts: ReadonlyMap<string, number>,
  sums: readonly Sum[],
  hidden: ReadonlySet<string>,
): string | undefined => {
  let best: string | undefined;
  for (const { total, parts } of sums) {
    if (total !== cell && !parts.includes(cell)) continue;
    for (const other of [...parts, total])
      if (!hidden.has(other) && (best === undefined || (counts.get(other) ?? 0) < (counts.get(best) ?? 0)))
        best = other;
  }
  return best;
};

/**
 * What may be shown of these counts: the count, rounded as the rule says, or null when it is hidden.
 * @param sums every sum that is published among them, or that the reader knows to hold
 */
export const disclose = (
  counts: ReadonlyMap<string, number>,
  sums: readonly Sum[],
  rule: Rule,
): Map<string, number | null> => {
  const hidden = new Set<string>();
  for (const [cell, n] of counts) if (n < rule.min) hidden.add(cell);
  for (;;) {
    const exposed = givenAway(sums, hidden);
    const more = exposed
      .map((cell) => companion(cell, counts, sums, hidden))
      .filter((cell) => cell !== undefined);
    if (more.length === 0) break;
    for (const cell of more) hidden.add(cell);
  }
  return new Map(
    [...counts].map(([cell, n]) => [
      cell,
      hidden.has(cell) ? null : Math.round(n / rule.roundTo) * rule.roundTo,
    ]),
  );
};
