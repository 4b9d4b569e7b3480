/** `rappel keys` on a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginRotation, openKeyring } from '#access/keyring.node.ts';
import { connect } from '#db/pool.ts';
import { runCommand } from '#main/command.node.ts';
import { Config } from '#main/config.ts';
import { peopleKeys } from '#main/people-keys.node.ts';
import { bulkRegister } from '#people/register-bulk.node.ts';
import { createDatabase } from '../../tests/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'rappel-keys-'));
const keys = join(folder, 'keys.json');
let url: string;

const people = () => connect(url, { max: 1, appRole: true, role: 'people' });

beforeAll(async () => {
  const database = await createDatabase();
  await database.close();
  url = database.url;
  const db = people();
  const writer = bulkRegister(db, await openKeyring(keys));
  await writer.add(
    Array.from({ length: 40 }, (_, i) => ({
      id: `person-${i}`,
      identity: {
        familyName: 'Quintefeuille',
        givenNames: 'Ada',
        birthDate: '1980-01-02',
        sex: 'f' as const,
      },
      evidence: [],
      subjects: [`p-${i}`],
    })),
  );
  await writer.end();
  await db.end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (...args: string[]) => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const said = [text(stdout), text(stderr)] as const;
  const code = await runCommand(peopleKeys(Config.parse({})), [...args, '--database', url], {
    stdin,
    stdout,
    stderr,
  });
  stdout.end();
  stderr.end();
  const [out, err] = await Promise.all(said);
  return { code, out, err };
};

test('rotate, then check: every record opens with the new key', async () => {
  expect(await run('check', '--keys', keys, '--json')).toMatchObject({
    code: 0,
    out: '{"sampled":40,"opened":40,"master":1}\n',
  });
  const rotated = await run('rotate', '--keys', keys);
  expect(rotated).toMatchObject({ code: 0, err: '' });
  expect(rotated.out).toContain('Master key 2 wraps 40 more keys');
  expect((await run('check', '--keys', keys)).out).toBe('40 of 40 records open with master key 2.\n');
});

test('a rotation that was cut is told by check, and ends when it is run again', async () => {
  await beginRotation(keys);
  const cut = await run('check', '--keys', keys);
  expect(cut).toMatchObject({ code: 1, out: '' });
  expect(cut.err).toContain('run `rappel keys rotate` again');
  expect(cut.err).not.toContain('unexpected');
  const rotated = await run('rotate', '--keys', keys, '--json');
  expect(rotated).toMatchObject({ code: 0, out: '{"rewrapped":40,"unopened":0,"master":3}\n' });
  expect((await run('check', '--keys', keys)).code).toBe(0);
});

test('the keys of another database open nothing, and that is a failure', async () => {
  const other = join(folder, 'other.json');
  await openKeyring(other);
  const checked = await run('check', '--keys', other);
  expect(checked.code).toBe(1);
  expect(checked.out).toContain('0 of 40 records open');
});

test('while another program works on the database, keys are not rotated', async () => {
  const db = people();
  await db.query('select 1');
  const refused = await run('rotate', '--keys', keys);
  await db.end();
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('stop it');
});

test('no key file, and words that are none, are told', async () => {
  const missing = await run('check', '--keys', join(folder, 'nowhere.json'));
  expect(missing.err).toContain('no key file there');
  expect((await run('turn', '--keys', keys)).code).toBe(2);
  expect((await run()).code).toBe(2);
});
