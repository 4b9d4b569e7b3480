/** `rappel forecast`: what the doses of a person are worth and what is due next, one case a line. */
import { fileURLToPath } from 'node:url';
import { type Command, EXIT, type Input, type Io, runCommand, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { linesOfStream, TooLong } from '#main/lines.node.ts';

import { forecastLine } from '#schedule/forecast-line.api.ts';
import { listSchedules, readSchedule } from '#schedule/load.node.ts';
import { prepareSchedule } from '#schedule/prepare.ts';
import type { PreparedSchedule } from '#schedule/prepared.ts';
import { type Shelf, shelfOf } from '#schedule/shelf.ts';

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

/** The schedules of this installation. */
export const openShelf = async (): Promise<Shelf> =>
  shelfOf(await listSchedules(CAMPAIGNS), async (name) => {
    const schedule = await readSchedule(`${CAMPAIGNS}${name}`);
    return { schedule, prepared: prepareSchedule(schedule) };
  });

const preparedFor = async (input: Input): Promise<PreparedSchedule> => {
  const [word] = input.words;
  if (word !== undefined) throw new WrongUsage(`unexpected "${word}"`);
  const { names, find } = await openShelf();
  const there = `there is: ${names.join(', ')}`;
  const name = input.text('schedule');
  if (name === undefined) throw new WrongUsage(`--schedule is missing; ${there}`);
  const found = await find(name);
  if (found === undefined) throw new WrongUsage(`no schedule "${name}"; ${there}`);
  return found.prepared;
};

/** Answers leave in blocks of about this many characters. */
const BLOCK_LENGTH = 64 * 1024;

/** A line in, a line out, in constant memory: a slow reader slows the reading. */
const answerAll = async (prepared: PreparedSchedule, io: Io): Promise<void> => {
  let block = '';
  io.stdin.setEncoding('utf8');
  for await (const line of linesOfStream(io.stdin)) {
    if (line instanceof TooLong) block += `${JSON.stringify({ id: null, error: line.message })}\n`;
    else if (line.trim() !== '') block += `${JSON.stringify(forecastLine(prepared, line))}\n`;
    if (block.length < BLOCK_LENGTH) continue;
    await written(io, block);
    block = '';
  }
  if (block !== '') await written(io, block);
};

const written = (io: Io, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    io.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

const command: Command = {
  name: 'forecast',
  summary: 'what the doses of a person are worth and what is due next, by a schedule; needs no database',
  usage: USAGE,
  options: { schedule: { type: 'string' }, json: { type: 'boolean' } },
  run: async (input, io) => {
    await answerAll(await preparedFor(input), io);
    return EXIT.done;
  },
};

/** The command; the environment changes nothing to it. */
export const forecast = (_config: Config): Command => command;

/** Runs the command by itself; resolves to the exit code. */
export const forecastCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(command, args, io);
