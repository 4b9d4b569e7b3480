import type { z } from 'zod';
import type { Fact } from '#facts/fact.ts';
import type { Upcast } from '#facts/upcast.ts';

/** A cell of the count and what a subject adds to it; the key joins the values of `dimensions` with `|`. */
export type Contribution = readonly [key: string, n: number];

/** What of a fact may change a figure: not who recorded it, nor its id, nor when within the day it was recorded. */
export type Counted = Pick<Fact, 'kind' | 'occurredOn' | 'place' | 'body'> & {
  /** Of a person whose records were merged: which of them has this fact, from 0. Absent: there is one record. */
  readonly record?: number;
};

/** What of a fact a rule of data quality may look at: more than what is counted, to name the fact it flags. */
export type Flaggable = Counted & Pick<Fact, 'id' | 'recordedAt'>;

/** The rules of data quality a programme understands, made ready to be asked about one person after another. */
export type Correct = (rules: readonly { readonly rule: string; readonly definition: unknown }[]) => {
  /** The flags of a person's standing facts; `setAside`: the rule would have the fact not count. */
  readonly flagsOf: <F extends Flaggable>(
    facts: readonly F[],
  ) => readonly { readonly rule: string; readonly fact: F; readonly setAside: boolean }[];
};

/**
 * What a programme is to everything above it: its kinds of fact and what a subject contributes to the indicators.
 * Nothing above a programme's folder knows more of it than this.
 */
export type Programme = {
  readonly name: string;
  /** The schema of the body of each kind of fact. A kind belongs to one programme. */
  readonly kinds: Readonly<Record<string, z.ZodType<Readonly<Record<string, unknown>>>>>;
  /** How the body of an old fact becomes one of today's, by kind. */
  readonly upcasts: Readonly<Record<string, Upcast>>;
  /** Names of the values in a cell's key, in order. */
  readonly dimensions: readonly string[];
  /**
   * What one person adds to the indicators: a pure function of the set of their standing facts (corrections applied),
   * under one pseudonym or several that were merged.
   * They come sorted by day, then by content, so that the answer cannot depend on the order of arrival.
   */
  readonly contribution: (facts: readonly Counted[]) => readonly Contribution[];
  /** Absent: facts of this programme are never flagged. */
  readonly correction?: Correct;
};
