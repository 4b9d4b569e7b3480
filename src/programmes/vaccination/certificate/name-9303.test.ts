import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NAME_MAX, transliterated } from '#programmes/vaccination/certificate/name-9303.ts';

test.each([
  // The examples of the schema itself.
  ["d'Červenková Panklová", 'DCERVENKOVA<PANKLOVA'],
  ['Jiřina-Maria Alena', 'JIRINA<MARIA<ALENA'],
  ['Smith-Jones', 'SMITH<JONES'],
  // French names, with both apostrophes and ligatures.
  ['L’Œillet', 'LOEILLET'],
  ['Noël-François Agnès', 'NOEL<FRANCOIS<AGNES'],
  ['Le Gʼhall', 'LE<GHALL'],
  ['Lætitia', 'LAETITIA'],
  ['Ÿ', 'Y'],
  // Table A.
  ['Müller Größe', 'MUELLER<GROESSE'],
  ['Ångström', 'AANGSTROEM'],
  ['Ærø', 'AEROE'],
  ['Þór Đặng Łukasz', 'THOR<DANG<LUKASZ'],
  ['Nguyễn Thị', 'NGUYEN<THI'],
  ['Iğdır', 'IGDIR'],
  ['İbrahim Şükrü', 'IBRAHIM<SUEKRUE'],
  ['Muñoz', 'MUNOZ'],
  // Table B, of which the passports of Russia are an example.
  ['Щербаков Юрий', 'SHCHERBAKOV<IURII'],
  // The worked example of Doc 9303 part 3, appendix B.
  ['ابو بكر محمد بن زكريا الرازي', 'ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY'],
  ['فاطمة', 'FAXTTMXAH'],
  ['محمّد', 'MXHMMD'],
  ['Παπαδόπουλος', 'PAPADOPOULOS'],
  // Nothing of it can be written.
  ['山田', ''],
  ['3.', ''],
  // Fillers are never doubled, nor at an end.
  [' - Le  -  Goff ', 'LE<GOFF'],
])('%s is written %s', (name, expected) => {
  expect(transliterated(name)).toBe(expected);
});

test('whatever the name, only letters and single fillers between them, as the schema wants', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (name) => {
      const text = transliterated(name);
      expect(text).toMatch(/^(?:[A-Z]+(?:<[A-Z]+)*)?$/);
      expect(text.length).toBeLessThanOrEqual(NAME_MAX);
    }),
    { numRuns: 2000 },
  );
});

test('accents, case and the way they are encoded change nothing', () => {
  const latin = fc.stringMatching(/^[A-Za-zàâçéèêëîïôùûÿœæñ' -]{1,60}$/);
  fc.assert(
    fc.property(latin, (name) => {
      expect(transliterated(name.normalize('NFD'))).toBe(transliterated(name));
      expect(transliterated(name.toUpperCase())).toBe(transliterated(name));
    }),
  );
});
