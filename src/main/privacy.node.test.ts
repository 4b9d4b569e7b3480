/** `rappel privacy`, as it is called, on a real PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAudit } from '#access/audit.node.ts';
import { openKeyring } from '#access/keyring.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { runCommand } from '#main/command.node.ts';
import { Config } from '#main/config.ts';
import { privacy } from '#main/privacy.node.ts';
import { openRegister } from '#people/register.node.ts';
import { createDatabase } from '../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let people: Db;
let access: Db;
let folder: string;
let keys: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rappel-privacy-command-'));
  keys = join(folder, 'keys.json');
  database = await createDatabase();
  people = connect(database.url, { max: 2, appRole: true, role: 'people' });
  access = connect(database.url, { max: 2, appRole: true, role: 'access' });
});

afterAll(async () => {
  await Promise.all([people.end(), access.end()]);
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const run = async (...args: string[]) => {
  let [out, err] = ['', ''];
  const sink = (write: (text: string) => void) =>
    new Writable({
      write: (chunk, _, done) => {
        write(String(chunk));
        done();
      },
    });
  const io = {
    stdin: Readable.from([]),
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink((text) => {
      err += text;
    }),
  };
  const config = Config.parse({ DATABASE_URL: database.url, RAPPEL_DATA: folder });
  return { code: await runCommand(privacy(config), args, io), out, err };
};

const enrol = async (id: string, familyName: string): Promise<void> => {
  const register = openRegister(people, await openKeyring(keys));
  const identity = { familyName, givenNames: 'Camille', birthDate: '1950-02-03', sex: 'f' as const };
  const asked = { id, identity, evidence: [], notThese: [], by: 'psc:1', now: '2001-01-01T10:00:00.000Z' };
  expect(await register.register(asked)).toMatchObject({ known: false });
};

describe('rappel privacy', () => {
  test('record prints the record of processing in either language', async () => {
    const french = await run('record', '--language', 'fr');
    expect(french).toMatchObject({ code: 0, err: '' });
    expect(french.out).toMatch(/^# Registre des traitements\n/);
    expect((await run('record', '--language', 'en')).out).toMatch(/^# Record of processing\n/);
  });

  test('forget asks to be sure, forgets, and leaves a line in the trail', async () => {
    expect((await run('forget', 'person-one', '--yes')).err).toContain('no record has this id');
    await enrol('person-one', 'Inventee');
    const unsure = await run('forget', 'person-one', '--keys', keys);
    expect(unsure).toMatchObject({ code: 2, out: '' });
    expect(unsure.err).toContain('cannot be undone');
    const done = await run('forget', 'person-one', '--yes', '--keys', keys);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain('1 record forgotten');
    expect((await people.query('select from people.person')).rowCount).toBe(0);
    expect((await openAudit(access).ofPerson('person-one', 5)).lines).toMatchObject([
      { action: 'forget', account: 'operator' },
    ]);
    const again = await run('forget', 'person-one', '--yes', '--keys', keys);
    expect(again).toMatchObject({ code: 1 });
    expect(again.err).toContain('forgotten already');
  });

  test('retention removes what is past its period, and says what', async () => {
    await enrol('person-of-2001', 'Ancienne');
    const counts = JSON.parse((await run('retention', '--json', '--keys', keys)).out);
    expect(counts).toMatchObject({ identity: 1, requests: 0 });
    const again = await run('retention', '--keys', keys);
    expect(again.out).toMatch(/^ +0 {2}Identity/m);
  });

  test.each([
    [[], 'say record, retention or forget'],
    [['burn'], 'unknown "burn"'],
    [['record', 'extra'], 'unexpected "extra"'],
    [['record', '--language', 'de'], '--language is fr or en'],
    [['forget', '--yes'], 'PERSON is missing'],
    [['record', '--campaign', 'none'], 'no campaign "none"'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
