import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Contribute, type CountedFact, tallyAll, tallyChange } from '#indicators/count.ts';

/** One person, one cell by day of first act; the second act makes the person "complete" on that day. */
const contribute: Contribute = (facts) => {
  const acts = facts.filter((fact) => fact.kind === 'act');
  const [first, second] = acts;
  if (first === undefined) return [];
  const cells: [string, number][] = [[`first|${first.occurredOn}|${first.place ?? ''}`, 1]];
  if (second !== undefined) cells.push([`complete|${second.occurredOn}|${second.place ?? ''}`, 1]);
  return cells;
};

const days = fc.integer({ min: 1, max: 9 }).map((n) => `2021-01-0${n}`);
const facts = fc
  .array(
    fc.record({
      subject: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('act', 'act', 'act', 'retraction'),
      occurredOn: days,
      recordedOn: days,
      place: fc.constantFrom('48', '75', undefined),
      target: fc.nat(20),
    }),
    { maxLength: 20 },
  )
  .map((drafts) =>
    drafts.map((draft, i): CountedFact & { subject: string } => ({
      subject: draft.subject,
      id: `f${i}`,
      kind: draft.kind,
      occurredOn: draft.occurredOn,
      recordedAt: `${draft.recordedOn}T12:00:00.000Z`,
      body: {},
      ...(draft.place !== undefined && { place: draft.place }),
      ...(draft.kind === 'retraction' && { corrects: `f${draft.target}` }),
    })),
  );

const group = <F extends { subject: string }>(list: readonly F[]): Map<string, F[]> => {
  const groups = new Map<string, F[]>();
  for (const fact of list) groups.set(fact.subject, [...(groups.get(fact.subject) ?? []), fact]);
  return groups;
};

const sorted = (tally: Map<string, number>) => [...tally].sort(([a], [b]) => (a < b ? -1 : 1));

test('rebuilt equals live: whatever the order and the batches, after minus before adds up to the whole', () => {
  fc.assert(
    fc.property(facts, fc.nat(5), fc.infiniteStream(fc.nat(1000)), (all, size, shuffle) => {
      const arriving = all
        .map((fact) => ({ fact, rank: shuffle.next().value }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ fact }) => fact);
      const live = new Map<string, number>();
      const known = new Map<string, (CountedFact & { subject: string })[]>();
      for (let at = 0; at < arriving.length; at += size + 1) {
        const batch = group(arriving.slice(at, at + size + 1));
        for (const [key, n] of tallyChange(known, batch, contribute)) {
          const sum = (live.get(key) ?? 0) + n;
          if (sum === 0) live.delete(key);
          else live.set(key, sum);
        }
        for (const [subject, list] of batch) known.set(subject, [...(known.get(subject) ?? []), ...list]);
      }
      expect(sorted(live)).toEqual(sorted(tallyAll(group(all).values(), contribute)));
    }),
    { numRuns: 500 },
  );
});

test('the sum of what became known until D is what the facts recorded until D say', () => {
  fc.assert(
    fc.property(facts, days, (all, day) => {
      const asKnown = new Map<string, number>();
      for (const [key, n] of tallyAll(group(all).values(), contribute)) {
        const [knownOn = '', ...cell] = key.split('|');
        if (knownOn > day) continue;
        const sum = (asKnown.get(cell.join('|')) ?? 0) + n;
        if (sum === 0) asKnown.delete(cell.join('|'));
        else asKnown.set(cell.join('|'), sum);
      }
      const until = all.filter((fact) => fact.recordedAt.slice(0, 10) <= day);
      const direct = new Map<string, number>();
      for (const [key, n] of tallyAll(group(until).values(), contribute)) {
        const cell = key.split('|').slice(1).join('|');
        const sum = (direct.get(cell) ?? 0) + n;
        if (sum === 0) direct.delete(cell);
        else direct.set(cell, sum);
      }
      expect(sorted(asKnown)).toEqual(sorted(direct));
    }),
    { numRuns: 500 },
  );
});

test('a late second act counts on its day, and is known only from the day it was recorded', () => {
  const act = (id: string, occurredOn: string, recordedOn: string): CountedFact => ({
    id,
    kind: 'act',
    occurredOn,
    recordedAt: `${recordedOn}T10:00:00.000Z`,
    place: '48',
    body: {},
  });
  const tally = tallyAll(
    [[act('1', '2021-01-01', '2021-01-01'), act('2', '2021-01-05', '2021-01-09')]],
    contribute,
  );
  expect(sorted(tally)).toEqual([
    ['2021-01-01|first|2021-01-01|48', 1],
    ['2021-01-09|complete|2021-01-05|48', 1],
  ]);
});
