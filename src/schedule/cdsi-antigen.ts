/** An antigen's supporting data, to the model (Logic Specification, tables 5-2, 7-2, 7-4: the attributes). */
import { readDose } from '#schedule/cdsi-dose.ts';
import {
  agesOf,
  childrenOf,
  choiceOf,
  codesOf,
  dayFrom,
  fail,
  filledOf,
  neededChoice,
  neededText,
  numberOf,
  periodOf,
  type Reading,
  textOf,
  textsOf,
  vaccineOf,
  YES_NO,
} from '#schedule/cdsi-reader.ts';
import { DISEASES } from '#schedule/cdsi-titles.ts';
import type { Element } from '#schedule/cdsi-xml.ts';
import type { Antigen, Immunity, Indication, Series } from '#schedule/schedule.ts';

export const readAntigen = (reading: Reading, root: Element): Antigen => {
  if (root.name !== 'antigenSupportingData')
    fail(reading, root, 'not the supporting data of an antigen: the root is antigenSupportingData');
  const series = childrenOf(root, 'series');
  const names = new Set(series.map((element) => neededText(reading, element, 'targetDisease')));
  const [name = ''] = names;
  if (names.size !== 1) fail(reading, root, `one antigen expected, found: ${[...names].join(', ')}`);
  const [immunity, ...more] = filledOf(root, 'immunity').map((element) => readImmunity(reading, element));
  if (more.length > 0) fail(reading, root, 'more than one immunity');
  const contraindications = childrenOf(root, 'contraindications');
  return {
    name,
    disease: DISEASES[name],
    immunity,
    contraindications: contraindications
      .flatMap((element) => childrenOf(element, 'vaccineGroup'))
      .flatMap((element) => filledOf(element, 'contraindication'))
      .map((element) => ({ ...readReason(reading, element), ...agesOf(reading, element) })),
    vaccineContraindications: contraindications
      .flatMap((element) => childrenOf(element, 'vaccine'))
      .flatMap((element) => filledOf(element, 'contraindication'))
      .map((element) => ({
        ...readReason(reading, element),
        vaccines: filledOf(element, 'contraindicatedVaccine').map((vaccine) => ({
          ...vaccineOf(reading, vaccine),
          ...agesOf(reading, vaccine),
        })),
      })),
    series: series.map((element) => readSeries(reading, element)),
  };
};

const readReason = (
  reading: Reading,
  element: Element,
): { code: string; title: string; text: string; guidance: string | undefined } => ({
  code: neededText(reading, element, 'observationCode'),
  title: neededText(reading, element, 'observationTitle'),
  text: neededText(reading, element, 'contraindicationText'),
  guidance: textOf(reading, element, 'contraindicationGuidance'),
});

const readImmunity = (reading: Reading, element: Element): Immunity => ({
  history: filledOf(element, 'clinicalHistory').map((history) => ({
    code: neededText(reading, history, 'guidelineCode'),
    title: neededText(reading, history, 'guidelineTitle'),
  })),
  birth: filledOf(element, 'dateOfBirth').flatMap((birth) => {
    const before = dayFrom(reading, birth, 'immunityBirthDate');
    const country = textOf(reading, birth, 'birthCountry');
    const exclusions = filledOf(birth, 'exclusion').map((exclusion) => ({
      code: neededText(reading, exclusion, 'exclusionCode'),
      title: neededText(reading, exclusion, 'exclusionTitle'),
    }));
    if (before === undefined) fail(reading, birth, 'immunityBirthDate is missing');
    return before === undefined ? [] : [{ before, country, exclusions }];
  }),
});

const KINDS = { Standard: 'standard', Risk: 'risk', 'Evaluation Only': 'evaluation only' } as const;
const GENDERS = { Female: 'female', Male: 'male', Unknown: 'unknown' } as const;

const readSeries = (reading: Reading, element: Element): Series => ({
  name: neededText(reading, element, 'seriesName'),
  vaccineGroup: neededText(reading, element, 'vaccineGroup'),
  kind: neededChoice<Series['kind']>(reading, element, 'seriesType', KINDS, 'standard'),
  guidance: textsOf(reading, element, 'seriesAdminGuidance'),
  equivalentGroups: codesOf(reading, element, 'equivalentSeriesGroups'),
  genders: childrenOf(element, 'requiredGender').flatMap((gender) => {
    const only: Element = { ...element, children: [gender] };
    const value = choiceOf<Series['genders'][number]>(reading, only, 'requiredGender', GENDERS);
    return value === undefined ? [] : [value];
  }),
  ...readSelection(reading, element),
  indications: filledOf(element, 'indication').map((indication) => readIndication(reading, indication)),
  doses: childrenOf(element, 'seriesDose').map((dose) => readDose(reading, dose)),
});

const readSelection = (
  reading: Reading,
  series: Element,
): Pick<Series, 'group' | 'default' | 'productPath' | 'priority' | 'preference' | 'start'> => {
  const [select, ...more] = childrenOf(series, 'selectSeries');
  if (select === undefined || more.length > 0) fail(reading, series, 'one selectSeries is expected');
  const from = select ?? series;
  return {
    group: {
      code: neededText(reading, from, 'seriesGroup'),
      name: neededText(reading, from, 'seriesGroupName'),
    },
    default: neededChoice(reading, from, 'defaultSeries', YES_NO, false),
    productPath: neededChoice(reading, from, 'productPath', YES_NO, false),
    priority: neededText(reading, from, 'seriesPriority'),
    preference: numberOf(reading, from, 'seriesPreference'),
    start: {
      minimum: periodOf(reading, from, 'minAgeToStart'),
      maximum: periodOf(reading, from, 'maxAgeToStart'),
    },
  };
};

const readIndication = (reading: Reading, element: Element): Indication => {
  const [observation, ...more] = childrenOf(element, 'observationCode');
  if (more.length > 0) fail(reading, element, 'more than one observationCode');
  return {
    observation: {
      code: observation === undefined ? undefined : textOf(reading, observation, 'code'),
      text: observation === undefined ? undefined : textOf(reading, observation, 'text'),
    },
    description: textOf(reading, element, 'description'),
    ...agesOf(reading, element),
    guidance: textOf(reading, element, 'guidance'),
  };
};
