/**
 * Learns the weights from the registers themselves, without knowing who is who: u from pairs drawn at random, m and
 * the
 * frequency of each relation by expectation-maximization (Dempster, Laird and Rubin 1977; Winkler 1988) on pairs that
 * share a group. Pairs never compared count as strangers, so a share is one of all pairs, and probabilities mean what
 * they say.
 */
import { DATE } from '#people/compare-dates.ts';
import { ABSENT, BIRTH, COMPARISONS } from '#people/comparisons.ts';
import {
  createScorer,
  type Model,
  PRIOR_M,
  PRIOR_U,
  R,
  RELATIONS,
  type Register,
  relationShares,
  type Scorer,
  type Shares,
} from '#people/fellegi-sunter.ts';

const K = COMPARISONS.length;

/** Pairs put side by side: K levels and K rarities each. */
export type Sample = { readonly size: number; readonly levels: Uint8Array; readonly rarity: Float32Array };

/** How many pairs the prior shares are worth. */
const M_STRENGTH = 20;
const U_STRENGTH = 50;
const ROUNDS_MAX = 25;
const STILL = 1e-4;

const shares = (counts: readonly Float64Array[], prior: Shares, strength: number): number[][] =>
  counts.map((count, k) => {
    const total = count.reduce((a, b) => a + b, 0) + strength;
    return (prior[k] ?? []).map((share, level) => ((count[level] ?? 0) + strength * share) / total);
  });

const zeros = (): Float64Array[] => COMPARISONS.map(({ levels }) => new Float64Array(levels.length));

const addLevels = (counts: readonly Float64Array[], levels: Uint8Array, at: number, weight: number): void => {
  for (let k = 0; k < K; k++) {
    const level = levels[at * K + k] ?? ABSENT;
    const count = counts[k];
    if (level !== ABSENT && count !== undefined) count[level] = (count[level] ?? 0) + weight;
  }
};

/**
 * @param random pairs drawn among all
 * @param candidates pairs that share a group; each stands for `scale` of them
 */
export const learn = (random: Sample, candidates: Sample, scale: number, register: Register): Model => {
  let model: Model = { m: PRIOR_M, u: PRIOR_U, relations: relationShares(register) };
  const into = new Float64Array(R);
  const { sure, doubtful } = sortOut(random, createScorer(model));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const scorer = createScorer(model);
    const m = zeros();
    const found = new Float64Array(R);
    for (let i = 0; i < candidates.size; i++) {
      scorer.posterior(candidates.levels, candidates.rarity, i, into);
      const same = into[0] ?? 0;
      for (let r = 0; r < R; r++) found[r] = (found[r] ?? 0) + (into[r] ?? 0) * scale;
      if (same > 1e-6) addLevels(m, candidates.levels, i, same * scale);
    }
    const u = sure.map((count) => count.slice());
    for (const i of doubtful) {
      scorer.posterior(random.levels, random.rarity, i, into);
      // A person met twice by chance is no stranger.
      addLevels(u, random.levels, i, into[1] ?? 0);
    }
    const relations = relationShares(register, found);
    const next: Model = {
      m: tied(shares(m, PRIOR_M, M_STRENGTH), model.u),
      u: shares(u, PRIOR_U, U_STRENGTH),
      relations,
    };
    const moved = distance(model, next);
    model = next;
    if (moved < STILL) break;
  }
  return model;
};

/**
 * A birth date that is wholly wrong is as far from the right one as it may be: a generation apart no more often than
 * strangers
 * are. This is what tells a father and his son from one person given two birth dates.
 */
const tied = (m: number[][], u: Shares): number[][] => {
  const [date, strangers] = [m[BIRTH], u[BIRTH]];
  const [one = 0, other = 0] = [strangers?.[DATE.different], strangers?.[DATE.generation]];
  if (date === undefined || one + other === 0) return m;
  const wrong = (date[DATE.different] ?? 0) + (date[DATE.generation] ?? 0);
  date[DATE.different] = (wrong * one) / (one + other);
  date[DATE.generation] = (wrong * other) / (one + other);
  return m;
};

/** From here on a pair is counted among the strangers without looking at it again. */
const SURELY_STRANGERS = 0.99;

/** Levels of the pairs that are strangers beyond doubt, counted once; and the pairs that are not. */
const sortOut = (random: Sample, scorer: Scorer): { sure: Float64Array[]; doubtful: number[] } => {
  const into = new Float64Array(R);
  const sure = zeros();
  const doubtful: number[] = [];
  for (let i = 0; i < random.size; i++) {
    scorer.posterior(random.levels, random.rarity, i, into);
    if ((into[1] ?? 0) > SURELY_STRANGERS) addLevels(sure, random.levels, i, 1);
    else doubtful.push(i);
  }
  return { sure, doubtful };
};

/** Greatest change of a share, relations measured against what they were. */
const distance = (a: Model, b: Model): number => {
  let most = 0;
  a.m.forEach((row, k) => {
    row.forEach((share, level) => {
      most = Math.max(most, Math.abs(share - (b.m[k]?.[level] ?? 0)));
    });
  });
  a.relations.forEach((share, r) => {
    if (share > 0 && RELATIONS[r] === 'same')
      most = Math.max(most, Math.abs(share - (b.relations[r] ?? 0)) / share / 10);
  });
  return most;
};
