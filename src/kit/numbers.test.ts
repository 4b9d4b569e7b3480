import { describe, expect, test } from 'vitest';
import { FORMATS } from '#kit/numbers.ts';
import { typeset } from '#kit/typeset.ts';

describe('what a page writes that is not a word', () => {
  test('numbers, shares and days follow the language', () => {
    const { fr, en } = FORMATS;
    expect([fr.integer(1_540_024), en.integer(1_540_024)]).toEqual(['1\u202f540\u202f024', '1,540,024']);
    expect([fr.percent(0.023), en.percent(0.023)]).toEqual(['2,3\u202f%', '2.3%']);
    expect([fr.day('2021-03-01'), en.day('2021-03-01')]).toEqual(['1er mars 2021', '1 March 2021']);
    expect(fr.weekday('2021-08-01')).toBe('dimanche 1er août 2021');
    expect(fr.signedPercent(-0.21)).toContain('−21');
    expect([fr.about(27_493), en.about(312), en.about(0)]).toEqual(['27\u202f500', '312', '0']);
    expect([fr.axis(150_000), fr.axis(2_400_000)]).toEqual(['150\u202f000', '2,4\u00a0M']);
    expect([fr.bytes(1_204_000), en.bytes(980)]).toEqual(['1,2\u00a0Mo', '980\u00a0B']);
  });

  test('a text of the data is typeset: no lone punctuation, days in words', () => {
    expect(typeset('Dose 2 : dès 21 jours, avant le 2021-04-01 « si possible »', 'fr')).toBe(
      'Dose 2\u00a0: dès 21\u00a0jours, avant le 1er avril 2021 «\u00a0si possible\u00a0»',
    );
    expect(typeset('Dose 2: from 21 days, before 2021-04-01', 'en')).toBe(
      'Dose 2: from 21\u00a0days, before 1 April 2021',
    );
  });
});
