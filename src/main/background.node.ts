/**
 * The background work of a running Rappel: counts what arrives, refreshes the dashboard's files, and publishes
 * everything when nothing more arrives. All it knows is in the database and the folder, so it can be killed.
 */
import type { Db } from '#db/pool.ts';
import { countNext, findPosition } from '#indicators/count.pg.ts';
import type { Campaign } from '#main/campaign.node.ts';
import { recountWhenFar } from '#main/catch-up.node.ts';
import { rulesKeeper } from '#main/catch-up-rules.node.ts';
import { messageOf } from '#main/command.node.ts';
import { publisher, type ReplayState } from '#main/publication.node.ts';
import { findRulesVersion } from '#main/publication-corrected.node.ts';
import { PROGRAMMES } from '#programmes/index.ts';
import { findVersion, publish, versionOf } from '#publication/publish.node.ts';

/** The dashboard's files are made again at most this often, and never for more than a third of the time. */
const REFRESH_MS = 2000;
const REFRESH_SHARE = 3;

/** How long to wait before looking again when nothing came, and when the database is away. */
const IDLE_MS = 200;
const RETRY_MS = 1000;

/** Whole publications take at most this share of the time while facts go on arriving now and then. */
const WHOLE_SHARE = 10;

/** Nothing came for this long: the tables, which are larger than the dashboard's files, are published too. */
const QUIET_MS = 1500;

export type BackgroundState =
  | { readonly kind: 'counted'; readonly facts: number }
  | { readonly kind: 'ruled'; readonly rules: number; readonly people: number }
  | {
      readonly kind: 'published';
      readonly whole: boolean;
      readonly lastDay: string;
      readonly progress: ReplayState;
    }
  | { readonly kind: 'trouble'; readonly message: string };

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    const wake = () => {
      clearTimeout(timer);
      done();
    };
    signal.addEventListener('abort', wake, { once: true });
  });

/** Works until the signal; a database that goes away is waited for. */
export const workInBackground = async (
  db: Db,
  campaign: Campaign,
  out: string,
  tell: (state: BackgroundState) => void,
  signal: AbortSignal,
  clock: () => number = Date.now,
): Promise<void> => {
  const prepare = publisher(campaign);
  const keepRules = rulesKeeper(campaign);
  let shown = '';
  let whole = (await findVersion(out)) ?? '';
  let next_ms = 0;
  let nextWhole_ms = 0;
  let quietSince_ms = clock();

  const refresh = async (formats: 'json' | 'all'): Promise<void> => {
    const began_ms = clock();
    const asked = { now: new Date(began_ms).toISOString(), corrected: true };
    const { publication, position, progress, quality } = await prepare(db, asked);
    await publish(out, publication, formats === 'json' ? { formats: ['json'], durable: false } : {});
    shown = versionOf(position, quality?.version);
    if (formats === 'all') {
      whole = shown;
      nextWhole_ms = clock() + WHOLE_SHARE * (clock() - began_ms);
    }
    next_ms = clock() + Math.max(REFRESH_MS, REFRESH_SHARE * (clock() - began_ms));
    tell({ kind: 'published', whole: formats === 'all', lastDay: publication.meta.lastDay, progress });
  };

  const step = async (): Promise<void> => {
    const ruled = await keepRules(db, new Date(clock()).toISOString());
    if (ruled !== undefined) tell({ kind: 'ruled', ...ruled });
    const read = await countNext(db, PROGRAMMES);
    const position = await findPosition(db);
    const at = versionOf(position, await findRulesVersion(db));
    if (read > 0) {
      quietSince_ms = clock();
      tell({ kind: 'counted', facts: position.facts });
    }
    const caughtUp = read === 0;
    if (at !== shown && at !== whole && (clock() >= next_ms || (caughtUp && shown === '')))
      await refresh('json');
    const quiet = caughtUp && clock() - quietSince_ms >= QUIET_MS;
    if (quiet && at !== whole && clock() >= nextWhole_ms) await refresh('all');
    if (caughtUp) await pause(IDLE_MS, signal);
  };

  let begun = false;
  while (!signal.aborted) {
    try {
      if (!begun) await recountWhenFar(db);
      begun = true;
      await step();
    } catch (error) {
      tell({ kind: 'trouble', message: messageOf(error) });
      await pause(RETRY_MS, signal);
    }
  }
};
