import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Id, MERGE, RETRACTION } from '#facts/fact.ts';
import { factReader } from '#facts/read-fact.ts';
import {
  componentsOf,
  groupsOf,
  type Linkable,
  mergeId,
  rootOf,
  standingSides,
  unmergeId,
} from '#facts/same-person.ts';

type Ledger = Map<string, Linkable[]>;

const ledgerOf = (...subjects: string[]): Ledger => new Map(subjects.map((subject) => [subject, []]));

const merge = (ledger: Ledger, merged: string, kept: string, ordinal = 1): void => {
  const id = mergeId(merged, kept, ordinal);
  ledger.get(merged)?.push({ id, kind: MERGE, body: { into: kept } });
  ledger.get(kept)?.push({ id, kind: MERGE, body: { from: merged } });
};

const undo = (ledger: Ledger, merged: string, kept: string, ordinal = 1): void => {
  const corrects = mergeId(merged, kept, ordinal);
  for (const subject of [merged, kept])
    ledger.get(subject)?.push({ id: unmergeId(corrects), kind: RETRACTION, body: {}, corrects });
};

describe('who is one person', () => {
  test('a chain of three reads under the one that is merged into no other', () => {
    const ledger = ledgerOf('a', 'b', 'c', 'd');
    merge(ledger, 'a', 'b');
    merge(ledger, 'b', 'c');
    expect(groupsOf(ledger)).toEqual([['a', 'b', 'c'], ['d']]);
    expect(['a', 'b', 'c', 'd'].map((subject) => rootOf(subject, ledger))).toEqual(['c', 'c', 'c', 'd']);
  });

  test('undoing in the middle of a chain parts it there, and only there', () => {
    const ledger = ledgerOf('a', 'b', 'c', 'd');
    merge(ledger, 'a', 'b');
    merge(ledger, 'b', 'c');
    merge(ledger, 'c', 'd');
    undo(ledger, 'b', 'c');
    expect(groupsOf(ledger)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(componentsOf(ledger)).toEqual([['a', 'b', 'c', 'd']]);
    expect(rootOf('a', ledger)).toBe('b');
  });

  test('merged, undone and merged again stands, under another id', () => {
    const ledger = ledgerOf('a', 'b');
    merge(ledger, 'a', 'b');
    undo(ledger, 'a', 'b');
    expect(groupsOf(ledger)).toEqual([['a'], ['b']]);
    merge(ledger, 'a', 'b', 2);
    expect(groupsOf(ledger)).toEqual([['a', 'b']]);
    expect(standingSides(ledger.get('a') ?? [])).toEqual([
      { id: mergeId('a', 'b', 2), other: 'b', isInto: true },
    ]);
  });

  test('one side of a merge links two subjects, and makes them no person', () => {
    const ledger = ledgerOf('a', 'b');
    ledger.get('a')?.push({ id: mergeId('a', 'b', 1), kind: MERGE, body: { into: 'b' } });
    expect(groupsOf(ledger)).toEqual([['a'], ['b']]);
    expect(componentsOf(ledger)).toEqual([['a', 'b']]);
  });

  test('a fact of another kind that names a merge does not take it back', () => {
    const ledger = ledgerOf('a', 'b');
    merge(ledger, 'a', 'b');
    ledger.get('a')?.push({ id: 'x', kind: 'injection', body: {}, corrects: mergeId('a', 'b', 1) });
    expect(groupsOf(ledger)).toEqual([['a', 'b']]);
  });

  test('groups are within components, and do not depend on the order of facts', () => {
    const subjects = ['a', 'b', 'c', 'd', 'e'];
    const pair = fc.tuple(fc.constantFrom(...subjects), fc.constantFrom(...subjects), fc.boolean());
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), fc.infiniteStream(fc.nat(1000)), (acts, ranks) => {
        const ledger = ledgerOf(...subjects);
        for (const [one, other, isUndone] of acts) {
          if (one === other) continue;
          merge(ledger, one, other);
          if (isUndone) undo(ledger, one, other);
        }
        const shuffled: Ledger = new Map(
          [...ledger].map(([subject, facts]) => [
            subject,
            facts
              .map((fact) => ({ fact, rank: ranks.next().value }))
              .sort((a, b) => a.rank - b.rank)
              .map(({ fact }) => fact),
          ]),
        );
        expect(groupsOf(shuffled)).toEqual(groupsOf(ledger));
        const components = componentsOf(ledger);
        for (const group of groupsOf(ledger))
          expect(components.filter((all) => group.every((one) => all.includes(one)))).toHaveLength(1);
        expect(groupsOf(ledger).flat().sort()).toEqual(subjects);
      }),
      { numRuns: 200 },
    );
  });

  test('ids fit any two subjects, and stay apart', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][\w.:-]{0,63}$/), fc.nat(1000), (subject, ordinal) => {
        const id = mergeId(subject, `${subject.slice(0, 30)}-x`, ordinal);
        expect(Id.safeParse(unmergeId(id)).success).toBe(true);
        expect(id).not.toBe(mergeId(`${subject.slice(0, 30)}-x`, subject, ordinal));
      }),
    );
  });
});

describe('reading facts', () => {
  const defaults = { now: '2021-02-01T10:00:00.000Z', by: 'x', source: 'x' };
  const base = { id: 'merge:00:1', subject: 'a', kind: MERGE, occurredOn: '2021-02-01', body: { into: 'b' } };
  const retraction = {
    ...base,
    id: 'r1',
    kind: RETRACTION,
    body: {},
    corrects: 'merge:00:1',
    reason: 'mine',
  };

  test('nobody hands in a merge, nor takes one back, under any id', () => {
    const read = factReader({});
    expect(read(base, defaults)).toMatchObject({ refusal: { code: 'kind-unknown' } });
    expect(read(retraction, defaults)).toMatchObject({
      refusal: { code: 'fact-malformed', field: 'corrects' },
    });
    expect(read({ ...retraction, id: 'merge:00:1:undone', corrects: 'i1' }, defaults)).toMatchObject({
      refusal: { code: 'fact-malformed', field: 'id' },
    });
  });

  test('a copy of a ledger brought back keeps its merges', () => {
    const read = factReader({}, { merges: true });
    expect(read(base, defaults)).toMatchObject({ kind: MERGE, body: { into: 'b' } });
    expect(read(retraction, defaults)).toMatchObject({ corrects: 'merge:00:1' });
    expect(read({ ...base, body: { into: 'b', from: 'c' } }, defaults)).toMatchObject({
      refusal: { code: 'body-malformed' },
    });
  });
});
