/**
 * What the strategy of today foresees for a person, as an ImmunizationRecommendation: the same interpretation as at the
 * desk. It names nobody; the birth date it rests on stays here.
 */
import { effectiveOfPerson, factsOfPerson } from '#facts/same-person.ts';
import { searchset } from '#fhir/bundle.ts';
import { patientId, subjectOfPatient } from '#fhir/ids.node.ts';
import { firstOf, type Interaction, type InteractionAsked } from '#fhir/interaction.ts';
import type { CodeableConcept, Resource } from '#fhir/resource.ts';
import { isDay } from '#kernel/day.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';
import { ELSEWHERE } from '#people/reach.node.ts';
import { localOf, zoneOf } from '#programmes/vaccination/desk/zone.ts';
import { actsIn, currentOf } from '#programmes/vaccination/fhir/act-versions.ts';
import { parameterRefusal } from '#programmes/vaccination/fhir/immunization-search.node.ts';
import { idIn, idOf, mayFollow, type Parts } from '#programmes/vaccination/fhir/parts.node.ts';
import { actsOf } from '#programmes/vaccination/injection.ts';
import { type Answer, interpret } from '#programmes/vaccination/interpret.ts';

const LOINC = 'http://loinc.org';
const STATUSES = 'http://terminology.hl7.org/CodeSystem/immunization-recommendation-status';
const OWN_STATUSES = 'urn:rappel:forecast';

/** LOINC codes of the dates of a forecast, as in the value set immunization-recommendation-date-criterion. */
const CRITERIA = [
  { code: '30981-5', display: 'Earliest date to give', of: 'earliest' },
  { code: '30980-7', display: 'Date vaccine due', of: 'recommended' },
  { code: '59777-3', display: 'Latest date to give immunization', of: 'latest' },
] as const;

const coded = (system: string, code: string, text: string): CodeableConcept => ({
  coding: [{ system, code }],
  text,
});

const statusOf = ({ next, status }: Answer, on: string): CodeableConcept => {
  if (next.kind === 'none')
    return status.clinical === 'complete'
      ? coded(STATUSES, 'complete', 'Complete')
      : coded(OWN_STATUSES, 'not-due', 'Nothing is due');
  if (next.allowed)
    return next.latest !== null && next.latest < on
      ? coded(STATUSES, 'overdue', 'Overdue')
      : coded(STATUSES, 'due', 'Due');
  return next.earliest !== null && next.earliest > on
    ? coded(OWN_STATUSES, 'due-later', 'Due later')
    : coded(OWN_STATUSES, 'not-open', 'Not open to this person on this day');
};

type Told = {
  readonly patient: string;
  readonly on: string;
  readonly now: string;
  readonly language: Language;
  readonly rank: number;
  readonly supporting: readonly string[];
};

const recommendationOf = ({ words }: Parts, answer: Answer, told: Told): Resource => {
  const { next } = answer;
  const vaccines = next.products.flatMap((product) => words.concepts.get(product) ?? []);
  const dates = CRITERIA.flatMap(({ code, display, of }) => {
    const value = next[of];
    return value === null ? [] : [{ code: { coding: [{ system: LOINC, code, display }] }, value }];
  });
  const reasons = next.reasons.map((reason) => ({ text: reason[told.language] }));
  return {
    resourceType: 'ImmunizationRecommendation',
    id: told.patient,
    patient: { reference: `Patient/${told.patient}` },
    date: told.now,
    recommendation: [
      {
        vaccineCode: vaccines.length === 0 ? [words.unspecified] : vaccines,
        forecastStatus: statusOf(answer, told.on),
        ...(reasons.length > 0 && { forecastReason: reasons }),
        ...(dates.length > 0 && { dateCriterion: dates }),
        ...(next.kind !== 'none' && { doseNumberPositiveInt: told.rank }),
        ...(told.supporting.length > 0 && {
          supportingImmunization: told.supporting.map((id) => ({ reference: `Immunization/${id}` })),
        }),
      },
    ],
  };
};

const NOT_FOUND = refuseInWords(
  'fhir-not-found',
  { fr: 'aucun Patient n’a cet identifiant', en: 'no Patient has this id' },
  { field: 'Patient.id' },
);

const recommend = async (
  parts: Parts,
  { caller, language }: InteractionAsked,
  id: string,
): Promise<Resource | Refused> => {
  const { care, read } = parts;
  const subject = subjectOfPatient(id);
  const stored = subject === undefined ? undefined : await parts.findPerson(subject);
  if (subject === undefined || stored === undefined) return NOT_FOUND;
  if (isRefused(stored)) return stored;
  if (!(await mayFollow(parts, caller, stored))) return ELSEWHERE;
  const linked = await read(subject);
  if (isRefused(linked)) return linked;
  const facts = factsOfPerson(subject, linked);
  const { birthDate } = stored.person.identity;
  const now = care.now();
  const on = localOf(now, zoneOf(stored.place ?? '', care.within)).day;
  const acts = actsOf(effectiveOfPerson(facts)).map((act) =>
    act.product && !care.prepared.products.has(act.product) ? { ...act, product: null } : act,
  );
  const person = {
    birthDate: isDay(birthDate) ? birthDate : null,
    territory: stored.place?.replace(/^DEP-/, '') ?? null,
  };
  const standing = [...new Set(facts.map((fact) => fact.subject))].flatMap((one) =>
    actsIn(facts.filter((fact) => fact.subject === one)).filter((act) => currentOf(act).fact !== undefined),
  );
  return recommendationOf(parts, interpret(care.prepared, person, acts, on), {
    ...{ patient: patientId(subject) ?? subject, on, now, language },
    rank: standing.length + 1,
    supporting: standing.flatMap((act) => idOf(act) ?? []),
  });
};

export const readRecommendation =
  (parts: Parts): Interaction =>
  async (asked) => {
    const body = await recommend(parts, asked, asked.id);
    return isRefused(body) ? body : { status: 200, body };
  };

const KNOWN: ReadonlySet<string> = new Set(['patient', '_count', '_format', '_pretty']);

export const searchRecommendations =
  (parts: Parts): Interaction =>
  async (asked) => {
    const refused = parameterRefusal(asked.parameters, KNOWN, asked);
    if (refused !== undefined) return refused;
    const reference = firstOf(asked.parameters, 'patient');
    if (reference === undefined)
      return refuseInWords('fhir-too-costly', {
        fr: 'une prévision se demande pour une personne : patient=[id]',
        en: 'a recommendation is asked for a person: patient=[id]',
      });
    const base = parts.base();
    const id = reference.includes('/') ? idIn('Patient', reference, base) : reference;
    const found = id === undefined ? NOT_FOUND : await recommend(parts, asked, id);
    // Nobody, or somebody of elsewhere: a search finds nothing, and tells them alike.
    const isNone = isRefused(found) && ['fhir-not-found', 'person-elsewhere'].includes(found.refusal.code);
    if (isRefused(found) && !isNone) return found;
    const matches = isRefused(found) ? [] : [found];
    const self = `${base}/ImmunizationRecommendation?patient=${encodeURIComponent(id ?? '')}`;
    return { status: 200, body: searchset(base, matches, { self }, { total: matches.length }) };
  };
