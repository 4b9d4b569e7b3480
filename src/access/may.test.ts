import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayReach } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import { isRole, ROLES, reachOf, rightsOf } from '#access/roles.ts';
import { territoryOf } from '#places/territory.ts';

const { within } = territoryOf('FRA', [
  { code: 'CENTRE-48-1', parent: 'DEP-48', name: 'Centre' },
  { code: 'DEP-48', parent: 'REG-76', name: 'Lozère' },
  { code: 'REG-76', parent: 'FRA', name: 'Occitanie' },
]);

const as = (role: string, ...places: string[]) => ({
  role,
  rights: isRole(role) ? rightsOf(role) : new Set<string>(Object.values(RIGHTS)),
  places,
});

describe('a right that reaches a territory', () => {
  test.each([
    ['DEP-48', 'DEP-48', true],
    ['48', 'DEP-48', true],
    ['DEP-48', 'CENTRE-48-1', true],
    ['DEP-48', '48095', true],
    ['REG-76', 'DEP-48', true],
    ['FRA', 'DEP-48', true],
    ['FRA', 'FRA', true],
    ['FRA', null, true],
    ['DEP-48', 'DEP-75', false],
    ['DEP-48', 'FRA', false],
    ['DEP-48', null, false],
    ['DEP-48', '', false],
    ['CENTRE-48-1', 'DEP-48', true],
    ['CENTRE-48-1', 'DEP-75', false],
    ['CENTRE-48-1', 'FRA', false],
    ['CENTRE-48-1', null, false],
    ['CENTRE-48-1', '48095', false],
  ])('a caller of %s and a person of %s: %s', (mine, theirs, expected) => {
    expect(mayReach(as('vaccinator', mine), RIGHTS.readPeople, theirs, within)).toBe(expected);
  });

  test('without a place, nowhere', () => {
    for (const place of ['DEP-48', 'FRA', '', null])
      expect(mayReach(as('vaccinator'), RIGHTS.readPeople, place, within)).toBe(false);
  });
});

const anyRole = fc.constantFrom(...Object.keys(ROLES));
const anyRight = fc.constantFrom(...Object.values(RIGHTS));
const anyPlace = fc.constantFrom(
  'DEP-48',
  '48',
  '48095',
  'CENTRE-48-1',
  'DEP-75',
  'REG-76',
  'FRA',
  '',
  'NOWHERE',
);

describe('whatever the role, the right and the places', () => {
  test('never without the right; anywhere when it reaches everyone; never when it reaches oneself', () => {
    fc.assert(
      fc.property(
        anyRole,
        anyRight,
        fc.array(anyPlace),
        fc.option(anyPlace),
        (role, right, places, place) => {
          const may = mayReach(as(role, ...places), right, place, within);
          const reach = reachOf(role, right);
          if (reach === undefined || reach === 'self') expect(may).toBe(false);
          else if (reach === 'everyone') expect(may).toBe(true);
          else if (within(place ?? '', places)) expect(may).toBe(true);
          // Besides, who works at a centre reaches those who live around it, and the nation is around nobody.
          else if (place === null || place === '' || place === 'FRA') expect(may).toBe(false);
          else expect(may).toBe(places.some((mine) => mine !== '' && within(mine, [place])));
        },
      ),
    );
  });

  test('a right that was taken from the caller is not given back by the table', () => {
    fc.assert(
      fc.property(anyRole, anyRight, anyPlace, (role, right, place) => {
        const caller = { role, rights: new Set<string>(), places: ['FRA'] };
        expect(mayReach(caller, right, place, within)).toBe(false);
      }),
    );
  });

  test('a role of no table reaches its places, and no further', () => {
    expect(mayReach(as('lead', 'DEP-48'), RIGHTS.searchPeople, '48095', within)).toBe(true);
    expect(mayReach(as('lead', 'DEP-48'), RIGHTS.searchPeople, 'DEP-75', within)).toBe(false);
    expect(mayReach(as('constructor', 'DEP-48'), RIGHTS.searchPeople, 'DEP-75', within)).toBe(false);
  });

  test('one place more never takes anything away', () => {
    fc.assert(
      fc.property(
        anyRole,
        anyRight,
        fc.array(anyPlace),
        anyPlace,
        anyPlace,
        (role, right, places, more, place) => {
          const before = mayReach(as(role, ...places), right, place, within);
          const after = mayReach(as(role, ...places, more), right, place, within);
          expect(before && !after).toBe(false);
        },
      ),
    );
  });
});
