import { describe, expect, test } from 'vitest';
import { explainPairs } from '#people/match-explain.ts';
import type { Identity } from '#people/person.ts';

const person = (more: Partial<Identity> = {}): Identity => ({
  familyName: 'Kervoalec',
  givenNames: 'Louis',
  birthDate: '1950-03-12',
  sex: 'm',
  birthPlace: '29019',
  address: { line: '3 rue des Lilas', postcode: '29200', city: 'Brest' },
  ...more,
});
const judge = (one: Identity, other: Identity) => {
  const [verdict] = explainPairs([[one, other]]);
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
};
const weight = (verdict: ReturnType<typeof judge>, comparison: string): number =>
  verdict.evidence.find((one) => one.comparison === comparison)?.weight ?? 0;

describe('a pair of a page', () => {
  test('one person written twice, with a typing error, is probably one', () => {
    const verdict = judge(person(), person({ familyName: 'Kervoallec', address: { city: 'Brest' } }));
    expect(verdict.probability).toBeGreaterThan(0.95);
    expect(verdict.clearlyTwo).toBe(false);
    expect(verdict.evidence.map(({ comparison }) => comparison)).toContain('familyName');
  });

  test('twins of one home are two people, and it is said', () => {
    const verdict = judge(person(), person({ givenNames: 'Louise', sex: 'f' }));
    expect(verdict.probability).toBeLessThan(0.1);
    expect(verdict.otherwise.relation).toBe('twin');
    expect(verdict.clearlyTwo).toBe(true);
  });

  test('homonyms born the same day with two proven numbers are clearly two', () => {
    const withKey = (number: string) => number + String(97 - Number(BigInt(number) % 97n)).padStart(2, '0');
    const [one, other] = [
      person({ familyName: 'Martin', nationalNumber: withKey('1500329019001') }),
      person({
        familyName: 'Martin',
        nationalNumber: withKey('1500329019114'),
        address: { line: '8 avenue de la Gare', postcode: '06000', city: 'Nice' },
      }),
    ];
    const verdict = judge(one, other);
    expect(verdict.clearlyTwo).toBe(true);
    expect(weight(verdict, 'nationalNumber')).toBeLessThan(0);
    expect(verdict.otherwise.relation).toBe('homonym');
  });

  test('a father and a son of one name are namesakes', () => {
    const verdict = judge(person({ birthDate: '1950-03-12' }), person({ birthDate: '1978-07-01' }));
    expect(verdict.probability).toBeLessThan(0.5);
    expect(verdict.otherwise.relation).toBe('namesake');
  });

  test('a rare family name says more than a common one', () => {
    const rare = judge(person(), person());
    const common = judge(person({ familyName: 'Martin' }), person({ familyName: 'Martin' }));
    expect(weight(rare, 'familyName')).toBeGreaterThan(weight(common, 'familyName') + 2);
  });

  test("a parent's number on two children does not make them one", () => {
    const borrowed = {
      nationalNumber: '150032901900142',
      numberOf: 'bearer' as const,
      birthDate: '2015-01-01',
    };
    const verdict = judge(
      person({ givenNames: 'Paul', ...borrowed }),
      person({ givenNames: 'Jean', ...borrowed }),
    );
    expect(verdict.evidence.some(({ comparison }) => comparison === 'nationalNumber')).toBe(false);
    expect(verdict.probability).toBeLessThan(0.5);
  });

  test('what is said of a pair does not depend on the others of the page', () => {
    const other = person({ familyName: 'Kervoallec' });
    const page = explainPairs([
      [person(), other],
      [person({ familyName: 'Duval', birthDate: '1980-01-02' }), person({ familyName: 'Duval' })],
    ]);
    expect(page[0]?.probability).toBeCloseTo(judge(person(), other).probability, 2);
    expect(explainPairs([])).toEqual([]);
  });
});
