/** Schedules as folders: `schedule.json` for what all antigens share, `antigens/*.json` one an antigen. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { z } from 'zod';
import { type ScheduleFaults, scheduleFaults } from '#schedule/check-schedule.ts';
import { Antigen, type Schedule, ScheduleHead } from '#schedule/schedule.ts';
import { byFile, fileOfAntigen, scheduleFiles } from '#schedule/schedule-files.ts';

/** The schedules of a folder: each is a sub-folder with a `schedule.json`. */
export const listSchedules = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const found = await Promise.all(
    names.map((name) => readdir(join(folder, name)).then((files) => files.includes('schedule.json'))),
  );
  return names.filter((_, i) => found[i]).toSorted();
};

/** A schedule is found by its folder and names itself: by two names, one question would have two answers. */
const nameFaults = (folder: string, name: string): string[] => {
  const found = basename(resolve(folder)).normalize('NFC');
  return found === name.normalize('NFC')
    ? []
    : [`schedule.json: the schedule is named "${name}" and its folder "${found}": give both one name`];
};

/** Reads a schedule and what is odd in it. Throws with the file and the path when a document is not of the model. */
export const readScheduleFaults = async (
  folder: string,
): Promise<{ schedule: Schedule; faults: ScheduleFaults }> => {
  const head = await readDocument(join(folder, 'schedule.json'), ScheduleHead);
  const names = (await readdir(join(folder, 'antigens'))).filter((name) => name.endsWith('.json')).toSorted();
  if (names.length === 0)
    throw new Error(`${join(folder, 'antigens')} holds no *.json: an antigen is needed`);
  const antigens = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, 'antigens', name);
      const antigen = await readDocument(path, Antigen);
      const expected = fileOfAntigen(antigen.name);
      if (name.normalize('NFC') !== expected)
        throw new Error(`${path} is of ${antigen.name}: name it ${expected}`);
      return antigen;
    }),
  );
  const schedule = { ...head, antigens: antigens.toSorted(byFile) };
  const { errors, warnings } = scheduleFaults(schedule);
  return { schedule, faults: { errors: [...nameFaults(folder, schedule.name), ...errors], warnings } };
};

/** Reads a schedule. Throws with the file and the path when it is not sound. */
export const readSchedule = async (folder: string): Promise<Schedule> => {
  const { schedule, faults } = await readScheduleFaults(folder);
  if (faults.errors.length > 0)
    throw new Error(`${folder} is not a sound schedule:\n${faults.errors.slice(0, 20).join('\n')}`);
  return schedule;
};

/**
 * Writes a schedule; the same schedule gives the same bytes. Throws when the folder holds the document of an antigen the
 * schedule has not: it would be read as one of the schedule's, and it is not ours to delete.
 */
export const writeSchedule = async (folder: string, schedule: Schedule): Promise<void> => {
  const files = scheduleFiles(schedule);
  await mkdir(join(folder, 'antigens'), { recursive: true });
  const strays = (await readdir(join(folder, 'antigens'))).filter(
    (name) => name.endsWith('.json') && !files.has(`antigens/${name.normalize('NFC')}`),
  );
  if (strays.length > 0)
    throw new Error(
      `${join(folder, 'antigens')} holds ${strays.join(', ')}, not of this schedule: take it away`,
    );
  for (const [path, text] of files) await writeFile(join(folder, path), text);
};

const readDocument = async <Value>(path: string, shape: z.ZodType<Value>): Promise<Value> => {
  const parsed = shape.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
  );
  throw new Error(`${path} is not of the model of a schedule:\n${faults.slice(0, 20).join('\n')}`);
};

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
