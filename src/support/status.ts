/** How the service is, part by part, and what its past month looked like. */
import type { Text } from '#kernel/text.ts';

export const PART_STATES = ['works', 'slow', 'broken'] as const;
export type PartState = (typeof PART_STATES)[number];

export const STATE_WORDS = {
  works: { fr: 'Fonctionne', en: 'Works' },
  slow: { fr: 'Fonctionne au ralenti', en: 'Works slowly' },
  broken: { fr: 'Ne fonctionne pas', en: 'Does not work' },
} as const satisfies Record<PartState, Text>;

/** A part of the service, and how to see how it is. A check that throws or is late says `broken`. */
export type Part = {
  readonly code: string;
  readonly title: Text;
  /** What people can still do when it does not work. */
  readonly otherwise: Text;
  readonly check: () => Promise<PartState>;
};

export type Change = { readonly part: string; readonly at: string; readonly state: PartState };

const order = (state: PartState): number => PART_STATES.indexOf(state);

/** The worst of several states; `works` for none. */
export const worstOf = (states: readonly PartState[]): PartState =>
  states.reduce<PartState>((worst, state) => (order(state) > order(worst) ? state : worst), 'works');

export type DayState = { readonly day: string; readonly state: PartState | null };

/**
 * The worst state of each of these days (ISO days, in UTC), from the changes of one part in the order of time. Null:
 * nothing was known yet.
 */
export const daysOf = (changes: readonly Omit<Change, 'part'>[], days: readonly string[]): DayState[] =>
  days.map((day) => {
    const before = changes.findLast(({ at }) => at.slice(0, 10) < day);
    const within = changes.filter(({ at }) => at.slice(0, 10) === day);
    const states = [...(before === undefined ? [] : [before.state]), ...within.map(({ state }) => state)];
    return { day, state: states.length === 0 ? null : worstOf(states) };
  });
