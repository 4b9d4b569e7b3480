/** A session as its row says it, and what follows from the time: locked, ended, which situation is held. */
import { z } from 'zod';
import { holds, KeptSituation, type Period } from '#access/situation.ts';

/** Without a request for so long, the session locks itself: a tablet in a centre passes from hand to hand. */
export const IDLE_S = 15 * 60;
/** A session ends after a day's work, whatever is done in it. */
export const SESSION_S = 12 * 3600;
/** A request is written down as activity at most so often: a session locks this much early at worst. */
export const TOUCH_S = 30;
/** PIN tried wrongly so often, the session ends. */
export const PIN_TRIES_MAX = 5;
/** Sessions of one account at once; the oldest end. */
export const SESSIONS_OF_ACCOUNT_MAX = 20;

/** A session with the profiles of its account; instants in ISO, UTC. `key` is the hash of its id. */
export type Kept = {
  readonly key: string;
  readonly account: string;
  readonly provider: string;
  readonly assurance: string;
  readonly csrf: string;
  readonly situations: readonly KeptSituation[];
  readonly chosen: number | null;
  readonly profiles: readonly Period[];
  readonly seenAt: string;
  readonly expiresAt: string;
  readonly locked: boolean;
  readonly hasPin: boolean;
  readonly label: Buffer | null;
  readonly idToken: Buffer | null;
};

export const KeptSituations = z.array(KeptSituation);
export const Periods = z.array(z.object({ id: z.string(), from: z.string(), until: z.string() }));

const later = (instant: string, seconds: number): string =>
  Temporal.Instant.from(instant).add({ seconds }).toString({ fractionalSecondDigits: 3 });

/** An instant so many seconds after another, as the database writes it. */
export const secondsAfter = later;

export type SessionState = 'open' | 'locked' | 'ended';

export const stateOf = (
  session: Pick<Kept, 'seenAt' | 'expiresAt' | 'locked'>,
  now: string,
): SessionState => {
  if (now >= session.expiresAt) return 'ended';
  return session.locked || now >= later(session.seenAt, IDLE_S) ? 'locked' : 'open';
};

/** The situation held now; undefined when none was chosen, or the profile it hung on has ended. */
export const situationHeld = (
  { chosen, situations, profiles }: Pick<Kept, 'chosen' | 'situations' | 'profiles'>,
  now: string,
): KeptSituation | undefined => {
  const situation = chosen === null ? undefined : situations[chosen];
  return situation !== undefined && holds(situation, profiles, now) ? situation : undefined;
};
