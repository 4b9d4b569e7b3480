/**
 * Reads for many callers at once: while one reading is under way the next callers gather, so that many share one round
 * trip. Nothing is remembered: every answer was read after it was asked for.
 */
import { type Refused, refuse } from '#kernel/result.ts';

export type Gather<V> = (key: string) => Promise<V | undefined | Refused<'too-busy'>>;

export type GatherLimits = {
  readonly waiting_max: number;
  readonly batch_max: number;
  readonly in_flight_max: number;
};

// Two: the database reads for one while the program answers the other.
const LIMITS: GatherLimits = { waiting_max: 20_000, batch_max: 256, in_flight_max: 2 };

type Waiting<V> = {
  readonly key: string;
  readonly done: (value: V | undefined) => void;
  readonly failed: (error: unknown) => void;
};

/** @param readMany what there is under each of these keys, each given once; a key with nothing is absent */
export const gather = <V extends object>(
  readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  limits: Partial<GatherLimits> = {},
): Gather<V> => {
  const { waiting_max, batch_max, in_flight_max } = { ...LIMITS, ...limits };
  let waiting: Waiting<V>[] = [];
  let inFlight = 0;
  let isPlanned = false;

  const read = async (batch: readonly Waiting<V>[]): Promise<void> => {
    try {
      const found = await readMany([...new Set(batch.map(({ key }) => key))]);
      for (const { key, done } of batch) done(found.get(key));
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  };

  const start = (): void => {
    while (inFlight < in_flight_max && waiting.length > 0) {
      const batch = waiting.slice(0, batch_max);
      waiting = waiting.slice(batch_max);
      inFlight += 1;
      void read(batch).finally(() => {
        inFlight -= 1;
        plan();
      });
    }
  };

  /** Starts at the end of this turn of the event loop: what arrived in the same turn goes together. */
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      start();
    });
  };

  return async (key) => {
    if (waiting.length >= waiting_max)
      return refuse('too-busy', 'too many reads are waiting; ask again in a second');
    return new Promise<V | undefined>((done, failed) => {
      waiting.push({ key, done, failed });
      plan();
    });
  };
};
