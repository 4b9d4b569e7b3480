/** Why each day of a forecast is what it is (sections 7.4 and 7.5). */
import { originWords } from '#schedule/explain-dose.ts';
import { day, explanation, period, word } from '#schedule/explain-words.ts';
import type { Explanation } from '#schedule/forecast.api.ts';
import { NONE } from '#schedule/prepared.ts';
import { ageOfDose, CAUSE, type PatientSeries, type Workspace } from '#schedule/workspace.ts';

export const explainEarliest = (work: Workspace, patient: PatientSeries): Explanation => {
  const rule = { section: '7.4', rule: 'FORECASTDTCAN-1' };
  const values = {
    antigen: word(work.schedule.antigens[patient.series.antigen]?.name ?? ''),
    earliest: day(patient.earliest),
  };
  const dose = patient.series.doses[patient.next];
  const interval = dose?.intervals[patient.earliestDetail];
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
        { fr: 'Au moins {interval} {origin} : {earliest}.', en: 'At least {interval} {origin}: {earliest}.' },
        {
          ...values,
          interval: period(interval?.minimumText ?? ''),
          origin: word(interval === undefined ? '' : originWords(work, interval)),
        },
      );
    case CAUSE.conflict:
      return explanation(
        'earliest',
        'conflict',
        rule,
        {
          fr: 'Pas trop près de {other} du {otherDay} : {earliest}.',
          en: 'Not too close to {other} of {otherDay}: {earliest}.',
        },
        {
          ...values,
          other: word(work.schedule.vaccines[work.vaccine[patient.earliestDetail] ?? 0]?.name ?? ''),
          otherDay: day(work.day[patient.earliestDetail] ?? 0),
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
          fr: 'Recommandée à l’intervalle conseillé : {recommended}.',
          en: 'Recommended at the advised interval: {recommended}.',
        },
        values,
      );
    default:
      return explanation(
        'recommended',
        'as-soon-as-possible',
        { section: '7.5', rule: 'FORECASTDT-5' },
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
          fr: 'En retard après le {pastDue}, veille de l’intervalle le plus long conseillé.',
          en: 'Past due after {pastDue}, the day before the longest advised interval.',
        },
        values,
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
