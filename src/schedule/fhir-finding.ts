/**
 * Which observations of a schedule a FHIR Observation, Condition or AllergyIntolerance stands for, by its codes. A code
 * that several observations share says none of them for sure: it is told, never guessed.
 */
import type { CodeableConcept, Finding } from '#schedule/fhir-resources.ts';
import { ABSENT, systemName } from '#schedule/fhir-terms.ts';
import type { Schedule } from '#schedule/schedule.ts';

/** The observations of a schedule by the codes that stand for them. */
export type FindingCodes = {
  readonly known: ReadonlySet<string>;
  readonly vaccines: ReadonlySet<string>;
  /** By `SYSTEM|code`. */
  readonly coded: ReadonlyMap<string, readonly string[]>;
};

export const findingCodesOf = (schedule: Schedule): FindingCodes => {
  const coded = new Map<string, string[]>();
  for (const observation of schedule.observations)
    for (const { system, code } of observation.coded) {
      const key = `${systemName(system)}|${code}`;
      coded.set(key, [...(coded.get(key) ?? []), observation.code]);
    }
  return {
    known: new Set(schedule.observations.map(({ code }) => code)),
    vaccines: new Set(schedule.vaccines.map(({ code }) => code)),
    coded,
  };
};

/** What became of a finding: the observations it stands for, or why it was not read. */
export type FindingRead =
  | { readonly codes: readonly string[] }
  | {
      readonly unread: 'status' | 'absent' | 'mild' | 'unknown' | 'several';
      readonly candidates: readonly string[];
    };

const unread = (
  why: 'status' | 'absent' | 'mild' | 'unknown' | 'several',
  candidates: readonly string[] = [],
): FindingRead => ({ unread: why, candidates });

const hasCode = (concept: CodeableConcept | undefined, codes: readonly string[]): boolean =>
  concept?.coding?.some(({ code }) => code !== undefined && codes.includes(code)) ?? false;

/** The statuses under which a finding is not one: an error, a suspicion dropped, an illness that is over. */
const isWithdrawn = (finding: Finding): boolean =>
  finding.resourceType === 'Observation'
    ? ['entered-in-error', 'cancelled', 'registered'].includes(finding.status)
    : hasCode(finding.clinicalStatus, ['inactive', 'resolved', 'remission']) ||
      hasCode(finding.verificationStatus, ['entered-in-error', 'refuted']);

/** An observation that answers its question with no. */
const isAbsent = (finding: Finding): boolean =>
  finding.resourceType === 'Observation' &&
  (finding.valueBoolean === false ||
    finding.dataAbsentReason !== undefined ||
    hasCode(finding.valueCodeableConcept, [...ABSENT]));

/** An observation says what it found by its code, or by its value when the code is the question. */
const conceptsOf = (finding: Finding): readonly (CodeableConcept | undefined)[] =>
  finding.resourceType === 'Observation' ? [finding.code, finding.valueCodeableConcept] : [finding.code];

export const readFinding = (finding: Finding, codes: FindingCodes): FindingRead => {
  if (isWithdrawn(finding)) return unread('status');
  const several: string[] = [];
  let absentMeant = false;
  for (const concept of conceptsOf(finding))
    for (const { system, code } of concept?.coding ?? []) {
      if (system === undefined || code === undefined) continue;
      const found = meantBy(finding, systemName(system), code, codes);
      if (found.length === 0) continue;
      if (isAbsent(finding)) absentMeant = true;
      else if (found.length === 1 || isVaccineAllergy(finding, systemName(system)))
        return graded(finding, found);
      else several.push(...found);
    }
  if (absentMeant) return unread('absent');
  return several.length > 0 ? unread('several', [...new Set(several)]) : unread('unknown');
};

/** An allergy to a vaccine is one to each of the antigens it contains. */
const isVaccineAllergy = (finding: Finding, system: string): boolean =>
  finding.resourceType === 'AllergyIntolerance' && system === 'CVX';

const meantBy = (
  finding: Finding,
  system: string,
  code: string,
  { known, vaccines, coded }: FindingCodes,
): readonly string[] => {
  if (system === 'CDSI') return known.has(code) ? [code] : [];
  // A vaccine code says an allergy only in the resource for allergies: elsewhere it may say that it was given.
  if (system === 'CVX' && !(isVaccineAllergy(finding, system) && vaccines.has(code))) return [];
  return coded.get(`${system}|${code}`) ?? [];
};

/** The schedules speak of severe reactions only: a risk said to be low is not one. */
const graded = (finding: Finding, codes: readonly string[]): FindingRead =>
  finding.resourceType === 'AllergyIntolerance' && finding.criticality === 'low'
    ? unread('mild', codes)
    : { codes };

/** The day it began or was seen, as written; undefined when it is not said. */
export const momentOf = (finding: Finding): string | undefined =>
  finding.resourceType === 'Observation'
    ? (finding.effectiveDateTime ?? finding.effectivePeriod?.start)
    : (finding.onsetDateTime ?? finding.onsetPeriod?.start);
