import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefused } from '#kernel/result.ts';
import { keyOf } from '#people/national-number.ts';
import { type Evidence, Identity } from '#people/person.ts';
import { normaliseIdentity, placeOfIdentity } from '#people/person-check.ts';
import { isAnAdultsNumber, numberMisfits } from '#people/person-number.ts';
import { changesStrictTraits, EVIDENCE_MAX, evidenceAfter, trustOf } from '#people/person-trust.ts';

const NOW = '2021-03-20T10:00:00.000Z';
const withKey = (number: string): string => number + (keyOf(number) ?? '');

const ZELIE: Identity = {
  familyName: 'Brindaval',
  givenNames: 'Zélie Marguerite',
  birthDate: '1955-07-04',
  sex: 'f',
  birthPlace: '48095',
};
const NUMBER = '2550748095012';

const checked = (over: Partial<Identity> = {}) => {
  const answer = normaliseIdentity({ ...ZELIE, ...over }, NOW);
  if (isRefused(answer)) throw new Error(answer.refusal.code);
  return answer;
};
const codes = (over: Partial<Identity>): string[] => checked(over).warnings.map(({ code }) => code);
const refusal = (over: Partial<Identity>): string => {
  const answer = normaliseIdentity({ ...ZELIE, ...over }, NOW);
  return isRefused(answer) ? answer.refusal.code : 'none';
};

describe('an identity as it is kept', () => {
  test('a number that fits says nothing; without its key it gets one, and that is told', () => {
    expect(codes({ nationalNumber: withKey(NUMBER) })).toEqual([]);
    const { identity, warnings } = checked({ nationalNumber: '2 55 07 48 095 012' });
    expect(identity.nationalNumber).toBe(withKey(NUMBER));
    expect(warnings.map(({ code }) => code)).toEqual(['number-key-added']);
  });

  test.each([
    [`${NUMBER}${keyOf(NUMBER) === '01' ? '02' : '01'}`, 'national-number-key'],
    ['2551748095012', 'national-number-month'],
    ['soup', 'national-number-form'],
  ])('%s is refused: %s', (nationalNumber, code) => {
    expect(refusal({ nationalNumber })).toBe(code);
  });

  test.each([
    ['another sex', { sex: 'm' }],
    ['another year', { birthDate: '1956-07-04' }],
    ['another month', { birthDate: '1955-08-04' }],
    ['another country', { birthPlace: '99352' }],
  ] as const)('%s than the number says is kept and told', (_, over) => {
    const { identity, warnings } = checked({ nationalNumber: withKey(NUMBER), ...over });
    expect(identity.nationalNumber).toBe(withKey(NUMBER));
    expect(warnings.map(({ code }) => code)).toEqual(['number-not-theirs']);
  });

  test.each([
    ['sex not said', { sex: 'u' }],
    ['month not known', { birthDate: '1955-00-00' }],
    ['a lunar date', { birthDate: '1955-13-31' }],
    ['birth place not known', { birthPlace: '99999' }],
    ['a commune merged since', { birthPlace: '48027' }],
  ] as const)('%s contradicts no number', (_, over) => {
    expect(codes({ nationalNumber: withKey(NUMBER), ...over })).toEqual([]);
  });

  test('a child under the number of a parent: kept, told, and whose number it is suggested', () => {
    const child = { birthDate: '2015-02-11', givenNames: 'Ombeline', nationalNumber: withKey(NUMBER) };
    const answer = checked(child);
    expect(answer.numberOf).toBe('bearer');
    expect(answer.warnings.map(({ code }) => code)).toEqual(['number-not-theirs', 'number-of-bearer']);
    expect(codes({ ...child, numberOf: 'bearer' })).toEqual([]);
  });

  test('a temporary number is kept and told', () => {
    expect(codes({ nationalNumber: withKey('8550748095012') })).toEqual(['number-temporary']);
  });

  test('nobody is born tomorrow; where the day begins first, today is already there', () => {
    expect(refusal({ birthDate: '2021-03-22' })).toBe('birth-date-future');
    expect(refusal({ birthDate: '2021-03-21' })).toBe('none');
  });

  test('born in Algeria before its independence, or in Seine: the old department of the number is no fault', () => {
    const number = { sex: 'f', year: '55', month: 7, place: '92123' } as const;
    expect(numberMisfits(number, { ...ZELIE, birthPlace: '99352' })).toEqual([]);
    expect(numberMisfits({ ...number, place: '75112' }, { ...ZELIE, birthPlace: '75056' })).toEqual([]);
    expect(numberMisfits({ ...number, place: '78123' }, { ...ZELIE, birthPlace: '92050' })).toEqual([]);
  });

  test('a number of the year of the child, or of long ago, is not that of a parent', () => {
    expect(isAnAdultsNumber({ year: '15' }, '2015-02-11', '2021-03-20')).toBe(false);
    expect(isAnAdultsNumber({ year: '85' }, '2015-02-11', '2021-03-20')).toBe(true);
    expect(isAnAdultsNumber({ year: '55' }, '1985-02-11', '2021-03-20')).toBe(false);
  });

  test('a used name that is the birth name is left out; spaces are levelled', () => {
    const { identity } = checked({ familyName: ' Le   Brindaval ', usedFamilyName: 'LE BRINDAVAL' });
    expect(identity).toEqual({ ...ZELIE, familyName: 'Le Brindaval' });
  });

  test('checking twice changes nothing, and what is kept is an identity', () => {
    const name = fc.stringMatching(/^[A-Za-zéèç' -]{1,30}$/).filter((text) => text.trim() !== '');
    const arbitrary = fc.record({
      familyName: name,
      givenNames: name,
      sex: fc.constantFrom('m', 'f', 'u'),
      birthDate: fc
        .tuple(
          fc.integer({ min: 1900, max: 2020 }),
          fc.integer({ min: 0, max: 99 }),
          fc.integer({ min: 0, max: 99 }),
        )
        .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-')),
      birthPlace: fc.constantFrom('48095', '2A004', '99352', '97105'),
      nationalNumber: fc
        .tuple(
          fc.constantFrom('1', '2', '7', '8'),
          fc.integer({ min: 0, max: 99 }),
          fc.integer({ min: 1, max: 12 }),
          fc.constantFrom('48095', '2A004', '99352'),
        )
        .map(([sex, year, month, place]) =>
          withKey(`${sex}${String(year).padStart(2, '0')}${String(month).padStart(2, '0')}${place}012`),
        ),
    });
    fc.assert(
      fc.property(arbitrary, (asked) => {
        const once = normaliseIdentity(asked, NOW);
        if (isRefused(once)) return false;
        const twice = normaliseIdentity(once.identity, NOW);
        expect(twice).toEqual(once);
        expect(Identity.safeParse(once.identity).success).toBe(true);
        return true;
      }),
    );
  });
});

describe('where somebody lives', () => {
  test.each([
    [{ commune: '48095', postcode: '75001' }, 'DEP-48'],
    [{ postcode: '20090' }, 'DEP-2A'],
    [{ postcode: '20200' }, 'DEP-2B'],
    [{ postcode: '97200' }, 'DEP-972'],
    [{ postcode: '75 001' }, 'DEP-75'],
    [{ postcode: '10115', country: 'DE' }, null],
    [{ city: 'Mende' }, null],
  ])('%j is %s', (address, place) => {
    expect(placeOfIdentity({ address })).toBe(place);
  });

  test('nobody knows without an address', () => {
    expect(placeOfIdentity({})).toBeNull();
  });
});

describe('trust', () => {
  const paper = (document: NonNullable<Evidence['document']>): Evidence => ({
    kind: 'document',
    document,
    on: '2021-03-20',
    by: 'RPPS-1',
  });
  const service: Evidence = { kind: 'national-service', on: '2021-03-20', by: 'RPPS-1' };

  test.each([
    [[], 'provisional'],
    [[paper('other')], 'provisional'],
    [[paper('passport')], 'validated'],
    [[service], 'retrieved'],
    [[service, paper('identity-card')], 'qualified'],
  ] as const)('%j is %s', (evidence, trust) => {
    expect(trustOf(evidence)).toBe(trust);
  });

  test('changing a strict trait takes back what proved it; accents, case and hyphens change none', () => {
    const before = { identity: ZELIE, evidence: [paper('passport')] };
    expect(trustOf(evidenceAfter(before, { ...ZELIE, birthDate: '1955-07-14' }, []))).toBe('provisional');
    expect(trustOf(evidenceAfter(before, { ...ZELIE, birthDate: '1955-07-14' }, [service]))).toBe(
      'retrieved',
    );
    expect(trustOf(evidenceAfter(before, { ...ZELIE, givenNames: 'ZELIE-MARGUERITE' }, [service]))).toBe(
      'qualified',
    );
    expect(trustOf(evidenceAfter(before, { ...ZELIE, phone: '0600000001' }, []))).toBe('validated');
  });

  test('evidence more never lowers trust, its order says nothing, and a bounded number is kept', () => {
    const order = ['provisional', 'validated', 'retrieved', 'qualified'];
    const evidence = fc.array(fc.constantFrom(service, paper('passport'), paper('other')), { maxLength: 30 });
    fc.assert(
      fc.property(evidence, evidence, (one, other) => {
        const both = order.indexOf(trustOf([...one, ...other]));
        expect(both).toBeGreaterThanOrEqual(
          Math.max(order.indexOf(trustOf(one)), order.indexOf(trustOf(other))),
        );
        expect(trustOf([...one].reverse())).toBe(trustOf(one));
        expect(evidenceAfter({ identity: ZELIE, evidence: one }, ZELIE, other).length).toBeLessThanOrEqual(
          EVIDENCE_MAX,
        );
      }),
    );
    expect(changesStrictTraits(ZELIE, ZELIE)).toBe(false);
  });
});
