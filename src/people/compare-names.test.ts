import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDates, DATE, DATE_LEVELS } from '#people/compare-dates.ts';
import { compareNames, NAME_LEVELS } from '#people/compare-names.ts';
import { fold } from '#people/identity-traits.ts';
import { areOneErrorApart, editDistance, jaro, jaroWinkler } from '#people/name-distance.ts';
import { nameForm, outlineOf } from '#people/name-form.ts';
import { phonex } from '#people/phonex.ts';

const levelOf = (a: string, b: string, known = false): string =>
  NAME_LEVELS[compareNames(nameForm(fold(a)), nameForm(fold(b)), known)] ?? '';

describe('distances', () => {
  test('as published', () => {
    expect(editDistance('ca', 'abc')).toBe(3);
    expect(editDistance('martin', 'marthin')).toBe(1);
    expect(editDistance('martin', 'matrin')).toBe(1);
    expect(editDistance('martin', 'durand', 2)).toBe(3);
    // Winkler 1990, table 1.
    expect(jaro('martha', 'marhta')).toBeCloseTo(0.944, 3);
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.961, 3);
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 3);
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.813, 3);
  });

  const word = fc.string({ unit: fc.constantFrom(...'abcdeéz '), maxLength: 12 });
  test('are the same both ways, and 0 or 1 only for the same word', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        const likeness = jaroWinkler(a, b);
        expect(likeness).toBeCloseTo(jaroWinkler(b, a), 12);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
        expect(jaroWinkler(a, a)).toBe(1);
      }),
    );
  });

  test('one error apart is a distance of 1 at most', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const chars = Array.from(a + b, (_, i) => (a + b).charCodeAt(i));
        const apart = areOneErrorApart(chars, 0, a.length, a.length, a.length + b.length);
        expect(apart).toBe(editDistance(a, b) <= 1);
      }),
      { numRuns: 2000 },
    );
  });

  test('a limit is told by one more', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(editDistance(a, b), limit + 1));
      }),
    );
  });
});

describe('sounds', () => {
  test.each([
    ['gros', 'graux'],
    ['philippe', 'filipe'],
    ['dupont', 'dupond'],
    ['lefebvre', 'lefebvres'],
    ['quentin', 'kentin'],
  ])('%s and %s have one outline', (a, b) => {
    expect(outlineOf(a)).toBe(outlineOf(b));
  });

  test('Phonex: what sounds alike has one code, what does not has two', () => {
    expect(phonex('philippe')).toBe(phonex('filipe'));
    expect(phonex('martinot')).toBe(phonex('martineau'));
    expect(phonex('thomas')).toBe(phonex('tomas'));
    expect(phonex('martin')).not.toBe(phonex('bernard'));
  });
});

describe('two names', () => {
  test.each([
    ['Jean-Pierre', 'JEAN PIERRE', 'exact'],
    ['Le Gall', 'LEGALL', 'exact'],
    ["D'Artagnan", 'DARTAGNAN', 'exact'],
    ['de la Tour', 'TOUR', 'close'],
    ['Ben Ali', 'Ali', 'close'],
    ['van den Berg', 'Vandenberg', 'exact'],
    ['Martin', 'Marthin', 'close'],
    ['Philippe', 'Filipe', 'close'],
    ['Martin-Durand', 'Durand', 'part'],
    ['Jean Paul Marie', 'Jean', 'part'],
    ['J', 'Jean', 'part'],
    ['Alexandre', 'Alex', 'part'],
    ['Martin', 'Bernard', 'different'],
    ['Marie', 'Paul', 'different'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(levelOf(a, b)).toBe(level);
    expect(levelOf(b, a)).toBe(level);
  });

  test('names that are both in use are alike, not mistyped', () => {
    expect(levelOf('Louis', 'Louise', true)).toBe('alike');
    expect(levelOf('Louis', 'Louise', false)).toBe('close');
  });

  test('compare the same both ways', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcdel '), minLength: 1, maxLength: 14 }).map(fold);
    fc.assert(
      fc.property(name, name, fc.boolean(), (a, b, known) => {
        const [x, y] = [nameForm(a), nameForm(b)];
        expect(compareNames(x, y, known)).toBe(compareNames(y, x, known));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('two birth dates', () => {
  test.each([
    [19630512, 19630512, 'exact'],
    [19630512, 19631205, 'turned'],
    [19630512, 19630513, 'digit'],
    [19630512, 19360512, 'digit'],
    [19630000, 19630512, 'partial'],
    [19633100, 19633100, 'partial'],
    [19630512, 19710512, 'two parts'],
    [19630512, 19631127, 'year'],
    [19630512, 19901127, 'generation'],
    [19630512, 19671127, 'different'],
  ])('%i and %i: %s', (a, b, level) => {
    expect(DATE_LEVELS[compareDates(a, b)]).toBe(level);
    expect(DATE_LEVELS[compareDates(b, a)]).toBe(level);
  });

  test('compare the same both ways; a date not known agrees fully with none', () => {
    const date = fc
      .tuple(
        fc.integer({ min: 1900, max: 2021 }),
        fc.integer({ min: 0, max: 42 }),
        fc.integer({ min: 0, max: 31 }),
      )
      .map(([year, month, day]) => year * 10_000 + month * 100 + day);
    fc.assert(
      fc.property(date, date, (a, b) => {
        expect(compareDates(a, b)).toBe(compareDates(b, a));
        if (a % 100 === 0) expect(compareDates(a, b)).not.toBe(DATE.exact);
      }),
    );
  });
});
