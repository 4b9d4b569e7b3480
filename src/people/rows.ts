/** Rows by their numbers: ordering them, hashing them, in memory that threads share. */

export const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(Math.max(4, bytes));

/** A copy in shared memory. */
export const sharedWords = (values: Uint32Array): Uint32Array => {
  const words = new Uint32Array(shared(values.length * 4), 0, values.length);
  words.set(values);
  return words;
};

/** Sorts row numbers by 32-bit keys; rows of one key keep their order. Two passes of 16 bits. */
export const orderBy = (keys: Uint32Array, rows: Uint32Array): Uint32Array => {
  let [from, to]: [Uint32Array, Uint32Array] = [rows, new Uint32Array(rows.length)];
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(65_537);
    for (let i = 0; i < from.length; i++) {
      const digit = ((keys[from[i] ?? 0] ?? 0) >>> shift) & 0xffff;
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
    }
    for (let digit = 1; digit <= 65_536; digit++)
      starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
    for (let i = 0; i < from.length; i++) {
      const row = from[i] ?? 0;
      const digit = ((keys[row] ?? 0) >>> shift) & 0xffff;
      const at = starts[digit] ?? 0;
      to[at] = row;
      starts[digit] = at + 1;
    }
    [from, to] = [to, from === rows ? new Uint32Array(rows.length) : from];
  }
  return from;
};

/** Row numbers from 0. */
export const rowsUpTo = (size: number): Uint32Array => new Uint32Array(size).map((_, i) => i);

/** Mixes a hash with one more value: order matters. */
export const mix = (hash: number, value: number): number => {
  let mixed = Math.imul(hash ^ value, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca77);
  return (mixed ^ (mixed >>> 13)) >>> 0;
};
