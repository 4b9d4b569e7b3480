import fc from 'fast-check';
import { expect, test } from 'vitest';
import { departmentOf, territoryOf } from '#places/territory.ts';

const places = territoryOf('FRA', [
  { code: 'FRA', name: 'France', parent: 'FRA' },
  { code: 'REG-76', name: 'Occitanie', parent: 'FRA' },
  { code: 'DEP-48', name: 'Lozère', parent: 'REG-76' },
  { code: 'DEP-2A', name: 'Corse-du-Sud', parent: 'REG-94' },
  { code: 'C-64', name: 'CH Lozère', parent: 'DEP-48' },
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
