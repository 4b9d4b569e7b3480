/**
 * An Immunization that was sent becomes an act ready for the recorder: who, where, when, under which id. Nothing is
 * handed in here, so that all of a transaction is checked before any of it is. An act that brings an identifier is
 * recorded once: the id of its fact is made of that identifier, and the ledger's key (subject, id) decides, however
 * many send it at the same moment.
 */
import { actId, shortHash } from '#fhir/ids.node.ts';
import { type InteractionAsked, refuseFaults } from '#fhir/interaction.ts';
import { type Issue, noticeOf } from '#fhir/outcome.ts';
import { structureFaults } from '#fhir/structure.ts';
import type { Caller } from '#http/identity.ts';
import { ageOn, isDay } from '#kernel/day.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import type { Stored } from '#people/register.ts';
import { localOf, zoneOf } from '#programmes/vaccination/desk/zone.ts';
import { ExternalId } from '#programmes/vaccination/facts.ts';
import { type ImmunizationRead, readImmunization } from '#programmes/vaccination/fhir/immunization-read.ts';
import { idIn, type Parts, patientNamed, placeNamed } from '#programmes/vaccination/fhir/parts.node.ts';
import { INS_NIA, INS_NIR } from '#programmes/vaccination/fhir/words.ts';
import { RECORD_LATE } from '#programmes/vaccination/injection.api.ts';
import type { Act as Recorded } from '#programmes/vaccination/recorder.pg.ts';

/** How acts that came this way say so in the ledger. */
export const WAY = 'fhir';
export const ID_DIGITS = 26;

export type Details = ImmunizationRead['details'] & { readonly at?: string; readonly external?: ExternalId };

/** An act that was read and checked, ready to be handed in. */
export type Prepared = {
  readonly id: string;
  readonly subject: string;
  readonly person: string;
  readonly act: Recorded;
  /** What its fact will say, to be compared with the one that stands. */
  readonly kind: Recorded['kind'];
  readonly occurredOn: string;
  readonly place: string | undefined;
  readonly body: object;
  readonly notices: readonly Issue[];
  /** The sender asked that it be recorded only if it is not there (If-None-Exist). */
  readonly ifNone: boolean;
};

/** The structure, then what it says; a refusal with every fault. */
export const readBody = (
  { words }: Parts,
  { body, language }: InteractionAsked,
  isNew: boolean,
): ImmunizationRead | Refused => {
  const faults = structureFaults(body, 'Immunization');
  if (faults.length > 0) return refuseFaults('fhir-structure', faults, language);
  const read = readImmunization(body, words, { language, isNew });
  if (!('faults' in read)) return read;
  const isCode = read.faults.every(({ pointer }) => pointer === '/Immunization/vaccineCode');
  return refuseFaults(isCode ? 'fhir-code-unknown' : 'fhir-value', read.faults, language);
};

const NO_PLACE = refuseInWords(
  'fhir-value',
  {
    fr: 'où l’acte a-t-il eu lieu ? Donnez Location/[code du lieu]',
    en: 'where was the act made? Give Location/[code of the place]',
  },
  { field: 'Immunization.location' },
);
const UNKNOWN_PLACE = refuseInWords(
  'fhir-reference-unknown',
  { fr: 'aucun lieu déclaré n’a ce code', en: 'no declared place has this code' },
  { field: 'Immunization.location' },
);

/** The place of the act: the one named, else that of an organisation that performed it, else the caller's only one. */
export const placeOfAct = (
  { care, base }: Parts,
  { location, performers, kind }: ImmunizationRead,
  caller: Caller,
): string | undefined | Refused => {
  const organisation = performers.find(({ reference }) => /(?:^|\/)Organization\//.test(reference ?? ''));
  const named = location ?? organisation;
  if (named === undefined) {
    const [only, ...others] = caller.places;
    if (kind === 'earlier-injection') return undefined;
    return only !== undefined && others.length === 0 ? only : NO_PLACE;
  }
  const place = placeNamed(named, base());
  const isKnown =
    place !== undefined && (caller.places.includes(place) || care.placeName(place) !== undefined);
  return isKnown ? place : UNKNOWN_PLACE;
};

const momentAt = ({ care }: Parts, { moment }: ImmunizationRead, place: string | undefined) =>
  'instant' in moment ? localOf(moment.instant, zoneOf(place ?? '', care.within)) : moment;

/** What statistics need of the person, as the desk adds it: age on the day, and sex. */
const traitsOf = ({ person: { identity } }: Stored, occurredOn: string): Pick<Details, 'age' | 'sex'> => {
  const { birthDate, sex } = identity;
  const age = isDay(birthDate) && birthDate <= occurredOn ? ageOn(birthDate, occurredOn) : undefined;
  return {
    ...(age !== undefined && age <= 130 && { age }),
    ...(sex !== 'u' && { sex }),
  };
};

/** An identifier of the act that may be kept with it: never a number of a person. */
const externalOf = (identifier: ImmunizationRead['identifier']): ExternalId | undefined => {
  if (identifier === undefined || identifier.system === INS_NIR || identifier.system === INS_NIA)
    return undefined;
  const parsed = ExternalId.safeParse(identifier);
  return parsed.success ? parsed.data : undefined;
};

const INSTANT = /T.*(?:Z|[+-]\d{2}:\d{2})$/;

/** When it was first recorded elsewhere, for who may record late; others are told that it is set aside. */
const recordedFor = ({ recorded }: ImmunizationRead, { caller, language }: InteractionAsked) => {
  if (recorded === undefined) return { recordedAt: undefined, notices: [] };
  if (caller.rights.has(RECORD_LATE) && INSTANT.test(recorded)) return { recordedAt: recorded, notices: [] };
  const text = {
    fr: `l’heure d’enregistrement est celle de ce serveur : une autre demande le droit « ${RECORD_LATE} » et une heure entière`,
    en: `the time of recording is that of this server: another asks for the right "${RECORD_LATE}" and a whole instant`,
  }[language];
  return {
    recordedAt: undefined,
    notices: [noticeOf('information', 'informational', text, { expression: 'Immunization.recorded' })],
  };
};

const withoutUndefined = <T extends object>(object: T): T => {
  const kept = { ...object };
  for (const [name, value] of Object.entries(kept))
    if (value === undefined) Reflect.deleteProperty(kept, name);
  return kept;
};

type Filled = {
  readonly read: ImmunizationRead;
  readonly stored: Stored;
  readonly subject: string;
  readonly place: string | undefined;
  readonly id: string;
  /** What a correction keeps of the act it corrects, where the resource does not say it. */
  readonly before?: Partial<Details>;
  readonly corrects?: { readonly corrects: string; readonly reason: string };
};

/** The act as the recorder is asked it, and the body its fact will have. */
export const fill = (parts: Parts, asked: InteractionAsked, filled: Filled): Prepared => {
  const { read, stored, subject, place, id, before = {}, corrects } = filled;
  const { day, time } = momentAt(parts, read, place);
  const late = corrects === undefined ? recordedFor(read, asked) : { recordedAt: undefined, notices: [] };
  const external = externalOf(read.identifier) ?? before.external;
  const body = withoutUndefined({
    ...before,
    ...withoutUndefined(read.details),
    ...traitsOf(stored, day),
    product: read.product,
    at: time,
    external,
  });
  const earlier = withoutUndefined({ ...read.earlier, product: read.product, rank: read.details.rank });
  const envelope = { id, subject, occurredOn: day, recordedAt: late.recordedAt, ...corrects };
  const { product } = read;
  const act: Recorded =
    read.kind === 'injection' && product !== undefined
      ? {
          kind: 'injection',
          asked: { ...envelope, place: place ?? '', ...body, product },
          about: { person: personAsked(stored), merged: stored.mergedInto !== null },
        }
      : {
          kind: 'earlier-injection',
          asked: { ...envelope, ...(place !== undefined && { place }), body: earlier },
        };
  return {
    ...{ id, subject, person: stored.person.id, act },
    ...{ kind: act.kind, occurredOn: day, place, body: act.kind === 'injection' ? body : earlier },
    notices: [...read.notices, ...late.notices],
    ifNone: asked.headers['if-none-exist'] !== undefined,
  };
};

const personAsked = ({ person: { identity }, place }: Stored) => ({
  birthDate: isDay(identity.birthDate) ? identity.birthDate : null,
  territory: place?.replace(/^DEP-/, '') ?? null,
});

/** The identifier of If-None-Exist: `identifier=system|value`, with or without the patient. */
const ifNoneExist = (
  { headers }: InteractionAsked,
  { patient }: ImmunizationRead,
  base: string,
): ImmunizationRead['identifier'] | Refused | undefined => {
  const text = headers['if-none-exist'];
  if (text === undefined) return undefined;
  const asked = new URLSearchParams(text.slice(text.indexOf('?') + 1));
  const [system = '', value = ''] = (asked.get('identifier') ?? '').split('|');
  const isKnown = [...asked.keys()].every((name) => name === 'identifier' || name === 'patient');
  const idOf = (reference: string) => idIn('Patient', reference, base) ?? reference;
  const about = asked.get('patient');
  if (about !== null && patient.reference !== undefined && idOf(about) !== idOf(patient.reference))
    return refuseInWords('fhir-parameter', {
      fr: '« If-None-Exist » nomme une autre personne que la ressource',
      en: '"If-None-Exist" names another person than the resource does',
    });
  if (isKnown && system !== '' && value !== '') return { system, value };
  return refuseInWords('fhir-parameter', {
    fr: '« If-None-Exist » : « identifier=système|valeur » est attendu, avec ou sans « &patient= »',
    en: '"If-None-Exist": "identifier=system|value" is expected, with or without "&patient="',
  });
};

/** The id of the fact of an identifier: the same identifier of the same person is the same fact. */
const factIdOf = ({ drawId }: Parts, identifier: ImmunizationRead['identifier']): string =>
  identifier === undefined
    ? drawId()
    : `x${shortHash(`${identifier.system}|${identifier.value}`, ID_DIGITS)}`;

/**
 * Reads and checks a new act. Nothing is handed in.
 * @param named who a reference of the same Bundle stands for
 * @param fullUrl of the entry of a Bundle: an act without an identifier is told by it when it is sent again
 */
export const prepareCreate = async (
  parts: Parts,
  asked: InteractionAsked,
  named?: (reference: string) => { readonly stored: Stored; readonly subject: string } | undefined,
  fullUrl = '',
): Promise<Prepared | Refused> => {
  const read = readBody(parts, asked, true);
  if (isRefused(read)) return read;
  const condition = ifNoneExist(asked, read, parts.base());
  if (condition !== undefined && isRefused(condition)) return condition;
  const place = placeOfAct(parts, read, asked.caller);
  if (typeof place === 'object') return place;
  const inBundle = named?.(read.patient.reference ?? '');
  const stored = inBundle?.stored ?? (await patientNamed(parts, asked.caller, read.patient));
  if (isRefused(stored)) return stored;
  const subject = stored.person.subjects[0] ?? '';
  const identifier = condition ?? read.identifier;
  const id = factIdOf(
    parts,
    identifier ?? (fullUrl.startsWith('urn:uuid:') ? { system: 'urn:uuid', value: fullUrl } : undefined),
  );
  if (actId(subject, id) === undefined)
    return refuseInWords(
      'fhir-value',
      {
        fr: 'le pseudonyme de cette personne est trop long pour un identifiant FHIR : enregistrez l’acte au poste',
        en: 'the pseudonym of this person is too long for a FHIR id: record the act at the desk',
      },
      { field: 'Immunization.patient' },
    );
  return fill(parts, asked, { read: { ...read, identifier }, stored, subject, place, id });
};
