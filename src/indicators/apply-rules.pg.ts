/**
 * Brings flags and corrected cells from the rules they were made with to those in force. The people a changed rule
 * touches are looked for first, without a lock; then they alone are counted again, in one transaction with the cursor:
 * readers see the old rules everywhere, or the new ones.
 */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import { type Cursor, factsOfUntil } from '#facts/ledger.pg.ts';
import {
  type AppliedRule,
  correctedName,
  differenceOf,
  flagRows,
  isEverFlagged,
} from '#indicators/correction.ts';
import {
  type Counting,
  findPosition,
  lockPosition,
  mergedUnits,
  seers,
  without,
  writeTally,
} from '#indicators/count.pg.ts';
import { type Tally, tallySubject } from '#indicators/count.ts';
import { addFlags, appliedRules, dropFlags, replaceRules } from '#indicators/flag.pg.ts';
import { type See, tallyUnit, unitsOf } from '#indicators/merged.ts';
import { scanPeople } from '#indicators/scan.pg.ts';
import { invariant } from '#kernel/invariant.ts';

export type RulesApplied = { readonly rules: number; readonly people: number };

/** People counted again at a time, to bound what is read into memory. */
const STEP = 5000;
/** More people than this are not held in memory: such a rule says something of the campaign, not of mistakes. */
const PEOPLE_MAX = 2_000_000;

const textOf = ({ rule, definition }: AppliedRule): string => `${rule} ${JSON.stringify(definition)}`;

/** The rules that are in one of the two lists only; one that changed is there twice, under names of their own. */
const changedRules = (before: readonly AppliedRule[], after: readonly AppliedRule[]): AppliedRule[] => {
  const [old, fresh] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
  return [
    ...before.filter((one) => !fresh.has(textOf(one))).map((one) => ({ ...one, rule: `${one.rule} before` })),
    ...after.filter((one) => !old.has(textOf(one))),
  ];
};

type Work = { readonly programme: Counting; readonly see: See };

/** The subjects whose flags or corrected cells a change of rules may touch. */
const findTouched = async (
  db: Db,
  { programme, see }: Work,
  changed: readonly AppliedRule[],
): Promise<Set<string>> => {
  const correction = programme.correction?.(changed);
  const touched = new Set<string>();
  if (correction === undefined) return touched;
  await scanPeople(db, (unit) => {
    if (isEverFlagged(unit, see, correction)) for (const subject of unit.keys()) touched.add(subject);
    if (touched.size > PEOPLE_MAX)
      throw new Error(`the rules of data quality flag more than ${PEOPLE_MAX} people: withdraw the widest`);
  });
  return touched;
};

/** The subjects of facts that were counted after a place of the ledger. */
const subjectsCountedSince = async (tx: Tx, after: Cursor, until: Cursor): Promise<string[]> => {
  const { rows } = await tx.query<{ subject: string }>(
    `select distinct subject from fact
     where (tx, seq) > ($1::xid8, $2::bigint) and (tx, seq) <= ($3::xid8, $4::bigint)
       and not (subject >= 'campaign:' and subject < 'campaign;')`,
    [after.tx, after.seq, until.tx, until.seq],
  );
  return rows.map(({ subject }) => subject);
};

/** Counts these people again under both lists of rules, and writes what changes. */
const countAgain = async (
  tx: Tx,
  { programme, see }: Work,
  { subjects, until }: { readonly subjects: Iterable<string>; readonly until: Cursor },
  before: readonly AppliedRule[],
  after: readonly AppliedRule[],
): Promise<void> => {
  const { correction: prepare, contribution, name } = programme;
  invariant(prepare !== undefined, 'a programme without rules has none to apply');
  const fresh = prepare(after);
  const [was, is] = [differenceOf(contribution, prepare(before)), differenceOf(contribution, fresh)];
  const tally: Tally = new Map();
  const left = [...subjects];
  const done = new Set<string>();
  while (left.length > 0) {
    const step = left.splice(-STEP).filter((subject) => !done.has(subject));
    const known = await factsOfUntil(tx, step, until);
    const merged = await mergedUnits(tx, until, known, new Map(step.map((subject) => [subject, []])));
    const alone = [...without(known, merged.after)].map((one) => new Map([one]));
    const flags = [...alone, ...unitsOf(merged.after)].flatMap((unit) => flagRows(unit, see, fresh));
    for (const facts of alone.flatMap((unit) => [...unit.values()])) {
      tallySubject(tally, see(facts), was, -1);
      tallySubject(tally, see(facts), is, 1);
    }
    for (const unit of unitsOf(merged.after)) {
      tallyUnit(tally, unit, see, was, -1);
      tallyUnit(tally, unit, see, is, 1);
    }
    for (const subject of merged.after.keys()) done.add(subject);
    await dropFlags(tx, name, [...step, ...merged.after.keys()]);
    await addFlags(tx, name, flags);
  }
  await writeTally(tx, correctedName(name), tally);
};

const sameRules = (one: readonly AppliedRule[], other: readonly AppliedRule[]): boolean =>
  changedRules(one, other).length === 0;

/**
 * Applies the rules in force of a programme. Done already, it changes nothing and costs one reading.
 * @returns undefined when these rules were applied already
 */
export const applyRules = async (
  db: Db,
  programmes: readonly Counting[],
  name: string,
  inForce: readonly AppliedRule[],
): Promise<RulesApplied | undefined> => {
  const work = seers(programmes).find(({ programme }) => programme.name === name);
  invariant(work !== undefined, 'rules are of a programme that runs here');
  const before = await appliedRules(db, name);
  if (sameRules(before, inForce)) return undefined;
  const since = await findPosition(db);
  const isEmpty = since.facts === 0;
  const touched = isEmpty ? new Set<string>() : await findTouched(db, work, changedRules(before, inForce));
  const people = await transaction(db, async (tx) => {
    const until = await lockPosition(tx);
    // Somebody else applied rules meanwhile: what was found is not what has to be counted.
    if (!sameRules(await appliedRules(tx, name), before)) return undefined;
    for (const subject of await subjectsCountedSince(tx, since, until)) touched.add(subject);
    await countAgain(tx, work, { subjects: touched, until }, before, inForce);
    await replaceRules(tx, name, inForce);
    return touched.size;
  });
  return people === undefined ? applyRules(db, programmes, name, inForce) : { rules: inForce.length, people };
};
