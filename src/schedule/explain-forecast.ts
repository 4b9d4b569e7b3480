/** Why a vaccine group has its status and its days: the rules that decided, and the values they compared. */
import {
  explainEarliest,
  explainLatest,
  explainPastDue,
  explainRecommended,
} from '#schedule/explain-dates.ts';
import { explainSeries, explainSkips, explainStatus } from '#schedule/explain-status.ts';
import { count, day, explanation, word } from '#schedule/explain-words.ts';
import type { Explanation } from '#schedule/forecast.api.ts';
import { NO_DAY, type PreparedGroup } from '#schedule/prepared.ts';
import { hasVaccine } from '#schedule/recommended-vaccines.ts';
import type { BlendedForecast } from '#schedule/vaccine-group.ts';
import { STATUS, type Workspace } from '#schedule/workspace.ts';

export const explainForecast = (
  work: Workspace,
  group: PreparedGroup,
  into: BlendedForecast,
): Explanation[] => {
  const explained: Explanation[] = [];
  for (const patient of into.contained) {
    explained.push(
      explainSeries(work, patient),
      explainStatus(work, patient),
      ...explainSkips(work, patient),
    );
  }
  if (into.outcome !== STATUS.notComplete) return explained;
  const due = into.contained.filter(({ outcome }) => outcome === STATUS.notComplete);
  const earliest = due.find((patient) => patient.earliest === into.earliest);
  const recommended = due.find((patient) => patient.recommended === into.recommended);
  const pastDue = due.find((patient) => patient.pastDue === into.pastDue);
  const latest = due.find((patient) => patient.latest === into.latest);
  explained.push(
    earliest === undefined ? explainLastOfGroup(into) : explainEarliest(work, earliest),
    recommended === undefined ? explainNotBefore(into) : explainRecommended(work, recommended),
  );
  if (into.pastDue !== NO_DAY)
    explained.push(pastDue === undefined ? explainOverdue(into) : explainPastDue(work, pastDue));
  if (latest !== undefined && into.latest !== NO_DAY) explained.push(explainLatest(work, latest));
  if (into.contained.length > 1) explained.push(explainBlend(group, into));
  if (!due.some((patient) => hasVaccine(work, patient))) explained.push(NO_VACCINE);
  return explained;
};

const explainBlend = (group: PreparedGroup, into: BlendedForecast): Explanation =>
  explanation(
    'doseNumber',
    'vaccine-group',
    { section: '9', rule: 'MULTIANTVG-1, FORECASTDN-2' },
    {
      fr: '{group} réunit {antigens} maladies : une seule date pour la dose {dose}.',
      en: '{group} covers {antigens} diseases: one date for dose {dose}.',
    },
    { group: word(group.title), antigens: count(into.contained.length), dose: count(into.doseNumber) },
  );

/** MULTIANTVG-1 with a priority forecast: the group's last dose decides, not one of its series. */
const explainLastOfGroup = (into: BlendedForecast): Explanation =>
  explanation(
    'earliest',
    'last-dose-of-group',
    { section: '9.3', rule: 'MULTIANTVG-1' },
    {
      fr: 'Pas avant le dernier vaccin du groupe, le {earliest}.',
      en: 'Not before the last vaccine of the group, on {earliest}.',
    },
    { earliest: day(into.earliest) },
  );

const explainNotBefore = (into: BlendedForecast): Explanation =>
  explanation(
    'recommended',
    'as-soon-as-possible',
    { section: '9.1', rule: 'FORECASTVG-2' },
    {
      fr: 'Recommandée dès que possible : {recommended}.',
      en: 'Recommended as soon as possible: {recommended}.',
    },
    { recommended: day(into.recommended) },
  );

const explainOverdue = (into: BlendedForecast): Explanation =>
  explanation(
    'pastDue',
    'already-past-due',
    { section: '9.1', rule: 'FORECASTVG-3' },
    {
      fr: 'En retard dès qu’elle est possible : {pastDue}.',
      en: 'Past due as soon as it is possible: {pastDue}.',
    },
    { pastDue: day(into.pastDue) },
  );

const NO_VACCINE = explanation(
  'vaccines',
  'no-vaccine',
  { section: '7.5', rule: 'FORECASTRECVAC-1' },
  {
    fr: 'Aucun vaccin de la série n’est proposé à cet âge, ou tous sont contre-indiqués : décision du médecin.',
    en: 'No vaccine of the series is for this age, or all are contraindicated: for the clinician to decide.',
  },
  {},
);
