import { KINDS, UPCASTS } from '#programmes/library-card/facts.ts';
import type { Contribution, Counted, Programme } from '#programmes/programme.ts';

const DIMENSIONS = ['measure', 'day', 'branch', 'medium'] as const;

/** Loans by day, and readers: people who borrowed at least once, counted on the day of their first loan. */
const contribution = (facts: readonly Counted[]): readonly Contribution[] => {
  const loans = facts.filter((fact) => fact.kind === 'loan');
  const cells: Contribution[] = loans.map((loan) => [
    `loans|${loan.occurredOn}|${loan.body.branch}|${loan.body.medium}`,
    1,
  ]);
  const [first] = loans;
  if (first !== undefined) cells.push([`readers|${first.occurredOn}|${first.body.branch}|`, 1]);
  return cells;
};

export const libraryCard: Programme = {
  name: 'library-card',
  kinds: KINDS,
  upcasts: UPCASTS,
  dimensions: DIMENSIONS,
  contribution,
};
