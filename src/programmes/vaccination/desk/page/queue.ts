/**
 * The acts that wait on the device: in which order they leave, what becomes of them, how long to wait before trying
 * again. What is kept says no name: the act is sealed, and people proposed by the server stay in memory.
 */
import type { OfflineAct, OfflineResult } from '#programmes/vaccination/desk/desk.api.ts';

export type Told = { readonly code: string; readonly title: string; readonly mend: string };

/** One act as the device keeps it: sealed, and the little that may be shown in clear. */
export type Waiting = {
  readonly act: OfflineAct;
  readonly place: string;
  /** The device's clock when it was made: an ISO instant. */
  readonly madeAt: string;
  readonly product: string;
  readonly status: 'waiting' | 'needs-person' | 'needs-day' | 'refused';
  /** Why it was refused. */
  readonly told?: Told;
};

/** In the order they were made; the id settles two acts of one instant. */
export const inOrder = (acts: readonly Waiting[]): readonly Waiting[] =>
  acts.toSorted((a, b) => a.madeAt.localeCompare(b.madeAt) || a.act.id.localeCompare(b.act.id));

/** Those that leave next: made for this place, asking nothing, the oldest first. */
export const nextBatch = (acts: readonly Waiting[], place: string, most: number): readonly Waiting[] =>
  inOrder(acts)
    .filter((one) => one.status === 'waiting' && one.place === place)
    .slice(0, most);

export type Settled = {
  /** In the ledger: they leave the device. */
  readonly gone: readonly string[];
  readonly kept: readonly Waiting[];
};

/** What the answers make of a batch. An act without an answer stays as it is: it is sent again. */
export const settle = (batch: readonly Waiting[], results: readonly OfflineResult[]): Settled => {
  const answers = new Map(results.map((result) => [result.id, result]));
  const gone: string[] = [];
  const kept: Waiting[] = [];
  for (const one of batch) {
    const answer = answers.get(one.act.id);
    if (answer === undefined) continue;
    const { status, problem } = answer;
    if (status === 'recorded' || status === 'known') gone.push(one.act.id);
    else
      kept.push({
        ...one,
        status,
        ...(problem && { told: { code: problem.code, title: problem.title, mend: problem.mend } }),
      });
  }
  return { gone, kept };
};

/** Ready to be sent again: with what was missing, or after a refusal that was read. */
export const answered = (
  { told: _, ...one }: Waiting,
  choice: Pick<OfflineAct, 'person' | 'occurredOn'> = {},
): Waiting => ({ ...one, status: 'waiting', act: { ...one.act, ...choice } });

const FIRST_PAUSE_S = 5;
const LAST_PAUSE_S = 300;

/** Seconds to wait after so many failures in a row: 5, 10, 20 and so on, at most five minutes. */
export const pauseAfter_s = (failures: number): number =>
  Math.min(LAST_PAUSE_S, FIRST_PAUSE_S * 2 ** Math.min(16, Math.max(0, failures - 1)));
