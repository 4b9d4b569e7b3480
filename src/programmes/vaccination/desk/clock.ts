/**
 * When an act made without network was made, by a device whose clock may be wrong. What the device is ahead of the
 * server is measured as it sends, and taken off the time of every act. A clock that was set in between cannot be
 * mended so: the professional then gives the day.
 */
import type { Day } from '#kernel/day.ts';
import { type LocalTime, localOf } from '#programmes/vaccination/desk/zone.ts';

/** A clock this near is right: the network takes its time too. */
export const NEAR_S = 120;
/** Further off, it was reset, not set wrongly: nothing follows from what it said. */
const OFF_S_MAX = 31_622_400;

const seconds = (instant: string): number => Date.parse(instant) / 1000;
const instantOf = (at_s: number): string => new Date(at_s * 1000).toISOString();

export type Mended = {
  readonly clock: 'right' | 'mended';
  /** What the device is ahead of the server, in whole seconds. */
  readonly clock_off_s: number;
  /** When the act was made, by the server's clock. */
  readonly madeAt: string;
};

/**
 * @param aheadThen what the device was ahead by, in seconds, when it was prepared; absent: it did not say
 * @returns undefined when the time cannot be mended: before the grant, to come, or by a clock that was set meanwhile
 */
export const mend = (asked: {
  readonly madeAt: string;
  readonly deviceNow: string;
  readonly now: string;
  readonly issued: string;
  readonly aheadThen?: number | undefined;
}): Mended | undefined => {
  const [now, issued] = [seconds(asked.now), seconds(asked.issued)];
  const off_s = Math.round(seconds(asked.deviceNow) - now);
  if (Math.abs(off_s) > OFF_S_MAX) return undefined;
  if (asked.aheadThen !== undefined && Math.abs(asked.aheadThen - off_s) > NEAR_S) return undefined;
  const isRight = Math.abs(off_s) <= NEAR_S;
  const at = seconds(asked.madeAt) - (isRight ? 0 : off_s);
  if (at < issued - NEAR_S || at > now + NEAR_S) return undefined;
  return {
    clock: isRight ? 'right' : 'mended',
    clock_off_s: off_s,
    madeAt: instantOf(Math.min(Math.max(at, issued), now)),
  };
};

/**
 * The day and the hour of an act as it is recorded. The device fills in what its own clock says; what differs from
 * that was typed, and stays as it was typed.
 */
export const actTime = (
  act: { readonly occurredOn: Day; readonly at?: string | undefined },
  deviceMadeAt: string,
  { clock, madeAt }: Mended,
  zone: string,
): { readonly occurredOn: Day; readonly at?: string } => {
  const typed = { occurredOn: act.occurredOn, ...(act.at !== undefined && { at: act.at }) };
  if (clock === 'right') return typed;
  const [said, mended] = [localOf(deviceMadeAt, zone), localOf(madeAt, zone)];
  const hour = (local: LocalTime): string => local.time.slice(0, 'HH:MM'.length);
  return {
    occurredOn: act.occurredOn === said.day ? mended.day : act.occurredOn,
    ...(act.at !== undefined && {
      at: act.at.slice(0, 'HH:MM'.length) === hour(said) ? mended.time : act.at,
    }),
  };
};
