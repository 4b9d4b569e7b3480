import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHmacOf } from '#access/hmac.node.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'hex');

test('the second case of RFC 4231', () => {
  const { digest } = createHmacOf(Buffer.from('Jefe'));
  expect(digest('what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('is createHmac, for every key and text, however many were hashed before', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    // Halves of characters alone, which no encoding writes as they are.
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(text, { maxLength: 20 }), (raw, texts) => {
      const key = Buffer.from(raw);
      const { digest, first64 } = createHmacOf(key);
      for (const one of texts) {
        const expected = createHmac('sha256', key).update(one).digest();
        expect(digest(one)).toEqual(expected);
        expect(first64(one)).toBe(expected.readBigInt64BE(0));
      }
    }),
    { numRuns: 100 },
  );
});

test('texts around the length where createHmac takes over', () => {
  const key = bytes('00112233445566778899aabbccddeeff');
  const { digest } = createHmacOf(key);
  for (const length of [340, 341, 342, 343, 1024, 5000])
    for (const letter of ['a', 'é', '永', '𝒜']) {
      const text = letter.repeat(length);
      expect(digest(text)).toEqual(createHmac('sha256', key).update(text).digest());
    }
});

test('what was handed out is not overwritten by the next one', () => {
  const { digest } = createHmacOf(Buffer.alloc(32, 7));
  const one = digest('one');
  const kept = one.toString('hex');
  digest('other');
  expect(one.toString('hex')).toBe(kept);
});

test('a key longer than a block is a bug', () => {
  expect(() => createHmacOf(Buffer.alloc(65))).toThrow('invariant broken');
});
