/** Why a series was chosen, and why it has its status (chapters 5 to 8). */
import type { Text } from '#kernel/text.ts';
import { findSkipSet } from '#schedule/conditional-skip.ts';
import { findAntigenContraindication } from '#schedule/contraindication.ts';
import { count, day, explanation, period, word } from '#schedule/explain-words.ts';
import type { Explanation } from '#schedule/forecast.api.ts';
import { isObserved } from '#schedule/history.ts';
import { KIND, NONE } from '#schedule/prepared.ts';
import { indicationApplies } from '#schedule/relevant-series.ts';
import { skipWords } from '#schedule/skip-words.ts';
import {
  ageOfDose,
  CHOSEN,
  FORECAST,
  type PatientSeries,
  TARGET,
  type Workspace,
} from '#schedule/workspace.ts';

const antigenName = (work: Workspace, patient: PatientSeries): Text =>
  work.schedule.antigens[patient.series.antigen]?.disease ?? NO_NAME;

const NO_NAME: Text = { fr: '', en: '' };

const CHOICE: Readonly<
  Record<number, { readonly rule: string; readonly code: string; readonly text: Text }>
> = {
  [CHOSEN.byDefault]: {
    rule: 'Table 8-3',
    code: 'default-series',
    text: {
      fr: '{antigen} : « {series} », la série par défaut.',
      en: '{antigen}: "{series}", the default series.',
    },
  },
  [CHOSEN.alone]: {
    rule: 'Table 8-3',
    code: 'only-series',
    text: {
      fr: '{antigen} : « {series} », la seule série qui convienne à la personne.',
      en: '{antigen}: "{series}", the only series that suits the patient.',
    },
  },
  [CHOSEN.first]: {
    rule: 'choice "first"',
    code: 'first-series',
    text: {
      fr: '{antigen} : « {series} », la première règle qui convient à la personne.',
      en: '{antigen}: "{series}", the first rule that suits the patient.',
    },
  },
  [CHOSEN.complete]: {
    rule: 'Table 8-7, SELECTBEST-2',
    code: 'complete-series',
    text: {
      fr: '{antigen} : « {series} », la mieux placée des séries complètes (score {score}).',
      en: '{antigen}: "{series}", the best of the complete series (score {score}).',
    },
  },
  [CHOSEN.inProcess]: {
    rule: 'Table 8-9, SELECTBEST-2',
    code: 'in-process-series',
    text: {
      fr: '{antigen} : « {series} », la mieux placée des séries commencées (score {score}).',
      en: '{antigen}: "{series}", the best of the series in process (score {score}).',
    },
  },
  [CHOSEN.noValidDose]: {
    rule: 'Table 8-11, SELECTBEST-2',
    code: 'series-to-start',
    text: {
      fr: '{antigen} : « {series} », la mieux placée des séries à commencer (score {score}).',
      en: '{antigen}: "{series}", the best of the series to start (score {score}).',
    },
  },
};

export const explainSeries = (work: Workspace, patient: PatientSeries): Explanation => {
  const choice = CHOICE[patient.chosen] ?? CHOICE[CHOSEN.alone];
  const applied =
    patient.series.kind === KIND.risk
      ? patient.series.indications.filter((indication) => indicationApplies(work, indication))
      : [];
  const because: Text =
    applied.length === 0 ? { fr: '', en: '' } : { fr: ' Indication : {why}.', en: ' Indication: {why}.' };
  return explanation(
    'series',
    choice?.code ?? '',
    { section: '8', rule: choice?.rule ?? '' },
    { fr: `${choice?.text.fr ?? ''}${because.fr}`, en: `${choice?.text.en ?? ''}${because.en}` },
    {
      antigen: word(antigenName(work, patient)),
      series: word(patient.series.title),
      score: count(patient.score),
      why: word({
        fr: applied.map(({ description }) => description.fr.replace(/\.$/, '')).join(' ; '),
        en: applied.map(({ description }) => description.en.replace(/\.$/, '')).join('; '),
      }),
    },
  );
};

const WHY: Readonly<
  Record<number, { readonly code: string; readonly section: string; readonly text: Text }>
> = {
  [FORECAST.due]: {
    code: 'due',
    section: '7.4',
    text: {
      fr: '{antigen} : doses qui comptent : {satisfied} ; la dose {dose} est à donner (étape {next} sur {steps} de la série).',
      en: '{antigen}: doses that count: {satisfied}; dose {dose} is to be given (step {next} of {steps} of the series).',
    },
  },
  [FORECAST.complete]: {
    code: 'complete',
    section: '7.4',
    text: {
      fr: '{antigen} : la série est complète (doses qui comptent : {satisfied}).',
      en: '{antigen}: the series is complete (doses that count: {satisfied}).',
    },
  },
  [FORECAST.history]: {
    code: 'past-history',
    section: '7.4',
    text: {
      fr: '{antigen} : rien à donner pour le moment, au vu de l’âge et des doses reçues.',
      en: '{antigen}: nothing to give at this time, given the age and the doses received.',
    },
  },
  [FORECAST.immuneHistory]: {
    code: 'immune-history',
    section: '7.2',
    text: {
      fr: '{antigen} : immunité attestée ({evidence}).',
      en: '{antigen}: evidence of immunity ({evidence}).',
    },
  },
  [FORECAST.immuneBirth]: {
    code: 'immune-birth',
    section: '7.2',
    text: {
      fr: '{antigen} : immunité présumée, naissance le {birth}, avant le {before}.',
      en: '{antigen}: presumed immune, born on {birth}, before {before}.',
    },
  },
  [FORECAST.antigenContraindicated]: {
    code: 'contraindicated',
    section: '7.3',
    text: { fr: '{antigen} : contre-indication. {evidence}', en: '{antigen}: contraindicated. {evidence}' },
  },
  [FORECAST.vaccinesContraindicated]: {
    code: 'vaccines-contraindicated',
    section: '7.3',
    text: {
      fr: '{antigen} : tous les vaccins de la série sont contre-indiqués.',
      en: '{antigen}: every vaccine of the series is contraindicated.',
    },
  },
  [FORECAST.pastSeason]: {
    code: 'past-season',
    section: '7.4',
    text: {
      fr: '{antigen} : la saison recommandée s’est terminée le {seasonEnd}.',
      en: '{antigen}: the recommended season ended on {seasonEnd}.',
    },
  },
  [FORECAST.pastMaximumAge]: {
    code: 'past-maximum-age',
    section: '7.4',
    text: {
      fr: '{antigen} : l’âge maximal de {age} pour la dose suivante est dépassé.',
      en: '{antigen}: past the maximum age of {age} for the next dose.',
    },
  },
  [FORECAST.cannotFinish]: {
    code: 'cannot-finish',
    section: '7.4',
    text: {
      fr: '{antigen} : la dose suivante ne pourrait être donnée avant l’âge maximal de {age}.',
      en: '{antigen}: the next dose could not be given before the maximum age of {age}.',
    },
  },
};

const RULES: Readonly<Record<string, string>> = {
  '7.2': 'Table 7-3',
  '7.3': 'Table 7-7',
  '7.4': 'Table 7-10',
};

export const explainStatus = (work: Workspace, patient: PatientSeries): Explanation => {
  const why = WHY[patient.why];
  const antigen = work.schedule.antigens[patient.series.antigen];
  const dose = patient.series.doses[patient.next];
  const age = dose && ageOfDose(dose.ages, work.today);
  const birth = antigen?.immunityBirth.find(({ before }) => work.birth < before);
  const observation = antigen?.immunityHistory.find((index) => isObserved(work, index));
  const contraindication = antigen?.contraindications[findAntigenContraindication(work, antigen)];
  const evidence =
    patient.why === FORECAST.antigenContraindicated
      ? contraindication?.text
      : work.schedule.observations[observation ?? NONE]?.title;
  const section = why?.section ?? '7.4';
  return explanation(
    'status',
    why?.code ?? '',
    { section, rule: RULES[section] ?? '' },
    why?.text ?? { fr: '', en: '' },
    {
      antigen: word(antigenName(work, patient)),
      satisfied: count(patient.satisfied + patient.before),
      dose: count(patient.doseNumber),
      next: count(dose?.number ?? patient.series.doses.length),
      steps: count(patient.series.doses.length),
      ...(evidence === undefined ? {} : { evidence: word(evidence) }),
      ...(patient.why === FORECAST.immuneBirth && birth !== undefined
        ? { birth: day(work.birth), before: day(birth.before) }
        : {}),
      ...(patient.why === FORECAST.pastSeason && dose !== undefined
        ? { seasonEnd: day(dose.seasonEnd) }
        : {}),
      ...(age === undefined || age.maximum === NONE
        ? {}
        : { age: period(work.schedule.ageTexts[age.maximum] ?? '') }),
    },
  );
};

/** The steps of the series that are not required, one sentence a reason (6.2, 7.1, 7.6). */
export const explainSkips = (work: Workspace, patient: PatientSeries): Explanation[] => {
  const steps = new Map<string, { readonly why: Text; readonly numbers: number[] }>();
  for (let k = 0; k < patient.targets; k++) {
    const dose = patient.series.doses[patient.targetDose[k] ?? 0];
    if (dose === undefined || patient.targetStatus[k] !== TARGET.skipped) continue;
    const reference = patient.targetDay[k] ?? 0;
    const before = patient.targetBefore[k] ?? 0;
    const set =
      findSkipSet(work, patient, dose.skipsWhenEvaluating, reference, reference, before) ??
      findSkipSet(work, patient, dose.skipsWhenForecasting, reference, work.today, before);
    const why = set === undefined ? { fr: '', en: '' } : skipWords(work, set);
    const known = steps.get(why.en) ?? { why, numbers: [] };
    steps.set(why.en, known);
    known.numbers.push(dose.number);
  }
  return [...steps.values()].map(({ why, numbers }) =>
    explanation(
      'status',
      'dose-not-required',
      { section: '6.2', rule: 'Table 6-11' },
      numbers.length === 1
        ? {
            fr: '{antigen} : étape {steps} de la série, non demandée. {why}',
            en: '{antigen}: step {steps} of the series, not required. {why}',
          }
        : {
            fr: '{antigen} : étapes {steps} de la série, non demandées. {why}',
            en: '{antigen}: steps {steps} of the series, not required. {why}',
          },
      { antigen: word(antigenName(work, patient)), steps: word(numbers.join(', ')), why: word(why) },
    ),
  );
};
