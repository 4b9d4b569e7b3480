import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseNumber } from '#people/columns.ts';
import {
  fold,
  normaliseAddress,
  normaliseBirthDate,
  normaliseCity,
  normaliseEmail,
  normaliseName,
  normalisePhone,
  normalisePostcode,
  normaliseSex,
  normaliseStreetNumber,
  splitAddress,
} from '#people/identity-traits.ts';

describe('one way of writing', () => {
  test.each([
    ['« D’Artagnan-Œuvré »', 'd artagnan oeuvre'],
    ['NUÑEZ  y  Ibáñez', 'nunez y ibanez'],
    ['Łukasz Ðorđević', 'lukasz dordevic'],
    ['STRAßE', 'strasse'],
    ['Le\u00a0Gall', 'le gall'],
    ['e\u0301lodie', 'elodie'],
    ['李 明', '李 明'],
  ])('the name %s', (written, expected) => {
    expect(fold(written)).toBe(expected);
  });

  test('a name said to be unknown is absent', () => {
    expect(['INCONNU', 'X', 'sans prénom', 'Unknown'].map(normaliseName)).toEqual(['', '', '', '']);
  });

  test.each([
    ['1963-05-12', '19630512'],
    ['19630512', '19630512'],
    ['12/05/1963', '19630512'],
    ['12.5.1963', '19630512'],
    ['12051963', '19630512'],
    ['05/25/1963', '19630525'],
    ['1963-05-12T00:00:00Z', '19630512'],
    ['12/05/63', '19630512'],
    ['12/05/19', '20190512'],
    ['1963', '19630000'],
    ['05/1963', '19630500'],
    ['1963-00-00', '19630000'],
    ['00/00/1963', '19630000'],
    ['1963-31-42', '19633142'],
    ['', ''],
    ['unknown', ''],
    ['0000-00-00', ''],
  ])('the birth date %s', (written, expected) => {
    expect(normaliseBirthDate(written)).toBe(expected);
  });

  test('sex, phones, e-mails, postcodes', () => {
    expect(['Masculin', 'F', '2', 'Mme', '?', ''].map(normaliseSex)).toEqual(['m', 'f', 'f', 'f', '', '']);
    expect(
      ['+33 6 12 34 56 78', '0033612345678', '06.12.34.56.78', '+33 (0)6 12345678', '0000000000', '12'].map(
        normalisePhone,
      ),
    ).toEqual(['0612345678', '0612345678', '0612345678', '0612345678', '', '']);
    expect([' Jean.Martin+vaccin@Example.FR ', 'no', '@x.fr', 'a@b@c.fr'].map(normaliseEmail)).toEqual([
      'jean.martin@example.fr',
      '',
      '',
      '',
    ]);
    expect(['1000', '01000', ' 2A 004', '2600'].map(normalisePostcode)).toEqual([
      '01000',
      '01000',
      '2a004',
      '02600',
    ]);
  });

  test('towns and streets', () => {
    expect(['St-Étienne CEDEX 2', 'Paris 15e', 'Saint Étienne'].map(normaliseCity)).toEqual([
      'saint etienne',
      'paris',
      'saint etienne',
    ]);
    expect(splitAddress('12 bis, av. du Gal Leclerc')).toEqual({
      number: '12bis',
      street: 'avenue du gal leclerc',
    });
    expect(splitAddress('8 mai 1945')).toEqual({ number: '8', street: 'mai 1945' });
    expect(normaliseAddress('BD St-Michel')).toBe('boulevard saint michel');
    expect(normaliseStreetNumber('012 bis')).toBe('12bis');
  });

  test('a number that its key does not prove is marked', () => {
    expect(
      ['255081416802538', '2 55 08 14 168 025', '255081416802539', 'A123-456', '11'].map(normaliseNumber),
    ).toEqual(['2550814168025', '2550814168025?', '2550814168025?', 'A123456?', '']);
  });

  test('writing anew what was written anew changes nothing', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(..."éÈçœŒßİıø’'- .,/0123456789aZ中ع"), maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, (written) => {
        for (const normalise of [
          fold,
          normaliseName,
          normaliseSex,
          normalisePhone,
          normaliseEmail,
          normalisePostcode,
          normaliseCity,
          normaliseStreetNumber,
        ]) {
          const once = normalise(written);
          expect(normalise(once)).toBe(once);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('every way of writing a day gives the same', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2021 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 13, max: 28 }),
        (year, month, day) => {
          const [m, d] = [two(month), two(day)];
          const ways = [
            `${year}${m}${d}`,
            `${year}-${m}-${d}`,
            `${d}/${m}/${year}`,
            `${m}/${d}/${year}`,
            `${d}.${month}.${year}`,
          ];
          expect(new Set(ways.map(normaliseBirthDate))).toEqual(new Set([`${year}${m}${d}`]));
        },
      ),
    );
  });
});
