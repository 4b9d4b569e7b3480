import type { z } from 'zod';
import type { Fact } from '#facts/fact.ts';

/** A cell of the count and what a subject adds to it; the key joins the values of `dimensions` with `|`. */
export type Contribution = readonly [key: string, n: number];

/**
 * What a programme is to everything above it: its kinds of fact and what a subject contributes to the indicators.
 * Nothing above a programme's folder knows more of it than this.
 */
export type Programme = {
  readonly name: string;
  /** The schema of the body of each kind of fact. A kind belongs to one programme. */
  readonly kinds: Readonly<Record<string, z.ZodType<Readonly<Record<string, unknown>>>>>;
  /** Names of the values in a cell's key, in order, after `measure`, `day` and `knownOn`, which every cell has. */
  readonly dimensions: readonly string[];
  /**
   * What one subject adds to the indicators: a pure function of the set of effective facts, whatever their order.
   * `facts` are those of one subject, corrections applied, sorted by recording then id.
   */
  readonly contribution: (facts: readonly Fact[]) => readonly Contribution[];
};
