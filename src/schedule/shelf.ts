/** The schedules of an installation: read and prepared once, one after the other; a question waits for its own. */
import type { Day } from '#kernel/day.ts';
import { type Refused, refuse } from '#kernel/result.ts';
import type { ForecastCase, ForecastResult } from '#schedule/forecast.api.ts';
import { type ForecastRefusal, forecastCase } from '#schedule/forecast.ts';
import type { PreparedSchedule } from '#schedule/prepared.ts';
import type { Schedule } from '#schedule/schedule.ts';

/** A schedule that changed from one day to another shows its last document, and answers by that of the day asked. */
export type OnShelf = {
  readonly schedule: Schedule;
  readonly prepared: PreparedSchedule;
  /** The document in force on a day, for a schedule of several; undefined when none was. */
  readonly on?: (day: Day) => PreparedSchedule | undefined;
};

/** The answer by what was in force on the assessment date. */
export const forecastFrom = (
  { prepared, on }: Pick<OnShelf, 'prepared' | 'on'>,
  asked: ForecastCase,
): ForecastResult | Refused<ForecastRefusal | 'not-in-force'> => {
  const then = on === undefined ? prepared : on(asked.assessmentDate);
  if (then !== undefined) return forecastCase(then, asked);
  return refuse(
    'not-in-force',
    `nothing of the schedule ${prepared.name} was in force on assessmentDate ${asked.assessmentDate}: ask for a day of the campaign`,
    { field: 'assessmentDate' },
  );
};

/** Only sound schedules are on it: one that cannot be read is told once, and is as if it were not there. */
export type Shelf = {
  /** All of them, in the order they were named; waits until each was read. */
  readonly all: () => Promise<readonly OnShelf[]>;
  /** Undefined when there is none of this name; waits until it was read, and no longer. */
  readonly find: (name: string) => Promise<OnShelf | undefined>;
};

/** Begins to read at once and returns before anything is read. `tell` gets the fault of each that is not sound. */
export const shelfOf = (
  names: readonly string[],
  read: (name: string) => Promise<OnShelf>,
  tell: (fault: string) => void,
): Shelf => {
  const kept = new Map<string, Promise<OnShelf | undefined>>();
  let last: Promise<unknown> = Promise.resolve();
  for (const name of names) {
    const reading = last
      .then(() => read(name))
      .catch((error: unknown) => {
        const fault = error instanceof Error ? error.message : String(error);
        tell(`the schedule ${name} is left out, and not asked: ${fault}`);
        return undefined;
      });
    kept.set(name, reading);
    last = reading;
  }
  return {
    all: async () => (await Promise.all(kept.values())).filter((one) => one !== undefined),
    find: async (name) => kept.get(name),
  };
};
