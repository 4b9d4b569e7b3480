/**
 * Rotating the keys of the register on a real PostgreSQL: everybody is found after, a copy made before leads to nobody,
 * and a rotation cut at any moment goes on.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { beginRotation, openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { isRefused } from '#kernel/result.ts';
import type { Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Criteria, Register } from '#people/register.ts';
import { bulkRegister, type Newcomer } from '#people/register-bulk.node.ts';
import { checkKeys, rotateKeys } from '#people/register-rotate.node.ts';
import { tokensOf } from '#people/search-tokens.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-03-20T10:00:00.000Z';
const TABLES = ['person', 'person_key', 'person_before', 'token', 'by_subject', 'pair', 'request'];
const COUNT = 25;
const BATCH = 10;

const folder = mkdtempSync(join(tmpdir(), 'rappel-rotate-'));
let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
let path: string;
let made = 0;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 4, appRole: true, role: 'people' });
});
afterAll(async () => {
  await db.end();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const SOUNDS = ['bal', 'cor', 'dim', 'fer', 'gon', 'jur', 'mel', 'pol', 'rit', 'vas'];
const identityOf = (i: number): Identity => ({
  familyName: `Zan${SOUNDS[i % 10]}${SOUNDS[Math.floor(i / 10)]}`,
  givenNames: i % 2 === 0 ? 'Zélie Marguerite' : 'Ada',
  birthDate: `19${String(40 + i)}-02-03`,
  sex: 'f',
  phone: `06000000${String(i).padStart(2, '0')}`,
  address: { city: 'Mende' },
});
const personOf = (i: number): Newcomer => ({
  id: `rotated-${String(i).padStart(2, '0')}`,
  identity: identityOf(i),
  evidence: [],
  // Several pseudonyms, as of somebody who came from other systems.
  subjects: i % 5 === 0 ? [`p-first-${i}`, `p-other-${i}`] : [`p-first-${i}`],
});
const PEOPLE = Array.from({ length: COUNT }, (_, i) => personOf(i));

beforeEach(async () => {
  path = join(folder, `${made++}.json`);
  for (const table of TABLES) await db.query(`delete from people.${table}`);
  const writer = bulkRegister(db, await openKeyring(path), { now: () => NOW });
  await writer.add(PEOPLE);
  await writer.end();
});

const found = async (register: Register, criteria: Criteria): Promise<string[]> => {
  const answer = await register.search(criteria);
  if (isRefused(answer)) throw new Error(answer.refusal.code);
  return answer.found.map(({ stored }) => stored.person.id);
};

/** Whom the register opens, finds by name and date, by phone, and under every pseudonym. */
const lookForAll = async (people: readonly Newcomer[] = PEOPLE) => {
  const register = openRegister(db, await openKeyring(path), { now: () => NOW });
  const opened = await register.findMany(people.map(({ id }) => id));
  const missed: string[] = [];
  for (const { id, identity, subjects } of people) {
    const { familyName, birthDate, phone } = identity;
    if (!(await found(register, { familyName, birthDate })).includes(id)) missed.push(`${id} name`);
    if (!(await found(register, { familyName, ...(phone && { phone }) })).includes(id))
      missed.push(`${id} phone`);
    for (const subject of subjects)
      if ((await register.findBySubject(subject)) !== id) missed.push(`${id} ${subject}`);
  }
  return { opened: opened.size, missed };
};

/** Everything of the register that a text can be hashed to. */
const copyHashes = async (): Promise<ReadonlySet<string>> => {
  const { rows } = await db.query<{ hash: string }>(
    `select token::text as hash from people.token
     union all select unnest(tokens)::text from people.person
     union all select encode(subject_hash, 'hex') from people.by_subject`,
  );
  return new Set(rows.map(({ hash }) => hash));
};

const KeyFile = z.object({
  masters: z.array(z.object({ key: z.string() })),
  search: z.string(),
  searchNext: z.string().optional(),
  code: z.string(),
  access: z.string(),
});

/** What a thief who guessed a person tries: every text they are found by, under every key there is in the file. */
const guesses = ({ identity, subjects }: Newcomer): string[] => {
  const { masters, search, searchNext, code, access } = KeyFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  const keys = [...masters.map(({ key }) => key), search, searchNext ?? search, code, access];
  const texts = tokensOf(identity).map(({ kind, text }) => `${kind}|${text}`);
  return keys.flatMap((key) => {
    const hashed = (text: string) => createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
    return [
      ...texts.map((text) => hashed(text).readBigInt64BE(0).toString()),
      ...subjects.map((subject) => hashed(`subject|${subject}`).toString('hex')),
    ];
  });
};
const matches = (copy: ReadonlySet<string>, people: readonly Newcomer[] = PEOPLE): number =>
  people.reduce((sum, person) => sum + guesses(person).filter((hash) => copy.has(hash)).length, 0);

/** Ends as a program killed after this many records: what was committed stays, nothing more is done. */
const cutAfter = async (count: number): Promise<void> => {
  const killed = rotateKeys(db, path, {
    batch: BATCH,
    onBatch: (rewrapped) => {
      if (rewrapped >= count) throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
};

describe('a rotation to its end', () => {
  test('everybody is found, under new hashes; the record, its version and its date stay', async () => {
    const all = 'select person, version, sealed, place, trust, updated_at from people.person order by person';
    const [before, hashes] = [(await db.query(all)).rows, await copyHashes()];
    expect(await rotateKeys(db, path, { batch: BATCH })).toEqual({
      rewrapped: COUNT,
      unopened: 0,
      master: 2,
    });
    expect(await lookForAll()).toEqual({ opened: COUNT, missed: [] });
    expect((await db.query(all)).rows).toEqual(before);
    const after = await copyHashes();
    expect(after.size).toBe(hashes.size);
    expect([...after].filter((hash) => hashes.has(hash))).toEqual([]);
    const stray = `select from people.token t left join people.person p
      on p.person = t.person and t.token = any(p.tokens) where p.person is null`;
    expect((await db.query(stray)).rowCount).toBe(0);
  });

  test('nobody can be guessed in a copy made before, with any key that remains', async () => {
    const copy = await copyHashes();
    expect(matches(copy)).toBeGreaterThanOrEqual(copy.size);
    await rotateKeys(db, path, { batch: BATCH });
    expect(matches(copy)).toBe(0);
    expect(matches(await copyHashes())).toBeGreaterThanOrEqual(copy.size);
  });

  test('a person forgotten cannot be guessed anywhere, whatever is registered and rectified between', async () => {
    const copy = await copyHashes();
    const register = openRegister(db, await openKeyring(path), { now: () => NOW });
    const [gone, changed] = [personOf(3), personOf(4)];
    await register.forget(gone.id);
    const phone = '0611111111';
    await register.rectify({
      person: changed.id,
      version: 1,
      identity: { ...changed.identity, phone },
      evidence: [],
      by: 'psc:1',
      now: NOW,
    });
    await rotateKeys(db, path);
    const others = PEOPLE.filter(({ id }) => id !== gone.id && id !== changed.id);
    expect(await lookForAll([...others, { ...changed, identity: { ...changed.identity, phone } }])).toEqual({
      opened: COUNT - 1,
      missed: [],
    });
    expect(matches(copy, [gone])).toBe(0);
    expect(matches(await copyHashes(), [gone])).toBe(0);
  });

  test('again and again: each time all are done', async () => {
    await rotateKeys(db, path);
    expect(await rotateKeys(db, path)).toEqual({ rewrapped: COUNT, unopened: 0, master: 3 });
    expect(await lookForAll()).toEqual({ opened: COUNT, missed: [] });
    expect(await checkKeys(db, path)).toEqual({ sampled: COUNT, opened: COUNT, master: 3 });
  });
});

describe('a rotation that was cut', () => {
  const refusal = 'run `rappel keys rotate` again';

  test.each([
    [BATCH, COUNT - BATCH],
    [2 * BATCH, COUNT - 2 * BATCH],
    // Every record was done, and the old keys were not destroyed yet.
    [COUNT, 0],
  ])('after %i records: nobody opens the keys, and run again it does the other %i', async (cut, rest) => {
    const copy = await copyHashes();
    await cutAfter(cut);
    await expect(openKeyring(path)).rejects.toThrow(refusal);
    await expect(checkKeys(db, path)).rejects.toThrow(refusal);
    expect(await rotateKeys(db, path, { batch: BATCH })).toEqual({ rewrapped: rest, unopened: 0, master: 2 });
    expect(await lookForAll()).toEqual({ opened: COUNT, missed: [] });
    expect(matches(copy)).toBe(0);
  });

  test('before any record: the same', async () => {
    await beginRotation(path);
    await expect(openKeyring(path)).rejects.toThrow(refusal);
    expect(await rotateKeys(db, path)).toEqual({ rewrapped: COUNT, unopened: 0, master: 2 });
    expect(await lookForAll()).toEqual({ opened: COUNT, missed: [] });
  });

  test('in the middle of a batch: its records are as they were, and are done again', async () => {
    // The last write of the second batch fails, as when the database stops before the commit.
    const owner = connect(database.url, { max: 1 });
    try {
      await owner.query(
        'alter table people.by_subject add constraint cut check (person < $$rotated-15$$)  not valid',
      );
      await expect(rotateKeys(db, path, { batch: BATCH })).rejects.toThrow('cut');
      const { rows } = await db.query<{ done: number }>(
        'select count(*) as done from people.person_key where master = 2',
      );
      expect(rows).toEqual([{ done: BATCH }]);
    } finally {
      await owner.query('alter table people.by_subject drop constraint if exists cut');
      await owner.end();
    }
    expect(await rotateKeys(db, path)).toMatchObject({ rewrapped: COUNT - BATCH, unopened: 0 });
    expect(await lookForAll()).toEqual({ opened: COUNT, missed: [] });
  });

  test('people forgotten between are not brought back', async () => {
    const copy = await copyHashes();
    await cutAfter(BATCH);
    const gone = [personOf(2), personOf(20)];
    const register: Pick<Register, 'forget'> = openRegister(db, await beginRotation(path));
    for (const { id } of gone) await register.forget(id);
    expect(await rotateKeys(db, path)).toMatchObject({ rewrapped: COUNT - BATCH - 1, unopened: 0 });
    const ids = new Set(gone.map(({ id }) => id));
    expect(await lookForAll(PEOPLE.filter(({ id }) => !ids.has(id)))).toMatchObject({ missed: [] });
    for (const { id } of gone)
      for (const table of ['person', 'person_key', 'token', 'by_subject'])
        expect((await db.query(`select from people.${table} where person = $1`, [id])).rowCount).toBe(0);
    expect(matches(copy)).toBe(0);
    expect(matches(await copyHashes(), gone)).toBe(0);
  });
});

describe('what does not open', () => {
  test('keeps its master key; the others are done, and the program opens', async () => {
    const [broken, spoilt] = [personOf(7), personOf(8)];
    await db.query(`update people.person_key set wrapped = '\\x00' where person = $1`, [broken.id]);
    const { rows } = await db.query<{ sealed: Buffer; wrapped: Buffer }>(
      'select sealed, wrapped from people.person join people.person_key using (person) where person = $1',
      [spoilt.id],
    );
    await db.query(`update people.person set sealed = '\\x00' where person = $1`, [spoilt.id]);
    const copy = await copyHashes();
    expect(await rotateKeys(db, path)).toEqual({ rewrapped: COUNT - 2, unopened: 2, master: 2 });
    const others = PEOPLE.filter(({ id }) => id !== broken.id && id !== spoilt.id);
    expect(await lookForAll(others)).toEqual({ opened: COUNT - 2, missed: [] });
    // A search key opens nothing: the old one is kept for nobody.
    expect(matches(copy)).toBe(0);
    // Mended from a backup, the record opens, and the next rotation gives it its hashes.
    await db.query('update people.person set sealed = $2 where person = $1', [spoilt.id, rows[0]?.sealed]);
    expect(await rotateKeys(db, path)).toEqual({ rewrapped: COUNT - 1, unopened: 1, master: 3 });
    expect(await lookForAll([...others, spoilt])).toEqual({ opened: COUNT - 1, missed: [] });
  });

  test('with the keys of another installation nothing is written, and the right ones still open all', async () => {
    const other = join(folder, `${made++}.json`);
    await openKeyring(other);
    const before = await copyHashes();
    expect(await rotateKeys(db, other)).toMatchObject({ rewrapped: 0, unopened: COUNT });
    expect(await copyHashes()).toEqual(before);
    expect(await lookForAll()).toEqual({ opened: COUNT, missed: [] });
  });

  test('who was registered meanwhile with the old keys is done too', async () => {
    const old = await openKeyring(path);
    const late: Newcomer = { ...personOf(COUNT), id: 'a-late-one' };
    let isWritten = false;
    const rotated = await rotateKeys(db, path, {
      onBatch: async () => {
        if (isWritten) return;
        isWritten = true;
        const writer = bulkRegister(db, old, { now: () => NOW });
        await writer.add([late]);
        await writer.end();
      },
    });
    expect(rotated).toEqual({ rewrapped: COUNT + 1, unopened: 0, master: 2 });
    expect(await lookForAll([...PEOPLE, late])).toEqual({ opened: COUNT + 1, missed: [] });
  });
});
