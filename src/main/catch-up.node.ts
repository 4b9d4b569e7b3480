/** Brings the counts up to the ledger, by the cheaper of two ways. */
import type { Db } from '#db/pool.ts';
import { countAll, waitsMoreThan } from '#indicators/count.pg.ts';
import { recount } from '#indicators/rebuild.pg.ts';
import { PROGRAMMES } from '#programmes/index.ts';

/** Beyond so many facts, reading the whole ledger by histories is faster than following it by cursor. */
const FOLLOW_MAX_FACTS = 200_000;

/** Recounts the whole ledger when live counting is far behind, as it is after a bulk load. */
export const recountWhenFar = async (db: Db): Promise<void> => {
  if (await waitsMoreThan(db, FOLLOW_MAX_FACTS)) await recount(db, PROGRAMMES);
};

/** Counts everything the ledger holds and returns when nothing is left to count. */
export const catchUp = async (db: Db): Promise<void> => {
  await recountWhenFar(db);
  await countAll(db, PROGRAMMES);
};
