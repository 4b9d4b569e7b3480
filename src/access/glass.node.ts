/** Breaking the glass: kept with its reason, which is sealed, until somebody has reviewed it. */
import { randomUUID } from 'node:crypto';
import {
  brokenUntil,
  findGlass,
  type GlassRow,
  insertGlass,
  latestGlass,
  reviewGlassRow,
} from '#access/glass.pg.ts';
import { GLASS_OPEN_MINUTES, type Glasses, type GlassKept } from '#access/glass.ts';
import type { Keyring } from '#access/keyring.node.ts';
import type { Db } from '#db/pool.ts';

export const GLASS_LISTED_MAX = 200;
const MINUTE_MS = 60_000;

/** A page of a person asks several times in a row: glass found broken is not looked for again so soon. */
const REMEMBERED_MS = 5000;
const REMEMBERED_MAX = 1000;

/** What is shown where a reason cannot be opened: its key is no more. */
const REASON_LOST = '—';

const aboutReason = (id: string): string => `glass:${id}`;

const keptOf = (row: GlassRow, keyring: Keyring): GlassKept => ({
  id: row.id,
  account: row.account,
  role: row.role,
  person: row.person,
  place: row.place,
  reason: keyring.unsealAccess(row.sealed_reason, aboutReason(row.id)) ?? REASON_LOST,
  brokenAt: row.broken_at,
  until: row.valid_until,
  reviewed: row.reviewed_at !== null,
});

/** Remembers what was found for a moment, and no more of it than fits. */
const openMemory = () => {
  const seen = new Map<string, { readonly from_ms: number; readonly until_ms: number }>();
  return {
    isBroken: (key: string, now_ms: number): boolean => {
      const known = seen.get(key);
      return known !== undefined && known.from_ms <= now_ms && now_ms < known.until_ms;
    },
    remember: (key: string, now_ms: number, until: string): void => {
      seen.delete(key);
      seen.set(key, { from_ms: now_ms, until_ms: Math.min(now_ms + REMEMBERED_MS, Date.parse(until)) });
      const [oldest] = seen.keys();
      if (seen.size > REMEMBERED_MAX && oldest !== undefined) seen.delete(oldest);
    },
  };
};

/** `db` works as the role `access`. */
export const openGlass = (db: Db, keyring: Keyring, makeId: () => string = randomUUID): Glasses => {
  const memory = openMemory();
  return {
    break: async (asked, now) => {
      const id = makeId();
      const until = new Date(Date.parse(now) + GLASS_OPEN_MINUTES * MINUTE_MS).toISOString();
      const { reason, ...rest } = asked;
      await insertGlass(db, {
        id,
        ...rest,
        sealed_reason: keyring.sealAccess(reason, aboutReason(id)),
        broken_at: now,
        valid_until: until,
      });
      return { ...asked, id, brokenAt: now, until, reviewed: false };
    },
    isBroken: async (account, person, now) => {
      const key = JSON.stringify([account, person]);
      const now_ms = Date.parse(now);
      if (memory.isBroken(key, now_ms)) return true;
      const until = await brokenUntil(db, account, person, now);
      if (until === undefined) return false;
      memory.remember(key, now_ms, until);
      return true;
    },
    find: async (id) => {
      const row = await findGlass(db, id);
      return row && keptOf(row, keyring);
    },
    list: async (isThere) => {
      const rows = await latestGlass(db, isThere, GLASS_LISTED_MAX);
      return rows.map((row) => keptOf(row, keyring));
    },
    review: async (id, by, now, isThere) => {
      const row = await findGlass(db, id);
      if (row === undefined || !isThere(row.place)) return false;
      await reviewGlassRow(db, id, by, now);
      return true;
    },
  };
};
