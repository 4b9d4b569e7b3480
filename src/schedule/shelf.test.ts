import { expect, test } from 'vitest';
import { prepareSchedule } from '#schedule/prepare.ts';
import type { Schedule } from '#schedule/schedule.ts';
import { shelfOf } from '#schedule/shelf.ts';

const schedule: Schedule = {
  name: 'a',
  title: 'A',
  version: '1',
  publisher: 'Nobody',
  licence: 'CC0-1.0',
  sources: [],
  vaccineCodes: 'cvx',
  groups: [],
  vaccines: [{ code: '01', name: 'One', antigens: [{ antigen: 'G' }] }],
  conflicts: [],
  observations: [],
  antigens: [],
};

test('schedules are read once, before any question; an unsound one is told once and left out', async () => {
  const asked: string[] = [];
  const told: string[] = [];
  const read = async (name: string) => {
    asked.push(name);
    if (name === 'b') throw new Error(`${name} is broken`);
    const whole = { ...schedule, name };
    return { schedule: whole, prepared: prepareSchedule(whole) };
  };
  const shelf = shelfOf(['a', 'b', 'c'], read, (fault) => told.push(fault));
  expect(asked).toEqual([]);
  const names = async () => (await shelf.all()).map((one) => one.schedule.name);
  expect(await names()).toEqual(['a', 'c']);
  const found = await Promise.all([shelf.find('a'), shelf.find('a')]);
  expect(new Set(found).size).toBe(1);
  expect(found[0]?.schedule.name).toBe('a');
  expect(await shelf.find('b')).toBeUndefined();
  expect(await shelf.find('d')).toBeUndefined();
  expect(await names()).toEqual(['a', 'c']);
  expect(asked).toEqual(['a', 'b', 'c']);
  expect(told).toEqual(['the schedule b is left out, and not asked: b is broken']);
});

test('a question waits for its own schedule, and not for those after it', async () => {
  const never = new Promise<never>(() => {});
  const shelf = shelfOf(
    ['a', 'b'],
    (name) => (name === 'a' ? Promise.resolve({ schedule, prepared: prepareSchedule(schedule) }) : never),
    () => {},
  );
  expect((await shelf.find('a'))?.schedule.name).toBe('a');
});
