/** A dose of a series, from the supporting data to the model (Logic Specification, tables 6-4 to 6-28, the attributes). */
import {
  agesOf,
  choiceOf,
  codesOf,
  datesOf,
  dayFrom,
  fail,
  filledOf,
  neededChoice,
  neededPeriod,
  neededText,
  note,
  numberOf,
  periodOf,
  type Reading,
  textOf,
  vaccineOf,
  Y_N,
  YES_NO,
} from '#schedule/cdsi-reader.ts';
import type { Element } from '#schedule/cdsi-xml.ts';
import type { ConditionalSkip, IntervalFrom, SeriesDose, SkipCondition } from '#schedule/schedule.ts';

export const readDose = (reading: Reading, dose: Element): SeriesDose => {
  const label = neededText(reading, dose, 'doseNumber');
  const number = /^Dose (\d{1,2})$/.exec(label)?.[1];
  if (number === undefined) fail(reading, dose, `doseNumber "${label}" is not "Dose 1", "Dose 2"...`);
  const seasons = filledOf(dose, 'seasonalRecommendation');
  const [season] = seasons.map((element) => ({
    start: dayFrom(reading, element, 'startDate'),
    end: dayFrom(reading, element, 'endDate'),
  }));
  if (seasons.length > 1) fail(reading, dose, 'more than one seasonalRecommendation');
  return {
    number: Number(number ?? 1),
    ages: filledOf(dose, 'age').map((age) => ({
      absoluteMinimum: periodOf(reading, age, 'absMinAge'),
      minimum: periodOf(reading, age, 'minAge'),
      earliestRecommended: periodOf(reading, age, 'earliestRecAge'),
      latestRecommended: periodOf(reading, age, 'latestRecAge'),
      maximum: periodOf(reading, age, 'maxAge'),
      ...datesOf(reading, age),
    })),
    intervals: filledOf(dose, 'interval').map((interval) => ({
      from: readFrom(reading, interval),
      absoluteMinimum: periodOf(reading, interval, 'absMinInt'),
      minimum: periodOf(reading, interval, 'minInt'),
      earliestRecommended: periodOf(reading, interval, 'earliestRecInt'),
      latestRecommended: periodOf(reading, interval, 'latestRecInt'),
      priority: choiceOf(reading, interval, 'intervalPriority', { override: true }),
      ...datesOf(reading, interval),
    })),
    allowableIntervals: filledOf(dose, 'allowableInterval').map((interval) => ({
      from: readFrom(reading, interval),
      absoluteMinimum: periodOf(reading, interval, 'absMinInt'),
      ...datesOf(reading, interval),
    })),
    preferable: filledOf(dose, 'preferableVaccine').map((vaccine) => ({
      ...vaccineOf(reading, vaccine),
      ...agesOf(reading, vaccine),
      tradeName: textOf(reading, vaccine, 'tradeName'),
      manufacturer: textOf(reading, vaccine, 'mvx'),
      volume: textOf(reading, vaccine, 'volume'),
      forecast: neededChoice(reading, vaccine, 'forecastVaccineType', Y_N, false),
    })),
    allowable: filledOf(dose, 'allowableVaccine').map((vaccine) => ({
      ...vaccineOf(reading, vaccine),
      ...agesOf(reading, vaccine),
    })),
    inadvertent: filledOf(dose, 'inadvertentVaccine').map((vaccine) => vaccineOf(reading, vaccine)),
    skips: filledOf(dose, 'conditionalSkip').map((skip) => readSkip(reading, skip)),
    recurring: neededChoice(reading, dose, 'recurringDose', YES_NO, false),
    season,
  };
};

/** What an interval counts from: exactly one of four ways (CALCDTINT-1, -2, -8, -9). */
const readFrom = (reading: Reading, interval: Element): IntervalFrom => {
  const ways: IntervalFrom[] = [];
  if (neededChoice(reading, interval, 'fromPrevious', Y_N, false)) ways.push('previous dose');
  const targetDose = numberOf(reading, interval, 'fromTargetDose');
  if (targetDose !== undefined) ways.push({ targetDose });
  const mostRecent = codesOf(reading, interval, 'fromMostRecent');
  if (mostRecent.length > 0) ways.push({ mostRecent });
  for (const element of filledOf(interval, 'fromRelevantObs')) {
    const observation = neededText(reading, element, 'code');
    ways.push({ observation, text: textOf(reading, element, 'text') });
  }
  const [way, ...more] = ways;
  if (way === undefined || more.length > 0)
    fail(reading, interval, `an interval counts from one thing, this one from ${ways.length}`);
  return way ?? 'previous dose';
};

const CONTEXTS = { Evaluation: 'evaluation', Forecast: 'forecast', Both: 'both' } as const;
const LOGICS = { AND: 'and', OR: 'or', 'n/a': undefined } as const;

const readSkip = (reading: Reading, skip: Element): ConditionalSkip => {
  const sets = filledOf(skip, 'set');
  return {
    context: neededChoice<ConditionalSkip['context']>(reading, skip, 'context', CONTEXTS, 'both'),
    logic: readLogic(reading, skip, 'setLogic', sets.length),
    sets: sets.map((set) => {
      const conditions = filledOf(set, 'condition');
      return {
        id: textOf(reading, set, 'setID'),
        description: textOf(reading, set, 'setDescription'),
        logic: readLogic(reading, set, 'conditionLogic', conditions.length),
        conditions: conditions.map((condition) => readCondition(reading, condition)),
        ...datesOf(reading, set),
      };
    }),
  };
};

/** How several are joined. One alone is joined to nothing: `n/a` and nothing are then "and", which changes nothing. */
const readLogic = (reading: Reading, element: Element, name: string, count: number): 'and' | 'or' => {
  const text = textOf(reading, element, name);
  const logic = choiceOf(reading, element, name, LOGICS);
  if (logic !== undefined) return logic;
  if (count > 1) fail(reading, element, `${name} "${text ?? ''}" does not say how its ${count} are joined`);
  else note(reading, element, `${name} "${text ?? ''}" of a single member is read as "and"`);
  return 'and';
};

/**
 * The published words for a condition's type. The three vaccine counts are one type here: what is counted is told by
 * the ages and the days that are given, so a count "by age" without ages counts whatever the age.
 */
const CONDITION_TYPES = {
  Age: 'age',
  Interval: 'interval',
  'Completed Series': 'completed series',
  'Vaccine Count by Age': 'vaccine count',
  'Vaccine Count by Date': 'vaccine count',
  'Vaccine Count by Date and Age': 'vaccine count',
} as const;
const COUNT_LOGICS = {
  'greater than': 'greater than',
  'equal to': 'equal to',
  'less than': 'less than',
} as const;
const DOSE_TYPES = { Valid: 'valid', Total: 'total' } as const;

const readCondition = (reading: Reading, condition: Element): SkipCondition => {
  const id = textOf(reading, condition, 'conditionID');
  const type = neededChoice<(typeof CONDITION_TYPES)[keyof typeof CONDITION_TYPES]>(
    reading,
    condition,
    'conditionType',
    CONDITION_TYPES,
    'age',
  );
  if (type === 'interval') return { type, id, interval: neededPeriod(reading, condition, 'interval') };
  if (type === 'completed series') return { type, id, groups: codesOf(reading, condition, 'seriesGroups') };
  if (type === 'age') return { type, id, ...agesOf(reading, condition) };
  return {
    type,
    id,
    ...agesOf(reading, condition),
    start: dayFrom(reading, condition, 'startDate'),
    end: dayFrom(reading, condition, 'endDate'),
    logic: neededChoice<'greater than' | 'equal to' | 'less than'>(
      reading,
      condition,
      'doseCountLogic',
      COUNT_LOGICS,
      'equal to',
    ),
    count: numberOf(reading, condition, 'doseCount') ?? missingCount(reading, condition),
    doses: neededChoice<'valid' | 'total'>(reading, condition, 'doseType', DOSE_TYPES, 'total'),
    vaccines: codesOf(reading, condition, 'vaccineTypes'),
  };
};

const missingCount = (reading: Reading, condition: Element): number => {
  fail(reading, condition, 'doseCount is missing');
  return 0;
};
