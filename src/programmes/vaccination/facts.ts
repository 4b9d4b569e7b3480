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

/** Why a professional went on past a warning. A closed list: no free text about a person enters the ledger. */
export const OVERRIDE_REASONS = [
  'medical-decision',
  'person-informed-and-willing',
  'earlier-dose-proved',
  'identity-checked',
  'no-other-product',
  'already-injected',
] as const;
export const OverrideReason = z.enum(OVERRIDE_REASONS);
export type OverrideReason = z.infer<typeof OverrideReason>;

/** A warning that was shown before the act, and why the professional went on. */
export const Override = z.strictObject({
  warning: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected the code of a warning'),
  reason: OverrideReason,
});
export type Override = z.infer<typeof Override>;

/** An identifier another system gave the act: `system` is a URI, `value` its own code, never a word about a person. */
export const ExternalId = z.strictObject({
  system: z.string().regex(/^(?:https?:\/\/|urn:)[!-~]{1,120}$/, 'expected a URI'),
  value: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/, 'expected 1 to 64 letters, digits or . _ : / -'),
});
export type ExternalId = z.infer<typeof ExternalId>;

/**
 * Recorded without network and sent later. `clock`: the device's was right; or it was wrong and its times were mended
 * by `clock_off_s`, in seconds, what the device was ahead of the server; or the professional gave the day when sending.
 */
export const Offline = z.strictObject({
  clock: z.enum(['right', 'mended', 'confirmed']),
  clock_off_s: z.int().min(-31_622_400).max(31_622_400),
});
export type Offline = z.infer<typeof Offline>;

/**
 * An injection made and recorded. The person's age and sex are those of the act, for statistics alone. `gtin` and
 * `expiresOn` are those the vial's code says.
 */
export const Injection = z.strictObject({
  product: Product,
  rank: z.int().min(1).max(20).optional(),
  lot: z.string().min(1).max(20).optional(),
  age: z.int().min(0).max(130).optional(),
  ageClass: AgeClass.optional(),
  sex: z.enum(['f', 'm']).optional(),
  site: z.enum(['left-arm', 'right-arm', 'left-thigh', 'right-thigh', 'other']).optional(),
  at: z.iso.time().optional(),
  gtin: z
    .string()
    .regex(/^\d{14}$/, 'expected a GTIN of 14 digits')
    .optional(),
  expiresOn: Day.optional(),
  overrides: z.array(Override).max(20).optional(),
  external: ExternalId.optional(),
  offline: Offline.optional(),
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

/** The consultation before the injection: its outcome, and the codes of the questionnaire's answers that mattered. */
export const Consultation = z.strictObject({
  outcome: z.enum(['agreed', 'refused', 'postponed']),
  answers: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected the code of an answer'))
    .max(30)
    .optional(),
});

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
