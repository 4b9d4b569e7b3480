/** The database a command works on: ours in a data folder, or one given by its address. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startEmbedded } from '#db/embedded.node.ts';
import { migrate } from '#db/migrate.node.ts';
import { connect, type Db, hasAppRole } from '#db/pool.ts';
import { Failure, type Input, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';

export const DATABASE_OPTIONS = {
  data: { type: 'string' },
  database: { type: 'string' },
} as const;

export const DATABASE_USAGE = `  --data DIR        folder of Rappel's own PostgreSQL (default: ./data)
  --database URL    a PostgreSQL of yours, 15 or later, instead (default: $DATABASE_URL)`;

export type Database = {
  readonly url: string;
  readonly appRole: boolean;
  /** Works as the role that may only append facts, where the database has it. */
  readonly db: Db;
  readonly folder: string | undefined;
  readonly close: () => Promise<void>;
};

/** How long a connection may take to come back when we close. */
const CLOSE_MAX_MS = 5000;

const OLDEST_POSTGRESQL = 150_000;

/**
 * The ledger's order rests on transaction ids, which belong to a cluster: facts restored from a dump into a younger
 * one would stand in its future, and never be counted.
 */
const assertSameCluster = async (owner: Db): Promise<void> => {
  const { rows } = await owner.query<{ future: boolean }>(
    `select coalesce((select tx from fact order by tx desc, seq desc limit 1) >= pg_snapshot_xmax(pg_current_snapshot()), false) as future`,
  );
  if (rows[0]?.future)
    throw new Failure(
      'this ledger was restored into a younger PostgreSQL cluster: its facts would never be counted. Restore a physical ' +
        'backup instead, or move the cluster forward with pg_resetwal -x (docs/operations.md)',
    );
};

/** Whether a command may make an installation where there is none: those that only read or change one may not. */
export type Opening = { readonly mustExist?: boolean };

/** A folder mistyped must not become an empty installation, of which all would be well. */
const assertInstalled = (folder: string): void => {
  if (!existsSync(join(folder, 'postgres')))
    throw new Failure(`${folder}: no installation of Rappel is there; name its folder with --data`);
};

/** Opens the database, starting and migrating it where needed. */
export const openDatabase = async (
  input: Input,
  config: Config,
  { mustExist = false }: Opening = {},
): Promise<Database> => {
  const data = input.text('data');
  const given = input.text('database');
  if (data !== undefined && given !== undefined) throw new WrongUsage('give --data or --database, not both');
  const url = given ?? (data === undefined ? config.databaseUrl : undefined);
  const folder = url === undefined ? resolve(data ?? config.dataFolder) : undefined;
  if (mustExist && folder !== undefined) assertInstalled(folder);
  const embedded = folder === undefined ? undefined : await startEmbedded(folder);
  const address = embedded?.url ?? url ?? '';
  try {
    const owner = connect(address, { max: 1 });
    let appRole: boolean;
    try {
      const { rows } = await owner.query<{ version: string }>(
        `select current_setting('server_version_num') as version`,
      );
      if (Number(rows[0]?.version) < OLDEST_POSTGRESQL)
        throw new Failure('this PostgreSQL is too old: version 15 or later is needed');
      await migrate(owner);
      await assertSameCluster(owner);
      appRole = await hasAppRole(owner);
    } finally {
      await owner.end();
    }
    const db = connect(address, { max: 8, appRole });
    return {
      url: address,
      appRole,
      db,
      folder,
      close: async () => {
        // A connection in the middle of its work would be waited for; it is rolled back with the program instead.
        await Promise.race([db.end(), new Promise((waited) => setTimeout(waited, CLOSE_MAX_MS).unref())]);
        await embedded?.leave();
      },
    };
  } catch (error) {
    await embedded?.leave();
    throw error;
  }
};

/**
 * Opens the database, does the work, and closes it whatever happens. Asked to stop, it closes the database under the
 * work: what was acknowledged is kept, what was not is rolled back.
 */
export const withDatabase = async <T>(
  input: Input,
  config: Config,
  work: (database: Database) => Promise<T>,
  opening: Opening = {},
): Promise<T> => {
  const database = await openDatabase(input, config, opening);
  const interrupted = new Promise<never>((_, failed) => {
    const stop = () => failed(new Failure('stopped before the end; what was done is kept'));
    if (input.signal.aborted) stop();
    else input.signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(database), interrupted]);
  } finally {
    await database.close();
  }
};
