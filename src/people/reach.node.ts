/**
 * Reaching a person's record: who may act on whom, what is told to who may not, and the line of the audit trail. Every
 * way in that names somebody, pages, the desk, certificates, FHIR, goes through here.
 */
import type { AuditEntry } from '#access/audit.ts';
import type { Glasses } from '#access/glass.ts';
import { mayReach, type Within } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Caller } from '#http/identity.ts';
import { type Refused, refuse, refuseInWords } from '#kernel/result.ts';
import type { PersonShown } from '#people/people.api.ts';
import type { Register, Stored } from '#people/register.ts';

export type Reach = {
  readonly register: Register;
  readonly within: Within;
  readonly glasses: Glasses;
  /** The clock: an ISO instant in UTC. */
  readonly now: () => string;
};
export type Who = { readonly caller: Caller; readonly request: string };

/** A line of the audit trail about one act of this caller. */
export const entry = (
  { caller, request }: Who,
  action: AuditEntry['action'],
  person?: string,
  detail?: AuditEntry['detail'],
): AuditEntry => ({
  account: caller.id,
  role: caller.role,
  place: caller.places[0] ?? '',
  action,
  request,
  ...(person !== undefined && { person }),
  ...(detail !== undefined && { detail }),
});

/** Whether the caller may act on this person by this right: by where they live or were registered, or, to read, by glass broken. */
export const mayAct = async (
  { within, glasses, now }: Reach,
  caller: Caller,
  right: string,
  stored: Stored,
): Promise<boolean> =>
  mayReach(caller, right, stored.place, within) ||
  (stored.registeredAt !== null && mayReach(caller, right, stored.registeredAt, within)) ||
  (right === RIGHTS.readPeople &&
    caller.rights.has(RIGHTS.breakGlass) &&
    (await glasses.isBroken(caller.id, stored.person.id, now())));

export const UNKNOWN = refuse('person-unknown', 'Nobody has this id.', { field: 'person' });
export const ELSEWHERE = refuseInWords(
  'person-elsewhere',
  {
    fr: 'Aucune personne de votre territoire n’a cet identifiant.',
    en: 'No person of your territory has this id.',
  },
  { field: 'person' },
);
export const BEHIND_GLASS = refuseInWords(
  'person-elsewhere',
  {
    fr: 'Cette personne vit hors de votre territoire. Si un soin l’exige, vous pouvez briser la glace et dire pourquoi.',
    en: 'This person lives outside your territory. When care demands it, you may break the glass and say why.',
  },
  { field: 'person' },
);

/**
 * The record, when the caller may act on it. To who can neither see everybody nor break the glass, an id of elsewhere
 * and an id of nobody are told alike.
 */
export const reached = async (
  parts: Reach,
  caller: Caller,
  right: string,
  id: string,
): Promise<Stored | Refused<'person-unknown' | 'person-elsewhere'>> => {
  const stored = await parts.register.find(id);
  const mayBreak = caller.rights.has(RIGHTS.breakGlass);
  if (stored === undefined)
    return mayBreak || mayReach(caller, right, null, parts.within) ? UNKNOWN : ELSEWHERE;
  if (await mayAct(parts, caller, right, stored)) return stored;
  return mayBreak && right === RIGHTS.readPeople ? BEHIND_GLASS : ELSEWHERE;
};

/** A record as its page shows it. */
export const shownOf = async (
  { register, now }: Pick<Reach, 'register' | 'now'>,
  stored: Stored,
): Promise<PersonShown> => {
  const { id, version, identity, evidence, subjects, opposedSince } = stored.person;
  const [merged, warnings] = await Promise.all([register.mergedInto(id), register.warningsOf(stored, now())]);
  return {
    person: id,
    version,
    identity,
    trust: stored.trust,
    evidence: [...evidence],
    subjects: [...subjects],
    place: stored.place,
    opposedSince,
    mergedInto: stored.mergedInto,
    merged: [...merged],
    warnings: warnings.map((warning) => ({ ...warning })),
  };
};
