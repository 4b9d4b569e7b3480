/** How far counting is behind while a thousand facts a second arrive: from the commit of a fact to its cell. */

import { type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append } from '#facts/ledger.pg.ts';
import { countNext, findPosition } from '#indicators/count.pg.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { withEmptyDatabase } from './database.ts';
import type { Figure } from './figure.ts';

const PER_SECOND = 1000;
const DURATION_S = 10;
const TICK_MS = 20;
const IDLE_MS = 200;

const factOf = (n: number): Fact => ({
  id: `lag-${n}`,
  kind: 'injection',
  subject: `p-${n % 5000}`,
  occurredOn: '2021-01-20',
  recordedAt: '2021-01-20T20:00:00.000Z',
  by: 'bench',
  place: '48',
  source: 'bench',
  body: { product: 'PF', ageClass: '80' },
});

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Appends at the pace asked, and remembers when each fact was committed. */
const arrive = async (db: Db, committed: number[]): Promise<void> => {
  const began = performance.now();
  for (let sent = 0; sent < PER_SECOND * DURATION_S; ) {
    const due = Math.min(
      PER_SECOND * DURATION_S,
      Math.floor(((performance.now() - began) / 1000) * PER_SECOND),
    );
    const facts = Array.from({ length: due - sent }, (_, i) => factOf(sent + i));
    if (facts.length > 0) await transaction(db, (tx) => append(tx, facts));
    const now = performance.now();
    for (const _ of facts) committed.push(now);
    sent = due;
    await pause(TICK_MS);
  }
};

/** Counts as the background does, and measures how long the oldest fact of each batch has waited. */
const follow = async (db: Db, committed: readonly number[]): Promise<number[]> => {
  const waits_ms: number[] = [];
  let counted = 0;
  while (counted < PER_SECOND * DURATION_S) {
    const read = await countNext(db, PROGRAMMES);
    if (read === 0) {
      await pause(IDLE_MS);
      continue;
    }
    const oldest = committed[counted];
    if (oldest !== undefined) waits_ms.push(performance.now() - oldest);
    counted = (await findPosition(db)).facts;
  }
  return waits_ms;
};

export default (): Promise<Figure> =>
  withEmptyDatabase(async (db) => {
    const committed: number[] = [];
    const [, waits_ms] = await Promise.all([arrive(db, committed), follow(db, committed)]);
    const worst_s = Math.max(...waits_ms) / 1000;
    return {
      figure: `live lag while ${PER_SECOND} facts/s arrive, the worst of ${DURATION_S} s`,
      value: worst_s,
      unit: 's',
      target: '< 2',
      met: worst_s < 2,
    };
  });
