/** How far counting is behind while a thousand facts a second arrive: from the commit of a fact to its cell, in the real background loop. */

import { join } from 'node:path';
import { type Db, transaction } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { append } from '#facts/ledger.pg.ts';
import { findPosition } from '#indicators/count.pg.ts';
import { workInBackground } from '#main/background.node.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { withEmptyDatabase } from './database.ts';
import type { Figure } from './figure.ts';

const PER_SECOND = 1000;
const DURATION_S = 10;
const TICK_MS = 20;

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

/** Looks at how far counting has come, and at how long the oldest fact not counted yet has waited. */
const watch = async (db: Db, committed: readonly number[]): Promise<number> => {
  let worst_ms = 0;
  for (let counted = 0; counted < PER_SECOND * DURATION_S; ) {
    counted = (await findPosition(db)).facts;
    const oldest = committed[counted];
    if (oldest !== undefined) worst_ms = Math.max(worst_ms, performance.now() - oldest);
    await pause(TICK_MS);
  }
  return worst_ms;
};

export default (): Promise<Figure> =>
  withEmptyDatabase(async (db, _, folder) => {
    const committed: number[] = [];
    const stop = new AbortController();
    const campaign = await openCampaign('fr-covid-19');
    const troubles: string[] = [];
    const background = workInBackground(
      db,
      campaign,
      join(folder, 'published'),
      (state) => {
        if (state.kind === 'trouble') troubles.push(state.message);
      },
      stop.signal,
    );
    const [, worst_ms] = await Promise.all([arrive(db, committed), watch(db, committed)]);
    stop.abort();
    await background;
    if (troubles.length > 0) throw new Error(troubles.join('; '));
    const worst_s = worst_ms / 1000;
    return {
      figure: `live lag while ${PER_SECOND} facts/s arrive and the dashboard is refreshed, the worst of ${DURATION_S} s`,
      value: worst_s,
      unit: 's',
      target: '< 2',
      met: worst_s < 2,
    };
  });
