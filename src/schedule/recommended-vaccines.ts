/** FORECASTRECVAC-1, FORECASTVG-9 and FORECASTGUIDANCE-1: which vaccines, and what to know before giving them. */
import type { Text } from '#kernel/text.ts';
import { findVaccineContraindication } from '#schedule/contraindication.ts';
import { isObserved } from '#schedule/history.ts';
import { KIND, type PreparedDoseVaccine } from '#schedule/prepared.ts';
import { indicationApplies, withhold } from '#schedule/relevant-series.ts';
import type { BlendedForecast } from '#schedule/vaccine-group.ts';
import { isBetweenAges, type PatientSeries, STATUS, type Workspace } from '#schedule/workspace.ts';

type Named = { readonly code: string; readonly name: Text };

/** Those recommended by name, and every preferable one that is neither contraindicated nor for another age. */
export const recommendedVaccines = (
  work: Workspace,
  into: BlendedForecast,
): { recommendedVaccines: Named[]; vaccines: Named[] } => {
  const recommended = new Set<number>();
  const possible = new Set<number>();
  for (const patient of into.contained) {
    if (patient.outcome !== STATUS.notComplete) continue;
    withholdFor(work, patient);
    for (const vaccine of patient.series.doses[patient.next]?.preferable ?? []) {
      if (!isPossible(work, patient, vaccine)) continue;
      possible.add(vaccine.vaccine);
      if (vaccine.forecast) recommended.add(vaccine.vaccine);
    }
  }
  const named = (indices: ReadonlySet<number>): Named[] =>
    [...indices].flatMap((index) => work.schedule.vaccines[index] ?? []);
  return { recommendedVaccines: named(recommended), vaccines: named(possible) };
};

/** Whether a vaccine of the next dose may be given to this person at the time. */
export const hasVaccine = (work: Workspace, patient: PatientSeries): boolean => {
  withholdFor(work, patient);
  return (patient.series.doses[patient.next]?.preferable ?? []).some((vaccine) =>
    isPossible(work, patient, vaccine),
  );
};

const withholdFor = (work: Workspace, { series }: PatientSeries): void => {
  const antigen = work.schedule.antigens[series.antigen];
  if (antigen === undefined || !work.schedule.withholds) return;
  withhold(
    work,
    antigen,
    antigen.seriesGroups.findIndex(({ code }) => code === series.seriesGroup),
  );
};

const isPossible = (work: Workspace, patient: PatientSeries, vaccine: PreparedDoseVaccine): boolean => {
  const antigen = work.schedule.antigens[patient.series.antigen];
  if (work.withheld[vaccine.vaccine] === 1) return false;
  if (antigen === undefined || findVaccineContraindication(work, antigen, vaccine.vaccine) !== -1)
    return false;
  // A day that has passed says nothing of the vaccine to give: the person is older now.
  return (
    isBetweenAges(work, vaccine.from, vaccine.until, Math.max(patient.earliest, work.today)) ||
    isBetweenAges(work, vaccine.from, vaccine.until, Math.max(patient.recommended, work.today))
  );
};

/** FORECASTGUIDANCE-1: of the series of recommended antigens, and of the indications and contraindications known. */
export const guidanceFor = (work: Workspace, into: BlendedForecast): Text[] => {
  const guidance: (Text | null)[] = [];
  for (const { series, outcome } of into.contained) {
    if (outcome === STATUS.notComplete) guidance.push(...series.guidance);
    if (series.kind === KIND.risk)
      for (const indication of series.indications)
        if (indicationApplies(work, indication)) guidance.push(indication.guidance);
    const antigen = work.schedule.antigens[series.antigen];
    for (const found of [...(antigen?.contraindications ?? []), ...(antigen?.vaccineContraindications ?? [])])
      if (isObserved(work, found.observation)) guidance.push(found.guidance);
  }
  const once = new Map(guidance.flatMap((text) => (text === null ? [] : [[text.en, text] as const])));
  return [...once.values()];
};
