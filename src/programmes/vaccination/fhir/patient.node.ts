/**
 * Patients over FHIR: read, searched, registered. Names are for who holds the rights of people, where those reach; each
 * look is written in the trail before it is answered, and searches are counted, as on the pages.
 */
import { mayReach } from '#access/may.ts';
import { RIGHTS } from '#access/rights.ts';
import { searchset } from '#fhir/bundle.ts';
import { patientId, placeOfLocation, subjectOfPatient } from '#fhir/ids.node.ts';
import {
  firstOf,
  type Interaction,
  type InteractionAnswer,
  type InteractionAsked,
  preferencesOf,
  refuseFaults,
} from '#fhir/interaction.ts';
import { outcome } from '#fhir/outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import { tokenOf } from '#fhir/search.ts';
import { structureFaults } from '#fhir/structure.ts';
import type { Caller } from '#http/identity.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import type { Identity } from '#people/person.ts';
import { normaliseIdentity } from '#people/person-check.ts';
import { entry, mayAct, reached } from '#people/reach.node.ts';
import { drawPseudonym } from '#people/register.node.ts';
import type { Candidates, Criteria, Stored } from '#people/register.ts';
import { parameterRefusal } from '#programmes/vaccination/fhir/immunization-search.node.ts';
import { idIn, type Parts, tooOften } from '#programmes/vaccination/fhir/parts.node.ts';
import {
  patientFound,
  patientOf,
  placeInPatient,
  readPatientSent,
} from '#programmes/vaccination/fhir/patient.ts';
import { INS_NIA, INS_NIR } from '#programmes/vaccination/fhir/words.ts';

const NOT_FOUND = refuseInWords(
  'fhir-not-found',
  { fr: 'aucun Patient n’a cet identifiant', en: 'no Patient has this id' },
  { field: 'Patient.id' },
);
const DETAIL = { way: 'fhir' } as const;

/** The Patient of a record under one of its pseudonyms, with the Patients it replaces or is replaced by. */
export const shownPatient = async ({ care }: Parts, stored: Stored, subject: string): Promise<Resource> => {
  const { register } = care;
  const merged = [...(await register.mergedInto(stored.person.id))];
  const others = await register.findMany(
    stored.mergedInto === null ? merged : [...merged, stored.mergedInto],
  );
  const idOf = (person: string): string[] => {
    const [first] = others.get(person)?.person.subjects ?? [];
    return first === undefined ? [] : [patientId(first) ?? first];
  };
  const [first = subject, ...rest] = stored.person.subjects;
  const into = stored.mergedInto === null ? undefined : idOf(stored.mergedInto)[0];
  return patientOf(stored, {
    id: patientId(subject) ?? subject,
    replacedBy: into ?? (subject === first ? undefined : (patientId(first) ?? first)),
    merged: [...(subject === first ? rest.map((one) => patientId(one) ?? one) : []), ...merged.flatMap(idOf)],
  });
};

export const readPatient =
  (parts: Parts): Interaction =>
  async (asked) => {
    const { care, reach } = parts;
    const subject = subjectOfPatient(asked.id);
    const person = subject === undefined ? undefined : await care.register.findBySubject(subject);
    if (subject === undefined || person === undefined) return NOT_FOUND;
    const stored = await reached(reach, asked.caller, RIGHTS.readPeople, person);
    if (isRefused(stored)) return stored;
    const body = await shownPatient(parts, stored, subject);
    await care.write([entry(asked, 'read', person, DETAIL)]);
    return { status: 200, body, headers: { etag: `W/"${stored.person.version}"` } };
  };

const KNOWN: ReadonlySet<string> = new Set([
  'identifier',
  'family',
  'given',
  'birthdate',
  '_count',
  '_format',
  '_pretty',
]);

/** What a search asks of the register. */
const criteriaOf = ({ parameters }: InteractionAsked): Criteria | Refused<'fhir-parameter'> => {
  const identifier = firstOf(parameters, 'identifier');
  if (identifier !== undefined) {
    const { system, code } = tokenOf(identifier);
    if (system === undefined || system === INS_NIR || system === INS_NIA) return { nationalNumber: code };
    return refuseInWords('fhir-parameter', {
      fr: `« identifier » : ${INS_NIR}|numéro est attendu`,
      en: `"identifier": ${INS_NIR}|number is expected`,
    });
  }
  const birthDate = firstOf(parameters, 'birthdate')?.replace(/^eq/, '');
  if (birthDate !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(birthDate))
    return refuseInWords('fhir-parameter', {
      fr: '« birthdate » : une date entière, AAAA-MM-JJ',
      en: '"birthdate": a whole date, YYYY-MM-DD',
    });
  return { familyName: firstOf(parameters, 'family'), givenName: firstOf(parameters, 'given'), birthDate };
};

const IN_ADDRESS = refuseInWords('fhir-parameter', {
  fr: 'aucun mot sur une personne ne va dans une adresse : envoyez tous les paramètres dans le corps de POST Patient/_search',
  en: 'no word about a person goes in an address: send every parameter in the body of POST Patient/_search',
});

export const searchPatients =
  (parts: Parts): Interaction =>
  async (asked) => {
    const { care, searches } = parts;
    const { caller } = asked;
    if (!asked.posted) return IN_ADDRESS;
    const refused = parameterRefusal(asked.parameters, KNOWN, asked);
    if (refused !== undefined) return refused;
    const criteria = criteriaOf(asked);
    if (isRefused(criteria)) return criteria;
    const from = searches.take(caller.id, care.now());
    if (from !== undefined) return tooOften(from);
    const answer = await care.register.search(criteria, ({ place }) =>
      mayReach(caller, RIGHTS.searchPeople, place, care.within),
    );
    if (isRefused(answer)) return answer;
    const people = answer.found.map(({ stored }) => stored);
    const detail = { ...DETAIL, by: Object.keys(criteria).join(','), found: people.length };
    await care.write(
      people.length === 0
        ? [entry(asked, 'search-none', undefined, detail)]
        : people.map(({ person }) => entry(asked, 'search', person.id, detail)),
    );
    const resources = people.map((stored) => {
      const [subject = ''] = stored.person.subjects;
      return patientFound(stored, patientId(subject) ?? subject);
    });
    const base = parts.base();
    return {
      status: 200,
      body: searchset(base, resources, { self: `${base}/Patient/_search` }, { total: resources.length }),
    };
  };

/** A person ready to be registered; nothing is written yet. */
export type PreparedPatient = {
  readonly id: string;
  readonly subject: string;
  readonly identity: Identity;
  readonly place: string;
  /** There already, by the number of If-None-Exist. */
  readonly existing: Stored | undefined;
};

const UNKNOWN_PLACE = refuseInWords(
  'fhir-value',
  {
    fr: 'qui enregistre cette personne ? Donnez Organization/[code de l’un de vos lieux] dans « managingOrganization »',
    en: 'who registers this person? Give Organization/[code of one of your places] in "managingOrganization"',
  },
  { field: 'Patient.managingOrganization' },
);

type Organisation = {
  readonly reference?: string | undefined;
  readonly identifier?: { readonly value?: string | undefined } | undefined;
};

const placeOfRegistration = (
  { care, base }: Parts,
  organization: Organisation | undefined,
  { places }: Caller,
): string | Refused => {
  const [only, ...others] = places;
  const id =
    organization?.reference === undefined ? undefined : idIn('Organization', organization.reference, base());
  const named = id === undefined ? organization?.identifier?.value : placeOfLocation(id);
  const place = named ?? (others.length === 0 ? only : undefined);
  if (place === undefined) return UNKNOWN_PLACE;
  return care.within(place, places)
    ? place
    : refuseInWords(
        'place-forbidden',
        { fr: 'ce lieu n’est pas l’un des vôtres', en: 'this place is none of yours' },
        { field: 'Patient.managingOrganization' },
      );
};

/** The person of If-None-Exist: by the national number alone. */
const existingOf = async (
  parts: Parts,
  { headers, caller }: InteractionAsked,
): Promise<Stored | Refused | undefined> => {
  const text = headers['if-none-exist'];
  if (text === undefined) return undefined;
  const asked = tokenOf(new URLSearchParams(text.slice(text.indexOf('?') + 1)).get('identifier') ?? '');
  if (asked.code === '' || (asked.system !== INS_NIR && asked.system !== INS_NIA))
    return refuseInWords('fhir-parameter', {
      fr: `« If-None-Exist » : « identifier=${INS_NIR}|numéro » est attendu`,
      en: `"If-None-Exist": "identifier=${INS_NIR}|number" is expected`,
    });
  const { care, searches } = parts;
  const from = searches.take(caller.id, care.now());
  if (from !== undefined) return tooOften(from);
  const answer = await care.register.search({ nationalNumber: asked.code });
  if (isRefused(answer)) return answer;
  const [one, ...others] = answer.found;
  if (others.length > 0) return SEVERAL;
  return one?.stored;
};

const SEVERAL = refuseInWords(
  'fhir-several',
  { fr: 'plusieurs personnes répondent à cela', en: 'several people answer to this' },
  { field: 'Patient.identifier' },
);

const UUID = /^urn:uuid:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

const drawUuid = ({ random }: Parts): string => {
  const hex = Buffer.from(random(16)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** Reads and checks a Patient to be. @param fullUrl of its entry in a Bundle: sent again, it is the same person */
export const preparePatient = async (
  parts: Parts,
  asked: InteractionAsked,
  fullUrl = '',
): Promise<PreparedPatient | Refused> => {
  const { body, language, caller } = asked;
  const faults = structureFaults(body, 'Patient');
  if (faults.length > 0) return refuseFaults('fhir-structure', faults, language);
  const read = readPatientSent(body);
  if ('faults' in read) return refuseFaults('fhir-value', read.faults, language);
  const place = placeOfRegistration(parts, read.organization, caller);
  if (typeof place === 'object') return place;
  const checked = normaliseIdentity(read.identity, parts.care.now());
  if (isRefused(checked)) return inPatient(checked);
  const existing = await existingOf(parts, asked);
  if (existing !== undefined && isRefused(existing)) return existing;
  const told = UUID.exec(fullUrl)?.[1];
  // Sent before, the person has the pseudonym they were given then: their acts are found to be there.
  const before = existing ?? (told === undefined ? undefined : await parts.care.register.find(told));
  return {
    ...{ identity: read.identity, place, existing },
    id: told ?? drawUuid(parts),
    subject: before?.person.subjects[0] ?? drawPseudonym(parts.random),
  };
};

/** A refusal of the register at its place in the resource. */
const inPatient = ({ refusal }: Refused): Refused => ({
  refusal: {
    ...refusal,
    field: `Patient.${placeInPatient(refusal.field ?? '').replaceAll('/', '.')}`.replace(/\.$/, ''),
  },
});

/** Candidates are found like the people of a search: they are counted, and written down before anything is said. */
const tellCandidates = async (
  { care, registrations }: Parts,
  asked: InteractionAsked,
  { candidates }: Candidates,
): Promise<Refused> => {
  const detail = { ...DETAIL, by: 'register', found: candidates.length };
  await care.write(candidates.map(({ stored }) => entry(asked, 'search', stored.person.id, detail)));
  const from = registrations.take(asked.caller.id, care.now());
  if (from !== undefined) return tooOften(from);
  const list = candidates
    .map(({ stored }) => `Patient/${patientId(stored.person.subjects[0] ?? '') ?? ''}`)
    .join(', ');
  return refuseInWords(
    'fhir-several',
    {
      fr: `des personnes connues ressemblent à celle-ci : ${list}`,
      en: `people already known are like this one: ${list}`,
    },
    { field: 'Patient' },
  );
};

export type PatientRegistered = { readonly stored: Stored; readonly known: boolean };

/** Registers a person that was prepared; the trail first. */
export const registerPrepared = async (
  parts: Parts,
  asked: InteractionAsked,
  { id, subject, identity, place, existing }: PreparedPatient,
): Promise<PatientRegistered | Refused> => {
  if (existing !== undefined) return { stored: existing, known: true };
  const { care } = parts;
  const now = care.now();
  await care.write([entry(asked, 'register', id, { ...DETAIL, known: false, version: 1 })]);
  const answer = await care.register.register({
    ...{ id, identity, evidence: [], notThese: [], by: asked.caller.id, now, at: place, subject },
  });
  if (isRefused(answer)) return inPatient(answer);
  return 'candidates' in answer ? tellCandidates(parts, asked, answer) : answer;
};

export const patientCreated = async (
  parts: Parts,
  asked: InteractionAsked,
  { stored, known }: PatientRegistered,
): Promise<InteractionAnswer> => {
  const [subject = ''] = stored.person.subjects;
  const status = known ? 200 : 201;
  const headers = {
    location: `${parts.base()}/Patient/${patientId(subject) ?? subject}`,
    etag: `W/"${stored.person.version}"`,
  };
  const { shown } = preferencesOf(asked.headers);
  if (shown === 'OperationOutcome')
    return { status, headers, body: outcome([], { fr: 'enregistrée', en: 'registered' }[asked.language]) };
  // What was there before is shown like any other record: to who may open it.
  const mayOpen = !known || (await mayAct(parts.reach, asked.caller, RIGHTS.readPeople, stored));
  if (shown === 'minimal' || !mayOpen) return { status, headers };
  const body = await shownPatient(parts, stored, subject);
  if (known) await parts.care.write([entry(asked, 'read', stored.person.id, DETAIL)]);
  return { status, headers, body };
};

export const createPatient =
  (parts: Parts): Interaction =>
  async (asked) => {
    const prepared = await preparePatient(parts, asked);
    if (isRefused(prepared)) return prepared;
    const registered = await registerPrepared(parts, asked, prepared);
    return isRefused(registered) ? registered : patientCreated(parts, asked, registered);
  };
