import pg from 'pg';

/**
 * A pool of connections to PostgreSQL, and one connection of it inside a transaction.
 * Days come back as `YYYY-MM-DD`, instants as ISO 8601 in UTC, bigint as number (our counts stay below 2^53).
 */
export type Db = pg.Pool;
export type Tx = pg.ClientBase;

const { builtins } = pg.types;

const isoInstant = (text: string): string => {
  const instant = `${text.slice(0, 10)}T${text.slice(11).replace('+00', 'Z')}`;
  return instant.length === 20 ? instant.replace('Z', '.000Z') : new Date(instant).toISOString();
};

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMPTZ, isoInstant],
  [builtins.INT8, Number],
  [builtins.JSON, (text) => JSON.parse(text)],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, 'text'),
};

/**
 * The roles the program works as: facts, people, access. None may do the work of another; a managed database may not
 * have them (migrations/0003_application_role.sql, 0004_people.sql, 0005_access.sql).
 */
const ROLES = { facts: 'rappel_app', people: 'rappel_people', access: 'rappel_access' } as const;
export type DbRole = keyof typeof ROLES;

export const connect = (
  url: string,
  options: { max?: number; name?: string; appRole?: boolean; role?: DbRole } = {},
): Db => {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 8,
    application_name: options.name ?? 'rappel',
    types,
    options: `-c timezone=UTC -c datestyle=ISO -c idle_in_transaction_session_timeout=60000${options.appRole ? ` -c role=${ROLES[options.role ?? 'facts']}` : ''}`,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that dies while idle is replaced at the next use; without a listener it would end the program.
  pool.on('error', () => {});
  return pool;
};

/** Whether this database lets us work as the roles that may do no more than they need. */
export const hasAppRole = async (db: Db): Promise<boolean> => {
  const roles = Object.values(ROLES);
  const { rowCount } = await db.query(
    `select from pg_roles where rolname = any($1) and pg_has_role(current_user, oid, 'member')`,
    [roles],
  );
  return rowCount === roles.length;
};

export type Isolation = 'read committed' | 'repeatable read';

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export const transaction = async <T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  isolation: Isolation = 'read committed',
): Promise<T> => {
  const client = await db.connect();
  let broken: Error | undefined;
  // A server that dies under us says so here too; unheard, it would end the program.
  const note = (error: Error) => {
    broken = error;
  };
  client.on('error', note);
  try {
    await client.query(`begin isolation level ${isolation}`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // What the database refused, it can roll back. After any other fault the connection may be in the middle of a
    // stream: closing it rolls back too, and waits for nothing.
    if (error instanceof pg.DatabaseError) await client.query('rollback').catch(note);
    else broken ??= error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.off('error', note);
    client.release(broken);
  }
};
