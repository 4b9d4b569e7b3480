/** `rappel audit` as its user runs it, on a database of the tests. */
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openAudit } from '#access/audit.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { audit } from '#main/audit.node.ts';
import { EXIT, runCommand } from '#main/command.node.ts';
import { Config } from '#main/config.ts';
import { createDatabase } from '../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 2, appRole: true, role: 'access' });
});
afterAll(async () => {
  await db.end();
  await database.close();
});

const run = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const told = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write: (chunk, _encoding, done) => {
        told[name] += String(chunk);
        done();
      },
    });
  const io = { stdin: process.stdin, stdout: into('stdout'), stderr: into('stderr') };
  const code = await runCommand(audit(Config.parse({})), [...args, '--database', database.url], io);
  return { code, ...told };
};

const writeSome = (n: number): Promise<void> =>
  openAudit(db).write(
    Array.from({ length: n }, (_, i) => ({
      account: 'psc:899700000017',
      role: 'vaccinator',
      place: 'DEP-48',
      action: 'read' as const,
      ...(i % 2 === 0 && { person: `person-${i}` }),
      detail: { été: i },
      request: `r-${i}`,
    })),
  );

const ExportedLine = z.strictObject({
  seq: z.string(),
  at: z.string(),
  account: z.string(),
  role: z.string(),
  place: z.string(),
  action: z.string(),
  person: z.string().nullable(),
  detail: z.string(),
  request: z.string(),
  previous: z.string(),
  hash: z.string(),
});

test('verify says that the chain holds and prints an anchor, which must be there later', async () => {
  await writeSome(5);
  const first = await run('verify');
  expect(first).toMatchObject({ code: EXIT.done, stderr: '' });
  expect(first.stdout).toMatch(/^5 lines\. The chain holds\.\nAnchor: 5:[0-9a-f]{64}\n$/);
  const anchor = /Anchor: (\S+)/.exec(first.stdout)?.[1] ?? '';
  await writeSome(5);
  expect(await run('verify', '--anchor', anchor)).toMatchObject({ code: EXIT.done });
  const wrong = await run('verify', '--anchor', `5:${'ab'.repeat(32)}`, '--json');
  expect(wrong.code).toBe(EXIT.failed);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ total: 10, intact: false, brokenAt: 5 });
});

test('what export prints is verified by its own description alone', async () => {
  await writeSome(3000);
  const { code, stdout } = await run('export');
  expect(code).toBe(EXIT.done);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(3000);
  let previous = '00'.repeat(32);
  for (const text of lines) {
    const { hash, previous: told, ...fields } = ExportedLine.parse(JSON.parse(text));
    expect(told).toBe(previous);
    const { seq, at, account, role, place, action, person, detail, request } = fields;
    const sum = createHash('sha256').update(Buffer.from(previous, 'hex'));
    for (const field of [seq, at, account, role, place, action, person, detail, request])
      sum.update(field === null ? '-,' : `${Buffer.byteLength(field)}:${field},`);
    expect(sum.digest('hex')).toBe(hash);
    previous = hash;
  }
  expect((await openAudit(db).head()).hash).toBe(previous);
});

test('a broken chain ends with a failure that names the line', async () => {
  const owner = connect(database.url, { max: 1 });
  await owner.query(
    `begin; set local session_replication_role = replica; update access.audit set place = 'DEP-75' where seq = 7; commit`,
  );
  await owner.end();
  const { code, stdout } = await run('verify');
  expect(code).toBe(EXIT.failed);
  expect(stdout).toContain('line 7 is the first that is wrong');
});

test.each([
  [[], 'verify or export is missing'],
  [['mend'], 'expected verify or export, not "mend"'],
  [['verify', '--anchor', 'yesterday'], '--anchor expects SEQ:HASH'],
])('wrong usage is told: %j', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(EXIT.usage);
  expect(stderr).toContain(message);
});
