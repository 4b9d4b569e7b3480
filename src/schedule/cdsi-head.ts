/** The part of the supporting data that is shared by all antigens (Logic Specification, section 4.2, table 6-23, chapter 9). */
import {
  agesOf,
  childrenOf,
  choiceOf,
  fail,
  filledOf,
  neededPeriod,
  neededText,
  note,
  type Reading,
  textOf,
  textsOf,
  YES_NO,
} from '#schedule/cdsi-reader.ts';
import { GROUPS } from '#schedule/cdsi-titles.ts';
import type { Element } from '#schedule/cdsi-xml.ts';
import type { Conflict, Observation, Vaccine, VaccineGroup } from '#schedule/schedule.ts';

export type ReadHead = {
  readonly groups: VaccineGroup[];
  readonly vaccines: Vaccine[];
  readonly conflicts: Conflict[];
  readonly observations: Observation[];
};

/** The two vaccine types of a conflict, as their elements are named. */
const SIDES = ['previous', 'current'] as const;

/**
 * Some types are named by the conflicts only (BCG, which protects from nothing of the schedule): they are added to the
 * list, so that such a dose is known, and keeps a later live vaccine waiting.
 */
export const readHead = (reading: Reading, root: Element): ReadHead => {
  if (root.name !== 'scheduleSupportingData')
    fail(reading, root, 'not the supporting data of a schedule: the root is scheduleSupportingData');
  const below = (list: string, name: string): Element[] =>
    childrenOf(root, list).flatMap((element) => childrenOf(element, name));
  const vaccines = below('cvxToAntigenMap', 'cvxMap').map((element) => readVaccine(reading, element));
  const names = new Map(vaccines.map(({ code, name }) => [code, name]));
  const conflicts = below('liveVirusConflicts', 'liveVirusConflict');
  const sides = conflicts.flatMap((conflict) => SIDES.flatMap((side) => childrenOf(conflict, side)));
  for (const side of sides) {
    const code = textOf(reading, side, 'cvx');
    const name = textOf(reading, side, 'vaccineType');
    if (code === undefined || name === undefined || names.has(code)) continue;
    note(reading, side, `${code} "${name}" is only in the conflicts: added to the list, without an antigen`);
    vaccines.push({ code, name, antigens: [] });
    names.set(code, name);
  }
  return {
    groups: readGroups(
      reading,
      below('vaccineGroups', 'vaccineGroup'),
      below('vaccineGroupToAntigenMap', 'vaccineGroupMap'),
    ),
    vaccines,
    conflicts: conflicts.map((element) => ({
      previous: readConflicting(reading, element, 'previous', names),
      current: readConflicting(reading, element, 'current', names),
      begin: neededPeriod(reading, element, 'conflictBeginInterval'),
      endIfValid: neededPeriod(reading, element, 'minConflictEndInterval'),
      end: neededPeriod(reading, element, 'conflictEndInterval'),
    })),
    observations: below('observations', 'observation').map((element) => readObservation(reading, element)),
  };
};

/** Groups and their antigens are two lists of the same names. */
const readGroups = (reading: Reading, groups: Element[], maps: Element[]): VaccineGroup[] => {
  const antigens = new Map<string, string[]>();
  for (const map of maps) {
    const name = neededText(reading, map, 'name');
    if (antigens.has(name)) fail(reading, map, `the antigens of "${name}" are listed twice`);
    antigens.set(name, textsOf(reading, map, 'antigen'));
  }
  const read = groups.map((group) => {
    const name = neededText(reading, group, 'name');
    const known = antigens.get(name);
    if (known === undefined) fail(reading, group, `no antigens are listed for the group "${name}"`);
    antigens.delete(name);
    return {
      name,
      title: GROUPS[name]?.title,
      aliases: [...(GROUPS[name]?.aliases ?? [])],
      antigens: known ?? [],
      administerFull: choiceOf(reading, group, 'administerFullVaccineGroup', YES_NO),
    };
  });
  for (const map of maps) {
    const name = neededText(reading, map, 'name');
    if (antigens.has(name)) fail(reading, map, `"${name}" is in no list of groups`);
  }
  return read;
};

const readVaccine = (reading: Reading, element: Element): Vaccine & { name: string } => ({
  code: neededText(reading, element, 'cvx'),
  name: neededText(reading, element, 'shortDescription'),
  antigens: filledOf(element, 'association').map((association) => ({
    antigen: neededText(reading, association, 'antigen'),
    ...agesOf(reading, association, 'associationBeginAge', 'associationEndAge'),
  })),
});

/** One side of a conflict. The model keeps its code; a name that is not that of the list is noted. */
const readConflicting = (
  reading: Reading,
  conflict: Element,
  side: (typeof SIDES)[number],
  names: ReadonlyMap<string, string>,
): string => {
  const [element, ...more] = childrenOf(conflict, side);
  if (more.length > 0) fail(reading, conflict, `more than one ${side}`);
  if (element === undefined) {
    fail(reading, conflict, `${side} is missing`);
    return '';
  }
  const code = neededText(reading, element, 'cvx');
  const name = textOf(reading, element, 'vaccineType');
  if (name !== undefined && name !== names.get(code))
    note(reading, element, `conflicts call ${code} "${name}", the list "${names.get(code) ?? ''}"`);
  return code;
};

const readObservation = (reading: Reading, element: Element): Observation => ({
  code: neededText(reading, element, 'observationCode'),
  title: neededText(reading, element, 'observationTitle'),
  group: textOf(reading, element, 'group'),
  indication: textOf(reading, element, 'indicationText'),
  contraindication: textOf(reading, element, 'contraindicationText'),
  clarification: textOf(reading, element, 'clarifyingText'),
  coded: childrenOf(element, 'codedValues')
    .flatMap((values) => filledOf(values, 'codedValue'))
    .map((value) => ({
      code: neededText(reading, value, 'code'),
      system: neededText(reading, value, 'codeSystem'),
      text: neededText(reading, value, 'text'),
    })),
});
