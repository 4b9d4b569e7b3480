/**
 * Which pseudonyms of the ledger are one person. A merge is a pair of facts, one on each side, so that the facts of
 * either lead to the other: on the subject that was merged `{ into }`, on the one that is kept `{ from }`. A merge
 * stands while both sides stand; a retraction of each side takes it back.
 *
 * Both sides are asked because a reader that stands between the two facts knows one of them only: it then finds the
 * other subject by it, and does not bring them together before the second came.
 */
import { effective } from '#facts/effective.ts';
import { type Fact, MERGE, MERGE_ID, RETRACTION } from '#facts/fact.ts';
import { hash32 } from '#kernel/random.ts';

/** What of a fact says who is who. */
export type Linkable = Pick<Fact, 'id' | 'kind' | 'corrects' | 'body'>;

/** One side of a merge, as the subject that has the fact sees it. */
export type Side = { readonly id: string; readonly other: string; readonly isInto: boolean };

/** Subjects of one person: beyond, somebody merged a default value, not a person. */
export const SUBJECTS_OF_A_PERSON_MAX = 50;

const sideOf = ({ id, body }: Linkable): Side | undefined => {
  if (typeof body.into === 'string') return { id, other: body.into, isInto: true };
  return typeof body.from === 'string' ? { id, other: body.from, isInto: false } : undefined;
};

const sidesIn = (facts: readonly Linkable[]): Side[] =>
  facts.flatMap((fact) => (fact.kind === MERGE ? (sideOf(fact) ?? []) : []));

/** Whether any of these facts says that two pseudonyms are one person, standing or taken back. */
export const hasMerge = (facts: readonly Pick<Fact, 'kind'>[]): boolean =>
  facts.some(({ kind }) => kind === MERGE);

/** Every subject that one subject's facts lead to, by merges that stand or that were taken back. */
export const linkedTo = (facts: readonly Linkable[]): string[] => sidesIn(facts).map(({ other }) => other);

/** The sides of merges that stand among the facts of one subject. Only a retraction can take one back. */
export const standingSides = (facts: readonly Linkable[]): Side[] =>
  hasMerge(facts)
    ? sidesIn(effective(facts.filter(({ kind }) => kind === MERGE || kind === RETRACTION)))
    : [];

type BySubject = ReadonlyMap<string, readonly Linkable[]>;

/** Groups of subjects joined by pairs of them, each sorted, in the order of their first subject. */
const joined = (subjects: Iterable<string>, pairs: Iterable<readonly [string, string]>): string[][] => {
  const parent = new Map<string, string>([...subjects].map((subject) => [subject, subject]));
  const rootOf = (subject: string): string => {
    let root = subject;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(subject, root);
    return root;
  };
  for (const [one, other] of pairs)
    if (parent.has(one) && parent.has(other)) parent.set(rootOf(other), rootOf(one));
  const groups = new Map<string, string[]>();
  for (const subject of [...parent.keys()].sort()) {
    const root = rootOf(subject);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [subject]);
    else group.push(subject);
  }
  return [...groups.values()];
};

/** The merges that stand on both sides, as pairs of the merged subject and the kept one. */
const standingMerges = (facts: BySubject): (readonly [merged: string, kept: string])[] => {
  const kept = new Set<string>();
  const into: (readonly [string, string])[] = [];
  for (const [subject, list] of facts)
    for (const { other, isInto } of standingSides(list))
      if (isInto) into.push([subject, other]);
      else kept.add(`${other} ${subject}`);
  return into.filter(([merged, keeper]) => kept.has(`${merged} ${keeper}`));
};

/** Subjects that are one person by the merges that stand among these facts; one alone is a group of its own. */
export const groupsOf = (facts: BySubject): string[][] => joined(facts.keys(), standingMerges(facts));

/** Subjects that any merge ever linked, taken back or not: what changes of one may change the figures of all. */
export const componentsOf = (facts: BySubject): string[][] =>
  joined(
    facts.keys(),
    [...facts].flatMap(([subject, list]) => linkedTo(list).map((other) => [subject, other] as const)),
  );

/** The subject that a person's facts read under: the one of its group that is merged into no other. */
export const rootOf = (subject: string, facts: BySubject): string => {
  const group = groupsOf(facts).find((members) => members.includes(subject)) ?? [subject];
  const merged = new Set(standingMerges(facts).map(([one]) => one));
  return group.find((member) => !merged.has(member)) ?? group[0] ?? subject;
};

const bySubject = (facts: readonly Fact[]): Map<string, Fact[]> => {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const group = groups.get(fact.subject);
    if (group === undefined) groups.set(fact.subject, [fact]);
    else group.push(fact);
  }
  return groups;
};

/** The facts of one person among those of everybody a merge ever linked to them, in the order given. */
export const factsOfPerson = (subject: string, facts: readonly Fact[]): readonly Fact[] => {
  if (!hasMerge(facts)) return facts.filter((fact) => fact.subject === subject);
  const groups = groupsOf(bySubject(facts));
  const members = new Set(groups.find((group) => group.includes(subject)) ?? [subject]);
  return facts.filter((fact) => members.has(fact.subject));
};

/**
 * The facts of a person that stand, in the order given: corrections are applied subject by subject, because a fact's
 * id is unique within its subject only.
 */
export const effectiveOfPerson = (facts: readonly Fact[]): readonly Fact[] => {
  const groups = bySubject(facts);
  if (groups.size <= 1) return effective(facts);
  const standing = new Set([...groups.values()].flatMap((list) => effective(list)));
  return facts.filter((fact) => standing.has(fact));
};

const hex = (text: string): string => hash32(text).toString(16).padStart(8, '0');

/** Tells one pair of subjects from another, within the facts of one subject. */
const pairCode = (merged: string, kept: string): string => {
  const text = `${merged} ${kept}`;
  return `${hex(text)}${hex(`${text} again`)}`;
};

/**
 * The id of the merge of two subjects, the same on both sides. Merged again after it was undone, the pair has the
 * next ordinal.
 */
export const mergeId = (merged: string, kept: string, ordinal: number): string =>
  `${MERGE_ID}${pairCode(merged, kept)}:${ordinal}`;

/** The id of the retraction that takes a merge back. */
export const unmergeId = (id: string): string => `${id}:undone`;
