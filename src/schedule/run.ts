/** Chapter 4: the steps in order, for one person already in the workspace (history.ts). */
import { selectBestSeries } from '#schedule/best-series.ts';
import { findAntigenContraindication } from '#schedule/contraindication.ts';
import { evaluateSeries } from '#schedule/evaluate-series.ts';
import { follow, runFirst } from '#schedule/first-series.ts';
import { forecastSeries } from '#schedule/forecast-series.ts';
import { organise } from '#schedule/history.ts';
import { immunityOf } from '#schedule/immunity.ts';
import { KIND, NONE, type PreparedAntigen, type PreparedGroup } from '#schedule/prepared.ts';
import { isRelevant } from '#schedule/relevant-series.ts';
import type { Workspace } from '#schedule/workspace.ts';

/** Evaluates and forecasts every relevant series of an antigen, and selects the best. */
export const runAntigen = (work: Workspace, antigen: PreparedAntigen): void => {
  runSeries(work, antigen);
  selectBestSeries(work, antigen);
};

/** As `runAntigen`, for who reads the series one by one: none is said to be the best, but in groups of choice `first`. */
export const runSeries = (work: Workspace, antigen: PreparedAntigen): void => {
  organise(work, antigen);
  const immunity = immunityOf(work, antigen);
  const contraindicated = findAntigenContraindication(work, antigen) !== -1;
  for (let i = 0; i < antigen.series.length; i++) {
    const patient = work.series[antigen.series[i] ?? 0];
    if (patient === undefined) continue;
    patient.outcome = 0;
    patient.relevant = false;
  }
  for (let i = 0; i < antigen.seriesGroups.length; i++)
    if (antigen.seriesGroups[i]?.first === true) runFirst(work, antigen, i, immunity, contraindicated);
  for (let i = 0; i < antigen.series.length; i++) {
    const patient = work.series[antigen.series[i] ?? 0];
    if (patient === undefined) continue;
    // Whether a series that follows another is, is known once that one is evaluated.
    patient.relevant = patient.series.follows !== NONE || isRelevant(work, patient.series);
  }
  if (work.administeredCount[antigen.index] === 0) leaveToDefaults(work, antigen);
  for (let i = 0; i < antigen.series.length; i++) {
    const patient = work.series[antigen.series[i] ?? 0];
    if (!patient?.relevant) continue;
    if (
      patient.series.follows !== NONE &&
      !(follow(work, antigen, patient) && isRelevant(work, patient.series))
    ) {
      patient.relevant = false;
      continue;
    }
    evaluateSeries(work, patient);
    forecastSeries(work, patient, antigen, immunity, contraindicated);
  }
};

/**
 * Without any dose of the antigen, the default series of a series group is its prioritized one whatever the other
 * standard series say (table 8-3), and none of these can be complete: they need not be forecast.
 */
const leaveToDefaults = (work: Workspace, antigen: PreparedAntigen): void => {
  for (let i = 0; i < antigen.series.length; i++) {
    const patient = work.series[antigen.series[i] ?? 0];
    if (!patient?.relevant || patient.series.kind === KIND.risk) continue;
    const { defaults } = patient.series;
    for (let k = 0; k < defaults.length; k++)
      if (defaults[k] !== patient.series.index && work.series[defaults[k] ?? NONE]?.relevant) {
        if (!patient.series.isDefault) patient.relevant = false;
      }
  }
};

export const runGroup = (work: Workspace, group: PreparedGroup): void => {
  for (let i = 0; i < group.antigens.length; i++) {
    const antigen = work.schedule.antigens[group.antigens[i] ?? 0];
    if (antigen !== undefined) runAntigen(work, antigen);
  }
};
