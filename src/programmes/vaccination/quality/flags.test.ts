import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effective } from '#facts/effective.ts';
import type { Fact } from '#facts/fact.ts';
import { isRefused } from '#kernel/result.ts';
import { correction } from '#programmes/vaccination/quality/correction.ts';
import type { VaccinationFinds } from '#programmes/vaccination/quality/finds.ts';
import { flagger } from '#programmes/vaccination/quality/flags.ts';
import { readCampaignRules } from '#programmes/vaccination/quality/load.node.ts';
import { VOCABULARY } from '#programmes/vaccination/quality/predicates.ts';
import { EFFECTS, type Effect } from '#quality/rule.ts';

let made = 0;
const act = (body: Fact['body'], more: Partial<Fact> = {}): Fact => ({
  id: `f${String(made++).padStart(4, '0')}`,
  kind: 'injection',
  subject: 'p',
  occurredOn: '2021-03-10',
  recordedAt: '2021-03-10T20:00:00.000Z',
  by: 'nurse',
  place: '48',
  source: 'desk',
  body: { product: 'PF', ...body },
  ...more,
});
const on = (day: string, body: Fact['body'] = {}) =>
  act(body, { occurredOn: day, recordedAt: `${day}T20:00:00.000Z` });

/** The ids a rule flags, and of those it sets aside. */
const found = (finds: VaccinationFinds, facts: readonly Fact[], effect: Effect = 'set-aside-all') => {
  const flags = flagger([{ rule: 'r', finds, effect }])(facts);
  return {
    flagged: flags.map(({ fact }) => fact.id),
    aside: flags.flatMap(({ fact, setAside }) => (setAside ? [fact.id] : [])),
  };
};
const flagged = (finds: VaccinationFinds, facts: readonly Fact[]) => found(finds, facts).flagged;
const ids = (...facts: readonly Fact[]) => facts.map(({ id }) => id);

test('43 injections in the right arm in one minute: all are flagged, one is kept', () => {
  const many = Array.from({ length: 43 }, (_, i) =>
    act({ site: 'right-arm', at: `10:05:${String(i).padStart(2, '0')}` }),
  );
  const other = [
    act({ site: 'left-arm', at: '10:05:00' }),
    act({ site: 'right-arm', at: '10:06:00' }),
    act({}),
  ];
  const finds = { what: 'same-minute', count: 43, site: 'right-arm' } as const;
  const { flagged, aside } = found(finds, [...many, ...other].reverse(), 'set-aside-all-but-first');
  expect(flagged).toEqual(ids(...many));
  expect(aside).toEqual(ids(...many.slice(1)));
  expect(found({ ...finds, count: 44 }, many).flagged).toEqual([]);
});

test('children under three, by age or by a class that is wholly under', () => {
  const finds = { what: 'age-under', years: 3 } as const;
  const two = act({ age: 2 });
  expect(flagged(finds, [two, act({ age: 3 }), act({ ageClass: '04' }), act({})])).toEqual(ids(two));
  const class04 = act({ ageClass: '04' });
  expect(flagged({ ...finds, years: 5 }, [class04, act({ ageClass: '09' })])).toEqual(ids(class04));
  expect(flagged({ ...finds, before: '2021-03-10' }, [two])).toEqual([]);
});

test('an age over 115, but not the open class of the oldest', () => {
  const old = act({ age: 116 });
  expect(
    flagged({ what: 'age-over', years: 115 }, [old, act({ age: 115 }), act({ ageClass: '80' })]),
  ).toEqual(ids(old));
});

test('a rank that skips, one stated twice, and a second dose without a first', () => {
  const [one, three] = [on('2021-01-10', { rank: 1 }), on('2021-03-10', { rank: 3 })];
  expect(flagged({ what: 'rank-skips' }, [three, one])).toEqual(ids(three));
  expect(flagged({ what: 'rank-skips' }, [one, on('2021-02-10'), three])).toEqual([]);
  const again = on('2021-02-10', { rank: 1 });
  expect(found({ what: 'rank-repeats' }, [again, one], 'set-aside-all-but-last')).toEqual({
    flagged: ids(one, again),
    aside: ids(one),
  });
  expect(flagged({ what: 'rank-without-first' }, [three])).toEqual(ids(three));
  const elsewhere = { ...on('2021-01-02', { rank: 1 }), kind: 'earlier-injection' };
  expect(flagged({ what: 'rank-without-first' }, [on('2021-03-10', { rank: 2 }), elsewhere])).toEqual([]);
});

test('a lot of another product, and a recalled lot used since its recall', () => {
  const lots = [
    { lot: 'TESTLOT1', product: 'PF' },
    { lot: 'TESTLOT2', product: 'MO' },
  ];
  const wrong = act({ product: 'MO', lot: 'TESTLOT1' });
  const right = [act({ lot: 'TESTLOT1' }), act({ lot: 'UNLISTED' }), act({})];
  expect(flagged({ what: 'lot-of-another-product', lots }, [wrong, ...right])).toEqual(ids(wrong));
  const recalled = lots.map((one) => ({ ...one, on: '2021-03-10' }));
  expect(flagged({ what: 'lot-recalled', lots: recalled }, [wrong, ...right])).toEqual(
    ids(...right.slice(0, 1)),
  );
  expect(flagged({ what: 'lot-recalled', lots: recalled }, [on('2021-03-09', { lot: 'TESTLOT1' })])).toEqual(
    [],
  );
});

test('an act before the product existed, and before the campaign', () => {
  const early = on('2021-01-13', { product: 'MO' });
  const products = [{ product: 'MO', firstUse: '2021-01-14' }];
  const facts = [early, on('2021-01-14', { product: 'MO' }), on('2021-01-01', { product: 'PF' })];
  expect(flagged({ what: 'before-first-use', products }, facts)).toEqual(ids(early));
  const before = on('2020-12-26');
  expect(flagged({ what: 'before-campaign', firstDay: '2020-12-27' }, [before, on('2020-12-27')])).toEqual(
    ids(before),
  );
});

test('two acts a day apart; acts of one day are another matter', () => {
  const [first, next, later] = [on('2021-03-10'), on('2021-03-11'), on('2021-03-12')];
  const finds = { what: 'too-close', days_under: 2 } as const;
  expect(found(finds, [later, next, first], 'set-aside-all-but-first')).toEqual({
    flagged: ids(first, next),
    aside: ids(next),
  });
  expect(flagged(finds, [first, on('2021-03-10')])).toEqual([]);
  expect(flagged({ what: 'same-day', count: 2 }, [first, next])).toEqual([]);
  expect(flagged({ what: 'same-day', count: 2 }, [first, act({})]).length).toBe(2);
});

test('an impossible age class, an expired vial, an act recorded long after', () => {
  const contradiction = act({ age: 30, ageClass: '80' });
  expect(flagged({ what: 'age-class-impossible' }, [contradiction])).toEqual(ids(contradiction));
  const younger = on('2021-06-10', { ageClass: '39' });
  expect(flagged({ what: 'age-class-impossible' }, [on('2021-01-10', { ageClass: '49' }), younger])).toEqual(
    ids(younger),
  );
  expect(flagged({ what: 'age-class-impossible' }, [on('2021-01-10', { age: 39 }), younger])).toEqual([]);
  const expired = act({ expiresOn: '2021-03-09' });
  expect(flagged({ what: 'expired-vial' }, [expired, act({ expiresOn: '2021-03-10' })])).toEqual(
    ids(expired),
  );
  const late = act({}, { occurredOn: '2021-03-09', recordedAt: '2021-04-10T08:00:00.000Z' });
  expect(flagged({ what: 'recorded-late', days_over: 31 }, [late])).toEqual(ids(late));
  expect(flagged({ what: 'recorded-late', days_over: 32 }, [late])).toEqual([]);
});

const ALL: readonly VaccinationFinds[] = [
  { what: 'same-minute', count: 2 },
  { what: 'same-day', count: 2 },
  { what: 'too-close', days_under: 3 },
  { what: 'age-under', years: 10 },
  { what: 'age-over', years: 100 },
  { what: 'age-class-impossible' },
  { what: 'rank-skips' },
  { what: 'rank-repeats' },
  { what: 'rank-without-first' },
  { what: 'before-campaign', firstDay: '2021-01-03' },
  { what: 'recorded-late', days_over: 3 },
];
const day = fc.integer({ min: 1, max: 9 }).map((n) => `2021-01-0${n}`);
const facts = fc
  .array(
    fc.record({
      occurredOn: day,
      recordedOn: day,
      kind: fc.constantFrom('injection', 'injection', 'injection', 'earlier-injection', 'retraction'),
      rank: fc.constantFrom(undefined, 1, 2, 3),
      at: fc.constantFrom(undefined, '10:05', '10:05:30', '11:00'),
      age: fc.constantFrom(undefined, 2, 40, 110),
      target: fc.nat(12),
    }),
    { maxLength: 10 },
  )
  .map((drafts) =>
    drafts.map(
      ({ occurredOn, recordedOn, kind, target, ...body }, i): Fact => ({
        ...act(JSON.parse(JSON.stringify(body)), { occurredOn, recordedAt: `${recordedOn}T08:00:00.000Z` }),
        ...{ id: `f${i}`, kind },
        ...(kind === 'retraction' && { corrects: `f${target}`, body: {} }),
      }),
    ),
  );
const effects = fc.constantFrom(...EFFECTS);

test('flags do not depend on the order of arrival, and a fact taken back has none', () => {
  fc.assert(
    fc.property(facts, effects, fc.infiniteStream(fc.nat(1000)), (all, effect, shuffle) => {
      const flagsOf = flagger(ALL.map((finds) => ({ rule: finds.what, finds, effect })));
      const told = (list: readonly Fact[]) =>
        flagsOf(effective(list))
          .map(({ rule, fact, setAside }) => `${rule} ${fact.id} ${setAside}`)
          .sort();
      const shuffled = all
        .map((fact) => ({ fact, at: shuffle.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ fact }) => fact);
      const flags = told(all);
      expect(told(shuffled)).toEqual(flags);
      const standing = new Set(effective(all).map(({ id }) => id));
      for (const flag of flags) expect(standing).toContain(flag.split(' ')[1]);
      expect(new Set(flags.map((flag) => flag.split(' ').slice(0, 2).join(' '))).size).toBe(flags.length);
    }),
  );
});

test('every word of the vocabulary is told, and what is not understood is refused with its place', () => {
  for (const finds of ALL) expect(VOCABULARY.tell(finds).fr).not.toBe('');
  expect(VOCABULARY.predicates.map(({ what }) => what)).toEqual([
    ...['same-minute', 'same-day', 'too-close', 'age-under', 'age-over', 'age-class-impossible'],
    ...['rank-skips', 'rank-repeats', 'rank-without-first', 'before-first-use', 'before-campaign'],
    ...['lot-of-another-product', 'lot-recalled', 'expired-vial', 'recorded-late'],
  ]);
  const refused = [
    { what: 'acts-an-hour', count: 60 },
    { what: 'same-day', count: 1 },
    { what: 'age-under' },
    { what: 'rank-skips', more: true },
    { what: 'lot-recalled', lots: [{ lot: 'A B', product: 'PF', on: '2021-02-29' }] },
  ].map((finds) => VOCABULARY.read(finds));
  expect(refused.map((one) => (isRefused(one) ? one.refusal.field : 'read'))).toEqual([
    'finds.what',
    'finds.count',
    'finds.years',
    'finds',
    'finds.lots.0.lot',
  ]);
});

test('the rules of the campaign are sound, and are applied as they are', async () => {
  const folder = new URL('../../../../campaigns/fr-covid-19', import.meta.url).pathname;
  const rules = await readCampaignRules(folder);
  const products: { products: { code: string; firstUse?: unknown }[] } = JSON.parse(
    readFileSync(`${folder}/products.json`, 'utf8'),
  );
  const listed = rules.find(({ id }) => id === 'before-product')?.finds.products;
  const named = JSON.stringify(listed);
  for (const { code, firstUse } of products.products)
    if (firstUse !== undefined) expect(named).toContain(`"product":"${code}"`);
  const { flagsOf } = correction(
    rules.map(({ id, finds, effect }) => ({ rule: id, definition: { finds, effect } })),
  );
  expect(
    flagsOf([on('2021-03-10', { rank: 1, ageClass: '80' }), on('2021-04-10', { rank: 2, ageClass: '80' })]),
  ).toEqual([]);
  expect(flagsOf([on('2021-01-10', { product: 'AZ' })]).map(({ rule }) => rule)).toEqual(['before-product']);
  expect(await readCampaignRules(`${folder}/data`)).toEqual([]);
});
