/** Section 4.2: the history of a person, sorted, and for each antigen the doses that contain it. */

import { invariant } from '#kernel/invariant.ts';
import { DOSES_MAX, OBSERVATIONS_MAX } from '#schedule/limits.ts';
import { civilOf } from '#schedule/period.ts';
import type { PreparedAntigen } from '#schedule/prepared.ts';
import { NEVER, NO_DAY } from '#schedule/prepared.ts';
import { isBetweenAges, type Workspace } from '#schedule/workspace.ts';

/** Begins a person: everything known of the one before is forgotten. Day numbers; `gender` is a bit of GENDERS. */
export const begin = (
  work: Workspace,
  birth: number,
  gender: number,
  country: string | null,
  today: number,
): void => {
  work.stamp++;
  work.birth = birth;
  work.birthCivil = civilOf(birth);
  work.gender = gender;
  work.country = country;
  work.today = today;
  work.doses = 0;
  for (let i = 0; i < work.observedList.length; i++) work.observed[work.observedList[i] ?? 0] = NO_DAY;
  work.observedList.length = 0;
  work.events = 0;
};

/**
 * Adds a dose given on or before `today`. They may come in any order: they are kept by day, then by vaccine and
 * manufacturer, so that two doses of one day are always read in the same order.
 */
export const addDose = (
  work: Workspace,
  day: number,
  vaccine: number,
  manufacturer: number,
  flaw: number,
  volume: number,
  asked: number,
): void => {
  invariant(work.doses < DOSES_MAX, 'more doses than a workspace holds');
  let at = work.doses;
  while (at > 0 && isAfter(work, at - 1, day, vaccine, manufacturer, flaw)) {
    work.day[at] = work.day[at - 1] ?? 0;
    work.civil[at] = work.civil[at - 1] ?? 0;
    work.vaccine[at] = work.vaccine[at - 1] ?? 0;
    work.manufacturer[at] = work.manufacturer[at - 1] ?? 0;
    work.flaw[at] = work.flaw[at - 1] ?? 0;
    work.volume[at] = work.volume[at - 1] ?? 0;
    work.asked[at] = work.asked[at - 1] ?? 0;
    at--;
  }
  work.day[at] = day;
  work.civil[at] = civilOf(day);
  work.vaccine[at] = vaccine;
  work.manufacturer[at] = manufacturer;
  work.flaw[at] = flaw;
  work.volume[at] = volume;
  work.asked[at] = asked;
  work.doses++;
};

const isAfter = (
  work: Workspace,
  at: number,
  day: number,
  vaccine: number,
  manufacturer: number,
  flaw: number,
): boolean => {
  const days = (work.day[at] ?? 0) - day;
  if (days !== 0) return days > 0;
  const vaccines = (work.vaccine[at] ?? 0) - vaccine;
  if (vaccines !== 0) return vaccines > 0;
  const makers = (work.manufacturer[at] ?? 0) - manufacturer;
  return makers !== 0 ? makers > 0 : (work.flaw[at] ?? 0) > flaw;
};

/**
 * Adds an active observation; `day` is NEVER when its day is not known. The most recent known day counts, but for rules
 * that ask what was observed at some time (`Since`).
 */
export const addObservation = (work: Workspace, observation: number, day: number): void => {
  if (day !== NEVER && work.events < OBSERVATIONS_MAX) {
    work.eventObservation[work.events] = observation;
    work.eventDay[work.events++] = day;
  }
  const known = work.observed[observation] ?? NO_DAY;
  if (known === NO_DAY) {
    work.observedList.push(observation);
    work.observed[observation] = day;
  } else if (known === NEVER || (day !== NEVER && day > known)) work.observed[observation] = day;
};

export const isObserved = (work: Workspace, observation: number): boolean =>
  observation >= 0 && work.observed[observation] !== NO_DAY;

/** The doses that contain an antigen, given the age at which each was given (note 2a). */
export const organise = (work: Workspace, antigen: PreparedAntigen): void => {
  const list = work.administered[antigen.index];
  if (list === undefined) return;
  let count = 0;
  for (let dose = 0; dose < work.doses; dose++) {
    const contains = antigen.contains[work.vaccine[dose] ?? 0];
    if (contains === undefined) continue;
    if (isBetweenAges(work, contains.from, contains.until, work.day[dose] ?? 0)) list[count++] = dose;
  }
  work.administeredCount[antigen.index] = count;
};
