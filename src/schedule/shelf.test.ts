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
  groups: [{ name: 'G', aliases: [], antigens: ['G'] }],
  vaccines: [{ code: '01', name: 'One', antigens: [{ antigen: 'G' }] }],
  conflicts: [],
  observations: [],
  antigens: [],
};

test('a schedule is read at the first question and kept; a failed reading is tried again', async () => {
  const asked: string[] = [];
  let broken = true;
  const read = async (name: string) => {
    asked.push(name);
    if (broken) throw new Error(`${name} is broken`);
    const whole = { ...schedule, name, groups: [] };
    return { schedule: whole, prepared: prepareSchedule(whole) };
  };
  const shelf = shelfOf(['a', 'b'], read);
  expect(shelf.find('c')).toBeUndefined();
  await expect(shelf.find('a')).rejects.toThrow('a is broken');
  broken = false;
  const found = await Promise.all([shelf.find('a'), shelf.find('a'), shelf.find('a')]);
  expect(new Set(found).size).toBe(1);
  expect(found[0]?.schedule.name).toBe('a');
  expect(asked).toEqual(['a', 'a']);
});
