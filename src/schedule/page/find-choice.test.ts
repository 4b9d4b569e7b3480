import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSchedule } from '#schedule/load.node.ts';
import { choiceOfCode, choiceText, findChoices, meantChoice } from './find-choice.ts';
import { readList } from './read-list.ts';
import { shortName } from './say.ts';

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
  expect(found('11')).toEqual(['110', '115']);
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

describe('the vaccines of the French calendar', async () => {
  const schedule = await readSchedule(join(import.meta.dirname, '../../../campaigns/fr-routine'));
  const choices = schedule.vaccines.map(({ code, name }) => ({
    id: code,
    name: shortName(typeof name === 'string' ? { fr: name, en: name } : name, 'fr'),
    hint: code,
  }));
  const listed = (typed: string) => findChoices(choices, typed, 40).map(({ id }) => id);
  const meant = (typed: string) => meantChoice(choices, typed)?.id;

  test.each([
    ['ROR', '03'],
    ['ror', '03'],
    ['varicelle', '21'],
    ['bcg', '19'],
    ['gardasil 9', '165'],
    ['hexyon', '146'],
    ['infanrix hexa', '146'],
    ['infanrix quinta', '170'],
    ['prevenar 13', '133'],
    ['boostrixtetra', 'FR-dTcaP'],
  ])('"%s" is %s', (typed, code) => {
    expect(meant(typed)).toBe(code);
    expect(listed(typed)[0]).toBe(code);
  });

  test.each([
    ['hepatite b', ['08', '42', '43', '44', '45', '189', '220']],
    ['gardasil', ['62', '165']],
    ['infanrix', ['130', '146', '170']],
    ['meningo', ['103', '136', '162', '163']],
    ['hib', ['48', '17']],
    ['covid', ['208', '210', '309']],
    // The name of one begins with it, and another vaccine holds it too.
    ['coqueluche', ['11', '115']],
    // Two codes of one name.
    ['dT adulte', ['09', '138']],
    // Capitals are not told apart: doses for children and for adults both answer.
    ['dtcap', ['146', 'FR-dTcaP']],
  ])('"%s" may be several, and none is taken', (typed, codes) => {
    expect(meant(typed)).toBeUndefined();
    expect(listed(typed)).toEqual(expect.arrayContaining(codes));
  });

  test('those whose name is what is typed come first, then those that begin with it', () => {
    expect(listed('ROR').slice(0, 2)).toEqual(['03', '94']);
    expect(listed('hib').slice(0, 4)).toEqual(['46', '47', '48', '49']);
    expect(listed('hib').slice(4, 6)).toEqual(['17', '51']);
    expect(listed('hepatite b')[0]).toBe('08');
  });

  test('a code typed whole is enough, and what is unknown is nothing', () => {
    for (const { id } of choices) expect(meant(id)).toBe(id);
    expect(meant('3')).toBe('03');
    expect([meant('9999'), meant('zzz'), meant(' '), meant('-')]).toEqual(Array(4).fill(undefined));
    expect(listed('-')).toEqual([]);
  });

  test('what is chosen is still meant, as its field shows it', () => {
    for (const choice of choices) expect(meant(choiceText(choice))).toBe(choice.id);
  });

  test('a remark after a semicolon is not in the short name', () => {
    expect(choices.find(({ id }) => id === 'FR-dTcaP')?.name).toBe(
      'dTcaP, doses réduites (Repevax, Boostrixtetra)',
    );
  });
});
