/** What is past its period goes, and nothing else, on a real PostgreSQL, as the roles the program works as. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAudit } from '#access/audit.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { forgetTraces } from '#people/privacy-traces.pg.ts';
import { readPrivacyPolicy } from '#people/retention.node.ts';
import { removeAllPast } from '#people/retention.pg.ts';
import type { PrivacyPolicy } from '#people/retention.ts';
import { createDatabase } from '../../tests/database.ts';

const CAMPAIGN = new URL('../../campaigns/fr-covid-19/', import.meta.url).pathname;
const NOW = '2031-06-15T12:00:00.000Z';
const BYTES = Buffer.from('sealed');

let database: Awaited<ReturnType<typeof createDatabase>>;
let people: Db;
let access: Db;
let policy: PrivacyPolicy;

beforeAll(async () => {
  database = await createDatabase();
  people = connect(database.url, { max: 2, appRole: true, role: 'people' });
  access = connect(database.url, { max: 2, appRole: true, role: 'access' });
  policy = await readPrivacyPolicy(CAMPAIGN);
});

afterAll(async () => {
  await Promise.all([people.end(), access.end(), database.close()]);
});

const remaining = async (db: Db, table: string, column: string): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(`select ${column}::text as id from ${table} order by 1`);
  return rows.map(({ id }) => id);
};

const account = (name: string, signedIn: string) =>
  access.query('insert into access.account (account, sealed_label, signed_in_at) values ($1, $2, $3)', [
    name,
    BYTES,
    signedIn,
  ]);

const profile = (id: string, of: string | null, until: string, revoked: string | null = null) =>
  access.query(
    `insert into access.profile (id, account, role, place, profession, valid_from, valid_until, given_by, given_at, revoked_at)
     values ($1, $2, 'delegate', 'DEP-48', 'student', '2020-01-01', $3, 'a', '2020-01-01', $4)`,
    [id, of, until, revoked],
  );

const session = (hash: string, of: string, expires: string) =>
  access.query(
    `insert into access.session (id_hash, account, provider, provider_subject, assurance, csrf, situations, created_at, seen_at, expires_at)
     values ($1, $2, 'p', 's', 'a', 'c', '[]', '2020-01-01', '2020-01-01', $3)`,
    [Buffer.from(hash), of, expires],
  );

const glass = (id: string, person: string, reviewed: string | null) =>
  access.query(
    `insert into access.glass (id, account, role, person, place, sealed_reason, broken_at, valid_until, reviewed_at)
     values ($1, 'a', 'vaccinator', $2, 'DEP-48', $3, '2021-01-01', '2021-01-01', $4)`,
    [id, person, BYTES, reviewed],
  );

const request = (id: string, answered: string | null) =>
  people.query(
    `insert into people.request (id, person, kind, asked_at, answer, answered_at)
     values ($1, 'person-one', 'erasure', '2021-01-01', $2, $3)`,
    [id, answered === null ? null : 'refused', answered],
  );

test('each kind of data goes at its own date', async () => {
  await request('r-old', '2026-06-15T11:59:59Z');
  await request('r-recent', '2026-06-15T12:00:01Z');
  await request('r-waiting', null);
  for (const [version, at] of [
    [1, '2029-06-14'],
    [2, '2029-06-16'],
  ])
    await people.query(
      `insert into people.person_before (person, version, sealed, replaced_at, replaced_by)
       values ('person-one', $1, $2, $3, 'a')`,
      [version, BYTES, at],
    );
  await account('old', '2021-01-01');
  await account('old-with-profile', '2021-01-01');
  await account('old-with-session', '2021-01-01');
  await account('recent', '2030-01-01');
  await profile('ended', null, '2030-06-14');
  await profile('revoked', null, '2040-01-01', '2030-06-14');
  await profile('running', 'old-with-profile', '2040-01-01');
  await session('over', 'recent', '2031-06-14T11:00:00Z');
  await session('running', 'old-with-session', '2031-06-15T13:00:00Z');
  await glass('reviewed-old', 'person-one', '2028-06-14');
  await glass('reviewed-recent', 'person-one', '2028-06-16');
  await glass('never-reviewed', 'person-one', null);

  expect(await removeAllPast({ people, access }, policy, NOW)).toEqual({
    'past-identities': 1,
    requests: 1,
    sessions: 1,
    delegations: 2,
    glass: 1,
    accounts: 1,
  });
  expect(await remaining(people, 'people.request', 'id')).toEqual(['r-recent', 'r-waiting']);
  expect(await remaining(people, 'people.person_before', 'version')).toEqual(['2']);
  expect(await remaining(access, 'access.account', 'account')).toEqual([
    'old-with-profile',
    'old-with-session',
    'recent',
  ]);
  expect(await remaining(access, 'access.profile', 'id')).toEqual(['running']);
  expect(await remaining(access, 'access.session', "convert_from(id_hash, 'utf8')")).toEqual(['running']);
  expect(await remaining(access, 'access.glass', 'id')).toEqual(['never-reviewed', 'reviewed-recent']);

  const again = await removeAllPast({ people, access }, policy, NOW);
  expect(Object.values(again).every((rows) => rows === 0)).toBe(true);
});

test('what was broken glass for, and the account of the person, go with the person; the trail stays', async () => {
  const audit = openAudit(access, { now: () => NOW });
  await account('citizen:1', '2031-01-01');
  await account('citizen:who-also-works', '2031-01-01');
  await account('psc:looked', '2031-01-01');
  await profile('works', 'citizen:who-also-works', '2040-01-01');
  await session('of-the-citizen', 'citizen:1', '2040-01-01');
  await glass('g-forgotten', 'person-gone', null);
  const line = { role: 'citizen', place: '', person: 'person-gone', request: 'r' };
  await audit.write([
    { ...line, account: 'citizen:1', action: 'self-read' },
    { ...line, account: 'citizen:who-also-works', action: 'self-request' },
    { ...line, account: 'psc:looked', role: 'vaccinator', action: 'read' },
  ]);
  const [glassBefore, accountsBefore] = [
    await remaining(access, 'access.glass', 'id'),
    await remaining(access, 'access.account', 'account'),
  ];
  await forgetTraces(access)(['person-gone', 'person-nobody']);
  expect(await remaining(access, 'access.glass', 'id')).toEqual(
    glassBefore.filter((id) => id !== 'g-forgotten'),
  );
  expect(await remaining(access, 'access.account', 'account')).toEqual(
    accountsBefore.filter((name) => name !== 'citizen:1'),
  );
  expect(await remaining(access, 'access.session', "convert_from(id_hash, 'utf8')")).not.toContain(
    'of-the-citizen',
  );
  expect((await audit.ofPerson('person-gone', 10)).total).toBe(3);
  expect(await audit.verify()).toMatchObject({ intact: true });
});
