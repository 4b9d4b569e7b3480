/**
 * Sessions as they are used: who comes with a cookie, what they may do now, locked after a while and opened by a PIN.
 * A session read a moment ago is kept in memory, so that a request does not cost a query; what this process itself
 * changes is dropped from there at once, what another changes is seen within CACHE_MS.
 */
import type { Keyring } from '#access/keyring.node.ts';
import { hashPin, newSalt } from '#access/pin.node.ts';
import { isWeakPin } from '#access/pin.ts';
import { RIGHTS } from '#access/rights.ts';
import { rightsOf } from '#access/roles.ts';
import type { Provider, Session } from '#access/session.api.ts';
import {
  addSession,
  countPinTry,
  type Ended,
  endSession,
  findSession,
  type NewSession,
  openSession,
  setChosen,
  setLocked,
  setPinHash,
  touchSession,
} from '#access/session.pg.ts';
import { IDLE_S, type Kept, PIN_TRIES_MAX, situationHeld, stateOf, TOUCH_S } from '#access/session.ts';
import { hashOf, isSecret, sameBytes } from '#access/session-hash.node.ts';
import { shownSituations } from '#access/situation.ts';
import type { Db } from '#db/pool.ts';
import type { Caller, Credentials } from '#http/identity.ts';
import { type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';

const CACHE_MS = 5_000;
const CACHED_MAX = 10_000;

/** The role of who has signed in and has not said as what. */
export const SIGNED_IN = 'signed-in';

export type SessionOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly nameOf: (place: string) => string;
  readonly now: () => string;
  readonly providers: readonly Provider[];
};

type Code = 'session-locked' | 'session-ended';
type Cookie = string | undefined;

export type Sessions = {
  readonly identify: (credentials: Credentials) => Promise<Caller | Refused<Code> | undefined>;
  /** The session of a cookie, whatever its state; undefined when there is none. */
  readonly find: (cookie: Cookie) => Promise<Kept | undefined>;
  readonly show: (cookie: Cookie) => Promise<Session>;
  readonly create: (session: NewSession) => Promise<void>;
  readonly choose: (cookie: Cookie, index: number) => Promise<Session | Refused<'situation-unknown'>>;
  readonly setPin: (cookie: Cookie, pin: string) => Promise<Session | Refused<'pin-weak'>>;
  readonly lock: (cookie: Cookie) => Promise<Session>;
  /** `ended` is the session that too many wrong PINs closed. */
  readonly unlock: (
    cookie: Cookie,
    pin: string,
  ) => Promise<Session | (Refused<'pin-wrong' | 'pin-none' | 'session-ended'> & { readonly ended?: Ended })>;
  readonly end: (key: string) => Promise<Ended | undefined>;
  /** Forgets what is in memory: of a session, or of every session of an account. */
  readonly drop: (key: string) => void;
  readonly dropAccount: (account: string) => void;
};

const keyOf = (cookie: string): string => hashOf(cookie).toString('hex');
const ms = (instant: string): number => Date.parse(instant);

/**
 * Sessions read lately, the oldest dropped first. What was being read while something was dropped may be older than
 * what made it drop, so it is used once and not kept.
 */
const createCache = (now: () => string) => {
  const entries = new Map<string, { readonly kept: Kept; readonly readAt_ms: number }>();
  let drops = 0;
  return {
    get: (key: string): Kept | undefined => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const age_ms = ms(now()) - entry.readAt_ms;
      if (age_ms >= 0 && age_ms < CACHE_MS) return entry.kept;
      entries.delete(key);
      return undefined;
    },
    /** Call it before reading; it keeps what was read. */
    keeper: () => {
      const [readAt_ms, before] = [ms(now()), drops];
      return (kept: Kept): void => {
        if (drops !== before) return;
        const [oldest] = entries.size < CACHED_MAX ? [] : entries.keys();
        if (oldest !== undefined) entries.delete(oldest);
        entries.set(kept.key, { kept, readAt_ms });
      };
    },
    see: (key: string, seenAt: string): void => {
      const entry = entries.get(key);
      if (entry !== undefined) entries.set(key, { ...entry, kept: { ...entry.kept, seenAt } });
    },
    drop: (key: string): void => {
      drops++;
      entries.delete(key);
    },
    dropAccount: (account: string): void => {
      drops++;
      for (const [key, { kept }] of entries) if (kept.account === account) entries.delete(key);
    },
  };
};

const callerOf = (kept: Kept, now: string): Caller => {
  const situation = situationHeld(kept, now);
  const common = { id: kept.account, assurance: kept.assurance, csrf: kept.csrf };
  if (situation === undefined)
    return { ...common, role: SIGNED_IN, rights: new Set([RIGHTS.ownSession]), places: [] };
  const places = situation.place === '' ? [] : [situation.place];
  return { ...common, role: situation.role, rights: rightsOf(situation.role), places };
};

const triesLeft = (left: number): Text => ({
  fr: left === 1 ? 'Code faux ; il reste un essai.' : `Code faux ; il reste ${left} essais.`,
  en: left === 1 ? 'Wrong PIN; one try is left.' : `Wrong PIN; ${left} tries are left.`,
});

const ended = (): Refused<'session-ended'> => refuse('session-ended', 'the session is over');

/** Sessions read and shown. */
const createReading = ({ db, keyring, nameOf, now, providers }: SessionOptions) => {
  const cache = createCache(now);
  const known = new Set(providers.map(({ id }) => id));

  const find = async (cookie: Cookie): Promise<Kept | undefined> => {
    if (!isSecret(cookie)) return undefined;
    const key = keyOf(cookie);
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const keep = cache.keeper();
    const kept = await findSession(db, key);
    // A provider that is no longer ours (the demonstration's, above all) vouches for nobody.
    if (kept === undefined || !known.has(kept.provider)) return undefined;
    keep(kept);
    return kept;
  };

  const labelOf = ({ label, account }: Kept): string =>
    (label && keyring.unsealAccess(label, `label:${account}`)) ?? account;

  const show = async (cookie: Cookie): Promise<Session> => {
    const [kept, at] = [await find(cookie), now()];
    const state = kept && stateOf(kept, at);
    if (kept === undefined || state === 'ended') return { state: 'signed-out', providers: [...providers] };
    const label = labelOf(kept);
    if (state === 'locked') return { state: 'locked', label, pin: kept.hasPin, provider: kept.provider };
    const caller = callerOf(kept, at);
    return {
      state: 'signed-in',
      label,
      account: kept.account,
      csrf: kept.csrf,
      assurance: kept.assurance,
      pin: kept.hasPin,
      idle_s: IDLE_S,
      expiresAt: kept.expiresAt,
      situations: shownSituations(kept.situations, kept.profiles, at, nameOf),
      chosen: situationHeld(kept, at) === undefined ? null : kept.chosen,
      rights: [...caller.rights],
    };
  };

  /** A request is activity, written down now and then: until it is, an earlier lock is the worst that happens. */
  const touch = async (kept: Kept, at: string): Promise<void> => {
    if (ms(at) - ms(kept.seenAt) < TOUCH_S * 1000) return;
    cache.see(kept.key, at);
    await touchSession(db, kept.key, at);
  };

  const identify: Sessions['identify'] = async ({ session }) => {
    const [kept, at] = [await find(session), now()];
    if (kept === undefined) return undefined;
    const state = stateOf(kept, at);
    if (state === 'ended') return ended();
    if (state === 'locked') return refuse('session-locked', 'the session is locked: open it again');
    await touch(kept, at);
    return callerOf(kept, at);
  };

  return { cache, find, show, identify };
};

/** Opening a session again by its PIN. */
const createUnlock =
  ({ db, keyring, now }: SessionOptions, reading: ReturnType<typeof createReading>): Sessions['unlock'] =>
  async (cookie, pin) => {
    if (!isSecret(cookie)) return ended();
    const key = keyOf(cookie);
    const asked = await countPinTry(db, key, now());
    if (asked === undefined) {
      reading.cache.drop(key);
      const kept = await reading.find(cookie);
      if (kept === undefined || kept.hasPin || stateOf(kept, now()) === 'ended') return ended();
      return refuse('pin-none', 'no PIN was set for this session: sign in again');
    }
    const isRight = sameBytes(asked.hash, await hashPin(keyring, pin, asked.salt));
    reading.cache.drop(key);
    if (isRight) return (await openSession(db, key, now())) ? reading.show(cookie) : ended();
    if (asked.tries < PIN_TRIES_MAX)
      return refuseInWords('pin-wrong', triesLeft(PIN_TRIES_MAX - asked.tries), { field: 'pin' });
    const over = await endSession(db, key);
    return { ...ended(), ...(over && { ended: over }) };
  };

export const openSessions = (options: SessionOptions): Sessions => {
  const { db, keyring, now } = options;
  const reading = createReading(options);
  const { cache, find, show, identify } = reading;

  /** What a cookie's session is after a change made here. */
  const changed = (cookie: Cookie, key: string): Promise<Session> => {
    cache.drop(key);
    return show(cookie);
  };

  return {
    find,
    show,
    identify,
    create: (session) => addSession(db, session),
    choose: async (cookie, index) => {
      const kept = await find(cookie);
      if (kept === undefined) return show(cookie);
      const isHeld = situationHeld({ ...kept, chosen: index }, now()) !== undefined;
      if (!isHeld) return refuse('situation-unknown', 'no situation of this number', { field: 'index' });
      await setChosen(db, kept.key, index);
      return changed(cookie, kept.key);
    },
    setPin: async (cookie, pin) => {
      if (isWeakPin(pin)) return refuse('pin-weak', 'this PIN is easily guessed', { field: 'pin' });
      const kept = await find(cookie);
      if (kept === undefined) return show(cookie);
      const salt = newSalt();
      await setPinHash(db, kept.key, await hashPin(keyring, pin, salt), salt);
      return changed(cookie, kept.key);
    },
    lock: async (cookie) => {
      const kept = await find(cookie);
      if (kept === undefined) return show(cookie);
      await setLocked(db, kept.key);
      return changed(cookie, kept.key);
    },
    unlock: createUnlock(options, reading),
    end: async (key) => {
      const over = await endSession(db, key);
      cache.drop(key);
      return over;
    },
    drop: (key) => cache.drop(key),
    dropAccount: cache.dropAccount,
  };
};
