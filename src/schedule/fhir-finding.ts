/**
 * Which observations of a schedule a FHIR Observation, Condition or AllergyIntolerance stands for, by its codes. A code
 * that several observations share says none of them for sure: it is told, never guessed.
 */
import type { CodeableConcept, Finding, Observation } from '#schedule/fhir-resources.ts';
import { type Answered, answeredByCode, answeredInWords, systemName } from '#schedule/fhir-terms.ts';
import { findVaccine } from '#schedule/find-vaccine.ts';
import type { OnShelf } from '#schedule/shelf.ts';

/** The observations of a schedule by the codes that stand for them. */
export type FindingCodes = {
  readonly known: ReadonlySet<string>;
  /** The vaccine of a code, by its place in the schedule. */
  readonly vaccineOf: (code: string) => number | undefined;
  /** By `SYSTEM|code`. */
  readonly coded: ReadonlyMap<string, readonly string[]>;
};

export const findingCodesOf = ({ schedule, prepared }: OnShelf): FindingCodes => {
  const coded = new Map<string, string[]>();
  for (const observation of schedule.observations)
    for (const { system, code } of observation.coded) {
      const key = `${systemName(system)}|${code}`;
      coded.set(key, [...(coded.get(key) ?? []), observation.code]);
    }
  return {
    known: new Set(schedule.observations.map(({ code }) => code)),
    vaccineOf: (code) => findVaccine(prepared, code),
    coded,
  };
};

export type Unread = 'status' | 'suspected' | 'absent' | 'unanswered' | 'mild' | 'unknown' | 'several';

/** What became of a finding: the observations it stands for, or why it was not read. */
export type FindingRead =
  | { readonly codes: readonly string[]; readonly unconfirmed: boolean }
  | { readonly unread: Unread; readonly candidates: readonly string[] };

const unread = (why: Unread, candidates: readonly string[] = []): FindingRead => ({
  unread: why,
  candidates,
});

const hasCode = (concept: CodeableConcept | undefined, codes: readonly string[]): boolean =>
  concept?.coding?.some(({ code }) => code !== undefined && codes.includes(code)) ?? false;

/** The statuses under which a finding is not one: an error, a suspicion dropped, an illness that is over. */
const isWithdrawn = (finding: Finding): boolean =>
  finding.resourceType === 'Observation'
    ? ['entered-in-error', 'cancelled', 'registered'].includes(finding.status)
    : hasCode(finding.clinicalStatus, ['inactive', 'resolved', 'remission']) ||
      hasCode(finding.verificationStatus, ['entered-in-error', 'refuted']);

/** The verification statuses under which a condition is thought of, and not established. */
const SUSPECTED = ['unconfirmed', 'provisional', 'differential'];

/**
 * A condition that is only suspected is nobody's yet. An allergy that is not confirmed is read, and told: most are
 * known from the patient alone, and the vaccine that causes a severe reaction cannot be taken back.
 */
const isSuspected = (finding: Finding): boolean =>
  finding.resourceType === 'Condition' && hasCode(finding.verificationStatus, SUSPECTED);

const isUnconfirmed = (finding: Finding): boolean =>
  finding.resourceType === 'AllergyIntolerance' && hasCode(finding.verificationStatus, SUSPECTED);

/** What an observation answers to the question that its code asks; without a value, its code says what was seen. */
const answeredBy = (observation: Observation): Answered => {
  const { valueBoolean, valueInteger, valueString, valueCodeableConcept, dataAbsentReason } = observation;
  if (dataAbsentReason !== undefined) return 'unanswered';
  if (valueBoolean !== undefined) return valueBoolean ? 'yes' : 'no';
  if (valueInteger !== undefined) return valueInteger === 0 ? 'no' : valueInteger > 0 ? 'yes' : 'unanswered';
  if (valueString !== undefined) return answeredInWords(valueString);
  if (valueCodeableConcept !== undefined) {
    const { coding = [], text } = valueCodeableConcept;
    const said = [
      ...coding.map(({ code }) => answeredByCode(code ?? '')),
      ...[text, ...coding.map(({ display }) => display)].map((word) => answeredInWords(word ?? '')),
    ];
    return said.find((one) => one === 'no') ?? said.find((one) => one === 'yes') ?? 'unanswered';
  }
  return OTHER_VALUES.some((name) => observation[name] !== undefined) ? 'unanswered' : 'yes';
};

/** The types of value that say neither yes nor no: a measure is for the sender to judge. */
const OTHER_VALUES = [
  'valueQuantity',
  'valueRange',
  'valueRatio',
  'valueSampledData',
  'valueTime',
  'valueDateTime',
  'valuePeriod',
] as const;

/** An observation says what it found by its code, or by its value when the code is the question. */
const conceptsOf = (finding: Finding): readonly (CodeableConcept | undefined)[] =>
  finding.resourceType === 'Observation' ? [finding.code, finding.valueCodeableConcept] : [finding.code];

export const readFinding = (finding: Finding, codes: FindingCodes): FindingRead => {
  if (isWithdrawn(finding)) return unread('status');
  const several: string[] = [];
  let why: Unread | undefined;
  for (const concept of conceptsOf(finding))
    for (const { system, code } of concept?.coding ?? []) {
      if (system === undefined || code === undefined) continue;
      const found = meantBy(finding, systemName(system), code, codes);
      if (found.length === 0) continue;
      why ??= whyUnread(finding, codes);
      if (why !== undefined) continue;
      if (found.length === 1 || isVaccineAllergy(finding, systemName(system))) return graded(finding, found);
      several.push(...found);
    }
  if (why !== undefined) return unread(why);
  return several.length > 0 ? unread('several', [...new Set(several)]) : unread('unknown');
};

/** Why something the schedule knows is not so of the person, or not for sure. */
const whyUnread = (finding: Finding, codes: FindingCodes): Unread | undefined => {
  if (isSuspected(finding)) return 'suspected';
  if (finding.resourceType !== 'Observation') return undefined;
  const answered = answeredBy(finding);
  if (answered === 'no') return 'absent';
  if (answered === 'yes') return undefined;
  // The answer may be what the schedule knows, and the code only the question.
  const named = (finding.valueCodeableConcept?.coding ?? []).some(
    ({ system, code }) =>
      system !== undefined &&
      code !== undefined &&
      meantBy(finding, systemName(system), code, codes).length > 0,
  );
  return named && finding.dataAbsentReason === undefined ? undefined : 'unanswered';
};

/** An allergy to a vaccine is one to each of the antigens it contains. */
const isVaccineAllergy = (finding: Finding, system: string): boolean =>
  finding.resourceType === 'AllergyIntolerance' && system === 'CVX';

const meantBy = (
  finding: Finding,
  system: string,
  code: string,
  { known, vaccineOf, coded }: FindingCodes,
): readonly string[] => {
  if (system === 'CDSI') return known.has(code) ? [code] : [];
  // A vaccine code says an allergy only in the resource for allergies: elsewhere it may say that it was given.
  if (system === 'CVX' && !(isVaccineAllergy(finding, system) && vaccineOf(code) !== undefined)) return [];
  return coded.get(`${system}|${code}`) ?? [];
};

/** The schedules speak of severe reactions only: a risk said to be low is not one. */
const graded = (finding: Finding, codes: readonly string[]): FindingRead =>
  finding.resourceType === 'AllergyIntolerance' && finding.criticality === 'low'
    ? unread('mild', codes)
    : { codes, unconfirmed: isUnconfirmed(finding) };

/** The day it began or was seen, as written; undefined when it is not said. */
export const momentOf = (finding: Finding): string | undefined =>
  finding.resourceType === 'Observation'
    ? (finding.effectiveDateTime ?? finding.effectivePeriod?.start)
    : (finding.onsetDateTime ?? finding.onsetPeriod?.start);
