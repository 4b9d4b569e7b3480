/** Chapter 5: which series of an antigen concern the person. */
import { isObserved } from '#schedule/history.ts';
import {
  KIND,
  NO_DAY,
  NONE,
  type PreparedAntigen,
  type PreparedBegun,
  type PreparedIndication,
  type PreparedSeries,
  type PreparedWho,
} from '#schedule/prepared.ts';
import { isBetweenAges, type Workspace } from '#schedule/workspace.ts';

/** The birth of somebody whose birth date is not known, in `begin`: of no range of ages (`Who`). */
export const UNKNOWN_BIRTH = NO_DAY;

/** One of the groups of people is enough (`Who`). */
export const includesPerson = (work: Workspace, who: readonly PreparedWho[]): boolean => {
  for (let i = 0; i < who.length; i++) {
    const group = who[i];
    if (group !== undefined && isOf(work, group)) return true;
  }
  return false;
};

const isOf = (work: Workspace, who: PreparedWho): boolean => {
  if (work.observedList.length === 0 && who.anyOf.length + who.allOf.length > 0) return false;
  if (who.anyOf.length > 0 && countObserved(work, who.anyOf) === 0) return false;
  if (who.from !== NONE || who.until !== NONE) {
    if (work.birth === UNKNOWN_BIRTH || !isBetweenAges(work, who.from, who.until, work.today)) return false;
  }
  return countObserved(work, who.allOf) === who.allOf.length && countObserved(work, who.noneOf) === 0;
};

const countObserved = (work: Workspace, observations: readonly number[]): number => {
  let count = 0;
  for (let i = 0; i < observations.length; i++) if (isObserved(work, observations[i] ?? NONE)) count++;
  return count;
};

/** Whether the doses given are those a series is for (`Begun`). */
const hasBegun = (work: Workspace, antigen: number, begun: PreparedBegun): boolean => {
  const list = work.administered[antigen];
  const count = work.administeredCount[antigen] ?? 0;
  if (list === undefined || count === 0) return false;
  const first = list[0] ?? 0;
  if (begun.first !== null && begun.first[work.vaccine[first] ?? 0] !== 1) return false;
  const day = work.day[first] ?? 0;
  if (day < begun.from || day >= begun.before) return false;
  return begun.last === null || begun.last[work.vaccine[list[count - 1] ?? 0] ?? 0] === 1;
};

/** Fills `work.withheld`: the vaccines not given to this person in one series group. */
export const withhold = (work: Workspace, antigen: PreparedAntigen, group: number): void => {
  work.withheld.fill(0);
  for (let i = 0; i < antigen.withheld.length; i++) {
    const rule = antigen.withheld[i];
    if (rule === undefined || rule.groups[group] !== 1 || !includesPerson(work, rule.who)) continue;
    for (let k = 0; k < rule.vaccines.length; k++) work.withheld[rule.vaccines[k] ?? 0] = 1;
  }
};

/** Table 5-4. An indication described in words only is never known to apply. */
export const indicationApplies = (work: Workspace, indication: PreparedIndication): boolean =>
  isObserved(work, indication.observation) &&
  isBetweenAges(work, indication.from, indication.until, work.today);

/** Table 5-5. */
export const isRelevant = (work: Workspace, series: PreparedSeries): boolean => {
  if ((series.genders & work.gender) === 0) return false;
  if (series.begun !== null && !hasBegun(work, series.antigen, series.begun)) return false;
  if (series.who !== null && !includesPerson(work, series.who)) return false;
  if (series.kind !== KIND.risk) return true;
  if (work.observedList.length === 0) return false;
  for (let i = 0; i < series.indications.length; i++) {
    const indication = series.indications[i];
    if (indication !== undefined && indicationApplies(work, indication)) return true;
  }
  return false;
};
