/** What a replay would make, before anything is written: its source, its counts, and its facts in batches. */
import { createHash } from 'node:crypto';
import type { Fact } from '#facts/fact.ts';
import type { Day } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import { type Campaign, readProductShares, readTextFile } from '#main/campaign.node.ts';
import { Failure, WrongUsage } from '#main/command.node.ts';
import { tagOf } from '#main/replay-facts.node.ts';
import { replay as replayDays } from '#programmes/vaccination/replay.ts';
import { dayCounts } from '#programmes/vaccination/replay-counts.ts';
import { readReplayInput } from '#programmes/vaccination/vacsi-read-replay.ts';

const BATCH = 20_000;

export type ReplayOptions = {
  readonly input: string;
  readonly departments: 'all' | readonly string[];
  readonly until: Day | undefined;
  readonly seed: number;
};

export type ReplayPlan = {
  /** What the replay is known by in the ledger. */
  readonly source: string;
  /** Starts every pseudonym. */
  readonly tag: string;
  readonly departments: readonly string[];
  readonly classes: readonly string[];
  readonly injections: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly warnings: readonly string[];
  /** The facts, from the first on; the same each time. */
  readonly batches: () => Generator<{ facts: Fact[]; day: Day }>;
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

/** Reads the file, and chooses what of it is replayed. */
export const planReplay = async (campaign: Campaign, options: ReplayOptions): Promise<ReplayPlan> => {
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
  const tag = tagOf(source);
  const counts = dayCounts(input, { departments: new Set(departments), until: lastDay });
  const shares = await readProductShares(campaign);
  return {
    source,
    tag,
    departments,
    classes: input.classes.filter((code) => code !== '0'),
    injections: counts.reduce((sum, { dose1, dose2 }) => sum + dose1 + dose2, 0),
    firstDay: input.firstDay,
    lastDay,
    warnings: input.warnings.map(({ line, message }) => `line ${line}: ${message.en}`),
    batches: () =>
      replayDays(counts, shares, {
        seed: options.seed,
        tag,
        batch: BATCH,
        source: `vacsi-a-dep ${hash.slice(0, 16)}`,
      }),
  };
};
