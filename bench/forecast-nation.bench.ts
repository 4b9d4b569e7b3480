/**
 * The French campaign for the whole country on one day, on two threads: people drawn by the ages of the population,
 * their tags, injections and infections, each interpreted under the strategy of the day. Twice, the second time with
 * twice the people, so that the extrapolation to 67 million is shown to be one. Drawing the people is in the time.
 */
import { Worker } from 'node:worker_threads';
import type { Figure } from './figure.ts';

const THREADS = 2;
const NATION = 67_000_000;
const TARGET_MIN = 10;
const SMALL = 670_000;

type Thread = { readonly worker: Worker; readonly next: () => Promise<unknown> };

const startThread = (): Thread => {
  const worker = new Worker(new URL('./forecast-nation-thread.ts', import.meta.url));
  return {
    worker,
    next: () =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  };
};

const run = async (threads: readonly Thread[], people: number): Promise<number> => {
  const start = performance.now();
  const shares = threads.map(({ worker, next }, i) => {
    const answered = next();
    worker.postMessage({
      seed: 48,
      from: Math.floor((people * i) / THREADS),
      to: Math.floor((people * (i + 1)) / THREADS),
    });
    return answered;
  });
  const due = await Promise.all(shares);
  if (!due.every((count) => typeof count === 'number' && count > 0))
    throw new Error('nobody is due: the people say nothing');
  return performance.now() - start;
};

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

const measure = async (sizes: readonly number[]): Promise<Figure[]> => {
  const threads = Array.from({ length: THREADS }, startThread);
  try {
    await Promise.all(threads.map(({ next }) => next()));
    const figures: Figure[] = [];
    let before: { readonly people: number; readonly ms: number } | undefined;
    for (const people of sizes) {
      const ms = await run(threads, people);
      const minutes = (ms * NATION) / people / 60_000;
      const shown = `${(people / 1e6).toLocaleString('en')} M people`;
      figures.push(
        {
          figure: `the French campaign on a day, ${shown}, two threads`,
          value: Math.round((people * 1000) / ms),
          unit: 'persons/s',
          ...(before !== undefined && {
            ratio: {
              to: `the time a person took among ${before.people / 1e6} M`,
              value: (ms / people / before.ms) * before.people,
            },
          }),
        },
        {
          figure: `the same for 67 M, extrapolated from ${shown}`,
          value: minutes,
          unit: 'minutes',
          target: `< ${TARGET_MIN}`,
          met: minutes < TARGET_MIN,
        },
        {
          figure: `memory of the program after ${shown}`,
          value: megabytes(process.memoryUsage.rss()),
          unit: 'MB',
        },
      );
      before = { people, ms };
    }
    return figures;
  } finally {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
};

export default (): Promise<Figure[]> => measure([SMALL, 2 * SMALL]);

/** A tenth of the country, by name only. */
export const tenth = (): Promise<Figure[]> => measure([SMALL, 10 * SMALL]);
