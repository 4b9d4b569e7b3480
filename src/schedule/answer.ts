/** The workspace in words: the answer to a case, with why. Slower than the evaluation; made only when it is read. */
import { type Day, type DayNumber, dayOf } from '#kernel/day.ts';
import { explainDose } from '#schedule/explain-dose.ts';
import { explainForecast } from '#schedule/explain-forecast.ts';
import { explanation } from '#schedule/explain-words.ts';
import { findVaccine } from '#schedule/find-vaccine.ts';
import type {
  DoseEvaluated,
  Evaluation,
  EvaluationStatus,
  ForecastCase,
  ForecastResult,
  GroupForecast,
  SeriesStatus,
} from '#schedule/forecast.api.ts';
import { contraindicationsToCheck, missingFor } from '#schedule/missing.ts';
import { KIND, NO_DAY, NONE, type PreparedGroup } from '#schedule/prepared.ts';
import { guidanceFor, recommendedVaccines } from '#schedule/recommended-vaccines.ts';
import { runGroup } from '#schedule/run.ts';
import { type BlendedForecast, blend, compareForecasts, createBlended } from '#schedule/vaccine-group.ts';
import {
  EVALUATED,
  FORECAST,
  isBetweenAges,
  type PatientSeries,
  REASON,
  STATUS,
  type Workspace,
} from '#schedule/workspace.ts';

const EVALUATION_STATUS: Readonly<Record<number, EvaluationStatus>> = {
  [EVALUATED.valid]: 'Valid',
  [EVALUATED.notValid]: 'Not Valid',
  [EVALUATED.substandard]: 'Sub-standard',
  [EVALUATED.extraneous]: 'Extraneous',
};

/** Evaluation reasons in the words of the test cases published with the specification. */
const EVALUATION_REASON: Readonly<Record<number, string>> = {
  [REASON.tooYoung]: 'Age: Too Young',
  [REASON.tooOld]: 'Age: Too Old',
  [REASON.tooSoon]: 'Interval: too Soon',
  [REASON.conflict]: 'Live Virus Conflict',
  [REASON.inadvertent]: 'Inadvertent Vaccine',
  [REASON.vaccine]: 'Not a preferable or allowable vaccine',
  [REASON.vaccineAge]: 'Not a preferable or allowable vaccine',
  [REASON.tradeName]: 'Not a preferable or allowable vaccine',
  [REASON.notYet]: 'Before the series took effect',
  [REASON.complete]: 'Series Already Complete',
  [REASON.lotExpired]: 'Lot Expired',
  [REASON.condition]: 'Dose Condition',
};

const SERIES_STATUS: Readonly<Record<number, SeriesStatus>> = {
  [STATUS.notComplete]: 'Not Complete',
  [STATUS.complete]: 'Complete',
  [STATUS.immune]: 'Immune',
  [STATUS.contraindicated]: 'Contraindicated',
  [STATUS.agedOut]: 'Aged Out',
  [STATUS.notRecommended]: 'Not Recommended',
};

/** Forecast reasons as table 7-10 writes them. */
const FORECAST_REASON: Readonly<Record<number, string>> = {
  [FORECAST.complete]: 'Patient series is complete',
  [FORECAST.history]: 'Not recommended at this time due to past immunization history',
  [FORECAST.immuneHistory]: 'Patient has evidence of immunity',
  [FORECAST.immuneBirth]: 'Patient has evidence of immunity',
  [FORECAST.antigenContraindicated]: 'Patient has a contraindication',
  [FORECAST.vaccinesContraindicated]: 'Patient has a contraindication',
  [FORECAST.pastSeason]: 'Past seasonal recommendation end date',
  [FORECAST.pastMaximumAge]: 'Patient has exceeded the maximum age',
  [FORECAST.cannotFinish]: 'Patient is unable to finish the series prior to the maximum age',
};

const NOT_READ = 'After the assessment date: not read';
/** Of a dose that no series evaluates. */
const NO_ANTIGEN = 'The vaccine protects from no disease of this schedule at that age';
const NO_RISK = 'No series of this schedule against the disease concerns the patient';

/** Gives its reason to each dose that was read and that no series evaluated. */
const tellUnevaluated = (work: Workspace, doses: readonly DoseEvaluated[]): void => {
  for (let given = 0; given < work.doses; given++) {
    const dose = doses[work.asked[given] ?? 0];
    if (dose === undefined || dose.evaluations.length > 0) continue;
    const protects = work.schedule.antigens.some(({ contains }) => {
      const age = contains[work.vaccine[given] ?? 0];
      return age !== undefined && isBetweenAges(work, age.from, age.until, work.day[given] ?? 0);
    });
    dose.reason = protects ? NO_RISK : NO_ANTIGEN;
  }
};

const KIND_NAME = {
  [KIND.standard]: 'standard',
  [KIND.risk]: 'risk',
  [KIND.evaluationOnly]: 'evaluation only',
} as const;

export const answerOf = (
  work: Workspace,
  asked: ForecastCase,
  groups: readonly PreparedGroup[],
): ForecastResult => {
  const { schedule } = work;
  const forecasts: GroupForecast[] = [];
  const doses = asked.doses.map(
    (dose): DoseEvaluated => ({
      date: dose.date,
      cvx: dose.cvx,
      name: schedule.vaccines[findVaccine(schedule, dose.cvx) ?? NONE]?.name ?? {
        fr: dose.cvx,
        en: dose.cvx,
      },
      status: null,
      reason: dose.date > asked.assessmentDate ? NOT_READ : null,
      evaluations: [],
    }),
  );
  for (const group of groups) {
    runGroup(work, group);
    forecasts.push(...forecastsOf(work, group, asked.vaccineGroup ?? group.name, groups.length === 1));
    evaluationsOf(work, asked, group, doses);
  }
  // A dose that does not concern the group asked is evaluated for those it concerns.
  if (groups.length < schedule.groups.length) evaluateOthers(work, asked, doses);
  tellUnevaluated(work, doses);
  return {
    id: asked.id,
    assessmentDate: asked.assessmentDate,
    schedule: { name: schedule.name, version: schedule.version },
    doses: doses.map(mostFavourable),
    forecasts,
  };
};

const evaluateOthers = (work: Workspace, asked: ForecastCase, doses: readonly DoseEvaluated[]): void => {
  const open = new Set<number>();
  for (let given = 0; given < work.doses; given++)
    if (doses[work.asked[given] ?? 0]?.evaluations.length === 0) open.add(given);
  for (const group of work.schedule.groups) {
    if (![...open].some((given) => group.vaccines[work.vaccine[given] ?? 0] === 1)) continue;
    runGroup(work, group);
    evaluationsOf(work, asked, group, doses, open);
  }
};

/** The forecasts of a group, the one that says most of the person first. */
const forecastsOf = (
  work: Workspace,
  group: PreparedGroup,
  name: string,
  alone: boolean,
): GroupForecast[] => {
  const found: BlendedForecast[] = [];
  for (let number = 0; number < group.blends; number++) {
    const into = createBlended();
    if (blend(work, group, number, into)) found.push(into);
  }
  if (found.length === 0 && alone) return [nothingFor(work, group, name)];
  return found.sort(compareForecasts).map((into) => forecastOf(work, group, into, name));
};

const dayOrNull = (day: DayNumber): Day | null => (day === NO_DAY ? null : dayOf(day));

const forecastOf = (
  work: Workspace,
  group: PreparedGroup,
  into: BlendedForecast,
  name: string,
): GroupForecast => {
  const [first] = into.contained;
  const decisive = into.contained.find(({ outcome }) => outcome === into.outcome) ?? first;
  return {
    vaccineGroup: name,
    title: group.title,
    kind: KIND_NAME[into.kind],
    seriesStatus: SERIES_STATUS[into.outcome] ?? 'Not Complete',
    reason: FORECAST_REASON[decisive?.why ?? 0] ?? null,
    doseNumber: into.outcome === STATUS.notComplete ? into.doseNumber : null,
    earliest: dayOrNull(into.earliest),
    recommended: dayOrNull(into.recommended),
    pastDue: dayOrNull(into.pastDue),
    latest: dayOrNull(into.latest),
    ...recommendedVaccines(work, into),
    series: into.contained.map((patient) => ({
      antigen: work.schedule.antigens[patient.series.antigen]?.name ?? '',
      name: patient.series.name,
      title: patient.series.title,
      status: SERIES_STATUS[patient.outcome] ?? 'Not Complete',
      doseNumber: patient.outcome === STATUS.notComplete ? patient.doseNumber : null,
      doses: patient.series.doses.length,
    })),
    antigens: into.contained.map((patient) => work.schedule.antigens[patient.series.antigen]?.name ?? ''),
    guidance: guidanceFor(work, into),
    explanation: explainForecast(work, group, into),
    missing: [
      ...(SETTLED.has(into.outcome) ? [] : missingFor(work, group)),
      ...(into.outcome === STATUS.notComplete ? contraindicationsToCheck(work, group) : []),
    ],
  };
};

/** Nothing that could still be learnt would make a vaccine due. */
const SETTLED = new Set<number>([STATUS.immune, STATUS.contraindicated]);

const NO_SERIES = explanation(
  'status',
  'no-series',
  { section: '5.1', rule: 'Table 5-5' },
  {
    fr: 'Aucune série n’est pour tout le monde à cet âge, et aucun risque connu n’en demande une.',
    en: 'No series is for everybody at this age, and no known risk asks for one.',
  },
  {},
);

/** A group with no best series for the person (risk series only, and no known risk): nothing is recommended. */
const nothingFor = (work: Workspace, group: PreparedGroup, name: string): GroupForecast => ({
  vaccineGroup: name,
  title: group.title,
  kind: 'standard',
  seriesStatus: 'Not Recommended',
  reason: 'No series of this schedule concerns the patient',
  doseNumber: null,
  earliest: null,
  recommended: null,
  pastDue: null,
  latest: null,
  recommendedVaccines: [],
  vaccines: [],
  series: [],
  antigens: [],
  guidance: [],
  explanation: [NO_SERIES],
  missing: missingFor(work, group),
});

/**
 * The series by which the doses of an antigen are judged: the best ones; else the prioritized ones (all are shown
 * when none is best), else the first relevant.
 */
const judges = (work: Workspace, antigen: number): PatientSeries[] => {
  const all = [...(work.prioritized[antigen] ?? [])];
  const best = work.best[antigen];
  const seriesOf = (indices: readonly number[]) => indices.flatMap((index) => work.series[index] ?? []);
  const found = seriesOf(all.filter((_, k) => best?.[k] === 1));
  if (found.length > 0) return found;
  const prioritized = seriesOf(all);
  if (prioritized.length > 0) return prioritized;
  return seriesOf(work.schedule.antigens[antigen]?.series ?? [])
    .filter(({ relevant }) => relevant)
    .slice(0, 1);
};

/** Each dose by the series in which it is worth most: a dose wasted for a risk may count for everybody's series. */
const evaluationsOf = (
  work: Workspace,
  asked: ForecastCase,
  group: PreparedGroup,
  doses: readonly DoseEvaluated[],
  only?: ReadonlySet<number>,
): void => {
  for (const antigen of group.antigens) {
    const series = judges(work, antigen);
    const list = work.administered[antigen];
    for (let at = 0; at < (work.administeredCount[antigen] ?? 0); at++) {
      const given = list?.[at] ?? 0;
      if (only !== undefined && !only.has(given)) continue;
      // Of equal worth, a series that is recommended says more than one that is for evaluation only.
      const worth = (patient: PatientSeries) =>
        2 * FAVOUR.indexOf(statusOf(patient, at)) + Number(patient.series.kind === KIND.evaluationOnly);
      const [patient] = series.toSorted((one, other) => worth(one) - worth(other));
      if (patient === undefined) continue;
      const evaluation: Evaluation = {
        vaccineGroup: group.name,
        antigen: work.schedule.antigens[antigen]?.name ?? '',
        series: patient.series.name,
        targetDose: patient.target[at] || null,
        status: statusOf(patient, at),
        reason: EVALUATION_REASON[patient.reason[at] ?? 0] ?? null,
        explanation: explainDose(work, patient, given, at, asked.doses[work.asked[given] ?? 0]),
      };
      doses[work.asked[given] ?? 0]?.evaluations.push(evaluation);
    }
  }
};

const statusOf = (patient: PatientSeries, at: number): EvaluationStatus =>
  EVALUATION_STATUS[patient.status[at] ?? 0] ?? 'Not Valid';

const FAVOUR: readonly EvaluationStatus[] = ['Valid', 'Extraneous', 'Sub-standard', 'Not Valid'];

const mostFavourable = (dose: DoseEvaluated): DoseEvaluated => {
  for (const status of FAVOUR) {
    const found = dose.evaluations.find((evaluation) => evaluation.status === status);
    if (found !== undefined) return { ...dose, status, reason: found.reason };
  }
  return dose;
};
