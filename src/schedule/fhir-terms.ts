/**
 * The code systems of FHIR that a forecast speaks (R4 4.0.1, and the HL7 guide "Immunization Decision Support
 * Forecast", ImmDS): what our words are there, and the other way round.
 */
import type { EvaluationStatus, SeriesStatus } from '#schedule/forecast.api.ts';

export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const MVX = 'http://hl7.org/fhir/sid/mvx';
export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
/** No canonical address is published for the observation codes of the CDSi: any system that names it is read so. */
export const CDSI = 'https://www.cdc.gov/iis/cdsi/observation';
const IMMDS = 'http://hl7.org/fhir/us/immds';
const THO = 'http://terminology.hl7.org/CodeSystem';

export type Coding = { readonly system: string; readonly code: string; readonly display?: string };
export type Concept = { readonly coding?: readonly Coding[]; readonly text: string };

/** How schedules name the systems of the codes of their observations, and how FHIR does. */
const SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  SNOMED: [SNOMED, 'urn:oid:2.16.840.1.113883.6.96'],
  CVX: [CVX, 'urn:oid:2.16.840.1.113883.12.292'],
  CDCPHINVS: ['urn:oid:2.16.840.1.114222.4.5.274', 'http://phinvads.cdc.gov'],
  'ICD-10-CM': ['http://hl7.org/fhir/sid/icd-10-cm', 'urn:oid:2.16.840.1.113883.6.90'],
  'ICD-10': ['http://hl7.org/fhir/sid/icd-10', 'urn:oid:2.16.840.1.113883.6.3'],
};

const SYSTEM_OF = new Map(
  Object.entries(SYSTEMS).flatMap(([name, systems]) =>
    systems.map((system): [string, string] => [system, name]),
  ),
);

/** The system of a coding as schedules name it; one they do not know is its own name. */
export const systemName = (system: string): string =>
  SYSTEM_OF.get(system) ?? (/cdsi/i.test(system) ? 'CDSI' : system);

/** The system of a schedule's codes of vaccines. */
export const vaccineSystem = (vaccineCodes: string): string =>
  vaccineCodes === 'cvx' ? CVX : `urn:rappel:vaccines:${vaccineCodes}`;

/** CVX is read by every schedule: one with codes of its own may know theirs too (`aliases`). */
export const isVaccineSystem = (system: string, vaccineCodes: string): boolean =>
  systemName(system) === 'CVX' || system === vaccineSystem(vaccineCodes);

export const isMvxSystem = (system: string): boolean =>
  system === MVX || system === 'urn:oid:2.16.840.1.113883.12.227';

/** What an answer says of the thing asked about; `unanswered` is neither yes nor no. */
export type Answered = 'yes' | 'no' | 'unanswered';

/** Answers to a question, in SNOMED CT, in LOINC and in HL7 v2 (table 0136). */
const ANSWERS: Readonly<Record<string, Answered>> = {
  '260385009': 'no', // Negative
  '2667000': 'no', // Absent
  '260415000': 'no', // Not detected
  '373067005': 'no', // No
  'LA32-8': 'no', // No
  'LA6577-6': 'no', // Negative
  'LA9634-2': 'no', // Absent
  'LA11883-8': 'no', // Not detected
  N: 'no',
  '10828004': 'yes', // Positive
  '52101004': 'yes', // Present
  '260373001': 'yes', // Detected
  '373066001': 'yes', // Yes
  'LA33-6': 'yes', // Yes
  'LA6576-8': 'yes', // Positive
  'LA9633-4': 'yes', // Present
  'LA11882-0': 'yes', // Detected
  Y: 'yes',
};

export const answeredByCode = (code: string): Answered => ANSWERS[code] ?? 'unanswered';

/** The same in words, French or English, without accents. */
const WORDS: Readonly<Record<Exclude<Answered, 'unanswered'>, readonly string[]>> = {
  no: [
    ...['no', 'n', 'none', 'false', '0', 'negative', 'absent', 'not detected', 'not present'],
    ...['non', 'aucun', 'aucune', 'faux', 'negatif', 'absente', 'non detecte', 'non detectee'],
  ],
  yes: [
    ...['yes', 'y', 'true', '1', 'positive', 'present', 'detected'],
    ...['oui', 'o', 'vrai', 'positif', 'presente', 'detecte', 'detectee'],
  ],
};

export const answeredInWords = (text: string): Answered => {
  const word = text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().replace(/\.$/, '').toLowerCase();
  if (WORDS.no.includes(word)) return 'no';
  return WORDS.yes.includes(word) ? 'yes' : 'unanswered';
};

/**
 * Target diseases by antigen, in SNOMED CT: the value set of the guide (ImmDS 2.0.0, targetDisease), and four that it
 * lacks. An antigen that is not here is told by its text.
 */
const DISEASES: Readonly<Record<string, readonly [code: string, display: string]>> = {
  bcg: ['56717001', 'Tuberculosis'],
  chikungunya: ['111864006', 'Chikungunya fever'],
  cholera: ['63650001', 'Cholera'],
  'covid-19': ['840539006', 'Disease caused by severe acute respiratory syndrome coronavirus 2'],
  dengue: ['38362002', 'Dengue'],
  diphtheria: ['397430003', 'Diphtheria'],
  ebola: ['37109004', 'Ebola virus disease'],
  hepa: ['40468003', 'Viral hepatitis, type A'],
  hepb: ['66071002', 'Type B viral hepatitis'],
  hib: ['709410003', 'Haemophilus influenzae type b infection'],
  hpv: ['240532009', 'Human papillomavirus infection'],
  influenza: ['719590007', 'Influenza caused by seasonal influenza virus'],
  'japanese encephalitis': ['52947006', 'Japanese encephalitis virus disease'],
  measles: ['14189004', 'Measles'],
  meningococcal: ['23511006', 'Meningococcal infectious disease'],
  mumps: ['36989005', 'Mumps'],
  pertussis: ['27836007', 'Pertussis'],
  pneumococcal: ['16814004', 'Pneumococcal infectious disease'],
  polio: ['721764008', 'Infection caused by Human poliovirus'],
  rabies: ['14168008', 'Rabies'],
  rotavirus: ['415822001', 'Viral gastroenteritis caused by Rotavirus'],
  rsv: ['55735004', 'Respiratory syncytial virus infection'],
  rubella: ['36653000', 'Rubella'],
  tbe: ['712986001', 'Tickborne encephalitis'],
  tetanus: ['76902006', 'Tetanus'],
  tuberculosis: ['56717001', 'Tuberculosis'],
  typhoid: ['4834000', 'Typhoid fever'],
  varicella: ['38907003', 'Varicella'],
  'yellow fever': ['16541001', 'Yellow fever'],
  zoster: ['4740000', 'Herpes zoster'],
};

export const diseaseOf = (antigen: string, text: string): Concept => {
  const name = antigen.toLowerCase();
  // A country may part the meningococci, or the ages of the pneumococcus: the disease is one.
  const [code, display] = DISEASES[name] ?? DISEASES[name.split(' ')[0] ?? ''] ?? [];
  if (code === undefined || display === undefined) return { text };
  return { coding: [{ system: SNOMED, code, display }], text };
};

/**
 * The CVX code that stands for a whole vaccine group, by its antigens: the unspecified formulation, as in the guide's
 * examples.
 */
const GROUP_CVX: Readonly<Record<string, string>> = {
  'covid-19': '213',
  'diphtheria, pertussis, tetanus': '107',
  'japanese encephalitis': '129',
  'measles, mumps, rubella': '03',
  'meningococcal acwy': '108',
  'meningococcal b': '164',
  'yellow fever': '184',
  cholera: '26',
  dengue: '330',
  ebola: '214',
  hepa: '85',
  hepb: '45',
  hib: '17',
  hpv: '137',
  influenza: '88',
  meningococcal: '108',
  orthopoxvirus: '325',
  pneumococcal: '109',
  polio: '89',
  rabies: '90',
  rotavirus: '122',
  rsv: '304',
  tbe: '222',
  typhoid: '91',
  varicella: '21',
  zoster: '188',
};

export const groupCvx = (antigens: readonly string[]): string | undefined =>
  GROUP_CVX[antigens.toSorted().join(', ').toLowerCase()];

/** LOINC codes of the dates of a recommendation (value set immunization-recommendation-date-criterion). */
export const DATE_CRITERIA = {
  earliest: { system: LOINC, code: '30981-5', display: 'Earliest date to give' },
  recommended: { system: LOINC, code: '30980-7', display: 'Date vaccine due' },
  pastDue: { system: LOINC, code: '59778-1', display: 'Date when overdue for immunization' },
  latest: { system: LOINC, code: '59777-3', display: 'Latest date to give immunization' },
} as const satisfies Record<string, Coding>;

const FORECAST_STATUS = {
  'Not Complete': 'notComplete',
  Complete: 'complete',
  Immune: 'immune',
  Contraindicated: 'contraindicated',
  'Aged Out': 'agedOut',
  'Not Recommended': 'notRecommended',
} as const satisfies Record<SeriesStatus, string>;

/** Statuses of the base specification that mean the same; due and overdue depend on the day. */
const BASE_STATUS: Partial<Record<SeriesStatus, Coding>> = {
  Complete: { system: `${THO}/immunization-recommendation-status`, code: 'complete', display: 'Complete' },
  Immune: { system: `${THO}/immunization-recommendation-status`, code: 'immune', display: 'Immune' },
  Contraindicated: {
    system: `${THO}/immunization-recommendation-status`,
    code: 'contraindicated',
    display: 'Contraindicated',
  },
};

export type Urgency = 'due' | 'overdue' | 'later';

/** The guide's status first, then that of the base specification when it has one. */
export const statusConcept = (status: SeriesStatus, urgency: Urgency): Concept => {
  const base: Coding | undefined =
    status === 'Not Complete' && urgency !== 'later'
      ? {
          system: `${THO}/immunization-recommendation-status`,
          code: urgency,
          display: urgency === 'due' ? 'Due' : 'Overdue',
        }
      : BASE_STATUS[status];
  const own = {
    system: `${IMMDS}/CodeSystem/ForecastStatus`,
    code: FORECAST_STATUS[status],
    display: status,
  };
  return { coding: base === undefined ? [own] : [own, base], text: status };
};

/** The value set of R4 has two words only: what does not count is `notvalid`, and the text says which it is. */
export const doseStatusConcept = (status: EvaluationStatus): Concept => ({
  coding: [
    status === 'Valid'
      ? { system: `${THO}/immunization-evaluation-dose-status`, code: 'valid', display: 'Valid' }
      : { system: `${THO}/immunization-evaluation-dose-status`, code: 'notvalid', display: 'Not Valid' },
  ],
  text: status,
});

type ReasonCode = readonly [code: string, display: string];

const INAPPROPRIATE: ReasonCode = ['inappropriate', 'Inappropriate Vaccine'];

/** By the code of what explains a dose. A sub-standard dose is not said to be recalled, spoilt or misadministered. */
const STATUS_REASONS: Readonly<Record<string, ReasonCode>> = {
  'lot-expired': ['expired', 'Past Expiration Date'],
  'too-young': ['tooyoung', 'Patient Too Young'],
  'too-old': ['tooold', 'Patient Too Old'],
  'too-soon': ['toosoon', 'Administered Too Soon'],
  conflict: ['productconflict', 'Product Conflict'],
  inadvertent: INAPPROPRIATE,
  vaccine: INAPPROPRIATE,
  'vaccine-age': INAPPROPRIATE,
  'trade-name': INAPPROPRIATE,
};

const MAXIMUM_AGE: ReasonCode = ['maximumAge', 'Maximum Age Exceeded'];

/** By the reason of a forecast (table 7-10): its explanations are of each antigen, the reason is of the group. */
const FORECAST_REASONS: Readonly<Record<string, ReasonCode>> = {
  'Past seasonal recommendation end date': ['seasonalPast', 'Seasonal End Date Passed'],
  'Patient has exceeded the maximum age': MAXIMUM_AGE,
  'Patient is unable to finish the series prior to the maximum age': MAXIMUM_AGE,
  'Patient series is complete': ['complete', 'Complete'],
  'Not recommended at this time due to past immunization history': ['notRecommended', 'Not Recommended'],
};

const reasonConcept = (known: ReasonCode | undefined, system: string, text: string): Concept => {
  if (known === undefined) return { text };
  const [code, display] = known;
  return { coding: [{ system: `${IMMDS}/CodeSystem/${system}`, code, display }], text };
};

export const doseReasonConcept = (code: string | undefined, reason: string): Concept =>
  reasonConcept(STATUS_REASONS[code ?? ''], 'StatusReason', reason);
export const forecastReasonConcept = (reason: string): Concept =>
  reasonConcept(FORECAST_REASONS[reason], 'ForecastReason', reason);

export const IMMDS_OPERATION = `${IMMDS}/OperationDefinition/ImmDSForecastOperation`;
