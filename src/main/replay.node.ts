/** `rappel replay`: a past campaign, from what was published of it, into the ledger. */
import { resolve } from 'node:path';
import { connect, type Db } from '#db/pool.ts';
import type { Fact } from '#facts/fact.ts';
import { appendMany } from '#facts/ledger.pg.ts';
import { factReader } from '#facts/read-fact.ts';
import { type Day, isDay } from '#kernel/day.ts';
import { invariant } from '#kernel/invariant.ts';
import { isRefused } from '#kernel/result.ts';
import { type Campaign, openCampaign } from '#main/campaign.node.ts';
import { type Command, EXIT, Failure, type Input, type Io, oneWord, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, type Database, withDatabase } from '#main/database.node.ts';
import { KEYS_OPTION, KEYS_USAGE, keyFileOf, openKeys } from '#main/key-file.node.ts';
import { ledgerWriter } from '#main/ledger-writer.node.ts';
import { bar, progressLine } from '#main/progress.node.ts';
import { assertOnlySource, campaignFact, findEnded, publishStrategies } from '#main/replay-facts.node.ts';
import { DUPLICATES, type PeopleReplayed, replayPeople } from '#main/replay-people.node.ts';
import { planReplay, type ReplayOptions } from '#main/replay-plan.node.ts';
import { replayVintagesFolder } from '#main/replay-vintages.node.ts';
import { ALL_KINDS } from '#programmes/index.ts';

export { sourceOfFile } from '#main/replay-plan.node.ts';

const DEFAULT_SEED = 1;
const DUPLICATES_MAX = 0.5;

export type Progress = { readonly done: number; readonly total: number; readonly day: Day };
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

/** Replays a file of counts by department, age and day. Called again, it goes on where it was cut. */
export const replayFile = async (
  db: Db,
  campaign: Campaign,
  options: ReplayOptions,
  onProgress: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<Replayed> => {
  const plan = await planReplay(campaign, options);
  const { source, injections, firstDay, lastDay, tag } = plan;
  await assertOnlySource(db, campaign.name, source);
  const result = { source, injections, firstDay, lastDay, warnings: plan.warnings };
  if ((await findEnded(db, campaign.name, lastDay)) !== undefined)
    return { ...result, appended: 0, known: injections, stopped: false };

  await publishStrategies(db, campaign, lastDay);
  const grid = { firstDay, lastDay, departments: plan.departments, classes: plan.classes, sparse: false };
  const marker = (kind: 'replay-began' | 'replay-ended', body: object) => ({
    ...campaignFact(campaign.name, {
      id: `${kind}-${tag}-${lastDay}`,
      kind,
      occurredOn: firstDay,
      body: { source, grid, injections, ...body },
    }),
  });
  const writer = ledgerWriter(db, undefined, true);
  await appendMany(db, [marker('replay-began', { seed: options.seed })]);
  const check = templateChecker();
  let done = 0;
  let stopped = false;
  for (const { facts, day } of plan.batches()) {
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
  --people                   give each person of the file an invented identity, in the register of people
  --people-of 48,2A          departments whose people are given one (default: those replayed)
  --duplicates RATE          share of people with a second record, written with errors, 0 to ${DUPLICATES_MAX} (default: ${DUPLICATES})
${KEYS_USAGE}
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

const listOf = (text: string): string[] => [...new Set(text.split(',').map((code) => code.trim()))];

const readDepartments = (input: Input): ReplayOptions['departments'] => {
  const text = input.text('departments') ?? 'all';
  return text === 'all' ? 'all' : listOf(text);
};

type PeopleAsked = { readonly departments: readonly string[] | undefined; readonly duplicates: number };

/** What is asked about people; undefined without `--people`. */
const readPeople = (input: Input): PeopleAsked | undefined => {
  const [departments, rate] = [input.text('people-of'), input.text('duplicates')];
  if (!input.flag('people')) {
    if (departments !== undefined || rate !== undefined)
      throw new WrongUsage('--people-of and --duplicates say how people are made: add --people');
    return undefined;
  }
  if (input.text('vintages') !== undefined)
    throw new WrongUsage('--people needs --input FILE: publications without departments make no people');
  const duplicates = rate === undefined ? DUPLICATES : Number(rate.trim() === '' ? Number.NaN : rate);
  if (!(duplicates >= 0 && duplicates <= DUPLICATES_MAX))
    throw new WrongUsage(`--duplicates ${rate} is not a share from 0 to ${DUPLICATES_MAX}, such as 0.05`);
  return { departments: departments === undefined ? undefined : listOf(departments), duplicates };
};

type Call = { readonly input: Input; readonly io: Io; readonly config: Config; readonly campaign: Campaign };

/** Gives the replayed people their identities, in the register of the same database. */
const makePeople = async (
  { input, io, config, campaign }: Call,
  database: Database,
  options: ReplayOptions,
  asked: PeopleAsked,
): Promise<PeopleReplayed> => {
  const plan = await planReplay(campaign, options);
  const { departments = plan.departments, duplicates } = asked;
  const dataFolder = database.folder ?? resolve(config.dataFolder);
  const people = connect(database.url, { max: 2, appRole: database.appRole, role: 'people' });
  const progress = progressLine(io.stderr);
  try {
    const keyring = await openKeys(people, keyFileOf(input, config));
    return await replayPeople(
      { people, keyring, campaign, plan, departments, seed: options.seed, duplicates, dataFolder },
      ({ people: n, day }) => progress.show(`${day} ${n.toLocaleString('en')} people`),
      input.signal,
    );
  } finally {
    progress.clear();
    await people.end();
  }
};

const inWords = (report: Replayed, people: PeopleReplayed | undefined): string => {
  const n = (number: number): string => number.toLocaleString('en');
  const injections =
    `${n(report.injections)} injections from ${report.firstDay} to ${report.lastDay}: ` +
    `${n(report.appended)} facts appended, ${n(report.known)} already known.\n`;
  if (people === undefined) return injections;
  return (
    `${injections}${n(people.people)} people, ${n(people.duplicates)} of them recorded twice: ` +
    `${n(people.added)} records added, ${n(people.known)} already known. Who is who: ${people.truth}\n`
  );
};

/** Refuses, before anything is written, departments whose people would never come. */
const assertReplayed = ({ departments }: PeopleAsked, replayed: readonly string[]): void => {
  const missing = departments?.filter((code) => !replayed.includes(code)) ?? [];
  if (missing.length > 0)
    throw new WrongUsage(
      `--people-of ${missing.join(', ')} is not replayed; what is: ${replayed.join(', ')}`,
    );
};

const replayInput = async (call: Call, options: ReplayOptions): Promise<number> => {
  const { input, io, config, campaign } = call;
  const asked = readPeople(input);
  if (asked?.departments !== undefined)
    assertReplayed(asked, (await planReplay(campaign, options)).departments);
  const progress = progressLine(io.stderr);
  const { report, people } = await withDatabase(input, config, async (database) => {
    const report = await replayFile(
      database.db,
      campaign,
      options,
      ({ done, total, day }) =>
        progress.show(`${bar(done, total)} ${day} ${done.toLocaleString('en')} injections`),
      input.signal,
    );
    progress.clear();
    const people =
      asked === undefined || report.stopped ? undefined : await makePeople(call, database, options, asked);
    return { report, people };
  });
  for (const warning of report.warnings.slice(0, 20)) io.stderr.write(`${options.input}: ${warning}\n`);
  io.stdout.write(
    input.flag('json')
      ? `${JSON.stringify({ ...report, ...(people && { people }) })}\n`
      : inWords(report, people),
  );
  return EXIT.done;
};

const replayFolder = async (
  { input, io, config, campaign }: Call,
  options: { readonly folder: string; readonly until: Day | undefined; readonly seed: number },
): Promise<number> => {
  readPeople(input);
  const progress = progressLine(io.stderr);
  const report = await withDatabase(input, config, ({ db }) =>
    replayVintagesFolder(db, campaign, options, (file) => progress.show(file)),
  );
  progress.clear();
  io.stdout.write(
    input.flag('json')
      ? `${JSON.stringify(report)}\n`
      : `${report.publications.map((one) => `${one.file}: ${one.outcome}${one.reason === undefined ? '' : `: ${one.reason}`}\n`).join('')}${report.appended} facts appended, ${report.known} already known.\n`,
  );
  return EXIT.done;
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
    people: { type: 'boolean' },
    'people-of': { type: 'string' },
    duplicates: { type: 'string' },
    ...KEYS_OPTION,
    json: { type: 'boolean' },
  },
  run: async (input, io) => {
    const campaign = await openCampaign(oneWord(input, 'CAMPAIGN'));
    const file = input.text('input');
    const folder = input.text('vintages');
    const [until, seed, departments] = [readUntil(input), readSeed(input), readDepartments(input)];
    const call = { input, io, config, campaign };
    if (file !== undefined && folder === undefined)
      return replayInput(call, { input: file, departments, until, seed });
    if (file === undefined && folder !== undefined) return replayFolder(call, { folder, until, seed });
    throw new WrongUsage('give --input FILE or --vintages DIR, one of them');
  },
});
