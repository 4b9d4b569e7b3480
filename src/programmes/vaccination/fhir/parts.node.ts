/** What the FHIR interactions of the programme share: who may see an act, how it is shown, who a reference names. */
import { randomBytes } from 'node:crypto';
import { mayReach } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import type { Fact } from '#facts/fact.ts';
import { type Gather, gather } from '#fhir/gather.ts';
import { actId, locationId, patientId, placeOfLocation, subjectOfPatient } from '#fhir/ids.node.ts';
import type { Reference, Resource } from '#fhir/resource.ts';
import type { Caller } from '#http/identity.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { mayAct, type Reach } from '#people/reach.node.ts';
import type { Stored } from '#people/register.ts';
import { type Limiter, openLimiter, SEARCH_LIMITS, type SearchLimits } from '#people/search-limiter.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import { zoneOf } from '#programmes/vaccination/desk/zone.ts';
import { type Act, type ActVersion, placeOf } from '#programmes/vaccination/fhir/act-versions.ts';
import { immunizationOf } from '#programmes/vaccination/fhir/immunization.ts';
import type { ReferenceRead } from '#programmes/vaccination/fhir/immunization-read.ts';
import { BASE } from '#programmes/vaccination/fhir/r4.api.ts';
import { openReader, type Reader } from '#programmes/vaccination/fhir/reader.pg.ts';
import { type FhirWords, fhirWords, INS_NIA, INS_NIR, PLACE } from '#programmes/vaccination/fhir/words.ts';

export type FhirR4Options = {
  /** The address of this service, without a slash at its end: `https://…/fhir/R4`. Absent: addresses without a host. */
  readonly base?: () => string;
  /** The version of this program, told by the CapabilityStatement. */
  readonly version?: string;
  /** Where systems ask for a token, told by the CapabilityStatement. */
  readonly token?: () => string;
  readonly limits?: Partial<SearchLimits>;
  readonly random?: (bytes: number) => Uint8Array;
};

export type Parts = {
  readonly care: Care;
  readonly reach: Reach;
  readonly words: FhirWords;
  readonly read: Reader;
  /** The record a pseudonym stands for. */
  readonly findPerson: Gather<Stored>;
  readonly locate: (place: string) => Reference;
  readonly base: () => string;
  /** People looked for by their number or name, and registrations that found somebody alike. */
  readonly searches: Limiter;
  readonly registrations: Limiter;
  /** The id of a fact that no identifier names. */
  readonly drawId: () => string;
  readonly random: (bytes: number) => Uint8Array;
};

const DRAWN_BYTES = 13;

export const openParts = (care: Care, options: FhirR4Options = {}): Parts => {
  const { random = randomBytes } = options;
  const limits = { ...SEARCH_LIMITS, ...options.limits };
  return {
    care,
    reach: { register: care.register, within: care.within, glasses: care.glasses, now: care.now },
    words: fhirWords(care.campaign, care.products),
    read: openReader(care.db),
    findPerson: gather((subjects) => findPeople(care.register, subjects)),
    locate: openLocations(care.placeName),
    base: options.base ?? (() => BASE),
    searches: openLimiter(limits),
    registrations: openLimiter(limits),
    drawId: () => `f${Buffer.from(random(DRAWN_BYTES)).toString('hex')}`,
    random,
  };
};

/** The records pseudonyms stand for; a pseudonym nobody has is absent. */
const findPeople = async (
  register: Care['register'],
  subjects: readonly string[],
): Promise<Map<string, Stored>> => {
  const people = await register.findBySubjects(subjects);
  const stored = await register.findMany([...new Set(people.values())]);
  return new Map(
    [...people].flatMap(([subject, person]) => {
      const found = stored.get(person);
      return found === undefined ? [] : [[subject, found] as const];
    }),
  );
};

/** Whether the caller may see what happened to this person, whoever did it: by where they live, or by glass broken. */
export const mayFollow = async ({ reach }: Parts, caller: Caller, stored: Stored): Promise<boolean> =>
  (await mayAct(reach, caller, RIGHTS.readInjections, stored)) ||
  (await mayAct(reach, caller, RIGHTS.readPeople, stored));

/** Whether the caller may see an act: it was made in one of their places, or they may follow the person. */
export const maySee = async (parts: Parts, caller: Caller, act: Act): Promise<boolean | Refused> => {
  const { within } = parts.care;
  const place = placeOf(act);
  if (place !== undefined && within(place, caller.places)) return true;
  const stored = await parts.findPerson(act.first.subject);
  if (stored === undefined) return mayReach(caller, RIGHTS.readInjections, null, within);
  return isRefused(stored) ? stored : mayFollow(parts, caller, stored);
};

const LOCATED_MAX = 20_000;

/**
 * References to places, by their address when the code can be an id. Remembered: a country has as many places as it
 * has.
 */
const openLocations = (placeName: Care['placeName']): ((place: string) => Reference) => {
  const located = new Map<string, Reference>();
  return (place) => {
    const known = located.get(place);
    if (known !== undefined) return known;
    const [id, display] = [locationId(place), placeName(place)];
    const reference = {
      ...(id === undefined
        ? { type: 'Location', identifier: { system: PLACE, value: place } }
        : { reference: `Location/${id}` }),
      ...(display !== undefined && { display }),
    };
    if (located.size < LOCATED_MAX) located.set(place, reference);
    return reference;
  };
};

/** The hours between UTC and a clock of the place, as `+01:00`. */
const offsetAt = ({ within }: Care, place: string, day: string, time: string): string =>
  Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zoneOf(place, within)).offset;

/** The logical id of an act; undefined when its pseudonym is too long to have one. */
export const idOf = ({ first }: Act): string | undefined => actId(first.subject, first.id);

/** A version of an act as a resource; undefined when it says nothing that stood, or cannot have an id. */
export const shownAs = (
  { care, words, locate }: Parts,
  act: Act,
  version: ActVersion,
  fact: Fact | undefined = version.fact,
): Resource | undefined => {
  const id = idOf(act);
  const patient = patientId(act.first.subject);
  if (fact === undefined || id === undefined || patient === undefined) return undefined;
  const { place } = fact;
  return immunizationOf(
    fact,
    {
      id,
      patient,
      version: version.number,
      at: version.made.recordedAt,
      recorded: act.first.recordedAt,
      ...(version.fact === undefined && { withdrawn: true }),
      location: place === undefined ? undefined : locate(place),
      offsetOf: (day, time) => offsetAt(care, place ?? '', day, time),
    },
    words,
  );
};

/** The id in a reference to a type of resource here; undefined when it leads elsewhere. */
export const idIn = (type: string, reference: string, base: string): string | undefined => {
  const local = reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference;
  return new RegExp(`^${type}/([A-Za-z0-9.-]{1,64})(?:/_history/[1-9]\\d*)?$`).exec(local)?.[1];
};

/** The code of the place a reference names; undefined when it names none. */
export const placeNamed = ({ reference, identifier }: ReferenceRead, base: string): string | undefined => {
  if (reference !== undefined) {
    const id = idIn('(?:Location|Organization)', reference, base);
    return id === undefined ? undefined : placeOfLocation(id);
  }
  return identifier?.value;
};

const isNationalNumber = (system: string | undefined): boolean => system === INS_NIR || system === INS_NIA;

export const UNKNOWN_PERSON = refuseInWords(
  'fhir-reference-unknown',
  {
    fr: 'cette personne n’est pas connue ici : cherchez-la (POST Patient/_search) ou enregistrez-la (POST Patient)',
    en: 'this person is not known here: search for them (POST Patient/_search) or register them (POST Patient)',
  },
  { field: 'Immunization.patient' },
);
const SEVERAL_PEOPLE = refuseInWords(
  'fhir-several',
  {
    fr: 'plusieurs personnes ont ce numéro : nommez la bonne par Patient/[id]',
    en: 'several people have this number: name the right one by Patient/[id]',
  },
  { field: 'Immunization.patient' },
);

/**
 * The person who has a national number. Numbers that nobody has are counted as searches are, so that numbers cannot be
 * tried one after the other; those that are somebody's are not, since the act is then written in that person's trail.
 */
export const personByNumber = async (
  { care, searches }: Parts,
  caller: Caller,
  number: string,
): Promise<Stored | Refused> => {
  const now = care.now();
  const from = searches.take(caller.id, now);
  if (from !== undefined) return tooOften(from);
  const answer = await care.register.search({ nationalNumber: number });
  if (isRefused(answer)) return { refusal: { ...answer.refusal, field: 'Immunization.patient.identifier' } };
  const [one, ...others] = answer.found;
  if (one === undefined) return UNKNOWN_PERSON;
  searches.giveBack(caller.id, now);
  return others.length > 0 ? SEVERAL_PEOPLE : one.stored;
};

export const tooOften = (from: string): Refused<'search-too-often'> =>
  refuseInWords('search-too-often', {
    fr: `Trop de recherches : la suivante peut se faire à partir de ${from}.`,
    en: `Too many searches: the next one may be made from ${from}.`,
  });

/** Who a reference to a Patient names: by the address, or by the national number. */
export const patientNamed = async (
  parts: Parts,
  caller: Caller,
  { reference, identifier }: ReferenceRead,
): Promise<Stored | Refused> => {
  if (reference !== undefined) {
    const id = idIn('Patient', reference, parts.base());
    const subject = id === undefined ? undefined : subjectOfPatient(id);
    return (subject === undefined ? undefined : await parts.findPerson(subject)) ?? UNKNOWN_PERSON;
  }
  const { system, value } = identifier ?? {};
  if (value !== undefined && isNationalNumber(system)) return personByNumber(parts, caller, value);
  return refuseInWords(
    'fhir-reference-unknown',
    {
      fr: `donnez Patient/[id], ou un identifiant du système ${INS_NIR}`,
      en: `give Patient/[id], or an identifier of the system ${INS_NIR}`,
    },
    { field: 'Immunization.patient' },
  );
};
