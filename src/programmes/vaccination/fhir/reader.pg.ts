/** The facts of people, read for many callers at once. */
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { factsOfLinked } from '#facts/same-person.pg.ts';
import { gather } from '#fhir/gather.ts';
import { isRefused, type Refused } from '#kernel/result.ts';

/** Every fact of a pseudonym and of those merges ever linked to it, in the ledger's order. */
export type Reader = (subject: string) => Promise<readonly Fact[] | Refused<'too-busy'>>;

const NONE: readonly Fact[] = [];

export const openReader = (db: Db): Reader => {
  const read = gather((subjects) => factsOfLinked(db, subjects));
  return async (subject) => {
    const found = (await read(subject)) ?? NONE;
    return isRefused(found) ? found : found;
  };
};
