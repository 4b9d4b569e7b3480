import { describe, expect, test } from 'vitest';
import { COMPARISONS } from '#people/comparisons.ts';
import { RELATIONS } from '#people/fellegi-sunter.ts';
import {
  keepOf,
  leaningOf,
  levelWords,
  otherwiseWords,
  probabilityWords,
  traitRows,
} from '#people/page/evidence.ts';
import type { PersonShown } from '#people/people.api.ts';
import type { Identity } from '#people/person.ts';

const shown = (
  person: string,
  identity: Partial<Identity> = {},
  more: Partial<PersonShown> = {},
): PersonShown => ({
  person,
  version: 1,
  identity: {
    familyName: 'Imaginaire',
    givenNames: 'Lucien',
    birthDate: '1949-09-30',
    sex: 'm',
    ...identity,
  },
  trust: 'provisional',
  evidence: [],
  subjects: [],
  place: null,
  opposedSince: null,
  mergedInto: null,
  merged: [],
  warnings: [],
  ...more,
});

describe('what a comparison says, in words', () => {
  test('every level of every comparison has words of its own, and every relation too', () => {
    for (const { name, levels } of COMPARISONS)
      for (const level of levels)
        expect(levelWords({ comparison: name, level, weight: 0 }).en, `${name} ${level}`).not.toBe(
          'Compared',
        );
    for (const relation of RELATIONS.filter((one) => one !== 'same'))
      expect(otherwiseWords(relation).fr, relation).not.toBe(relation);
  });

  test('a weight leans one way, by its strength, and a small one not at all', () => {
    const leaning = (weight: number) => leaningOf({ comparison: 'sex', level: 'exact', weight });
    expect(leaning(12)).toMatchObject({ leans: 'one', words: { en: 'very strongly for one person' } });
    expect(leaning(-3)).toMatchObject({ leans: 'two', words: { en: 'clearly for two people' } });
    expect(leaning(0.1)).toMatchObject({ leans: 'neither', length: 0 });
    expect(leaning(100).length).toBe(1);
  });

  test('a probability is never told surer than it is', () => {
    expect(probabilityWords(0.999).en).toBe('Almost certainly one person');
    expect(probabilityWords(0.5).en).toContain('do not settle it');
    expect(probabilityWords(0.01).en).toBe('Very probably two people');
  });
});

describe('two records side by side', () => {
  const one = shown('a', { familyName: 'Imaginere', phone: '0600000000' });
  const other = shown('b', { birthPlace: '48061' });

  test('traits come in one order, marked same, near, other or missing; what nobody knows is left out', () => {
    const rows = traitRows({
      one,
      other,
      evidence: [
        { comparison: 'familyName', level: 'close', weight: 4 },
        { comparison: 'givenName', level: 'exact', weight: 6 },
        { comparison: 'birthDate', level: 'exact', weight: 12 },
        { comparison: 'sex', level: 'different', weight: -6 },
      ],
    });
    expect(rows.map(({ trait, mark }) => `${trait} ${mark}`)).toEqual([
      'familyName near',
      'givenNames same',
      'birthDate same',
      'sex other',
      'birthPlace missing',
      'phone missing',
    ]);
  });

  test('the record kept is the more trusted, then that of more facts, then the fuller', () => {
    const facts = { one: 5, other: 1 };
    expect(keepOf({ one, other: shown('b', {}, { trust: 'qualified' }), facts })).toBe('b');
    expect(keepOf({ one, other, facts })).toBe('a');
    expect(keepOf({ one: shown('a'), other, facts: { one: 0, other: 0 } })).toBe('b');
  });
});
