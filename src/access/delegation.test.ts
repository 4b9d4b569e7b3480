import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesPerson, readPeriod, roleDelegated } from '#access/delegation.ts';
import { isRefused } from '#kernel/result.ts';

const born = '1990-05-21';
const person = { givenNames: 'Jean-Paul Marie', familyName: 'de La Tour d’Auvergne', birthDate: born };
const names = (givenNames: string, familyName: string, birthDate = born): boolean =>
  namesPerson({ givenNames, familyName, birthDate }, person);

describe('a delegation names', () => {
  test.each([
    ['Jean-Paul', 'de La Tour d’Auvergne'],
    ['jean paul', "LA TOUR D'AUVERGNE"],
    ['JEAN PAUL', 'Tour Auvergne'],
    ['Jean-Paul Marie', 'DE LA TOUR D AUVERGNE'],
  ])('%s %s', (given, family) => {
    expect(names(given, family)).toBe(true);
  });

  test.each([
    ['Jean', 'de La Tour d’Auvergne'],
    ['Marie', 'de La Tour d’Auvergne'],
    ['Paul', 'de La Tour d’Auvergne'],
    ['Jean-Paul', 'de La Tour'],
    ['Jean-Paul', 'Auvergne'],
    ['Jean-Paul', ''],
    ['', 'de La Tour d’Auvergne'],
    ['Jeanne-Paul', 'de La Tour d’Auvergne'],
  ])('not %s %s', (given, family) => {
    expect(names(given, family)).toBe(false);
  });

  test('nobody born on another day', () => {
    expect(names('Jean-Paul', 'de La Tour d’Auvergne', '1990-05-22')).toBe(false);
  });

  test('a person by the name they use too', () => {
    const married = { ...person, usedFamilyName: 'Nguyễn' };
    expect(namesPerson({ ...person, familyName: 'NGUYEN' }, married)).toBe(true);
    expect(namesPerson({ ...person, familyName: 'NGUYEN' }, person)).toBe(false);
  });

  test('everybody by their own name, in capitals and without accents as well', () => {
    const word = fc.constantFrom('Zoé', 'Noël', 'Ça', 'Le', 'D’Or', 'Œuf', 'Štěpán', 'O’Brien', 'Anne');
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(name, name, (givenNames, familyName) => {
        const own = { givenNames, familyName, birthDate: born };
        const plain = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
        expect(namesPerson(own, own)).toBe(true);
        expect(
          namesPerson({ ...own, givenNames: plain(givenNames), familyName: plain(familyName) }, own),
        ).toBe(true);
      }),
    );
  });

  test('nobody when it holds no letter', () => {
    const nothing = { givenNames: '-', familyName: '?', birthDate: born };
    expect(namesPerson(nothing, nothing)).toBe(false);
  });
});

describe('the period of a delegation', () => {
  const now = '2021-03-20T10:00:00.000Z';
  const read = (from: string, until: string) => readPeriod({ from, until }, now);

  test('is kept in UTC, whatever zone it was written in', () => {
    expect(read('2021-03-20T11:00:00+01:00', '2021-03-21T20:00:00+02:00')).toEqual({
      from: '2021-03-20T10:00:00.000Z',
      until: '2021-03-21T18:00:00.000Z',
    });
  });

  test('is of 92 days, and not an instant more', () => {
    expect(isRefused(read(now, '2021-06-20T10:00:00.000Z'))).toBe(false);
    expect(read(now, '2021-06-20T10:00:00.001Z')).toMatchObject({ refusal: { code: 'delegation-period' } });
  });

  test('of any instants the schema takes is read, or refused in words', () => {
    const instant = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom('Z', '+23:59', '-23:59'), fc.boolean())
      .map(([year, zone, isLate]) => {
        const day = isLate ? '12-31T23:59:59.999999999' : '01-01T00:00:00';
        return `${String(year).padStart(4, '0')}-${day}${zone}`;
      });
    fc.assert(
      fc.property(instant, instant, (from, until) => {
        const period = read(from, until);
        expect(isRefused(period) ? period.refusal.code : period.from.length).toBe(
          isRefused(period) ? 'delegation-period' : 24,
        );
      }),
    );
    for (const far of ['9999-12-31T23:59:59-23:59', '0000-01-01T00:00:00+23:00'])
      for (const period of [read(far, now), read(now, far)])
        expect(period).toMatchObject({ refusal: { code: 'delegation-period' } });
  });

  test('ends after it begins, is not over, and begins within 92 days', () => {
    for (const [from, until] of [
      ['2021-03-22T00:00:00Z', '2021-03-22T00:00:00Z'],
      ['2021-03-01T00:00:00Z', '2021-03-20T10:00:00Z'],
      ['2021-07-01T00:00:00Z', '2021-07-02T00:00:00Z'],
    ])
      expect(read(from ?? '', until ?? '')).toMatchObject({ refusal: { code: 'delegation-period' } });
  });
});

test('a secretary receives, all others vaccinate', () => {
  expect(roleDelegated('secretary')).toBe('secretary');
  expect(roleDelegated('firefighter')).toBe('delegate');
});
