import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPrivacyPolicy } from '#people/retention.node.ts';
import { limitOf, PrivacyPolicy, periodWords, retentionWords } from '#people/retention.ts';

const CAMPAIGN = new URL('../../campaigns/fr-covid-19/', import.meta.url).pathname;

describe('periods', () => {
  test('a period is counted in calendar years and months, in UTC', () => {
    expect(limitOf('P10Y', '2031-02-28T12:00:00.000Z')).toBe('2021-02-28T12:00:00Z');
    expect(limitOf('P1Y', '2024-02-29T00:00:00Z')).toBe('2023-02-28T00:00:00Z');
    expect(limitOf('P6M', '2021-08-31T10:00:00Z')).toBe('2021-02-28T10:00:00Z');
    expect(limitOf('PT36H', '2021-03-29T00:00:00Z')).toBe('2021-03-27T12:00:00Z');
  });

  test('the later it is, the later the limit, and never after now', () => {
    const instant = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2090-01-01'),
      noInvalidDate: true,
    });
    const period = fc.constantFrom('P10Y', 'P2Y', 'P6M', 'P1D', 'PT1H');
    fc.assert(
      fc.property(instant, instant, period, (one, other, text) => {
        const [first, last] = [one, other]
          .sort((a, b) => a.getTime() - b.getTime())
          .map((date) => date.toISOString());
        const [from, to] = [limitOf(text, first ?? ''), limitOf(text, last ?? '')];
        expect(Date.parse(from)).toBeLessThanOrEqual(Date.parse(to));
        expect(Date.parse(to)).toBeLessThan(Date.parse(last ?? ''));
      }),
    );
  });

  test('in words', () => {
    expect(periodWords('P1Y')).toEqual({ fr: '1 an', en: '1 year' });
    expect(periodWords('P1Y6M')).toEqual({ fr: '1 an 6 mois', en: '1 year 6 months' });
    expect(retentionWords({ period: 'P2Y', from: 'replaced', reference: 'x', confidence: 'ours' })).toEqual({
      fr: '2 ans après la rectification',
      en: '2 years after the rectification',
    });
    expect(retentionWords({ period: null, from: 'kept', reference: 'x', confidence: 'ours' }).en).toBe(
      'kept without limit, without a name',
    );
  });
});

describe('the privacy document of a campaign', () => {
  test('the French one is sound, and says how sure each rule is', async () => {
    const policy = await readPrivacyPolicy(CAMPAIGN);
    expect(policy.retention.identity).toMatchObject({ period: 'P10Y', confidence: 'sourced' });
    expect(Object.values(policy.references).map(({ confidence }) => confidence)).toEqual(
      expect.arrayContaining(['sourced', 'from-memory', 'ours']),
    );
  });

  test.each([
    ['a kind of data without a period', { retention: { identity: undefined } }, 'missing: identity'],
    [
      'a kind of data that is not ours',
      { retention: { hats: { period: 'P1Y', from: 'ended', reference: 'ours', confidence: 'ours' } } },
      'unknown code "hats"',
    ],
    ['a purpose without a basis', { bases: { care: undefined } }, 'missing: care'],
    [
      'a rule without its reference',
      { retention: { glass: { period: 'P1Y', from: 'reviewed', reference: 'nowhere', confidence: 'ours' } } },
      'no reference "nowhere"',
    ],
    [
      'a period that is none',
      {
        retention: { glass: { period: '3 years', from: 'reviewed', reference: 'ours', confidence: 'ours' } },
      },
      'Invalid ISO duration',
    ],
    [
      'a period for what is never removed',
      { retention: { looks: { period: 'P1Y', from: 'kept', reference: 'ours', confidence: 'ours' } } },
      'expected a period',
    ],
  ] as const)('%s is refused', async (_, change, message) => {
    const policy = await readPrivacyPolicy(CAMPAIGN);
    const changed: Record<string, unknown> = { ...policy };
    for (const [part, some] of Object.entries(change)) {
      const whole = Object.entries({ ...Object(Reflect.get(policy, part)), ...some });
      changed[part] = Object.fromEntries(whole.filter(([, value]) => value !== undefined));
    }
    const parsed = PrivacyPolicy.safeParse(changed);
    expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});
