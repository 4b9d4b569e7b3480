/** The schedules of an installation: each is read and prepared at the first question, then kept. */
import type { PreparedSchedule } from '#schedule/prepared.ts';
import type { Schedule } from '#schedule/schedule.ts';

export type OnShelf = { readonly schedule: Schedule; readonly prepared: PreparedSchedule };

export type Shelf = {
  readonly names: readonly string[];
  /** Undefined when there is no schedule of this name. Rejects with the file and the fault when one is not sound. */
  readonly find: (name: string) => Promise<OnShelf> | undefined;
};

/** `read` is asked once for each name, and again after a failure. */
export const shelfOf = (names: readonly string[], read: (name: string) => Promise<OnShelf>): Shelf => {
  const kept = new Map<string, Promise<OnShelf>>();
  const find = (name: string): Promise<OnShelf> => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const reading = read(name);
    kept.set(name, reading);
    reading.catch(() => kept.delete(name));
    return reading;
  };
  return { names, find: (name) => (names.includes(name) ? find(name) : undefined) };
};
