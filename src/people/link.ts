/**
 * Finds who is in a register twice, or in two registers: group, learn, score, choose the thresholds, join. Pure: the
 * scoring of a large population is handed out to threads by an argument.
 */

import { draws } from '#kernel/random.ts';
import { type Blocks, block, eachPair, WINDOW } from '#people/blocking.ts';
import { cluster, type Link, type Thresholds } from '#people/clusters.ts';
import { createComparer } from '#people/compare.ts';
import { COMPARISONS, noLevels } from '#people/comparisons.ts';
import { createScorer, type Model, PRIOR_M, PRIOR_U, R, relationShares } from '#people/fellegi-sunter.ts';
import { learn, type Sample } from '#people/learn.ts';
import type { Population } from '#people/population.ts';
import { createJudge, readPair, type Scored, scoreShare } from '#people/score.ts';

const K = COMPARISONS.length;

/** Pairs that the weights are learnt from. */
const RANDOM_MAX = 100_000;
const CANDIDATES_MAX = 150_000;

/** Drawing pairs is part of the method, not of the data: always the same draws. */
const SEED = 1969;

/** A pair is joined without a person only if it is at least as sure as this. */
const SAME_FROM = 0.99;
/** Of the pairs joined without a person, this share may be expected to be wrong. */
const WRONG_SHARE_MAX = 0.001;

export type Linkage = {
  readonly links: readonly Link[];
  readonly model: Model;
  readonly thresholds: Thresholds;
  readonly compared: number;
};

/** All pairs there are to judge. */
export const pairCount = ({ size, side, twoSided }: Population): number => {
  const right = side.reduce((total, one) => total + one, 0);
  return twoSided ? right * (size - right) : (size * (size - 1)) / 2;
};

/** Pairs put side by side as they come. */
const sampleBuilder = () => {
  let [levels, rarity] = [new Uint8Array(1024 * K), new Float32Array(1024 * K)];
  let size = 0;
  return {
    add: (pair: Uint8Array, rare: Float32Array): void => {
      if ((size + 1) * K > levels.length) {
        const [moreLevels, moreRarity] = [
          new Uint8Array(levels.length * 2),
          new Float32Array(rarity.length * 2),
        ];
        moreLevels.set(levels);
        moreRarity.set(rarity);
        [levels, rarity] = [moreLevels, moreRarity];
      }
      levels.set(pair, size * K);
      rarity.set(rare, size * K);
      size++;
    },
    build: (): Sample => ({ size, levels, rarity }),
  };
};

/** Pairs drawn among all; all of them when they are few. */
const randomPairs = (population: Population, pairs: number, visit: (a: number, b: number) => void): void => {
  const { size, side, twoSided } = population;
  const allowed = (a: number, b: number): boolean => a !== b && (!twoSided || side[a] !== side[b]);
  if (pairs <= RANDOM_MAX) {
    for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) if (allowed(a, b)) visit(a, b);
    return;
  }
  const draw = draws(SEED, 'random pairs');
  for (let i = 0; i < RANDOM_MAX; i++) {
    const [a, b] = [Math.floor(draw() * size), Math.floor(draw() * size)];
    if (allowed(a, b)) visit(a, b);
  }
};

const candidateCount = (blocks: Blocks): number =>
  blocks.keys.reduce((total, { starts, windows }) => {
    let pairs = windows.reduce((sum, rows) => sum + rows.length * WINDOW, 0);
    for (let i = 0; i + 1 < starts.length; i++) {
      const length = (starts[i + 1] ?? 0) - (starts[i] ?? 0);
      pairs += (length * (length - 1)) / 2;
    }
    return total + pairs;
  }, 0);

/** Learns the weights of a population from itself. */
export const learnFrom = (population: Population, blocks: Blocks): Model => {
  const pairs = Math.max(1, pairCount(population));
  const register = { people: population.size, pairs, tellsTwins: tellsTwins(population) };
  const comparer = createComparer(population);
  const [levels, rarity] = [noLevels(), new Float32Array(K)];
  const random = sampleBuilder();
  randomPairs(population, pairs, (a, b) => {
    readPair(comparer, a, b, levels, rarity);
    random.add(levels, rarity);
  });
  const first = createScorer({ m: PRIOR_M, u: PRIOR_U, relations: relationShares(register) });
  const posterior = new Float64Array(R);
  const candidates = sampleBuilder();
  const scale = Math.max(1, Math.ceil(candidateCount(blocks) / CANDIDATES_MAX));
  eachPair(
    population,
    blocks,
    (a, b) => {
      readPair(comparer, a, b, levels, rarity);
      first.posterior(levels, rarity, 0, posterior);
      // A stranger beyond doubt teaches nothing about the same person.
      if ((posterior[1] ?? 0) < SURE_STRANGER) candidates.add(levels, rarity);
    },
    { share: 0, shares: scale },
  );
  return learn(random.build(), candidates.build(), scale, register);
};
/** Sex or national number is known of this share of people, so of enough pairs that look like twins. */
const KNOWN_SHARE = 0.3;
const tellsTwins = ({ size, columns }: Population): boolean =>
  [columns.sex, columns.nationalNumber].some(({ counts }) => size - (counts[0] ?? 0) >= KNOWN_SHARE * size);

const SURE_STRANGER = 0.999;

/**
 * The thresholds, from the probabilities alone. Joined without a person: pairs so sure that, all together, at most
 * WRONG_SHARE_MAX of them is expected wrong. For a person to decide: down to half the best F1 that can be expected,
 * which is where one more
 * pair adds more true links than false ones (Lipton, Elkan and Naryanaswamy 2014, "Optimal thresholding of
 * classifiers to maximize F1").
 */
export const chooseThresholds = (probabilities: ArrayLike<number>): Thresholds => {
  const sorted = Float64Array.from(probabilities).sort().reverse();
  const total = sorted.reduce((a, b) => a + b, 0);
  let [wrong, right, bestF1, same] = [0, 0, 0, 1];
  for (let i = 0; i < sorted.length; i++) {
    const probability = sorted[i] ?? 0;
    wrong += 1 - probability;
    right += probability;
    if (probability >= SAME_FROM && wrong / (i + 1) <= WRONG_SHARE_MAX) same = probability;
    bestF1 = Math.max(bestF1, (2 * right) / (i + 1 + total));
  }
  return { same, review: Math.min(same, Math.max(0.05, bestF1 / 2)) };
};

/** Hands the shares of the groups to whoever scores them. */
export type ScoreAll = (population: Population, blocks: Blocks, model: Model) => Promise<readonly Scored[]>;

/** Scores here, on one core. */
export const scoreHere: ScoreAll = async (population, blocks, model) => [
  scoreShare(population, blocks, createJudge(population, model), { share: 0, shares: 1 }),
];

export type Stage = 'group' | 'learn' | 'score' | 'join';

export const link = async (
  population: Population,
  scoreAll: ScoreAll = scoreHere,
  tell: (stage: Stage) => void = () => {},
): Promise<Linkage> => {
  tell('group');
  const blocks = block(population);
  tell('learn');
  const model = learnFrom(population, blocks);
  tell('score');
  const scored = await scoreAll(population, blocks, model);
  tell('join');
  const pairs = distinct(scored);
  const thresholds = chooseThresholds(pairs.map(({ probability }) => probability));
  const judge = createJudge(population, model);
  const links = cluster(pairs, thresholds, judge).filter(
    ({ a, b }) => !population.twoSided || population.side[a] !== population.side[b],
  );
  return { links, model, thresholds, compared: candidateCount(blocks) };
};

/** Scored pairs as one list, each once: the windows of large groups may give one twice. */
const distinct = (scored: readonly Scored[]): { a: number; b: number; probability: number }[] => {
  const found = new Map<number, { a: number; b: number; probability: number }>();
  for (const { size, a, b, probability } of scored)
    for (let i = 0; i < size; i++) {
      const [x, y] = [a[i] ?? 0, b[i] ?? 0];
      found.set(x * 2 ** 26 + y, { a: x, b: y, probability: probability[i] ?? 0 });
    }
  return [...found.values()];
};
