/** Section 7.2: evidence of immunity. */
import { isObserved } from '#schedule/history.ts';
import type { PreparedAntigen } from '#schedule/prepared.ts';
import { FORECAST, type Workspace } from '#schedule/workspace.ts';

/** Table 7-3: FORECAST.immuneHistory, immuneBirth, or 0. */
export const immunityOf = (work: Workspace, antigen: PreparedAntigen): number => {
  if (work.observedList.length > 0)
    for (let i = 0; i < antigen.immunityHistory.length; i++)
      if (isObserved(work, antigen.immunityHistory[i] ?? -1)) return FORECAST.immuneHistory;
  for (let i = 0; i < antigen.immunityBirth.length; i++) {
    const birth = antigen.immunityBirth[i];
    if (birth === undefined || work.birth >= birth.before) continue;
    if (birth.country !== null && birth.country !== work.country) continue;
    let excluded = false;
    for (let k = 0; k < birth.exclusions.length; k++)
      if (isObserved(work, birth.exclusions[k] ?? -1)) excluded = true;
    if (!excluded) return FORECAST.immuneBirth;
  }
  return 0;
};
