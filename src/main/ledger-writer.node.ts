/** Appends a long stream of facts in batches: the next batch is made while the database writes the one before. */
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { type Appended, appendMany, findFact } from '#facts/ledger.pg.ts';

export type Written = { appended: number; known: number };

/**
 * @param expectKnown ask first whether the last fact of a batch is known: in a stream that was cut and is played
 *   again, batches that the ledger has whole are passed over at no cost
 */
export const ledgerWriter = (
  db: Db,
  onAnswers: (answers: readonly Appended[]) => void = () => {},
  expectKnown = false,
) => {
  let pending: Promise<void> = Promise.resolve();
  let resuming = expectKnown;
  const written: Written = { appended: 0, known: 0 };

  const write = async (facts: readonly Fact[]): Promise<void> => {
    const last = facts.at(-1);
    if (resuming && last !== undefined) {
      if ((await findFact(db, last.subject, last.id)) !== undefined) {
        written.known += facts.length;
        return;
      }
      resuming = false;
    }
    const answers = await appendMany(db, facts);
    for (const answer of answers) {
      if (answer === 'appended') written.appended += 1;
      else if (answer === 'known') written.known += 1;
    }
    onAnswers(answers);
  };

  return {
    /** Waits for the batch before, then starts on this one; throws what the batch before threw. */
    push: async (facts: readonly Fact[]): Promise<void> => {
      await pending;
      pending = write(facts);
      // An error is thrown to whoever pushes or finishes next; it must not end the program before.
      pending.catch(() => {});
    },
    finish: async (): Promise<Written> => {
      await pending;
      return written;
    },
  };
};
