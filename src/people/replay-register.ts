/**
 * The register of a replay: one record for each person that it makes, and for some a second one, written with
 * errors.
 *
 * A second dose whose first is unknown was often given to somebody who has a record already, under another
 * spelling or an age that was counted otherwise: such a pseudonym may be the second record of a person of the same
 * department and of about that age, who has a first dose and no second in the whole replay. Merging the two then
 * completes a course. The other second records hold a pseudonym that no act names. Facts are never touched, so
 * published counts are those of the replay without people.
 */
import { type Day, daysBetween } from '#kernel/day.ts';
import { draws } from '#kernel/random.ts';
import type { Evidence, Identity } from '#people/person.ts';
import { createAgain } from '#people/replay-again.ts';
import { createIdentities, evidenceOf, type ReplayedPerson } from '#people/replay-identity.ts';
import type { NameLists } from '#people/replay-people.ts';

/** The first act of a person of a replay. */
export type ReplayedAct = {
  readonly subject: string;
  /** The number of the person: those of one home follow each other. */
  readonly ordinal: number;
  /** A second dose: the first is unknown under this pseudonym. */
  readonly isSecond: boolean;
  /** A first dose, and no second in the whole replay. */
  readonly waits: boolean;
  readonly department: string;
  readonly ages: readonly [min: number, max: number];
  readonly day: Day;
};

export type ReplayedRecord = {
  /** The pseudonym of the ledger it holds; undefined for a second record that no act names. */
  readonly subject: string | undefined;
  /** The pseudonym of the person's first record: the truth, for scoring, which no register may hold. */
  readonly of: string;
  readonly department: string;
  readonly identity: Identity;
  readonly evidence: readonly Evidence[];
};

/** Of people without a second record, those who are remembered for a second dose to come; and how many, of one age. */
const REMEMBERED = 0.3;
const REMEMBERED_MAX = 64;
/** Days after a first dose before which a second is nobody's: a few less than the shortest interval. */
const WAIT_DAYS_MIN = 17;
/** Second doses of unknown first that are given to somebody remembered. */
const GIVEN = 0.7;

/** People of one age who wait for a second dose, the earliest first. */
type Waiting = { readonly ages: ReplayedAct['ages']; people: ReplayedPerson[] };
type Department = {
  readonly waiting: Waiting[];
  /** Second records already made for a second dose, of which the next ones are deducted. */
  ahead: number;
};

const remember = ({ waiting }: Department, person: ReplayedPerson): void => {
  let same = waiting.find(({ ages }) => ages[0] === person.ages[0]);
  if (same === undefined) {
    same = { ages: person.ages, people: [] };
    waiting.push(same);
  }
  if (same.people.length < REMEMBERED_MAX) same.people.push(person);
};

/** Somebody of that age, or of the next older or younger class, who has waited long enough; they wait no more. */
const takeWaiting = ({ waiting }: Department, { ages, day }: ReplayedAct): ReplayedPerson | undefined => {
  const near = waiting.filter((one) => one.ages[0] <= ages[1] + 1 && one.ages[1] >= ages[0] - 1);
  const found = near.find(
    ({ people: [longest] }) => longest && daysBetween(longest.day, day) >= WAIT_DAYS_MIN,
  );
  return found?.people.shift();
};

const personOf = ({ subject, ordinal, department, ages, day }: ReplayedAct): ReplayedPerson => ({
  subject,
  home: String(ordinal >> 1),
  seat: ordinal % 2 === 0 ? 0 : 1,
  department,
  ages,
  day,
});

export type RegisterOptions = {
  readonly seed: number;
  /** Share of people who have a second record, 0 to 0.5. */
  readonly duplicates: number;
};

/** The records of a replay, in the order of its acts: each person's first, and the second where it comes. */
export function* recordsOfReplay(
  acts: Iterable<ReplayedAct>,
  lists: NameLists,
  { seed, duplicates }: RegisterOptions,
): Generator<ReplayedRecord> {
  const identityOf = createIdentities(lists, seed);
  const again = createAgain(lists);
  const departments = new Map<string, Department>();

  const writeAgain = (person: ReplayedPerson, subject?: string): ReplayedRecord => ({
    subject,
    of: person.subject,
    department: person.department,
    identity: again(identityOf(person), draws(seed, `again|${person.subject}`)),
    evidence: [],
  });

  for (const act of acts) {
    let department = departments.get(act.department);
    if (department === undefined) {
      department = { waiting: [], ahead: 0 };
      departments.set(act.department, department);
    }
    const draw = draws(seed, `records|${act.subject}`);
    const person = personOf(act);
    if (act.isSecond && duplicates > 0 && draw() < GIVEN) {
      const other = takeWaiting(department, act);
      if (other !== undefined) {
        department.ahead += 1;
        yield writeAgain(other, act.subject);
        continue;
      }
    }
    yield {
      subject: act.subject,
      of: act.subject,
      department: act.department,
      identity: identityOf(person),
      evidence: evidenceOf(person, seed),
    };
    const isTwice = draw() < duplicates;
    if (isTwice && department.ahead > 0) department.ahead -= 1;
    else if (isTwice) yield writeAgain(person);
    else if (act.waits && draw() < REMEMBERED) remember(department, person);
  }
}
