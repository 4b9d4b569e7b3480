/** Section 6.4: was the dose given at a valid age? */

import type { PreparedSeriesDose } from '#schedule/prepared.ts';
import { ALWAYS, NEVER } from '#schedule/prepared.ts';
import { ageDayOr, ageOfDose, type PatientSeries, REASON, type Workspace } from '#schedule/workspace.ts';

/** Table 6-15: REASON.none, graceAge, tooYoung or tooOld; the bound compared goes to `patient.bound[at]`. */
export const evaluateAge = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  day: number,
  at: number,
): number => {
  const age = ageOfDose(dose.ages, day);
  if (age === undefined) return REASON.none;
  const absoluteMinimum = ageDayOr(work, age.absoluteMinimum, ALWAYS);
  if (day < absoluteMinimum) {
    patient.bound[at] = absoluteMinimum;
    patient.detail[at] = age.absoluteMinimum;
    return REASON.tooYoung;
  }
  const maximum = ageDayOr(work, age.maximum, NEVER);
  if (day >= maximum) {
    patient.bound[at] = maximum;
    patient.detail[at] = age.maximum;
    return REASON.tooOld;
  }
  const minimum = ageDayOr(work, age.minimum, ALWAYS);
  if (day < minimum) {
    patient.bound[at] = minimum;
    patient.detail[at] = age.minimum;
    return REASON.graceAge;
  }
  return REASON.none;
};
