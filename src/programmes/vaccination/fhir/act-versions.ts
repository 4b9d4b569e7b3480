/**
 * The facts of one pseudonym as acts with versions, as FHIR counts them: an act is a fact with all that corrects it or
 * takes it back, under the id of the first; each change of what stands is a version.
 */
import { effective } from '#facts/effective.ts';
import { type Fact, RETRACTION } from '#facts/fact.ts';

export type ActVersion = {
  /** 1, 2, 3 … */
  readonly number: number;
  /** What stands from then on; absent: nothing, the act was taken back. */
  readonly fact: Fact | undefined;
  /** The fact that made this version: the act, its correction, its taking back. */
  readonly made: Fact;
};

export type Act = {
  /** The first fact. */
  readonly first: Fact;
  /** Never empty, the oldest first. */
  readonly versions: readonly ActVersion[];
  /** Every fact of it, in the ledger's order. */
  readonly facts: readonly Fact[];
};

const ACT_KINDS: ReadonlySet<string> = new Set(['injection', 'earlier-injection']);
export const isAct = ({ kind }: Pick<Fact, 'kind'>): boolean => ACT_KINDS.has(kind);

/** Beyond so many facts on one act, what stood in between is told as each fact says, and the end as it is. */
const REPLAYED_MAX = 64;

const versionsOf = (facts: readonly Fact[]): ActVersion[] => {
  const versions: ActVersion[] = [];
  for (const [i, made] of facts.entries()) {
    const isReplayed = facts.length <= REPLAYED_MAX || i === facts.length - 1;
    const alone = made.kind === RETRACTION ? undefined : made;
    const fact = isReplayed ? effective(facts.slice(0, i + 1)).findLast(isAct) : alone;
    const last = versions.at(-1);
    if (last === undefined || last.fact !== fact) versions.push({ number: versions.length + 1, fact, made });
  }
  return versions;
};

/** Longest chain of corrections followed: beyond, facts correct each other in a circle. */
const CHAIN_MAX = 1000;

/** @param facts every fact of one pseudonym, corrected ones included, in the ledger's order */
export const actsIn = (facts: readonly Fact[]): Act[] => {
  if (!facts.some(({ corrects }) => corrects !== undefined))
    return facts.filter(isAct).map((fact) => ({
      first: fact,
      versions: [{ number: 1, fact, made: fact }],
      facts: [fact],
    }));
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const rootOf = (fact: Fact): Fact => {
    let root = fact;
    for (let hops = 0; root.corrects !== undefined && hops < CHAIN_MAX; hops++) {
      const target = byId.get(root.corrects);
      if (target === undefined) break;
      root = target;
    }
    return root;
  };
  const groups = new Map<Fact, Fact[]>();
  for (const fact of facts) {
    const root = rootOf(fact);
    if (!isAct(root)) continue;
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [fact]);
    else group.push(fact);
  }
  return [...groups].map(([first, group]) => ({ first, versions: versionsOf(group), facts: group }));
};

/** The version that holds now. */
export const currentOf = ({ versions, first }: Act): ActVersion =>
  versions.at(-1) ?? { number: 1, fact: first, made: first };

/** The place of an act: where it is said to have been, or last was. */
export const placeOf = ({ versions }: Act): string | undefined =>
  versions.findLast(({ fact }) => fact?.place !== undefined)?.fact?.place;

/**
 * What must be taken back for an act to be gone, in this order: a retraction of a correction alone would give back
 * the fact before it.
 */
export const toRetract = ({ facts }: Act): Fact[] => {
  const takenBack = new Set(facts.filter(({ kind }) => kind === RETRACTION).map(({ corrects }) => corrects));
  return facts.filter((fact) => isAct(fact) && !takenBack.has(fact.id));
};
