/**
 * The answer of `$immds-forecast` (FHIR R4, HL7 guide ImmDS 2.0.0): an ImmunizationEvaluation for each dose and
 * antigen, one ImmunizationRecommendation, and an OperationOutcome when there is something to say beside them.
 */
import type { Day } from '#kernel/day.ts';
import type { Language, Text } from '#kernel/text.ts';
import { textOf } from '#schedule/codes.ts';
import { expressionOf, type Path } from '#schedule/fhir-notes.ts';
import type { FhirAsked, Reference } from '#schedule/fhir-request.ts';
import type { FhirResource } from '#schedule/fhir-resources.ts';
import {
  type Concept,
  DATE_CRITERIA,
  diseaseOf,
  doseReasonConcept,
  doseStatusConcept,
  forecastReasonConcept,
  groupCvx,
  statusConcept,
  type Urgency,
  vaccineSystem,
} from '#schedule/fhir-terms.ts';
import type { Evaluation, Explanation, ForecastResult, GroupForecast } from '#schedule/forecast.api.ts';
import type { Schedule } from '#schedule/schedule.ts';

export type Issue = {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly diagnostics?: string;
  readonly details: { readonly text: string };
  readonly expression?: readonly string[];
};

export type FhirAnswer = {
  readonly resourceType: 'Parameters';
  readonly parameter: readonly { readonly name: string; readonly resource: FhirResource }[];
};

/** What an answer needs to know of the schedule, beside the result. */
type Told = {
  readonly asked: FhirAsked;
  readonly result: ForecastResult;
  readonly schedule: Schedule;
  readonly language: Language;
  readonly diseases: ReadonlyMap<string, Text>;
  /** How many doses a series has, by `seriesKey`, when that is one number. */
  readonly lengths: ReadonlyMap<string, number>;
};

/** Series of several antigens may have one name. */
const seriesKey = (antigen: string, series: string): string => `${antigen}: ${series}`;

/** A series whose doses may be skipped or come again has no one number of doses. */
const lengthsOf = (schedule: Schedule): ReadonlyMap<string, number> =>
  new Map(
    schedule.antigens
      .flatMap(({ name, series }) =>
        series.map((one) => ({ key: seriesKey(name, one.name), doses: one.doses })),
      )
      .filter(({ doses }) => doses.every(({ skips, recurring }) => skips.length === 0 && !recurring))
      .map(({ key, doses }) => [key, doses.length]),
  );

export const fhirAnswer = (
  asked: FhirAsked,
  result: ForecastResult,
  schedule: Schedule,
  language: Language,
): FhirAnswer => {
  const diseases = new Map(schedule.antigens.map(({ name, disease }) => [name, textOf(disease ?? name)]));
  const lengths = lengthsOf(schedule);
  const told: Told = { asked, result, schedule, language, diseases, lengths };
  const issues = issuesOf(told);
  return {
    resourceType: 'Parameters',
    parameter: [
      ...evaluationsOf(told).map((resource) => ({ name: 'evaluation', resource })),
      { name: 'recommendation', resource: recommendationOf(told) },
      ...(issues.length > 0
        ? [{ name: 'outcome', resource: { resourceType: 'OperationOutcome', issue: issues } }]
        : []),
    ],
  };
};

const authorityOf = ({ schedule, language }: Told): { display: string } => ({
  display: `${schedule.publisher}: ${textOf(schedule.title)[language]} (${schedule.name} ${schedule.version})`,
});

const described = (explanation: readonly Explanation[], language: Language): string | undefined =>
  explanation.length === 0 ? undefined : explanation.map(({ text }) => text[language]).join('\n');

type DoseSeen = { readonly evaluation: Evaluation; readonly date: Day; readonly event: Reference };

const evaluationsOf = (told: Told): FhirResource[] => {
  const evaluations = told.result.doses.flatMap((dose, i) => {
    const event = told.asked.events[i];
    return event === undefined
      ? []
      : dose.evaluations.map((evaluation) => ({ evaluation, date: dose.date, event }));
  });
  return evaluations.map((seen, i) => evaluationOf(told, seen, i + 1));
};

/** How many doses count against an antigen until a day: a target dose that is skipped is not one, as in a forecast. */
const validUntil = ({ result }: Told, antigen: string, until: Day): number =>
  result.doses.filter(
    ({ date, evaluations }) =>
      date <= until && evaluations.some((one) => one.antigen === antigen && one.status === 'Valid'),
  ).length;

const evaluationOf = (
  told: Told,
  { evaluation, date, event: immunizationEvent }: DoseSeen,
  number: number,
): FhirResource => {
  const { result, asked, language } = told;
  const { antigen, status, reason, series } = evaluation;
  const description = described(evaluation.explanation, language);
  const doseNumber = status === 'Valid' ? validUntil(told, antigen, date) : undefined;
  const doses = told.lengths.get(seriesKey(antigen, series));
  return {
    resourceType: 'ImmunizationEvaluation',
    id: `evaluation-${number}`,
    status: 'completed',
    patient: asked.patient,
    date: result.assessmentDate,
    authority: authorityOf(told),
    targetDisease: conceptOf(told, antigen),
    immunizationEvent,
    doseStatus: doseStatusConcept(status),
    ...(reason !== null && {
      doseStatusReason: [doseReasonConcept(evaluation.explanation[0]?.code, reason)],
    }),
    ...(description !== undefined && { description }),
    series,
    ...(doseNumber !== undefined && { doseNumberPositiveInt: doseNumber }),
    ...(doses !== undefined && { seriesDosesPositiveInt: doses }),
  };
};

const conceptOf = ({ diseases, language }: Told, antigen: string): Concept =>
  diseaseOf(antigen, diseases.get(antigen)?.[language] ?? antigen);

const recommendationOf = (told: Told): FhirResource => ({
  resourceType: 'ImmunizationRecommendation',
  id: 'recommendation',
  patient: told.asked.patient,
  date: told.result.assessmentDate,
  authority: authorityOf(told),
  recommendation: told.result.forecasts.map((forecast) => groupRecommendation(told, forecast)),
});

const groupRecommendation = (told: Told, forecast: GroupForecast): object => {
  const { language, result } = told;
  const { seriesStatus, reason, doseNumber, antigens } = forecast;
  const dates = (['earliest', 'recommended', 'pastDue', 'latest'] as const).flatMap((which) => {
    const day = forecast[which];
    return day === null ? [] : [{ code: { coding: [DATE_CRITERIA[which]] }, value: day }];
  });
  const description = described(forecast.explanation, language);
  const series = [...new Set(forecast.series.map(({ name }) => name))].join('; ');
  const totals = new Set(
    forecast.series.map(({ antigen, name }) => told.lengths.get(seriesKey(antigen, name))),
  );
  const [total] = totals;
  const support = supporting(told, forecast);
  return {
    vaccineCode: vaccineCodes(told, forecast),
    ...(antigens[0] !== undefined && { targetDisease: diseasesOf(told, antigens) }),
    forecastStatus: statusConcept(seriesStatus, urgencyOf(forecast, result.assessmentDate)),
    ...(reason !== null && { forecastReason: [forecastReasonConcept(reason)] }),
    ...(dates.length > 0 && { dateCriterion: dates }),
    ...(description !== undefined && { description }),
    ...(series !== '' && { series }),
    ...(doseNumber !== null && doseNumber > 0 && { doseNumberPositiveInt: doseNumber }),
    // Antigens of a group may have series of different lengths: then no one number is true.
    ...(totals.size === 1 && total !== undefined && { seriesDosesPositiveInt: total }),
    ...(support.length > 0 && { supportingImmunization: support }),
  };
};

/** One disease by its code; several in words, since a CodeableConcept is one concept. */
const diseasesOf = (told: Told, antigens: readonly string[]): Concept => {
  const [first, ...others] = [...new Set(antigens)];
  if (first !== undefined && others.length === 0) return conceptOf(told, first);
  return {
    text: antigens.map((antigen) => told.diseases.get(antigen)?.[told.language] ?? antigen).join(', '),
  };
};

/** The vaccine group first, then the vaccines to prefer: those recommended by name, else all still possible. */
const vaccineCodes = ({ schedule, language }: Told, forecast: GroupForecast): Concept[] => {
  const system = vaccineSystem(schedule.vaccineCodes);
  const group = schedule.groups.find(({ name, aliases }) =>
    [name, ...aliases].some((word) => word.toUpperCase() === forecast.vaccineGroup.toUpperCase()),
  );
  const code = schedule.vaccineCodes === 'cvx' ? groupCvx(group?.antigens ?? forecast.antigens) : undefined;
  const text = forecast.title[language];
  const named = forecast.recommendedVaccines.length > 0 ? forecast.recommendedVaccines : forecast.vaccines;
  const others = named.filter((vaccine) => vaccine.code !== code);
  return [
    code === undefined ? { text } : { coding: [{ system, code }], text },
    ...others.map((vaccine) => ({
      coding: [{ system, code: vaccine.code, display: vaccine.name.en }],
      text: vaccine.name[language],
    })),
  ];
};

const urgencyOf = ({ recommended, earliest, pastDue }: GroupForecast, on: Day): Urgency => {
  if (pastDue !== null && pastDue < on) return 'overdue';
  const from = recommended ?? earliest;
  return from !== null && from <= on ? 'due' : 'later';
};

/** The immunizations that were looked at for a group. */
const supporting = ({ result, asked }: Told, { antigens }: GroupForecast): Reference[] =>
  result.doses.flatMap(({ evaluations }, i) => {
    const event = asked.events[i];
    const concerned = evaluations.some(({ antigen }) => antigens.includes(antigen));
    return event !== undefined && concerned ? [event] : [];
  });

const information = (text: string, at?: Path): Issue => ({
  severity: 'information',
  code: 'informational',
  details: { text },
  ...(at !== undefined && { expression: [expressionOf(at)] }),
});

const UNREAD_DOSE: Text = {
  fr: 'aucune série du calendrier ne la regarde pour cette personne : elle n’est pas évaluée',
  en: 'no series of the schedule concerns it for this person: it is not evaluated',
};

const LATER_DOSE: Text = {
  fr: 'elle est après le jour de la demande : elle n’est pas lue',
  en: 'it is after the assessment date: it is not read',
};

/** What was left aside, and what is not known and might change the answer. */
const issuesOf = ({ asked, result, language }: Told): Issue[] => {
  const unread = result.doses.flatMap(({ date, cvx, evaluations }, i) => {
    if (evaluations.length > 0) return [];
    const why = date > result.assessmentDate ? LATER_DOSE : UNREAD_DOSE;
    return [
      information(`${date}, ${cvx}${language === 'fr' ? ' ' : ''}: ${why[language]}`, asked.places.doses[i]),
    ];
  });
  const asking = new Set(
    result.forecasts.flatMap(({ vaccineGroup, missing }) =>
      missing.map(({ text }) => `${vaccineGroup}: ${text[language]}`),
    ),
  );
  return [
    ...asked.notices.map(
      ({ severity, at, text }): Issue => ({
        ...information(text[language], at),
        severity,
      }),
    ),
    ...unread,
    ...[...asking].map((text) => ({ ...information(text), code: 'incomplete' })),
  ];
};
