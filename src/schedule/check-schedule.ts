/**
 * What the shape of a document cannot say: that what it names exists, that nothing is said twice, that a range begins
 * before it ends. An error is what would make an answer wrong or impossible, and the schedule is refused; a warning is
 * odd, harmless to the logic, and found in official data too (docs/schedules.md lists those).
 */
import { seriesFaults } from '#schedule/check-series.ts';
import { isReversed } from '#schedule/period-order.ts';
import type { Antigen, Schedule } from '#schedule/schedule.ts';
import { fileFaults } from '#schedule/schedule-files.ts';

export type ScheduleFaults = { readonly errors: readonly string[]; readonly warnings: readonly string[] };

/** Where checks say what they find, and what the documents name. */
export type Findings = {
  readonly errors: string[];
  readonly warnings: string[];
  readonly vaccines: ReadonlySet<string>;
  readonly observations: ReadonlySet<string>;
};

/** Every fault found, each with the place it is at. */
export const scheduleFaults = (schedule: Schedule): ScheduleFaults => {
  const findings: Findings = {
    errors: [],
    warnings: [],
    vaccines: new Set(schedule.vaccines.flatMap(({ code, aliases }) => [code, ...(aliases ?? [])])),
    observations: new Set(schedule.observations.map(({ code }) => code)),
  };
  checkNames(schedule, findings);
  checkVaccines(schedule, findings);
  for (const antigen of schedule.antigens) {
    checkAntigen(antigen, findings);
    seriesFaults(schedule, antigen, findings);
  }
  return { errors: findings.errors, warnings: findings.warnings };
};

/** Only what makes the schedule unfit for use. */
export const checkSchedule = (schedule: Schedule): readonly string[] => scheduleFaults(schedule).errors;

/** The values that come more than once. */
export const twice = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, i) => values.indexOf(value) < i)),
];

/** Names of groups, antigens, vaccines and observations: once each, and known to each other. */
const checkNames = (schedule: Schedule, { errors, warnings }: Findings): void => {
  const { groups, antigens } = schedule;
  const documents = new Set(antigens.map(({ name }) => name));
  for (const name of twice(antigens.map((antigen) => antigen.name))) errors.push(`antigen ${name}: twice`);
  errors.push(...fileFaults(antigens));
  for (const code of twice(
    schedule.vaccines.flatMap((vaccine) => [vaccine.code, ...(vaccine.aliases ?? [])]),
  ))
    errors.push(`vaccine ${code}: twice in the list`);
  for (const code of twice(schedule.observations.map((observation) => observation.code)))
    errors.push(`observation ${code}: twice in the list`);
  // A question names a group in any case and by any alias: two groups must not share one.
  const asked = groups.flatMap(({ name, aliases }) => [
    ...new Set([name, ...aliases].map((word) => word.toLowerCase())),
  ]);
  for (const word of twice(asked)) errors.push(`groups: the name "${word}" is that of two groups`);
  const inGroups = groups.flatMap((group) => group.antigens);
  for (const { name, antigens: classified, administerFull } of groups) {
    for (const antigen of classified)
      if (!documents.has(antigen)) errors.push(`group ${name}: no document for the antigen "${antigen}"`);
    if (classified.length > 1 && administerFull === undefined)
      warnings.push(`group ${name}: several antigens, administerFull is not said (DEFANTIGENSERIES-007)`);
  }
  for (const name of twice(inGroups)) errors.push(`antigen ${name}: in two groups (DEFFORECAST-011)`);
  for (const name of documents)
    if (!inGroups.includes(name)) errors.push(`antigen ${name}: in no group (DEFFORECAST-011)`);
};

const checkVaccines = (schedule: Schedule, { errors, warnings, vaccines }: Findings): void => {
  const documents = new Set(schedule.antigens.map(({ name }) => name));
  for (const { code, antigens } of schedule.vaccines) {
    if (antigens.length === 0) warnings.push(`vaccine ${code}: contains no antigen of the schedule`);
    for (const association of antigens) {
      if (!documents.has(association.antigen))
        errors.push(`vaccine ${code}: no document for the antigen "${association.antigen}"`);
      if (isReversed(association.from, association.until))
        errors.push(`vaccine ${code}, ${association.antigen}: ends (${association.until}) before it begins`);
    }
  }
  for (const { previous, current, begin, end, endIfValid } of schedule.conflicts) {
    const name = `conflict of ${previous} then ${current}`;
    for (const code of new Set([previous, current]))
      if (!vaccines.has(code)) errors.push(`${name}: the vaccine ${code} is not in the list`);
    for (const limit of [end, endIfValid])
      if (isReversed(begin, limit)) errors.push(`${name}: ends (${limit}) before it begins (${begin})`);
  }
  const pairs = schedule.conflicts.map(({ previous, current }) => `${previous} then ${current}`);
  for (const pair of twice(pairs)) warnings.push(`conflict of ${pair}: twice`);
};

/** What may be observed, and what forbids. */
const checkAntigen = (antigen: Antigen, { errors, warnings, vaccines, observations }: Findings): void => {
  const observed = (code: string, what: string): void => {
    if (!observations.has(code))
      errors.push(`${antigen.name}, ${what}: the observation ${code} is not in the list`);
  };
  for (const { code } of antigen.immunity?.history ?? []) observed(code, 'immunity');
  for (const { exclusions } of antigen.immunity?.birth ?? [])
    for (const { code } of exclusions) observed(code, 'immunity by birth date');
  for (const { code, from, until } of antigen.contraindications) {
    observed(code, 'contraindication');
    if (isReversed(from, until))
      errors.push(`${antigen.name}, contraindication ${code}: ends (${until}) before it begins (${from})`);
  }
  for (const { code, vaccines: forbidden } of antigen.vaccineContraindications) {
    const name = `${antigen.name}, contraindication ${code}`;
    observed(code, 'contraindication of vaccines');
    for (const vaccine of forbidden) {
      if (!vaccines.has(vaccine.code)) errors.push(`${name}: the vaccine ${vaccine.code} is not in the list`);
      if (isReversed(vaccine.from, vaccine.until))
        errors.push(`${name}, vaccine ${vaccine.code}: ends (${vaccine.until}) before it begins`);
    }
  }
  for (const code of twice(antigen.contraindications.map((one) => one.code)))
    warnings.push(`${antigen.name}, contraindication ${code}: twice`);
};
