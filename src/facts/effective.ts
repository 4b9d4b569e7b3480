import type { Fact } from '#facts/fact.ts';
import { RETRACTION } from '#facts/fact.ts';

type Correctable = Pick<Fact, 'id' | 'kind' | 'corrects'>;

/** Longest chain of corrections followed: beyond, the facts correct each other in a circle. */
const CHAIN_MAX = 1000;

const depth = (fact: Correctable, byId: ReadonlyMap<string, Correctable>): number => {
  let hops = 0;
  for (let at: Correctable | undefined = fact; at?.corrects !== undefined && hops < CHAIN_MAX; hops++)
    at = byId.get(at.corrects);
  return hops;
};

/**
 * The facts of one subject that stand once corrections and retractions are applied, in the order given.
 *
 * A correction replaces the fact it names, and is itself replaced by a correction of it: the last of the chain stands.
 * A retraction takes a fact back, with what that fact did: retracting a correction, or a retraction, gives the fact
 * before it back. The order of arrival does not matter, and a correction that comes before its target replaces it when it comes.
 */
export const effective = <F extends Correctable>(facts: readonly F[]): readonly F[] => {
  if (!facts.some((fact) => fact.corrects !== undefined)) return facts;
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const deepestFirst = facts
    .filter((fact) => fact.corrects !== undefined)
    .map((fact) => ({ fact, depth: depth(fact, byId) }))
    .sort((a, b) => b.depth - a.depth || (a.fact.id < b.fact.id ? -1 : 1));
  const replaced = new Set<string>();
  const takenBack = new Set<string>();
  for (const { fact } of deepestFirst) {
    if (fact.corrects === undefined || takenBack.has(fact.id)) continue;
    replaced.add(fact.corrects);
    if (fact.kind === RETRACTION) takenBack.add(fact.corrects);
  }
  return facts.filter((fact) => !replaced.has(fact.id) && fact.kind !== RETRACTION);
};
