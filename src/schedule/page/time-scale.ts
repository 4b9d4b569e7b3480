/**
 * A life on a line of a few hundred points. The past is drawn between the days that matter (birth, each dose, today) and
 * the years in between are shortened; the future is shortened smoothly, near days large and far ones small.
 */
import { type Day, dayNumber, dayOf } from '#kernel/day.ts';
import type { Language } from '#kernel/text.ts';
import { addPeriod } from '#schedule/period.ts';

export type Tick = {
  readonly at: number;
  readonly day: Day;
  readonly months: number;
  /** Shown however narrow the drawing is. */
  readonly always: boolean;
};

export type TimeScale = {
  /** From 0 at birth to 1 at the edge; never decreasing. */
  readonly at: (day: Day) => number;
  readonly today: number;
  readonly end: Day;
  readonly ticks: readonly Tick[];
};

/** How much room some days in the past deserve: enough for two marks side by side, little more for ten years. */
const pastWeight = (days: number): number => Math.max(0.6, Math.log1p(days / 40));
const futureWeight = (days: number): number => Math.log1p(days / 60);

const AHEAD_MIN_DAYS = 365;

/** The part of the line that is the past: more when there is more to show in it. */
const pastShare = (landmarks: number): number => Math.min(0.68, 0.38 + 0.03 * landmarks);

const pastScale = (birth: number, today: number, days: readonly number[]) => {
  const marks = [...new Set([birth, ...days.filter((day) => day > birth && day < today), today])].sort(
    (a, b) => a - b,
  );
  const ends = [0];
  for (let i = 1; i < marks.length; i++)
    ends.push((ends[i - 1] ?? 0) + pastWeight((marks[i] ?? 0) - (marks[i - 1] ?? 0)));
  const whole = ends.at(-1) ?? 0;
  const share = today > birth ? pastShare(marks.length - 2) : 0;
  const at = (day: number): number => {
    if (day <= birth || whole === 0) return 0;
    const next = marks.findIndex((mark) => mark >= day);
    const [from = 0, to = 0] = [marks[next - 1], marks[next]];
    const [a = 0, b = 0] = [ends[next - 1], ends[next]];
    return (share * (a + ((b - a) * (day - from)) / (to - from))) / whole;
  };
  return { at, share };
};

/** Ages worth naming, the roundest first. */
const AGES: readonly (readonly number[])[] = [
  [0],
  [12, 60, 120, 240, 480, 720],
  [6, 24, 48, 132, 180, 360, 600, 780, 840, 960],
  [2, 4, 18, 36, 72, 144, 192, 216, 300, 420, 540, 660, 900],
  Array.from({ length: 110 }, (_, year) => (year + 1) * 12),
  [1, 9, 15],
];

const NEAR_ALWAYS = 0.25;
const NEAR = 0.13;
/** The name of birth begins at its tick, and reaches further than those centred on theirs. */
const BIRTH_REACH = 1.45;

const isNear = (tick: Tick, place: number, gap: number): boolean =>
  Math.abs(tick.at - place) < (tick.months === 0 ? gap * BIRTH_REACH : gap);

const ticksOf = (birth: number, end: number, at: (day: number) => number): Tick[] => {
  const kept: Tick[] = [];
  for (const gap of [NEAR_ALWAYS, NEAR])
    for (const months of AGES.flat()) {
      const day = addPeriod(birth, { months, days: 0 });
      const place = at(day);
      // A name is centred on its tick, so that none is written over the edge.
      if (day > end || place > 1 - gap / 3 || kept.some((tick) => isNear(tick, place, gap))) continue;
      kept.push({ at: place, day: dayOf(day), months, always: gap === NEAR_ALWAYS });
    }
  return kept.sort((a, b) => a.at - b.at);
};

/** @param ahead the days to come that the drawing must hold */
export const makeTimeScale = (
  birthDate: Day,
  today: Day,
  doses: readonly Day[],
  ahead: readonly Day[],
): TimeScale => {
  const now = dayNumber(today);
  const birth = Math.min(dayNumber(birthDate), now);
  const { at: pastAt, share } = pastScale(birth, now, doses.map(dayNumber));
  const farthest = Math.max(AHEAD_MIN_DAYS, ...ahead.map((day) => dayNumber(day) - now)) * 1.1;
  const whole = futureWeight(farthest);
  const at = (day: number): number =>
    day <= now ? pastAt(day) : Math.min(1, share + ((1 - share) * futureWeight(day - now)) / whole);
  const end = now + Math.floor(farthest);
  return {
    at: (day) => at(dayNumber(day)),
    today: share,
    end: dayOf(end),
    ticks: ticksOf(birth, end, at),
  };
};

/** Whole months between two days, as ages are counted. */
export const monthsBetween = (from: Day, to: Day): number => {
  const [y1 = 0, m1 = 0, d1 = 0] = from.split('-').map(Number);
  const [y2 = 0, m2 = 0, d2 = 0] = to.split('-').map(Number);
  return (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0);
};

/** `6 semaines`, `4 mois`, `18 mois`, `12 ans`: an age as a nurse says it. */
export const ageText = (birth: Day, on: Day, language: Language): string => {
  const months = monthsBetween(birth, on);
  const days = dayNumber(on) - dayNumber(birth);
  const french = language === 'fr';
  const many = (count: number, one: string, more: string) => `${count}\u00a0${count === 1 ? one : more}`;
  if (days < 0) return french ? 'avant la naissance' : 'before birth';
  if (days === 0) return french ? 'le jour de la naissance' : 'on the day of birth';
  if (days < 14) return many(days, french ? 'jour' : 'day', french ? 'jours' : 'days');
  if (months < 3)
    return many(Math.floor(days / 7), french ? 'semaine' : 'week', french ? 'semaines' : 'weeks');
  if (months < 24) return many(months, french ? 'mois' : 'month', french ? 'mois' : 'months');
  const years = Math.floor(months / 12);
  const rest = months % 12;
  const whole = many(years, french ? 'an' : 'year', french ? 'ans' : 'years');
  if (years >= 7 || rest === 0) return whole;
  return `${whole} ${many(rest, french ? 'mois' : 'month', french ? 'mois' : 'months')}`;
};

/** The name of a tick. */
export const tickText = (months: number, language: Language): string => {
  const french = language === 'fr';
  if (months === 0) return french ? 'Naissance' : 'Birth';
  if (months < 24 && months !== 12) return `${months}\u00a0${french ? 'mois' : 'months'}`;
  const years = months / 12;
  return `${years}\u00a0${french ? (years === 1 ? 'an' : 'ans') : years === 1 ? 'year' : 'years'}`;
};
