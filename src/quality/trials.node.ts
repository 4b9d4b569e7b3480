/**
 * The trials that run in this process: few at a time, each bounded in time, forgotten after an hour. A trial belongs to
 * who started it. Another process does not know it: its answer is `trial-unknown`, and the trial is started again.
 */
import { randomUUID } from 'node:crypto';
import { type Refused, refuse } from '#kernel/result.ts';
import type { Effect, Finds } from '#quality/rule.ts';
import { NOTHING_FOUND, type Trial, type TrialFound } from '#quality/trial.ts';

/** Reads the ledger for a rule; tells how far it is, and ends early when the signal says so. */
export type RunTrial = (
  rule: { readonly finds: Finds; readonly effect: Effect },
  tell: (found: TrialFound) => void,
  signal: AbortSignal,
) => Promise<{ readonly found: TrialFound; readonly whole: boolean }>;

export type TrialLimits = {
  readonly running_max: number;
  readonly kept_max: number;
  readonly lasting_max_ms: number;
  readonly kept_ms: number;
};
const LIMITS: TrialLimits = {
  running_max: 2,
  kept_max: 50,
  lasting_max_ms: 10 * 60_000,
  kept_ms: 3_600_000,
};

export type Trials = {
  readonly start: (account: string, rule: { finds: Finds; effect: Effect }) => Trial | Refused<'trials-busy'>;
  readonly find: (account: string, id: string) => Trial | undefined;
  /** Stops a trial; what it had found stays readable. */
  readonly stop: (account: string, id: string) => Trial | undefined;
  /** Stops them all, and waits until they have ended. */
  readonly close: () => Promise<void>;
};

type Kept = {
  readonly account: string;
  readonly stop: AbortController;
  readonly startedAt: number;
  trial: Trial;
  ended: Promise<void>;
};

export const openTrials = (
  run: RunTrial,
  limits: Partial<TrialLimits> = {},
  clock: () => number = Date.now,
  failed: (error: unknown) => void = () => {},
): Trials => {
  const { running_max, kept_max, lasting_max_ms, kept_ms } = { ...LIMITS, ...limits };
  const trials = new Map<string, Kept>();
  const isRunning = ({ trial }: Kept): boolean => trial.state === 'running';

  const forgetOld = (): void => {
    for (const [id, kept] of trials)
      if (!isRunning(kept) && (clock() - kept.startedAt > kept_ms || trials.size >= kept_max))
        trials.delete(id);
  };

  const follow = async (kept: Kept, rule: { finds: Finds; effect: Effect }): Promise<void> => {
    const limit = setTimeout(() => kept.stop.abort(), lasting_max_ms).unref();
    const tell = (found: TrialFound): void => {
      kept.trial = { ...kept.trial, found };
    };
    try {
      const { found, whole } = await run(rule, tell, kept.stop.signal);
      kept.trial = { ...kept.trial, found, state: whole ? 'done' : 'stopped' };
    } catch (error) {
      failed(error);
      kept.trial = { ...kept.trial, state: 'failed' };
    } finally {
      clearTimeout(limit);
    }
  };

  const find = (account: string, id: string): Kept | undefined => {
    const kept = trials.get(id);
    return kept?.account === account ? kept : undefined;
  };

  return {
    start: (account, rule) => {
      forgetOld();
      // Who starts another trial no longer waits for the one before.
      for (const kept of trials.values()) if (kept.account === account) kept.stop.abort();
      if ([...trials.values()].filter(isRunning).length >= running_max || trials.size >= kept_max)
        return refuse('trials-busy', 'other trials are running: try again in a minute');
      const id = randomUUID();
      const kept: Kept = {
        account,
        stop: new AbortController(),
        startedAt: clock(),
        trial: { id, state: 'running', found: NOTHING_FOUND },
        ended: Promise.resolve(),
      };
      trials.set(id, kept);
      kept.ended = follow(kept, rule);
      return kept.trial;
    },
    find: (account, id) => find(account, id)?.trial,
    stop: (account, id) => {
      const kept = find(account, id);
      kept?.stop.abort();
      return kept?.trial;
    },
    close: async () => {
      for (const { stop } of trials.values()) stop.abort();
      await Promise.all([...trials.values()].map(({ ended }) => ended));
    },
  };
};
