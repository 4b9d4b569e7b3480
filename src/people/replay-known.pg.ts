/** What the register knows already of a replay: asked by hashes and ids, which say nothing of anybody. */
import type { Db } from '#db/pool.ts';

/** Of these hashes of pseudonyms, those that lead to a record; as hexadecimal. */
export const knownSubjects = async (db: Db, hashes: readonly Buffer[]): Promise<ReadonlySet<string>> => {
  if (hashes.length === 0) return new Set();
  const { rows } = await db.query<{ hash: string }>({
    name: 'replay-known-subjects',
    text: `select encode(subject_hash, 'hex') as hash from people.by_subject where subject_hash = any($1::bytea[])`,
    values: [hashes],
  });
  return new Set(rows.map(({ hash }) => hash));
};

/** Of these ids of records, those that are in the register. */
export const knownPeople = async (db: Db, people: readonly string[]): Promise<ReadonlySet<string>> => {
  if (people.length === 0) return new Set();
  const { rows } = await db.query<{ person: string }>({
    name: 'replay-known-people',
    text: 'select person from people.person where person = any($1::text[])',
    values: [people],
  });
  return new Set(rows.map(({ person }) => person));
};
