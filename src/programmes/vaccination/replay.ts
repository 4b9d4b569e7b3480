/**
 * Replays a campaign from what was published of it: counts by department, age and day become people and their
 * injections, so that the facts give back the counts, cell by cell.
 *
 * One person for each first dose. A second dose goes to the person of the same department and age who has waited
 * longest among those whose interval fits, and of the product drawn for that day; where nobody fits, to a person
 * whose first dose is unknown here: it was given elsewhere, or its age was recorded differently.
 */
import type { Fact } from '#facts/fact.ts';
import { type Day, daysBetween } from '#kernel/day.ts';
import { draws, shareOut } from '#kernel/random.ts';

/** Doses of one department, age class ('' when unknown) and day. */
export type DayCount = {
  readonly day: Day;
  readonly department: string;
  readonly ageClass: string;
  readonly dose1: number;
  readonly dose2: number;
};

/** How many injections of each product were given in the country on a day, by rank: the weights products are drawn by. */
export type ProductShares = (day: Day, rank: 1 | 2) => Readonly<Record<string, number>>;

export type ReplayOptions = {
  readonly seed: number;
  /** Starts every pseudonym of this replay: six letters or digits that tell one source from another. */
  readonly tag: string;
  /** Facts in a batch, at the most. */
  readonly batch: number;
  /** What the facts say they come from. */
  readonly source: string;
};

/**
 * Days between two doses that make a person a plausible owner of a second dose, all periods of the campaign taken
 * together: 21 to 49 days for Comirnaty, 28 to 49 for Spikevax, 63 to 84 for Vaxzevria (timeline E007, E016, E023,
 * E046, E065, E068).
 */
export const FITTING_DAYS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  PF: [21, 49],
  MO: [28, 49],
  AZ: [63, 84],
};

/** People who were given a first dose on one day and wait for the second: a run of consecutive numbers. */
type Waiting = { readonly day: Day; next: number; left: number };
type Queue = { runs: Waiting[]; head: number };

const DEFAULT_PRODUCT = 'PF';

/** Facts recorded in the evening of their day. */
const recordedAt = (day: Day): string => `${day}T20:00:00.000Z`;

export const pseudonym = (tag: string, ordinal: number): string =>
  `${tag}-${ordinal.toString(36).padStart(6, '0')}`;

/** Takes up to `wanted` people who may have their second dose on this day, the longest waiting first. */
const takeFitting = (
  queue: Queue | undefined,
  day: Day,
  [min, max]: readonly [number, number],
  wanted: number,
): { from: number; count: number }[] => {
  const taken: { from: number; count: number }[] = [];
  if (queue === undefined) return taken;
  let left = wanted;
  while (left > 0) {
    const run = queue.runs[queue.head];
    if (run === undefined) break;
    const waited = daysBetween(run.day, day);
    if (waited < min) break;
    if (waited > max || run.left === 0) {
      queue.head += 1;
      continue;
    }
    const count = Math.min(left, run.left);
    taken.push({ from: run.next, count });
    run.next += count;
    run.left -= count;
    left -= count;
  }
  return taken;
};

/**
 * The facts of the campaign, day after day, in batches. `counts` must come sorted by day: what a day gives depends
 * on earlier days alone, so a replay that is cut short is the beginning of the whole one.
 */
export function* replay(
  counts: Iterable<DayCount>,
  shares: ProductShares,
  options: ReplayOptions,
): Generator<{ facts: Fact[]; day: Day }> {
  const queues = new Map<string, Queue>();
  let ordinal = 0;
  let facts: Fact[] = [];
  let lastDay: Day = '';

  const fact = (template: Omit<Fact, 'id' | 'subject'>, person: number, rank: number): Fact => {
    const subject = pseudonym(options.tag, person);
    return { id: `${subject}-${rank}`, subject, ...template };
  };
  const templateOf = (count: DayCount, product: string, rank: number): Omit<Fact, 'id' | 'subject'> => ({
    kind: 'injection',
    occurredOn: count.day,
    recordedAt: recordedAt(count.day),
    by: 'replay',
    place: count.department,
    source: options.source,
    body: { product, rank, ...(count.ageClass !== '' && { ageClass: count.ageClass }) },
  });
  const queueOf = (count: DayCount, product: string): Queue => {
    const key = `${count.department}|${count.ageClass}|${product}`;
    let queue = queues.get(key);
    if (queue === undefined) {
      queue = { runs: [], head: 0 };
      queues.set(key, queue);
    }
    return queue;
  };
  const dealt = (count: DayCount, rank: 1 | 2, total: number): [product: string, n: number][] => {
    const weights = shares(count.day, rank);
    const products = Object.keys(weights);
    if (products.length === 0) return [[DEFAULT_PRODUCT, total]];
    const draw = draws(options.seed, `${count.day}|${count.department}|${count.ageClass}|${rank}`);
    const split = shareOut(total, Object.values(weights), draw);
    return products.map((product, i) => [product, split[i] ?? 0]);
  };

  for (const count of counts) {
    // Second doses first: nobody waits zero days, and people who come today must not be taken for those who wait.
    for (const [product, n] of dealt(count, 2, count.dose2)) {
      let left = n;
      const others = Object.keys(FITTING_DAYS).filter((other) => other !== product);
      for (const candidate of [product, ...others]) {
        if (left === 0) break;
        const queue = queueOf(count, candidate);
        const template = templateOf(count, candidate, 2);
        for (const { from, count: taken } of takeFitting(
          queue,
          count.day,
          FITTING_DAYS[candidate] ?? [28, 84],
          left,
        )) {
          for (let i = 0; i < taken; i++) facts.push(fact(template, from + i, 2));
          left -= taken;
        }
      }
      const template = templateOf(count, product, 2);
      for (; left > 0; left--) facts.push(fact(template, ordinal++, 2));
    }
    for (const [product, n] of dealt(count, 1, count.dose1)) {
      if (n === 0) continue;
      const template = templateOf(count, product, 1);
      queueOf(count, product).runs.push({ day: count.day, next: ordinal, left: n });
      for (let i = 0; i < n; i++) facts.push(fact(template, ordinal++, 1));
    }
    while (facts.length >= options.batch) {
      yield { facts: facts.slice(0, options.batch), day: count.day };
      facts = facts.slice(options.batch);
    }
    lastDay = count.day;
  }
  if (facts.length > 0) yield { facts, day: lastDay };
}
