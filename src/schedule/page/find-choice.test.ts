import { expect, test } from 'vitest';
import { choiceOfCode, choiceText, findChoices } from './find-choice.ts';
import { readList } from './read-list.ts';

const VACCINES = [
  ['10', 'IPV'],
  ['110', 'DTaP-Hep B-IPV'],
  ['20', 'DTaP'],
  ['09', 'Td (adult), adsorbed'],
  ['115', 'Tdap'],
  ['08', 'Hep B, adolescent or pediatric'],
  ['83', 'Hépatite A, enfant'],
].map(([id = '', name = '']) => ({ id, name, hint: id }));

const found = (typed: string) => findChoices(VACCINES, typed, 5).map(({ id }) => id);

test('a code finds its vaccine first, then those that begin like it', () => {
  expect(found('10')).toEqual(['10']);
  expect(found('11')).toEqual(['115', '110']);
  expect(found('9')).toEqual(['09']);
  expect(found('8')).toEqual(['08', '83']);
});

test('a name is found by its beginnings, without accents or case', () => {
  expect(found('tdap')).toEqual(['115']);
  expect(found('hepatite')).toEqual(['83']);
  expect(found('hep b')[0]).toBe('08');
  expect(found('dtap')).toEqual(['20', '110']);
  expect(found('ipv dtap')).toEqual(['110']);
  expect(found('zzz')).toEqual([]);
});

test('what is chosen stays found while it is written in full', () => {
  for (const choice of VACCINES) expect(found(choiceText(choice))).toEqual([choice.id]);
  expect(found('')).toHaveLength(5);
});

test('a pasted list gives its doses and hands back what is none', () => {
  const known = (code: string) => choiceOfCode(VACCINES, code)?.id;
  const text =
    '12/05/2016\t20\n2016-07-12;9;skb\r\n\n2016-09-12 cvx:110\n31/02/2016\t20\n12/05/2016\t999\nhello';
  expect(readList(text, known)).toEqual({
    doses: [
      { date: '2016-05-12', code: '20', mvx: '' },
      { date: '2016-07-12', code: '09', mvx: 'SKB' },
      { date: '2016-09-12', code: '110', mvx: '' },
    ],
    unread: ['31/02/2016\t20', '12/05/2016\t999', 'hello'],
  });
});
