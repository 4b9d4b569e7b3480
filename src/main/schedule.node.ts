/** `rappel schedule`: makes a schedule of doses from what its publisher hands out, and checks one that was written. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDay } from '#kernel/day.ts';
import {
  type Command,
  EXIT,
  Failure,
  type Input,
  type Io,
  runCommand,
  WrongUsage,
} from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { readCdsiFolder } from '#schedule/cdsi-folder.node.ts';
import { importCdsi } from '#schedule/cdsi-import.ts';
import { reportInWords } from '#schedule/cdsi-report.ts';
import { scheduleFaults } from '#schedule/check-schedule.ts';
import { listSchedules, readScheduleFaults, writeSchedule } from '#schedule/load.node.ts';

const CAMPAIGNS = fileURLToPath(new URL('../../campaigns/', import.meta.url));

const USAGE = `rappel schedule import --from FOLDER --to FOLDER [--version VERSION] [--valid-from DAY]
rappel schedule check FOLDER|NAME

import   reads the supporting data of CDSi (ScheduleSupportingData.xml and AntigenSupportingData*.xml, plain or .gz),
         writes schedule.json and antigens/*.json, and prints what it read: counts by antigen, what was written in
         several ways and is now in one, what was not read. Nothing is written when something is wrong.
check    says whether a schedule is sound: of the model, complete, and without contradiction. It is a folder with a
         schedule.json, or the name of one of this installation (us-routine).

  --from FOLDER      the supporting data
  --to FOLDER        where the schedule goes; made if it is not there. The schedule is named as the folder
  --version VERSION  the version of the data; the number at the end of the --from folder's name unless given
  --valid-from DAY   the day the publisher dates it from, YYYY-MM-DD; not said unless given

docs/schedules.md tells what a schedule is made of, and how to write one for another country.
Exit codes: 0 done, or sound; 1 a failure, or not sound; 2 wrong usage.`;

/** Failures of the outside world are told as they are; what a document lacks is the user's to mend. */
const orFailure = async <Value>(work: Promise<Value>): Promise<Value> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && !('code' in error)) throw new Failure(error.message);
    throw error;
  }
};

const neededOption = (input: Input, name: string): string => {
  const value = input.text(name);
  if (value === undefined || value === '') throw new WrongUsage(`--${name} is missing`);
  return value;
};

const runImport = async (input: Input, io: Io): Promise<number> => {
  const [, extra] = input.words;
  if (extra !== undefined) throw new WrongUsage(`unexpected "${extra}"`);
  const [from, to] = [neededOption(input, 'from'), neededOption(input, 'to')];
  const version = input.text('version') ?? /\d+(\.\d+)+$/.exec(basename(resolve(from)))?.[0];
  if (version === undefined)
    throw new WrongUsage('--version is missing: the name of the --from folder does not end with one');
  const validFrom = input.text('valid-from');
  if (validFrom !== undefined && !isDay(validFrom))
    throw new WrongUsage(`--valid-from "${validFrom}" is not a day, such as 2025-10-07`);
  const { schedule, report } = importCdsi(await orFailure(readCdsiFolder(from)), {
    name: basename(resolve(to)),
    version,
    ...(validFrom === undefined ? {} : { validFrom }),
  });
  io.stdout.write(reportInWords(report));
  if (schedule === undefined) throw new Failure('nothing is written: see the errors above');
  if (report.unread.length > 0)
    throw new Failure('nothing is written: some of the source was not read, see above');
  const { errors, warnings } = scheduleFaults(schedule);
  io.stdout.write(faultsInWords(errors, warnings));
  if (errors.length > 0) throw new Failure('nothing is written: the schedule would not be sound');
  await orFailure(writeSchedule(to, schedule));
  io.stdout.write(`\nWritten: ${join(to, 'schedule.json')} and ${schedule.antigens.length} antigens.\n`);
  return EXIT.done;
};

const faultsInWords = (errors: readonly string[], warnings: readonly string[]): string =>
  [
    '',
    `Faults: ${errors.length === 0 ? 'none.' : errors.length}`,
    ...errors.map((line) => `  ${line}`),
    `Odd, and harmless to the logic: ${warnings.length === 0 ? 'none.' : warnings.length}`,
    ...warnings.map((line) => `  ${line}`),
    '',
  ].join('\n');

/** The folder of a schedule: a path, or the name of one of this installation. */
const folderOf = async (word: string): Promise<string> => {
  const names = await listSchedules(CAMPAIGNS);
  if (names.includes(word)) return join(CAMPAIGNS, word);
  const files = await readdir(word).catch(() => undefined);
  if (files?.includes('schedule.json')) return word;
  throw new WrongUsage(
    files === undefined
      ? `"${word}" is neither a folder nor a schedule of this installation; there is: ${names.join(', ')}`
      : `${word} holds no schedule.json`,
  );
};

const runCheck = async (input: Input, io: Io): Promise<number> => {
  const [, word, extra] = input.words;
  if (word === undefined) throw new WrongUsage('the schedule is missing');
  if (extra !== undefined) throw new WrongUsage(`unexpected "${extra}"`);
  const { schedule, faults } = await orFailure(readScheduleFaults(await folderOf(word)));
  const series = schedule.antigens.reduce((total, antigen) => total + antigen.series.length, 0);
  io.stdout.write(
    `${schedule.name} ${schedule.version}: ${schedule.groups.length} vaccine groups, ${schedule.antigens.length} antigens, ${series} series, ${schedule.vaccines.length} vaccines.\n${faultsInWords(faults.errors, faults.warnings)}`,
  );
  return faults.errors.length === 0 ? EXIT.done : EXIT.failed;
};

const command: Command = {
  name: 'schedule',
  summary: 'makes a schedule of doses from CDSi supporting data, or checks one; needs no database',
  usage: USAGE,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    version: { type: 'string' },
    'valid-from': { type: 'string' },
  },
  run: async (input, io) => {
    const [verb] = input.words;
    if (verb === 'import') return await runImport(input, io);
    if (verb === 'check') return await runCheck(input, io);
    throw new WrongUsage(verb === undefined ? 'import or check is missing' : `no "${verb}": import or check`);
  },
};

/** The command; the environment changes nothing to it. */
export const schedule = (_config: Config): Command => command;

/** Runs the command by itself; resolves to the exit code. */
export const scheduleCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(command, args, io);
