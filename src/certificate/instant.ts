/**
 * Instants as operators and other countries' software write them: with or without colon in the offset, with more digits
 * than a millisecond, without offset (UTC then), or a day alone (its first instant).
 */
import { isDay } from '#kernel/day.ts';

const INSTANT =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-]\d\d):?(\d\d)?)?$/;

/** The instant in UTC, ISO 8601; `null` when it is none. */
export const instantOf = (text: string): string | null => {
  const [, day, time = '00:00', fraction = '0', , hours, minutes = '00'] = INSTANT.exec(text.trim()) ?? [];
  if (day === undefined || !isDay(day)) return null;
  const offset = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const at = Date.parse(`${day}T${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
};
