/**
 * Replays successive publications of national counts: what each one changed enters as facts recorded on its day,
 * late entries as injections, decreases as retractions, so that the figures as known on that day are that
 * publication.
 */
import { type Fact, RETRACTION } from '#facts/fact.ts';
import { addDays, type Day } from '#kernel/day.ts';
import { draws, shareOut } from '#kernel/random.ts';
import { FITTING_DAYS, type ProductShares, pseudonym } from '#programmes/vaccination/replay.ts';

/** Cumulated knowledge of one publication: people by day of first and of second dose. */
export type Vintage = {
  readonly recordedAt: string;
  readonly dose1: ReadonlyMap<Day, number>;
  /** Absent when the publication did not tell second doses: what was known of them stays. */
  readonly dose2: ReadonlyMap<Day, number> | undefined;
};

type Run = { from: number; count: number; readonly firstDay: Day | undefined };

const PRODUCTS = Object.keys(FITTING_DAYS);

/** People whose second dose was taken back: they keep their first, and are given no other second one. */
const ONCE_SERVED = 'once served';

const listOf = <K, V>(map: Map<K, V[]>, key: K): V[] => {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
};

/** Takes people from one end of runs, run after run. */
const takeRuns = (runs: Run[], wanted: number, end: 'first' | 'last', wants = (_: Run) => true): Run[] => {
  const taken: Run[] = [];
  let left = wanted;
  const order = end === 'first' ? [...runs] : [...runs].reverse();
  for (const run of order) {
    if (left === 0) break;
    if (run.count === 0 || !wants(run)) continue;
    const count = Math.min(left, run.count);
    taken.push({
      from: end === 'first' ? run.from : run.from + run.count - count,
      count,
      firstDay: run.firstDay,
    });
    if (end === 'first') run.from += count;
    run.count -= count;
    left -= count;
  }
  return taken;
};

export type VintageReplay = {
  /** The facts that bring the ledger from the publication before to this one. */
  readonly publish: (vintage: Vintage) => Iterable<Fact>;
};

/**
 * Follows publications one after the other; deterministic by seed, so that a replay can be taken up where it was cut.
 * `tag` starts every pseudonym; `source` is what the facts say they come from.
 */
export const replayVintages = (
  shares: ProductShares,
  options: { seed: number; tag: string; source: string },
): VintageReplay => {
  const waiting = new Map<string, Run[]>();
  const served = new Map<Day, Run[]>();
  const known = { dose1: new Map<Day, number>(), dose2: new Map<Day, number>() };
  let ordinal = 0;

  function* injections(
    run: Run,
    rank: 1 | 2,
    day: Day,
    product: string,
    recordedAt: string,
  ): Generator<Fact> {
    const template = { kind: 'injection', occurredOn: day, recordedAt, by: 'replay', source: options.source };
    const body = { product, rank };
    for (let i = 0; i < run.count; i++) {
      const subject = pseudonym(options.tag, run.from + i);
      yield { id: `${subject}-${rank}`, subject, ...template, body };
    }
  }
  function* retractions(run: Run, rank: 1 | 2, day: Day, recordedAt: string): Generator<Fact> {
    const template = { kind: RETRACTION, occurredOn: day, recordedAt, by: 'replay', source: options.source };
    const reason = 'no longer counted in a later publication';
    const body = {};
    for (let i = 0; i < run.count; i++) {
      const subject = pseudonym(options.tag, run.from + i);
      const corrects = `${subject}-${rank}`;
      yield { id: `${corrects}x`, subject, ...template, body, corrects, reason };
    }
  }
  const dealt = (day: Day, rank: 1 | 2, total: number, recordedAt: string): [string, number][] => {
    const weights = shares(day, rank);
    const draw = draws(options.seed, `${recordedAt}|${day}|${rank}`);
    const split = shareOut(
      total,
      PRODUCTS.map((product) => weights[product] ?? 0),
      draw,
    );
    const rest = total - split.reduce((a, b) => a + b, 0);
    return PRODUCTS.map((product, i) => [product, (split[i] ?? 0) + (i === 0 ? rest : 0)]);
  };

  function* addFirst(day: Day, n: number, recordedAt: string): Generator<Fact> {
    for (const [product, count] of dealt(day, 1, n, recordedAt)) {
      if (count === 0) continue;
      const run = { from: ordinal, count, firstDay: day };
      ordinal += count;
      listOf(waiting, `${product}|${day}`).push({ ...run });
      yield* injections(run, 1, day, product, recordedAt);
    }
  }

  function* addSecond(day: Day, n: number, recordedAt: string): Generator<Fact> {
    for (const [drawn, count] of dealt(day, 2, n, recordedAt)) {
      let left = count;
      for (const product of [drawn, ...PRODUCTS.filter((other) => other !== drawn)]) {
        const [min, max] = FITTING_DAYS[product] ?? [28, 84];
        for (let waited = max; waited >= min && left > 0; waited--) {
          const runs = waiting.get(`${product}|${addDays(day, -waited)}`);
          for (const run of runs === undefined ? [] : takeRuns(runs, left, 'first')) {
            listOf(served, day).push({ ...run });
            left -= run.count;
            yield* injections(run, 2, day, product, recordedAt);
          }
        }
      }
      if (left === 0) continue;
      const run = { from: ordinal, count: left, firstDay: undefined };
      ordinal += left;
      listOf(served, day).push({ ...run });
      yield* injections(run, 2, day, drawn, recordedAt);
    }
  }

  function* retractFirst(day: Day, n: number, recordedAt: string): Generator<Fact> {
    const chosen: Run[] = [];
    let left = n;
    const take = (runs: Run[], wants?: (run: Run) => boolean): Run[] => {
      const taken = takeRuns(runs, left, 'last', wants);
      for (const run of taken) left -= run.count;
      chosen.push(...taken);
      return taken;
    };
    for (const group of [ONCE_SERVED, ...PRODUCTS]) take(waiting.get(`${group}|${day}`) ?? []);
    // Nobody of that day waits any more: the first dose of people who had their second is taken back.
    for (const runs of served.values()) {
      if (left === 0) break;
      for (const run of take(runs, ({ firstDay }) => firstDay === day))
        runs.push({ ...run, firstDay: undefined });
    }
    for (const run of chosen) yield* retractions(run, 1, day, recordedAt);
  }

  function* retractSecond(day: Day, n: number, recordedAt: string): Generator<Fact> {
    for (const run of takeRuns(served.get(day) ?? [], n, 'last')) {
      if (run.firstDay !== undefined) listOf(waiting, `${ONCE_SERVED}|${run.firstDay}`).push({ ...run });
      yield* retractions(run, 2, day, recordedAt);
    }
  }

  function* change(
    before: Map<Day, number>,
    after: ReadonlyMap<Day, number>,
    add: typeof addFirst,
    retract: typeof retractFirst,
    recordedAt: string,
  ): Generator<Fact> {
    for (const day of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const difference = (after.get(day) ?? 0) - (before.get(day) ?? 0);
      before.set(day, after.get(day) ?? 0);
      if (difference > 0) yield* add(day, difference, recordedAt);
      if (difference < 0) yield* retract(day, -difference, recordedAt);
    }
  }

  return {
    *publish({ recordedAt, dose1, dose2 }) {
      yield* change(known.dose1, dose1, addFirst, retractFirst, recordedAt);
      if (dose2 !== undefined) yield* change(known.dose2, dose2, addSecond, retractSecond, recordedAt);
    },
  };
};
