import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '#facts/fact.ts';
import { addDays } from '#kernel/day.ts';
import { type Claim, claimsOf } from '#programmes/vaccination/certificate/claims.ts';
import { cvxOf, dccCodesOf } from '#programmes/vaccination/certificate/codes.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';

const { prepared, products } = await preparedCampaign();
const codes = dccCodesOf(products);

let made = 0;
const fact = (kind: string, occurredOn: string, body: Record<string, unknown>): Fact => ({
  id: `f-${made++}`,
  kind,
  subject: 'p-1',
  occurredOn,
  recordedAt: `${occurredOn}T10:00:00.000Z`,
  by: 'test',
  source: 'test',
  body,
});
const shot = (on: string, product: string, rank?: number) =>
  fact('injection', on, { product, ...(rank !== undefined && { rank }) });
const earlier = (on: string, body: Record<string, unknown>) => fact('earlier-injection', on, body);
const infection = (on: string, proof?: string) => fact('infection', on, proof === undefined ? {} : { proof });

const claims = (on: string, ...facts: Fact[]) =>
  claimsOf({ facts, birthDate: '1960-01-01', prepared, codes, country: 'FR', on });
const dosesOf = (list: readonly Claim[]): string[] =>
  list.flatMap(({ kind, entry }) => (kind === 'vaccination' ? [`${entry.dn}/${entry.sd}`] : []));
const numbers = (on: string, ...facts: Fact[]): string[] => dosesOf(claims(on, ...facts).claims);

test('every product of the campaign that was given in France has its three EU codes and its CVX code', () => {
  expect(codes.get('PF')).toEqual({ vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215' });
  expect(codes.get('PF10')).toEqual(codes.get('PF'));
  expect(codes.get('JA')).toEqual({ vp: '29061000087103', mp: 'EU/1/20/1525', ma: 'ORG-100001417' });
  expect(codes.get('COVISHIELD')?.mp).toBe('Covishield');
  expect(products.filter(({ code }) => !codes.has(code)).map(({ code }) => code)).toEqual([]);
  const cvx = cvxOf(products);
  expect(cvx.get('PF')).toBe('208');
  expect(cvx.get('PFB')).toBe('300');
  expect(cvx.get('COVISHIELD')).toBe('210');
});

test('a certificate says the product, the day, the country and the disease in the codes of the EU', () => {
  const { claims: found } = claims('2021-07-01', shot('2021-06-11', 'MO', 1));
  expect(found).toMatchObject([
    {
      kind: 'vaccination',
      entry: {
        tg: '840539006',
        vp: '1119349007',
        mp: 'EU/1/20/1507',
        ma: 'ORG-100031184',
        dn: 1,
        sd: 2,
        dt: '2021-06-11',
        co: 'FR',
      },
      rule: { words: { en: 'Course of two doses' } },
    },
  ]);
});

test.each([
  ['one of two', '2021-07-01', [shot('2021-06-11', 'PF', 1)], ['1/2']],
  [
    'two of two, the newest first',
    '2021-07-10',
    [shot('2021-05-01', 'PF'), shot('2021-06-11', 'PF')],
    ['2/2', '1/2'],
  ],
  ['Janssen is one of one', '2021-07-10', [shot('2021-06-17', 'JA', 1)], ['1/1']],
  [
    'AstraZeneca, then mRNA (E043)',
    '2021-07-10',
    [shot('2021-03-01', 'AZ'), shot('2021-06-01', 'PF')],
    ['2/2', '1/2'],
  ],
  [
    'a booster after two doses is 3/3 before 22 December 2021',
    '2021-12-01',
    [shot('2021-03-01', 'PF'), shot('2021-04-01', 'PF'), shot('2021-11-28', 'MO')],
    ['3/3', '2/2', '1/2'],
  ],
  [
    'and 3/3 since',
    '2022-02-01',
    [shot('2021-03-01', 'PF'), shot('2021-04-01', 'PF'), shot('2021-11-28', 'MO')],
    ['3/3', '2/2', '1/2'],
  ],
  [
    'mRNA after Janssen is 2/2 at first',
    '2021-12-21',
    [shot('2021-06-17', 'JA'), shot('2021-12-20', 'PF')],
    ['2/2', '1/1'],
  ],
  [
    'and 2/1 from 22 December 2021',
    '2021-12-22',
    [shot('2021-06-17', 'JA'), shot('2021-12-20', 'PF')],
    ['2/1', '1/1'],
  ],
  [
    'a third dose after Janssen is 3/1',
    '2022-09-01',
    [shot('2021-06-17', 'JA'), shot('2021-12-20', 'PF'), shot('2022-08-01', 'PF')],
    ['3/1', '2/1', '1/1'],
  ],
  [
    'one dose after an infection is the whole course (E018)',
    '2021-07-01',
    [infection('2020-11-02', 'PCR'), shot('2021-05-20', 'PF')],
    ['1/1'],
  ],
  [
    'and its booster is 2/1',
    '2022-02-01',
    [infection('2020-11-02', 'PCR'), shot('2021-05-20', 'PF'), shot('2021-12-28', 'PF')],
    ['2/1', '1/1'],
  ],
  [
    'before that rule was in force, it was one of two',
    '2021-01-20',
    [infection('2020-11-02', 'PCR'), shot('2021-01-18', 'PF')],
    ['1/2'],
  ],
  [
    'an infection that is only told shortens nothing',
    '2021-07-01',
    [infection('2020-11-02'), shot('2021-05-20', 'PF')],
    ['1/2'],
  ],
  [
    'a rank above what is known says that a dose was received elsewhere',
    '2021-07-01',
    [shot('2021-05-20', 'PF', 2)],
    ['2/2'],
  ],
  [
    'two injections of a day are one dose',
    '2021-07-01',
    [shot('2021-05-20', 'PF'), shot('2021-05-20', 'PF')],
    ['1/2'],
  ],
  ['a dose of a day to come is not counted', '2021-05-18', [shot('2021-05-20', 'PF')], []],
  [
    'a dose received elsewhere counts with a document',
    '2021-07-01',
    [earlier('2021-04-01', { product: 'AZ', country: 'BE', proof: 'document' }), shot('2021-06-20', 'PF')],
    ['2/2', '1/2'],
  ],
  [
    'and not on a word alone',
    '2021-07-01',
    [earlier('2021-04-01', { product: 'AZ', country: 'BE', proof: 'declaration' }), shot('2021-06-20', 'PF')],
    ['1/2'],
  ],
])('%s', (_what, on, facts, expected) => {
  expect(numbers(on, ...facts)).toEqual(expected);
});

test('a dose received elsewhere keeps its country', () => {
  const abroad = earlier('2021-04-01', { product: 'AZ', country: 'BE', proof: 'document' });
  expect(claims('2021-07-01', abroad).claims[0]?.entry.co).toBe('BE');
});

test('what gives no certificate says why', () => {
  const { claims: found, left } = claims(
    '2021-07-01',
    earlier('2021-01-02', { country: 'BE', proof: 'document' }),
    earlier('2021-02-02', { product: 'PF', proof: 'document' }),
    earlier('2021-03-02', { product: 'PF', country: 'BE' }),
    shot('2021-04-02', 'XX'),
    infection('2021-05-02', 'serology'),
    infection('2020-03-20', 'PCR'),
  );
  expect(found).toEqual([]);
  expect(left.map(({ code }) => code)).toEqual([
    'no-test',
    'product-not-recognised',
    'no-proof',
    'no-country',
    'product-unknown',
    'recovery-over',
  ]);
});

test('a certificate rests on the doses before it, and on the infection that shortens the course', () => {
  const [before, after] = [shot('2021-05-01', 'PF'), shot('2021-06-11', 'PF')];
  const [second] = claims('2021-07-01', before, after).claims;
  expect(second?.rests.map(({ id }) => id)).toEqual([before.id, after.id]);
  const [ill, one] = [infection('2020-11-02', 'PCR'), shot('2021-05-20', 'PF')];
  const [whole] = claims('2021-07-01', ill, one).claims;
  expect(whole?.rests.map(({ id }) => id)).toEqual([one.id, ill.id]);
  expect(whole?.rule.words.fr).toBe('Une dose suffit après l’infection');
  expect(whole?.rule.reference).toMatch(/^[ERS]\d+/);
});

test.each([
  // on, from, until: the table of the pass (2.4), and what the Regulation says where the campaign says nothing.
  ['2021-06-01', '2021-05-12', '2021-10-28'],
  ['2021-07-01', '2021-05-16', '2021-10-28'],
  ['2021-07-20', '2021-05-12', '2021-10-28'],
  ['2021-10-01', '2021-05-12', '2021-10-28'],
])('recovery of 1 May 2021, asked on %s', (on, df, du) => {
  const [found] = claims(on, infection('2021-05-01', 'PCR')).claims;
  expect(found?.entry).toEqual({ tg: '840539006', fr: '2021-05-01', df, du, co: 'FR' });
});

test('from 15 February 2022 a recovery counts four months', () => {
  const [found] = claims('2022-02-15', infection('2021-12-01', 'antigen')).claims;
  expect(found?.entry).toMatchObject({ df: '2021-12-12', du: '2022-04-02' });
  expect(claims('2022-04-03', infection('2021-12-01', 'antigen')).left[0]?.code).toBe('recovery-over');
});

const history = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 500 }),
    what: fc.constantFrom('PF', 'MO', 'AZ', 'JA', 'NV', 'PCR', 'declaration'),
    rank: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  }),
  { maxLength: 8 },
);
const factsOf = (list: readonly { after: number; what: string; rank: number | undefined }[]): Fact[] =>
  list.map(({ after, what, rank }) => {
    const on = addDays('2021-01-01', after);
    return what === 'PCR' || what === 'declaration' ? infection(on, what) : shot(on, what, rank);
  });

test('whatever happened: each dose above the one before it, never 1/1 without a reason, each resting on itself', () => {
  fc.assert(
    fc.property(history, (list) => {
      const facts = factsOf(list);
      const { claims: found, left } = claims('2022-07-01', ...facts);
      const doses = found.flatMap((claim) => (claim.kind === 'vaccination' ? [claim] : [])).reverse();
      for (const [i, { entry, rests, about }] of doses.entries()) {
        expect(entry.dn).toBeGreaterThan(doses[i - 1]?.entry.dn ?? 0);
        expect(entry.dn <= entry.sd || entry.sd === 1).toBe(true);
        expect(rests).toContainEqual(about);
        if (entry.sd === 1) expect(list.some(({ what }) => what === 'JA' || what === 'PCR')).toBe(true);
      }
      expect(found.length + left.length).toBeLessThanOrEqual(facts.length);
    }),
  );
});

test('the order in which facts came changes nothing', () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (list, chance) => {
      const facts = factsOf(list);
      const shuffled = facts
        .map((one) => [chance.next().value ?? 0, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one);
      expect(claims('2022-07-01', ...shuffled).claims).toEqual(claims('2022-07-01', ...facts).claims);
    }),
  );
});

test('taking a fact back leaves no certificate that rests on it', () => {
  fc.assert(
    fc.property(history, fc.nat(), (list, at) => {
      const facts = factsOf(list);
      const gone = facts[at % Math.max(1, facts.length)];
      const after = claims('2022-07-01', ...facts.filter((one) => one !== gone)).claims;
      expect(after.flatMap(({ rests }) => rests).some(({ id }) => id === gone?.id)).toBe(false);
    }),
  );
});
