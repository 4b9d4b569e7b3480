import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CITIZEN, holds, shownSituations, situationsOfPractice } from '#access/situation.ts';
import { HEALTH_PROFESSIONS, professionTitle } from '#access/situation-professions.ts';

const FOLDER = join(import.meta.dirname, '../../tests/data/oidc');
const { SubjectRefPro } = z
  .object({ SubjectRefPro: z.unknown() })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'psc-userinfo-899700366240.json'), 'utf8')));

const practice = (profession: string, activities: readonly object[], category = 'C') => ({
  exercices: [{ codeProfession: profession, codeCategorieProfessionnelle: category, activities }],
});
const placesOf = (activity: object): string[] =>
  situationsOfPractice(practice('10', [activity])).map(({ place }) => place);

describe('what Pro Santé Connect says of a doctor', () => {
  test('the four activities of its example are two situations: each is written twice', () => {
    expect(situationsOfPractice(SubjectRefPro)).toEqual([
      {
        role: 'vaccinator',
        profession: 'doctor',
        structure: 'CABINET M DOC0036624',
        place: 'DEP-75',
        profile: null,
      },
      {
        role: 'vaccinator',
        profession: 'doctor',
        structure: 'HOPITAL GENERIQUE  FIN VARI',
        place: 'DEP-75',
        profile: null,
      },
    ]);
  });

  test('a declared place is taken before the department', () => {
    const findPlace = ({ finess }: { finess: string }) => (finess === '0B0172805' ? 'C-75' : undefined);
    expect(situationsOfPractice(SubjectRefPro, { findPlace }).map(({ place }) => place)).toEqual([
      'DEP-75',
      'C-75',
    ]);
  });

  test.each([
    [{ codeCommune: '48095', codePostal: '75009' }, 'DEP-48'],
    [{ codeCommune: '', codePostal: '97200' }, 'DEP-972'],
    [{ codeCommune: '2A004' }, 'DEP-2A'],
    [{ codePostal: '20000' }, 'DEP-2A'],
    [{ codePostal: '20600' }, 'DEP-2B'],
    [{ bureauCedex: '48001 MENDE CEDEX' }, 'DEP-48'],
    [{ bureauCedex: 'MENDE' }, ''],
    [{ codePostal: '99999', codeCommune: 'abroad' }, ''],
    [{}, ''],
  ])('%j is %s', (activity, place) => {
    expect(placesOf(activity)).toEqual([place]);
  });
});

describe('professions', () => {
  test.each([
    ['10', 'vaccinator'],
    ['21', 'vaccinator'],
    ['40', 'vaccinator'],
    ['50', 'vaccinator'],
    ['60', 'vaccinator'],
    ['70', undefined],
    ['95', undefined],
    ['00', undefined],
    ['constructor', undefined],
  ])('%s: %s', (profession, role) => {
    const situations = situationsOfPractice(practice(profession, [{ codePostal: '48000' }]));
    expect(situations.map((one) => one.role)).toEqual(role === undefined ? [] : [role]);
  });

  test('a student does not practise by right, a military doctor does', () => {
    expect(situationsOfPractice(practice('10', [{}], 'E'))).toEqual([]);
    expect(situationsOfPractice(practice('10', [{}], 'M'))).toHaveLength(1);
  });

  test('who practises nowhere has no situation', () => {
    for (const claim of [undefined, null, {}, { exercices: [] }, practice('10', []), 'x', [1]])
      expect(situationsOfPractice(claim)).toEqual([]);
  });

  test('each has a name in both languages', () => {
    for (const { code } of Object.values(HEALTH_PROFESSIONS)) expect(professionTitle(code).fr).not.toBe(code);
    expect(professionTitle('sorcerer')).toEqual({ fr: 'sorcerer', en: 'sorcerer' });
  });
});

test('whatever the claims are, they are read without a fault, and no situation comes twice', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('48095', '75009', '10', '60', ''));
  const activity = fc.record(
    { codeCommune: odd, codePostal: odd, raisonSocialeSite: odd },
    { requiredKeys: [] },
  );
  const claim = fc.oneof(
    fc.jsonValue(),
    fc.record({
      exercices: fc.array(
        fc.record({ codeProfession: fc.constantFrom('10', '60', '70'), activities: fc.array(activity) }),
      ),
    }),
  );
  fc.assert(
    fc.property(claim, (value) => {
      const situations = situationsOfPractice(value).map((one) => JSON.stringify(one));
      expect(new Set(situations).size).toBe(situations.length);
    }),
  );
});

describe('a situation that hangs on a profile', () => {
  const profile = { id: 'p', from: '2021-03-20T08:00:00.000Z', until: '2021-03-22T20:00:00.000Z' };
  const kept = {
    ...CITIZEN,
    role: 'delegate' as const,
    place: 'C-64',
    profession: 'firefighter',
    profile: 'p',
  };

  test.each([
    ['2021-03-20T07:59:59.999Z', false],
    ['2021-03-20T08:00:00.000Z', true],
    ['2021-03-22T19:59:59.999Z', true],
    ['2021-03-22T20:00:00.000Z', false],
  ])('at %s: %s', (now, expected) => {
    expect(holds(kept, [profile], now)).toBe(expected);
    expect(holds(kept, [], now)).toBe(false);
    expect(holds(CITIZEN, [], now)).toBe(true);
  });

  test('keeps its number when one before it has ended', () => {
    const ended = { ...kept, profile: 'gone' };
    const shown = shownSituations([CITIZEN, ended, kept], [profile], profile.from, (place) => `<${place}>`);
    expect(shown).toMatchObject([
      { index: 0, placeName: '', until: null },
      { index: 2, placeName: '<C-64>', until: profile.until },
    ]);
  });
});
