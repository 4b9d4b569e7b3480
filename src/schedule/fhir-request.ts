/**
 * The request of `$immds-forecast` (FHIR R4, HL7 guide ImmDS): a Parameters resource becomes a question to a schedule.
 * What cannot be read is refused with its place, all faults at once; what is left aside is told in a notice.
 */
import { z } from 'zod';
import type { Refusal } from '#kernel/result.ts';
import type { Language, Text } from '#kernel/text.ts';
import { readDose, type VaccineWords } from '#schedule/fhir-dose.ts';
import { momentOf, readFinding, type Unread } from '#schedule/fhir-finding.ts';
import {
  dayAt,
  dayIn,
  type Note,
  type Notes,
  type Notice,
  type Path,
  pointerOf,
} from '#schedule/fhir-notes.ts';
import { FINDING_TYPES, Finding, Immunization, type Parameters, Patient } from '#schedule/fhir-resources.ts';
import type { DoseGiven, ForecastCase, ObservationGiven } from '#schedule/forecast.api.ts';
import { DOSES_MAX, OBSERVATIONS_MAX } from '#schedule/limits.ts';

/** A FHIR Reference: by address when the resource has an id, else in words. */
export type Reference = { readonly type: string } & (
  | { readonly reference: string }
  | { readonly display: string }
);

export type FhirAsked = {
  readonly asked: ForecastCase;
  readonly patient: Reference;
  /** The immunization of each dose of `asked`, in its order. */
  readonly events: readonly Reference[];
  readonly notices: readonly Notice[];
  /** Where each part of `asked` came from. */
  readonly places: Places;
};

export type Places = {
  readonly patient: Path;
  readonly doses: readonly Path[];
  readonly observations: readonly Path[];
};

/** A refusal with every fault found. */
export type FhirRefused = {
  readonly refusal: Refusal & { readonly faults: readonly { pointer: string; message: string }[] };
};

type Sent = { readonly at: Path; readonly name: string; readonly parameter: Parameters['parameter'][number] };

/** What was gathered, with the place each thing came from. */
type Gathered = {
  readonly doses: { readonly dose: DoseGiven; readonly at: Path; readonly event: Reference }[];
  readonly observations: { readonly observation: ObservationGiven; readonly at: Path }[];
};

/** As many as somebody mends at once. */
const FAULTS_MAX = 20;

const refusedFor = (faults: readonly Note[], language: Language): FhirRefused => {
  const told = faults
    .slice(0, FAULTS_MAX)
    .map(({ at, text }) => ({ pointer: pointerOf(at), message: text[language] }));
  return {
    refusal: {
      code: 'fhir-unreadable',
      message: told.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '),
      faults: told,
    },
  };
};

export const readFhirRequest = (
  { parameter }: Parameters,
  words: VaccineWords,
  language: Language,
): FhirAsked | FhirRefused => {
  const notes: Notes = { faults: [], notices: [] };
  const sent = parameter.map((one, i): Sent => ({ at: ['parameter', i], name: one.name, parameter: one }));
  const assessed = theOne(sent, 'assessmentDate', notes);
  const assessmentDate =
    assessed &&
    dayAt(assessed.parameter.valueDate ?? assessed.parameter.valueDateTime, [...assessed.at, 'value'], notes);
  const patient = readPatient(theOne(sent, 'patient', notes), notes);
  const gathered: Gathered = { doses: [], observations: [] };
  for (const one of sent) gather(one, { patient: patient?.resource.id, words, gathered, notes, language });
  const { doses, observations } = gathered;
  if (doses.length > DOSES_MAX) notes.faults.push(tooMany(doses.length, DOSES_MAX, 'immunization'));
  if (observations.length > OBSERVATIONS_MAX)
    notes.faults.push(tooMany(observations.length, OBSERVATIONS_MAX, 'Observation'));
  if (notes.faults.length > 0 || assessmentDate === undefined || patient === undefined)
    return refusedFor(notes.faults, language);
  return {
    asked: {
      id: patient.resource.id ?? 'patient',
      assessmentDate,
      birthDate: patient.birthDate,
      sex: { male: 'M', female: 'F', other: undefined, unknown: undefined }[
        patient.resource.gender ?? 'unknown'
      ],
      birthCountry: birthCountryOf(patient.resource),
      doses: doses.map(({ dose }) => dose),
      observations: observations.map(({ observation }) => observation),
    },
    patient: referenceTo(
      'Patient',
      patient.resource.id,
      { fr: 'le patient de la demande', en: 'the patient of the request' }[language],
    ),
    events: doses.map(({ event }) => event),
    notices: notes.notices,
    places: {
      patient: patient.at,
      doses: doses.map(({ at }) => at),
      observations: observations.map(({ at }) => at),
    },
  };
};

const BIRTH_PLACE = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';

const birthCountryOf = ({ extension }: Patient): string | undefined =>
  extension?.find(({ url }) => url === BIRTH_PLACE)?.valueAddress?.country;

const tooMany = (count: number, max: number, what: string): Note => ({
  at: [],
  text: {
    fr: `${count} ressources ${what} : pas plus de ${max} ne sont lues`,
    en: `${count} ${what} resources: no more than ${max} are read`,
  },
});

const referenceTo = (type: string, id: string | undefined, otherwise: string): Reference =>
  id === undefined ? { display: otherwise, type } : { reference: `${type}/${id}`, type };

/** The parameter that must come once. */
const theOne = (sent: readonly Sent[], name: string, notes: Notes): Sent | undefined => {
  const [first, second] = sent.filter((one) => one.name === name);
  if (first === undefined)
    notes.faults.push({
      at: ['parameter'],
      text: { fr: `le paramètre « ${name} » manque`, en: `the parameter "${name}" is missing` },
    });
  if (second !== undefined)
    notes.faults.push({
      at: second.at,
      text: {
        fr: `le paramètre « ${name} » vient deux fois : n’en envoyez qu’un`,
        en: `the parameter "${name}" comes twice: send one`,
      },
    });
  return first;
};

/** A resource by its schema; its faults carry their place in the request. */
const readResource = <T>(schema: z.ZodType<T>, { at, parameter }: Sent, notes: Notes): T | undefined => {
  const parsed = schema.safeParse(parameter.resource);
  if (parsed.success) return parsed.data;
  const french = schema.safeParse(parameter.resource, FRENCH).error?.issues ?? [];
  parsed.error.issues.forEach(({ path, message }, i) => {
    const place = path.map((part) => (typeof part === 'number' ? part : String(part)));
    const text = { fr: french[i]?.message ?? message, en: message };
    notes.faults.push({ at: [...at, 'resource', ...place], text });
  });
  return undefined;
};

const FRENCH = { error: z.locales.fr().localeError };

const readPatient = (
  sent: Sent | undefined,
  notes: Notes,
): { readonly resource: Patient; readonly birthDate: string; readonly at: Path } | undefined => {
  const resource = sent && readResource(Patient, sent, notes);
  if (sent === undefined || resource === undefined) return undefined;
  const birthDate = dayAt(resource.birthDate, [...sent.at, 'resource', 'birthDate'], notes);
  return birthDate === undefined ? undefined : { resource, birthDate, at: [...sent.at, 'resource'] };
};

const READ_BY_NAME: readonly string[] = ['assessmentDate', 'patient', 'schedule'];

/** What a resource is read with, and where what was read goes. */
type Gathering = {
  readonly patient: string | undefined;
  readonly words: VaccineWords;
  readonly gathered: Gathered;
  readonly notes: Notes;
  readonly language: Language;
};

const gather = (sent: Sent, gathering: Gathering): void => {
  const { notes } = gathering;
  if (READ_BY_NAME.includes(sent.name)) return;
  const type = sent.parameter.resource?.resourceType;
  if (type === 'Immunization') gatherDose(sent, gathering);
  else if (sent.name === 'immunization')
    notes.faults.push({
      at: [...sent.at, 'resource'],
      text: { fr: 'une ressource Immunization est attendue', en: 'an Immunization resource is expected' },
    });
  else if (type !== undefined && FINDING_TYPES.includes(type)) gatherFinding(sent, gathering);
  else notes.notices.push({ severity: 'information', at: sent.at, text: NOT_READ });
};

const NOT_READ: Text = {
  fr: 'ce paramètre n’est pas lu : Immunization, Observation, Condition et AllergyIntolerance le sont',
  en: 'this parameter is not read: Immunization, Observation, Condition and AllergyIntolerance are',
};

const gatherDose = (sent: Sent, { patient, words, gathered, notes, language }: Gathering): void => {
  const resource = readResource(Immunization, sent, notes);
  if (resource === undefined) return;
  const at = [...sent.at, 'resource'];
  checkSubject(resource.patient?.reference, patient, [...at, 'patient'], notes);
  const read = readDose(resource, at, words, notes);
  if (read === undefined) return;
  if ('observation' in read) {
    gathered.observations.push({ observation: read.observation, at });
    return;
  }
  const otherwise = {
    fr: `la vaccination du paramètre ${sent.at[1]}`,
    en: `the immunization of parameter ${sent.at[1]}`,
  };
  const event = referenceTo('Immunization', resource.id, otherwise[language]);
  gathered.doses.push({ dose: read.dose, at, event });
};

/** A resource of somebody else is no part of this history. */
const checkSubject = (
  reference: string | undefined,
  patient: string | undefined,
  at: Path,
  notes: Notes,
): void => {
  const id = /(?:^|\/)Patient\/([^/]+)/.exec(reference ?? '')?.[1];
  if (id === undefined || patient === undefined || id === patient) return;
  notes.faults.push({
    at,
    text: {
      fr: 'cette ressource est d’un autre patient que celui du paramètre « patient »',
      en: 'this resource is of another patient than that of the parameter "patient"',
    },
  });
};

const UNREAD = {
  status: {
    fr: 'son statut dit qu’elle ne vaut plus, ou pas encore : elle n’est pas lue',
    en: 'its status says that it does not hold any more, or not yet: it is not read',
  },
  absent: {
    fr: 'elle dit que cela n’est pas : elle n’est pas lue',
    en: 'it says that this is not so: it is not read',
  },
  mild: {
    fr: 'le risque est dit faible, le calendrier ne parle que de réactions graves : elle n’est pas lue',
    en: 'the risk is said to be low, and the schedule speaks of severe reactions only: it is not read',
  },
  suspected: {
    fr: 'elle n’est que soupçonnée (« verificationStatus ») : elle n’est pas lue ; envoyez-la confirmée si elle l’est',
    en: 'it is only suspected ("verificationStatus"): it is not read; send it confirmed if it is',
  },
  unanswered: {
    fr: 'sa valeur ne dit ni oui ni non : elle n’est pas lue ; envoyez valueBoolean, ou aucune valeur si elle est présente',
    en: 'its value says neither yes nor no: it is not read; send a valueBoolean, or no value if it is present',
  },
  unknown: {
    fr: 'aucun de ses codes n’est celui d’une observation du calendrier : elle n’est pas lue',
    en: 'none of its codes is one of an observation of the schedule: it is not read',
  },
  several: {
    fr: 'son code vaut pour plusieurs observations du calendrier : envoyez le code CDSi de la bonne',
    en: 'its code stands for several observations of the schedule: send the CDSi code of the right one',
  },
} as const satisfies Record<Unread, Text>;

/** Read otherwise, these might have changed the answer. */
const UNSURE: readonly Unread[] = ['several', 'suspected', 'unanswered'];

const UNCONFIRMED: Text = {
  fr: 'l’allergie n’est pas confirmée (« verificationStatus ») : elle est lue comme si elle l’était',
  en: 'the allergy is not confirmed ("verificationStatus"): it is read as if it were',
};

const gatherFinding = (sent: Sent, { patient, words, gathered, notes }: Gathering): void => {
  const resource = readResource(Finding, sent, notes);
  if (resource === undefined) return;
  const at = [...sent.at, 'resource'];
  const subject = resource.resourceType === 'AllergyIntolerance' ? resource.patient : resource.subject;
  checkSubject(subject?.reference, patient, [...at, 'subject'], notes);
  const read = readFinding(resource, words);
  if ('unread' in read) {
    const { fr, en } = UNREAD[read.unread];
    const list = read.candidates.length === 0 ? '' : ` (${read.candidates.join(', ')})`;
    const severity = UNSURE.includes(read.unread) ? 'warning' : 'information';
    notes.notices.push({ severity, at, text: { fr: fr + list, en: en + list } });
    return;
  }
  if (read.unconfirmed) notes.notices.push({ severity: 'warning', at, text: UNCONFIRMED });
  const moment = momentOf(resource);
  const date = moment === undefined ? undefined : dayIn(moment);
  if (moment !== undefined && date === undefined)
    notes.notices.push({
      severity: 'warning',
      at,
      text: {
        fr: `« ${moment} » n’est pas un jour entier : l’observation est lue sans date`,
        en: `"${moment}" is not a whole day: the observation is read without a date`,
      },
    });
  for (const code of read.codes) gathered.observations.push({ observation: { code, date }, at });
};

/** The schedule asked for in the Parameters, when it is: `schedule`, a valueString or valueCode. */
export const scheduleIn = ({ parameter }: Parameters): string | undefined => {
  const found = parameter.find(({ name }) => name === 'schedule');
  return found?.valueString ?? found?.valueCode;
};

/**
 * A refusal of the engine names a field of its own question, in English: the caller reads where it is in the request, in
 * the language asked for. What the engine may still refuse is an order of days; codes were looked up before it.
 */
export const placedRefusal = (
  refusal: Refusal,
  { asked, places }: FhirAsked,
  language: Language,
): FhirRefused => {
  const [, part, index] = /^(\w+)(?:\D+(\d+))?/.exec(refusal.field ?? '') ?? [];
  const { birthDate, assessmentDate, doses } = asked;
  if (refusal.code === 'born-later') {
    const message = {
      fr: `la naissance (${birthDate}) est après le jour de la demande (${assessmentDate}) : corrigez l’un des deux`,
      en: `the birth (${birthDate}) is after the assessment (${assessmentDate}): correct one of them`,
    }[language];
    const faults = [{ pointer: pointerOf([...places.patient, 'birthDate']), message }];
    return { refusal: { ...refusal, message, faults } };
  }
  const at = part === 'doses' || part === 'observations' ? places[part][Number(index)] : undefined;
  const message =
    refusal.code === 'dose-before-birth'
      ? {
          fr: `la date ${doses[Number(index)]?.date} est avant la naissance (${birthDate}) : corrigez l’une des deux`,
          en: `the date ${doses[Number(index)]?.date} is before the birth (${birthDate}): correct one of them`,
        }[language]
      : refusal.message;
  const faults = at === undefined ? [] : [{ pointer: pointerOf(at), message }];
  return { refusal: { ...refusal, message, faults } };
};
