import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isRefused } from '#kernel/result.ts';
import { keyOf, readNationalNumber } from '#people/national-number.ts';

const Vectors = z.array(z.object({ value: z.string(), expectedValid: z.boolean(), note: z.string() }));
const vectors = Vectors.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../tests/data/identity/nir-vectors.json'), 'utf8')),
);

const codeOf = (text: string): string => {
  const read = readNationalNumber(text);
  return isRefused(read) ? read.refusal.code : 'read';
};

describe('the national number', () => {
  test.each(vectors)('$value: $note', ({ value, expectedValid }) => {
    expect(!isRefused(readNationalNumber(value))).toBe(expectedValid);
  });

  test('says what it holds', () => {
    expect(readNationalNumber('1 86 02 2A 215 325 23')).toEqual({
      number: '186022A215325',
      key: '23',
      keyGiven: true,
      kind: 'definitive',
      sex: 'm',
      year: '86',
      month: 2,
      place: '2A215',
    });
  });

  test('temporary numbers and months of incomplete records are numbers', () => {
    expect(readNationalNumber('8550814168025')).toMatchObject({
      kind: 'temporary',
      sex: 'f',
      keyGiven: false,
    });
    expect(readNationalNumber('2552014168025')).toMatchObject({ month: undefined });
    const months = Array.from({ length: 100 }, (_, month) => month).filter(
      (month) => codeOf(`255${String(month).padStart(2, '0')}14168025`) === 'read',
    );
    const range = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(months).toEqual([...range(1, 12), 20, ...range(30, 42), ...range(50, 99)]);
  });

  test('each fault is told apart', () => {
    expect(codeOf('255081416802539')).toBe('national-number-key');
    expect(codeOf('2551314168025')).toBe('national-number-month');
    expect(codeOf('355081416802538')).toBe('national-number-form');
    expect(codeOf('')).toBe('national-number-form');
  });

  test('its key finds every single wrong digit', () => {
    const digits = fc
      .integer({ min: 0, max: 999 })
      .map((order) => `2550814168${String(order).padStart(3, '0')}`);
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (number, at, more) => {
          const wrong = number.slice(0, at) + ((Number(number[at]) + more) % 10) + number.slice(at + 1);
          expect(keyOf(wrong)).not.toBe(keyOf(number));
        },
      ),
    );
  });
});
