/**
 * One person, one day, one schedule: what each dose is worth and what is due next. A pure function of the question.
 * `prepareSchedule(schedule)` once, then `forecastCase(prepared, asked)` as often as wished. National runs use
 * history.ts and run.ts on a workspace of their own, and read numbers instead of words.
 */
import { dayNumber, dayOf } from '#kernel/day.ts';
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import { answerOf } from '#schedule/answer.ts';
import { countryKey } from '#schedule/codes.ts';
import { findVaccine } from '#schedule/find-vaccine.ts';
import type { DoseGiven, ForecastCase, ForecastResult } from '#schedule/forecast.api.ts';
import { addDose, addObservation, begin } from '#schedule/history.ts';
import { GENDERS, NEVER, NONE, type PreparedGroup, type PreparedSchedule } from '#schedule/prepared.ts';
import { createWorkspace, REASON, type Workspace } from '#schedule/workspace.ts';

export { prepareSchedule } from '#schedule/prepare.ts';
export type { PreparedSchedule } from '#schedule/prepared.ts';

export type ForecastRefusal =
  | 'unknown-group'
  | 'born-later'
  | 'dose-before-birth'
  | 'unknown-vaccine'
  | 'unknown-observation';

const workspaces = new WeakMap<PreparedSchedule, Workspace>();

/** One workspace a schedule: nothing of a person outlives the call. */
const workspaceOf = (prepared: PreparedSchedule): Workspace => {
  const known = workspaces.get(prepared);
  if (known !== undefined) return known;
  const made = createWorkspace(prepared);
  workspaces.set(prepared, made);
  return made;
};

/**
 * The answer to a case, or why it cannot be read. Doses and observations after the assessment date are not read.
 * The same case always gives the same answer, whatever the order of its doses.
 */
export const forecastCase = (
  prepared: PreparedSchedule,
  asked: ForecastCase,
): ForecastResult | Refused<ForecastRefusal> => {
  const groups = groupsOf(prepared, asked.vaccineGroup ?? null);
  if (isRefused(groups)) return groups;
  const work = workspaceOf(prepared);
  const refused = enter(work, asked);
  return refused ?? answerOf(work, asked, groups);
};

/** The group asked by name or alias, or all. */
const groupsOf = (
  prepared: PreparedSchedule,
  name: string | null,
): readonly PreparedGroup[] | Refused<ForecastRefusal> => {
  if (name === null) return prepared.groups;
  const group = prepared.groups[prepared.groupIndex.get(name.toUpperCase()) ?? NONE];
  if (group !== undefined) return [group];
  const known = prepared.groups.map((one) => one.name).join(', ');
  return refuse('unknown-group', `vaccineGroup "${name}" is not of this schedule; there is: ${known}`, {
    field: 'vaccineGroup',
  });
};

const SEXES: Readonly<Record<string, number>> = {
  F: GENDERS.female,
  FEMALE: GENDERS.female,
  FEMME: GENDERS.female,
  M: GENDERS.male,
  MALE: GENDERS.male,
  HOMME: GENDERS.male,
};

/** Anything else is the specification's "Unknown" (table 5-2). */
const genderOf = (sex: string | null | undefined): number =>
  SEXES[(sex ?? '').trim().toUpperCase()] ?? GENDERS.unknown;

/** Puts the person into the workspace; the refusal when something cannot be read. */
export const enter = (work: Workspace, asked: ForecastCase): Refused<ForecastRefusal> | undefined => {
  const birth = dayNumber(asked.birthDate);
  const today = dayNumber(asked.assessmentDate);
  if (birth > today)
    return refuse(
      'born-later',
      `birthDate ${asked.birthDate} is after assessmentDate ${asked.assessmentDate}: correct one of them`,
      { field: 'birthDate' },
    );
  begin(work, birth, genderOf(asked.sex), asked.birthCountry ? countryKey(asked.birthCountry) : null, today);
  for (const i of orderOf(asked.doses)) {
    const dose = asked.doses[i];
    const refused = dose && enterDose(work, dose, i);
    if (refused !== undefined) return refused;
  }
  for (let i = 0; i < asked.observations.length; i++) {
    const given = asked.observations[i];
    if (given === undefined) continue;
    const observation = work.schedule.observationIndex.get(given.code);
    if (observation === undefined)
      return refuse(
        'unknown-observation',
        `observations[${i}].code "${given.code}" is not an observation of this schedule: use one of its codes, or leave it out`,
        { field: `observations.${i}.code` },
      );
    const day = given.date == null ? NEVER : dayNumber(given.date);
    if (day === NEVER || day <= today) addObservation(work, observation, day);
  }
  return undefined;
};

/** Two doses of a day that differ in something no rule compares are still read in one order. */
const orderOf = (doses: readonly DoseGiven[]): number[] => {
  const key = ({ date, cvx, mvx, volume, substandard, lotExpires }: DoseGiven): string =>
    [date, cvx, mvx, volume, substandard, lotExpires].join('|');
  const keys = doses.map(key);
  return keys
    .map((_, i) => i)
    .sort((one, other) => ((keys[one] ?? '') < (keys[other] ?? '') ? -1 : keys[one] === keys[other] ? 0 : 1));
};

const enterDose = (work: Workspace, dose: DoseGiven, i: number): Refused<ForecastRefusal> | undefined => {
  const { schedule } = work;
  const day = dayNumber(dose.date);
  if (day < work.birth)
    return refuse(
      'dose-before-birth',
      `doses[${i}].date ${dose.date} is before the birth on ${dayOf(work.birth)}: correct one of them`,
      { field: `doses.${i}.date` },
    );
  const vaccine = findVaccine(schedule, dose.cvx);
  if (vaccine === undefined)
    return refuse(
      'unknown-vaccine',
      `doses[${i}].cvx "${dose.cvx}" is not a vaccine of this schedule: check the code, or leave the dose out`,
      { field: `doses.${i}.cvx` },
    );
  if (day > work.today) return undefined;
  addDose(work, day, vaccine, manufacturerOf(schedule, dose.mvx), flawOf(dose), dose.volume ?? 0, i);
  return undefined;
};

/** A manufacturer that no rule names: other than those required, and known. */
const UNLISTED = 10_000;

/** `UNK` is the MVX code of a manufacturer that is not known. */
const manufacturerOf = (schedule: PreparedSchedule, mvx: string | null | undefined): number => {
  const code = (mvx ?? '').trim().toUpperCase();
  return code === '' || code === 'UNK' ? NONE : (schedule.manufacturerIndex.get(code) ?? UNLISTED);
};

/** Table 6-3. */
const flawOf = (dose: DoseGiven): number => {
  if (dose.lotExpires != null && dose.date > dose.lotExpires) return REASON.lotExpired;
  return dose.substandard === true ? REASON.condition : REASON.none;
};
