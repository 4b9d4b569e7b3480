/** Periods a manager gives with one press. Times are those of the place, without a zone: the page adds its own. */
import { addDays, type Day, dayNumber, isDay } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';

export type Period = {
  readonly from: Day;
  readonly fromTime: string;
  /** The last day, included, and the time of it. */
  readonly until: Day;
  readonly untilTime: string;
};

export type Preset = { readonly id: string; readonly name: Text; readonly of: (today: Day) => Period };

const MORNING = '06:00';
const EVENING = '23:59';

/** 1 is Monday, 7 is Sunday; the first day of all, 1 January 1970, was a Thursday. */
const weekdayOf = (day: Day): number => ((dayNumber(day) + 3) % 7) + 1;

/** The same day of the next month, or its last. Browsers have no calendar of their own to ask yet. */
const nextMonth = (day: Day): Day => {
  const [year = '', month = '', date = ''] = day.split('-');
  const next =
    month === '12' ? `${Number(year) + 1}-01` : `${year}-${String(Number(month) + 1).padStart(2, '0')}`;
  for (let last = Number(date); last > 27; last--) {
    const found = `${next}-${last}`;
    if (isDay(found)) return found;
  }
  return `${next}-${date}`;
};

const from = (today: Day, until: Day): Period => ({
  from: today,
  fromTime: '00:00',
  until,
  untilTime: EVENING,
});

/** Saturday and Sunday: those to come, or those under way. */
const weekEnd = (today: Day): Period => {
  const weekday = weekdayOf(today);
  const saturday = weekday === 7 ? today : addDays(today, 6 - weekday);
  return { from: saturday, fromTime: MORNING, until: addDays(today, 7 - weekday), untilTime: EVENING };
};

export const PRESETS: readonly Preset[] = [
  { id: 'today', name: { fr: 'Aujourd’hui', en: 'Today' }, of: (today) => from(today, today) },
  { id: 'week-end', name: { fr: 'Ce week-end', en: 'This week-end' }, of: weekEnd },
  { id: 'week', name: { fr: '7 jours', en: '7 days' }, of: (today) => from(today, addDays(today, 6)) },
  { id: 'month', name: { fr: '1 mois', en: '1 month' }, of: (today) => from(today, nextMonth(today)) },
];

/** What becomes of a delegation, at an instant. */
export type DelegationState = 'ended' | 'over' | 'to-come' | 'waits' | 'in-use';

export const stateOf = (
  delegation: {
    readonly from: string;
    readonly until: string;
    readonly joined: boolean;
    readonly revoked: boolean;
  },
  now: string,
): DelegationState => {
  const at = Date.parse(now);
  if (delegation.revoked) return 'ended';
  if (Date.parse(delegation.until) <= at) return 'over';
  if (!delegation.joined) return 'waits';
  return Date.parse(delegation.from) > at ? 'to-come' : 'in-use';
};
