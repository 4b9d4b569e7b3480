/** Section 6.7: was the dose too close to a vaccine it conflicts with? */
import { NONE } from '#schedule/prepared.ts';
import { afterDose, EVALUATED, type PatientSeries, type Workspace } from '#schedule/workspace.ts';

/**
 * CONFLICT-3: the earlier dose that impacts this one, or NONE; the end of the conflict goes to `patient.bound[at]`.
 * A dose of another antigen has no evaluation status in this series (CALCDTCONFLICT-2).
 */
export const findConflict = (work: Workspace, patient: PatientSeries, given: number, at: number): number => {
  const { schedule } = work;
  const current = work.vaccine[given] ?? 0;
  if (schedule.impacted[current] !== 1) return NONE;
  const day = work.day[given] ?? 0;
  const size = schedule.vaccines.length;
  for (let dose = given - 1; dose >= 0; dose--) {
    const conflict =
      schedule.conflicts[(schedule.conflictIndex[(work.vaccine[dose] ?? 0) * size + current] ?? 0) - 1];
    if (conflict === undefined) continue;
    if (day < afterDose(work, dose, conflict.begin)) continue;
    const status = statusOf(work, patient, dose, at);
    const end = afterDose(
      work,
      dose,
      status === EVALUATED.no || status === EVALUATED.valid ? conflict.endIfValid : conflict.end,
    );
    if (day >= end) continue;
    patient.bound[at] = end;
    return dose;
  }
  return NONE;
};

const statusOf = (work: Workspace, patient: PatientSeries, dose: number, at: number): number => {
  const list = work.administered[patient.series.antigen];
  for (let i = at - 1; i >= 0; i--) if (list?.[i] === dose) return patient.status[i] ?? EVALUATED.no;
  return EVALUATED.no;
};
