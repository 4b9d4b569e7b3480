/** What access keeps sealed after a rotation of the keys, on a real PostgreSQL. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginRotation, endRotation, openKeyring } from '#access/keyring.node.ts';
import { resealAccess } from '#access/reseal.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { createDatabase } from '../../tests/database.ts';

const ACCOUNTS = Array.from({ length: 2500 }, (_, i) => `franceconnect:account-${i}`);

let database: Awaited<ReturnType<typeof createDatabase>>;
let access: Db;
let folder: string;

beforeAll(async () => {
  database = await createDatabase();
  access = connect(database.url, { max: 2, appRole: true, role: 'access' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-reseal-'));
});

afterAll(async () => {
  await access.end();
  await database.close();
  await rm(folder, { recursive: true });
});

test('a name sealed before opens after, and a copy of it opens with no key that is left; cut half-way, it goes on', async () => {
  const path = join(folder, 'keys.json');
  const before = await openKeyring(path);
  const sealed = ACCOUNTS.map((account) => before.sealAccess(`Nom de ${account}`, `label:${account}`));
  await access.query(
    `insert into access.account (account, sealed_label, signed_in_at)
     select *, now() from unnest($1::text[], $2::bytea[])`,
    [ACCOUNTS, sealed],
  );
  await resealAccess(access, await beginRotation(path, true));
  await expect(openKeyring(path)).rejects.toThrow('rappel keys rotate');
  await expect(beginRotation(path, false)).rejects.toThrow('go on with it whole');
  await resealAccess(access, await beginRotation(path, true));
  const after = await endRotation(path, new Set());
  const { rows } = await access.query<{ account: string; sealed_label: Buffer }>(
    'select account, sealed_label from access.account',
  );
  expect(rows).toHaveLength(ACCOUNTS.length);
  for (const { account, sealed_label } of rows)
    expect(after.unsealAccess(sealed_label, `label:${account}`)).toBe(`Nom de ${account}`);
  for (const [i, account] of ACCOUNTS.entries())
    expect(after.unsealAccess(sealed[i] ?? Buffer.alloc(0), `label:${account}`)).toBeUndefined();
});

test('two programs that make the first key file at once hold the same keys', async () => {
  for (let round = 0; round < 10; round++) {
    const path = join(folder, `first-${round}.json`);
    const rings = await Promise.all([openKeyring(path), openKeyring(path), openKeyring(path)]);
    expect(new Set(rings.map((ring) => ring.token('name', 'zelie'))).size).toBe(1);
  }
});

test('a key file that was cut is told, and nothing of it is quoted', async () => {
  const path = join(folder, 'whole.json');
  await openKeyring(path);
  await copyFile(path, `${path}.cut`);
  const text = await readFile(path, 'utf8');
  for (const cut of [text.slice(0, 100), '', 'xx', '{}']) {
    await writeFile(`${path}.cut`, cut);
    await expect(openKeyring(`${path}.cut`)).rejects.toThrow(/restore it from its backup$/);
  }
});
