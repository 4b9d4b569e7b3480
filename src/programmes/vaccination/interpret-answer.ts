/** The shapes of `interpret`: what is asked about a person, and what is answered. */
import type { Day } from '#kernel/day.ts';

/** What the strategy may ask of a person. An absent value is unknown, and the answer says when it matters. */
export type Person = {
  readonly birthDate?: Day | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly territory?: string | null | undefined;
};

/** A fact as the interpretation reads it. `product: null` is an injection whose product is unknown. */
export type Act = {
  readonly kind:
    | 'injection'
    | 'earlier-injection'
    | 'infection'
    | 'contraindication'
    | 'consultation'
    | 'residence';
  readonly occurredOn: Day;
  readonly product?: string | null | undefined;
  readonly rank?: number | null | undefined;
  readonly proof?: string | null | undefined;
  readonly until?: Day | null | undefined;
};

/** Why, in words, and the entries of the timeline it rests on. `code` is stable. */
export type Reason = {
  readonly code: string;
  readonly fr: string;
  readonly en: string;
  readonly reference: string;
};

/** Whether the primary course is open to such a person that day, and with which products (sorted). */
export type Primary = {
  readonly eligible: boolean;
  readonly products: readonly string[];
  readonly places: readonly string[];
  /** What must be shown or done, in the words of the strategy (`campaign.json`, requirements). */
  readonly requires: readonly string[];
  readonly reasons: readonly Reason[];
};

/**
 * The next injection due. `allowed`: it may be given that very day. The window holds even when it is not open yet;
 * null is "no bound" or "cannot be computed" (then `missing` says why). `booster2` is any booster after the first.
 */
export type Next = {
  readonly kind: 'dose' | 'booster' | 'booster2' | 'none';
  readonly allowed: boolean;
  readonly products: readonly string[];
  readonly earliest: Day | null;
  readonly recommended: Day | null;
  readonly latest: Day | null;
  readonly reasons: readonly Reason[];
};

/** `none`: no dose; `started`: some, not all; `complete`: the primary course is complete. */
export type Completeness = 'none' | 'started' | 'complete';

/** `valid` is false when no pass is in force. `expires` is the last day of validity; null is "no end". */
export type Pass = { readonly valid: boolean; readonly from: Day | null; readonly expires: Day | null };

/**
 * The three meanings of "complete", kept apart: `clinical` by the strategy of the day, `statistics` by the published
 * definition (VAC-SI), `pass` by the certificate.
 */
export type Status = {
  readonly clinical: Completeness;
  readonly statistics: Completeness;
  readonly pass: Pass;
};

/** `until`: the first day on which the answer may change without new facts; null is never. */
export type Answer = {
  readonly primary: Primary;
  readonly next: Next;
  readonly status: Status;
  readonly missing: readonly string[];
  readonly until: Day | null;
};
