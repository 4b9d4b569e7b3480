/** `rappel forecast`: what the doses of a person are worth and what is due next, one case a line. */
import { join } from 'node:path';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answerLines } from '#main/answer-lines.node.ts';
import { type Command, EXIT, type Input, type Io, runCommand, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { readSchedules } from '#programmes/vaccination/course-schedules.node.ts';
import { scheduleOn } from '#programmes/vaccination/course-schedules.ts';
import { forecastLine } from '#schedule/forecast-line.api.ts';
import { listSchedules, readSchedule } from '#schedule/load.node.ts';
import { prepareSchedule } from '#schedule/prepare.ts';
import { type OnShelf, type Shelf, shelfOf } from '#schedule/shelf.ts';
import { listCampaigns } from '#strategy/load.node.ts';

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

  --schedule NAME   the schedule of doses: a folder of campaigns/ with a schedule.json, such as us-routine, or a
                    campaign, such as fr-covid-19: then by the strategy in force on "assessmentDate"
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

const BY_DATE = {
  fr: 'Répond par la stratégie en vigueur le jour de l’évaluation.',
  en: 'Answers by the strategy in force on the day of assessment.',
};

/** The schedule of a campaign changes with its strategies: each is prepared when a day of it is first asked for. */
const readDated = async (folder: string): Promise<OnShelf> => {
  const schedules = await readSchedules(folder);
  const last = schedules.at(-1);
  if (last === undefined) throw new Error(`${folder} has no strategy`);
  return {
    schedule: { ...last.schedule(), description: BY_DATE },
    prepared: last.prepared(),
    on: (day) => scheduleOn(schedules, day)?.prepared(),
  };
};

const namesOf = async (campaigns: string) => {
  const schedules = await listSchedules(campaigns);
  const dated = (await listCampaigns(campaigns)).filter((name) => !schedules.includes(name));
  // The calendars of everyday first: a page opens on the first one.
  return { all: [...schedules, ...dated], dated: new Set(dated) };
};

/** The schedules of an installation, read in the background; `tell` gets the faults of those left out. */
export const openShelf = async (campaigns = CAMPAIGNS, tell = onStderr): Promise<Shelf> => {
  const { all, dated } = await namesOf(campaigns);
  const read = (name: string) => (dated.has(name) ? readDated : readOne)(join(campaigns, name));
  return shelfOf(all, read, tell);
};

const scheduleFor = async (input: Input): Promise<OnShelf> => {
  const [word] = input.words;
  if (word !== undefined) throw new WrongUsage(`unexpected "${word}"`);
  const { all, dated } = await namesOf(CAMPAIGNS);
  const there = `there is: ${all.join(', ')}`;
  const name = input.text('schedule');
  if (name === undefined) throw new WrongUsage(`--schedule is missing; ${there}`);
  if (!all.includes(name)) throw new WrongUsage(`no schedule "${name}"; ${there}`);
  return (dated.has(name) ? readDated : readOne)(join(CAMPAIGNS, name));
};

const command: Command = {
  name: 'forecast',
  summary: 'what the doses of a person are worth and what is due next, by a schedule; needs no database',
  usage: USAGE,
  options: { schedule: { type: 'string' }, json: { type: 'boolean' } },
  run: async (input, io) => {
    const schedule = await scheduleFor(input);
    await answerLines(io, (line) => forecastLine(schedule, line));
    return EXIT.done;
  },
};

/** The command; the environment changes nothing to it. */
export const forecast = (_config: Config): Command => command;

/** Runs the command by itself; resolves to the exit code. */
export const forecastCommand = (args: readonly string[], io: Io): Promise<number> =>
  runCommand(command, args, io);
