/**
 * How alike what was asked and what was found are, 0 to 1: a weighted mean over what was asked. It orders a short list
 * for the person who reads it; whether two records are one person is what matching says (score.ts), with weights
 * learnt from the whole register.
 */
import { compareDates, DATE } from '#people/compare-dates.ts';
import { ALIKE, CLOSE, compareNames, EXACT, FAINT, PART } from '#people/compare-names.ts';
import {
  fold,
  normaliseBirthDate,
  normaliseCity,
  normaliseEmail,
  normaliseName,
  normalisePhone,
} from '#people/identity-traits.ts';
import { jaroWinkler } from '#people/name-distance.ts';
import { type NameForm, nameForm } from '#people/name-form.ts';
import { compactNumber } from '#people/national-number.ts';
import type { Identity } from '#people/person.ts';
import type { Criteria } from '#people/register.ts';

/** What each agreement is worth beside the others. */
const WEIGHTS = { number: 6, family: 3, given: 2.5, date: 3.5, city: 0.5, phone: 1, email: 1 } as const;

const NAME_SCORES: ReadonlyMap<number, number> = new Map([
  [EXACT, 1],
  [CLOSE, 0.92],
  [ALIKE, 0.9],
  [PART, 0.85],
  [FAINT, 0.5],
]);
const DATE_SCORES: ReadonlyMap<number, number> = new Map([
  [DATE.exact, 1],
  [DATE.digit, 0.8],
  [DATE.turned, 0.8],
  [DATE.partial, 0.75],
  [DATE.twoParts, 0.6],
  [DATE.year, 0.3],
]);
/** Names that changed places are worth a little less than names in their places. */
const SWAPPED_SCORE = 0.95;
/** A city, a phone number or an address that is another says little: people move. */
const MOVED_SCORE = 0.3;
const CLOSE_CITY_FROM = 0.9;
/** Something the record does not know: neither for nor against. */
const UNKNOWN_SCORE = 0.6;

/** The names of a person or of a question, in forms ready to compare. */
type Names = { readonly families: readonly NameForm[]; readonly givens: readonly NameForm[] };

const formsOf = (names: readonly string[]): NameForm[] =>
  [...new Set(names)].filter((name) => name !== '').map(nameForm);

const namesOf = (family: readonly (string | undefined)[], given: readonly (string | undefined)[]): Names => {
  const givens = given.map((text) => normaliseName(text ?? ''));
  return {
    families: formsOf(family.map((text) => normaliseName(text ?? ''))),
    // Each first name is a name by itself, and all of them together too.
    givens: formsOf(givens.flatMap((text) => [text, ...text.split(' ')])),
  };
};

const scoreOfNames = (asked: readonly NameForm[], known: readonly NameForm[]): number => {
  let best = 0;
  for (const one of asked)
    for (const other of known) best = Math.max(best, NAME_SCORES.get(compareNames(one, other, false)) ?? 0);
  return best;
};

/** First names agree as far as those of the question do: `Anne` is not `Marie` because both are `Marie Anne Sophie`. */
const scoreOfGiven = (asked: readonly NameForm[], known: readonly NameForm[]): number => {
  const [whole, ...words] = asked;
  if (whole === undefined) return 0;
  const all = scoreOfNames([whole], known);
  if (words.length === 0) return all;
  const each = words.reduce((sum, word) => sum + scoreOfNames([word], known), 0) / words.length;
  return Math.max(all, each);
};

type Part = { readonly weight: number; readonly score: number };

const part = (weight: number, score: number): Part => ({ weight, score });

const scoreOfParts = (asked: Names, known: Names): Part[] => {
  const [isFamily, isGiven] = [asked.families.length > 0, asked.givens.length > 0];
  const straight = [
    ...(isFamily ? [part(WEIGHTS.family, scoreOfNames(asked.families, known.families))] : []),
    ...(isGiven ? [part(WEIGHTS.given, scoreOfGiven(asked.givens, known.givens))] : []),
  ];
  const swapped = [
    ...(isFamily
      ? [part(WEIGHTS.family, SWAPPED_SCORE * scoreOfNames(asked.families, known.givens.slice(0, 2)))]
      : []),
    ...(isGiven
      ? [part(WEIGHTS.given, SWAPPED_SCORE * scoreOfNames(asked.givens.slice(0, 1), known.families))]
      : []),
  ];
  return total(swapped) > total(straight) ? swapped : straight;
};

const total = (parts: readonly Part[]): number =>
  parts.reduce((sum, { weight, score }) => sum + weight * score, 0);

/** A part of each thing asked; what the record does not know counts half. */
const agreed = (
  weight: number,
  asked: string,
  known: string | undefined,
  score: (asked: string, known: string) => number,
): Part[] =>
  asked === ''
    ? []
    : [part(weight, known === undefined || known === '' ? UNKNOWN_SCORE : score(asked, known))];

const folded = (text: string | undefined, folding: (text: string) => string): string =>
  text === undefined ? '' : folding(text);

const NUMBER_LENGTH = 13;
const numberOf = (text: string): string => compactNumber(text).slice(0, NUMBER_LENGTH);

const same =
  (otherwise: number) =>
  (asked: string, known: string): number =>
    asked === known ? 1 : otherwise;

const scoreOfDate = (asked: string, known: string): number =>
  DATE_SCORES.get(compareDates(Number(asked), Number(known))) ?? 0;

const scoreOfCity = (asked: string, known: string): number =>
  asked === known ? 1 : jaroWinkler(asked, known) >= CLOSE_CITY_FROM ? 0.8 : MOVED_SCORE;

/**
 * How alike a question and a record are, the question read once for many records; 0 when nothing that can be compared
 * was asked.
 */
export const likenessTo = (criteria: Criteria): ((identity: Identity) => number) => {
  const names = namesOf([criteria.familyName], [criteria.givenName]);
  const date = folded(criteria.birthDate, normaliseBirthDate);
  const number = folded(criteria.nationalNumber, numberOf);
  const city = folded(criteria.city, normaliseCity);
  const phone = folded(criteria.phone, normalisePhone);
  const email = folded(criteria.email, normaliseEmail);
  return (identity) => {
    const { familyName, usedFamilyName, givenNames, usedGivenName, birthDate, address } = identity;
    const parts = [
      ...scoreOfParts(names, namesOf([familyName, usedFamilyName], [givenNames, usedGivenName])),
      ...agreed(WEIGHTS.date, date, birthDate.replaceAll('-', ''), scoreOfDate),
      ...agreed(WEIGHTS.number, number, folded(identity.nationalNumber, numberOf), same(0)),
      ...agreed(WEIGHTS.city, city, folded(address?.city, normaliseCity), scoreOfCity),
      ...agreed(WEIGHTS.phone, phone, folded(identity.phone, normalisePhone), same(MOVED_SCORE)),
      ...agreed(WEIGHTS.email, email, folded(identity.email, normaliseEmail), same(MOVED_SCORE)),
    ];
    const weight = parts.reduce((sum, one) => sum + one.weight, 0);
    return weight === 0 ? 0 : total(parts) / weight;
  };
};

export const likenessOf = (criteria: Criteria, identity: Identity): number => likenessTo(criteria)(identity);

/** Two different definitive numbers with right keys: a homonym, or a twin. */
const OTHER_NUMBER = 0.7;
/** Unless all of the strict identity is the same, and where or how they are reached: one card was read wrong. */
const OTHER_NUMBER_OF_ONE = 0.9;
const OTHER_SEX = 0.92;
const OTHER_BIRTH_PLACE = 0.95;

/** Whoever has the number of another is shown, however unlike. */
const SAME_NUMBER_LEAST = 0.86;

/** The number of the person, without its key; empty when it is not known, or that of who insures them. */
export const ownNumber = ({ nationalNumber, numberOf: whose }: Identity): string =>
  nationalNumber === undefined || whose === 'bearer' ? '' : numberOf(nationalNumber);

/** Digits of sex 7 and 8 are temporary numbers: the definitive one is another, of the same person. */
const isDefinitive = (number: string): boolean => /^[12]/.test(number);

const otherNumber = (one: Identity, other: Identity, base: number): number => {
  const same = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && fold(a) === fold(b);
  const isReachedAlike =
    same(one.phone, other.phone) ||
    same(one.email, other.email) ||
    same(one.address?.line, other.address?.line);
  return base === 1 && one.sex === other.sex && same(one.birthPlace, other.birthPlace) && isReachedAlike
    ? OTHER_NUMBER_OF_ONE
    : OTHER_NUMBER;
};

/**
 * How alike a person who comes and one already known are. Names and birth date say most; the number tells homonyms
 * and twins apart, and brings together whoever shares one.
 */
export const likenessOfPeople = (one: Identity, other: Identity): number => {
  const names = { familyName: one.familyName, givenName: one.givenNames, birthDate: one.birthDate };
  const used = one.usedFamilyName;
  const base = Math.max(
    likenessOf(names, other),
    used === undefined ? 0 : likenessOf({ ...names, familyName: used }, other),
  );
  const [mine, theirs] = [ownNumber(one), ownNumber(other)];
  const bothNumbered = mine !== '' && theirs !== '';
  if (bothNumbered && mine === theirs) return Math.max(base, SAME_NUMBER_LEAST);
  const isOther = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && fold(a) !== fold(b);
  const sexes = one.sex !== 'u' && other.sex !== 'u' && one.sex !== other.sex;
  return (
    base *
    (bothNumbered && isDefinitive(mine) && isDefinitive(theirs) ? otherNumber(one, other, base) : 1) *
    (sexes ? OTHER_SEX : 1) *
    (isOther(one.birthPlace, other.birthPlace) ? OTHER_BIRTH_PLACE : 1)
  );
};
