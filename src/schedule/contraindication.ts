/** Section 7.3: contraindications to an antigen, or to some vaccines. */
import { isObserved } from '#schedule/history.ts';
import type { PreparedAntigen, PreparedSeries } from '#schedule/prepared.ts';
import { isBetweenAges, type Workspace } from '#schedule/workspace.ts';

/** Table 7-5: the first contraindication to the antigen that applies, by position, or -1. */
export const findAntigenContraindication = (work: Workspace, antigen: PreparedAntigen): number => {
  if (work.observedList.length === 0) return -1;
  for (let i = 0; i < antigen.contraindications.length; i++) {
    const contraindication = antigen.contraindications[i];
    if (
      contraindication !== undefined &&
      isObserved(work, contraindication.observation) &&
      isBetweenAges(work, contraindication.from, contraindication.until, work.today)
    )
      return i;
  }
  return -1;
};

/** Table 7-6: the first contraindication to a vaccine that applies, by position, or -1. */
export const findVaccineContraindication = (
  work: Workspace,
  antigen: PreparedAntigen,
  vaccine: number,
): number => {
  if (work.observedList.length === 0) return -1;
  for (let i = 0; i < antigen.vaccineContraindications.length; i++) {
    const contraindication = antigen.vaccineContraindications[i];
    if (contraindication === undefined || !isObserved(work, contraindication.observation)) continue;
    for (let k = 0; k < contraindication.vaccines.length; k++) {
      const entry = contraindication.vaccines[k];
      if (entry?.vaccine === vaccine && isBetweenAges(work, entry.from, entry.until, work.today)) return i;
    }
  }
  return -1;
};

/** Second row of table 7-7: every preferable vaccine of the series is contraindicated. */
export const areVaccinesContraindicated = (
  work: Workspace,
  antigen: PreparedAntigen,
  series: PreparedSeries,
): boolean => {
  if (work.observedList.length === 0 || series.preferable.length === 0) return false;
  for (let i = 0; i < series.preferable.length; i++)
    if (findVaccineContraindication(work, antigen, series.preferable[i] ?? -1) === -1) return false;
  return true;
};
