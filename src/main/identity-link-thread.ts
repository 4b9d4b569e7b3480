import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { runThread } from '#main/thread.node.ts';
import type { Blocks } from '#people/blocking.ts';
import type { Model } from '#people/fellegi-sunter.ts';
import type { Population } from '#people/population.ts';
import { createJudge, scoreShare } from '#people/score.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Given by the program to itself, in shared memory: looking through a million people again would prove nothing. */
const Data = z.object({
  population: z.custom<Population>(isObject),
  blocks: z.custom<Blocks>(isObject),
  model: z.custom<Model>(isObject),
  shares: z.int(),
  first: z.int(),
  step: z.int(),
});

await runThread(Data, async ({ population, blocks, model, shares, first, step }, tell, signal) => {
  const judge = createJudge(population, model);
  for (let share = first; share < shares && !signal.aborted; share += step) {
    const { size, a, b, probability } = scoreShare(population, blocks, judge, { share, shares });
    tell({ size, a: a.slice(0, size), b: b.slice(0, size), probability: probability.slice(0, size) });
    // Lets the request to stop come in.
    await setImmediate();
  }
});
