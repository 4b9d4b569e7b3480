import fc from 'fast-check';
import { expect, test } from 'vitest';
import { departmentOf, territoryOf } from '#places/territory.ts';

const places = territoryOf('FRA', [
  { code: 'FRA', name: 'France', parent: 'FRA' },
  { code: 'REG-76', name: 'Occitanie', parent: 'FRA' },
  { code: 'DEP-48', name: 'Lozère', parent: 'REG-76' },
  { code: 'DEP-2A', name: 'Corse-du-Sud', parent: 'REG-94' },
  { code: 'C-64', name: 'CH Lozère', parent: 'DEP-48' },
  { code: 'C-64-1', name: 'CH Lozère, salle 1', parent: 'C-64' },
  { code: 'C-1', name: 'Stock national', parent: 'FRA' },
]);

test('a centre is in its department, its region and the nation', () => {
  expect(places.chainOf('C-64')).toEqual(['C-64', 'DEP-48', 'REG-76', 'FRA']);
  expect(places.within('C-64', ['REG-76'])).toBe(true);
  expect(places.within('C-64', ['DEP-2A'])).toBe(false);
  expect(places.nameOf('48')).toBe('Lozère');
});

test('a bare department, as replayed facts have it, and a commune by its code', () => {
  expect(places.within('48', ['DEP-48'])).toBe(true);
  expect(places.within('DEP-48', ['48'])).toBe(true);
  expect(places.within('48095', ['REG-76'])).toBe(true);
  expect(departmentOf('2A004')).toBe('DEP-2A');
  expect(departmentOf('97209')).toBe('DEP-972');
  expect(departmentOf('99999')).toBeUndefined();
});

test('a place is known that is declared, a department or a commune; a text somebody typed is not', () => {
  for (const place of ['FRA', 'REG-76', 'DEP-48', '48', 'DEP-75', '48095', '2A004', '97209', 'C-64'])
    expect([place, places.isKnown(place)]).toEqual([place, true]);
  for (const place of [
    ...['', 'somewhere', 'REG-77', 'C-65', 'c-64', 'C-64 ', 'DEP-96', 'DEP-', 'DEP-DEP-48', '96', '99999'],
    ...['48Bob', '48095\0', '\0', 'Jean Exemple né le 3 mai 1950', 'constructor', '__proto__'],
  ])
    expect([place, places.isKnown(place)]).toEqual([place, false]);
  expect(territoryOf('FRA', []).isKnown('FRA')).toBe(true);
});

test('a centre is declared below a department, and nothing larger or undeclared is one', () => {
  expect(['C-64', 'C-64-1'].map(places.isCentre)).toEqual([true, true]);
  for (const place of ['FRA', 'REG-76', 'DEP-48', '48', 'DEP-2A', 'DEP-75', '48095', 'C-65', '', 'C-1'])
    expect([place, places.isCentre(place)]).toEqual([place, false]);
});

test('a place nobody declared is in the nation alone', () => {
  expect(places.chainOf('somewhere')).toEqual(['somewhere', 'FRA']);
  expect(places.within('somewhere', ['REG-76'])).toBe(false);
  expect(places.within('somewhere', ['FRA'])).toBe(true);
});

test('nobody reaches what is beside or above them, and a circle of parents ends', () => {
  const codes = ['FRA', 'REG-76', 'DEP-48', 'C-64', 'DEP-2A', '2A004'];
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.constantFrom(...codes), (place, root) => {
      expect(places.within(place, [root])).toBe(places.chainOf(place).includes(root));
      expect(places.within(place, [])).toBe(false);
    }),
  );
  const circle = territoryOf('FRA', [
    { code: 'a', name: 'a', parent: 'b' },
    { code: 'b', name: 'b', parent: 'a' },
  ]);
  expect(circle.within('a', ['c'])).toBe(false);
});
