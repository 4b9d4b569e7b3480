import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listSchedules, readSchedule, readScheduleFaults, writeSchedule } from '#schedule/load.node.ts';
import { Antigen, Schedule, ScheduleHead, Series, SeriesDose, SkipCondition } from '#schedule/schedule.ts';

const SCHEDULE = Schedule.parse({
  name: 'small',
  title: { fr: 'Petit', en: 'Small' },
  version: '1',
  publisher: 'tests',
  licence: 'none',
  vaccineCodes: 'own',
  groups: [{ name: 'Fièvre Jaune', antigens: ['Yellow Fever'] }],
  vaccines: [{ code: 'YF', name: 'YF', antigens: [{ antigen: 'Yellow Fever' }] }],
  antigens: [
    {
      name: 'Yellow Fever',
      series: [
        {
          name: 'standard',
          vaccineGroup: 'Fièvre Jaune',
          kind: 'standard',
          group: { code: '1', name: 'Standard' },
          default: true,
          productPath: false,
          priority: 'A',
          doses: [{ number: 1, preferable: [{ code: 'YF' }] }],
        },
      ],
    },
  ],
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rappel-schedule-'));
  await writeSchedule(join(folder, 'small'), SCHEDULE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const edit = async (file: string, from: string, to: string): Promise<void> => {
  const path = join(folder, 'small', file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
};

describe('a schedule in a folder', () => {
  test('is read as it was written, and written again to the byte', async () => {
    expect(await readSchedule(join(folder, 'small'))).toEqual(SCHEDULE);
    const path = join(folder, 'small', 'antigens', 'yellow-fever.json');
    const before = await readFile(path, 'utf8');
    await writeSchedule(join(folder, 'small'), await readSchedule(join(folder, 'small')));
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('is listed by its schedule.json', async () => {
    await mkdir(join(folder, 'other'));
    await cp(join(folder, 'small'), join(folder, 'again'), { recursive: true });
    expect(await listSchedules(folder)).toEqual(['again', 'small']);
  });

  test.each([
    [
      'an unknown member',
      'antigens/yellow-fever.json',
      '"number": 1',
      '"number": 1, "moon": 1',
      /yellow-fever\.json is not of the model of a schedule:\nseries\.0\.doses\.0: .*moon/,
    ],
    [
      'a period that is none',
      'antigens/yellow-fever.json',
      '"code": "YF"',
      '"code": "YF", "from": "soon"',
      /preferable\.0\.from: expected a period such as/,
    ],
    ['broken JSON', 'schedule.json', '{', '', /cannot read .*schedule\.json: /],
    [
      'another name than its file',
      'antigens/yellow-fever.json',
      'Yellow Fever',
      'Red Fever',
      /yellow-fever\.json is of Red Fever: name it red-fever\.json/,
    ],
    [
      'a reference to nothing',
      'schedule.json',
      '"code": "YF"',
      '"code": "FY"',
      /is not a sound schedule:\nYellow Fever, "standard", dose 1: the preferable vaccine YF is not in the list/,
    ],
  ])('is refused with %s, and where', async (_, file, from, to, message) => {
    await edit(file, from, to);
    await expect(readSchedule(join(folder, 'small'))).rejects.toThrow(message);
  });

  test('is refused under another name than its own', async () => {
    await cp(join(folder, 'small'), join(folder, 'large'), { recursive: true });
    await expect(readSchedule(join(folder, 'large'))).rejects.toThrow(
      'the schedule is named "small" and its folder "large": give both one name',
    );
    expect((await readSchedule(`${join(folder, 'small')}/`)).name).toBe('small');
  });

  test('keeps every antigen: two that would share a file are not written', async () => {
    const [antigen] = SCHEDULE.antigens;
    if (antigen === undefined) throw new Error('small');
    const both = { ...SCHEDULE, antigens: [antigen, { ...antigen, name: 'Yellow-Fever' }] };
    await expect(writeSchedule(join(folder, 'both'), both)).rejects.toThrow(/share the file yellow-fever/);
    const accented = { ...SCHEDULE, name: 'both', antigens: [antigen, { ...antigen, name: 'Fièvre' }] };
    const known = { ...accented, groups: [{ name: 'G', aliases: [], antigens: ['Yellow Fever', 'Fièvre'] }] };
    await writeSchedule(join(folder, 'both'), known);
    expect((await readScheduleFaults(join(folder, 'both'))).schedule.antigens).toHaveLength(2);
  });

  test('is refused without an antigen, or when it is not there', async () => {
    await rm(join(folder, 'small', 'antigens', 'yellow-fever.json'));
    await expect(readSchedule(join(folder, 'small'))).rejects.toThrow(/an antigen is needed/);
    await expect(readSchedule(join(folder, 'nowhere'))).rejects.toThrow(/cannot read .*nowhere/);
  });

  test('is not written over another', async () => {
    await writeFile(join(folder, 'small', 'antigens', 'moon.json'), '{}');
    await expect(writeSchedule(join(folder, 'small'), SCHEDULE)).rejects.toThrow(
      /holds moon\.json, not of this/,
    );
  });

  test('may hold every example that docs/schedules.md gives of what the specification has not', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/schedules.md'), 'utf8');
    const [, section = ''] = page.split('## What this model adds to the specification');
    const examples = [...(section.split('\n## ')[0] ?? '').matchAll(/```json\n(.*?)```/gs)];
    const shapes = [ScheduleHead, Antigen, Series, SeriesDose].map((shape) => shape.partial());
    const told = examples.flatMap(([, json = '']): string[] => {
      const example: unknown = JSON.parse(json);
      const fits = [...shapes, SkipCondition].some((shape) => shape.safeParse(example).success);
      expect(fits, json).toBe(true);
      return [json];
    });
    for (const member of [
      ...['monthEnd', 'aliases', 'withheld', 'who', 'begun', 'follows', 'dosesFrom', 'title', 'choice'],
      ...['since', 'type": "observation', 'type": "person'],
    ])
      expect(told.join(''), member).toContain(`"${member}"`);
  });

  test('is what docs/schedules.md gives as an example', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/schedules.md'), 'utf8');
    const [head = '', antigen = ''] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json);
    await mkdir(join(folder, 'atlantis', 'antigens'), { recursive: true });
    await writeFile(join(folder, 'atlantis', 'schedule.json'), head);
    await writeFile(join(folder, 'atlantis', 'antigens', 'polio.json'), antigen);
    expect((await readSchedule(join(folder, 'atlantis'))).antigens[0]?.series[0]?.doses).toHaveLength(2);
  });
});
