/** The pass: certificates of vaccination and of recovery, and when each counts. */
import { type DayNumber, dayOf } from '#kernel/day.ts';
import { monthDayOf } from '#programmes/vaccination/course-calendar.ts';
import type { Pass } from '#programmes/vaccination/interpret-answer.ts';
import {
  type Asked,
  firstProduct,
  type History,
  monthsLater,
  soon,
} from '#programmes/vaccination/interpret-history.ts';
import {
  NO_PRODUCT,
  type Period,
  type PreparedCertificate,
} from '#programmes/vaccination/interpret-period.ts';

const NEVER = Number.POSITIVE_INFINITY;
const NO_PASS: Pass = { valid: false, from: null, expires: null };

type Certificate = { readonly from: DayNumber; readonly expires: DayNumber };

/** Something that counts as an injection for the pass: an injection, or an infection the strategy counts. */
type Event = { readonly day: DayNumber; readonly infection: boolean };

/** `shortenedBy` is the day of the infection that stands for doses of the course, when one does. */
export const passOf = (
  period: Period,
  asked: Asked,
  history: History,
  shortenedBy: DayNumber | undefined,
): Pass => {
  const rule = period.certificate;
  if (rule === null || (history.doses === 0 && history.infections.length === 0)) return NO_PASS;
  const certificates = certificatesOf(period, rule, asked, history, shortenedBy);
  if (certificates.length === 0) return NO_PASS;
  for (const { from, expires } of certificates) {
    soon(asked, from);
    soon(asked, expires + 1);
  }
  return chosen(certificates, asked.today);
};

const certificatesOf = (
  period: Period,
  rule: PreparedCertificate,
  asked: Asked,
  history: History,
  shortenedBy: DayNumber | undefined,
): Certificate[] => {
  const found: Certificate[] = [];
  const events = eventsOf(rule, history, shortenedBy);
  const [first, second, third] = events;
  const single = singleDelay(rule, history);
  if (first && single !== undefined)
    found.push({ from: first.day + single, expires: expiry(rule, asked, first.day, history) });
  if (first && second) {
    const injection = second.infection ? first.day : second.day;
    const counted = second.infection ? second.day + rule.recoveryFrom : 0;
    found.push({
      from: Math.max(injection + rule.delayDays, counted),
      expires: expiry(rule, asked, injection, undefined),
    });
  }
  if (third)
    found.push({
      from: third.day + (third.infection ? rule.recoveryFrom : boosterDelay(rule, third.day)),
      expires: NEVER,
    });
  for (let i = 0; i < history.infections.length; i++) {
    const proof = history.proofs[i];
    if (proof && rule.recoveryNotOn.has(proof)) continue;
    const day = history.infections[i] ?? 0;
    found.push({ from: day + rule.recoveryFrom, expires: monthsLater(period, day, rule.recoveryMonths) });
  }
  return found;
};

/**
 * Injections and the infections that count, in order, three at most. Before "one infection is one injection" (E113)
 * an infection counts only when it leaves a single dose to give.
 */
const eventsOf = (
  rule: PreparedCertificate,
  history: History,
  shortenedBy: DayNumber | undefined,
): Event[] => {
  const events: Event[] = [];
  if (history.doses === 0) return events;
  const unknown = history.doses - history.days.length;
  for (let i = 0; i < unknown && i < 3; i++) events.push({ day: history.days[0] ?? 0, infection: false });
  for (const day of history.days) if (events.length < 3) events.push({ day, infection: false });
  if (history.infections.length === 0) return events;
  if (rule.infectionCounts) for (const day of history.infections) events.push({ day, infection: true });
  else if (shortenedBy === undefined) return events;
  else events.push({ day: shortenedBy, infection: true });
  return events.sort((a, b) => a.day - b.day || Number(b.infection) - Number(a.infection)).slice(0, 3);
};

/** The delay of a product whose single dose is a certificate of its own (Janssen, 28 days). */
const singleDelay = (rule: PreparedCertificate, history: History): number | undefined => {
  const product = firstProduct(history);
  if (product === NO_PRODUCT) return undefined;
  for (const { products, days } of rule.single) if (products & (1 << product)) return days;
  return undefined;
};

const boosterDelay = (rule: PreparedCertificate, day: DayNumber): number => {
  let delay = rule.delayDays;
  for (const { from, days } of rule.booster) if (day >= from) delay = days;
  return delay;
};

/**
 * The last day of a certificate without booster: the earliest of the ends that concern the person. None comes before
 * the day its rule began, nor before the person reached its age (mesconseilscovid's own table of cases, MCC-412179bb).
 * `single` is given for a certificate that rests on one dose of its product.
 */
const expiry = (
  rule: PreparedCertificate,
  asked: Asked,
  injectedOn: DayNumber,
  single: History | undefined,
): DayNumber => {
  let expires = NEVER;
  const product = single ? firstProduct(single) : NO_PRODUCT;
  for (const end of rule.expiry) {
    if (end.single !== 0 && (product === NO_PRODUCT || (end.single & (1 << product)) === 0)) continue;
    if (asked.birth === 0 || asked.months < end.months) continue;
    const reached = monthDayOf(asked.birth, end.months) - 1;
    expires = Math.min(expires, Math.max(end.notBefore, injectedOn + end.days, reached));
  }
  return expires;
};

/** The certificate that holds that day and lasts longest, with the days before it that join on; else the next; else the last. */
const chosen = (certificates: readonly Certificate[], today: DayNumber): Pass => {
  let holding: Certificate | undefined;
  let coming: Certificate | undefined;
  let past: Certificate | undefined;
  for (const certificate of certificates) {
    if (certificate.expires < certificate.from) continue;
    if (certificate.from > today) {
      if (coming === undefined || certificate.from < coming.from) coming = certificate;
    } else if (certificate.expires < today) {
      if (past === undefined || certificate.expires > past.expires) past = certificate;
    } else if (holding === undefined || certificate.expires > holding.expires) holding = certificate;
  }
  if (holding !== undefined) return shown(true, since(certificates, holding.from), holding.expires);
  const other = coming ?? past;
  return other === undefined ? NO_PASS : shown(false, other.from, other.expires);
};

const since = (certificates: readonly Certificate[], from: DayNumber): DayNumber => {
  let start = from;
  for (let moved = true; moved; ) {
    moved = false;
    for (const other of certificates)
      if (other.from < start && other.expires >= start - 1) {
        start = other.from;
        moved = true;
      }
  }
  return start;
};

const shown = (valid: boolean, from: DayNumber, expires: DayNumber): Pass => ({
  valid,
  from: dayOf(from),
  expires: expires === NEVER ? null : dayOf(expires),
});
