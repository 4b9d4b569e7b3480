/** Tries a rule on the whole ledger, person by person: what it flags, and what the corrected view would change. */
import type { Db } from '#db/pool.ts';
import { effective } from '#facts/effective.ts';
import type { Fact } from '#facts/fact.ts';
import { groupsOf } from '#facts/same-person.ts';
import { differenceOf } from '#indicators/correction.ts';
import { findPosition, seers } from '#indicators/count.pg.ts';
import { scanPeople, type Unit } from '#indicators/scan.pg.ts';
import { invariant } from '#kernel/invariant.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import type { Effect, Finds } from '#quality/rule.ts';
import { EXAMPLES_MAX, type Example, type TrialFound } from '#quality/trial.ts';

/** More than a national campaign of two years holds. */
const FACTS_MAX = 200_000_000;

const SAID = ['product', 'rank', 'lot', 'age', 'ageClass', 'site', 'at', 'expiresOn'] as const;

/** What a flagged fact says, for who studies it: nothing that names or finds the person. */
export const saysOf = (body: Fact['body']): Example['says'] =>
  Object.fromEntries(
    SAID.flatMap((name) => {
      const value = body[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );

const addTo = (counts: Map<string, number>, key: string, n = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + n);
};

const inOrder = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

/** Gathers what a rule finds as people go by. `departmentOf` says in which department a place is. */
const gatherer = (
  rule: { readonly finds: Finds; readonly effect: Effect },
  departmentOf: (place: string | undefined) => string,
) => {
  const correction = vaccination.correction?.([{ rule: 'tried', definition: rule }]);
  const [seer] = seers([vaccination]);
  invariant(correction !== undefined && seer !== undefined, 'vaccination reads rules');
  const difference = differenceOf(vaccination.contribution, correction);
  const counts = { facts: 0, people: 0, setAside: 0 };
  const months = new Map<string, number>();
  const departments = new Map<string, number>();
  const measures = new Map<string, number>();
  const examples: Example[] = [];
  const takePerson = (facts: readonly Fact[]): void => {
    const flagged = correction.flagsOf(facts);
    if (flagged.length === 0) return;
    counts.people += 1;
    for (const { fact, setAside } of flagged) {
      counts.facts += 1;
      if (setAside) counts.setAside += 1;
      const department = departmentOf(fact.place);
      addTo(months, fact.occurredOn.slice(0, 7));
      addTo(departments, department);
      if (examples.length < EXAMPLES_MAX)
        examples.push({ day: fact.occurredOn, department, setAside, says: saysOf(fact.body) });
    }
    for (const [key, n] of difference(facts)) addTo(measures, key.slice(0, key.indexOf('|')), n);
  };
  /** Corrections are applied record by record; subjects that were parted again are people apart. */
  const take = (unit: Unit): void => {
    const people = unit.size === 1 ? [[...unit.keys()]] : groupsOf(unit);
    for (const subjects of people)
      takePerson(subjects.flatMap((subject, record) => standing(unit.get(subject) ?? [], record)));
  };
  const standing = (facts: readonly Fact[], record: number) =>
    effective(seer.see(facts)).map((fact) => ({ ...fact, record }));
  const found = (read: number, total: number): TrialFound => ({
    ...{ read, total, ...counts },
    months: inOrder(months).map(([month, facts]) => ({ month, facts })),
    departments: inOrder(departments).map(([department, facts]) => ({ department, facts })),
    differences: inOrder(measures).flatMap(([measure, n]) => (n === 0 ? [] : { measure, n })),
    examples: [...examples],
  });
  return { take, found };
};

/** How a rule is tried on a database (`quality/trials.node.ts`). */
export const trialOn =
  (db: Db, departmentOf: (place: string | undefined) => string) =>
  async (
    rule: { readonly finds: Finds; readonly effect: Effect },
    tell: (found: TrialFound) => void,
    signal: AbortSignal,
  ): Promise<{ found: TrialFound; whole: boolean }> => {
    const { facts: total } = await findPosition(db);
    const { take, found } = gatherer(rule, departmentOf);
    const { facts, whole } = await scanPeople(db, take, (scanned) => {
      tell(found(scanned.facts, Math.max(total, scanned.facts)));
      return !signal.aborted && scanned.facts < FACTS_MAX;
    });
    return { found: found(facts, whole ? facts : Math.max(total, facts)), whole };
  };
