import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '#facts/fact.ts';
import { addDays } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import { decide } from '#programmes/vaccination/injection.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';

const { prepared } = await preparedCampaign();
const TODAY = '2021-12-31';

let made = 0;
const injection = (occurredOn: string, body: Fact['body'], more: Partial<Fact> = {}): Fact => ({
  id: `f${++made}`,
  kind: 'injection',
  subject: 'p1',
  occurredOn,
  recordedAt: `${occurredOn}T12:00:00.000Z`,
  by: 'test',
  source: 'test',
  body,
  ...more,
});

const codes = (known: readonly Fact[], asked: Fact, person?: Parameters<typeof decide>[3]): string[] => {
  const decision = decide(known, asked, prepared, person, TODAY);
  if (isRefused(decision)) throw new Error(`refused: ${decision.refusal.message}`);
  expect(decision.facts).toEqual([asked]);
  for (const { message } of decision.warnings)
    for (const text of [message.fr, message.en]) {
      expect(text.length).toBeGreaterThan(20);
      // Words a tired nurse reads: a day said as people say it, a product by its name.
      expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|\b(?:PF|MO|AZ|JA|NX)\b/);
    }
  return decision.warnings.map(({ code }) => code);
};

const first = injection('2021-02-01', { product: 'PF', rank: 1, age: 80 });

describe('an injection that happened is recorded, and what is odd is told', () => {
  test('nothing is odd in an ordinary first, second and third dose', () => {
    const second = injection('2021-03-01', { product: 'PF', rank: 2, age: 80 });
    const booster = injection('2021-12-10', { product: 'PF', rank: 3, age: 80 });
    expect(codes([], first)).toEqual([]);
    expect(codes([first], second)).toEqual([]);
    expect(codes([first, second], booster)).toEqual([]);
  });

  test('forty-three injections in one minute', () => {
    const burst = Array.from({ length: 42 }, () =>
      injection('2021-02-01', { product: 'PF', rank: 1, at: '10:30:00' }),
    );
    const asked = injection('2021-02-01', { product: 'PF', rank: 1, at: '10:30:59' });
    expect(codes(burst, asked)).toEqual(['same-minute']);
    const decision = decide(burst, asked, prepared, undefined, TODAY);
    expect(isRefused(decision) ? '' : decision.warnings[0]?.message.en).toContain(
      '43 injections in the same minute',
    );
  });

  test.each([
    [
      'two injections the same day',
      [first],
      injection('2021-02-01', { product: 'PF', rank: 1, age: 80 }),
      'same-day',
    ],
    [
      'a child under three',
      [],
      injection('2021-12-20', { product: 'PF', rank: 1, age: 2 }),
      'child-under-three',
    ],
    [
      'a child under five',
      [],
      injection('2021-12-20', { product: 'PF10', rank: 1, ageClass: '04' }),
      'child-under-five',
    ],
    [
      'a fourth dose',
      [
        first,
        injection('2021-03-01', { product: 'PF', rank: 2 }),
        injection('2021-04-01', { product: 'PF', rank: 3 }),
      ],
      injection('2021-05-01', { product: 'PF', rank: 4, age: 80 }),
      'fourth-dose',
    ],
    [
      'a third dose that nothing foresaw',
      [first, injection('2021-03-01', { product: 'PF', rank: 2 })],
      injection('2021-04-01', { product: 'PF', rank: 3, age: 80 }),
      'dose-not-due',
    ],
    [
      'an interval too short',
      [first],
      injection('2021-02-10', { product: 'PF', rank: 2, age: 80 }),
      'interval-too-short',
    ],
    [
      'a second dose with no known first',
      [],
      injection('2021-03-01', { product: 'PF', rank: 2, age: 80 }),
      'first-dose-unknown',
    ],
    [
      'a rank that is not the next',
      [first],
      injection('2021-03-01', { product: 'PF', rank: 3, age: 80 }),
      'rank-differs',
    ],
    [
      'AstraZeneca while suspended',
      [],
      injection('2021-03-16', { product: 'AZ', rank: 1, age: 60 }),
      'product-suspended',
    ],
    [
      'AstraZeneca under 55',
      [],
      injection('2021-04-20', { product: 'AZ', rank: 1, age: 30 }),
      'product-excluded',
    ],
    [
      'Comirnaty 30 at 8 years',
      [],
      injection('2021-12-23', { product: 'PF', rank: 1, age: 8 }),
      'product-not-authorised',
    ],
    [
      'Janssen before it came',
      [],
      injection('2021-02-01', { product: 'JA', rank: 1, age: 60 }),
      'product-not-yet-used',
    ],
    [
      'an injection before the campaign',
      [],
      injection('2020-11-01', { product: 'PF', rank: 1, age: 60 }),
      'before-campaign',
    ],
    [
      'another product for the second dose',
      [first],
      injection('2021-03-01', { product: 'MO', rank: 2, age: 80 }),
      'product-unexpected',
    ],
  ])('%s', (_, known, asked, code) => {
    expect(codes(known, asked)).toContain(code);
  });

  test('a person outside the open audiences, when the person is known', () => {
    const asked = injection('2021-02-01', { product: 'PF', rank: 1 });
    expect(codes([], asked, { birthDate: '1990-01-01', tags: [], territory: '48' })).toContain(
      'audience-not-open',
    );
    expect(codes([], asked)).not.toContain('audience-not-open');
  });

  test('a correction is judged without the fact it replaces, and without facts taken back', () => {
    const wrong = injection('2021-03-01', { product: 'MO', rank: 2, age: 80 });
    const right = injection(
      '2021-03-01',
      { product: 'PF', rank: 2, age: 80 },
      { corrects: wrong.id, reason: 'product' },
    );
    expect(codes([first, wrong], right)).toEqual([]);
    const retraction = injection(
      '2021-03-02',
      {},
      { kind: 'retraction', corrects: wrong.id, reason: 'not given' },
    );
    expect(
      codes([first, wrong, retraction], injection('2021-03-01', { product: 'PF', rank: 2, age: 80 })),
    ).toEqual([]);
  });
});

describe('what cannot be is refused', () => {
  test.each([
    ['a day to come', injection(addDays(TODAY, 1), { product: 'PF' }), 'day-in-future', 'occurredOn'],
    [
      'a product in no list',
      injection('2021-02-01', { product: 'SPUTNIK' }),
      'product-unknown',
      'body.product',
    ],
    ['a body without product', injection('2021-02-01', { rank: 1 }), 'injection-malformed', 'body.product'],
    [
      'a rank of zero',
      injection('2021-02-01', { product: 'PF', rank: 0 }),
      'injection-malformed',
      'body.rank',
    ],
  ])('%s', (_, asked, code, field) => {
    expect(decide([], asked, prepared, undefined, TODAY)).toMatchObject({ refusal: { code, field } });
  });
});

test('a fact of another kind passes as it is', () => {
  const infection = injection('2021-02-01', { proof: 'PCR' }, { kind: 'infection' });
  expect(decide([], infection, prepared, undefined, TODAY)).toEqual({ facts: [infection], warnings: [] });
});

test('never throws, and never refuses what is well formed and has happened', () => {
  const any = fc.record({
    day: fc.integer({ min: 0, max: 900 }).map((days) => addDays('2020-01-01', days)),
    product: fc.constantFrom(...prepared.products.keys()),
    rank: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    age: fc.option(fc.integer({ min: 0, max: 130 }), { nil: undefined }),
  });
  const fact = ({
    day,
    product,
    rank,
    age,
  }: {
    day: string;
    product: string;
    rank: number | undefined;
    age: number | undefined;
  }) => injection(day, { product, ...(rank !== undefined && { rank }), ...(age !== undefined && { age }) });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 6 }), any, (known, asked) => {
      const decision = decide(known.map(fact), fact(asked), prepared, undefined, '2022-12-31');
      expect(isRefused(decision)).toBe(false);
    }),
  );
});
