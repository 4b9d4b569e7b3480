/** How the service is: every part is checked now and then, and its changes are written down. */
import type { Db } from '#db/pool.ts';
import { type Change, daysOf, type Part, type PartState, worstOf } from '#support/status.ts';
import { STATUS_DAYS } from '#support/support.api.ts';
import { type AnnouncementRow, announcementsAt, changesSince, insertChanges } from '#support/support.pg.ts';

export type StatusOptions = {
  /** Works as the role `access`; may be away. */
  readonly db: Db;
  readonly parts: readonly Part[];
  readonly version: string;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
  /** How long a part has to say how it is. */
  readonly check_ms_max?: number;
};

/** What was found is good for this long: visitors do not check the parts themselves, however many they are. */
const FRESH_MS = 5000;
const CHECK_MS_MAX = 2000;
const DAY_MS = 86_400_000;
/** Changes that wait for the database to come back. */
const WAITING_MAX = 1000;

const stateOf = async ({ check }: Part, ms_max: number): Promise<PartState> => {
  const late = new Promise<PartState>((done) => setTimeout(done, ms_max, 'broken').unref());
  return Promise.race([check().catch((): PartState => 'broken'), late]);
};

/** What is remembered of the past when the database cannot say it. */
type Known = { readonly changes: readonly Change[]; readonly announcements: readonly AnnouncementRow[] };

export const openStatus = ({ db, parts, version, now, check_ms_max = CHECK_MS_MAX }: StatusOptions) => {
  let waiting: Change[] = [];
  let known: Known = { changes: [], announcements: [] };
  const states = new Map<string, PartState>();
  let sampled = { at: '', ms: Number.NEGATIVE_INFINITY };
  let sampling: Promise<void> | undefined;

  /** Writes the changes that wait and reads what is known; the database may be away, and then both wait. */
  const meetDatabase = async (at: string): Promise<void> => {
    try {
      const written = waiting;
      if (written.length > 0) await insertChanges(db, written);
      waiting = waiting.filter((change) => !written.includes(change));
      const since = new Date(Date.parse(at) - STATUS_DAYS * DAY_MS).toISOString();
      const [changes, announcements] = await Promise.all([changesSince(db, since), announcementsAt(db, at)]);
      known = { changes, announcements };
      // What was written down before this program started.
      for (const { part, state } of changes) if (!states.has(part)) states.set(part, state);
    } catch {
      // The page says so by the state of the parts.
    }
  };

  const sample = async (): Promise<void> => {
    const at = now();
    const found = await Promise.all(parts.map((part) => stateOf(part, check_ms_max)));
    const late = new Promise<void>((done) => setTimeout(done, check_ms_max).unref());
    if (states.size === 0) await Promise.race([meetDatabase(at), late]);
    for (const [i, { code }] of parts.entries()) {
      const state = found[i] ?? 'broken';
      if (states.get(code) === state) continue;
      states.set(code, state);
      waiting = [...waiting, { part: code, at, state }].slice(-WAITING_MAX);
    }
    await Promise.race([meetDatabase(at), late]);
    sampled = { at, ms: Date.parse(at) };
  };

  const refresh = (): Promise<void> => {
    sampling ??= sample().finally(() => {
      sampling = undefined;
    });
    return sampling;
  };

  return {
    /** To be called every half minute, so that what nobody looked at is written down too. */
    refresh,
    read: async () => {
      if (Math.abs(Date.parse(now()) - sampled.ms) > FRESH_MS) await refresh();
      const changes = [...known.changes, ...waiting];
      const today = Date.parse(sampled.at.slice(0, 10));
      const days = Array.from({ length: STATUS_DAYS }, (_, i) =>
        new Date(today - (STATUS_DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10),
      );
      const shown = parts.map(({ code, title, otherwise }) => ({
        ...{ code, title, otherwise },
        state: states.get(code) ?? ('broken' as const),
        days: daysOf(
          changes.filter(({ part }) => part === code),
          days,
        ),
      }));
      return {
        state: worstOf(shown.map(({ state }) => state)),
        at: sampled.at,
        version,
        parts: shown,
        announcements: known.announcements
          .filter(({ ends_at }) => ends_at > sampled.at)
          .map(({ id, fr, en, starts_at, ends_at }) => ({
            ...{ id, words: { fr, en } },
            ...{ from: starts_at, until: ends_at },
          })),
      };
    },
  };
};
export type Status = ReturnType<typeof openStatus>;
