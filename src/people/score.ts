/** Scores pairs of a population with a model: the probability that two records are one person, and why. */
import { type Blocks, eachPair } from '#people/blocking.ts';
import { areClearlyTwo, type Comparer, createComparer } from '#people/compare.ts';
import { SWAPPED } from '#people/compare-names.ts';
import {
  ABSENT,
  BIRTH,
  BIRTH_PLACE,
  COMPARISONS,
  EMAIL,
  FAMILY,
  GIVEN,
  type Levels,
  LOCALITY_AT,
  NUMBER,
  noLevels,
  PHONE,
  SEX,
  STREET_AT,
} from '#people/comparisons.ts';
import { createScorer, type Model, R, RELATIONS, type Relation } from '#people/fellegi-sunter.ts';
import { TRAITS } from '#people/identity-traits.ts';
import type { Population } from '#people/population.ts';

/** Pairs less probable than this are not kept. */
export const KEPT_FROM = 0.01;

/** Pairs with even less than this on their best day are not compared to the end. */
const LOG_ODDS_MIN = Math.log(KEPT_FROM / (1 - KEPT_FROM));

/** Scored pairs side by side; the arrays may be longer than `size`. */
export type Scored = {
  readonly size: number;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly probability: Float32Array;
};

/** Everything said of one trait of a pair. `weight` is log2(m/u): above 0 it speaks for one person. */
export type Evidence = { readonly comparison: string; readonly level: string; readonly weight: number };

export type Verdict = {
  readonly probability: number;
  /** What else explains the pair best: strangers, twins, a home... and how probable it is. */
  readonly otherwise: { readonly relation: Relation; readonly probability: number };
  /** Something says two people, whatever the rest: never joined without a person's decision. */
  readonly clearlyTwo: boolean;
  readonly evidence: readonly Evidence[];
};

const K = COMPARISONS.length;

/** Comparisons other than the names, the cheapest and most telling first. */
const OTHERS = [BIRTH, NUMBER, PHONE, EMAIL, SEX, BIRTH_PLACE, LOCALITY_AT, STREET_AT] as const;
const BEFORE_NAMES = OTHERS.slice(0, 5);
const AFTER_NAMES = OTHERS.slice(5);

/** Writes the levels of a pair, and how rare what it shares is. */
export const readPair = (
  comparer: Comparer,
  a: number,
  b: number,
  levels: Levels,
  rarity: Float32Array,
): void => {
  comparer.names(a, b, levels);
  for (const k of OTHERS) levels[k] = comparer.level(k, a, b);
  readRarity(comparer, a, b, levels, rarity);
};

const readRarity = (comparer: Comparer, a: number, b: number, levels: Levels, rarity: Float32Array): void => {
  for (let k = 0; k < K; k++) rarity[k] = rarityOf(comparer, k, a, b, levels[k] ?? ABSENT);
};

/** Logarithm of the share of people who have what the two have in common; 1 where it is not looked at. */
const rarityOf = (comparer: Comparer, k: number, a: number, b: number, level: number): number => {
  if (level === ABSENT) return 1;
  if (level >= (COMPARISONS[k]?.exactFrom ?? 0)) return comparer.logShare(k, a, b);
  return (k === GIVEN || k === FAMILY) && level === SWAPPED ? comparer.logShareSwapped(k, a) : 1;
};

/** A judge of pairs; what it computed of a name is kept for the next pair. */
export const createJudge = (population: Population, model: Model) => {
  const comparer = createComparer(population);
  const scorer = createScorer(model);
  const levels = noLevels();
  const rarity = new Float32Array(K);
  const posterior = new Float64Array(R);
  const bestBelow = COMPARISONS.map((_, k) => scorer.bestBelow(k));
  const { rows } = population;

  const placesOf = COMPARISONS.map(({ traits }) => traits.map((trait) => TRAITS.indexOf(trait)));
  const width = TRAITS.length;

  /** The most a comparison can weigh, from the numbers of the values alone. */
  const atBest = (k: number, a: number, b: number): number => {
    const below = bestBelow[k] ?? 0;
    let both = false;
    const places = placesOf[k] ?? [];
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0;
      const x = rows[a * width + place] ?? 0;
      const y = rows[b * width + place] ?? 0;
      if (x === 0 || y === 0) continue;
      both = true;
      if (x === y) return Math.max(below, scorer.logWeight(k, TOP[k] ?? 0, comparer.logShare(k, a, b)));
    }
    return both ? below : 0;
  };
  const weightOf = (k: number, a: number, b: number): number => {
    const level = levels[k] ?? ABSENT;
    return scorer.logWeight(k, level, rarityOf(comparer, k, a, b, level));
  };
  const best = new Float64Array(K);

  /** The probability, or 0 as soon as it cannot reach what is kept. */
  const quick = (a: number, b: number): number => {
    let bound = scorer.logPriorOdds;
    for (let k = 0; k < K; k++) {
      best[k] = atBest(k, a, b);
      bound += best[k] ?? 0;
    }
    const crossed = comparer.mayBeSwapped(a, b);
    for (const k of BEFORE_NAMES) {
      if (bound < LOG_ODDS_MIN && !crossed) return 0;
      levels[k] = comparer.level(k, a, b);
      bound += weightOf(k, a, b) - (best[k] ?? 0);
    }
    if (!crossed) {
      if (bound < LOG_ODDS_MIN) return 0;
      levels[FAMILY] = comparer.family(a, b);
      if (bound + weightOf(FAMILY, a, b) - (best[FAMILY] ?? 0) < LOG_ODDS_MIN) return 0;
    }
    comparer.names(a, b, levels);
    bound += weightOf(GIVEN, a, b) - (best[GIVEN] ?? 0) + weightOf(FAMILY, a, b) - (best[FAMILY] ?? 0);
    for (const k of AFTER_NAMES) {
      if (bound < LOG_ODDS_MIN) return 0;
      levels[k] = comparer.level(k, a, b);
      bound += weightOf(k, a, b) - (best[k] ?? 0);
    }
    readRarity(comparer, a, b, levels, rarity);
    scorer.posterior(levels, rarity, 0, posterior);
    return posterior[0] ?? 0;
  };
  const whole = (a: number, b: number): number => {
    readPair(comparer, a, b, levels, rarity);
    scorer.posterior(levels, rarity, 0, posterior);
    return posterior[0] ?? 0;
  };
  const clearlyTwo = (a: number, b: number): boolean => {
    readPair(comparer, a, b, levels, rarity);
    return areClearlyTwo(levels);
  };
  return {
    quick,
    probability: whole,
    clearlyTwo,
    /** The same, with what each trait says. */
    explain: (a: number, b: number): Verdict => {
      const probability = whole(a, b);
      const others = RELATIONS.map((relation, r) => ({ relation, probability: posterior[r] ?? 0 })).slice(1);
      const [otherwise = { relation: 'stranger' as const, probability: 1 - probability }] = others.toSorted(
        (x, y) => y.probability - x.probability,
      );
      const evidence = COMPARISONS.flatMap(({ name, levels: names }, k): Evidence[] => {
        const level = levels[k] ?? ABSENT;
        const found = names[level];
        if (found === undefined) return [];
        return [
          { comparison: name, level: found, weight: scorer.logWeight(k, level, rarity[k] ?? 1) / Math.LN2 },
        ];
      });
      return {
        probability,
        otherwise,
        clearlyTwo: areClearlyTwo(levels),
        evidence,
      };
    },
  };
};
export type Judge = ReturnType<typeof createJudge>;

const TOP = COMPARISONS.map(({ levels }) => levels.length - 1);

const SCORED_FIRST = 4096;

/** Scores the pairs of one share of the groups; keeps those that may be one person. */
export const scoreShare = (
  population: Population,
  blocks: Blocks,
  judge: Judge,
  part: { readonly share: number; readonly shares: number },
): Scored => {
  let [a, b, probability] = [
    new Uint32Array(SCORED_FIRST),
    new Uint32Array(SCORED_FIRST),
    new Float32Array(SCORED_FIRST),
  ];
  let size = 0;
  eachPair(
    population,
    blocks,
    (x, y) => {
      const found = judge.quick(x, y);
      if (found < KEPT_FROM) return;
      if (size === a.length) {
        [a, b, probability] = [
          wider(a),
          wider(b),
          Float32Array.from({ length: size * 2 }, (_, i) => probability[i] ?? 0),
        ];
      }
      a[size] = Math.min(x, y);
      b[size] = Math.max(x, y);
      probability[size++] = found;
    },
    part,
  );
  return { size, a, b, probability };
};

const wider = (values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
  const twice = new Uint32Array(values.length * 2);
  twice.set(values);
  return twice;
};
