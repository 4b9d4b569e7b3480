/**
 * Who is opposed to the use of their data for research (GDPR, article 21; code de la santé publique, article L. 1121-1
 * and after). It stands inside the sealed record of each person, so records are opened to know it, a page of the
 * ledger at a time; nothing else of them is read, and nothing is kept.
 */
import type { Keyring } from '#access/keyring.node.ts';
import type { Db } from '#db/pool.ts';
import type { Register, Stored } from '#people/register.ts';
import { mergedIntoThese, peopleOfHashes } from '#programmes/vaccination/fhir/export-opposed.pg.ts';

export type OpposedOptions = {
  readonly register: Pick<Register, 'findMany'>;
  readonly keyring: Pick<Keyring, 'subjectHash'>;
  /** Works as the role `people`. */
  readonly people: Db;
};

/** Records merged into one another are followed so far. */
const ROUNDS_MAX = 10;

/** These records and all that read as one with them. */
const withMerged = async (
  { register, people }: OpposedOptions,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Stored>> => {
  const found = new Map<string, Stored>();
  let next: readonly string[] = [...new Set(ids)];
  for (let round = 0; next.length > 0 && round < ROUNDS_MAX; round++) {
    const opened = await register.findMany(next);
    for (const [id, stored] of opened) found.set(id, stored);
    const parents = [...opened.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
    const children = await mergedIntoThese(people, next);
    next = [...new Set([...parents, ...children])].filter((id) => !found.has(id));
  }
  return found;
};

/** The record that one reads as. */
const keptOf = (id: string, found: ReadonlyMap<string, Stored>): string => {
  let at = id;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const into = found.get(at)?.mergedInto ?? null;
    if (into === null) return at;
    at = into;
  }
  return at;
};

/** Those of these pseudonyms whose person is opposed, in whichever of the records that read as theirs. */
export const opposedAmong = async (
  options: OpposedOptions,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> => {
  const ids = await peopleOfHashes(
    options.people,
    subjects.map((subject) => options.keyring.subjectHash(subject)),
  );
  const found = await withMerged(
    options,
    ids.filter((id) => id !== undefined),
  );
  const opposed = new Set(
    [...found].flatMap(([id, { person }]) => (person.opposedSince === null ? [] : [keptOf(id, found)])),
  );
  return new Set(
    subjects.filter((_, i) => {
      const id = ids[i];
      return id !== undefined && opposed.has(keptOf(id, found));
    }),
  );
};
