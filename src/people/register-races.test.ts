/** What two do to one person at the same time, on a real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { isRefused } from '#kernel/result.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Register } from '#people/register.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-03-20T10:00:00.000Z';
const ROUNDS = 12;

let database: Awaited<ReturnType<typeof createDatabase>>;
let people: Db;
let register: Register;
let folder: string;

beforeAll(async () => {
  database = await createDatabase();
  people = connect(database.url, { max: 6, appRole: true, role: 'people' });
  folder = await mkdtemp(join(tmpdir(), 'rappel-races-'));
  register = openRegister(people, await openKeyring(join(folder, 'keys.json')));
});

afterAll(async () => {
  await people.end();
  await database.close();
  await rm(folder, { recursive: true });
});

const identityOf = (familyName: string, givenNames: string): Identity => ({
  familyName,
  givenNames,
  birthDate: '1955-07-04',
  sex: 'f',
});
const enrol = (identity: Identity, id: string = randomUUID()) =>
  register.register({ id, identity, evidence: [], notThese: [], by: 'tests', now: NOW });

test('forgotten beside a rectification, nothing of the person stays, and neither waits for ever', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const id = randomUUID();
    await enrol(identityOf(`Brindaval${'abcdefghijklm'[round]}ine`, 'Zélie'), id);
    const identity = identityOf('Autrenom', 'Zélie');
    const rectifying = register.rectify({
      person: id,
      version: 1,
      identity,
      evidence: [],
      by: 'tests',
      now: NOW,
    });
    const [rectified, forgotten] = await Promise.all([rectifying, register.forget(id)]);
    expect(forgotten).toBe(true);
    if (isRefused(rectified)) expect(rectified.refusal.code).toBe('person-unknown');
    for (const table of ['person', 'person_key', 'person_before', 'token', 'by_subject'])
      expect((await people.query(`select from people.${table} where person = $1`, [id])).rowCount).toBe(0);
  }
});

test('a registration sent again brings back nobody who was forgotten', async () => {
  const id = randomUUID();
  const identity = identityOf('Oubliée', 'Prune');
  expect(await enrol(identity, id)).toMatchObject({ known: false });
  expect(await enrol(identity, id)).toMatchObject({ known: true });
  expect(await register.forget(id)).toBe(true);
  expect(await enrol(identity, id)).toMatchObject({ refusal: { code: 'person-id-taken' } });
  expect(await register.forget(id)).toBe(false);
});

test('two desks that register one person at once, one of them with names swapped, see each other', async () => {
  for (const family of ['Martelune', 'Cassegrive', 'Boisdoré', 'Valfleuri']) {
    const both = await Promise.all([
      enrol(identityOf(family, 'Mirabelle')),
      enrol(identityOf('Mirabelle', family)),
    ]);
    expect(both.filter((answer) => 'candidates' in answer)).toHaveLength(1);
  }
});
