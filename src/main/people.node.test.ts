/** A running Rappel and its keys: made with the first record, and never replaced when they are lost. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Db } from '#db/pool.ts';
import { openKeys } from '#main/key-file.node.ts';
import { readProviders } from '#main/people.node.ts';
import { openRegister } from '#people/register.node.ts';
import { createDatabase } from '../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let people: Db;
let folder: string;

beforeAll(async () => {
  database = await createDatabase();
  people = connect(database.url, { max: 2, appRole: true, role: 'people' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-keys-'));
});

afterAll(async () => {
  await people.end();
  await database.close();
  await rm(folder, { recursive: true });
});

test('keys are made with the first record; lost or swapped, nothing goes on without them', async () => {
  const path = join(folder, 'keys', 'keys.json');
  const register = openRegister(people, await openKeys(people, path));
  await register.register({
    ...{ id: 'person-of-the-keys', evidence: [], notThese: [], by: 'tests', now: '2021-03-20T10:00:00.000Z' },
    identity: { familyName: 'Brindaval', givenNames: 'Zélie', birthDate: '1955-07-04', sex: 'f' },
  });
  await expect(openKeys(people, path)).resolves.toMatchObject({ master: 1 });
  await rename(path, `${path}.kept`);
  await expect(openKeys(people, path)).rejects.toThrow('restore it from its backup');
  const other = await createDatabase();
  const elsewhere = connect(other.url, { max: 1, appRole: true, role: 'people' });
  await openKeys(elsewhere, path);
  await elsewhere.end();
  await other.close();
  await expect(openKeys(people, path)).rejects.toThrow('the key file of another');
});

test('a file of providers that is wrong says where', async () => {
  await expect(readProviders(join(folder, 'nothing.json'))).rejects.toThrow(/nothing\.json.*docs\/login\.md/);
});
