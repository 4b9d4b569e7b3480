import { afterAll, beforeAll, expect, test } from 'vitest';
import { transaction } from '#db/pool.ts';
import { append } from '#facts/ledger.pg.ts';
import { countAll, stalled_ms } from '#indicators/count.pg.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { createDatabase } from '../../tests/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

const replayed = (id: string) => ({
  ...{
    id,
    kind: 'injection',
    subject: 'p-1',
    occurredOn: '2021-01-20',
    recordedAt: '2021-01-20T10:00:00.000Z',
  },
  ...{ by: 'test', place: '48', source: 'test', body: { product: 'PF', rank: 1 } },
});

test('what waits is told by when the counting last moved, whatever the clock of the facts says', async () => {
  const { db } = database;
  await transaction(db, (tx) => append(tx, [replayed('a')]));
  await countAll(db, PROGRAMMES);
  expect(await stalled_ms(db)).toBe(0);
  await transaction(db, (tx) => append(tx, [replayed('b')]));
  const waiting_ms = await stalled_ms(db);
  expect(waiting_ms).toBeGreaterThanOrEqual(0);
  expect(waiting_ms).toBeLessThan(3_600_000);
  await db.query(`update now_cursor set read_at = now() - interval '2 hours'`);
  expect(await stalled_ms(db)).toBeGreaterThan(7_000_000);
});
