/**
 * How many searches one caller may make: enough for a busy desk, too few to copy a register. Counted in the memory of
 * one program; the memory is bounded too, and who is forgotten first has been quiet longest.
 */
export type SearchLimits = {
  readonly perMinute_max: number;
  readonly perHour_max: number;
  readonly callers_max: number;
};

export const SEARCH_LIMITS: SearchLimits = { perMinute_max: 30, perHour_max: 300, callers_max: 10_000 };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Takes note of a search of a caller; undefined when it may be made, else the instant from which the next one may.
 * @param now an ISO instant
 */
export type TakeSearch = (caller: string, now: string) => string | undefined;

export type Limiter = {
  readonly take: TakeSearch;
  /** As if what was taken at this time had not been. */
  readonly giveBack: (caller: string, at: string) => void;
};

export const openLimiter = (limits: SearchLimits = SEARCH_LIMITS): Limiter => {
  const { perMinute_max, perHour_max, callers_max } = limits;
  /** Times of the last searches, the oldest first; callers in the order of their last search. */
  const callers = new Map<string, number[]>();
  const take: TakeSearch = (caller, now) => {
    const at = Date.parse(now);
    const times = (callers.get(caller) ?? []).filter((time) => time > at - HOUR_MS);
    // The search that must grow old before the next one: the first of the last so many.
    const waits = [
      [times.at(-perMinute_max), MINUTE_MS],
      [times.at(-perHour_max), HOUR_MS],
    ] as const;
    const from = Math.max(...waits.map(([time, period]) => (time === undefined ? 0 : time + period)));
    if (from > at) return new Date(from).toISOString();
    callers.delete(caller);
    callers.set(caller, [...times, at].slice(-perHour_max));
    const [quietest] = callers.keys();
    if (callers.size > callers_max && quietest !== undefined) callers.delete(quietest);
    return undefined;
  };
  return {
    take,
    giveBack: (caller, taken) => {
      const times = callers.get(caller) ?? [];
      const index = times.lastIndexOf(Date.parse(taken));
      if (index >= 0) callers.set(caller, times.toSpliced(index, 1));
    },
  };
};

export const searchLimiter = (limits: SearchLimits = SEARCH_LIMITS): TakeSearch => openLimiter(limits).take;
