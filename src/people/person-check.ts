/**
 * An identity as it is kept: spaces levelled, the national number read and given its key. What cannot be true is
 * refused; what is odd is kept and told.
 */
import { isRefused, type Refused, refuse } from '#kernel/result.ts';
import type { Text } from '#kernel/text.ts';
import { fold } from '#people/identity-traits.ts';
import { readNationalNumber } from '#people/national-number.ts';
import type { Identity } from '#people/person.ts';
import { isAnAdultsNumber, numberMisfits } from '#people/person-number.ts';
import type { IdentityCode, StoredWarning } from '#people/register.ts';
import { departmentOf } from '#places/territory.ts';

/** Something to look at, never a refusal; `field` is the path in the identity. */
export type IdentityWarning = StoredWarning;

export type CheckedIdentity = {
  readonly identity: Identity;
  readonly warnings: readonly IdentityWarning[];
  /** `bearer` when the number is more likely that of the adult the child is insured with. */
  readonly numberOf?: 'bearer';
};

const TRAIT_WORDS = {
  sex: { fr: 'le sexe', en: 'the sex' },
  birthDate: { fr: 'la date de naissance', en: 'the birth date' },
  birthPlace: { fr: 'le lieu de naissance', en: 'the birth place' },
} as const satisfies Record<string, Text>;

/** Warnings that several files make. */
export const WARNINGS = {
  'number-key-added': {
    fr: 'Le numéro est venu sans sa clé : elle a été calculée. Une faute de frappe n’a pas pu être vue ; relisez-le.',
    en: 'The number came without its key: it was computed. A typing error could not be seen; read it again.',
  },
  'number-temporary': {
    fr: 'Ce numéro est provisoire : demandez le définitif à la prochaine venue.',
    en: 'This number is temporary: ask for the definitive one next time.',
  },
  'number-of-bearer': {
    fr: 'Ce numéro semble celui d’un adulte, et la personne est un enfant : indiquez que c’est celui de l’assuré dont l’enfant dépend.',
    en: 'This number looks like an adult’s, and the person is a child: say that it is the number of the person who insures the child.',
  },
  'number-shared': {
    fr: 'Une autre personne est enregistrée sous ce numéro : l’identitovigilance tranchera.',
    en: 'Another person is registered under this number: identity watch will settle it.',
  },
  'number-changed': {
    fr: 'Cette personne a eu un autre numéro, gardé dans son historique.',
    en: 'This person had another number, kept in their history.',
  },
} as const satisfies Record<string, Text>;

export const warn = (code: keyof typeof WARNINGS, field = 'nationalNumber'): IdentityWarning => ({
  code,
  message: WARNINGS[code],
  field,
});

const spaced = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** Hours between UTC and the first time zone to reach a day: nobody who is born today is born tomorrow. */
const EARLIEST_ZONE_MS = 14 * 3_600_000;

/** @param now an ISO instant; a birth date is compared with the day it is at that time where the day begins first */
const isFuture = (birthDate: string, now: string): boolean =>
  birthDate >= now.slice(0, 10) &&
  birthDate > new Date(Date.parse(now) + EARLIEST_ZONE_MS).toISOString().slice(0, 10);

type Numbered = Pick<CheckedIdentity, 'warnings' | 'numberOf'> & { readonly number: string };

/** What the number says of the person, and what is odd about it. */
const checkNumber = (
  text: string,
  identity: Identity,
  now: string,
): Numbered | Refused<'national-number-form' | 'national-number-month' | 'national-number-key'> => {
  const read = readNationalNumber(text);
  if (isRefused(read)) return read;
  const warnings: IdentityWarning[] = [];
  if (!read.keyGiven) warnings.push(warn('number-key-added'));
  if (read.kind === 'temporary') warnings.push(warn('number-temporary'));
  const number = read.number + read.key;
  const misfits = identity.numberOf === 'bearer' ? [] : numberMisfits(read, identity);
  if (misfits.length === 0) return { number, warnings };
  const isBearers = misfits.includes('birthDate') && isAnAdultsNumber(read, identity.birthDate, now);
  const list = (language: 'fr' | 'en'): string =>
    misfits.map((trait) => TRAIT_WORDS[trait][language]).join(', ');
  warnings.push({
    code: 'number-not-theirs',
    field: 'nationalNumber',
    message: {
      fr: `Le numéro et les traits ne disent pas la même chose : ${list('fr')}. Relisez l’un et l’autre.`,
      en: `The number and the traits do not say the same: ${list('en')}. Read both again.`,
    },
  });
  if (!isBearers) return { number, warnings };
  return { number, warnings: [...warnings, warn('number-of-bearer', 'numberOf')], numberOf: 'bearer' };
};

/**
 * The identity to keep, and what to look at; a refusal when the number cannot be one or nobody is born yet.
 * @param now an ISO instant
 */
export const normaliseIdentity = (
  identity: Identity,
  now: string,
): CheckedIdentity | Refused<IdentityCode> => {
  const { usedFamilyName, usedGivenName, nationalNumber, numberOf, ...rest } = identity;
  if (isFuture(identity.birthDate, now))
    return refuse('birth-date-future', 'The birth date is after today: read it again.', {
      field: 'birthDate',
    });
  const numbered =
    nationalNumber === undefined || nationalNumber.trim() === ''
      ? undefined
      : checkNumber(nationalNumber, identity, now);
  if (numbered !== undefined && isRefused(numbered)) return numbered;
  const [familyName, givenNames] = [spaced(identity.familyName), spaced(identity.givenNames)];
  const isAnother = (name: string | undefined, than: string): name is string =>
    name !== undefined && fold(name) !== fold(than);
  return {
    identity: {
      ...rest,
      familyName,
      givenNames,
      ...(isAnother(usedFamilyName, familyName) && { usedFamilyName: spaced(usedFamilyName) }),
      ...(isAnother(usedGivenName, givenNames) && { usedGivenName: spaced(usedGivenName) }),
      ...(numbered && { nationalNumber: numbered.number, ...(numberOf !== undefined && { numberOf }) }),
    },
    warnings: numbered?.warnings ?? [],
    ...(numbered?.numberOf !== undefined && { numberOf: numbered.numberOf }),
  };
};

/** What to look at in an identity as it is kept, an old or imported one included. */
export const warningsOfIdentity = (identity: Identity, now: string): readonly IdentityWarning[] => {
  const checked = normaliseIdentity(identity, now);
  if (!isRefused(checked)) return checked.warnings;
  const { code, message, field } = checked.refusal;
  const told = {
    fr: 'Ce qui est enregistré ne peut être exact : relisez-le.',
    en: message,
  };
  return [{ code, message: told, ...(field !== undefined && { field }) }];
};

/** Corsican postcodes say one department where there are two. */
const CORSICAN: readonly (readonly [RegExp, string])[] = [
  [/^20[01]\d\d$/, 'DEP-2A'],
  [/^20\d\d\d$/, 'DEP-2B'],
];

/** The department where the person lives, by the commune, else the postcode; null abroad or when not known. */
export const placeOfIdentity = ({ address }: Pick<Identity, 'address'>): string | null => {
  if (address === undefined || (address.country ?? 'FR') !== 'FR') return null;
  const { commune, postcode } = address;
  if (commune !== undefined) return departmentOf(commune) ?? null;
  const code = (postcode ?? '').replaceAll(/[ -]/g, '');
  return CORSICAN.find(([form]) => form.test(code))?.[1] ?? departmentOf(code) ?? null;
};
