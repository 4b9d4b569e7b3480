import { expect, test } from 'vitest';
import { inForceOn } from '#programmes/vaccination/dashboard/rules.tsx';
import { pathOf, territoryOf } from '#programmes/vaccination/dashboard/view.tsx';
import { ageName, spokenName } from '#programmes/vaccination/dashboard/who.tsx';

test.each([
  ['department/48', {}, 'DEP-48'],
  ['department/2a', {}, 'DEP-2A'],
  ['region/93', {}, 'REG-93'],
  ['france', { territory: 'DEP-48' }, 'FRA'],
  ['', { territory: 'DEP-48' }, 'DEP-48'],
  ['', { territory: 'FRA' }, 'FRA'],
  ['', {}, undefined],
  ['department/../x', {}, undefined],
  ['', { territory: '../../secret' }, undefined],
])('the address %s with %j is about %s', (path, query, territory) => {
  expect(territoryOf({ path, query })).toBe(territory);
});

test.each(['FRA', 'DEP-48', 'DEP-2A', 'REG-93'])(
  '%s is found again from the address it writes',
  (territory) => {
    expect(territoryOf({ path: pathOf(territory), query: {} })).toBe(territory);
  },
);

test('a class of age is said by its bounds', () => {
  expect([ageName('04'), ageName('24'), ageName('80'), ageName('?')].map((name) => name.fr)).toEqual([
    '0–4 ans',
    '18–24 ans',
    '80 ans et plus',
    'Âge inconnu',
  ]);
});

test('a product is called as people call it', () => {
  expect(
    [
      'Comirnaty 30 µg (tozinameran), Pfizer-BioNTech',
      'Vaxzevria / COVID-19 Vaccine AstraZeneca (ChAdOx1-S)',
      'Nuvaxovid (NVX-CoV2373)',
    ].map(spokenName),
  ).toEqual(['Pfizer-BioNTech', 'AstraZeneca', 'Nuvaxovid']);
});

test('a strategy holds from its first day to the eve of the next', () => {
  const strategy = (id: string, from: string, until: string | null) => ({
    id,
    from,
    until,
    changes: [],
    reading: [],
    sources: [],
  });
  const strategies = {
    strategies: [strategy('1', '2020-12-27', '2021-01-18'), strategy('2', '2021-01-18', null)],
  };
  expect(
    ['2020-12-26', '2021-01-17', '2021-01-18', '2030-01-01'].map((day) => inForceOn(strategies, day)?.id),
  ).toEqual([undefined, '1', '2', '2']);
});
