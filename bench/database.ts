import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '#db/embedded.node.ts';
import { migrate } from '#db/migrate.node.ts';
import { connect, type Db } from '#db/pool.ts';

/** An empty, migrated PostgreSQL in a folder of its own, durable as in production, removed after the measure. */
export const withEmptyDatabase = async <T>(
  measure: (db: Db, owner: Db, folder: string) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-bench-'));
  const server = await startEmbedded(folder);
  const owner = connect(server.url, { max: 4 });
  await migrate(owner);
  const db = connect(server.url, { max: 8, appRole: true });
  try {
    return await measure(db, owner, folder);
  } finally {
    await db.end();
    await owner.end();
    await server.leave();
    rmSync(folder, { recursive: true, force: true });
  }
};

export const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};
