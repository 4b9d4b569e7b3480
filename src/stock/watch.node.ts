/**
 * What is known of every lot, in memory: a desk that scans a vial is answered without a query, and a recall is known
 * everywhere within a second. When the database is away, what was known stays.
 */
import type { Db } from '#db/pool.ts';
import { horizonOf } from '#facts/ledger.pg.ts';
import { lotEventsSince, recallsSince } from '#stock/lots.pg.ts';
import { type Declared, hear, type LastWords, type LotWatch, lotKey, lotKnown, note } from '#stock/lots.ts';

export type LotWatchOptions = {
  readonly refresh_ms?: number;
  /** Lot numbers held; a nation uses a few thousand. More are not held, and nothing is then known of them. */
  readonly lots_max?: number;
};

const REFRESH_MS = 1000;
const LOTS_MAX = 200_000;

/** Before every transaction. */
const START = '0';

/** Opens the watch: it has read all there is when the promise is kept, if the database answers. */
export const openLotWatch = async (
  db: Db,
  { refresh_ms = REFRESH_MS, lots_max = LOTS_MAX }: LotWatchOptions = {},
): Promise<LotWatch> => {
  const declared: Declared = new Map();
  const words: LastWords = new Map();
  let horizon = START;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    // Asked first: what is written while we read may be read twice, and never missed.
    const next = await horizonOf(db);
    for (const event of await recallsSince(db, horizon)) hear(words, event);
    for await (const events of lotEventsSince(db, horizon))
      for (const event of events)
        if (declared.size < lots_max || declared.has(lotKey(event.lot))) note(declared, event);
    horizon = next;
  };

  /** One reading at a time; who asks while one is under way gets another after it, which sees what they wrote. */
  const refresh = async (): Promise<void> => {
    await reading;
    reading ??= read()
      // Away for a while: what was known stays, and the next reading begins where the last whole one ended.
      .catch(() => {})
      .finally(() => {
        reading = undefined;
      });
    await reading;
  };

  const again = (): void => {
    if (isClosed) return;
    timer = setTimeout(() => void refresh().then(again), refresh_ms);
    timer.unref();
  };

  await refresh();
  again();
  return {
    find: (product, lot) => lotKnown(declared, words, product, lot),
    refresh,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
};
