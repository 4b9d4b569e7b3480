/** `rappel replay`: a past campaign, from what was published of it, into the ledger. */
import { createHash } from 'node:crypto';
import type { Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { appendMany } from '#facts/ledger.pg.ts';
import { factReader } from '#facts/read-fact.ts';
import { type Day, isDay } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused } from '#kernel/result.ts';
import { type Campaign, openCampaign, readProductShares, readTextFile } from '#main/campaign.node.ts';
import { type Command, EXIT, Failure, type Input, oneWord, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, withDatabase } from '#main/database.node.ts';
import { ledgerWriter } from '#main/ledger-writer.node.ts';
import { bar, progressLine } from '#main/progress.node.ts';
import {
  assertOnlySource,
  campaignFact,
  findEnded,
  publishStrategies,
  tagOf,
} from '#main/replay-facts.node.ts';
import { replayVintagesFolder } from '#main/replay-vintages.node.ts';
import { ALL_KINDS } from '#programmes/index.ts';
import { replay as replayDays } from '#programmes/vaccination/replay.ts';
import { dayCounts } from '#programmes/vaccination/replay-counts.ts';
import { readReplayInput } from '#programmes/vaccination/vacsi-read-replay.ts';

const BATCH = 20_000;
const DEFAULT_SEED = 1;

export type Progress = { readonly done: number; readonly total: number; readonly day: Day };
export type ReplayOptions = {
  readonly input: string;
  readonly departments: 'all' | readonly string[];
  readonly until: Day | undefined;
  readonly seed: number;
};

export type Replayed = {
  readonly source: string;
  readonly injections: number;
  readonly appended: number;
  readonly known: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly warnings: readonly string[];
  /** True when the signal stopped it before the end; the next call goes on from there. */
  readonly stopped: boolean;
};

const chooseDepartments = (
  all: readonly string[],
  asked: ReplayOptions['departments'],
): readonly string[] => {
  if (asked === 'all') return all;
  const unknown = asked.filter((code) => !all.includes(code));
  if (unknown.length > 0)
    throw new WrongUsage(`the input has no department ${unknown.join(', ')}; it has: ${all.join(', ')}`);
  return all.filter((code) => asked.includes(code));
};

/**
 * Checks what a replay made as if a stranger had sent it. People of one department, age, day and product share all but
 * their pseudonym, so one of each is read in full.
 */
const templateChecker = () => {
  const read = factReader(ALL_KINDS);
  let checked: Fact['body'] | undefined;
  return (facts: readonly Fact[]): void => {
    for (const fact of facts) {
      if (fact.body === checked) continue;
      checked = fact.body;
      const answer = read(fact, { now: fact.recordedAt, by: fact.by, source: fact.source });
      invariant(!isRefused(answer), 'a replay makes facts that the ledger takes');
    }
  };
};

/** What a replay is known by in the ledger: its file, departments and seed. A long list of departments goes by its hash. */
const sourceOf = (hash: string, departments: string, seed: number): string => {
  const named =
    departments.length <= NAMED_MAX
      ? departments
      : createHash('sha256').update(departments).digest('hex').slice(0, 16);
  return `vacsi-a-dep ${hash.slice(0, 16)} departments=${named} seed=${seed}`;
};
const NAMED_MAX = 100;

export const sourceOfFile = async (file: string, departments: string, seed: number): Promise<string> =>
  sourceOf((await readTextFile(file)).hash, departments, seed);

/** Replays a file of counts by department, age and day. Called again, it goes on where it was cut. */
export const replayFile = async (
  db: Db,
  campaign: Campaign,
  options: ReplayOptions,
  onProgress: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<Replayed> => {
  const { text, hash } = await readTextFile(options.input);
  const input = readReplayInput(text);
  if (isRefused(input)) throw new Failure(`${options.input}: ${input.refusal.message}`);
  const departments = chooseDepartments(input.departments, options.departments);
  const lastDay =
    options.until !== undefined && options.until < input.lastDay ? options.until : input.lastDay;
  if (lastDay < input.firstDay)
    throw new WrongUsage(`--until ${lastDay} is before the first day of the input, ${input.firstDay}`);

  const chosen = departments.length === input.departments.length ? 'all' : departments.join(',');
  const source = sourceOf(hash, chosen, options.seed);
  await assertOnlySource(db, campaign.name, source);
  const counts = dayCounts(input, { departments: new Set(departments), until: lastDay });
  const injections = counts.reduce((sum, { dose1, dose2 }) => sum + dose1 + dose2, 0);
  const result = {
    source,
    injections,
    firstDay: input.firstDay,
    lastDay,
    warnings: input.warnings.map(({ line, message }) => `line ${line}: ${message.en}`),
  };
  if ((await findEnded(db, campaign.name, lastDay)) !== undefined)
    return { ...result, appended: 0, known: injections, stopped: false };

  await publishStrategies(db, campaign, lastDay);
  const tag = tagOf(source);
  const grid = {
    firstDay: input.firstDay,
    lastDay,
    departments,
    classes: input.classes.filter((code) => code !== '0'),
    sparse: false,
  };
  const marker = (kind: 'replay-began' | 'replay-ended', body: object) => ({
    ...campaignFact(campaign.name, {
      id: `${kind}-${tag}-${lastDay}`,
      kind,
      occurredOn: input.firstDay,
      body: { source, grid, injections, ...body },
    }),
  });
  const writer = ledgerWriter(db, undefined, true);
  await appendMany(db, [marker('replay-began', { seed: options.seed })]);
  const batches = replayDays(counts, await readProductShares(campaign), {
    seed: options.seed,
    tag,
    batch: BATCH,
    source: `vacsi-a-dep ${hash.slice(0, 16)}`,
  });
  const check = templateChecker();
  let done = 0;
  let stopped = false;
  for (const { facts, day } of batches) {
    if (signal?.aborted) {
      stopped = true;
      break;
    }
    check(facts);
    await writer.push(facts);
    done += facts.length;
    onProgress({ done, total: injections, day });
  }
  const { appended, known } = await writer.finish();
  if (!stopped && appended + known !== injections)
    throw new Failure(
      `${injections - appended - known} facts are in the ledger with another content: it was replayed by another version; replay into a ledger of its own, with --data DIR`,
    );
  if (!stopped) await appendMany(db, [marker('replay-ended', {})]);
  return { ...result, appended, known, stopped };
};

const USAGE = `Usage: rappel replay CAMPAIGN --input FILE[.gz] [options]
       rappel replay CAMPAIGN --vintages DIR [options]

Replays a past campaign into the ledger: from a file in the layout of vacsi-a-dep, people and their injections that
give back its counts; from a folder of successive publications of vacsi-fra, what each one changed, recorded on its
day. The same replay again goes on where it was cut, and appends nothing twice.

  --departments 48,972|all   departments of the file to replay (default: all)
  --until YYYY-MM-DD         last day to replay (of a folder: last day of publication)
  --seed N                   seed of the draws (default: ${DEFAULT_SEED})
${DATABASE_USAGE}
  --json                     print the report as JSON

Exit: 0 when the file, or every publication, got its answer, refusals included; 1 for a failure; 2 for wrong usage.`;

const readUntil = (input: Input): Day | undefined => {
  const until = input.text('until');
  if (until !== undefined && !isDay(until))
    throw new WrongUsage(`--until ${until} is not a day: expected YYYY-MM-DD`);
  return until;
};

const readSeed = (input: Input): number => {
  const text = input.text('seed') ?? String(DEFAULT_SEED);
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new WrongUsage(`--seed ${text} is not a whole number`);
  return seed;
};

const readDepartments = (input: Input): ReplayOptions['departments'] => {
  const text = input.text('departments') ?? 'all';
  return text === 'all' ? 'all' : [...new Set(text.split(',').map((code) => code.trim()))];
};

export const replay = (config: Config): Command => ({
  name: 'replay',
  summary: 'replay a past campaign from its published counts',
  usage: USAGE,
  options: {
    ...DATABASE_OPTIONS,
    input: { type: 'string' },
    vintages: { type: 'string' },
    departments: { type: 'string' },
    until: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (input, io) => {
    const campaign = await openCampaign(oneWord(input, 'CAMPAIGN'));
    const file = input.text('input');
    const folder = input.text('vintages');
    const [until, seed, departments] = [readUntil(input), readSeed(input), readDepartments(input)];
    if ((file === undefined) === (folder === undefined))
      throw new WrongUsage('give --input FILE or --vintages DIR, one of them');
    const progress = progressLine(io.stderr);
    if (folder !== undefined) {
      const report = await withDatabase(input, config, ({ db }) =>
        replayVintagesFolder(db, campaign, { folder, until, seed }, (file) => progress.show(file)),
      );
      progress.clear();
      io.stdout.write(
        input.flag('json')
          ? `${JSON.stringify(report)}\n`
          : `${report.publications.map((one) => `${one.file}: ${one.outcome}${one.reason === undefined ? '' : `: ${one.reason}`}\n`).join('')}${report.appended} facts appended, ${report.known} already known.\n`,
      );
      return EXIT.done;
    }
    const report = await withDatabase(input, config, ({ db }) =>
      replayFile(
        db,
        campaign,
        { input: file ?? '', departments, until, seed },
        ({ done, total, day }) =>
          progress.show(`${bar(done, total)} ${day} ${done.toLocaleString('en')} injections`),
        input.signal,
      ),
    );
    progress.clear();
    for (const warning of report.warnings.slice(0, 20)) io.stderr.write(`${file}: ${warning}\n`);
    io.stdout.write(
      input.flag('json')
        ? `${JSON.stringify(report)}\n`
        : `${report.injections.toLocaleString('en')} injections from ${report.firstDay} to ${report.lastDay}: ` +
            `${report.appended.toLocaleString('en')} facts appended, ${report.known.toLocaleString('en')} already known.\n`,
    );
    return EXIT.done;
  },
});
