/**
 * What a rule of quality can find among the injections of one person: a closed vocabulary with parameters. Every word
 * of it is a pure question about one person's facts, so that flags can be rebuilt and shards need not meet. What asks
 * about the facts of others (an account with too many acts an hour) is not here for that reason.
 */
import { z } from 'zod';
import { Day } from '#kernel/day.ts';

const Product = z.string().regex(/^[A-Z0-9]{1,12}$/, 'expected a product code such as "PF"');
const Lot = z
  .string()
  .trim()
  .regex(/^[!-~]{1,20}$/, 'expected a lot number without spaces, of at most 20 characters');
const LIST_MAX = 500;
const list = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(LIST_MAX);
const Together = z.int().min(2).max(100).default(2);

export const SITES = ['left-arm', 'right-arm', 'left-thigh', 'right-thigh', 'other'] as const;

export const VaccinationFinds = z.discriminatedUnion('what', [
  /** So many injections of the person in one minute; of one site, when it is given. */
  z.strictObject({ what: z.literal('same-minute'), count: Together, site: z.enum(SITES).optional() }),
  z.strictObject({ what: z.literal('same-day'), count: Together }),
  /** Injections of different days, fewer than so many days after the first of them. */
  z.strictObject({ what: z.literal('too-close'), days_under: z.int().min(2).max(366) }),
  /** The age of the act, or the whole class of age, under so many years; `before`: acts before that day only. */
  z.strictObject({
    what: z.literal('age-under'),
    years: z.int().min(1).max(130),
    before: Day.optional(),
  }),
  z.strictObject({ what: z.literal('age-over'), years: z.int().min(1).max(130) }),
  /** The age does not belong to the class of age, or the class is younger than at an earlier act. */
  z.strictObject({ what: z.literal('age-class-impossible') }),
  /** A stated rank more than one above the highest before it. */
  z.strictObject({ what: z.literal('rank-skips') }),
  z.strictObject({ what: z.literal('rank-repeats') }),
  /** A stated rank of two or more, and no dose before it, here or elsewhere. */
  z.strictObject({ what: z.literal('rank-without-first') }),
  z.strictObject({
    what: z.literal('before-first-use'),
    products: list(z.strictObject({ product: Product, firstUse: Day })),
  }),
  z.strictObject({ what: z.literal('before-campaign'), firstDay: Day }),
  /** A lot listed with its product, used under another. A lot may be listed under several. */
  z.strictObject({
    what: z.literal('lot-of-another-product'),
    lots: list(z.strictObject({ lot: Lot, product: Product })),
  }),
  /** A recalled lot used on the day of its recall or later. */
  z.strictObject({
    what: z.literal('lot-recalled'),
    lots: list(z.strictObject({ lot: Lot, product: Product, on: Day })),
  }),
  z.strictObject({ what: z.literal('expired-vial') }),
  /** Recorded more than so many days after the act. */
  z.strictObject({ what: z.literal('recorded-late'), days_over: z.int().min(1).max(3660) }),
]);
export type VaccinationFinds = z.infer<typeof VaccinationFinds>;
