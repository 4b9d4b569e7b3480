/**
 * A real PostgreSQL for the tests: one server for each worker of the run, one database for each test file, cloned from
 * a migrated template.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '#db/embedded.node.ts';
import { migrate } from '#db/migrate.node.ts';
import { connect, type Db } from '#db/pool.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrls: string[];
    /** Where the site is built, once for the run (browser/build.ts). */
    siteFolder: string;
  }
}

const TEMPLATE = 'rappel';

/** A server with the migrated template, and how to leave it. */
const startServer = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-test-'));
  const server = await startEmbedded(folder);
  const db = connect(server.url, { max: 1 });
  await migrate(db);
  await db.end();
  return {
    url: server.url,
    stop: async () => {
      const admin = connect(withDatabase(server.url, 'postgres'), { max: 1 });
      // A test that failed half-way may have left connections: nobody waits for them.
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      await admin.end();
      await server.leave();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/**
 * Vitest's global setup: a server for each worker. The cursor over the ledger waits for every open transaction of its
 * server, so that files that run side by side must not share one.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const servers = await Promise.all(Array.from({ length: project.config.maxWorkers }, startServer));
  project.provide(
    'databaseUrls',
    servers.map(({ url }) => url),
  );
  const siteFolder = mkdtempSync(join(tmpdir(), 'rappel-site-'));
  project.provide('siteFolder', siteFolder);
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
    rmSync(siteFolder, { recursive: true, force: true });
  };
};

const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
};

let created = 0;

/** A migrated, empty database of this test file's own: its URL, and a pool that works as the program does. */
export const createDatabase = async (): Promise<{ url: string; db: Db; close: () => Promise<void> }> => {
  const urls = inject('databaseUrls');
  // Workers are numbered from 1, and no number is in use twice at a time.
  const base = urls[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % urls.length] ?? '';
  const name = `test_${process.pid}_${created++}`;
  const admin = connect(withDatabase(base, 'postgres'), { max: 1 });
  await admin.query(`create database ${name} template ${TEMPLATE}`);
  await admin.end();
  const url = withDatabase(base, name);
  const db = connect(url, { max: 4, appRole: true });
  return { url, db, close: () => db.end() };
};
