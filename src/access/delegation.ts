/** Delegations: how long one may last, and whether the person who holds the code is the one it names. */
import { z } from 'zod';
import type { Role } from '#access/roles.ts';
import type { PROFESSIONS_DELEGATED } from '#access/session.api.ts';
import { addDays } from '#kernel/day.ts';
import { type Refused, refuse } from '#kernel/result.ts';

/** Longest delegation: the manager renews it. */
export const DELEGATION_DAYS_MAX = 92;

/** The person a delegation names, as it is sealed. */
export const Named = z.object({ givenNames: z.string(), familyName: z.string(), birthDate: z.string() });
export type Named = z.infer<typeof Named>;

/** A name as it is compared: capitals without accents, particles and marks parted off. */
const levelled = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll('Œ', 'OE')
    .replaceAll('Æ', 'AE')
    .split(/[^\p{L}]+/u)
    .filter((part) => part !== '');

const PARTICLES = new Set([
  'DE',
  'DU',
  'DES',
  'D',
  'LE',
  'LA',
  'LES',
  'L',
  'VAN',
  'VON',
  'DER',
  'DEN',
  'EL',
  'AL',
]);

/** A family name without its particles, unless it has nothing else. */
const familyKey = (name: string): string => {
  const parts = levelled(name);
  const own = parts.filter((part) => !PARTICLES.has(part));
  return (own.length === 0 ? parts : own).join('');
};

/** The first given name; a compound written with hyphens is one, and one written with spaces begins alike. */
const givenKeys = (names: string): { first: string; all: string } => ({
  first: levelled(names.trim().split(/[\s,]+/, 1)[0] ?? '').join(''),
  all: levelled(names).join(''),
});

const sameFirst = (one: string, other: string): boolean => {
  const [a, b] = [givenKeys(one), givenKeys(other)];
  if (a.first === '' || b.first === '') return false;
  // `Jean-Paul` in one register is `Jean Paul` in another: one is then how the other begins.
  const [short, long] = a.first.length <= b.first.length ? [a, b] : [b, a];
  return short.first === long.first || (short.all !== short.first && short.all.startsWith(long.first));
};

/**
 * Whether a delegation names this person: family name (at birth, or the one used) and first given name, spelling
 * levelled, and the birth date. Stricter than the comparison of the register: a homonym must not get in.
 */
export const namesPerson = (
  named: Named,
  person: Named & { readonly usedFamilyName?: string | undefined },
): boolean => {
  const families = [person.familyName, person.usedFamilyName ?? person.familyName].map(familyKey);
  const family = familyKey(named.familyName);
  return (
    family !== '' &&
    families.includes(family) &&
    sameFirst(named.givenNames, person.givenNames) &&
    named.birthDate === person.birthDate
  );
};

/** A year of four digits, to the millisecond: instants of this length compare as texts. */
const INSTANT_LENGTH = '2021-03-20T10:00:00.000Z'.length;

/** An instant as the database writes it: in UTC, so that texts compare as times do. */
export const utc = (instant: string): string =>
  Temporal.Instant.from(instant).toString({ fractionalSecondDigits: 3 });

/** The period asked for, in UTC, or why it may not be. */
export const readPeriod = (
  asked: { readonly from: string; readonly until: string },
  now: string,
): { readonly from: string; readonly until: string } | Refused<'delegation-period'> => {
  const [from, until] = [utc(asked.from), utc(asked.until)];
  const refused = (message: string, field: string) => refuse('delegation-period', message, { field });
  // Some hours before the year 0 or after 9999, which only another zone than ours can write.
  if (from.length !== INSTANT_LENGTH) return refused('no delegation begins in that year', 'from');
  if (until.length !== INSTANT_LENGTH) return refused('no delegation ends in that year', 'until');
  if (until <= from) return refused('the delegation ends before it begins', 'until');
  if (until <= now) return refused('the delegation would be over already', 'until');
  // One prepared long before has time to be forgotten.
  const soonest = `${addDays(now.slice(0, 10), DELEGATION_DAYS_MAX)}${now.slice(10)}`;
  if (from > soonest) return refused(`a delegation begins within ${DELEGATION_DAYS_MAX} days`, 'from');
  const latest = `${addDays(from.slice(0, 10), DELEGATION_DAYS_MAX)}${from.slice(10)}`;
  if (until > latest) return refused(`a delegation lasts at most ${DELEGATION_DAYS_MAX} days`, 'until');
  return { from, until };
};

export type ProfessionDelegated = (typeof PROFESSIONS_DELEGATED)[number];

/** What the delegated person may do: receive people, or vaccinate under the manager's authority. */
export const roleDelegated = (profession: ProfessionDelegated): Role =>
  profession === 'secretary' ? 'secretary' : 'delegate';
