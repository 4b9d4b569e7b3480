/** How far two words are: typing errors, and letters in common. Small and allocation-free, for hot loops. */

/** Longest word compared letter by letter; what follows is not looked at. */
const LENGTH_MAX = 64;

const rows = [0, 1, 2].map(() => new Uint8Array(LENGTH_MAX + 1));

/**
 * Fewest insertions, deletions, substitutions and swaps of two neighbours (optimal string alignment: Damerau 1964,
 * Levenshtein 1966) that turn one word into the other; `limit + 1` as soon as it is above the limit.
 */
export const editDistance = (a: string, b: string, limit = LENGTH_MAX): number => {
  if (a === b) return 0;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const n = Math.min(long.length, LENGTH_MAX);
  const m = Math.min(short.length, LENGTH_MAX);
  if (n - m > limit) return limit + 1;
  let [before, last, next] = rows;
  if (before === undefined || last === undefined || next === undefined) return limit + 1;
  for (let j = 0; j <= m; j++) last[j] = j;
  for (let i = 1; i <= n; i++) {
    next[0] = i;
    let least = i;
    const letter = long.charCodeAt(i - 1);
    for (let j = 1; j <= m; j++) {
      const other = short.charCodeAt(j - 1);
      let cost = (last[j - 1] ?? 0) + (letter === other ? 0 : 1);
      cost = Math.min(cost, (last[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && letter === short.charCodeAt(j - 2) && other === long.charCodeAt(i - 2))
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next[j] = cost;
      if (cost < least) least = cost;
    }
    // One row of swaps may still come back below: only two rows over the limit settle it.
    if (least > limit + 1) return limit + 1;
    [before, last, next] = [last, next, before];
  }
  return Math.min(last[m] ?? 0, limit + 1);
};

/**
 * True when one error, at most, turns one text into the other: much faster than the distance. The texts are stretches
 * of
 * one row of characters, so that none is made.
 */
export const areOneErrorApart = (
  chars: ArrayLike<number>,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): boolean => {
  const more = toA - fromA - (toB - fromB);
  if (more < -1 || more > 1) return false;
  let [startA, startB, endA, endB] = [fromA, fromB, toA, toB];
  while (startA < endA && startB < endB && chars[startA] === chars[startB]) {
    startA++;
    startB++;
  }
  while (startA < endA && startB < endB && chars[endA - 1] === chars[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [endA - startA, endB - startB];
  if (restA <= 1 && restB <= 1) return true;
  return (
    restA === 2 && restB === 2 && chars[startA] === chars[startB + 1] && chars[startA + 1] === chars[startB]
  );
};

const taken = new Uint8Array(LENGTH_MAX);
const matched = new Uint16Array(LENGTH_MAX);

/** Jaro's similarity, 0 to 1 (Jaro 1989): letters in common not too far from each other, and in the same order. */
export const jaro = (a: string, b: string): number => {
  if (a === b) return 1;
  const [long, short] = a.length > b.length || (a.length === b.length && a > b) ? [a, b] : [b, a];
  const n = Math.min(long.length, LENGTH_MAX);
  const m = Math.min(short.length, LENGTH_MAX);
  if (m === 0) return 0;
  const reach = Math.max(0, Math.floor(n / 2) - 1);
  taken.fill(0, 0, n);
  let common = 0;
  for (let i = 0; i < m; i++) {
    const letter = short.charCodeAt(i);
    const end = Math.min(n - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j++) {
      if (taken[j] === 1 || long.charCodeAt(j) !== letter) continue;
      taken[j] = 1;
      matched[common++] = letter;
      break;
    }
  }
  if (common === 0) return 0;
  let out = 0;
  for (let j = 0, k = 0; k < common; j++) {
    if (taken[j] !== 1) continue;
    if (long.charCodeAt(j) !== matched[k]) out++;
    k++;
  }
  return (common / n + common / m + (common - out / 2) / common) / 3;
};

const PREFIX_MAX = 4;
const PREFIX_WEIGHT = 0.1;
const BOOST_FROM = 0.7;

/** Winkler's boost of Jaro for words that begin alike (Winkler 1990): people seldom mistype the beginning. */
export const jaroWinkler = (a: string, b: string): number => {
  const base = jaro(a, b);
  if (base <= BOOST_FROM || base === 1) return base;
  let prefix = 0;
  while (
    prefix < PREFIX_MAX &&
    prefix < a.length &&
    prefix < b.length &&
    a.charCodeAt(prefix) === b.charCodeAt(prefix)
  )
    prefix++;
  return base + prefix * PREFIX_WEIGHT * (1 - base);
};

/** Which letters a word holds, one bit each (other signs share the last bits). */
export const lettersOf = (word: string): number => {
  let bits = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code !== 32) bits |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6));
  }
  return bits;
};

const bitCount = (bits: number): number => {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
};

/** Letters that one of two words has and the other has not. */
export const lettersApart = (a: number, b: number): number => bitCount(a ^ b);
