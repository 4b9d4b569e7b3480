/** What a stolen database tells of the people registered in it, and the keys that open it, on a real PostgreSQL. */
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openKeyring } from '#access/keyring.node.ts';
import { openRegister } from '#people/register.node.ts';
import { checkKeys } from '#people/register-rotate.node.ts';
import { ADA, NOW, NUMBER, openTestRegister, PASSPORT, TABLES, ZELIE } from '../../tests/register.ts';

const opened = await openTestRegister();
const { db, register, folder, add, found } = opened;

beforeEach(opened.empty);
afterAll(opened.close);

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
