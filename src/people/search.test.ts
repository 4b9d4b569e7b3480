/** The pure parts of a search: what a person is found by, how alike two are, and how often one may ask. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Identity } from '#people/person.ts';
import type { Criteria } from '#people/register.ts';
import { likenessOf, likenessOfPeople } from '#people/search-likeness.ts';
import { searchLimiter } from '#people/search-limiter.ts';
import { missingOf, TOKENS_MAX, tokensAsked, tokensOf } from '#people/search-tokens.ts';

const ADA: Identity = {
  familyName: 'Quintefeuille',
  givenNames: 'Ada Léonie',
  birthDate: '1980-01-02',
  sex: 'f',
};
const ASKED: Criteria = { familyName: 'Quintefeuille', givenName: 'Ada', birthDate: '1980-01-02' };

const shares = (criteria: Criteria, identity: Identity): boolean => {
  const known = new Set(tokensOf(identity).map(({ kind, text }) => `${kind}|${text}`));
  return tokensAsked(criteria).some(({ kind, text }) => known.has(`${kind}|${text}`));
};

const name = fc.stringMatching(/^[A-Za-zéèçïœ' -]{1,20}$/).filter((text) => /[a-z]/i.test(text));
const identity = fc.record({
  familyName: name,
  usedFamilyName: name,
  givenNames: name,
  birthDate: fc.constantFrom('1980-01-02', '1950-00-00', '1948-13-31', '2021-02-28'),
  sex: fc.constantFrom('m', 'f', 'u'),
  phone: fc.constantFrom('0600000001', ''),
  email: fc.constantFrom('ada@example.org', 'none'),
});

describe('what a person is found by', () => {
  test('never more than a bounded number, each once, and no two things joined are one', () => {
    fc.assert(
      fc.property(identity, (one) => {
        const tokens = tokensOf(one).map(({ kind, text }) => `${kind}|${text}`);
        expect(tokens.length).toBeLessThanOrEqual(TOKENS_MAX);
        expect(new Set(tokens).size).toBe(tokens.length);
      }),
    );
  });

  test('asked as written, or in capitals without accents, a person is always among those looked at', () => {
    const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
    fc.assert(
      fc.property(identity, ({ familyName, givenNames, birthDate, ...rest }) => {
        const written = { familyName, givenNames, birthDate, ...rest };
        const criteria = { familyName, givenName: givenNames, birthDate };
        const isNamed = missingOf(criteria) === undefined;
        if (!isNamed) return;
        expect(shares(criteria, written)).toBe(true);
        const loud = { familyName: plain(familyName), givenName: plain(givenNames), birthDate };
        expect(shares(loud, written)).toBe(true);
        expect(shares({ ...loud, familyName: loud.givenName, givenName: loud.familyName }, written)).toBe(
          true,
        );
      }),
    );
  });

  test.each<[string, Partial<Criteria>]>([
    ['both names misspelt', { familyName: 'Quontefeuile', givenName: 'Aza' }],
    ['the second first name', { familyName: 'Kuintefeille', givenName: 'Leonie' }],
    ['a year wrong', { birthDate: '1981-01-02' }],
    ['day and month turned', { birthDate: '1980-02-01' }],
    ['a day wrong', { birthDate: '1980-01-22' }],
  ])('%s', (_, over) => {
    expect(shares({ ...ASKED, ...over }, ADA)).toBe(true);
  });

  test('names written to be no name find nobody', () => {
    expect(missingOf({ familyName: 'INCONNU', birthDate: '1980-01-02' })?.en).toMatch(/family name/);
    expect(missingOf({ nationalNumber: '  ', familyName: 'X' })?.en).toMatch(/family name/);
  });
});

describe('likeness', () => {
  test('is 1 for the same, between 0 and 1 for any two, and 0 for nothing asked', () => {
    expect(likenessOf(ASKED, ADA)).toBe(1);
    expect(likenessOf({}, ADA)).toBe(0);
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const { familyName, givenNames, birthDate } = one;
        const likeness = likenessOf({ familyName, givenName: givenNames, birthDate }, other);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
        expect(likenessOfPeople(one, other)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('orders: as written, misspelt, swapped, another date, another first name', () => {
    const scores = [
      likenessOf(ASKED, ADA),
      likenessOf({ ...ASKED, familyName: 'Quintefeuile' }, ADA),
      likenessOf({ ...ASKED, familyName: 'Ada', givenName: 'Quintefeuille' }, ADA),
      likenessOf({ ...ASKED, birthDate: '1980-01-03' }, ADA),
      likenessOf({ ...ASKED, givenName: 'Boris' }, ADA),
    ];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(scores.length);
  });

  test('another definitive number tells homonyms apart; a temporary one does not', () => {
    const one = { ...ADA, nationalNumber: '280014809501201' };
    expect(likenessOfPeople(one, { ...ADA, nationalNumber: '280014809501301' })).toBeLessThan(0.85);
    expect(likenessOfPeople(one, { ...ADA, nationalNumber: '880014809501301' })).toBe(1);
  });
});

describe('how often one may search', () => {
  const START = Date.parse('2021-03-20T10:00:00.000Z');
  const at = (ms: number): string => new Date(START + ms).toISOString();
  const limits = { perMinute_max: 3, perHour_max: 5, callers_max: 2 };

  test('so many a minute, so many an hour, and from when on again', () => {
    const take = searchLimiter(limits);
    expect([0, 1000, 2000].map((ms) => take('a', at(ms)))).toEqual([undefined, undefined, undefined]);
    expect(take('a', at(3000))).toBe(at(60_000));
    expect(take('b', at(3000))).toBeUndefined();
    expect(take('a', at(60_000))).toBeUndefined();
    expect(take('a', at(61_000))).toBeUndefined();
    expect(take('a', at(300_000))).toBe(at(3_600_000));
    expect(take('a', at(3_600_000))).toBeUndefined();
  });

  test('never more than the limits in any minute and any hour', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 120_000 }), { maxLength: 80 }), (gaps) => {
        const take = searchLimiter(limits);
        const taken: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          if (take('a', at(now)) === undefined) taken.push(now);
        }
        for (const [i, time] of taken.entries()) {
          expect(time - (taken[i - 3] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(60_000);
          expect(time - (taken[i - 5] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(3_600_000);
        }
      }),
    );
  });

  test('memory is bounded: who has been quiet longest is forgotten first', () => {
    const take = searchLimiter({ ...limits, perMinute_max: 1 });
    expect(take('quiet', at(0))).toBeUndefined();
    expect(take('b', at(1))).toBeUndefined();
    expect(take('c', at(2))).toBeUndefined();
    expect(take('b', at(3))).toBe(at(60_001));
    expect(take('quiet', at(4))).toBeUndefined();
  });
});
