import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '#kernel/day.ts';
import { readNameLists } from '#people/name-lists.node.ts';
import type { NameLists } from '#people/replay-people.ts';
import { type ReplayedAct, type ReplayedRecord, recordsOfReplay } from '#people/replay-register.ts';

let lists: NameLists;
beforeAll(async () => {
  lists = await readNameLists(join(import.meta.dirname, '../../campaigns/fr-covid-19/names'));
});

const act = (ordinal: number, over: Partial<ReplayedAct> = {}): ReplayedAct => ({
  subject: `rabcde-${String(ordinal).padStart(6, '0')}`,
  ordinal,
  isSecond: false,
  waits: true,
  department: '48',
  ages: [75, 79],
  day: addDays('2021-01-01', Math.floor(ordinal / 200)),
  ...over,
});
const acts = (count: number): ReplayedAct[] => Array.from({ length: count }, (_, i) => act(i));
const recordsOf = (all: Iterable<ReplayedAct>, duplicates: number, seed = 1): ReplayedRecord[] => [
  ...recordsOfReplay(all, lists, { seed, duplicates }),
];
const seconds = (records: readonly ReplayedRecord[]) => records.filter(({ subject, of }) => subject !== of);

describe('the register of a replay', () => {
  test('has a record for each person, and second ones at the asked rate', () => {
    const people = acts(6000);
    for (const rate of [0.02, 0.2, 0.5]) {
      const records = recordsOf(people, rate);
      const twice = seconds(records);
      expect(records.length - twice.length).toBe(people.length);
      expect(twice.length / people.length).toBeCloseTo(rate, 1.5);
      expect(new Set(twice.map(({ of }) => of)).size).toBe(twice.length);
    }
    expect(seconds(recordsOf(people, 0))).toEqual([]);
  });

  test('is the same for the same seed, and who is written twice differs with another', () => {
    const people = acts(500);
    expect(recordsOf(people, 0.1)).toEqual(recordsOf(people, 0.1));
    const who = (seed: number) => seconds(recordsOf(people, 0.1, seed)).map(({ of }) => of);
    expect(who(1)).not.toEqual(who(2));
  });

  test('gives a second dose of unknown first to somebody of that age who waits, under a second record', () => {
    const late = Array.from({ length: 40 }, (_, i) =>
      act(1000 + i, { isSecond: true, waits: false, day: '2021-03-01' }),
    );
    const records = recordsOf([...acts(400), ...late], 0.05);
    const linked = seconds(records).filter(({ subject }) => subject !== undefined);
    expect(linked.length).toBeGreaterThan(15);
    for (const { subject, of } of linked) {
      expect(late.map((one) => one.subject)).toContain(subject);
      expect(Number(of.slice(-6))).toBeLessThan(400);
    }
    // Every pseudonym of the ledger is held by one record.
    const held = records.flatMap(({ subject }) => subject ?? []);
    expect(new Set(held).size).toBe(held.length);
    expect(held).toHaveLength(440);
  });

  test('gives it to nobody of another age or department, nor who came a few days ago or had a second dose', () => {
    const first = (over: Partial<ReplayedAct>) => Array.from({ length: 200 }, (_, i) => act(i, over));
    const late = Array.from({ length: 30 }, (_, i) => act(1000 + i, { isSecond: true, day: '2021-03-01' }));
    const linkedTo = (over: Partial<ReplayedAct>): number =>
      seconds(recordsOf([...first({ day: '2021-01-01', ...over }), ...late], 0.05)).filter(
        ({ subject }) => subject !== undefined,
      ).length;
    expect(linkedTo({})).toBeGreaterThan(5);
    expect(linkedTo({ ages: [80, 105] })).toBeGreaterThan(5);
    expect(linkedTo({ ages: [50, 59] })).toBe(0);
    expect(linkedTo({ department: '2A' })).toBe(0);
    expect(linkedTo({ day: '2021-02-20' })).toBe(0);
    expect(linkedTo({ waits: false })).toBe(0);
  });
});
