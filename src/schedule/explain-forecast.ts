/** Why a vaccine group has its status and its days: the rules that decided, and the values they compared. */
import {
  explainEarliest,
  explainLatest,
  explainPastDue,
  explainRecommended,
} from '#schedule/explain-dates.ts';
import { explainSeries, explainSkips, explainStatus } from '#schedule/explain-status.ts';
import { count, explanation, word } from '#schedule/explain-words.ts';
import type { Explanation } from '#schedule/forecast.api.ts';
import { NO_DAY, type PreparedGroup } from '#schedule/prepared.ts';
import type { BlendedForecast } from '#schedule/vaccine-group.ts';
import { type PatientSeries, STATUS, type Workspace } from '#schedule/workspace.ts';

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
  const [first] = due;
  const decided = (is: (patient: PatientSeries) => boolean) => due.find(is) ?? first;
  const earliest = decided((patient) => patient.earliest === into.earliest);
  const recommended = decided((patient) => patient.recommended === into.recommended);
  const pastDue = decided((patient) => patient.pastDue === into.pastDue);
  if (earliest !== undefined) explained.push(explainEarliest(work, earliest));
  if (recommended !== undefined) explained.push(explainRecommended(work, recommended));
  if (pastDue !== undefined && into.pastDue !== NO_DAY) explained.push(explainPastDue(work, pastDue));
  const latest = due.find((patient) => patient.latest !== NO_DAY && patient.latest === into.latest);
  if (latest !== undefined) explained.push(explainLatest(work, latest));
  if (group.antigens.length > 1) explained.push(explainBlend(group, into));
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
    { group: word(group.title), antigens: count(group.antigens.length), dose: count(into.doseNumber) },
  );
