/**
 * Are two records one person? I. Fellegi and A. Sunter, "A theory for record linkage", JASA 64 (1969): each
 * comparison
 * weighs log2(m/u), m being how often one person's two records agree so, u how often those of two people do.
 *
 * Two people are not always strangers. People of one home share name, address and phone; twins a birth date as well;
 * a
 * father and son sometimes the first name; and strangers may have one name and one birth date. For each of these
 * relations the model says which comparisons go as for one
 * person and which as for strangers, and a pair is one person only when that explains it better than every relation
 * does. This
 * is what keeps agreement on an address, however detailed, from making one person of a family.
 */
import { SWAPPED } from '#people/compare-names.ts';
import {
  ABSENT,
  BIRTH,
  BIRTH_PLACE,
  COMPARISONS,
  EMAIL,
  FAMILY,
  GIVEN,
  LOCALITY_AT,
  NUMBER,
  PHONE,
  SEX,
  STREET_AT,
} from '#people/comparisons.ts';

export const RELATIONS = ['same', 'stranger', 'neighbour', 'family', 'twin', 'namesake', 'homonym'] as const;
export type Relation = (typeof RELATIONS)[number];

/**
 * For each relation, the share of pairs whose comparison goes as for one person; the rest go as for strangers. A
 * child may be
 * registered under a parent's number; people of one home often give one phone.
 */
const AS_ONE: { readonly [relation in Relation]: Readonly<Record<number, number>> } = {
  same: Object.fromEntries(COMPARISONS.map((_, i) => [i, 1])),
  stranger: {},
  neighbour: { [LOCALITY_AT]: 1, [STREET_AT]: 1, [PHONE]: 0.3 },
  family: { [FAMILY]: 1, [LOCALITY_AT]: 1, [STREET_AT]: 1, [PHONE]: 0.5, [NUMBER]: 0.03, [BIRTH_PLACE]: 0.3 },
  twin: {
    [FAMILY]: 1,
    [BIRTH]: 1,
    [LOCALITY_AT]: 1,
    [STREET_AT]: 1,
    [PHONE]: 0.8,
    [NUMBER]: 0.03,
    [BIRTH_PLACE]: 1,
  },
  namesake: {
    [FAMILY]: 1,
    [GIVEN]: 1,
    [SEX]: 1,
    [LOCALITY_AT]: 1,
    [STREET_AT]: 1,
    [PHONE]: 0.5,
    [NUMBER]: 0.03,
    [BIRTH_PLACE]: 0.3,
    [EMAIL]: 0.2,
  },
  homonym: { [GIVEN]: 1, [FAMILY]: 1, [BIRTH]: 1, [SEX]: 1 },
};

/** Parents choose names that go together: what the given names of siblings share, for one in ten of them. */
const SIBLING_SHARE = 0.1;
const SIBLING_GIVEN = [0.3, 0.35, 0, 0.15, 0.15, 0.05, 0] as const;

/** Namesakes of one family are mostly a parent and a child, seldom cousins: how their birth dates agree. */
const NAMESAKE_BIRTH = [0.092, 0.9, 0.006, 0.001, 0.000_5, 0.000_1, 0.000_35, 0.000_05] as const;

/** How many pairs of each relation a hundred people have, before any data is seen. */
const PAIRS_PER_100: Readonly<Record<Relation, number>> = {
  same: 5,
  stranger: 0,
  neighbour: 10,
  family: 10,
  twin: 0.2,
  namesake: 0.05,
  homonym: 0.02,
};

/** However few are found, pairs of each relation are never excluded: this share of a pair for a register. */
const PAIRS_MIN = 0.3;

/** Strangers of one name born the same day exist in every register: at least this share of its people. */
const HOMONYMS_MIN = 0.0001;

/**
 * Of pairs of one family, few are twins (one birth in 65; INSEE, "Statistiques de l'état civil") and fewer have one
 * first
 * name. No fewer than `min` of the families found are believed to be. Where neither sex nor national number is known,
 * nothing tells twins from one person given two first names, but that a register with twins holds other families too:
 * then no more
 * than `max` of those.
 */
const OF_FAMILIES = {
  twin: { min: 0.005, max: 0.05 },
  namesake: { min: 0.001, max: Number.POSITIVE_INFINITY },
} as const;

export type Shares = readonly (readonly number[])[];

/** What was learnt: shares of levels for one person (m) and two strangers (u), and how frequent each relation is. */
export type Model = {
  readonly m: Shares;
  readonly u: Shares;
  /** Share of each relation among all pairs, in the order of RELATIONS. */
  readonly relations: readonly number[];
};

export const PRIOR_M: Shares = COMPARISONS.map(({ m }) => m);
export const PRIOR_U: Shares = COMPARISONS.map(({ u }) => u);

/** What is known of a register before its pairs are looked at. */
export type Register = {
  readonly people: number;
  /** All pairs there are to judge. */
  readonly pairs: number;
  /** Sex or national number is known of enough people to tell twins apart. */
  readonly tellsTwins: boolean;
};

/** Shares of the relations from how many pairs of each were found; without any, as before data is seen. */
export const relationShares = (
  { people, pairs, tellsTwins }: Register,
  found?: ArrayLike<number>,
): number[] => {
  const seen = RELATIONS.map((relation, r) => found?.[r] ?? (PAIRS_PER_100[relation] * people) / 100);
  const families = Math.max(PAIRS_MIN, seen[RELATIONS.indexOf('family')] ?? 0);
  const counts = RELATIONS.map((relation, r) => {
    if (relation === 'stranger') return 0;
    const count = seen[r] ?? 0;
    if (relation === 'homonym') return Math.max(PAIRS_MIN, HOMONYMS_MIN * people, count);
    if (relation !== 'twin' && relation !== 'namesake') return Math.max(PAIRS_MIN, count);
    const { min, max } = OF_FAMILIES[relation];
    const believed = Math.max(count, min * families);
    return Math.max(PAIRS_MIN, tellsTwins ? believed : Math.min(believed, max * families));
  });
  const total = counts.reduce((a, b) => a + b, 0);
  // However small the register, most pairs of people are strangers.
  const scale = Math.min(1 / pairs, 0.5 / total);
  return RELATIONS.map((relation, r) =>
    relation === 'stranger' ? 1 - total * scale : (counts[r] ?? 0) * scale,
  );
};

const chance = (model: Model, relation: Relation, comparison: number, level: number): number => {
  const m = model.m[comparison]?.[level] ?? 0;
  const u = model.u[comparison]?.[level] ?? 0;
  if ((relation === 'family' || relation === 'twin') && comparison === GIVEN)
    return (1 - SIBLING_SHARE) * u + SIBLING_SHARE * (SIBLING_GIVEN[level] ?? 0);
  if (relation === 'namesake' && comparison === BIRTH) return NAMESAKE_BIRTH[level] ?? u;
  const one = AS_ONE[relation][comparison] ?? 0;
  return one * m + (1 - one) * u;
};

export const LEVELS_MAX = Math.max(...COMPARISONS.map(({ levels }) => levels.length));
export const R = RELATIONS.length;
const K = COMPARISONS.length;

/**
 * Levels and value frequencies of a pair; `rarity[k]` is log of the share of the value both have, or 1 when none is
 * told.
 */
export type Pair = { readonly levels: Uint8Array; readonly rarity: Float32Array };

/** A model made ready to weigh pairs. Allocates nothing per pair. */
export const createScorer = (model: Model) => {
  const table = new Float64Array(K * LEVELS_MAX * R);
  for (let k = 0; k < K; k++)
    for (let level = 0; level < (COMPARISONS[k]?.levels.length ?? 0); level++)
      RELATIONS.forEach((relation, r) => {
        table[(k * LEVELS_MAX + level) * R + r] = Math.log(
          Math.max(1e-12, chance(model, relation, k, level)),
        );
      });
  const exactFrom = COMPARISONS.map((comparison) => comparison.exactFrom);
  /**
   * Log of the chance that two strangers agree fully, whatever the value: what a known value's own share replaces.
   */
  const usual = Float64Array.from(model.u, (row, k) =>
    Math.log(
      Math.max(
        1e-12,
        row.slice(exactFrom[k]).reduce((a, b) => a + b, 0),
      ),
    ),
  );
  const asStrangers = RELATIONS.map((relation) =>
    COMPARISONS.map((_, k) => (AS_ONE[relation][k] ?? 0) === 0 && !(relation === 'namesake' && k === BIRTH)),
  );
  /** For each comparison and level from which rarity counts: which relations follow strangers, so feel the rarity. */
  const feels = new Uint8Array(K * R);
  asStrangers.forEach((row, r) => {
    row.forEach((follows, k) => {
      feels[k * R + r] = follows ? 1 : 0;
    });
  });
  const logM = Float64Array.from(model.m, (row) => Math.log(Math.max(1e-12, row[SWAPPED] ?? 0)));
  /**
   * What a known value changes in the chance that two strangers agree so. Names that changed places are as rare as
   * the two names:
   * strangers are written the wrong way round as often as anybody.
   */
  const adjustment = (k: number, level: number, share: number): number => {
    if (share > 0) return 0;
    if (level >= (exactFrom[k] ?? 0)) return share - (usual[k] ?? 0);
    if (level !== SWAPPED || (k !== GIVEN && k !== FAMILY)) return 0;
    return share + (logM[k] ?? 0) - (table[(k * LEVELS_MAX + level) * R + 1] ?? 0);
  };
  const start = model.relations.map((share) => Math.log(Math.max(1e-300, share)));
  const sums = new Float64Array(R);

  /** Log-likelihoods of the relations, and their frequencies, in `sums`. */
  const weigh = (levels: Uint8Array, rarity: Float32Array, at: number): void => {
    for (let r = 0; r < R; r++) sums[r] = start[r] ?? 0;
    for (let k = 0; k < K; k++) {
      const level = levels[at * K + k] ?? ABSENT;
      if (level === ABSENT) continue;
      const row = (k * LEVELS_MAX + level) * R;
      for (let r = 0; r < R; r++) sums[r] = (sums[r] ?? 0) + (table[row + r] ?? 0);
      const more = adjustment(k, level, rarity[at * K + k] ?? 1);
      if (more === 0) continue;
      for (let r = 0; r < R; r++) if (feels[k * R + r] === 1) sums[r] = (sums[r] ?? 0) + more;
    }
  };
  return {
    /** Probability of each relation, written to `into` (R numbers). */
    posterior: (levels: Uint8Array, rarity: Float32Array, at: number, into: Float64Array): void => {
      weigh(levels, rarity, at);
      let top = Number.NEGATIVE_INFINITY;
      for (let r = 0; r < R; r++) top = Math.max(top, sums[r] ?? 0);
      let total = 0;
      for (let r = 0; r < R; r++) {
        const share = Math.exp((sums[r] ?? 0) - top);
        into[r] = share;
        total += share;
      }
      for (let r = 0; r < R; r++) into[r] = (into[r] ?? 0) / total;
    },
    /** Log of (m / u) of a level, the frequency of the value taken into account. */
    logWeight: (k: number, level: number, share: number): number => {
      if (level === ABSENT) return 0;
      const row = (k * LEVELS_MAX + level) * R;
      return (table[row] ?? 0) - (table[row + 1] ?? 0) - adjustment(k, level, share);
    },
    /** Greatest log weight a comparison can have below full agreement, names that changed places excepted. */
    bestBelow: (k: number): number => {
      let best = 0;
      for (let level = 0; level < (exactFrom[k] ?? 0); level++) {
        if (level === SWAPPED && (k === GIVEN || k === FAMILY)) continue;
        const row = (k * LEVELS_MAX + level) * R;
        best = Math.max(best, (table[row] ?? 0) - (table[row + 1] ?? 0));
      }
      return best;
    },
    logPriorOdds: (start[0] ?? 0) - (start[1] ?? 0),
  };
};
export type Scorer = ReturnType<typeof createScorer>;
