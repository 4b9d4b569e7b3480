import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ageOn } from '#kernel/day.ts';
import { draws } from '#kernel/random.ts';
import { isRefused } from '#kernel/result.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import { readNationalNumber } from '#people/national-number.ts';
import { Evidence, Identity } from '#people/person.ts';
import { createAgain } from '#people/replay-again.ts';
import { createIdentities, evidenceOf, type ReplayedPerson } from '#people/replay-identity.ts';
import type { NameLists } from '#people/replay-people.ts';
import { departmentOf } from '#places/territory.ts';

const NAMES = join(import.meta.dirname, '../../campaigns/fr-covid-19/names');

let lists: NameLists;
let identityOf: (person: ReplayedPerson) => Identity;
beforeAll(async () => {
  lists = await readNameLists(NAMES);
  identityOf = createIdentities(lists, 1);
});

const METROPOLE = Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(2, '0')).filter(
  (code) => code !== '20',
);
const DEPARTMENTS = [...METROPOLE, '2A', '2B', '971', '972', '973', '974', '975', '976', '977', '978'];

const person = (over: Partial<ReplayedPerson> = {}): ReplayedPerson => ({
  subject: 'rabcde-00007k',
  home: '3',
  seat: 0,
  department: '48',
  ages: [80, 105],
  day: '2021-01-10',
  ...over,
});

const anyPerson: fc.Arbitrary<ReplayedPerson> = fc
  .record({
    ordinal: fc.nat(20_000_000),
    department: fc.constantFrom(...DEPARTMENTS, '00', '750', '970', 'zz'),
    ages: fc.constantFrom<readonly [number, number]>(
      [0, 4],
      [12, 17],
      [18, 24],
      [50, 59],
      [80, 105],
      [18, 95],
    ),
    day: fc.constantFrom('2020-12-27', '2021-01-01', '2021-02-28', '2021-12-31', '2024-02-29'),
  })
  .map(({ ordinal, ...rest }) => ({
    subject: `rabcde-${ordinal.toString(36).padStart(6, '0')}`,
    home: String(ordinal >> 1),
    seat: ordinal % 2 === 0 ? 0 : 1,
    ...rest,
  }));

describe('an identity of a replayed person', () => {
  test('is one a register takes, of the right age on the day, and its number is coherent with it', () => {
    fc.assert(
      fc.property(anyPerson, (one) => {
        const identity = identityOf(one);
        expect(Identity.parse(identity)).toEqual(identity);
        const age = ageOn(identity.birthDate, one.day);
        expect(age).toBeGreaterThanOrEqual(one.ages[0]);
        expect(age).toBeLessThanOrEqual(one.ages[1]);
        expect(JSON.stringify(identity)).not.toContain(one.subject);
        if (identity.nationalNumber === undefined) return;
        expect(readNationalNumber(identity.nationalNumber)).toMatchObject({
          keyGiven: true,
          sex: identity.sex,
          year: identity.birthDate.slice(2, 4),
          month: Number(identity.birthDate.slice(5, 7)),
          place: identity.birthPlace,
        });
      }),
      { numRuns: 2000 },
    );
  });

  test.each(DEPARTMENTS)('lives in its department, %s', (department) => {
    for (let i = 0; i < 20; i++) {
      const { address } = identityOf(person({ subject: `r-${i}`, home: String(i), department }));
      expect(departmentOf(address?.commune ?? '')).toBe(`DEP-${department}`);
      expect(address?.postcode).toMatch(/^\d{5}$/);
    }
  });

  test('of a code that is no department lives in a commune of the country', () => {
    const codes = new Set(lists.communes.map(({ code }) => code));
    for (const department of ['00', '750', '970', 'zz'])
      expect(codes).toContain(identityOf(person({ department })).address?.commune);
    expect(identityOf(person({ department: '750' })).address?.commune).toMatch(/^75/);
    expect(identityOf(person({ department: '970' })).address?.commune).toMatch(/^97/);
  });

  test('is the same for the same seed, whatever was asked before, and another for another seed', () => {
    const again = createIdentities(lists, 1);
    again(person({ subject: 'another' }));
    expect(again(person())).toEqual(identityOf(person()));
    expect(createIdentities(lists, 2)(person())).not.toEqual(identityOf(person()));
    expect(identityOf(person({ sex: 'f' })).sex).toBe('f');
    expect(identityOf(person({ sex: 'm' })).sex).toBe('m');
  });

  test('reaches nobody: phones are kept for fiction, e-mails have no domain, orders are beyond those given', () => {
    for (let i = 0; i < 500; i++) {
      const { phone, email, nationalNumber } = identityOf(person({ subject: `r-${i}`, home: `h${i}` }));
      if (phone !== undefined) expect(phone).toMatch(/^(?:063998|019900|026191|035301|046571|053649)\d{4}$/);
      if (email !== undefined) expect(email).toMatch(/^[a-z]+\.[a-z]+\d*@[a-z]+\.example$/);
      if (nationalNumber !== undefined)
        expect(Number(nationalNumber.slice(10, 13))).toBeGreaterThanOrEqual(900);
    }
  });
});

describe('a population', () => {
  const make = (count: number): Identity[] =>
    Array.from({ length: count }, (_, i) =>
      identityOf(
        person({ subject: `r-${i}`, home: String(i >> 1), seat: i % 2 === 0 ? 0 : 1, ages: [70, 74] }),
      ),
    );
  const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number =>
    all.filter(is).length / all.length;

  test('has most numbers, some married names, births abroad, and women above half', () => {
    const people = make(5000);
    expect(shareOf(people, ({ nationalNumber }) => nationalNumber !== undefined)).toBeCloseTo(0.85, 1);
    expect(shareOf(people, ({ sex }) => sex === 'f')).toBeGreaterThan(0.48);
    const women = people.filter(({ sex }) => sex === 'f');
    expect(shareOf(women, ({ usedFamilyName }) => usedFamilyName !== undefined)).toBeGreaterThan(0.3);
    expect(shareOf(people, ({ birthPlace }) => birthPlace?.startsWith('99') === true)).toBeCloseTo(0.1, 1);
    // Among five thousand people of one department, few are each other's copies: numbers tell them apart.
    const numbers = people.flatMap(({ nationalNumber }) => nationalNumber ?? []);
    expect(new Set(numbers).size).toBeGreaterThan(numbers.length * 0.99);
  });

  test('has couples at one address, twins, and homonyms whom only an address and a number tell apart', () => {
    const people = make(20_000);
    const pairs = people.flatMap((one, i) => {
      const other = people[i + 1];
      return i % 2 === 0 && other !== undefined ? [[one, other] as const] : [];
    });
    const sameHome = pairs.filter(([one, other]) => one.address?.line === other.address?.line);
    const couples = sameHome.filter(([one, other]) => one.familyName !== other.familyName);
    expect(couples.length / pairs.length).toBeCloseTo(0.3, 1);
    expect(couples.every(([one, other]) => one.sex !== other.sex)).toBe(true);
    expect(couples.some(([one, other]) => one.usedFamilyName === other.familyName)).toBe(true);
    const twins = sameHome.filter(
      ([one, other]) => one.birthDate === other.birthDate && one.familyName === other.familyName,
    );
    expect(twins.length).toBeGreaterThan(50);
    expect(
      twins.every(
        ([one, other]) => one.nationalNumber === undefined || one.nationalNumber !== other.nationalNumber,
      ),
    ).toBe(true);
    const homonyms = pairs.filter(
      ([one, other]) =>
        one.birthDate === other.birthDate &&
        one.familyName === other.familyName &&
        one.givenNames === other.givenNames &&
        one.address?.line !== other.address?.line,
    );
    expect(homonyms.length).toBeGreaterThan(3);
  });
});

test('a record written again is still one a register takes, and its number is right or left out', () => {
  const again = createAgain(lists);
  let [changed, numbers] = [0, 0];
  fc.assert(
    fc.property(anyPerson, fc.integer(), (one, seed) => {
      const first = identityOf(one);
      const second = again(first, draws(seed, 'again'));
      expect(Identity.parse(second)).toEqual(second);
      if (second.nationalNumber !== undefined) {
        numbers += 1;
        expect(isRefused(readNationalNumber(second.nationalNumber))).toBe(false);
      }
      if (second.familyName !== first.familyName || second.birthDate !== first.birthDate) changed += 1;
      expect(again(first, draws(seed, 'again'))).toEqual(second);
    }),
    { numRuns: 1000 },
  );
  expect(changed).toBeGreaterThan(200);
  expect(numbers).toBeGreaterThan(200);
});

test('evidence is what the register keeps, of the day of the act', () => {
  const kinds = Array.from({ length: 200 }, (_, i) => evidenceOf(person({ subject: `r-${i}` }), 1));
  expect(kinds.flat().map((one) => Evidence.parse(one))).toEqual(kinds.flat());
  expect(kinds.flat().every(({ on }) => on === '2021-01-10')).toBe(true);
  expect(new Set(kinds.map((evidence) => evidence.map(({ kind }) => kind).join('+')))).toEqual(
    new Set(['', 'document', 'national-service', 'document+national-service']),
  );
});
