import { describe, expect, test } from 'vitest';
import type { Fact } from '#facts/fact.ts';
import { isRefused } from '#kernel/result.ts';
import { decide } from '#programmes/vaccination/injection.ts';
import type { Vials } from '#programmes/vaccination/injection-vial.ts';
import { unconfirmed } from '#programmes/vaccination/injection-warning.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';
import { gtinsOf, productsByGtin } from '#programmes/vaccination/product-codes.ts';

const { prepared, products } = await preparedCampaign();
const TODAY = '2021-12-31';
const GTIN_PF = '03400930218662';
const GTIN_MO = '03400930219553';

const vialsOf = (known: Partial<ReturnType<Vials['lots']['find']>>): Vials => ({
  lots: {
    find: () => ({ recalledOn: undefined, reason: undefined, products: [], expiresOn: undefined, ...known }),
  },
  productOfGtin: productsByGtin(products),
});

const injection = (occurredOn: string, body: Fact['body']): Fact => ({
  ...{ id: 'f1', kind: 'injection', subject: 'p1', occurredOn, by: 'test', source: 'test' },
  recordedAt: `${occurredOn}T12:00:00.000Z`,
  body: { product: 'PF', rank: 1, age: 80, lot: 'EJ6795', ...body },
});

const warned = (asked: Fact, vials?: Vials, known: readonly Fact[] = []) => {
  const decision = decide(known, asked, prepared, undefined, TODAY, vials);
  if (isRefused(decision)) throw new Error(decision.refusal.message);
  return decision.warnings;
};
const codes = (...args: Parameters<typeof warned>): string[] => warned(...args).map(({ code }) => code);

describe('the vial', () => {
  const day = '2021-02-10';

  test('nothing is said of a lot nobody knows, nor without a watch', () => {
    expect(codes(injection(day, { gtin: GTIN_PF, expiresOn: day }), vialsOf({}))).toEqual([]);
    expect(codes(injection(day, { gtin: GTIN_MO, expiresOn: day }))).toEqual([]);
    expect(codes(injection(day, { expiresOn: '2021-02-09' }))).toEqual(['lot-expired']);
  });

  test('recalled that day or before stops; recalled since is told to the head of the centre', () => {
    const reason = 'particles';
    const [warning] = warned(injection(day, {}), vialsOf({ recalledOn: day, reason }));
    expect(warning).toMatchObject({ code: 'lot-recalled', gravity: 'confirm', solver: 'you' });
    expect(warning?.message.en).toContain('(particles). Do not inject');
    expect(warned(injection(day, {}), vialsOf({ recalledOn: '2021-02-11' }))).toMatchObject([
      { code: 'lot-recalled-since', gravity: 'note', solver: 'manager' },
    ]);
  });

  test.each([
    ['by its own date', { expiresOn: '2021-02-09' }, {}],
    ['by its lot', {}, { expiresOn: '2021-02-09' }],
    ['by the earlier of both', { expiresOn: '2021-06-30' }, { expiresOn: '2021-02-09' }],
  ])('out of date %s', (_, body, known) => {
    expect(codes(injection(day, body), vialsOf(known))).toEqual(['lot-expired']);
    expect(warned(injection(day, body), vialsOf(known))[0]?.message.en).toContain(
      'since Tuesday 9 February 2021',
    );
  });

  test('the last day of a vial is still good', () => {
    expect(codes(injection(day, { expiresOn: day }), vialsOf({ expiresOn: day }))).toEqual([]);
  });

  test('of another product, by its lot and by its code', () => {
    expect(codes(injection(day, { gtin: GTIN_MO }), vialsOf({ products: ['MO'] }))).toEqual([
      'lot-of-other-product',
      'gtin-of-other-product',
    ]);
    expect(codes(injection(day, {}), vialsOf({ products: ['MO', 'PF'] }))).toEqual([]);
    const [lot, code] = warned(injection(day, { gtin: GTIN_MO }), vialsOf({ products: ['MO', 'AZ'] }));
    expect(lot?.message.en).toContain('is known for Spikevax or Vaxzevria, not for Comirnaty');
    expect(code?.message.fr).toContain('celui de Spikevax, et l’acte dit Comirnaty');
  });

  test('a GTIN nobody knows says nothing', () => {
    expect(codes(injection(day, { gtin: '01234567890128' }), vialsOf({}))).toEqual([]);
  });
});

test('an injection a day from another is asked about, whichever comes first', () => {
  const known = { ...injection('2021-02-10', {}), id: 'f0' };
  expect(codes(injection('2021-02-11', { rank: 2 }), undefined, [known])).toContain('day-apart');
  expect(codes(injection('2021-02-09', {}), undefined, [known])).toContain('day-apart');
  expect(codes(injection('2021-02-12', { rank: 2 }), undefined, [known])).not.toContain('day-apart');
});

test('the rank after a dose whose rank says that earlier ones are not known here', () => {
  const known = { ...injection('2021-02-10', { rank: 2 }), id: 'f0' };
  expect(codes(injection('2021-06-10', { rank: 3 }), undefined, [known])).not.toContain('rank-differs');
  expect(codes(injection('2021-06-10', { rank: 2 }), undefined, [known])).not.toContain('rank-differs');
  expect(codes(injection('2021-06-10', { rank: 4 }), undefined, [known])).toContain('rank-differs');
});

test('every warning says how grave it is and who can mend it; a reason answers one warning and no other', () => {
  const warnings = warned(
    injection('2021-02-10', { expiresOn: '2021-01-01', rank: 3 }),
    vialsOf({ products: ['MO'] }),
  );
  for (const { gravity, solver } of warnings) expect([gravity, solver]).not.toContain(undefined);
  const left = (...overrides: string[]) =>
    unconfirmed(
      warnings,
      overrides.map((warning) => ({ warning })),
    ).map(({ code }) => code);
  expect(left()).toEqual(['lot-expired', 'lot-of-other-product']);
  expect(left('lot-expired', 'same-day')).toEqual(['lot-of-other-product']);
  expect(left('lot-expired', 'lot-of-other-product')).toEqual([]);
});

test('French codes of the campaign are GTINs, each of one product', () => {
  const all = products.flatMap(gtinsOf);
  expect(new Set(all).size).toBe(all.length);
  expect(all.every((gtin) => /^03400\d{9}$/.test(gtin))).toBe(true);
  expect(productsByGtin(products).get(GTIN_MO)).toBe('MO');
});
