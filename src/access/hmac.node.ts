/**
 * HMAC-SHA-256 (RFC 2104) of short texts under a key that stays: two one-shot hashes over the key padded beforehand.
 * Node's createHmac makes an object for each text, which takes 7 µs where this takes 2.6 µs, and a person's record has
 * nine hashes.
 */
import { createHmac, hash } from 'node:crypto';
import { invariant } from '#kernel/invariant.ts';

const BLOCK_BYTES = 64;
export const HASH_BYTES = 32;
/** Longer texts, which no name makes, go by createHmac. */
const TEXT_BYTES_MAX = 1024;
/** A character of a text takes three bytes at the most, two characters together four. */
const CHARACTER_BYTES_MAX = 3;
const [INNER, OUTER] = [0x36, 0x5c] as const;

export type Hmac = {
  /** The 32 bytes. */
  readonly digest: (text: string) => Buffer;
  /** The first 64 bits, as a signed number. */
  readonly first64: (text: string) => bigint;
};

/** @param key of one block at most: a longer one would have to be hashed first */
export const createHmacOf = (key: Buffer): Hmac => {
  invariant(key.length <= BLOCK_BYTES, 'the key of a hash is a block long at most');
  const inner = Buffer.alloc(BLOCK_BYTES + TEXT_BYTES_MAX, INNER);
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, OUTER);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ INNER;
    outer[i] = byte ^ OUTER;
  }
  // A view costs as much as a hash: those of every length are made once, as they are met.
  const views: Buffer[] = [];

  /** Leaves the digest at the end of `outer`. Between two hashes bytes go as a text of one letter each: the quickest. */
  const compute = (text: string): void => {
    if (text.length * CHARACTER_BYTES_MAX > TEXT_BYTES_MAX) {
      createHmac('sha256', key).update(text).digest().copy(outer, BLOCK_BYTES);
      return;
    }
    const end = BLOCK_BYTES + inner.write(text, BLOCK_BYTES);
    views[end] ??= inner.subarray(0, end);
    outer.write(hash('sha256', views[end], 'binary'), BLOCK_BYTES, 'binary');
    outer.write(hash('sha256', outer, 'binary'), BLOCK_BYTES, 'binary');
  };

  return {
    digest: (text) => {
      compute(text);
      return Buffer.from(outer.subarray(BLOCK_BYTES));
    },
    first64: (text) => {
      compute(text);
      return outer.readBigInt64BE(BLOCK_BYTES);
    },
  };
};
