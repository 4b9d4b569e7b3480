import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Db, transaction } from '#db/pool.ts';

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** Any number: two programs that start at once must not migrate at once. */
const LOCK = 7_052_020;

/**
 * Applies the numbered SQL files that the database has not seen, in order, all in one transaction.
 * Throws when a file already applied has changed since: migrations go forward only.
 * @returns the names applied now
 */
export const migrate = async (db: Db, folder = FOLDER): Promise<string[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const applied: string[] = [];
  await transaction(db, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await tx.query(`create table if not exists migration (
      name text primary key, hash text not null, applied_at timestamptz not null default now())`);
    const { rows } = await tx.query<{ name: string; hash: string }>('select name, hash from migration');
    const known = new Map(rows.map((row) => [row.name, row.hash]));
    for (const name of names) {
      const sql = await readFile(`${folder}/${name}`, 'utf8');
      const hash = createHash('sha256').update(sql).digest('hex');
      const seen = known.get(name);
      if (seen === hash) continue;
      if (seen !== undefined)
        throw new Error(`Migration ${name} was changed after it was applied; add a new file instead.`);
      await tx.query(sql);
      await tx.query('insert into migration (name, hash) values ($1, $2)', [name, hash]);
      applied.push(name);
    }
    for (const name of known.keys())
      if (!names.includes(name))
        throw new Error(`The database is newer than this program: it has migration ${name}. Update Rappel.`);
  });
  return applied;
};
