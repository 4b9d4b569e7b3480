/**
 * What is compared between two people, and the levels at which each may agree, weakest first. Traits that say the
 * same thing are
 * one comparison: town, postcode and region; street and its number. Counting them apart would count one agreement
 * twice, and take neighbours for one person.
 */
import { DATE_LEVELS } from '#people/compare-dates.ts';
import { NAME_LEVELS } from '#people/compare-names.ts';
import type { Trait } from '#people/identity-traits.ts';

export const LOCALITY_LEVELS = [
  'different',
  'same region',
  'one close',
  'one exact',
  'exact and close',
  'exact',
] as const;
export const LOCALITY = { different: 0, region: 1, close: 2, one: 3, oneAndClose: 4, exact: 5 } as const;

export const STREET_LEVELS = [
  'different',
  'number only',
  'street close',
  'both close',
  'street only',
  'street, no number',
  'exact',
] as const;
export const STREET = {
  different: 0,
  numberOnly: 1,
  close: 2,
  closeAndNumber: 3,
  streetOnly: 4,
  noNumber: 5,
  exact: 6,
} as const;

/**
 * Two numbers whose keys are right are two people, or a person registered twice; without a right key one may be
 * mistyped.
 */
export const NUMBER_LEVELS = ['two numbers', 'different', 'close', 'exact'] as const;

const PLAIN = ['different', 'exact'] as const;
const WITH_CLOSE = ['different', 'close', 'exact'] as const;

export type Comparison = {
  readonly name: string;
  readonly traits: readonly Trait[];
  readonly levels: readonly string[];
  /** First level that counts as full agreement: from it on, a rare value weighs more than a common one. */
  readonly exactFrom: number;
  /** What is expected before any data is seen, for one person met twice (m) and for two strangers (u). */
  readonly m: readonly number[];
  readonly u: readonly number[];
};

/** Prior shares are orders of magnitude known of registers; they settle what few data cannot, and fade with many. */
export const COMPARISONS = [
  {
    name: 'givenName',
    traits: ['givenName'],
    levels: NAME_LEVELS,
    exactFrom: 6,
    m: [0.04, 0.02, 0.01, 0.03, 0.01, 0.09, 0.8],
    u: [0.962, 0.015, 0.001, 0.01, 0.003, 0.003, 0.006],
  },
  {
    name: 'familyName',
    traits: ['familyName'],
    levels: NAME_LEVELS,
    exactFrom: 6,
    m: [0.04, 0.02, 0.01, 0.03, 0.01, 0.09, 0.8],
    u: [0.98, 0.01, 0.001, 0.004, 0.001, 0.002, 0.002],
  },
  {
    name: 'birthDate',
    traits: ['birthDate'],
    levels: DATE_LEVELS,
    exactFrom: 7,
    m: [0.015, 0.015, 0.01, 0.03, 0.02, 0.01, 0.06, 0.84],
    u: [0.566_82, 0.42, 0.012, 0.0005, 0.0003, 0.000_04, 0.0003, 0.000_04],
  },
  { name: 'sex', traits: ['sex'], levels: PLAIN, exactFrom: 1, m: [0.01, 0.99], u: [0.5, 0.5] },
  {
    name: 'birthPlace',
    traits: ['birthPlace'],
    levels: WITH_CLOSE,
    exactFrom: 2,
    m: [0.05, 0.05, 0.9],
    u: [0.985, 0.005, 0.01],
  },
  {
    name: 'nationalNumber',
    traits: ['nationalNumber'],
    levels: NUMBER_LEVELS,
    exactFrom: 3,
    m: [0.005, 0.03, 0.04, 0.925],
    u: [0.5, 0.499_998, 0.000_001, 0.000_001],
  },
  {
    name: 'locality',
    traits: ['postcode', 'city', 'region'],
    levels: LOCALITY_LEVELS,
    exactFrom: 3,
    m: [0.07, 0.05, 0.02, 0.06, 0.1, 0.7],
    u: [0.9, 0.0945, 0.002, 0.002, 0.0005, 0.001],
  },
  {
    name: 'street',
    traits: ['address', 'streetNumber'],
    levels: STREET_LEVELS,
    exactFrom: 4,
    m: [0.1, 0.05, 0.03, 0.12, 0.05, 0.05, 0.6],
    u: [0.9736, 0.02, 0.005, 0.0002, 0.001, 0.0001, 0.0001],
  },
  {
    name: 'phone',
    traits: ['phone'],
    levels: WITH_CLOSE,
    exactFrom: 2,
    m: [0.15, 0.05, 0.8],
    u: [0.999_97, 0.000_02, 0.000_01],
  },
  {
    name: 'email',
    traits: ['email'],
    levels: WITH_CLOSE,
    exactFrom: 2,
    m: [0.15, 0.05, 0.8],
    u: [0.999_97, 0.000_02, 0.000_01],
  },
] as const satisfies readonly Comparison[];

export const GIVEN = 0;
export const FAMILY = 1;
export const BIRTH = 2;
export const SEX = 3;
export const BIRTH_PLACE = 4;
export const NUMBER = 5;
export const LOCALITY_AT = 6;
export const STREET_AT = 7;
export const PHONE = 8;
export const EMAIL = 9;

/** The level of a comparison when one of the two does not say: it counts neither for nor against. */
export const ABSENT = 255;

/** Levels of a pair, one byte a comparison. */
export type Levels = Uint8Array;
export const noLevels = (): Levels => new Uint8Array(COMPARISONS.length).fill(ABSENT);
