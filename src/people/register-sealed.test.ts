/** What a stolen database tells of the people registered in it, and the keys that open it, on a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Keyring, openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { isRefused } from '#kernel/result.ts';
import { keyOf } from '#people/national-number.ts';
import type { Evidence, Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Criteria, Register, Stored } from '#people/register.ts';
import { checkKeys } from '#people/register-rotate.node.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-03-20T10:00:00.000Z';
const TABLES = ['person', 'person_key', 'person_before', 'token', 'by_subject', 'pair', 'request'];
const PASSPORT: Evidence = { kind: 'document', document: 'passport', on: '2021-03-20', by: 'RPPS-1' };

const folder = mkdtempSync(join(tmpdir(), 'rappel-register-'));
let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
let keyring: Keyring;
let register: Register;
let made = 0;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 4, appRole: true, role: 'people' });
  keyring = await openKeyring(join(folder, 'keys.json'));
  register = openRegister(db, keyring, { now: () => NOW });
});
beforeEach(async () => {
  for (const table of TABLES) await db.query(`delete from people.${table}`);
});
afterAll(async () => {
  await db.end();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const withKey = (number: string): string => number + (keyOf(number) ?? '');
const NUMBER = withKey('2550748095012');

const ZELIE: Identity = {
  familyName: 'Brindaval',
  givenNames: 'Zélie Marguerite',
  birthDate: '1955-07-04',
  sex: 'f',
  birthPlace: '48095',
  nationalNumber: NUMBER,
  phone: '06 00 00 00 01',
  email: 'zelie.brindaval@example.org',
  address: { line: '3 rue des Lilas', postcode: '48000', city: 'Mende' },
};
const ADA: Identity = { familyName: 'Quintefeuille', givenNames: 'Ada', birthDate: '1980-01-02', sex: 'f' };

const ask = (identity: Identity, over: Partial<Parameters<Register['register']>[0]> = {}) =>
  register.register({
    id: `person-${made++}`,
    identity,
    evidence: [],
    notThese: [],
    by: 'RPPS-1',
    now: NOW,
    ...over,
  });

const add = async (
  identity: Identity,
  over: Partial<Parameters<Register['register']>[0]> = {},
): Promise<Stored> => {
  const answer = await ask(identity, over);
  if (!('stored' in answer)) throw new Error(JSON.stringify(answer));
  return answer.stored;
};

const found = async (criteria: Criteria): Promise<string[]> => {
  const answer = await register.search(criteria);
  if (isRefused(answer)) throw new Error(answer.refusal.code);
  return answer.found.map(({ stored }) => stored.person.id);
};

/** Everything the schema holds, as the text of a dump. */
const dump = async (): Promise<string> => {
  const parts: string[] = [];
  for (const table of TABLES) {
    const { rows } = await db.query<{ text: string }>(`select t::text as text from people.${table} t`);
    parts.push(...rows.map(({ text }) => text));
  }
  return parts.join('\n');
};

describe('what a stolen database tells', () => {
  test('no name, number, phone, pseudonym or address, in any column', async () => {
    const { person } = await add(ZELIE, { subject: 'p-canary', evidence: [PASSPORT] });
    await register.rectify({
      person: person.id,
      version: 1,
      identity: { ...ZELIE, familyName: 'Oursival', usedGivenName: 'Zouzou' },
      evidence: [],
      by: 'RPPS-1',
      now: NOW,
    });
    await add({ ...ADA, nationalNumber: NUMBER }, { notThese: [person.id] });
    const text = (await dump()).toLowerCase();
    expect(text).toContain(person.id);
    const canaries = [
      'brindaval',
      'oursival',
      'zelie',
      'zélie',
      'zouzou',
      'marguerite',
      'quintefeuille',
      '1955',
      'canary',
      '2550748',
      '06 00',
      '0600000001',
      'example.org',
      'lilas',
      'mende',
      '48095',
      'passport',
    ];
    for (const canary of canaries) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('hex'));
    }
  });

  test('with other keys, nobody opens, nobody is found', async () => {
    const { person } = await add(ZELIE, { subject: 'p-canary' });
    const other = openRegister(db, await openKeyring(join(folder, 'other.json')));
    expect(await other.find(person.id)).toBeUndefined();
    expect(await other.search({ nationalNumber: NUMBER })).toEqual({ found: [], more: false });
    expect(await other.findBySubject('p-canary')).toBeUndefined();
    expect(await checkKeys(db, join(folder, 'other.json'))).toMatchObject({ sampled: 1, opened: 0 });
    expect(await checkKeys(db, join(folder, 'keys.json'))).toMatchObject({ sampled: 1, opened: 1 });
  });

  test('a record moved to another person, or to another version, does not open', async () => {
    const [one, other] = [await add(ZELIE), await add(ADA)];
    await db.query(
      'update people.person p set sealed = (select sealed from people.person where person = $2) where person = $1',
      [one.person.id, other.person.id],
    );
    await db.query('update people.person set version = 2 where person = $1', [other.person.id]);
    expect(await register.findMany([one.person.id, other.person.id])).toEqual(new Map());
  });

  test('a person forgotten leaves nothing, not even in a copy made before', async () => {
    const { person } = await add(ZELIE, { id: 'forgotten-one', subject: 'p-forgotten' });
    await register.rectify({
      person: person.id,
      version: 1,
      identity: ZELIE,
      evidence: [],
      by: 'x',
      now: NOW,
    });
    const other = await add({ ...ADA, nationalNumber: NUMBER }, { notThese: [person.id] });
    await db.query(
      `insert into people.request (id, person, kind, asked_at) values ('r1', $1, 'erasure', $2)`,
      [person.id, NOW],
    );
    const { rows: copied } = await db.query<{ sealed: Buffer }>(
      'select sealed from people.person where person = $1',
      [person.id],
    );
    expect(await register.forget(person.id)).toBe(true);
    expect(await dump()).not.toContain(person.id);
    expect(await found({ nationalNumber: NUMBER })).toEqual([other.person.id]);
    expect(await register.findBySubject('p-forgotten')).toBeUndefined();
    // The copy put back, with every master key there is: its own key is gone.
    await db.query(
      `insert into people.person (person, version, sealed, trust, updated_at) values ($1, 2, $2, 'provisional', $3)`,
      [person.id, copied[0]?.sealed, NOW],
    );
    expect(await register.find(person.id)).toBeUndefined();
    expect(await register.forget('nobody-here')).toBe(false);
  });
});
