/** Section 4.4: the doses of an antigen against the target doses of one series. */
import { canSkip } from '#schedule/conditional-skip.ts';
import { evaluateAge } from '#schedule/evaluate-age.ts';
import { findConflict } from '#schedule/evaluate-conflict.ts';
import { evaluateIntervals } from '#schedule/evaluate-interval.ts';
import { evaluateVaccine, isInadvertentVaccine } from '#schedule/evaluate-vaccine.ts';
import { NEVER, NONE, type PreparedSeriesDose } from '#schedule/prepared.ts';
import { EVALUATED, type PatientSeries, REASON, TARGET, type Workspace } from '#schedule/workspace.ts';

/** Figure 4-6. Leaves in `patient` the status of each dose, and the next target dose. */
export const evaluateSeries = (work: Workspace, patient: PatientSeries): void => {
  const { doses } = patient.series;
  const list = work.administered[patient.series.antigen];
  const count = work.administeredCount[patient.series.antigen] ?? 0;
  patient.targets = 0;
  patient.next = 0;
  patient.satisfied = 0;
  patient.allValid = true;
  patient.firstValid = NEVER;
  for (let at = patient.start; at < count; at++) {
    const given = list?.[at] ?? 0;
    patient.bound[at] = 0;
    patient.detail[at] = NONE;
    patient.target[at] = 0;
    const flaw = work.flaw[given] ?? 0;
    if (flaw !== 0) {
      // Table 6-3: the dose cannot be evaluated.
      patient.status[at] = EVALUATED.substandard;
      patient.reason[at] = flaw;
      patient.target[at] = doses[patient.next]?.number ?? 0;
      patient.allValid = false;
      continue;
    }
    const day = work.day[given] ?? 0;
    let dose = doses[patient.next];
    while (dose !== undefined && canSkip(work, patient, dose.skipsWhenEvaluating, day, day, at)) {
      addTarget(patient, TARGET.skipped, NONE, day, at);
      dose = doses[++patient.next];
    }
    if (dose === undefined) {
      patient.status[at] = EVALUATED.extraneous;
      patient.reason[at] = REASON.complete;
      patient.allValid = false;
      continue;
    }
    patient.target[at] = dose.number;
    if (day < patient.series.dosesFrom) {
      notValid(patient, at, REASON.notYet);
      patient.bound[at] = patient.series.dosesFrom;
      patient.allValid = false;
      continue;
    }
    evaluateDose(work, patient, dose, given, at);
    if (patient.status[at] !== EVALUATED.valid) {
      patient.allValid = false;
      continue;
    }
    addTarget(patient, TARGET.satisfied, given, day, at);
    patient.satisfied++;
    if (day < patient.firstValid) patient.firstValid = day;
    // A recurring dose is followed by one identical to it (step 5).
    if (!dose.recurring) patient.next++;
  }
};

export const addTarget = (
  patient: PatientSeries,
  status: number,
  given: number,
  day: number,
  before: number,
): void => {
  const k = patient.targets++;
  patient.targetDose[k] = patient.next;
  patient.targetStatus[k] = status;
  patient.targetGiven[k] = given;
  patient.targetDay[k] = day;
  patient.targetBefore[k] = before;
};

/** Figure 6-1 and table 6-31, its conditions in the order of the sections. */
const evaluateDose = (
  work: Workspace,
  patient: PatientSeries,
  dose: PreparedSeriesDose,
  given: number,
  at: number,
): void => {
  if (isInadvertentVaccine(work, dose, given)) {
    notValid(patient, at, REASON.inadvertent);
    return;
  }
  const age = evaluateAge(work, patient, dose, work.day[given] ?? 0, at);
  if (age === REASON.tooYoung) {
    notValid(patient, at, age);
    return;
  }
  if (age === REASON.tooOld) {
    patient.status[at] = EVALUATED.extraneous;
    patient.reason[at] = age;
    return;
  }
  const interval = evaluateIntervals(work, patient, dose, given, at);
  if (interval === REASON.tooSoon) {
    notValid(patient, at, interval);
    return;
  }
  const conflicting = findConflict(work, patient, given, at);
  if (conflicting !== NONE) {
    patient.detail[at] = conflicting;
    notValid(patient, at, REASON.conflict);
    return;
  }
  const vaccine = evaluateVaccine(work, dose, given);
  if (vaccine !== REASON.none && vaccine !== REASON.allowableVaccine) {
    notValid(patient, at, vaccine);
    return;
  }
  patient.status[at] = EVALUATED.valid;
  patient.reason[at] = interval !== REASON.none ? interval : age !== REASON.none ? age : vaccine;
};

const notValid = (patient: PatientSeries, at: number, reason: number): void => {
  patient.status[at] = EVALUATED.notValid;
  patient.reason[at] = reason;
};
