/** The series of an antigen made ready: see prepared.ts. */
import { type Day, type DayNumber, dayNumber } from '#kernel/day.ts';
import { type Codes, textOf } from '#schedule/codes.ts';
import type { Period } from '#schedule/period.ts';
import {
  ALWAYS,
  COMPARE,
  CONDITION,
  FROM,
  GENDERS,
  KIND,
  NEVER,
  NONE,
  type PreparedCondition,
  type PreparedDoseVaccine,
  type PreparedInterval,
  type PreparedSchedule,
  type PreparedSeries,
  type PreparedSeriesDose,
  type PreparedSince,
  type PreparedSkip,
  type PreparedWho,
} from '#schedule/prepared.ts';
import type {
  Antigen,
  ConditionalSkip,
  Interval,
  IntervalFrom,
  PreferableVaccine,
  Series,
  SeriesDose,
  Since,
  SkipCondition,
  Who,
} from '#schedule/schedule.ts';

type Conflicts = Pick<PreparedSchedule, 'conflictIndex' | 'conflicts'> & { readonly size: number };

const KINDS = { standard: KIND.standard, risk: KIND.risk, 'evaluation only': KIND.evaluationOnly } as const;
const COMPARES = {
  'greater than': COMPARE.greater,
  'equal to': COMPARE.equal,
  'less than': COMPARE.less,
} as const;
const ANYBODY = GENDERS.female | GENDERS.male | GENDERS.unknown;
/** A series without a preference comes after all others. */
const LAST_PREFERENCE = 1000;

const dayOr = (day: Day | undefined, otherwise: DayNumber): DayNumber =>
  day === undefined ? otherwise : dayNumber(day);
const datesOf = (dated: { effective?: Day | undefined; cessation?: Day | undefined }) => ({
  effective: dayOr(dated.effective, ALWAYS),
  cessation: dayOr(dated.cessation, NEVER),
});

export const prepareWho = (who: Who, codes: Codes): PreparedWho => ({
  from: codes.age(who.from),
  until: codes.age(who.until),
  anyOf: (who.anyOf ?? []).map((code) => codes.observation(code)),
  allOf: (who.allOf ?? []).map((code) => codes.observation(code)),
  noneOf: (who.noneOf ?? []).map((code) => codes.observation(code)),
});

const prepareSince = (since: Since | undefined, codes: Codes): PreparedSince | null =>
  since === undefined
    ? null
    : {
        dose: since.dose === 'previous' ? 0 : since.dose === 'current' ? NONE : since.dose,
        from: codes.interval(since.from),
        until: codes.interval(since.until),
      };

/** What the doses of an antigen's series need to know of the antigen. */
type Within = {
  readonly membersOf: (groups: readonly string[]) => number[];
  /** 1 at the index of each vaccine that contains the antigen. */
  readonly contained: Uint8Array;
};

/** The codes of the series groups of an antigen, in the order they appear. */
export const seriesGroupsOf = (antigen: Antigen): string[] => [
  ...new Set(antigen.series.map(({ group }) => group.code)),
];

export const prepareSeries = (
  antigen: Antigen,
  antigenIndex: number,
  first: number,
  codes: Codes,
  conflicts: Conflicts,
): PreparedSeries[] => {
  const within: Within = {
    membersOf: (groups) =>
      antigen.series.flatMap((series, i) => (groups.includes(series.group.code) ? [first + i] : [])),
    contained: codes.containing(antigen.name),
  };
  const seriesGroups = seriesGroupsOf(antigen);
  return antigen.series.map((series, i) => {
    const doses = series.doses.map((dose) => prepareDose(dose, codes, conflicts, within));
    return {
      ...headOf(series, codes),
      follows: series.follows === undefined ? NONE : seriesGroups.indexOf(series.follows),
      index: first + i,
      antigen: antigenIndex,
      defaults: antigen.series.flatMap((other, k) =>
        other.default && other.group.code === series.group.code ? [first + k] : [],
      ),
      equivalents: series.equivalentGroups.flatMap((code) => {
        const position = seriesGroups.indexOf(code);
        return position === -1 || code === series.group.code ? [] : [position];
      }),
      doses,
      preferable: [...new Set(doses.flatMap((dose) => dose.preferable.map(({ vaccine }) => vaccine)))],
    };
  });
};

const headOf = (
  series: Series,
  codes: Codes,
): Omit<
  PreparedSeries,
  'index' | 'antigen' | 'defaults' | 'equivalents' | 'doses' | 'preferable' | 'follows'
> => ({
  name: series.name,
  title: textOf(series.title ?? series.name),
  group: codes.groups.get(series.vaccineGroup) ?? NONE,
  kind: KINDS[series.kind],
  genders: series.genders.reduce((bits, gender) => bits | GENDERS[gender], 0) || ANYBODY,
  seriesGroup: series.group.code,
  blend: codes.blend(series.vaccineGroup, `${series.kind} ${series.group.code}`),
  isDefault: series.default,
  productPath: series.productPath,
  priority: series.priority.charCodeAt(0) - 'A'.charCodeAt(0),
  preference: series.preference ?? LAST_PREFERENCE,
  minimumStart: codes.age(series.start.minimum),
  maximumStart: codes.age(series.start.maximum),
  indications: series.indications.map(({ observation, description, from, until, guidance }) => ({
    observation: codes.observation(observation.code),
    from: codes.age(from),
    until: codes.age(until),
    description: textOf(description ?? observation.text ?? ''),
    guidance: guidance === undefined ? null : textOf(guidance),
  })),
  who:
    series.who === undefined || series.who.length === 0
      ? null
      : series.who.map((who) => prepareWho(who, codes)),
  begun:
    series.begun === undefined
      ? null
      : {
          first: series.begun.first === undefined ? null : codes.vaccineSet(series.begun.first),
          from: dayOr(series.begun.from, ALWAYS),
          before: dayOr(series.begun.before, NEVER),
          last: series.begun.last === undefined ? null : codes.vaccineSet(series.begun.last),
        },
  dosesFrom: dayOr(series.dosesFrom, ALWAYS),
  guidance: series.guidance.map(textOf),
});

const prepareDose = (
  dose: SeriesDose,
  codes: Codes,
  conflicts: Conflicts,
  within: Within,
): PreparedSeriesDose => {
  const skips = (context: 'evaluation' | 'forecast'): PreparedSkip[] =>
    dose.skips
      .filter((skip) => skip.context === context || skip.context === 'both')
      .map((skip) => prepareSkip(skip, codes, within));
  const preferable = dose.preferable.map((vaccine) => prepareVaccine(vaccine, codes));
  return {
    number: dose.number,
    ages: dose.ages.map((age) => ({
      absoluteMinimum: codes.age(age.absoluteMinimum),
      minimum: codes.age(age.minimum),
      earliestRecommended: codes.age(age.earliestRecommended),
      latestRecommended: codes.age(age.latestRecommended),
      maximum: codes.age(age.maximum),
      ...datesOf(age),
    })),
    intervals: dose.intervals.map((interval) => prepareInterval(interval, codes)),
    allowableIntervals: dose.allowableIntervals.map((interval) => prepareInterval(interval, codes)),
    preferable,
    preferableBy: byVaccine(preferable, conflicts.size),
    allowableBy: byVaccine(
      dose.allowable.map((vaccine) => prepareVaccine(vaccine, codes)),
      conflicts.size,
    ),
    inadvertent:
      dose.inadvertent.length === 0 ? null : codes.vaccineSet(dose.inadvertent.map(({ code }) => code)),
    skipsWhenEvaluating: skips('evaluation'),
    skipsWhenForecasting: skips('forecast'),
    conflictEnds: conflictEndsOf(preferable, conflicts),
    recurring: dose.recurring,
    hasSeason: dose.season?.start !== undefined,
    seasonStart: dayOr(dose.season?.start, ALWAYS),
    seasonEnd: dayOr(dose.season?.end, NEVER),
    priority: dose.intervals.length > 0 && dose.intervals.every(({ priority }) => priority === true),
  };
};

/** An allowable interval is an interval with an absolute minimum only. */
const prepareInterval = (interval: Interval, codes: Codes): PreparedInterval => ({
  ...originOf(interval.from, codes),
  absoluteMinimum: codes.interval(interval.absoluteMinimum),
  minimum: codes.interval(interval.minimum),
  earliestRecommended: codes.interval(interval.earliestRecommended),
  latestRecommended: codes.interval(interval.latestRecommended),
  absoluteMinimumText: interval.absoluteMinimum ?? '',
  minimumText: interval.minimum ?? '',
  earliestRecommendedText: interval.earliestRecommended ?? '',
  latestRecommendedText: interval.latestRecommended ?? '',
  priority: interval.priority === true,
  ...datesOf(interval),
});

const originOf = (
  from: IntervalFrom,
  codes: Codes,
): Pick<PreparedInterval, 'from' | 'targetDose' | 'vaccines' | 'observation' | 'since'> => {
  const none = { targetDose: 0, vaccines: new Uint8Array(0), observation: NONE, since: null };
  if (from === 'previous dose') return { ...none, from: FROM.previous };
  if ('targetDose' in from) return { ...none, from: FROM.targetDose, targetDose: from.targetDose };
  if ('mostRecent' in from)
    return { ...none, from: FROM.mostRecent, vaccines: codes.vaccineSet(from.mostRecent) };
  return {
    ...none,
    from: FROM.observation,
    observation: codes.observation(from.observation),
    since: prepareSince(from.since, codes),
  };
};

const prepareVaccine = (
  vaccine: Pick<PreferableVaccine, 'code' | 'from' | 'until' | 'manufacturer' | 'volume' | 'forecast'>,
  codes: Codes,
): PreparedDoseVaccine => ({
  vaccine: codes.vaccine(vaccine.code),
  from: codes.age(vaccine.from),
  until: codes.age(vaccine.until),
  manufacturer: codes.manufacturer(vaccine.manufacturer),
  volume: Number(vaccine.volume ?? 0),
  forecast: vaccine.forecast === true,
});

const byVaccine = (
  vaccines: readonly PreparedDoseVaccine[],
  size: number,
): (readonly PreparedDoseVaccine[] | undefined)[] =>
  Array.from({ length: size }, (_, index) => {
    const found = vaccines.filter(({ vaccine }) => vaccine === index);
    return found.length === 0 ? undefined : found;
  });

const prepareSkip = (skip: ConditionalSkip, codes: Codes, within: Within): PreparedSkip => {
  const sets = skip.sets.map((set) => ({
    all: set.logic === 'and',
    conditions: set.conditions.map((condition) => prepareCondition(condition, codes, within)),
    description: set.description === undefined ? null : textOf(set.description),
    ...datesOf(set),
  }));
  const [set] = sets;
  const simple =
    sets.length === 1 && set?.conditions.length === 1 && set.effective === ALWAYS && set.cessation === NEVER;
  return { all: skip.logic === 'and', sets, single: simple ? (set.conditions[0] ?? null) : null };
};

const prepareCondition = (condition: SkipCondition, codes: Codes, within: Within): PreparedCondition => {
  const none: PreparedCondition = {
    type: CONDITION.age,
    from: NONE,
    until: NONE,
    interval: null,
    intervalText: '',
    series: [],
    start: ALWAYS,
    end: NEVER,
    compare: COMPARE.greater,
    count: 0,
    validOnly: false,
    vaccines: null,
    beyondAntigen: false,
    observations: [],
    since: null,
    who: [],
  };
  switch (condition.type) {
    case 'age':
      return { ...none, from: codes.age(condition.from), until: codes.age(condition.until) };
    case 'interval':
      return {
        ...none,
        type: CONDITION.interval,
        interval: codes.interval(condition.interval),
        intervalText: condition.interval,
      };
    case 'observation':
      return {
        ...none,
        type: CONDITION.observation,
        observations: condition.observations.map((code) => codes.observation(code)),
        since: prepareSince(condition.since, codes),
      };
    case 'person':
      return { ...none, type: CONDITION.person, who: condition.who.map((who) => prepareWho(who, codes)) };
    case 'completed series':
      return { ...none, type: CONDITION.completedSeries, series: within.membersOf(condition.groups) };
    case 'vaccine count':
      return {
        ...none,
        type: CONDITION.vaccineCount,
        from: codes.age(condition.from),
        until: codes.age(condition.until),
        start: dayOr(condition.start, ALWAYS),
        end: dayOr(condition.end, NEVER),
        compare: COMPARES[condition.logic],
        count: condition.count,
        validOnly: condition.doses === 'valid',
        vaccines: condition.vaccines.length === 0 ? null : codes.vaccineSet(condition.vaccines),
        beyondAntigen: condition.vaccines.some((code) => within.contained[codes.vaccine(code)] !== 1),
      };
  }
};

/** By previous vaccine, the ends of the conflicts with a preferable vaccine of the dose (CALCDTCONFLICT-3). */
const conflictEndsOf = (
  preferable: readonly PreparedDoseVaccine[],
  { conflictIndex, conflicts, size }: Conflicts,
): (readonly Period[] | undefined)[] | null => {
  const ends: (Period[] | undefined)[] = Array.from({ length: size }, () => undefined);
  let any = false;
  for (let previous = 0; previous < size; previous++) {
    const found = preferable.flatMap(({ vaccine }) => {
      const conflict = conflicts[(conflictIndex[previous * size + vaccine] ?? 0) - 1];
      return conflict === undefined ? [] : [conflict.end];
    });
    if (found.length === 0) continue;
    any = true;
    ends[previous] = found.filter(
      (end, i) => found.findIndex((other) => other.days === end.days && other.months === end.months) === i,
    );
  }
  return any ? ends : null;
};
