/** A register of the tests on a database of its own, emptied before each test, and the people who come to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyring } from '#access/keyring.node.ts';
import { connect } from '#db/pool.ts';
import { isRefused } from '#kernel/result.ts';
import { keyOf } from '#people/national-number.ts';
import type { Evidence, Identity } from '#people/person.ts';
import { openRegister } from '#people/register.node.ts';
import type { Criteria, Register, Stored } from '#people/register.ts';
import { createDatabase } from './database.ts';

export const NOW = '2021-03-20T10:00:00.000Z';
export const TABLES = ['person', 'person_key', 'person_before', 'token', 'by_subject', 'pair', 'request'];
export const PASSPORT: Evidence = { kind: 'document', document: 'passport', on: '2021-03-20', by: 'RPPS-1' };

export const withKey = (number: string): string => number + (keyOf(number) ?? '');
export const NUMBER = withKey('2550748095012');

export const ZELIE: Identity = {
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
export const ADA: Identity = {
  familyName: 'Quintefeuille',
  givenNames: 'Ada',
  birthDate: '1980-01-02',
  sex: 'f',
};

type Asked = Parameters<Register['register']>[0];

export const openTestRegister = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-register-'));
  const database = await createDatabase();
  const db = connect(database.url, { max: 4, appRole: true, role: 'people' });
  const keyring = await openKeyring(join(folder, 'keys.json'));
  const register = openRegister(db, keyring, { now: () => NOW });
  let made = 0;

  const ask = (identity: Identity, over: Partial<Asked> = {}) =>
    register.register({
      id: `person-${made++}`,
      identity,
      evidence: [],
      notThese: [],
      by: 'RPPS-1',
      now: NOW,
      ...over,
    });

  const add = async (identity: Identity, over: Partial<Asked> = {}): Promise<Stored> => {
    const answer = await ask(identity, over);
    if (!('stored' in answer)) throw new Error(JSON.stringify(answer));
    return answer.stored;
  };

  const found = async (criteria: Criteria): Promise<string[]> => {
    const answer = await register.search(criteria);
    if (isRefused(answer)) throw new Error(answer.refusal.code);
    return answer.found.map(({ stored }) => stored.person.id);
  };

  return {
    ...{ url: database.url, db, keyring, register, folder, ask, add, found },
    empty: async (): Promise<void> => {
      for (const table of TABLES) await db.query(`delete from people.${table}`);
    },
    close: async (): Promise<void> => {
      await db.end();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
