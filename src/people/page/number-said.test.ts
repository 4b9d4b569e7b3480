import { describe, expect, test } from 'vitest';
import { keyOf } from '#people/national-number.ts';
import { sayNumber, spacedNumber } from '#people/page/number-said.ts';

const THIRTEEN = '2380248095012';
const WHOLE = `${THIRTEEN}${keyOf(THIRTEEN)}`;

describe('a national number as it is typed', () => {
  test('it is told how far it is, then whose it is, then that its key is right', () => {
    expect(sayNumber('')).toEqual({ is: 'empty' });
    expect(sayNumber('2 38 02')).toMatchObject({ is: 'unfinished', text: { en: '5 characters of 15' } });
    expect(sayNumber(THIRTEEN)).toMatchObject({ is: 'unfinished' });
    expect(sayNumber(WHOLE)).toMatchObject({ is: 'right' });
    expect(sayNumber(WHOLE)).toHaveProperty('text.en', 'Right key: a woman born in February “38”.');
    expect(sayNumber(WHOLE)).toHaveProperty('text.fr', expect.stringContaining('une femme née en février'));
  });

  test('a wrong key, a month that is none and a strange letter are told apart', () => {
    const wrongKey = `${THIRTEEN}${keyOf(THIRTEEN) === '01' ? '02' : '01'}`;
    expect(sayNumber(wrongKey)).toHaveProperty('text.en', expect.stringContaining('the key'));
    expect(sayNumber('2381848095012')).toHaveProperty('text.en', expect.stringContaining('no month'));
    expect(sayNumber('23X')).toMatchObject({ is: 'wrong' });
  });

  test('it is spaced as on a card, and what is no number is left as typed', () => {
    expect(spacedNumber(WHOLE)).toBe(`2 38 02 48 095 012 ${keyOf(THIRTEEN)}`);
    expect(spacedNumber('2 38')).toBe('2 38');
  });
});
