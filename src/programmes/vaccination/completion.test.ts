import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '#facts/fact.ts';
import { completedOn } from '#programmes/vaccination/completion.ts';

let made = 0;
const fact = (kind: string, occurredOn: string, body: Fact['body'] = {}): Fact => ({
  id: `f${++made}`,
  kind,
  subject: 'p1',
  occurredOn,
  recordedAt: `${occurredOn}T12:00:00.000Z`,
  by: 'test',
  source: 'test',
  body,
});
const dose = (day: string, product = 'PF', rank?: number): Fact =>
  fact('injection', day, { product, ...(rank !== undefined && { rank }) });

describe('complete in the published statistics (S03, S06)', () => {
  test.each([
    ['nothing', [], undefined],
    ['one dose', [dose('2021-02-01')], undefined],
    ['two doses', [dose('2021-02-01'), dose('2021-03-01')], '2021-03-01'],
    [
      'three doses: still the second',
      [dose('2021-12-01'), dose('2021-02-01'), dose('2021-03-01')],
      '2021-03-01',
    ],
    ['one dose of Janssen', [dose('2021-06-17', 'JA')], '2021-06-17'],
    ['a second dose whose first is not known here', [dose('2021-03-01', 'PF', 2)], '2021-03-01'],
    ['forty-three injections the same day', Array.from({ length: 43 }, () => dose('2021-02-01')), undefined],
    ['infected before', [fact('infection', '2020-11-01'), dose('2021-02-01')], '2021-02-01'],
    [
      'infected on the day of the dose (rapid serology)',
      [fact('infection', '2021-07-01'), dose('2021-07-01')],
      '2021-07-01',
    ],
    ['infected ten days after', [dose('2021-07-01'), fact('infection', '2021-07-11')], undefined],
    ['infected twenty days after', [dose('2021-07-01'), fact('infection', '2021-07-21')], '2021-07-21'],
    [
      'an earlier injection declared',
      [fact('earlier-injection', '2021-01-05'), dose('2021-02-05')],
      '2021-02-05',
    ],
    ['an infection alone', [fact('infection', '2021-07-21')], undefined],
  ])('%s', (_, facts, expected) => {
    expect(completedOn(facts)).toBe(expected);
  });

  test('does not depend on the order of facts', () => {
    const any = fc.oneof(
      fc.constantFrom('2021-01-01', '2021-01-10', '2021-02-01', '2021-03-01').map((day) => dose(day)),
      fc.constantFrom('2020-12-01', '2021-01-12', '2021-02-20').map((day) => fact('infection', day)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (facts) => {
        expect(completedOn(facts.toReversed())).toBe(completedOn(facts));
      }),
    );
  });
});
