import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OfflineResult } from '#programmes/vaccination/desk/desk.api.ts';
import {
  answered,
  inOrder,
  nextBatch,
  pauseAfter_s,
  settle,
  type Waiting,
} from '#programmes/vaccination/desk/page/queue.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const waiting = (number: number, more: Partial<Waiting> = {}): Waiting => ({
  act: {
    id: id(number),
    kid: 'k1',
    ephemeral: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    iv: 'iv',
    sealed: 'sealed',
  },
  place: 'C-64',
  madeAt: `2021-02-01T10:${String(number % 60).padStart(2, '0')}:00.000Z`,
  product: 'PF',
  status: 'waiting',
  ...more,
});
const result = (number: number, status: OfflineResult['status'], more: Partial<OfflineResult> = {}) => ({
  id: id(number),
  status,
  warnings: [],
  ...more,
});

describe('the queue of the device', () => {
  test('leaves in the order acts were made, those of this place that ask nothing', () => {
    const acts = [
      waiting(4),
      waiting(1, { status: 'refused' }),
      waiting(3, { place: 'C-9' }),
      waiting(2),
      waiting(0, { status: 'needs-day' }),
    ];
    expect(nextBatch(acts, 'C-64', 50).map(({ act }) => act.id)).toEqual([id(2), id(4)]);
    expect(nextBatch(acts, 'C-64', 1)).toHaveLength(1);
    expect(inOrder(acts).map(({ act }) => act.id)).toEqual([0, 1, 2, 3, 4].map(id));
  });

  test('what is in the ledger leaves; what is asked or refused stays, with its reason', () => {
    const batch = [waiting(1), waiting(2), waiting(3), waiting(4), waiting(5)];
    const { gone, kept } = settle(batch, [
      result(1, 'recorded'),
      result(2, 'known'),
      result(3, 'needs-person', { candidates: [] }),
      result(4, 'refused', { problem: { code: 'c', title: 'T', detail: 'D', mend: 'M' } }),
    ]);
    expect(gone).toEqual([id(1), id(2)]);
    expect(kept.map(({ act, status, told }) => [act.id, status, told?.mend])).toEqual([
      [id(3), 'needs-person', undefined],
      [id(4), 'refused', 'M'],
    ]);
  });

  test('nothing said of a person by an answer is kept', () => {
    const typed = { familyName: 'Inventée', givenNames: 'Ada', birthDate: '1950-01-01', sex: 'f' as const };
    const { kept } = settle([waiting(1)], [result(1, 'needs-person', { typed })]);
    expect(JSON.stringify(kept)).not.toContain('Inventée');
  });

  test('an answer given sends it again, once, without its old refusal', () => {
    const refused = waiting(1, { status: 'refused', told: { code: 'c', title: 't', mend: 'm' } });
    expect(answered(refused, { person: 'new' })).toEqual({
      ...waiting(1),
      act: { ...waiting(1).act, person: 'new' },
    });
  });

  test('no act is lost and none is both gone and kept, whatever is answered', () => {
    const statuses = ['recorded', 'known', 'needs-person', 'needs-day', 'refused'] as const;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(50), { maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(50), fc.constantFrom(...statuses)), { maxLength: 30 }),
        (numbers, answers) => {
          const batch = numbers.map((number) => waiting(number));
          const { gone, kept } = settle(
            batch,
            answers.map(([number, status]) => result(number, status)),
          );
          const ids = [...gone, ...kept.map(({ act }) => act.id)];
          expect(new Set(ids).size).toBe(ids.length);
          const answeredIds = new Set(answers.map(([number]) => id(number)));
          expect(ids.length).toBe(batch.filter(({ act }) => answeredIds.has(act.id)).length);
        },
      ),
    );
  });

  test('the pause grows, and has an end', () => {
    expect([1, 2, 3, 4].map(pauseAfter_s)).toEqual([5, 10, 20, 40]);
    expect(pauseAfter_s(1000)).toBe(300);
  });
});
