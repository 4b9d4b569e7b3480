/**
 * Matching inside the register: opens every record, finds who is there twice, and hands the pairs to identity watch.
 * Names are in memory while it runs, as numbers of a dictionary, and nowhere else; about 100 bytes a person.
 */
import type { WriteAudit } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import { isRefused } from '#kernel/result.ts';
import type { Link } from '#people/clusters.ts';
import { type Linkage, link, type ScoreAll, type Stage, scoreHere } from '#people/link.ts';
import { traitsOf } from '#people/match-traits.ts';
import type { Pairs } from '#people/pairs.node.ts';
import { countPeople, findDifferent, keepFound, ordered, peopleAfter } from '#people/pairs.pg.ts';
import { POPULATION_MAX, type Population, populationBuilder } from '#people/population.ts';
import type { Register } from '#people/register.ts';
import { createJudge } from '#people/score.ts';

/** Under which account matching merges, and is known to the trail. */
export const MATCHING = 'matching';

export type MatchOptions = {
  /** As the role of people. */
  readonly people: Db;
  readonly register: Register;
  readonly now: () => string;
  /** Absent: on this thread. */
  readonly scoreAll?: ScoreAll | undefined;
  /** Merges the records that are one person beyond doubt, instead of leaving them to a person. */
  readonly mergeSame?: { readonly pairs: Pairs; readonly write: WriteAudit } | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type MatchReport = {
  readonly people: number;
  /** Pairs kept, and those of them that were not known before. */
  readonly pairs: number;
  readonly fresh: number;
  readonly merged: number;
};

export type MatchTell = (stage: 'read' | Stage | 'keep' | 'merge', done: number, total: number) => void;

/** Records opened, and pairs written, in one go. */
const BATCH = 1000;
/** With fewer people there is nobody to compare. */
const PEOPLE_MIN = 2;

const stopIfAsked = (signal: AbortSignal | undefined): void => signal?.throwIfAborted();

const readAll = async (
  { people, register, signal }: MatchOptions,
  tell: MatchTell,
): Promise<{ population: Population; ids: readonly string[] }> => {
  const builder = populationBuilder(false);
  const ids: string[] = [];
  const total = await countPeople(people);
  if (total > POPULATION_MAX) throw new Error(`more than ${POPULATION_MAX} people cannot be matched at once`);
  for (let after = ''; ; ) {
    stopIfAsked(signal);
    const next = await peopleAfter(people, after, BATCH);
    const last = next.at(-1);
    if (last === undefined) break;
    after = last;
    const records = await register.findMany(next);
    for (const id of next) {
      const stored = records.get(id);
      if (stored === undefined) continue;
      builder.add(traitsOf(stored.person.identity), 0);
      ids.push(id);
    }
    tell('read', ids.length, Math.max(total, ids.length));
  }
  return { population: builder.build(), ids };
};

type Named = { readonly one: string; readonly other: string; readonly probability: number };

const keepAll = async (
  { people, now, signal }: MatchOptions,
  pairs: readonly Named[],
  tell: MatchTell,
): Promise<number> => {
  let fresh = 0;
  for (let at = 0; at < pairs.length; at += BATCH) {
    stopIfAsked(signal);
    fresh += await keepFound(people, pairs.slice(at, at + BATCH), now());
    tell('keep', Math.min(pairs.length, at + BATCH), pairs.length);
  }
  return fresh;
};

/** Records that are one person beyond doubt, as groups; a group with a pair that is clearly two is for a person. */
const sureGroups = (population: Population, { links, model }: Linkage): number[][] => {
  const judge = createJudge(population, model);
  const groups = new Map<number, Set<number>>();
  const doubtful = new Set<Set<number>>();
  for (const { a, b } of links.filter(({ decision }) => decision === 'same')) {
    const [left, right] = [groups.get(a) ?? new Set([a]), groups.get(b) ?? new Set([b])];
    const joined = new Set([...left, ...right]);
    if (judge.clearlyTwo(a, b) || doubtful.has(left) || doubtful.has(right)) doubtful.add(joined);
    for (const row of joined) groups.set(row, joined);
  }
  return [...new Set(groups.values())].filter((group) => !doubtful.has(group)).map((group) => [...group]);
};

/** Merges the people of a group one after the other into the record that is worth most. @returns how many */
const mergeGroup = async (
  people: Db,
  { pairs, write }: NonNullable<MatchOptions['mergeSame']>,
  group: readonly string[],
): Promise<number> => {
  const all = group.flatMap((one, i) => group.slice(i + 1).map((other) => ordered(one, other)));
  if ((await findDifferent(people, all)).size > 0) return 0;
  let [kept = ''] = group;
  let merged = 0;
  for (const other of group.slice(1)) {
    const settled = await pairs.settle({ one: kept, other, decision: 'same', by: MATCHING });
    if (isRefused(settled) || settled.kept === null) continue;
    const entry = {
      account: MATCHING,
      role: 'software',
      place: '',
      action: 'merge' as const,
      request: MATCHING,
    };
    await write([kept, other].map((person) => ({ ...entry, person })));
    kept = settled.kept;
    merged++;
  }
  return merged;
};

/**
 * Finds the people who are twice in the register and keeps the pairs for identity watch; what somebody decided stays
 * decided. Merges nobody by itself, unless told to.
 */
export const matchRegister = async (
  options: MatchOptions,
  tell: MatchTell = () => {},
): Promise<MatchReport> => {
  const { people, mergeSame, signal, scoreAll = scoreHere } = options;
  const { population, ids } = await readAll(options, tell);
  if (population.size < PEOPLE_MIN) return { people: population.size, pairs: 0, fresh: 0, merged: 0 };
  const linkage = await link(population, scoreAll, (stage) => {
    stopIfAsked(signal);
    tell(stage, 0, 0);
  });
  const idOf = (row: number): string => ids[population.arrival[row] ?? 0] ?? '';
  const named = ({ a, b, probability }: Link): Named => {
    const [one, other] = ordered(idOf(a), idOf(b));
    return { one, other, probability };
  };
  const fresh = await keepAll(options, linkage.links.map(named), tell);
  let merged = 0;
  if (mergeSame !== undefined) {
    const groups = sureGroups(population, linkage);
    for (const [i, group] of groups.entries()) {
      stopIfAsked(signal);
      merged += await mergeGroup(people, mergeSame, group.map(idOf));
      tell('merge', i + 1, groups.length);
    }
  }
  return { people: population.size, pairs: linkage.links.length, fresh, merged };
};
