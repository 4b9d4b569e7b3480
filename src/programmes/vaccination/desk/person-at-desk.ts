/** A person of the register as the strategy reads them, and an act at the desk as the ledger takes it. */
import type { Fact } from '#facts/fact.ts';
import { ageOn, type Day, isDay } from '#kernel/day.ts';
import type { Stored } from '#people/register.ts';
import type { DeskAct } from '#programmes/vaccination/desk/desk.api.ts';
import type { Injection, Offline } from '#programmes/vaccination/facts.ts';
import type { InjectionAsked } from '#programmes/vaccination/injection.api.ts';
import type { Person } from '#programmes/vaccination/interpret.ts';

/** What is not known is left unknown: a birth date without its month or day, a residence. */
export const personOf = ({ person: { identity }, place }: Stored): Person => ({
  birthDate: isDay(identity.birthDate) ? identity.birthDate : null,
  territory: place?.replace(/^DEP-/, '') ?? null,
});

const AGE_MAX = 130;

/** The age on a day, in whole years; null when the birth date does not say. */
export const ageOf = ({ person: { identity } }: Stored, on: Day): number | null => {
  if (!isDay(identity.birthDate)) return null;
  const age = ageOn(identity.birthDate, on);
  return age >= 0 && age <= AGE_MAX ? age : null;
};

/** The pseudonym new facts of a person are under. */
export const subjectOf = ({ person }: Stored): string => {
  const [subject] = person.subjects;
  if (subject === undefined) throw new Error('a person of the register has a pseudonym');
  return subject;
};

export type ToRecord = {
  readonly id: string;
  readonly subject: string;
  readonly place: string;
  readonly act: DeskAct;
  readonly stored: Stored;
  readonly corrects?: string | undefined;
  readonly reason?: string | undefined;
  readonly offline?: Offline;
};

type Given = Omit<DeskAct, 'answers' | 'occurredOn'>;

/** What was given, with the age and the sex of the act, which are for statistics alone. */
const bodyOf = ({ overrides, ...given }: Given, stored: Stored, on: Day): Injection => {
  const age = ageOf(stored, on);
  const { sex } = stored.person.identity;
  return {
    ...given,
    ...(overrides.length > 0 && { overrides }),
    ...(age !== null && { age }),
    ...(sex !== 'u' && { sex }),
  };
};

export const injectionAskedOf = ({ act, stored, offline, ...envelope }: ToRecord): InjectionAsked => {
  const { answers: _, occurredOn, ...given } = act;
  return { ...envelope, occurredOn, ...bodyOf(given, stored, occurredOn), ...(offline && { offline }) };
};

/** The fact an act would be, to be judged and kept nowhere. */
export const factOfAct = (
  { act, stored, subject, place, corrects }: Omit<ToRecord, 'id'>,
  now: string,
): Fact => {
  const { answers: _, occurredOn, ...given } = act;
  const body = Object.entries(bodyOf(given, stored, occurredOn)).filter(([, value]) => value !== undefined);
  return {
    id: 'to-be-checked',
    kind: 'injection',
    ...{ subject, occurredOn, recordedAt: now, by: 'check', place, source: 'check' },
    body: Object.fromEntries(body),
    ...(corrects !== undefined && { corrects, reason: 'check' }),
  };
};
