import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effective } from '#facts/effective.ts';

const fact = (id: string, corrects?: string, kind = 'act') => ({
  id,
  kind,
  ...(corrects !== undefined && { corrects }),
});
const ids = (facts: readonly { id: string }[]) => facts.map(({ id }) => id);

test.each([
  ['nothing corrected', [fact('a'), fact('b')], ['a', 'b']],
  ['a correction replaces', [fact('a'), fact('b', 'a')], ['b']],
  ['a correction of a correction', [fact('a'), fact('b', 'a'), fact('c', 'b')], ['c']],
  ['a retraction replaces by nothing', [fact('a'), fact('r', 'a', 'retraction')], []],
  [
    'a retraction of a retraction gives the fact back',
    [fact('a'), fact('r', 'a', 'retraction'), fact('s', 'r', 'retraction')],
    ['a'],
  ],
  ['two corrections of one fact both stand', [fact('a'), fact('b', 'a'), fact('c', 'a')], ['b', 'c']],
  [
    'a retraction of a correction gives the fact back',
    [fact('a'), fact('b', 'a'), fact('r', 'b', 'retraction')],
    ['a'],
  ],
  ['a target that is not here yet', [fact('b', 'a')], ['b']],
])('%s', (_, facts, expected) => {
  expect(ids(effective(facts))).toEqual(expected);
});

test('the order of arrival does not matter, circles included', () => {
  const drafts = fc.array(fc.record({ corrects: fc.option(fc.nat(8)), retracts: fc.boolean() }), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(drafts, fc.infiniteStream(fc.nat()), (list, ranks) => {
      const facts = list.map(({ corrects, retracts }, i) =>
        fact(
          `f${i}`,
          corrects === null ? undefined : `f${corrects}`,
          corrects !== null && retracts ? 'retraction' : 'act',
        ),
      );
      const shuffled = facts
        .map((one) => ({ one, rank: ranks.next().value }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ one }) => one);
      expect(ids(effective(shuffled)).sort()).toEqual(ids(effective(facts)).sort());
    }),
  );
});
