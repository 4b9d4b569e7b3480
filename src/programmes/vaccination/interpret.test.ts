import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '#facts/fact.ts';
import { addDays, dayNumber, dayOf, daysBetween } from '#kernel/day.ts';
import { completedOn } from '#programmes/vaccination/completion.ts';
import { type Act, interpret, type Person, prepare } from '#programmes/vaccination/interpret.ts';
import { answerLine } from '#programmes/vaccination/interpret-case.ts';
import { preparedCampaign } from '#programmes/vaccination/interpret-fixtures.node.ts';

const { prepared, products, strategies, campaign } = await preparedCampaign();

const day = (from: string, to: string) =>
  fc.integer({ min: dayNumber(from), max: dayNumber(to) }).map((number) => dayOf(number));

const person: fc.Arbitrary<Person> = fc.record({
  birthDate: fc.option(day('1920-01-01', '2020-12-27'), { freq: 10 }),
  tags: fc.option(fc.subarray([...prepared.tags.keys()], { maxLength: 3 }), { freq: 10 }),
  territory: fc.constantFrom('FR', '48', '57', '971', '974', '976', null),
});
const inPlay = day('2020-12-20', '2023-02-28');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('injection' as const, 'earlier-injection' as const),
      occurredOn: inPlay,
      product: fc.option(fc.constantFrom(...prepared.products.keys()), { freq: 10 }),
      rank: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('infection' as const),
      occurredOn: day('2020-03-01', '2023-02-28'),
      proof: fc.constantFrom('PCR', 'serology', 'TROD', 'declaration', null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('contraindication' as const),
      occurredOn: inPlay,
      product: fc.option(fc.constantFrom('PF', 'AZ')),
      until: fc.option(inPlay),
    }),
  },
);
const history = fc.array(act, { maxLength: 5 });

/** A few hundred histories a property; the long run of a nightly check may raise it. */
const RUNS = { numRuns: 400 };

describe('an interpretation', () => {
  test('holds every day before "until"', () => {
    fc.assert(
      fc.property(person, history, inPlay, (who, facts, on) => {
        const { until, ...answer } = interpret(prepared, who, facts, on);
        const end = until ?? addDays(on, 400);
        expect(end > on).toBe(true);
        for (
          let later = addDays(on, 1);
          later < end && daysBetween(on, later) < 400;
          later = addDays(later, 1)
        ) {
          const { until: laterUntil, ...same } = interpret(prepared, who, facts, later);
          expect(same, `${on} says until ${until}, but ${later} differs`).toEqual(answer);
          expect(laterUntil).toBe(until);
        }
      }),
      RUNS,
    );
  });

  test('does not depend on the order of facts, nor on facts to come', () => {
    fc.assert(
      fc.property(person, history, inPlay, (who, facts, on) => {
        const past = facts.filter(({ occurredOn }) => occurredOn <= on);
        const { until, ...answer } = interpret(prepared, who, past, on);
        const { until: sooner, ...withFuture } = interpret(prepared, who, facts, on);
        expect(withFuture).toEqual(answer);
        expect(sooner === until || (sooner !== null && (until === null || sooner < until))).toBe(true);
        expect(interpret(prepared, who, past.toReversed(), on)).toEqual({ ...answer, until });
      }),
      RUNS,
    );
  });

  test('is coherent: what is allowed has a product and has come; windows are in order', () => {
    fc.assert(
      fc.property(person, history, inPlay, (who, facts, on) => {
        const { primary, next, status } = interpret(prepared, who, facts, on);
        expect(primary.eligible).toBe(primary.products.length > 0);
        expect(primary.eligible).toBe(primary.places.length > 0);
        expect([...primary.products]).toEqual(primary.products.toSorted());
        expect([...next.products]).toEqual(next.products.toSorted());
        expect(primary.reasons.length).toBeGreaterThan(0);
        expect(next.reasons.length).toBeGreaterThan(0);
        if (next.allowed) {
          expect(next.products.length).toBeGreaterThan(0);
          expect(next.earliest === null || next.earliest <= on).toBe(true);
        }
        if (next.kind === 'none')
          expect(next).toMatchObject({ allowed: false, products: [], earliest: null });
        if (next.earliest !== null && next.recommended !== null)
          expect(next.recommended >= next.earliest).toBe(true);
        if (next.latest !== null && next.recommended !== null)
          expect(next.latest >= (next.earliest ?? '')).toBe(true);
        if (status.pass.valid) {
          expect(status.pass.from !== null && status.pass.from <= on).toBe(true);
          expect(status.pass.expires === null || status.pass.expires >= on).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('answers about the primary course whether or not the person has begun', () => {
    fc.assert(
      fc.property(person, fc.array(act, { maxLength: 4 }), inPlay, (who, facts, on) => {
        const injections = facts.filter(({ kind }) => kind === 'injection' || kind === 'earlier-injection');
        expect(interpret(prepared, who, injections, on).primary).toEqual(
          interpret(prepared, who, [], on).primary,
        );
      }),
      RUNS,
    );
  });

  test('is the same once prepared again, and asked again', () => {
    const again = prepare(strategies.toReversed(), products, campaign);
    fc.assert(
      fc.property(person, history, inPlay, (who, facts, on) => {
        const answer = interpret(prepared, who, facts, on);
        expect(interpret(again, who, facts, on)).toEqual(answer);
        expect(interpret(prepared, who, facts, on)).toEqual(answer);
      }),
      RUNS,
    );
  });

  test('says "complete" in statistics from the day the counting engine counts, for ever', () => {
    fc.assert(
      fc.property(person, history, inPlay, (who, facts, on) => {
        const counted = completedOn(facts.map(factOf));
        const { statistics } = interpret(prepared, who, facts, on).status;
        expect(statistics === 'complete').toBe(counted !== undefined && counted <= on);
      }),
      RUNS,
    );
  });

  test('names what is missing to be sure', () => {
    const { missing } = interpret(prepared, {}, [], '2021-05-05');
    expect(missing).toEqual(['birthDate', 'tags', 'territory']);
    const unknownProduct = interpret(
      prepared,
      { birthDate: '1950-01-01', tags: [], territory: 'FR' },
      [{ kind: 'injection', occurredOn: '2021-03-01', product: null }],
      '2021-04-01',
    );
    expect(unknownProduct.missing).toEqual(['product of an earlier injection']);
    expect(unknownProduct.next).toMatchObject({ kind: 'dose', allowed: false });
  });

  test('before the first strategy nothing is open, and the first day of the campaign ends that', () => {
    const answer = interpret(
      prepared,
      { birthDate: '1930-01-01', tags: ['ehpad_resident'] },
      [],
      '2020-12-26',
    );
    expect(answer.primary).toMatchObject({ eligible: false, products: [] });
    expect(answer.until).toBe('2020-12-27');
  });
});

describe('a line of cases', () => {
  test('is answered or refused, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (line) => {
          const answer = answerLine(prepared, line);
          expect('error' in answer || 'primary' in answer).toBe(true);
        },
      ),
    );
  });

  test.each([
    ['not JSON', '{"id":', null, /not JSON/],
    ['no id', '{"on":"2021-01-01","person":{}}', null, /id/],
    ['no day', '{"id":"a","person":{}}', 'a', /on/],
    ['a day that does not exist', '{"id":"a","on":"2021-02-30","person":{}}', 'a', /on/],
    ['an unknown tag', '{"id":7,"on":"2021-03-01","person":{"tags":["wizard"]}}', 7, /wizard/],
    [
      'an unknown product',
      '{"id":"a","on":"2021-03-01","person":{},"facts":[{"kind":"injection","occurredOn":"2021-02-01","product":"XX"}]}',
      'a',
      /XX/,
    ],
    ['a birth to come', '{"id":"a","on":"2021-03-01","person":{"birthDate":"2021-03-02"}}', 'a', /birthDate/],
  ])('with %s gives an error that says where', (_, line, id, error) => {
    expect(answerLine(prepared, line)).toEqual({ id, error: expect.stringMatching(error) });
  });
});

const factOf = (fact: Act, i: number): Fact => ({
  id: `f${i}`,
  kind: fact.kind,
  subject: 'p1',
  occurredOn: fact.occurredOn,
  recordedAt: `${fact.occurredOn}T12:00:00.000Z`,
  by: 'test',
  source: 'test',
  body: { ...(fact.product && { product: fact.product }), ...(fact.rank && { rank: fact.rank }) },
});
