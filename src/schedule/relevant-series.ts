/** Chapter 5: which series of an antigen concern the person. */
import { isObserved } from '#schedule/history.ts';
import { KIND, type PreparedIndication, type PreparedSeries } from '#schedule/prepared.ts';
import { isBetweenAges, type Workspace } from '#schedule/workspace.ts';

/** Table 5-4. An indication described in words only is never known to apply. */
export const indicationApplies = (work: Workspace, indication: PreparedIndication): boolean =>
  isObserved(work, indication.observation) &&
  isBetweenAges(work, indication.from, indication.until, work.today);

/** Table 5-5. */
export const isRelevant = (work: Workspace, series: PreparedSeries): boolean => {
  if ((series.genders & work.gender) === 0) return false;
  if (series.kind !== KIND.risk) return true;
  if (work.observedList.length === 0) return false;
  for (let i = 0; i < series.indications.length; i++) {
    const indication = series.indications[i];
    if (indication !== undefined && indicationApplies(work, indication)) return true;
  }
  return false;
};
