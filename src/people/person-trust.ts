/**
 * How far an identity is trusted, by what proved it (référentiel national d'identitovigilance, RNIV 1): provisional,
 * validated by a paper of high trust, retrieved from the national service, qualified by both. Proof is proof of the
 * traits it was given with: changing a strict trait takes it back.
 */
import { fold } from '#people/identity-traits.ts';
import { type Evidence, type Identity, STRICT_TRAITS, type Trust } from '#people/person.ts';

/** Papers that show who one is with certainty; others are noted, and prove nothing. */
const HIGH_TRUST: ReadonlySet<string> = new Set([
  'passport',
  'identity-card',
  'residence-permit',
  'birth-certificate',
  'family-book',
]);

export const trustOf = (evidence: readonly Evidence[]): Trust => {
  const seen = evidence.some(({ kind, document }) => kind === 'document' && HIGH_TRUST.has(document ?? ''));
  const retrieved = evidence.some(({ kind }) => kind === 'national-service');
  if (seen && retrieved) return 'qualified';
  return seen ? 'validated' : retrieved ? 'retrieved' : 'provisional';
};

/** Whether a trait of the strict identity is another; accents, case and hyphens make no other name. */
export const changesStrictTraits = (before: Identity, after: Identity): boolean =>
  STRICT_TRAITS.some((trait) => fold(before[trait] ?? '') !== fold(after[trait] ?? ''));

/** Evidence kept of one person: the latest, many more than anybody is asked for. */
export const EVIDENCE_MAX = 20;

/** What still proves the identity after a rectification. */
export const evidenceAfter = (
  before: { readonly identity: Identity; readonly evidence: readonly Evidence[] },
  after: Identity,
  brought: readonly Evidence[],
): Evidence[] => {
  const kept = changesStrictTraits(before.identity, after) ? [] : before.evidence;
  return [...kept, ...brought].slice(-EVIDENCE_MAX);
};
