/**
 * The desk where single facts are handed in by many callers at once. While one batch is being written the next one
 * gathers, so that many callers share one reading, one INSERT and one commit to disk; each is answered only after
 * that commit: an answer means the fact is durable.
 *
 * Every decision sees the facts of its subject that were committed before, and those decided earlier at this desk:
 * batches written at the same time never share a subject. Between two processes the primary key (subject, id) decides
 * which fact is there; what such a race can miss is a warning that depends on the other's uncommitted fact, never a
 * fact, and the interpretation made later from the ledger sees both.
 *
 * A person may have several subjects that were merged: every decision also sees what stands under the others. Facts
 * of two subjects of one person that are handed in at the same moment may miss each other, as in that race.
 */
import { type Db, type Tx, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append, factsOf } from '#facts/ledger.pg.ts';
import { factsOfLinked } from '#facts/same-person.pg.ts';
import { effectiveOfPerson, factsOfPerson, hasMerge } from '#facts/same-person.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';

/** What a programme makes of a fact that is handed in, given the subject's facts before it, in the ledger's order. */
export type Decide<W> = (
  known: readonly Fact[],
  asked: Fact,
) => { readonly facts: readonly Fact[]; readonly warnings: W } | Refused;

/** The fact as the ledger has it. `known` when it was there before, with the same content. */
export type Answer<W> = { readonly fact: Fact; readonly warnings: W; readonly known: boolean } | Refused;

export type Desk<W> = {
  /** Answers in the order asked, once durable. Refused as a whole, and nothing taken, when too many are waiting. */
  readonly submit: (asked: readonly Fact[]) => Promise<Answer<W>[]> | Refused<'too-busy'>;
};

export type DeskLimits = {
  readonly waiting_max: number;
  readonly batch_max: number;
  readonly batches_in_flight_max: number;
};

const LIMITS: DeskLimits = {
  // At the slowest rate we accept (5,000/s) a caller at the end of the queue waits four seconds.
  waiting_max: 20_000,
  batch_max: 512,
  // Two: PostgreSQL flushes one batch to disk while the program reads and decides the other.
  batches_in_flight_max: 2,
};

type Waiting<W> = {
  readonly asked: Fact;
  readonly done: (answer: Answer<W>) => void;
  readonly failed: (error: unknown) => void;
};

type Decision<W> = ReturnType<Decide<W>>;

/**
 * What is known of the person of a fact: the facts of its subject as they are, and those that stand under the
 * subjects merged with it. Ids of others are told apart by what no id may hold: an id is unique in its subject only.
 */
const knownOf = (asked: Fact, before: readonly Fact[]): readonly Fact[] => {
  if (!hasMerge(before)) return before;
  const person = factsOfPerson(asked.subject, before);
  const standing = new Set(effectiveOfPerson(person));
  return person.flatMap((fact): readonly Fact[] => {
    if (fact.subject === asked.subject) return [fact];
    if (!standing.has(fact)) return [];
    const { corrects: _, ...alone } = fact;
    return [{ ...alone, id: `${fact.subject} ${fact.id}` }];
  });
};

const decideAll = <W>(
  batch: readonly Waiting<W>[],
  ledger: ReadonlyMap<string, readonly Fact[]>,
  decide: Decide<W>,
): Decision<W>[] => {
  const decided = new Map(ledger);
  return batch.map(({ asked }) => {
    const facts = decided.get(asked.subject) ?? [];
    const at = facts.findIndex((fact) => fact.id === asked.id && fact.subject === asked.subject);
    // Sent again, a fact is judged by what was known before it came the first time: the same answer.
    const decision = decide(knownOf(asked, at === -1 ? facts : facts.slice(0, at)), asked);
    if (at === -1 && !isRefused(decision)) decided.set(asked.subject, [...facts, ...decision.facts]);
    return decision;
  });
};

const keyOf = (fact: Fact): string => `${fact.subject} ${fact.id}`;

/** The facts of the ledger that somebody had handed in before, by their keys. */
const storedFacts = async (tx: Tx, known: readonly Fact[]): Promise<Map<string, Fact>> => {
  if (known.length === 0) return new Map();
  const found = await factsOf(tx, [...new Set(known.map((fact) => fact.subject))]);
  return new Map([...found.values()].flat().map((fact) => [keyOf(fact), fact]));
};

const writeBatch = <W>(db: Db, batch: readonly Waiting<W>[], decide: Decide<W>): Promise<Answer<W>[]> =>
  transaction(db, async (tx) => {
    const subjects = [...new Set(batch.map(({ asked }) => asked.subject))];
    const decisions = decideAll(batch, await factsOfLinked(tx, subjects), decide);
    const facts = decisions.flatMap((decision) => (isRefused(decision) ? [] : decision.facts));
    const appended = facts.length === 0 ? [] : await append(tx, facts);
    const stored = await storedFacts(
      tx,
      facts.filter((_, i) => appended[i] === 'known'),
    );
    let next = 0;
    return batch.map(({ asked }, i): Answer<W> => {
      const decision = decisions[i];
      invariant(decision !== undefined, 'every fact of a batch has its decision');
      if (isRefused(decision)) return decision;
      const outcomes = appended.slice(next, next + decision.facts.length);
      next += decision.facts.length;
      const refused = outcomes.find((outcome) => typeof outcome === 'object');
      if (refused !== undefined) return refused;
      const known = outcomes[decision.facts.findIndex((fact) => fact.id === asked.id)] === 'known';
      return { fact: (known && stored.get(keyOf(asked))) || asked, warnings: decision.warnings, known };
    });
  });

/** Errors of which one fact alone may be the cause: its data, or a deadlock with the facts of another process. */
const isOfOneFact = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:22|23|40)/.test(String(error.code));

/** Opens a desk over a database; `decide` is the programme's. */
export const openDesk = <W>(db: Db, decide: Decide<W>, limits: Partial<DeskLimits> = {}): Desk<W> => {
  const { waiting_max, batch_max, batches_in_flight_max } = { ...LIMITS, ...limits };
  let waiting: Waiting<W>[] = [];
  const subjectsInFlight = new Set<string>();
  let batchesInFlight = 0;
  let isPlanned = false;

  const write = async (batch: readonly Waiting<W>[]): Promise<void> => {
    try {
      const answers = await writeBatch(db, batch, decide);
      for (const [i, answer] of answers.entries()) batch[i]?.done(answer);
    } catch (error) {
      // One fact the database does not take must not cost the others their place: each then goes alone.
      if (batch.length > 1 && isOfOneFact(error)) for (const one of batch) await write([one]);
      else for (const one of batch) one.failed(error);
    }
  };

  /** The next facts to write, in their order; those whose subject is being written wait for it. */
  const takeBatch = (): Waiting<W>[] => {
    const batch: Waiting<W>[] = [];
    const left: Waiting<W>[] = [];
    for (const one of waiting)
      (batch.length < batch_max && !subjectsInFlight.has(one.asked.subject) ? batch : left).push(one);
    waiting = left;
    return batch;
  };

  const start = (): void => {
    while (batchesInFlight < batches_in_flight_max && waiting.length > 0) {
      const batch = takeBatch();
      if (batch.length === 0) return;
      const subjects = new Set(batch.map(({ asked }) => asked.subject));
      for (const subject of subjects) subjectsInFlight.add(subject);
      batchesInFlight++;
      void write(batch).finally(() => {
        for (const subject of subjects) subjectsInFlight.delete(subject);
        batchesInFlight--;
        plan();
      });
    }
  };

  /** Starts at the end of this turn of the event loop: what arrived in the same turn goes together. */
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      start();
    });
  };

  return {
    submit: (asked) => {
      if (waiting.length + asked.length > waiting_max)
        return refuse(
          'too-busy',
          'too many facts are waiting to be written; nothing of this request was taken',
        );
      const answers = asked.map(
        (fact) =>
          new Promise<Answer<W>>((done, failed) => {
            waiting.push({ asked: fact, done, failed });
          }),
      );
      plan();
      return Promise.all(answers);
    },
  };
};
