/**
 * Forgetting is real: no row is left, copies made before are noise once the keys are rotated, and every figure is
 * what it was. On a real PostgreSQL, through the real server.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openGlass } from '#access/glass.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { unsealBytes } from '#access/sealing.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { appendMany } from '#facts/ledger.pg.ts';
import { cellsOf, countAll } from '#indicators/count.pg.ts';
import { rebuild } from '#indicators/rebuild.pg.ts';
import { isRefused } from '#kernel/result.ts';
import { forgetDossier } from '#people/privacy-dossier.node.ts';
import { aboutRequest } from '#people/privacy-requests.node.ts';
import { openRegister } from '#people/register.node.ts';
import { rotateKeys } from '#people/register-rotate.node.ts';
import { applyRetention } from '#people/retention.node.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import {
  CLOCK,
  identityOf,
  injectionOf,
  NURSE,
  OFFICER,
  openPrivacyWorld,
  type PrivacyWorld,
  requestId,
} from '../../tests/privacy.ts';

const CANARIES = ['Zanarimel', 'Zanaridou', 'ZANARI-DEMANDE', 'ZANARI-MOTIF', 'Zanarivant'];

let world: PrivacyWorld;
let owner: Db;
beforeAll(async () => {
  world = await openPrivacyWorld();
  owner = connect(world.database.url, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const tablesOf = async (schema: string): Promise<string[]> => {
  const { rows } = await owner.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema = $1 order by 1`,
    [schema],
  );
  return rows.map(({ name }) => name);
};

/** Every row of a schema, as text: bytes in hexadecimal. */
const dump = async (schema: string): Promise<string[]> => {
  const lines: string[] = [];
  for (const table of await tablesOf(schema)) {
    const { rows } = await owner.query<{ line: string }>(
      `select row_to_json(t)::text as line from ${table} t`,
    );
    lines.push(...rows.map(({ line }) => `${table} ${line}`));
  }
  return lines;
};

const KeyFile = z.object({
  masters: z.array(z.object({ key: z.string() })),
  search: z.string(),
  access: z.string(),
});

const everyKey = async (): Promise<Buffer[]> => {
  const { masters, search, access } = KeyFile.parse(JSON.parse(await readFile(world.keyFile, 'utf8')));
  return [...masters.map(({ key }) => key), search, access].map((key) => Buffer.from(key, 'base64'));
};

/** What a thief of a copy of the register, and of today's key file, tries to open. */
const copyRegister = async () => {
  const sealed = await owner.query<{ about: string; person: string; sealed: Buffer }>(
    `select person, sealed, 'record:' || version as about from people.person
     union all select person, sealed, 'record:' || version from people.person_before
     union all select person, sealed, 'request:' || id from people.request where sealed is not null`,
  );
  const keys = await owner.query<{ person: string; master: number; wrapped: Buffer }>(
    'select person, master, wrapped from people.person_key',
  );
  return { sealed: sealed.rows, keys: keys.rows };
};

/** As the register seals: what a record is about. The first check below fails when it is sealed for something else. */
const aboutRecord = (person: string, version: number): string => `person:${person}:${version}`;

const openAll = async (copy: Awaited<ReturnType<typeof copyRegister>>): Promise<string[]> => {
  const keyring = await openKeyring(world.keyFile);
  const keys = new Map(copy.keys.map(({ person, ...wrapped }) => [person, keyring.unwrap(person, wrapped)]));
  const others = await everyKey();
  return copy.sealed.flatMap(({ person, sealed, about }) => {
    const rest = about.slice(about.indexOf(':') + 1);
    const abouts = about.startsWith('record:')
      ? [aboutRecord(person, Number(rest))]
      : [aboutRequest(person, rest)];
    return [keys.get(person), ...others].flatMap((key) => {
      const found = abouts.flatMap((one) => (key && unsealBytes(key, sealed, one)) ?? []);
      return found.map((bytes) => `${person} ${bytes.toString()}`);
    });
  });
};

const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Files that hold a text; one that goes while it is looked for holds nothing. */
const holding = async (folder: string, texts: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const file of await filesOf(folder)) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (texts.some((text) => bytes.includes(text))) found.push(file);
  }
  return found;
};

/** A person with everything a person can have: versions, a pair, a merge, a request, broken glass, looks, facts. */
const enrolWhole = async () => {
  const kept = await world.enrol('Zanarimel', { phone: '0600000018' });
  const merged = await world.enrol('Zanaridou', { birthDate: '1951-05-06' });
  const alike = await world.register.register({
    id: 'person-stays',
    identity: identityOf('Zanarimelle', { phone: '0600000018' }),
    evidence: [],
    notThese: [kept.person],
    by: 'psc:1',
    now: CLOCK,
    subject: 'p-person-stays',
  });
  expect(alike).toMatchObject({ known: false });
  await world.register.rectify({
    person: kept.person,
    version: 1,
    identity: identityOf('Zanarimel', { usedFamilyName: 'Zanarivant' }),
    evidence: [],
    by: 'psc:1',
    now: CLOCK,
  });
  await world.register.setMergedInto(merged.person, kept.person);
  await openGlass(world.access, world.keyring).break(
    {
      account: 'psc:1',
      role: 'vaccinator',
      person: kept.person,
      place: 'DEP-48',
      reason: 'ZANARI-MOTIF urgence',
    },
    CLOCK,
  );
  await world.lookAt(kept.person);
  await appendMany(world.ledger, [
    injectionOf(kept.subject, 'z1'),
    {
      ...injectionOf(kept.subject, 'z2'),
      occurredOn: '2021-03-19',
      body: { product: 'PF', rank: 2, age: 71 },
    },
    injectionOf(merged.subject, 'z3'),
    injectionOf('p-person-stays', 'z4'),
  ]);
  await world.call('POST', '/api/me/requests', kept.token, {
    id: requestId('q-z'),
    kind: 'erasure',
    text: 'ZANARI-DEMANDE',
  });
  return { kept, merged };
};

describe('a person is forgotten', () => {
  test('nothing of them is left, anywhere, and no figure changes', async () => {
    const { kept, merged } = await enrolWhole();
    await countAll(world.ledger, PROGRAMMES);
    const cells = await cellsOf(world.ledger, 'vaccination');
    expect(cells.length).toBeGreaterThan(0);
    const copy = await copyRegister();
    const openedBefore = (await openAll(copy)).join('\n');
    for (const canary of ['Zanarimel', 'Zanaridou', 'Zanarivant', 'ZANARI-DEMANDE'])
      expect(openedBefore).toContain(canary);
    const links = await owner.query<{ token: string }>(
      `select token::text from people.token where person = any($1)
       union all select encode(subject_hash, 'hex') from people.by_subject where person = any($1)`,
      [[kept.person, merged.person]],
    );
    expect(links.rowCount).toBeGreaterThan(4);

    const answer = await world.call('POST', '/api/privacy/requests/answer', OFFICER, {
      id: requestId('q-z'),
      answer: 'done',
    });
    expect(answer.body).toEqual({ answer: 'done', forgotten: true });
    const rotated = await rotateKeys(world.people, world.keyFile);
    expect(rotated.unopened).toBe(0);

    // No row of them in any table of people: neither their ids, nor their pseudonyms, nor a hash that led to them.
    const rows = (await dump('people')).join('\n');
    expect(rows).toContain('person-stays');
    const traces = [kept.person, merged.person, kept.subject, merged.subject, requestId('q-z')];
    expect(traces.filter((trace) => rows.includes(trace))).toEqual([]);
    const shared = new Set(
      (await owner.query<{ token: string }>('select token::text from people.token')).rows.map(
        ({ token }) => token,
      ),
    );
    const left = links.rows.filter(({ token }) => !shared.has(token) && rows.includes(token));
    expect(left).toEqual([]);
    // In the tables of access: codes in the audit trail alone.
    const access = await dump('access');
    expect(access.filter((line) => line.includes(kept.person) && !line.startsWith('access.audit '))).toEqual(
      [],
    );
    expect(await world.audit.ofPerson(kept.person, 1)).toMatchObject({
      lines: [{ action: 'forget', detail: {} }],
    });

    // The copy made before, with the keys that remain: only who stays opens.
    const openedAfter = await openAll(copy);
    const others = openedAfter.filter((text) => !text.startsWith('person-stays '));
    expect(others).toEqual([]);

    // Their pseudonyms lead nowhere; the others still do.
    const register = openRegister(world.people, await openKeyring(world.keyFile));
    expect(await register.findBySubject(kept.subject)).toBeUndefined();
    expect(await register.findBySubject(merged.subject)).toBeUndefined();
    expect(await register.findBySubject('p-person-stays')).toBe('person-stays');
    expect((await register.find('person-stays'))?.person.identity.familyName).toBe('Zanarimelle');

    // Every figure is what it was, live and rebuilt.
    await countAll(world.ledger, PROGRAMMES);
    const sorted = (list: typeof cells): string[] => list.map(({ key, n }) => `${key} ${n}`).sort();
    expect(sorted(await cellsOf(world.ledger, 'vaccination'))).toEqual(sorted(cells));
    expect(await rebuild(world.ledger, PROGRAMMES)).toMatchObject({ differences: 0 });
    expect(sorted(await cellsOf(world.ledger, 'vaccination'))).toEqual(sorted(cells));
  });

  test('no file holds a name: neither those of the database and its journal, nor those of the keys', async () => {
    const { rows } = await owner.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    expect(await holding(world.folder, CANARIES)).toEqual([]);
    await owner.query('checkpoint');
    expect(await holding(rows[0]?.folder ?? '', CANARIES)).toEqual([]);
  });

  test('an erasure cut half-way is finished by asking again', async () => {
    const kept = await world.enrol('Interrompue');
    const merged = await world.enrol('Interrompue-Aussi', { birthDate: '1952-07-08' });
    await world.register.setMergedInto(merged.person, kept.person);
    let left = 1;
    const cut = {
      ...world.register,
      forget: async (person: string) => {
        if (left-- === 0) throw new Error('the power went');
        return world.register.forget(person);
      },
    };
    const by = { account: 'agent:dpo', role: 'data-protection', place: 'DEP-48', request: 'r' };
    const people = [kept.person, merged.person];
    const forgetting = { register: cut, write: world.audit.write };
    await expect(forgetDossier(forgetting, people, kept.person, by)).rejects.toThrow('the power went');
    expect(await world.register.find(kept.person)).toBeDefined();
    const again = { register: world.register, write: world.audit.write };
    expect(await forgetDossier(again, [kept.person], kept.person, by)).toBe(1);
    for (const person of people) expect(await world.register.find(person)).toBeUndefined();
  });
});

describe('at the end of its period', () => {
  test('an identity goes when nothing was written of the person since, record or fact', async () => {
    const idle = await world.enrol('Ancienne');
    const vaccinated = await world.enrol('Revenue');
    const rectified = await world.enrol('Rectifiee');
    const parts = [
      { ...injectionOf(idle.subject, 'i1') },
      {
        ...injectionOf(vaccinated.subject, 'v1'),
        occurredOn: '2030-01-10',
        recordedAt: '2030-01-10T10:00:00.000Z',
      },
    ];
    await appendMany(world.ledger, parts);
    const changed = await world.register.rectify({
      person: rectified.person,
      version: 1,
      identity: identityOf('Rectifiee', { phone: '0600000019' }),
      evidence: [],
      by: 'psc:1',
      now: '2029-05-05T10:00:00.000Z',
    });
    expect(isRefused(changed)).toBe(false);
    const options = {
      ...world,
      write: world.audit.write,
      by: { account: 'operator', role: 'operator', place: '', request: 'command' },
    };
    const early = await applyRetention({ ...options, now: '2031-03-20T09:00:00.000Z' });
    expect(early.identity).toBe(0);
    const late = await applyRetention({ ...options, now: '2031-03-20T11:00:00.000Z' });
    expect(late.identity).toBeGreaterThan(0);
    expect(await world.register.find(idle.person)).toBeUndefined();
    expect(await world.register.find(vaccinated.person)).toBeDefined();
    expect(await world.register.find(rectified.person)).toBeDefined();
    expect((await world.audit.ofPerson(idle.person, 1)).lines[0]).toMatchObject({
      action: 'forget',
      account: 'operator',
    });
    const { rowCount } = await world.ledger.query('select from fact where subject = $1', [idle.subject]);
    expect(rowCount).toBe(1);
    expect((await applyRetention({ ...options, now: '2031-03-20T11:00:00.000Z' })).identity).toBe(0);
  });

  test('who is not the officer forgets nobody', async () => {
    const answer = await world.call('POST', '/api/privacy/requests/answer', NURSE, {
      id: requestId('q-z'),
      answer: 'done',
    });
    expect(answer.status).toBe(403);
  });
});
