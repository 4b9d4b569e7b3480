import { beforeAll, describe, expect, test } from 'vitest';
import type { Traits } from '#people/identity-traits.ts';
import { chooseThresholds, link } from '#people/link.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import { keyOf } from '#people/national-number.ts';
import { populationBuilder } from '#people/population.ts';
import { createRegister, type Register, registerCsv } from '#people/replay-errors.ts';
import { createJudge } from '#people/score.ts';
import { NAMES, scoreLinks } from '../../tests/identity.ts';

type Record = { readonly id: string; readonly traits: Traits };

/** Links records; pairs by their ids, and a way to explain one. */
const linkRecords = async (records: readonly Record[]) => {
  const builder = populationBuilder(false);
  for (const { traits } of records) builder.add(traits, 0);
  const population = builder.build();
  const { links, model, thresholds } = await link(population);
  const idOf = (row: number): string => records[population.arrival[row] ?? -1]?.id ?? '';
  const pairs = links.map(({ a, b, probability, decision }) => {
    const [left = '', right = ''] = [idOf(a), idOf(b)].sort();
    return { left, right, probability, decision };
  });
  const rows = new Map(Array.from({ length: population.size }, (_, row) => [idOf(row), row]));
  const judge = createJudge(population, model);
  return {
    pairs,
    thresholds,
    decision: (left: string, right: string) => {
      const [x, y] = [left, right].sort();
      return pairs.find((pair) => pair.left === x && pair.right === y)?.decision ?? 'different';
    },
    explain: (left: string, right: string) => judge.explain(rows.get(left) ?? 0, rows.get(right) ?? 0),
  };
};

let register: Register;
beforeAll(async () => {
  const lists = await readNameLists(NAMES);
  register = createRegister(lists, { records: 3000, duplicates: 0.05, seed: 11 });
});

const numbered = (number: string): string => number + (keyOf(number) ?? '');

/** A person of the cases below: not of the lists, so that nobody of the register is like them. */
const ANNE: Traits = {
  givenName: 'Anne-Sophie',
  familyName: 'de Kervoal',
  birthDate: '1984-03-17',
  sex: 'f',
  birthPlace: '29019',
  nationalNumber: numbered('2840329019042'),
  address: '14 rue des Écoles',
  postcode: '29200',
  city: 'Brest',
  phone: '0612345678',
};
const { nationalNumber: _, phone: __, ...WITHOUT } = ANNE;
const other = (traits: Traits, change: Traits): Traits => ({ ...traits, ...change });

/** Each case: two records, and what may be said of them. */
const CASES: readonly { name: string; one: Traits; two: Traits; may: readonly string[] }[] = [
  {
    name: 'the same person, written otherwise',
    one: ANNE,
    two: other(ANNE, { givenName: 'ANNE SOPHIE', familyName: 'KERVOAL', birthDate: '17/03/1984' }),
    may: ['same'],
  },
  {
    name: 'swapped names',
    one: ANNE,
    two: other(ANNE, { givenName: 'De Kervoal', familyName: 'Anne-Sophie' }),
    may: ['same'],
  },
  {
    name: 'a number with a wrong key',
    one: ANNE,
    two: other(ANNE, { nationalNumber: '284032901904299' }),
    may: ['same'],
  },
  { name: 'a name by marriage', one: ANNE, two: other(ANNE, { familyName: 'Le Bihan' }), may: ['same'] },
  {
    name: 'a day and a month turned',
    one: ANNE,
    two: other(ANNE, { birthDate: '1984-03-18', phone: '0699999999' }),
    may: ['same'],
  },
  {
    name: 'one person with a temporary number, then a definitive one',
    one: ANNE,
    two: other(ANNE, { nationalNumber: numbered('8840329019007') }),
    may: ['same', 'review'],
  },
  {
    name: 'one person with two numbers',
    one: ANNE,
    two: other(ANNE, { nationalNumber: numbered('2840329019777') }),
    may: ['review'],
  },
  {
    name: 'homonyms born the same day',
    one: ANNE,
    two: other(ANNE, {
      birthPlace: '13055',
      nationalNumber: numbered('2840313055042'),
      address: '3 quai du Port',
      postcode: '13002',
      city: 'Marseille',
      phone: '0491000000',
    }),
    may: ['review', 'different'],
  },
  {
    name: 'homonyms born the same day, without numbers',
    one: WITHOUT,
    two: other(WITHOUT, {
      birthPlace: '13055',
      address: '3 quai du Port',
      postcode: '13002',
      city: 'Marseille',
    }),
    may: ['review', 'different'],
  },
  {
    name: 'twins',
    one: ANNE,
    two: other(ANNE, { givenName: 'Gwenola', nationalNumber: numbered('2840329019043') }),
    may: ['review', 'different'],
  },
  {
    name: 'twins of one sex, without numbers',
    one: WITHOUT,
    two: other(WITHOUT, { givenName: 'Gwenola' }),
    may: ['review', 'different'],
  },
  {
    name: 'twins of two sexes',
    one: WITHOUT,
    two: other(WITHOUT, { givenName: 'Tugdual', sex: 'm' }),
    may: ['review', 'different'],
  },
  {
    name: 'a mother and her daughter of one name',
    one: WITHOUT,
    two: other(WITHOUT, { birthDate: '2011-09-02' }),
    may: ['review', 'different'],
  },
  {
    name: "a child under the parent's number",
    one: ANNE,
    two: other(ANNE, { givenName: 'Maëlle', birthDate: '2014-06-30', birthPlace: '29232' }),
    may: ['review', 'different'],
  },
  {
    name: 'two people with one number',
    one: ANNE,
    two: {
      ...ANNE,
      givenName: 'Ronan',
      familyName: 'Tanguy',
      birthDate: '1951-11-05',
      sex: 'm',
      birthPlace: '56121',
      address: '2 place du Marché',
      postcode: '56100',
      city: 'Lorient',
      phone: '0297000000',
    },
    may: ['review', 'different'],
  },
  {
    name: 'neighbours',
    one: WITHOUT,
    two: other(WITHOUT, {
      givenName: 'Ronan',
      familyName: 'Tanguy',
      birthDate: '1951-11-05',
      sex: 'm',
      birthPlace: '56121',
    }),
    may: ['different'],
  },
];

describe('who is who, among 3,000 people', () => {
  test.each(CASES)('$name', async ({ one, two, may }) => {
    const { decision } = await linkRecords([
      ...register.records,
      { id: 'one', traits: one },
      { id: 'two', traits: two },
    ]);
    expect(may).toContain(decision('one', 'two'));
  });

  test('twins are not joined through a record that could be either', async () => {
    const twin = other(WITHOUT, { givenName: 'Gwenola' });
    const { decision } = await linkRecords([
      ...register.records,
      { id: 'anne', traits: ANNE },
      { id: 'gwenola', traits: other(twin, { nationalNumber: numbered('2840329019043') }) },
      { id: 'both', traits: other(WITHOUT, { givenName: 'Anne-Sophie Gwenola' }) },
    ]);
    expect(decision('anne', 'gwenola')).not.toBe('same');
    expect(
      [decision('anne', 'both'), decision('both', 'gwenola')].filter((one) => one === 'same').length,
    ).toBeLessThan(2);
  });

  test('a decision is explained trait by trait, with what else it could be', async () => {
    const { explain } = await linkRecords([
      ...register.records,
      { id: 'one', traits: WITHOUT },
      { id: 'two', traits: other(WITHOUT, { birthDate: '2011-09-02' }) },
    ]);
    const verdict = explain('one', 'two');
    expect(verdict.otherwise.relation).toBe('namesake');
    expect(verdict.evidence).toContainEqual(
      expect.objectContaining({ comparison: 'familyName', level: 'exact' }),
    );
    const weightOf = (name: string): number =>
      verdict.evidence.find(({ comparison }) => comparison === name)?.weight ?? 0;
    expect(weightOf('familyName')).toBeGreaterThan(5);
    expect(weightOf('birthDate')).toBeLessThan(-2);
  });
});

describe('the replayed population', () => {
  test('F1, joined pairs and false joins are as asked', async () => {
    const { pairs } = await linkRecords(register.records);
    const score = scoreLinks(pairs, register.truth);
    expect(score.f1).toBeGreaterThanOrEqual(0.99);
    expect(score.sameShare).toBeGreaterThanOrEqual(0.9);
    expect(score.falseSame).toBe(0);
  });

  test('the order of the rows changes nothing', async () => {
    const told = async (records: readonly Record[]) =>
      (await linkRecords(records)).pairs
        .map(({ left, right, probability, decision }) => `${left} ${right} ${probability} ${decision}`)
        .sort();
    expect(await told(register.records.toReversed())).toEqual(await told(register.records));
  });

  test('one more person, whom nobody knows, changes no clear decision', async () => {
    const before = await linkRecords(register.records);
    const after = await linkRecords([...register.records, { id: 'new', traits: ANNE }]);
    const clear = before.pairs.filter(({ probability }) => probability > 0.999 || probability < 0.4);
    expect(clear.length).toBeGreaterThan(100);
    for (const { left, right, decision } of clear) expect(after.decision(left, right)).toBe(decision);
    expect(after.pairs.filter(({ left, right }) => left === 'new' || right === 'new')).toEqual([]);
  });

  test('is the same for a seed, another for another, and written with its ids first', async () => {
    const lists = await readNameLists(NAMES);
    const options = { records: 300, duplicates: 0.05, seed: 3 };
    const csv = (seed: number): string =>
      [...registerCsv(createRegister(lists, { ...options, seed }))].join('');
    expect(csv(3)).toBe(csv(3));
    expect(csv(3)).not.toBe(csv(4));
    expect(csv(3).split('\n')[0]).toMatch(/^id,givenName,familyName,/);
    expect(new Set(createRegister(lists, options).truth.values()).size).toBe(285);
  });
});

describe('few people, and odd ones', () => {
  test('nobody, one person, and people of whom nothing is known', async () => {
    const nothing = Array.from({ length: 50 }, (_, i) => ({ id: String(i), traits: {} }));
    for (const records of [[], [{ id: 'a', traits: ANNE }], nothing])
      expect((await linkRecords(records)).pairs).toEqual([]);
  });

  test('twins alone are never joined', async () => {
    const { givenName: _given, ...family } = WITHOUT;
    const { decision } = await linkRecords([
      { id: 'a', traits: { ...family, givenName: 'Anne' } },
      { id: 'b', traits: { ...family, givenName: 'Gwenola' } },
    ]);
    expect(decision('a', 'b')).not.toBe('same');
  });

  test('a thousand records of one test entry take no thousand times a thousand comparisons', async () => {
    const entries = Array.from({ length: 3000 }, (_, i) => ({
      id: `t${i}`,
      traits: { givenName: 'Test', familyName: 'Test', birthDate: '1900-01-01', city: `Ville ${i}` },
    }));
    const builder = populationBuilder(false);
    for (const { traits } of entries) builder.add(traits, 0);
    const { compared } = await link(builder.build());
    expect(compared).toBeLessThan(3000 * 400);
  });
});

describe('the thresholds', () => {
  test('same is as sure as asked; review goes down to half the best F1', () => {
    const sure = new Array(1000).fill(0.9999);
    const { same, review } = chooseThresholds([...sure, 0.97, 0.8, 0.3, 0.02]);
    expect(same).toBe(0.9999);
    expect(review).toBeGreaterThan(0.49);
    expect(review).toBeLessThanOrEqual(0.5);
  });

  test('where nothing is sure, nothing is joined', () => {
    expect(chooseThresholds([0.6, 0.5]).same).toBe(1);
    expect(chooseThresholds([])).toEqual({ same: 1, review: 0.05 });
  });
});
