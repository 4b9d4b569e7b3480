/** Which records pseudonyms of the ledger stand for, many at once; hashes and ids alone, no word about anybody. */
import type { Db } from '#db/pool.ts';

/** @param db works as the role `people`; the answer is in the order of the hashes, undefined where nobody is known */
export const peopleOfHashes = async (
  db: Db,
  hashes: readonly Buffer[],
): Promise<readonly (string | undefined)[]> => {
  const { rows } = await db.query<{ hash: string; person: string }>({
    name: 'export-people',
    text: `select encode(subject_hash, 'hex') as hash, person from people.by_subject where subject_hash = any($1)`,
    values: [hashes],
  });
  const found = new Map(rows.map(({ hash, person }) => [hash, person]));
  return hashes.map((hash) => found.get(hash.toString('hex')));
};

/** The records merged into these ones. */
export const mergedIntoThese = async (db: Db, people: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await db.query<{ person: string }>({
    name: 'export-merged',
    text: 'select person from people.person where merged_into = any($1)',
    values: [people],
  });
  return rows.map(({ person }) => person);
};
