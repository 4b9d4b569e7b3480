/** What PostgreSQL reads of rows in COPY's binary format is what was written. */
import fc from 'fast-check';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Db, transaction } from '#db/pool.ts';
import { createRows } from '#people/copy-binary.node.ts';
import { createDatabase } from '../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let db: Db;
beforeAll(async () => {
  database = await createDatabase();
  db = connect(database.url, { max: 1 });
});
afterAll(async () => {
  await db.end();
  await database.close();
});

type Row = {
  readonly text: string | null;
  readonly bytes: Buffer;
  readonly integer: number;
  readonly bigint: bigint;
  readonly bigints: readonly bigint[];
  readonly instant: string;
};

/** The rows as PostgreSQL gives them back, after COPY. */
const copied = (rows: readonly Row[]) =>
  transaction(db, async (tx) => {
    await tx.query(
      `create temp table copied (n serial, a text, b bytea, c integer, d bigint, e bigint[], f timestamptz)
       on commit drop`,
    );
    const written = createRows(0);
    for (const { text, bytes, integer, bigint, bigints, instant } of rows) {
      written.row(6);
      written.text(text);
      written.bytes(bytes);
      written.integer(integer);
      written.bigint(bigint);
      written.bigints(bigints);
      written.instant(instant);
    }
    const stream = tx.query(copyFrom('copy copied (a, b, c, d, e, f) from stdin (format binary)'));
    await new Promise<void>((done, failed) => {
      stream.on('finish', done);
      stream.on('error', failed);
      stream.end(written.end());
    });
    const { rows: read } = await tx.query<{
      a: string | null;
      b: Buffer;
      c: number;
      d: string;
      e: string[];
      f: string;
    }>('select a, b, c, d::text, e::text[], f from copied order by n');
    return read.map(({ a, b, c, d, e, f }) => ({
      text: a,
      bytes: b,
      integer: c,
      bigint: BigInt(d),
      bigints: e.map(BigInt),
      instant: f,
    }));
  });

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
// PostgreSQL holds no zero character; halves of characters have no encoding.
const text = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary-ascii', maxLength: 80 }))
  .map((one) => one.replaceAll('\0', ''));
const row = fc.record({
  text: fc.option(text, { freq: 5 }),
  bytes: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  integer: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bigint: int64,
  bigints: fc.array(int64, { maxLength: 13 }),
  instant: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

test('any rows, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
      expect(await copied(rows)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test('no row at all, and the texts that a line would have to escape', async () => {
  expect(await copied([])).toEqual([]);
  const one: Row = {
    text: 'a\tb\\N\nc\r',
    bytes: Buffer.alloc(0),
    integer: 0,
    bigint: 0n,
    bigints: [],
    instant: '2000-01-01T00:00:00.000Z',
  };
  const rows = [one, { ...one, text: '\\N' }, { ...one, text: '' }, { ...one, text: null }];
  expect(await copied(rows)).toEqual(rows);
});
