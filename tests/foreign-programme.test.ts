/** A programme that has nothing to do with health, through the same ledger, counting, rebuild and publication. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '#db/pool.ts';
import { transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append } from '#facts/ledger.pg.ts';
import { factReader } from '#facts/read-fact.ts';
import { cellsOf, countAll } from '#indicators/count.pg.ts';
import { rebuild } from '#indicators/rebuild.pg.ts';
import { isRefused } from '#kernel/result.ts';
import type { Table } from '#kernel/table.ts';
import { libraryCard } from '#programmes/library-card/programme.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';
import { publish } from '#publication/publish.node.ts';
import { createDatabase } from './database.ts';

let db: Db;
let close: () => Promise<void>;
let out: string;

beforeAll(async () => {
  ({ db, close } = await createDatabase());
  out = await mkdtemp(join(tmpdir(), 'rappel-library-'));
});
afterAll(async () => {
  await close();
  await rm(out, { recursive: true, force: true });
});

const read = factReader(libraryCard.kinds);
const fact = (input: object): Fact => {
  const result = read(input, { now: '2021-02-01T00:00:00.000Z', by: 'librarian', source: 'desk' });
  if (isRefused(result)) throw new Error(result.refusal.message);
  return result;
};
const loan = (id: string, subject: string, day: string, medium: 'book' | 'record', more: object = {}): Fact =>
  fact({
    id,
    kind: 'loan',
    subject,
    occurredOn: day,
    recordedAt: `${day}T18:00:00.000Z`,
    body: { branch: 'harbour', medium },
    ...more,
  });

const texts = (text: string) => ({ title: { fr: text, en: text }, description: { fr: text, en: text } });

const PROGRAMMES = [vaccination, libraryCard];

test('facts of a library are appended, counted, corrected, rebuilt and published', async () => {
  const facts = [
    fact({
      id: 'c1',
      kind: 'card-issued',
      subject: 'reader-1',
      occurredOn: '2021-01-04',
      body: { branch: 'harbour' },
    }),
    loan('l1', 'reader-1', '2021-01-05', 'book'),
    loan('l2', 'reader-1', '2021-01-05', 'record'),
    loan('l3', 'reader-2', '2021-01-06', 'book'),
    // It was recorded as a book, and was a record.
    loan('l4', 'reader-2', '2021-01-06', 'record', { corrects: 'l3', reason: 'wrong medium' }),
  ];
  await transaction(db, (tx) => append(tx, facts));
  await countAll(db, PROGRAMMES);
  const cells = (await cellsOf(db, libraryCard.name)).map(({ key, n }) => `${key} ${n}`).sort();
  expect(cells).toEqual([
    'loans|2021-01-05|harbour|book 1',
    'loans|2021-01-05|harbour|record 1',
    'loans|2021-01-06|harbour|record 1',
    'readers|2021-01-05|harbour| 1',
    'readers|2021-01-06|harbour| 1',
  ]);
  expect(await cellsOf(db, vaccination.name)).toEqual([]);
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0, subjects: 2 });

  const column = (name: string, type: 'date' | 'string' | 'integer') => ({ name, type, ...texts(name) });
  const table: Table = {
    name: 'loans',
    ...texts('Loans'),
    columns: [column('day', 'date'), column('medium', 'string'), column('n_loans', 'integer')],
    key: ['day', 'medium'],
    separator: ',',
    decimals: {},
    rows: (await cellsOf(db, libraryCard.name))
      .filter(({ key }) => key.startsWith('loans|'))
      .map(({ key, n }): [string, string, number] => [key.split('|')[1] ?? '', key.split('|')[3] ?? '', n])
      .sort(),
  };
  await publish(out, {
    tables: [table],
    json: {},
    meta: {
      campaign: 'library',
      ...texts('Library'),
      publisher: { name: 'The library' },
      licence: { name: 'CC0-1.0', title: 'CC0', path: 'https://creativecommons.org/publicdomain/zero/1.0/' },
      keywords: [],
      publishedAt: '2021-02-01T00:00:00.000Z',
      asKnownOn: null,
      layout: '2021-02-01',
      firstDay: '2021-01-05',
      lastDay: '2021-01-06',
      ledger: { tx: '0', seq: '0', facts: facts.length },
      strategy: null,
      code: { version: '0' },
    },
  });
  expect(await readFile(join(out, 'loans.csv'), 'utf8')).toBe(
    'day,medium,n_loans\n2021-01-05,book,1\n2021-01-05,record,1\n2021-01-06,record,1\n',
  );
});

test('a fact of an old shape is brought to the shape of today when it is read, and stays as it was', async () => {
  const old: Fact = { ...loan('l5', 'reader-3', '2021-01-07', 'book'), body: { branch: 'harbour' } };
  await transaction(db, (tx) => append(tx, [old]));
  await countAll(db, PROGRAMMES);
  const cells = await cellsOf(db, libraryCard.name);
  expect(cells).toContainEqual({ key: 'loans|2021-01-07|harbour|book', n: 1 });
  expect(await rebuild(db, PROGRAMMES)).toMatchObject({ differences: 0 });
  const { rows } = await db.query(`select body::text as body from fact where id = 'l5'`);
  expect(rows).toEqual([{ body: '{"branch":"harbour"}' }]);
});

test('a kind of another programme is refused by the reader of this one', () => {
  const refused = read(
    { id: 'i1', kind: 'injection', subject: 'reader-1', occurredOn: '2021-01-04', body: { product: 'PF' } },
    { now: '2021-02-01T00:00:00.000Z', by: 'librarian', source: 'desk' },
  );
  expect(refused).toMatchObject({ refusal: { code: 'kind-unknown', field: 'kind' } });
});
