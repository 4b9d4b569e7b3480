/** `rappel forecast`: what the doses of a person are worth and what is due next, one case a line. */
import { join } from 'node:path';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answerLines } from '#main/answer-lines.node.ts';
import { type Command, EXIT, type Input, type Io, runCommand, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { forecastLine } from '#schedule/forecast-line.api.ts';
import { listSchedules, readSchedule } from '#schedule/load.node.ts';
import { prepareSchedule } from '#schedule/prepare.ts';
import type { PreparedSchedule } from '#schedule/prepared.ts';
import { type OnShelf, type Shelf, shelfOf } from '#schedule/shelf.ts';

const CAMPAIGNS = fileURLToPath(new URL('../../campaigns/', import.meta.url));

const USAGE = `rappel forecast --schedule NAME [--json] < cases.ndjson > results.ndjson

Reads one case a line and answers one line each, in order; needs no database. Answers are always JSON.
  in   {"id","assessmentDate","birthDate","sex","doses":[{"date","cvx","mvx"}],"observations":[{"code","date"}],
        "vaccineGroup"}
  out  {"id","doses":[{"date","cvx","status":"Valid|Not Valid|Sub-standard|Extraneous","reason",
                       "evaluations":[{"vaccineGroup","antigen","status","reason"}]}],
        "forecasts":[{"vaccineGroup",
                      "seriesStatus":"Not Complete|Complete|Immune|Contraindicated|Aged Out|Not Recommended",
                      "doseNumber","earliest","recommended","pastDue","explanation"}]}
A line that cannot be read gives {"id","error"} and does not stop the others; blank lines are skipped.
Without "vaccineGroup" every group is answered. Doses after "assessmentDate" are not read. Codes of observations are
those of the schedule. docs/forecast.md tells more, and what each member means.

  --schedule NAME   the schedule of doses: a folder of campaigns/ with a schedule.json, such as us-routine
  --json            changes nothing: answers are always JSON

Exit codes: 0 every line got its answer or its error; 1 a failure; 2 wrong usage.`;

/** The schedule that answers a FHIR caller who chooses none: the guide is American, and its codes are CVX. */
export const FHIR_SCHEDULE = 'us-routine';

const readOne = async (folder: string): Promise<OnShelf> => {
  const schedule = await readSchedule(folder);
  // Both take long: whoever else waits for the thread goes first.
  await othersFirst();
  return { schedule, prepared: prepareSchedule(schedule) };
};

const onStderr = (fault: string): void => {
  process.stderr.write(`${fault}\n`);
};

/** The schedules of an installation, read in the background; `tell` gets the faults of those left out. */
export const openShelf = async (campaigns = CAMPAIGNS, tell = onStderr): Promise<Shelf> =>
  shelfOf(await listSchedules(campaigns), (name) => readOne(join(campaigns, name)), tell);

const preparedFor = async (input: Input): Promise<PreparedSchedule> => {
  const [word] = input.words;
  if (word !== undefined) throw new WrongUsage(`unexpected "${word}"`);
  const names = await listSchedules(CAMPAIGNS);
  const there = `there is: ${names.join(', ')}`;
  const name = input.text('schedule');
  if (name === undefined) throw new WrongUsage(`--schedule is missing; ${there}`);
  if (!names.includes(name)) throw new WrongUsage(`no schedule "${name}"; ${there}`);
  return (await readOne(join(CAMPAIGNS, name))).prepared;
};

const command: Command = {
  name: 'forecast',
  summary: 'what the doses of a person are worth and what is due next, by a schedule; needs no database',
  usage: USAGE,
  options: { schedule: { type: 'string' }, json: { type: 'boolean' } },
  run: async (input, io) => {
    const prepared = await preparedFor(input);
    await answerLines(io, (line) => forecastLine(prepared, line));
    return EXIT.done;
  },
};

/** The command; the environment changes nothing to it. */
export const forecast = (_config: Config): Command => command;

/** Runs the command by itself; resolves to the exit code. */
export const forecastCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(command, args, io);
