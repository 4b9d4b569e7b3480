/** Codes read whole: what a desk needs of them, the ways to write one, and what is refused, with the rule and where. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BARCODE_MAX, parseBarcode } from '#barcode/barcode.ts';
import { ENTRIES } from '#barcode/dictionary.ts';
import { GS1_SYNTAX_DICTIONARY } from '#barcode/gs1-syntax-dictionary.ts';
import { LINTERS } from '#barcode/linters.ts';

const GS1 = join(import.meta.dirname, '../../tests/data/gs1');
const TODAY = '2021-05-12';
const parse = (text: string) => parseBarcode(text, { today: TODAY });

/** A multi-dose vial of Comirnaty, as its carton carries it: NTIN, expiry, lot. */
const VIAL = '(01)03400930218662(17)210800(10)EJ6795';
const AS_SCANNED = '01034009302186621721080010EJ6795';

const Vector = z.object({
  kind: z.string(),
  ok: z.boolean().optional(),
  input: z.string().optional(),
  linter: z.string().optional(),
  error: z.string().nullish(),
  marked: z.string().nullish(),
  expectedDataStr: z.string().optional(),
  uri: z.string().optional(),
  scanData: z.string().optional(),
});
type Vector = z.infer<typeof Vector>;
const VECTORS = z.array(Vector).parse(JSON.parse(readFileSync(join(GS1, 'vectors.json'), 'utf8')));
const ofKind = (kind: string): Vector[] => VECTORS.filter((vector) => vector.kind === kind);

/** What the C string literal says. */
const unescaped = (literal: string): string =>
  literal.replace(/\\(?:x([\dA-F]{2})|(.))/g, (_, code: string | undefined, character: string) =>
    code === undefined ? character : String.fromCharCode(Number.parseInt(code, 16)),
  );

describe('the published vectors', () => {
  test('every rule finds what the reference finds, and marks the same characters', () => {
    const vectors = ofKind('linter');
    expect(vectors.length).toBe(759);
    const odd = vectors.filter(({ linter = '', ok, input = '', error, marked }) => {
      // The reference marks this one by a lookup of company prefixes, which is switched off by default.
      if (error === 'GS1_LINTER_GCP_DATASOURCE_OFFLINE') return false;
      // A text that holds and yet is marked was written in two parts, for its length.
      const text = unescaped(ok === true ? `${input}${marked ?? ''}` : input);
      const found = LINTERS[linter]?.(text);
      if (ok === true) return found !== undefined;
      if (found === undefined || `GS1_LINTER_${found.code}` !== error) return true;
      const { at, length } = found;
      const seen = `${text.slice(0, at)}*${text.slice(at, at + length)}*${text.slice(at + length)}`;
      return seen !== unescaped(marked ?? '');
    });
    expect(odd).toEqual([]);
  });

  /**
   * Where we differ, on purpose. The reference takes the text of any carrier; we read what is GS1, and say so of the
   * rest. It has a strict and a lenient mode for links whose GTIN lost its zeros; we are always lenient.
   */
  const ON_PURPOSE: Readonly<Record<string, boolean>> = {
    ']Q1^TESTING': false,
    'https://a/01/416000336108': true,
  };

  test.each([
    ['parse-bracketed-ai', 3],
    ['process-unbracketed-ai', 17],
    ['parse-digital-link', 24],
    ['process-scan-data', 5],
  ])('%s', (kind, count) => {
    const vectors = ofKind(kind);
    expect(vectors.length).toBe(count);
    for (const vector of vectors) {
      const text = vector.input ?? vector.uri ?? vector.scanData ?? '';
      const answer = parse(text);
      const expected = ON_PURPOSE[text] ?? vector.ok;
      expect({ text, ok: answer.ok }).toEqual({ text, ok: expected });
      if (answer.ok && vector.expectedDataStr) expect(answer.elementString).toBe(vector.expectedDataStr);
    }
  });

  test('elements written in a link say what they say in brackets', () => {
    const link = 'https://example.com/some/01/03400930218662/10/EJ6795?17=210800#more';
    expect(parse(link)).toMatchObject({ gtin: '03400930218662', lot: 'EJ6795', expiresOn: '2021-08-31' });
    expect(parse(`]Q1${link}`)).toMatchObject({ ok: true, lot: 'EJ6795' });
  });
});

describe('the dictionary', () => {
  test('is the published one, entry by entry', () => {
    const published = readFileSync(join(GS1, 'gs1-syntax-dictionary.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.trimEnd().replace(/\s{2,}/g, '  '));
    expect(GS1_SYNTAX_DICTIONARY.trim().split('\n')).toEqual(published);
  });

  test('gives 541 identifiers, and no identifier is the beginning of another', () => {
    const all = ENTRIES.map(({ ai }) => ai);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(541);
    const begun = all.filter((ai) => all.some((other) => other !== ai && other.startsWith(ai)));
    expect(begun).toEqual([]);
  });

  test('identifiers with the same two first digits are equally long, and the lengths known beforehand are GS1’s', () => {
    const lengths = new Map<string, Set<number>>();
    for (const { ai } of ENTRIES)
      lengths.set(ai.slice(0, 2), (lengths.get(ai.slice(0, 2)) ?? new Set()).add(ai.length));
    expect([...lengths.values()].every(({ size }) => size === 1)).toBe(true);
    // General Specifications, figure 7.8.5-2.
    const predefined = new Set(ENTRIES.filter((entry) => entry.isPredefined).map(({ ai }) => ai.slice(0, 2)));
    expect([...predefined]).toEqual('00 01 02 03 11 12 13 15 16 17 20 31 32 33 34 35 36 41'.split(' '));
  });
});

describe('a vial', () => {
  const known = {
    ok: true,
    gtin: '03400930218662',
    cip13: '3400930218662',
    lot: 'EJ6795',
    expiresOn: '2021-08-31',
    elementString: '^01034009302186621721080010EJ6795',
    warnings: [],
  };

  test.each([
    ['in brackets', VIAL],
    ['with ^', `^${AS_SCANNED}`],
    ['with ASCII 29', `\x1d${AS_SCANNED}`],
    ['from a DataMatrix', `]d2${AS_SCANNED}`],
    ['from a GS1-128', `]C1${AS_SCANNED}`],
    ['from a QR code', `]Q3${AS_SCANNED}`],
    ['from a DataBar', `]e0${AS_SCANNED}`],
    ['with FNC1 where none is needed', `^0103400930218662^17210800^10EJ6795^`],
  ])('%s', (_, text) => {
    expect(parse(text)).toMatchObject(known);
  });

  test('without FNC1 in front only where the caller allows it', () => {
    expect(parse(AS_SCANNED)).toMatchObject({ ok: false, error: { code: 'no-fnc1' } });
    expect(parseBarcode(AS_SCANNED, { today: TODAY, isBare: true })).toMatchObject(known);
  });

  test('with a serial number, in any order, the same elements', () => {
    const text = `]d2${'010340093021866210EJ6795\x1d21ABC123\x1d17210831'}`;
    expect(parse(text)).toMatchObject({ lot: 'EJ6795', serial: 'ABC123', expiresOn: '2021-08-31' });
  });

  test('an EAN-13 is a product and nothing else', () => {
    expect(parse(']E03400930218662')).toMatchObject({ ok: true, gtin: '03400930218662' });
    expect(parse(']E03400930218661')).toMatchObject({ ok: false, error: { rule: 'csum', at: 15 } });
  });

  test('the century is that of the window around today', () => {
    const expiry = (digits: string, today: string) => {
      const answer = parseBarcode(`(01)03400930218662(17)${digits}`, { today });
      return answer.ok ? answer.expiresOn : answer.error;
    };
    expect(expiry('210831', '2021-01-01')).toBe('2021-08-31');
    expect(expiry('710831', '2021-01-01')).toBe('2071-08-31');
    expect(expiry('720831', '2021-01-01')).toBe('1972-08-31');
    expect(expiry('000200', '2021-01-01')).toBe('2000-02-29');
    expect(expiry('020228', '2099-01-01')).toBe('2102-02-28');
    expect(expiry('000229', '2077-01-01')).toBe('2100-02-28');
  });
});

describe('what is wrong is told: the rule, the element, the place', () => {
  test.each([
    ['', { code: 'blank', rule: 'blank', at: 0 }],
    ['   ', { code: 'blank' }],
    ['^', { code: 'blank', at: 1 }],
    [']d2', { code: 'blank', at: 3 }],
    ['bonjour', { code: 'no-fnc1', at: 0 }],
    [
      '(01)03400930218663(10)A',
      { code: 'rule', rule: 'csum', fault: 'INCORRECT_CHECK_DIGIT', ai: '01', at: 17 },
    ],
    ['^0103400930218663', { code: 'rule', rule: 'csum', ai: '01', at: 16 }],
    // Cut: the scanner lost the end.
    ['^010340093021', { code: 'too-short', rule: 'N14', ai: '01', at: 13 }],
    ['^01034009302186621721', { code: 'too-short', rule: 'N6', ai: '17', at: 21 }],
    ['^010340093021866210', { code: 'too-short', rule: 'X..20', ai: '10', at: 19 }],
    ['^0103400930218662172', { code: 'too-short', rule: 'N6', ai: '17' }],
    ['^01034009302186621', { code: 'unknown-ai', at: 17 }],
    // Impossible days.
    [
      '(01)03400930218662(17)210230',
      { code: 'rule', rule: 'yymmd0', fault: 'ILLEGAL_DAY', ai: '17', at: 26 },
    ],
    ['(01)03400930218662(17)211301', { code: 'rule', rule: 'yymmd0', fault: 'ILLEGAL_MONTH', at: 24 }],
    // Two of one.
    [`${VIAL}(17)210930`, { code: 'repeated', rule: 'repeat', ai: '17', at: 38 }],
    [`${VIAL}(10)EJ6796`, { code: 'repeated', ai: '10' }],
    [
      '(01)03400930218662(10)ABCDEFGHIJKLMNOPQRSTU',
      { code: 'value-too-long', rule: 'X..20', ai: '10', at: 42 },
    ],
    ['(01)03400930218662(10)A^B', { code: 'rule', rule: 'cset82', at: 23 }],
    ['(01)03400930218662(10)A\\(é', { code: 'rule', rule: 'cset82', at: 25 }],
    ['(05)1', { code: 'unknown-ai', at: 1 }],
    ['(01', { code: 'malformed', at: 0 }],
    ['(01)03400930218662(10)', { code: 'too-short', ai: '10', at: 22 }],
    ['^891234', { code: 'unknown-ai', at: 1 }],
    [']A0123', { code: 'not-gs1' }],
  ])('%s', (text, error) => {
    expect(parse(text)).toMatchObject({ ok: false, error });
  });

  test('no more is read than a carrier can hold', () => {
    expect(parse(`(10)${'A'.repeat(BARCODE_MAX)}`)).toMatchObject({ ok: false, error: { code: 'too-long' } });
    expect(parse('^99A'.repeat(65))).toMatchObject({ ok: false, error: { code: 'too-many' } });
  });

  test('the same twice is not a contradiction', () => {
    expect(parse(`${VIAL}(10)EJ6795`)).toMatchObject({ ok: true, lot: 'EJ6795' });
  });
});

describe('what goes with what is a warning', () => {
  const warned = (text: string) => {
    const answer = parse(text);
    return answer.ok ? answer.warnings.map(({ code, ai, with: other }) => [code, ai, other]) : answer.error;
  };
  test.each([
    ['(10)EJ6795', [['requires', '10', '01,02,03,8006,8026']]],
    ['(02)03400930218662(37)5', [['requires', '37', '00']]],
    [
      '(01)03400930218662(02)03400930218662(37)5(00)340093000000000014',
      [
        ['excludes', '01', '37'],
        ['excludes', '02', '01'],
      ],
    ],
    ['(01)03400930218662(250)A', [['requires', '250', '21']]],
    [
      '(01)03400930218662(3103)000195(3105)000195',
      [
        ['excludes', '3103', '3105'],
        ['excludes', '3105', '3103'],
      ],
    ],
    ['(8030)AAAA(253)3400930000007', [['serial', '253', '8030']]],
  ])('%s', (text, warnings) => {
    expect(warned(text)).toEqual(warnings);
  });
});

describe('whatever comes in', () => {
  test('any text is answered, with a place inside it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.string({ unit: fc.constantFrom(...'\x1d()^\\]0123456789ABCd'), maxLength: 60 }),
        ),
        (text) => {
          const answer = parse(text);
          if (answer.ok) expect(answer.elements.length).toBeGreaterThan(0);
          else {
            expect(answer.error.at).toBeGreaterThanOrEqual(0);
            expect(answer.error.at).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  const lot = fc.stringMatching(/^[!"%-?A-Z_a-z]{1,20}$/);
  test('written in brackets or as carriers hold it, one code is read the same', () => {
    fc.assert(
      fc.property(lot, lot, fc.integer({ min: 0, max: 10 ** 12 }), (one, other, number) => {
        const digits = String(number).padStart(13, '0');
        const check = [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
        const gtin = `${digits}${(10 - (check % 10)) % 10}`;
        const written = (text: string) => text.replaceAll('(', '\\(');
        const bracketed = parse(`(01)${gtin}(10)${written(one)}(21)${written(other)}`);
        expect(bracketed).toMatchObject({ ok: true, gtin, lot: one, serial: other });
        if (bracketed.ok) expect(parse(bracketed.elementString)).toEqual(bracketed);
        expect(parse(`]d201${gtin}10${one}\x1d21${other}`)).toEqual(bracketed);
      }),
    );
  });
});
