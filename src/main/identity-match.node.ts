/** `rappel identity match`: finds who is twice in the register of people, for identity watch to settle. */
import type { WriteAudit } from '#access/audit.ts';
import type { Db } from '#db/pool.ts';
import { Failure } from '#main/command.node.ts';
import { openKeys } from '#main/key-file.node.ts';
import { bar } from '#main/progress.node.ts';
import type { ScoreAll } from '#people/link.ts';
import { type MatchReport, type MatchTell, matchRegister } from '#people/match-register.node.ts';
import { openPairs } from '#people/pairs.node.ts';
import { openRegister } from '#people/register.node.ts';

export type MatchRequest = {
  /** The database, as the role of people; two connections at least. */
  readonly people: Db;
  /** The same, as the role of facts. */
  readonly ledger: Db;
  /** The file of keys. */
  readonly keys: string;
  /** Merges the records that are one person beyond doubt, and where those merges are written down. */
  readonly mergeSame?: { readonly write: WriteAudit } | undefined;
  /** Absent: on this thread. */
  readonly scoreAll?: ScoreAll | undefined;
  readonly now?: () => string;
};

const STAGES: Readonly<Record<Parameters<MatchTell>[0], string>> = {
  read: 'opening records',
  group: 'grouping',
  learn: 'learning the weights',
  score: 'comparing',
  join: 'joining',
  keep: 'keeping the pairs',
  merge: 'merging',
};

/** Runs matching; `show` is given a line of progress to write over the one before. */
export const identityMatch = async (
  request: MatchRequest,
  show: (line: string) => void,
  signal: AbortSignal,
): Promise<MatchReport> => {
  const { people, ledger, mergeSame, scoreAll, now = () => new Date().toISOString() } = request;
  const register = openRegister(people, await openKeys(people, request.keys));
  const merging = mergeSame && {
    pairs: openPairs({ people, ledger, register, now }),
    write: mergeSame.write,
  };
  try {
    return await matchRegister(
      { people, register, now, scoreAll, mergeSame: merging, signal },
      (stage, done, total) => show(total > 0 ? `${STAGES[stage]} ${bar(done, total)}` : STAGES[stage]),
    );
  } catch (error) {
    if (signal.aborted) throw new Failure('stopped: pairs found so far are kept, and running again goes on');
    throw error;
  }
};

/** The report in words. */
export const matchInWords = ({ people, pairs, fresh, merged }: MatchReport): string =>
  [
    `${people.toLocaleString('en')} records compared.`,
    `${pairs.toLocaleString('en')} pairs may be one person, ${fresh.toLocaleString('en')} of them new; they wait at /identity.`,
    ...(merged === 0 ? [] : [`${merged.toLocaleString('en')} records merged, which can be undone.`]),
    '',
  ].join('\n');
