/** Why each day of a forecast is what it is (sections 7.4 and 7.5). */
import type { DayNumber } from '#kernel/day.ts';
import { intervalDay } from '#schedule/evaluate-interval.ts';
import { originWords } from '#schedule/explain-dose.ts';
import { count, day, explanation, period, type Value, word } from '#schedule/explain-words.ts';
import type { Explanation } from '#schedule/forecast.api.ts';
import { NONE } from '#schedule/prepared.ts';
import { ageOfDose, applies, CAUSE, type PatientSeries, type Workspace } from '#schedule/workspace.ts';

export const explainEarliest = (work: Workspace, patient: PatientSeries): Explanation => {
  const rule = { section: '7.4', rule: 'FORECASTDTCAN-1' };
  const values = {
    antigen: word(work.schedule.antigens[patient.series.antigen]?.disease ?? ''),
    earliest: day(patient.earliest),
  };
  switch (patient.earliestCause) {
    case CAUSE.minimumAge:
      return explanation(
        'earliest',
        'minimum-age',
        rule,
        {
          fr: 'Pas avant l’âge minimal de {age} : {earliest}.',
          en: 'Not before the minimum age of {age}: {earliest}.',
        },
        { ...values, age: period(work.schedule.ageTexts[patient.earliestDetail] ?? '') },
      );
    case CAUSE.minimumInterval:
      return explanation(
        'earliest',
        'minimum-interval',
        rule,
        {
          fr: 'Au moins {interval} {origin} ({since}) : {earliest}.',
          en: 'At least {interval} {origin} ({since}): {earliest}.',
        },
        {
          ...values,
          ...intervalValues(work, patient, patient.earliestDetail, 'minimumText'),
        },
      );
    case CAUSE.conflict:
      return explanation(
        'earliest',
        'conflict',
        rule,
        {
          fr: 'Au moins {interval} jours après {other} ({otherDay}) : {earliest}.',
          en: 'At least {interval} days after {other} ({otherDay}): {earliest}.',
        },
        {
          ...values,
          other: word(work.schedule.vaccines[work.vaccine[patient.earliestDetail] ?? 0]?.name ?? ''),
          otherDay: day(work.day[patient.earliestDetail] ?? 0),
          interval: count(patient.earliest - (work.day[patient.earliestDetail] ?? 0)),
        },
      );
    case CAUSE.season:
      return explanation(
        'earliest',
        'season',
        rule,
        {
          fr: 'La saison recommandée commence le {earliest}.',
          en: 'The recommended season starts on {earliest}.',
        },
        values,
      );
    case CAUSE.none:
      return explanation(
        'earliest',
        'no-bound',
        rule,
        { fr: 'Aucune borne : dès la naissance.', en: 'No bound: from birth.' },
        values,
      );
    default:
      return explanation(
        'earliest',
        'last-dose',
        rule,
        {
          fr: 'Pas avant la dernière dose reçue, le {earliest}.',
          en: 'Not before the last dose received, on {earliest}.',
        },
        values,
      );
  }
};

export const explainRecommended = (work: Workspace, patient: PatientSeries): Explanation => {
  const dose = patient.series.doses[patient.next];
  const age = dose && ageOfDose(dose.ages, work.today);
  const values = { recommended: day(patient.recommended), unadjusted: day(patient.unadjustedRecommended) };
  switch (patient.recommendedCause) {
    case CAUSE.recommendedAge:
      return explanation(
        'recommended',
        'recommended-age',
        { section: '7.5', rule: 'FORECASTDT-2' },
        {
          fr: 'Recommandée à partir de {age} : {recommended}.',
          en: 'Recommended from {age}: {recommended}.',
        },
        { ...values, age: period(work.schedule.ageTexts[age?.earliestRecommended ?? NONE] ?? '') },
      );
    case CAUSE.recommendedInterval:
      return explanation(
        'recommended',
        'recommended-interval',
        { section: '7.5', rule: 'FORECASTDT-2' },
        {
          fr: 'Recommandée {interval} {origin} ({since}) : {recommended}.',
          en: 'Recommended {interval} {origin} ({since}): {recommended}.',
        },
        {
          ...values,
          ...intervalValues(
            work,
            patient,
            decidingInterval(work, patient, 'earliestRecommended', patient.unadjustedRecommended),
            'earliestRecommendedText',
          ),
        },
      );
    default:
      return explanation(
        'recommended',
        'as-soon-as-possible',
        {
          section: '7.5',
          rule: patient.recommended === patient.unadjustedRecommended ? 'FORECASTDT-2' : 'FORECASTDT-5',
        },
        {
          fr: 'Recommandée dès que possible : {recommended}.',
          en: 'Recommended as soon as possible: {recommended}.',
        },
        values,
      );
  }
};

export const explainPastDue = (work: Workspace, patient: PatientSeries): Explanation => {
  const dose = patient.series.doses[patient.next];
  const age = dose && ageOfDose(dose.ages, work.today);
  const values = { pastDue: day(patient.pastDue), unadjusted: day(patient.unadjustedPastDue) };
  switch (patient.pastDueCause) {
    case CAUSE.latestAge:
      return explanation(
        'pastDue',
        'latest-age',
        { section: '7.5', rule: 'FORECASTDT-3' },
        {
          fr: 'En retard après le {pastDue}, veille de {age}.',
          en: 'Past due after {pastDue}, the day before {age}.',
        },
        { ...values, age: period(work.schedule.ageTexts[age?.latestRecommended ?? NONE] ?? '') },
      );
    case CAUSE.latestInterval:
      return explanation(
        'pastDue',
        'latest-interval',
        { section: '7.5', rule: 'FORECASTDT-3' },
        {
          fr: 'En retard après le {pastDue}, la veille de {interval} {origin} ({since}).',
          en: 'Past due after {pastDue}, the day before {interval} {origin} ({since}).',
        },
        {
          ...values,
          ...intervalValues(
            work,
            patient,
            decidingInterval(work, patient, 'latestRecommended', patient.unadjustedPastDue + 1),
            'latestRecommendedText',
          ),
        },
      );
    default:
      return explanation(
        'pastDue',
        'already-past-due',
        { section: '7.5', rule: 'FORECASTDT-6' },
        {
          fr: 'En retard dès qu’elle est possible ({pastDue}) : elle devait être donnée au plus tard le {unadjusted}.',
          en: 'Past due as soon as it is possible ({pastDue}): it should have been given by {unadjusted}.',
        },
        values,
      );
  }
};

export const explainLatest = (work: Workspace, patient: PatientSeries): Explanation => {
  const dose = patient.series.doses[patient.next];
  const age = dose && ageOfDose(dose.ages, work.today);
  return explanation(
    'latest',
    'maximum-age',
    { section: '7.5', rule: 'FORECASTDT-4' },
    {
      fr: 'Au plus tard le {latest}, veille de {age}.',
      en: 'At the latest on {latest}, the day before {age}.',
    },
    { latest: day(patient.latest), age: period(work.schedule.ageTexts[age?.maximum ?? NONE] ?? '') },
  );
};

type Bound = 'earliestRecommended' | 'latestRecommended';

/** The position of the interval that gave a day of the next target dose, or NONE. */
const decidingInterval = (work: Workspace, patient: PatientSeries, bound: Bound, on: DayNumber): number => {
  const before = work.administeredCount[patient.series.antigen] ?? 0;
  return (patient.series.doses[patient.next]?.intervals ?? []).findIndex((interval) => {
    const period = interval[bound];
    if (period === null || !applies(interval, work.today)) return false;
    return intervalDay(work, patient, interval, period, before, work.doses) === on;
  });
};

/** An interval of the next target dose, what it counts from, and since when. */
const intervalValues = (
  work: Workspace,
  patient: PatientSeries,
  position: number,
  text: 'minimumText' | 'earliestRecommendedText' | 'latestRecommendedText',
): Readonly<Record<string, Value>> => {
  const interval = patient.series.doses[patient.next]?.intervals[position];
  if (interval === undefined) return {};
  const before = work.administeredCount[patient.series.antigen] ?? 0;
  const since = intervalDay(work, patient, interval, { months: 0, days: 0 }, before, work.doses);
  return { interval: period(interval[text]), origin: word(originWords(work, interval)), since: day(since) };
};
