/** The audit trail on a real PostgreSQL: group commit, two programs on one chain, and every way to tamper with it; long, as every case needs the same trail. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AuditBusy, openAudit } from '#access/audit.node.ts';
import type { AuditEntry } from '#access/audit.ts';
import { encodeLine, type LineText } from '#access/audit-chain.node.ts';
import { connect, type Db } from '#db/pool.ts';
import { createDatabase } from '../../tests/database.ts';

const NOW = '2021-03-20T10:00:00.123Z';

let database: Awaited<ReturnType<typeof createDatabase>>;
/** Works as the program does, and as somebody who holds the database. */
let db: Db;
let owner: Db;

beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 4, appRole: true, role: 'access' });
  owner = connect(database.url, { max: 2 });
});

afterAll(async () => {
  await db.end();
  await owner.end();
  await database.close();
});

/** As who holds the database and wants to leave no trace: triggers off. */
const tamper = async (sql: string): Promise<void> => {
  await owner.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
};

beforeEach(() =>
  tamper(
    `truncate access.audit; delete from access.audit_head; insert into access.audit_head (seq, hash) values (0, decode(repeat('00', 32), 'hex'))`,
  ),
);

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  account: 'psc:899700000017',
  role: 'vaccinator',
  place: 'DEP-48',
  action: 'read',
  person: 'person-0001',
  request: 'r-1',
  ...more,
});

const opened = (options: Parameters<typeof openAudit>[1] = {}, pool: Db = db) =>
  openAudit(pool, { now: () => NOW, ...options });

/** A chain of ten lines, on five people. */
const tenLines = async (): Promise<void> => {
  const audit = opened();
  for (let i = 1; i <= 5; i++)
    await audit.write([
      entry({ person: `person-000${i}`, request: `r-${i}` }),
      entry({ person: `person-000${i}`, action: 'rectify', detail: { fields: i }, request: `r-${i}` }),
    ]);
};

describe('written', () => {
  test('a line is kept as it was handed in, and the empty chain and the full one hold', async () => {
    const audit = opened();
    expect(await audit.verify()).toMatchObject({ total: 0, intact: true, brokenAt: null });
    const { person: _, ...nobody } = entry({ action: 'search-none', detail: { criteria: 'name+birth' } });
    await audit.write([entry({ detail: { rank: 1, open: true } }), nobody]);
    expect(await audit.ofPlaces(() => true, 10)).toEqual([
      { seq: 2, at: NOW, ...nobody, person: null },
      { seq: 1, at: NOW, ...entry({ detail: { rank: 1, open: true } }) },
    ]);
    const head = await audit.head();
    expect(await audit.verify()).toEqual({ total: 2, intact: true, brokenAt: null, head });
    expect(head.seq).toBe(2);
  });

  test('two hundred answers at once share a few commits, each with its lines together and in order', async () => {
    const audit = opened();
    const before = await commits();
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        audit.write([1, 2, 3].map((rank) => entry({ request: `r-${i}`, detail: { rank } }))),
      ),
    );
    expect((await commits()) - before).toBeLessThan(40);
    const lines = (await audit.ofPlaces(() => true, 1000)).toReversed();
    expect(lines).toHaveLength(600);
    for (let i = 0; i < 600; i += 3) {
      const group = lines.slice(i, i + 3);
      expect(new Set(group.map(({ request }) => request)).size).toBe(1);
      expect(group.map(({ detail }) => detail.rank)).toEqual([1, 2, 3]);
    }
    expect(await audit.verify()).toMatchObject({ total: 600, intact: true });
  });

  test('two programs write one chain, and neither loses a line', async () => {
    const other = connect(database.url, { max: 2, appRole: true, role: 'access' });
    const [one, two] = [opened(), opened({}, other)];
    for (let round = 0; round < 20; round++)
      await Promise.all(
        [one, two].flatMap((audit, i) =>
          Array.from({ length: 5 }, () => audit.write([entry({ account: `program-${i}` })])),
        ),
      );
    expect(await one.verify()).toMatchObject({ total: 200, intact: true });
    expect(await one.head()).toEqual(await two.head());
    await other.end();
    const lines = await one.ofPlaces(() => true, 200);
    expect(lines.filter(({ account }) => account === 'program-1')).toHaveLength(100);
  });

  test('the database has the line when the promise is kept: another connection sees it at once', async () => {
    const audit = opened();
    await audit.write([entry({ request: 'durable' })]);
    const { rows } = await owner.query(`select request from access.audit`);
    expect(rows).toEqual([{ request: 'durable' }]);
  });

  test('lines that the database cannot hold cost nobody else theirs', async () => {
    const audit = opened();
    await audit.write([entry()]);
    const answers = await Promise.allSettled([
      audit.write([entry({ request: 'before' })]),
      audit.write([entry({ request: 'zero \u0000 byte' })]),
      audit.write([entry({ request: 'after' })]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const kept = await audit.ofPlaces(() => true, 10);
    expect(kept.map(({ request }) => request)).toEqual(['after', 'before', 'r-1']);
    expect(await audit.verify()).toMatchObject({ total: 3, intact: true });
  });

  test('more than may wait is refused as a whole, told as 503, and what waited is written', async () => {
    const audit = opened({ waiting_max: 5 });
    const three = audit.write([entry(), entry(), entry()]);
    await expect(audit.write([entry(), entry(), entry()])).rejects.toThrow(AuditBusy);
    await expect(audit.write([entry(), entry(), entry()])).rejects.toMatchObject({ code: '53000' });
    await audit.write([entry(), entry()]);
    await three;
    // The place in the queue is given back: as many may wait again.
    await audit.write(Array.from({ length: 5 }, () => entry()));
    expect(await audit.verify()).toMatchObject({ total: 10, intact: true });
  });

  test('a batch larger than one statement takes is cut between answers', async () => {
    const audit = opened({ batch_max: 4 });
    await Promise.all(
      Array.from({ length: 9 }, (_, i) => audit.write([entry({ request: `r-${i}` }), entry()])),
    );
    await audit.write(Array.from({ length: 11 }, () => entry()));
    expect(await audit.verify()).toMatchObject({ total: 29, intact: true });
  });

  test('without its database nothing is promised, and once it is back the chain goes on', async () => {
    const nowhere = connect('postgres://nobody@127.0.0.1:1/nowhere', { max: 1 });
    await expect(opened({}, nowhere).write([entry()])).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await nowhere.end();
    const audit = opened();
    await audit.write([entry()]);
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await audit.write([entry()]).catch(() => audit.write([entry()]));
    expect(await audit.verify()).toMatchObject({ intact: true, head: { seq: 2 } });
  });

  test('no line can be changed or removed by the program, nor by the owner without taking the lock off', async () => {
    await opened().write([entry()]);
    for (const sql of ['update access.audit set place = $$X$$', 'delete from access.audit'])
      await expect(db.query(sql)).rejects.toThrow(/permission denied/);
    for (const sql of [
      'update access.audit set place = $$X$$',
      'delete from access.audit',
      'truncate access.audit',
    ])
      await expect(owner.query(sql)).rejects.toThrow(/append-only/);
  });
});

/** Statements that committed on this database, as it counts them itself: one transaction id each. */
const commits = async (): Promise<number> => {
  const { rows } = await owner.query<{ n: string }>(`select pg_current_xact_id()::text as n`);
  return Number(rows[0]?.n);
};

describe('read', () => {
  test('of one person: the newest first, and how many there are', async () => {
    await tenLines();
    const audit = opened();
    const { lines, total } = await audit.ofPerson('person-0003', 1);
    expect(total).toBe(2);
    expect(lines).toMatchObject([
      { seq: 6, action: 'rectify', person: 'person-0003', detail: { fields: 3 } },
    ]);
    expect(await audit.ofPerson('person-0003', 10)).toMatchObject({ total: 2 });
    expect(await audit.ofPerson('person-9999', 10)).toEqual({ lines: [], total: 0 });
  });

  test('of places that a function names: the newest of them all, whatever their number', async () => {
    const places = fc.array(fc.nat({ max: 12 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 1, max: 9 }), async (drawn, limit) => {
        await tamper(
          `truncate access.audit; update access.audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex')`,
        );
        const audit = opened();
        await audit.write(drawn.map((n) => entry({ place: `P-${n}` })));
        const isThere = (place: string): boolean => Number(place.slice(2)) % 3 === 0;
        const expected = drawn
          .flatMap((n, i) => (n % 3 === 0 ? [i + 1] : []))
          .toReversed()
          .slice(0, limit);
        const found = await audit.ofPlaces(isThere, limit);
        expect(found.map(({ seq }) => seq)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });
});

describe('tampered with', () => {
  test.each([
    ['the account of a line', `update access.audit set account = 'psc:1' where seq = 4`, 4],
    ['the place of a line', `update access.audit set place = 'DEP-75' where seq = 4`, 4],
    [
      'the time of a line, by a microsecond',
      `update access.audit set at = at + interval '1 us' where seq = 4`,
      4,
    ],
    ['the person of a line', `update access.audit set person = null where seq = 5`, 5],
    ['the detail of a line', `update access.audit set detail = '{"fields": 2}' where seq = 4`, 4],
    ['the detail, spaces only', `update access.audit set detail = '{ "fields":2}' where seq = 4`, 4],
    ['the request of a line', `update access.audit set request = '' where seq = 10`, 10],
    [
      'one letter moved from a field to the next',
      `update access.audit set role = 'vaccinato', place = 'rDEP-48' where seq = 2`,
      2,
    ],
    ['a hash', `update access.audit set hash = sha256('x') where seq = 7`, 7],
    ['a previous hash', `update access.audit set previous = sha256('x') where seq = 7`, 7],
    ['a line removed', `delete from access.audit where seq = 6`, 6],
    [
      'a line removed and the rest numbered again',
      `delete from access.audit where seq = 6; update access.audit set seq = seq - 1 where seq = 7; update access.audit set seq = seq - 1 where seq = 8; update access.audit set seq = seq - 1 where seq = 9; update access.audit set seq = seq - 1 where seq = 10`,
      6,
    ],
    ['the first line removed', `delete from access.audit where seq = 1`, 1],
    [
      'two lines swapped',
      `update access.audit set seq = -4 where seq = 4; update access.audit set seq = 4 where seq = 5; update access.audit set seq = 5 where seq = -4`,
      4,
    ],
    [
      'a line inserted after the last',
      `insert into access.audit select 11, at, account, role, place, action, person, detail, request, hash, sha256('x') from access.audit where seq = 10`,
      11,
    ],
    [
      'a line inserted far away',
      `insert into access.audit select 400, at, account, role, place, action, person, detail, request, hash, sha256('x') from access.audit where seq = 10`,
      11,
    ],
    [
      'a line inserted before the first',
      `insert into access.audit select 0, at, account, role, place, action, person, detail, request, hash, sha256('x') from access.audit where seq = 10`,
      1,
    ],
    [
      'a line of a negative number',
      `insert into access.audit select -7, at, account, role, place, action, person, detail, request, hash, sha256('x') from access.audit where seq = 10`,
      1,
    ],
    ['the chain cut at its end', `delete from access.audit where seq > 8`, 9],
    ['the whole chain removed', `truncate access.audit`, 1],
    [
      'the chain cut, and the number of the head with it',
      `delete from access.audit where seq > 8; update access.audit_head set seq = 8`,
      8,
    ],
    ['the hash of the head', `update access.audit_head set hash = sha256('x')`, 10],
    ['the number of the head', `update access.audit_head set seq = 12`, 11],
    ['the head removed', `delete from access.audit_head`, 1],
  ])('%s is seen, and where', async (_what, sql, brokenAt) => {
    await tenLines();
    expect(await opened().verify()).toMatchObject({ intact: true, brokenAt: null });
    await tamper(sql);
    expect(await opened().verify()).toMatchObject({ intact: false, brokenAt });
    expect(await brokenBySql()).toBe(true);
  });

  test('a chain cut with its head, or made anew, holds in itself: the anchor noted elsewhere tells', async () => {
    await tenLines();
    const anchor = await opened().head();
    await tamper(
      `delete from access.audit where seq > 8; update access.audit_head set (seq, hash) = (select seq, hash from access.audit where seq = 8)`,
    );
    expect(await opened().verify()).toMatchObject({ intact: true });
    expect(await opened().verify(anchor)).toMatchObject({ intact: false, brokenAt: 10 });

    await tamper(
      `truncate access.audit; update access.audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex')`,
    );
    await opened().write(Array.from({ length: 30 }, () => entry({ account: 'psc:invented' })));
    expect(await opened().verify()).toMatchObject({ intact: true, total: 30 });
    expect(await opened().verify(anchor)).toMatchObject({ intact: false, brokenAt: 10 });
  });

  test('an anchor stays in the chain whatever is written after it', async () => {
    await tenLines();
    const anchor = await opened().head();
    await tenLines();
    expect(await opened().verify(anchor)).toMatchObject({ intact: true, total: 20 });
    expect(await opened().verify({ seq: 0, hash: '00'.repeat(32) })).toMatchObject({ intact: true });
  });

  test('reading goes on while lines are written', async () => {
    const audit = opened();
    await audit.write(Array.from({ length: 900 }, () => entry()));
    const writing = Promise.all(Array.from({ length: 300 }, () => audit.write([entry(), entry()])));
    const seen = await Promise.all([audit.verify(), opened().verify(), opened().verify()]);
    await writing;
    for (const { intact } of seen) expect(intact).toBe(true);
    expect(await audit.verify()).toMatchObject({ intact: true, total: 1500 });
  });
});

describe('verified again and again', () => {
  const watched = async () => {
    let elapsed_ms = 0;
    const audit = openAudit(db, { elapsed_ms: () => elapsed_ms });
    await tenLines();
    expect(await audit.verify()).toMatchObject({ intact: true, total: 10 });
    return {
      audit,
      after: (minutes: number) => {
        elapsed_ms += minutes * 60_000;
      },
    };
  };

  test('only what was written since is read; the whole again once the last reading is ten minutes old', async () => {
    const { audit, after } = await watched();
    const head = await audit.head();
    await tamper(`update access.audit set place = 'DEP-75' where seq = 4`);
    await tenLines();
    after(9);
    expect(await audit.verify()).toMatchObject({ intact: true, total: 20 });
    expect(await opened().verify(head)).toMatchObject({ intact: false, brokenAt: 4 });
    after(1);
    expect(await audit.verify()).toMatchObject({ intact: false, brokenAt: 4 });
  });

  test.each([
    ['altered', `update access.audit set account = 'psc:x' where seq = 14`, 14],
    ['removed', `delete from access.audit where seq = 12`, 12],
    [
      'added beyond the head',
      `insert into access.audit select 30, at, account, role, place, action, person, detail, request, hash, sha256('x') from access.audit where seq = 20`,
      21,
    ],
    [
      'cut with its head, before what was verified',
      `delete from access.audit where seq > 8; update access.audit_head set (seq, hash) = (select seq, hash from access.audit where seq = 8)`,
      10,
    ],
  ])('a line %s after what was verified is seen at once', async (_what, sql, brokenAt) => {
    const { audit, after } = await watched();
    await tenLines();
    await tamper(sql);
    expect(await audit.verify()).toMatchObject({ intact: false, brokenAt });
    after(1);
    expect(await audit.verify()).toMatchObject({ intact: false, brokenAt });
  });
});

/** The query of docs/access.md, as anybody may run it: whether the chain is broken. */
const QUERY = /```sql\n([^`]*sha256[^`]*)```/.exec(
  readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8'),
)?.[1];

const brokenBySql = async (): Promise<boolean> => {
  const { rows } = await db.query<{ lines: number; wrong: number; head: boolean | null }>(QUERY ?? '');
  const [said] = rows;
  return said === undefined || said.wrong > 0 || said.head !== true;
};

describe('verified by another hand', () => {
  test('the query of the documentation says the same of a chain that holds, odd texts included', async () => {
    await tenLines();
    await opened().write([
      entry({ account: 'é"\\\n\u2028 \u{1f600}', place: '', detail: { a: 'é\u2028"' } }),
      entry({ request: '{3:a,b}' }),
    ]);
    expect(await opened().verify()).toMatchObject({ intact: true, total: 12 });
    expect(await brokenBySql()).toBe(false);
  });

  test('no two lines have one encoding', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('', '-,', '1:a,', ',', ':'));
    const line: fc.Arbitrary<LineText> = fc.record({
      seq: text,
      at: text,
      account: text,
      role: text,
      place: text,
      action: text,
      person: fc.option(text),
      detail: text,
      request: text,
    });
    fc.assert(
      fc.property(line, line, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(encodeLine(one) === encodeLine(other)).toBe(same);
      }),
    );
  });
});
