/**
 * A schedule of vaccination as data: what a country recommends, in the terms of the Logic Specification (chapters 2
 * and 3, appendix A). One JSON document a schedule and one an antigen; `*.json` beside a `schedule.json` in campaigns/.
 * An absent member is the specification's "n/a".
 */
import { z } from 'zod';
import { Day } from '#kernel/day.ts';
import { PeriodText } from '#schedule/period.ts';

const Code = z.string().min(1).max(60);
/** A name as published; in both languages when the publisher or we have both. */
export const Words = z.union([z.string(), z.strictObject({ fr: z.string(), en: z.string() })]);
export type Words = z.infer<typeof Words>;

/** From when to when an element applies, both days included (section 3.3, RELEVANT-1 and -2). */
const Dated = { effective: Day.optional(), cessation: Day.optional() };
/** An age range: from `from`, before `until`. */
const Aged = { from: PeriodText.optional(), until: PeriodText.optional() };

/** A vaccine type: what a CVX code (or a country's own) contains, at which ages (section 4.2, note 2a). */
export const Vaccine = z.strictObject({
  code: Code,
  /** Other codes of the same vaccine type: where a country counts products, the CVX codes of each. */
  aliases: z.array(Code).optional(),
  name: Words,
  antigens: z.array(z.strictObject({ antigen: Code, ...Aged })),
});
export type Vaccine = z.infer<typeof Vaccine>;

export const VaccineGroup = z.strictObject({
  name: Code,
  title: Words.optional(),
  /** Other names a question may use, compared without case. */
  aliases: z.array(Code).default([]),
  antigens: z.array(Code).min(1),
  /** "Administer full vaccine group" flag, for groups of several antigens (FORECASTDN-2). */
  administerFull: z.boolean().optional(),
});
export type VaccineGroup = z.infer<typeof VaccineGroup>;

/** Two vaccine types that must be kept apart (section 6.7). */
export const Conflict = z.strictObject({
  previous: Code,
  current: Code,
  begin: PeriodText,
  /** End of the conflict when the previous dose is valid, or not evaluated. */
  endIfValid: PeriodText,
  end: PeriodText,
});
export type Conflict = z.infer<typeof Conflict>;

/** What may be observed of a patient: a condition, an exposure, an evidence (clinical guideline observation). */
export const Observation = z.strictObject({
  code: Code,
  title: Words,
  group: z.string().optional(),
  indication: z.string().optional(),
  contraindication: z.string().optional(),
  clarification: z.string().optional(),
  /** The same in published terminologies: SNOMED CT, ICD-10-CM... */
  coded: z.array(z.strictObject({ code: Code, system: z.string(), text: z.string() })).default([]),
});
export type Observation = z.infer<typeof Observation>;

/**
 * People, by age and by what is observed of them; every condition given must hold, and none is everybody. Added to the
 * specification, whose indications name one observation each (section 5.1). An unknown age is in no range of ages.
 */
export const Who = z.strictObject({
  ...Aged,
  anyOf: z.array(Code).optional(),
  allOf: z.array(Code).optional(),
  noneOf: z.array(Code).optional(),
});
export type Who = z.infer<typeof Who>;

/**
 * When something dated must have been observed, counted from a dose: `from` included, `until` excluded. `current` is
 * the dose that is evaluated; when one is forecast instead, everything observed so far counts. Added to the
 * specification, where an observation has no place among the doses.
 */
export const Since = z.strictObject({
  dose: z.union([z.literal('previous'), z.literal('current'), z.int().min(1).max(30)]),
  from: PeriodText.optional(),
  until: PeriodText.optional(),
});
export type Since = z.infer<typeof Since>;

const ObservationRef = z.strictObject({ code: Code.optional(), text: z.string().optional() });

/** Evidence of immunity (section 7.2). */
export const Immunity = z.strictObject({
  history: z.array(z.strictObject({ code: Code, title: Words })).default([]),
  birth: z
    .array(
      z.strictObject({
        before: Day,
        country: z.string().optional(),
        exclusions: z.array(z.strictObject({ code: Code, title: Words })).default([]),
      }),
    )
    .default([]),
});
export type Immunity = z.infer<typeof Immunity>;

const ContraindicationBase = {
  code: Code,
  title: Words,
  text: Words,
  guidance: Words.optional(),
};
/** A contraindication to the antigen, whatever the vaccine (section 7.3, table 7-5). */
export const Contraindication = z.strictObject({ ...ContraindicationBase, ...Aged });
export type Contraindication = z.infer<typeof Contraindication>;
/** A contraindication to some vaccine types (table 7-6). */
export const VaccineContraindication = z.strictObject({
  ...ContraindicationBase,
  vaccines: z.array(z.strictObject({ code: Code, name: Words.optional(), ...Aged })).min(1),
});
export type VaccineContraindication = z.infer<typeof VaccineContraindication>;

export const Age = z.strictObject({
  absoluteMinimum: PeriodText.optional(),
  minimum: PeriodText.optional(),
  earliestRecommended: PeriodText.optional(),
  latestRecommended: PeriodText.optional(),
  maximum: PeriodText.optional(),
  ...Dated,
});
export type Age = z.infer<typeof Age>;

/** Where an interval counts from (CALCDTINT-1, -2, -8, -9). */
export const IntervalFrom = z.union([
  z.literal('previous dose'),
  z.strictObject({ targetDose: z.int().min(1).max(30) }),
  z.strictObject({ mostRecent: z.array(Code).min(1) }),
  /** The most recent, or with `since` the most recent of those observed then. */
  z.strictObject({ observation: Code, text: z.string().optional(), since: Since.optional() }),
]);
export type IntervalFrom = z.infer<typeof IntervalFrom>;

export const Interval = z.strictObject({
  from: IntervalFrom,
  absoluteMinimum: PeriodText.optional(),
  minimum: PeriodText.optional(),
  earliestRecommended: PeriodText.optional(),
  latestRecommended: PeriodText.optional(),
  /** Interval priority flag (FORECASTPRIORITY-1). */
  priority: z.boolean().optional(),
  ...Dated,
});
export type Interval = z.infer<typeof Interval>;

export const AllowableInterval = z.strictObject({
  from: IntervalFrom,
  absoluteMinimum: PeriodText.optional(),
  ...Dated,
});
export type AllowableInterval = z.infer<typeof AllowableInterval>;

export const PreferableVaccine = z.strictObject({
  code: Code,
  /** Only where the source names the type otherwise than the list of vaccines. */
  name: Words.optional(),
  ...Aged,
  tradeName: z.string().optional(),
  manufacturer: z.string().optional(),
  /** Millilitres, as published. Never a condition of validity (section 6.8). */
  volume: z.string().optional(),
  /** Forecast vaccine type flag (FORECASTRECVAC-1). */
  forecast: z.boolean().optional(),
});
export type PreferableVaccine = z.infer<typeof PreferableVaccine>;

export const AllowableVaccine = z.strictObject({ code: Code, name: Words.optional(), ...Aged });
export type AllowableVaccine = z.infer<typeof AllowableVaccine>;

/** When a condition of a skip is met (tables 6-6 to 6-9). */
export const SkipCondition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('age'), id: z.string().optional(), ...Aged }),
  z.strictObject({ type: z.literal('interval'), id: z.string().optional(), interval: PeriodText }),
  z.strictObject({ type: z.literal('completed series'), id: z.string().optional(), groups: z.array(Code) }),
  z.strictObject({
    type: z.literal('vaccine count'),
    id: z.string().optional(),
    ...Aged,
    start: Day.optional(),
    end: Day.optional(),
    /** Doses compared with `count`. */
    logic: z.enum(['greater than', 'equal to', 'less than']),
    count: z.int().min(0).max(100),
    doses: z.enum(['valid', 'total']),
    /** Empty: any vaccine of the antigen. */
    vaccines: z.array(Code).default([]),
  }),
  /** Added to the specification: one of these was observed, at some time or counted from a dose already counted. */
  z.strictObject({
    type: z.literal('observation'),
    id: z.string().optional(),
    observations: z.array(Code).min(1),
    since: Since.optional(),
  }),
  /** Added to the specification: who the person is; one of these is enough. */
  z.strictObject({ type: z.literal('person'), id: z.string().optional(), who: z.array(Who).min(1) }),
]);
export type SkipCondition = z.infer<typeof SkipCondition>;

/** A reason not to require a dose (section 6.2). */
export const ConditionalSkip = z.strictObject({
  context: z.enum(['evaluation', 'forecast', 'both']),
  logic: z.enum(['and', 'or']),
  sets: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        description: Words.optional(),
        logic: z.enum(['and', 'or']),
        conditions: z.array(SkipCondition).min(1),
        ...Dated,
      }),
    )
    .min(1),
});
export type ConditionalSkip = z.infer<typeof ConditionalSkip>;

export const SeriesDose = z.strictObject({
  number: z.int().min(1).max(30),
  ages: z.array(Age).default([]),
  intervals: z.array(Interval).default([]),
  allowableIntervals: z.array(AllowableInterval).default([]),
  preferable: z.array(PreferableVaccine).default([]),
  allowable: z.array(AllowableVaccine).default([]),
  inadvertent: z.array(z.strictObject({ code: Code, name: Words.optional() })).default([]),
  skips: z.array(ConditionalSkip).default([]),
  recurring: z.boolean().default(false),
  season: z.strictObject({ start: Day.optional(), end: Day.optional() }).optional(),
});
export type SeriesDose = z.infer<typeof SeriesDose>;

export const Gender = z.enum(['female', 'male', 'unknown']);
export type Gender = z.infer<typeof Gender>;

/** Who a risk series is for (section 5.1). */
export const Indication = z.strictObject({
  observation: ObservationRef,
  description: Words.optional(),
  ...Aged,
  guidance: Words.optional(),
});
export type Indication = z.infer<typeof Indication>;

/**
 * What the doses already given must be for a series to concern a person. Added to the specification, for schedules
 * that say "whoever began with this product, from this day to that one".
 */
export const Begun = z.strictObject({
  /** The vaccine type of the first dose is one of these. */
  first: z.array(Code).min(1).optional(),
  /** The first dose was given from this day, and before this other. */
  from: Day.optional(),
  before: Day.optional(),
  /** The vaccine type of the last dose is one of these. */
  last: z.array(Code).min(1).optional(),
});
export type Begun = z.infer<typeof Begun>;

/** One way to be protected from a disease. */
export const Series = z.strictObject({
  name: z.string().min(1).max(200),
  title: Words.optional(),
  vaccineGroup: Code,
  kind: z.enum(['standard', 'risk', 'evaluation only']),
  guidance: z.array(Words).default([]),
  /** Codes of the series groups of the same antigen that protect as well (table 8-14). */
  equivalentGroups: z.array(Code).default([]),
  /** Empty: everybody. */
  genders: z.array(Gender).default([]),
  /**
   * `choice` replaces chapter 8 for this group: among its series that concern the person, those of the highest
   * priority are read in order, and the first whose next dose has a vaccine that may be given is the only relevant
   * one; when none has, the first is. Its series come in order of priority.
   */
  group: z.strictObject({ code: Code, name: z.string(), choice: z.literal('first').optional() }),
  default: z.boolean(),
  productPath: z.boolean(),
  /** A before B. */
  priority: z.string().regex(/^[A-Z]$/, 'expected one letter, A before B'),
  /** 1 before 2; absent comes last. */
  preference: z.int().min(1).max(99).optional(),
  start: z.strictObject({ minimum: PeriodText.optional(), maximum: PeriodText.optional() }).default({}),
  indications: z.array(Indication).default([]),
  /** Whom it concerns, of any kind of series; one is enough, and without any, everybody. */
  who: z.array(Who).optional(),
  /** Whom it concerns, by the doses given. */
  begun: Begun.optional(),
  /**
   * The series group, earlier in the document, that it continues: relevant once a series of it is complete, and its
   * target doses are for the doses that come after (a booster after any primary course).
   */
  follows: Code.optional(),
  /** Doses given before this day satisfy nothing of it: for a booster, the day boosters began. */
  dosesFrom: Day.optional(),
  doses: z.array(SeriesDose).min(1).max(30),
});
export type Series = z.infer<typeof Series>;

export const Antigen = z.strictObject({
  name: Code,
  disease: Words.optional(),
  immunity: Immunity.optional(),
  contraindications: z.array(Contraindication).default([]),
  vaccineContraindications: z.array(VaccineContraindication).default([]),
  /**
   * Vaccines not given to some people, in some series groups or (empty) in all; a dose given all the same counts.
   * Added to the specification, whose contraindications name an observation and end a series.
   */
  withheld: z
    .array(
      z.strictObject({
        text: Words,
        who: z.array(Who).min(1),
        vaccines: z.array(Code).min(1),
        groups: z.array(Code).default([]),
      }),
    )
    .optional(),
  series: z.array(Series).min(1),
});
export type Antigen = z.infer<typeof Antigen>;

/** Everything of a schedule but its antigens: `schedule.json`. */
export const ScheduleHead = z.strictObject({
  name: Code,
  title: Words,
  description: Words.optional(),
  version: z.string().min(1),
  publisher: z.string(),
  /** The day the publisher dates it from. */
  validFrom: Day.optional(),
  licence: z.string(),
  /** Where each recommendation is written. */
  sources: z.array(z.strictObject({ title: z.string(), url: z.string().optional() })).default([]),
  /** What the codes of vaccines are: `cvx`, or a name of its own. */
  vaccineCodes: Code,
  /**
   * Where an interval in months ends when that day does not exist. Absent: the first of the next month (CALCDT-5).
   * Ages always follow the specification.
   */
  monthEnd: z.literal('last day').optional(),
  groups: z.array(VaccineGroup).min(1),
  vaccines: z.array(Vaccine).min(1),
  conflicts: z.array(Conflict).default([]),
  observations: z.array(Observation).default([]),
});
export type ScheduleHead = z.infer<typeof ScheduleHead>;

export const Schedule = z.strictObject({ ...ScheduleHead.shape, antigens: z.array(Antigen).min(1) });
export type Schedule = z.infer<typeof Schedule>;
