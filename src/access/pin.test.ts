import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWeakPin } from '#access/pin.ts';
import { base32, grouped, levelledCode } from '#access/session-code.ts';

test.each([
  '000000',
  '123456',
  '654321',
  '987654',
  '098765',
  '101010',
  '123123',
  '112233',
  '123321',
  '909090',
])('%s is tried first', (pin) => {
  expect(isWeakPin(pin)).toBe(true);
});

test.each(['481516', '290371', '135790', '020408'])('%s is not', (pin) => {
  expect(isWeakPin(pin)).toBe(false);
});

test('few of the million are weak', () => {
  let weak = 0;
  for (let pin = 0; pin < 1_000_000; pin++) if (isWeakPin(String(pin).padStart(6, '0'))) weak++;
  expect(weak).toBeGreaterThan(1000);
  expect(weak).toBeLessThan(5000);
});

test('base 32 says each bit, and tells different bytes apart', () => {
  expect(base32(Uint8Array.of())).toBe('');
  expect(base32(Uint8Array.of(0))).toBe('00');
  expect(base32(Uint8Array.of(255, 255, 255, 255, 255))).toBe('ZZZZZZZZ');
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      expect(base32(one)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(base32(one) === base32(other)).toBe(Buffer.from(one).equals(Buffer.from(other)));
    }),
  );
});

test('a code is read as it was handed out, however it was typed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
      const code = base32(bytes).slice(0, 12);
      const shown = grouped(code);
      expect(shown).toMatch(/^.{4}-.{4}-.{4}$/);
      const typed = shown.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
      expect(levelledCode(typed)).toBe(code);
    }),
  );
});
