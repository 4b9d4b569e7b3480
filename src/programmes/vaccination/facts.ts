import { z } from 'zod';
import { Day } from '#kernel/day.ts';

/** Upper bound of a VAC-SI age class (`80` is 80 and over). */
export const AGE_CLASSES = [
  '04',
  '09',
  '11',
  '17',
  '24',
  '29',
  '39',
  '49',
  '59',
  '64',
  '69',
  '74',
  '79',
  '80',
] as const;
export const AgeClass = z.enum(AGE_CLASSES);
export type AgeClass = z.infer<typeof AgeClass>;

const Territory = z.string().regex(/^[0-9A-Za-z-]{1,10}$/, 'expected a territory code such as "48" or "2A"');
const Product = z.string().regex(/^[A-Z0-9]{1,12}$/, 'expected a product code of the campaign such as "PF"');

/** An injection made and recorded. The person's age and sex are those of the act, for statistics alone. */
export const Injection = z.strictObject({
  product: Product,
  rank: z.int().min(1).max(20).optional(),
  lot: z.string().min(1).max(20).optional(),
  age: z.int().min(0).max(130).optional(),
  ageClass: AgeClass.optional(),
  sex: z.enum(['f', 'm']).optional(),
  site: z.enum(['left-arm', 'right-arm', 'left-thigh', 'right-thigh', 'other']).optional(),
  at: z.iso.time().optional(),
});
export type Injection = z.infer<typeof Injection>;

/** An injection received elsewhere, declared by the person or seen on a document. */
export const EarlierInjection = z.strictObject({
  product: Product.optional(),
  rank: z.int().min(1).max(20).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 country code such as "BE"')
    .optional(),
  proof: z.enum(['document', 'declaration']).optional(),
});

export const Infection = z.strictObject({
  proof: z.enum(['PCR', 'antigen', 'serology', 'TROD', 'declaration']).optional(),
});

export const Consultation = z.strictObject({ outcome: z.enum(['agreed', 'refused', 'postponed']) });

export const Contraindication = z.strictObject({
  product: Product.optional(),
  kind: z.enum(['permanent', 'temporary']),
  until: Day.optional(),
});

/** Where the person lives: from 2021-12-08 the official figures count by residence. */
export const Residence = z.strictObject({ territory: Territory });

/** Kinds of fact of the vaccination programme. */
export const KINDS = {
  injection: Injection,
  'earlier-injection': EarlierInjection,
  infection: Infection,
  consultation: Consultation,
  contraindication: Contraindication,
  residence: Residence,
} as const;
