/**
 * The rules of a vaccination strategy, as its documents write them (docs/strategy.md). Everything a country or a
 * month decides is here as a value: no code of this programme knows a date or a product of a given campaign.
 * Ages are in completed years on the day asked; days and months count from the injection or the infection named.
 */

import { z } from 'zod';
import { Day } from '#kernel/day.ts';
import { Rule, type Strategy } from '#strategy/strategy.ts';

const Bilingual = z.object({ fr: z.string(), en: z.string() });
const Codes = z.array(z.string().min(1));
const Days = z.int().min(0).max(3660);
const Months = z.int().min(0).max(120);
const Age = z.int().min(0).max(130);

/** A group of people. Every condition given must hold; an empty group is everyone. */
export const Group = z.strictObject({
  ageFrom: Age.optional(),
  ageFromMonths: z.int().min(0).max(1560).optional(),
  ageTo: Age.optional(),
  anyOf: Codes.optional(),
  allOf: Codes.optional(),
  noneOf: Codes.optional(),
  territories: Codes.optional(),
});
export type Group = z.infer<typeof Group>;
/** One of the groups is enough. */
const Who = z.array(Group).min(1);

const rule = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...Rule.shape, ...shape });

/** Who may start a primary course, with which products and where. */
export const Audience = rule({
  who: Who,
  products: Codes,
  places: Codes,
  requires: z.string().optional(),
  /** The appointment may be at most this many days ahead (unfilled slots, May 2021). */
  leadDaysMax: Days.optional(),
});
export type Audience = z.infer<typeof Audience>;

/** The ages a product is authorised for, and for which doses. */
export const ProductLimit = rule({
  product: z.string(),
  ageFrom: Age.optional(),
  ageFromMonths: z.int().optional(),
  ageTo: Age.optional(),
  use: z.enum(['any dose', 'primary course', 'booster']),
});
export type ProductLimit = z.infer<typeof ProductLimit>;

/** What is withheld from a group, after the audiences. `defer` marks what passes by itself or by a test. */
export const Exclusion = rule({
  who: Who,
  withhold: z.union([Codes, z.literal('all')]),
  dose: z.enum(['any dose', 'primary course']),
  suspension: z.boolean().optional(),
  defer: z.boolean().optional(),
  text: Bilingual,
});
export type Exclusion = z.infer<typeof Exclusion>;

/** What an infection changes: the doses to give, the time to wait, or a window of its own for the second dose. */
export const InfectionRule = rule({
  when: z.enum(['before the first dose', 'before any dose', 'after the first dose']),
  doses: z.int().min(1).max(9).optional(),
  except: Codes.optional(),
  proof: z.boolean().optional(),
  /** Proofs of an infection that is over (a rapid serology): nothing to wait for. */
  noWaitFor: Codes.optional(),
  waitMonths: Months.optional(),
  preferredMonths: Months.optional(),
  fromDays: Days.optional(),
  toDays: Days.optional(),
  secondDose: z.strictObject({ fromMonths: Months, toMonths: Months }).optional(),
});
export type InfectionRule = z.infer<typeof InfectionRule>;

/** How many doses a primary course has; the first rule that fits is the one. */
export const CourseRule = rule({
  who: Who.optional(),
  first: Codes.optional(),
  doses: z.int().min(1).max(9),
  completeAfter: z.int().min(1).max(9),
});
export type CourseRule = z.infer<typeof CourseRule>;

/** The window of a later dose of the primary course, in days from the dose before it. */
export const IntervalRule = rule({
  dose: z.int().min(2).max(9),
  who: Who.optional(),
  first: Codes.optional(),
  give: z.union([Codes, z.literal('same')]),
  firstDoseFrom: Day.optional(),
  firstDoseBefore: Day.optional(),
  earliestDays: Days,
  recommendedDays: Days,
  latestDays: Days.nullable(),
});
export type IntervalRule = z.infer<typeof IntervalRule>;

/** What an infection after the last injection does to a booster. */
const AfterInfection = z.discriminatedUnion('effect', [
  z.strictObject({ effect: z.literal('no booster') }),
  z.strictObject({ effect: z.literal('counts as an injection') }),
  z.strictObject({ effect: z.literal('wait'), months: Months }),
  z.strictObject({ effect: z.literal('none needed beyond'), beyondMonths: Months, months: Months }),
]);

/** Who may have a booster of a rank, how long after the last injection, and with what. */
export const BoosterRule = rule({
  rank: z.union([z.literal(1), z.literal(2), z.literal('any')]),
  who: Who,
  after: Codes.optional(),
  months: Months.optional(),
  days: Days.optional(),
  products: Codes,
  infection: AfterInfection.optional(),
}).refine((booster) => (booster.months === undefined) !== (booster.days === undefined), {
  message: 'give either "months" or "days"',
});
export type BoosterRule = z.infer<typeof BoosterRule>;

export const MonthRule = rule({ rule: z.enum(['calendar', '30.5 days, rounded up']) });

/** An end to a certificate without booster. No certificate ends before `notBefore`. */
const Expiry = z.strictObject({
  ageFrom: Age,
  plusMonths: Months.optional(),
  singleDoseOf: Codes.optional(),
  days: Days,
  notBefore: Day,
});

/** The pass: when a complete course, a booster or a recovery counts, and until when. */
export const CertificateRule = rule({
  delayDays: Days,
  singleDose: z.array(z.strictObject({ products: Codes, days: Days })),
  boosterDays: z.array(z.strictObject({ injectedFrom: Day, days: Days })),
  recovery: z.strictObject({ fromDays: Days, toMonths: Months, notOn: Codes }),
  expiry: z.array(Expiry),
  infectionCountsAsInjection: z.boolean(),
  scope: Bilingual,
  tests: Bilingual,
});
export type CertificateRule = z.infer<typeof CertificateRule>;

export const ConsentRule = rule({ who: Who, requires: z.string(), text: Bilingual });
export type ConsentRule = z.infer<typeof ConsentRule>;

/** Who may prescribe or inject. Read, shown and checked by people; the interpretation of a person does not use it. */
export const PerformerRule = rule({
  professions: Codes,
  may: z.array(z.enum(['prescribe', 'inject'])),
  ageFrom: Age.optional(),
  ageTo: Age.optional(),
  products: Codes.optional(),
  places: Codes.optional(),
  limits: Bilingual.optional(),
});
export const NoteRule = rule({ about: z.string() });
export const StatisticsRule = rule({});
export const TariffRule = rule({ act: z.string(), text: Bilingual, amount: Bilingual });

/** The sections of a vaccination strategy. */
export const VaccinationRules = z.strictObject({
  audiences: z.array(Audience),
  products: z.array(ProductLimit),
  exclusions: z.array(Exclusion).default([]),
  infections: z.array(InfectionRule).default([]),
  courses: z.array(CourseRule).min(1),
  intervals: z.array(IntervalRule).default([]),
  boosters: z.array(BoosterRule).default([]),
  months: z.array(MonthRule).length(1),
  certificate: z.array(CertificateRule).max(1).default([]),
  consent: z.array(ConsentRule).default([]),
  performers: z.array(PerformerRule).default([]),
  statistics: z.array(StatisticsRule).default([]),
  notes: z.array(NoteRule).default([]),
  tariffs: z.array(TariffRule).default([]),
});
export type VaccinationRules = z.infer<typeof VaccinationRules>;

/** The rules of a document, checked. Throws with the document and the fault. */
export const rulesOf = (strategy: Strategy): VaccinationRules => {
  const parsed = VaccinationRules.safeParse(strategy.rules);
  if (!parsed.success) throw new Error(`strategy ${strategy.id}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};
