/**
 * Chance that can be played again: the same seed and name give the same draws, on any machine.
 * mulberry32 over an FNV-1a hash of the name; good enough to deal people and products, not to keep secrets.
 */
export type Draw = () => number;

const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;

export const hash32 = (text: string): number => {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
};

/** Numbers in [0, 1). */
export const draws = (seed: number, name: string): Draw => {
  let state = (hash32(name) ^ Math.imul(seed, 0x9e37_79b1)) >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Shares `total` indivisible things by weights, each thing drawn by chance; equal to `total` in sum. */
export const shareOut = (total: number, weights: readonly number[], draw: Draw): number[] => {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map(() => 0);
  const last = weights.findLastIndex((weight) => weight > 0);
  if (last === -1) return shares;
  for (let thing = 0; thing < total; thing++) {
    let at = draw() * sum;
    let chosen = 0;
    while (chosen < last && at >= (weights[chosen] ?? 0)) {
      at -= weights[chosen] ?? 0;
      chosen += 1;
    }
    shares[chosen] = (shares[chosen] ?? 0) + 1;
  }
  return shares;
};
