/**
 * A person as the register knows them: the traits of the French national health identity (référentiel national
 * d'identitovigilance: birth name, first names, birth date, sex, birth place by INSEE code), what else helps to find
 * and to reach them, and what proved it.
 */
import { z } from 'zod';
import { plain } from '#facts/fact.ts';

const Name = plain(z.string().trim().min(1).max(100));
const Short = plain(z.string().trim().min(1).max(80));

/**
 * A birth date, `YYYY-MM-DD`, with `00` for a month or a day that the civil record does not say, and months and days
 * over range as a lunar calendar or an incomplete record wrote them (`1950-00-00`, `1948-13-31`).
 */
export const BirthDate = z
  .string()
  .regex(/^(?:18[89]\d|19\d\d|20\d\d)-\d\d-\d\d$/, 'expected YYYY-MM-DD, 00 for a month or a day not known');

/** INSEE code of a commune, or 99 and the country for a birth abroad, 99999 when not known. */
export const BirthPlace = z
  .string()
  .trim()
  .toUpperCase()
  .regex(
    /^(?:0[1-9]|[1-9]\d|2[AB])\d{3}$/,
    'expected an INSEE code of five characters, 99 and the country abroad',
  );

/** An identifier given by another country or system; the number itself is free text of that system. */
export const ForeignIdentifier = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'expected a country of two capital letters (ISO 3166-1)'),
  kind: Short,
  value: Short,
});

export const Address = z.strictObject({
  line: plain(z.string().trim().max(200)).optional(),
  postcode: z
    .string()
    .regex(/^[0-9A-Za-z -]{2,10}$/)
    .optional(),
  city: plain(z.string().trim().max(100)).optional(),
  /** INSEE code of the commune of residence: says the territory. */
  commune: z
    .string()
    .regex(/^[0-9AB]{5}$/)
    .optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});

export const Representative = z.strictObject({
  relation: z.enum(['parent', 'guardian', 'curator', 'other']),
  givenNames: Name,
  familyName: Name,
  phone: z.string().max(30).optional(),
});

export const Identity = z.strictObject({
  /** Birth name. */
  familyName: Name,
  /** Every first name of the civil record, in order, parted by spaces. */
  givenNames: Name,
  /** The name used in daily life, when it is not the birth name. */
  usedFamilyName: Name.optional(),
  usedGivenName: Name.optional(),
  birthDate: BirthDate,
  sex: z.enum(['m', 'f', 'u']),
  birthPlace: BirthPlace.optional(),
  /** Thirteen characters and the key; spaces are taken. */
  nationalNumber: z.string().max(30).optional(),
  /** Whose number it is: a child may be known under a parent's, which then says nothing of who the child is. */
  numberOf: z.enum(['self', 'bearer']).optional(),
  foreignIdentifiers: z.array(ForeignIdentifier).max(10).optional(),
  phone: z.string().max(30).optional(),
  email: z.string().max(200).optional(),
  address: Address.optional(),
  representative: Representative.optional(),
});
export type Identity = z.infer<typeof Identity>;

/** Fields of the strict identity: changing one takes back what had proved it. */
export const STRICT_TRAITS = ['familyName', 'givenNames', 'birthDate', 'sex', 'birthPlace'] as const;

/** What gave the identity its trust: a paper seen, or the national service that returned these very traits. */
export const Evidence = z.strictObject({
  kind: z.enum(['document', 'national-service']),
  document: z
    .enum(['passport', 'identity-card', 'residence-permit', 'birth-certificate', 'family-book', 'other'])
    .optional(),
  on: z.iso.date(),
  by: z.string().max(80),
});
export type Evidence = z.infer<typeof Evidence>;

/**
 * Levels of trust of the référentiel national d'identitovigilance: `provisional`, `validated` (a paper of high
 * trust was seen), `retrieved` (the national service gave the traits), `qualified` (both).
 */
export const Trust = z.enum(['provisional', 'validated', 'retrieved', 'qualified']);
export type Trust = z.infer<typeof Trust>;

/** What is sealed: all that is known of a person, and the pseudonyms facts know them by. */
export const Person = z.strictObject({
  id: z.string(),
  version: z.int().min(1),
  identity: Identity,
  evidence: z.array(Evidence),
  /** First the pseudonym of new facts; others come from other systems. */
  subjects: z.array(z.string()).min(1),
  /** Opposed to the use of their data for research, since when. */
  opposedSince: z.string().nullable(),
});
export type Person = z.infer<typeof Person>;
