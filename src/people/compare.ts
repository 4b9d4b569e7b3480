/** Compares two people of a population, trait by trait. What was computed of a name is kept for the next pair. */

import { UNSURE } from '#people/columns.ts';
import { compareDates, DATE } from '#people/compare-dates.ts';
import {
  ALIKE,
  CLOSE,
  compareNames,
  DIFFERENT,
  EXACT,
  FAINT,
  LETTERS_APART_MAX,
  PART,
  SWAPPED,
} from '#people/compare-names.ts';
import {
  ABSENT,
  BIRTH,
  BIRTH_PLACE,
  COMPARISONS,
  EMAIL,
  FAMILY,
  GIVEN,
  type Levels,
  LOCALITY,
  LOCALITY_AT,
  NUMBER,
  PHONE,
  SEX,
  STREET,
  STREET_AT,
} from '#people/comparisons.ts';
import {
  areOneErrorApart,
  editDistance,
  jaroWinkler,
  lettersApart,
  lettersOf,
} from '#people/name-distance.ts';
import { nameForm } from '#people/name-form.ts';
import type { Column, Population } from '#people/population.ts';
import { type Dictionary, textsOf } from '#people/text-table.ts';

/** A spelling found this much more seldom than the other is a typing error of it, not a name of its own. */
const KNOWN_SHARE = 0.02;
const KNOWN_COUNT = 3;

/** What is made of each text of a dictionary, made once. */
const lazily = <Made>(dictionary: Dictionary, make: (text: string) => Made): ((i: number) => Made) => {
  const text = textsOf(dictionary);
  const made: (Made | undefined)[] = new Array(dictionary.ends.length);
  return (i) => {
    const known = made[i];
    if (known !== undefined) return known;
    const one = make(text(i));
    made[i] = one;
    return one;
  };
};

/** A text without its spaces, and its letters. */
type Bare = { readonly text: string; readonly letters: number };
const bareOf = (text: string): Bare => {
  const bare = text.replaceAll(' ', '');
  return { text: bare, letters: lettersOf(bare) };
};

/** Logarithm of how often each value is met, in people other than the two who are compared. */
const logShares = ({ counts, values }: Column): Float32Array => {
  let present = 0;
  for (let i = 1; i < counts.length; i++) present += counts[i] ?? 0;
  const total = Math.max(1, Math.min(present, values.length));
  return new Float32Array(counts.length).map((_, i) =>
    Math.log(Math.min(1, Math.max((counts[i] ?? 0) - 2, 0.5) / total)),
  );
};

/** A birth date is called common when it has at least this many people. */
const COMMON_DATE_MIN = 20;

/** Names that changed places and were mistyped on the way differ by no more letters. */
const SWAPPED_APART_MAX = 4;

const CLOSE_TEXT_FROM = 0.9;
/** No typing error leaves two texts less alike than this. */
const CLOSE_TEXT_MIN = 0.6;
const CUT_TEXT_MIN = 5;

/** Further apart than this, two texts are not one: an error changes two letters at most. */
const TEXT_LETTERS_APART_MAX = 6;

/** Two texts of several words that one person may have written of one thing. */
const closeTexts = (a: Bare, b: Bare): boolean => {
  if (a.text === b.text) return true;
  const [long, short] = a.text.length >= b.text.length ? [a.text, b.text] : [b.text, a.text];
  if (short.length >= CUT_TEXT_MIN && (long.startsWith(short) || long.endsWith(short))) return true;
  if (long.length - short.length > 3 || lettersApart(a.letters, b.letters) > TEXT_LETTERS_APART_MAX)
    return false;
  const errors = short.length < 5 ? 1 : short.length < 10 ? 2 : 3;
  const alike = jaroWinkler(long, short);
  if (alike >= CLOSE_TEXT_FROM || alike < CLOSE_TEXT_MIN) return alike >= CLOSE_TEXT_FROM;
  return editDistance(long, short, errors) <= errors;
};

/** A level of a comparison between two rows. */
type Compare = (a: number, b: number) => number;

/** Absent, different (0), close (1) or exact (2). */
const compareBy =
  ({ values }: Column, close: (x: number, y: number) => boolean): Compare =>
  (a, b) => {
    const [x, y] = [values[a] ?? 0, values[b] ?? 0];
    if (x === 0 || y === 0) return ABSENT;
    return x === y ? 2 : close(x, y) ? 1 : 0;
  };

const never = (): boolean => false;

/** Codes, such as a postcode or a phone number, are close when they are one error apart. */
const compareCodes = (column: Column): Compare => {
  const { chars, ends } = column.dictionary;
  return compareBy(column, (x, y) => {
    const [fromX, toX, fromY, toY] = [ends[x - 1] ?? 0, ends[x] ?? 0, ends[y - 1] ?? 0, ends[y] ?? 0];
    return Math.min(toX - fromX, toY - fromY) > 2 && areOneErrorApart(chars, fromX, toX, fromY, toY);
  });
};

/** Texts of several words: a town, a street. */
const compareTexts = (column: Column): Compare => {
  const bare = lazily(column.dictionary, bareOf);
  return compareBy(column, (x, y) => closeTexts(bare(x), bare(y)));
};

const UNSURE_CODE = UNSURE.charCodeAt(0);
/** A temporary number, of sex digit 7 or 8, waits for the definitive one: a person has both, one after the other. */
const TEMPORARY = ['7', '8'].map((digit) => digit.charCodeAt(0));

const compareNumbers = ({ values, dictionary: { chars, ends } }: Column): Compare => {
  const isSure = (i: number): boolean => chars[(ends[i] ?? 0) - 1] !== UNSURE_CODE;
  const isTemporary = (i: number): boolean => TEMPORARY.includes(chars[ends[i - 1] ?? 0] ?? 0);
  return (a, b) => {
    const [x, y] = [values[a] ?? 0, values[b] ?? 0];
    if (x === 0 || y === 0) return ABSENT;
    if (x === y) return 3;
    const [sureX, sureY] = [isSure(x), isSure(y)];
    // Two right keys: a typing error gives another right key one time in 97.
    if (sureX && sureY) return isTemporary(x) === isTemporary(y) ? 0 : 1;
    const [toX, toY] = [(ends[x] ?? 0) - (sureX ? 0 : 1), (ends[y] ?? 0) - (sureY ? 0 : 1)];
    return areOneErrorApart(chars, ends[x - 1] ?? 0, toX, ends[y - 1] ?? 0, toY) ? 2 : 1;
  };
};

export type Comparer = ReturnType<typeof createComparer>;

/** Functions that compare people by their row numbers. */
export const createComparer = (population: Population) => {
  const { columns } = population;
  const { givenName, familyName, birthDate, sex, birthPlace, nationalNumber } = columns;
  const { postcode, city, region, address, streetNumber, phone, email } = columns;
  const forms = lazily(givenName.dictionary, nameForm);
  const dateText = textsOf(birthDate.dictionary);
  const dates = new Uint32Array(birthDate.dictionary.ends.length).map((_, i) => Number(dateText(i)));
  const nameText = textsOf(givenName.dictionary);
  const letters = new Int32Array(givenName.dictionary.ends.length).map((_, i) => lettersOf(nameText(i)));
  const several = new Uint8Array(letters.length).map((_, i) => (nameText(i).includes(' ') ? 1 : 0));
  const [byPostcode, byCity, byRegion] = [
    compareCodes(postcode),
    compareTexts(city),
    compareBy(region, never),
  ];
  const [byStreet, byStreetNumber] = [compareTexts(address), compareCodes(streetNumber)];
  const bySex = compareBy(sex, never);
  const shares = {
    givenName: logShares(givenName),
    familyName: logShares(familyName),
    birthDate: logShares(birthDate),
    birthPlace: logShares(birthPlace),
    postcode: logShares(postcode),
    city: logShares(city),
    address: logShares(address),
    phone: logShares(phone),
    email: logShares(email),
  };

  /** Nothing in common that a comparison could find: neither typing errors nor one a part of the other. */
  const areFar = (x: number, y: number): boolean => {
    const [one, other] = [letters[x] ?? 0, letters[y] ?? 0];
    if (lettersApart(one, other) <= LETTERS_APART_MAX || several[x] === 1 || several[y] === 1) return false;
    return (one & ~other) !== 0 && (other & ~one) !== 0;
  };
  const names = (column: Column, a: number, b: number): number => {
    const [x, y] = [column.values[a] ?? 0, column.values[b] ?? 0];
    if (x === 0 || y === 0) return ABSENT;
    if (x === y) return EXACT;
    const [n, m] = [column.counts[x] ?? 0, column.counts[y] ?? 0];
    if (areFar(x, y)) return DIFFERENT;
    const known = Math.min(n, m) >= KNOWN_COUNT && Math.min(n, m) >= KNOWN_SHARE * Math.max(n, m);
    return compareNames(forms(x), forms(y), known);
  };

  /** Given and family name changed places: each of both is, or is close to, the other's. */
  const areSwapped = (a: number, b: number): boolean => {
    const [givenA, givenB] = [givenName.values[a] ?? 0, givenName.values[b] ?? 0];
    const [familyA, familyB] = [familyName.values[a] ?? 0, familyName.values[b] ?? 0];
    const near = (x: number, y: number): boolean =>
      x === y ||
      (lettersApart(letters[x] ?? 0, letters[y] ?? 0) <= SWAPPED_APART_MAX &&
        compareNames(forms(x), forms(y), false) >= CLOSE);
    if (givenA === 0 || givenB === 0 || familyA === 0 || familyB === 0) return false;
    return near(givenA, familyB) && near(familyA, givenB);
  };

  const localities = (a: number, b: number): number => {
    const [code, town, wide] = [byPostcode(a, b), byCity(a, b), byRegion(a, b)];
    if (code === ABSENT && town === ABSENT)
      return wide === ABSENT ? ABSENT : wide === 2 ? LOCALITY.region : LOCALITY.different;
    const [high, low] = code === ABSENT || (town !== ABSENT && town > code) ? [town, code] : [code, town];
    if (high === 2)
      return low === 2 || low === ABSENT ? LOCALITY.exact : low === 1 ? LOCALITY.oneAndClose : LOCALITY.one;
    if (high === 1) return low === 1 ? LOCALITY.one : LOCALITY.close;
    return wide === 2 ? LOCALITY.region : LOCALITY.different;
  };

  const streetLevels = (a: number, b: number): number => {
    const [street, number] = [byStreet(a, b), byStreetNumber(a, b)];
    const sameNumber = number === 2;
    if (street === ABSENT)
      return number === ABSENT ? ABSENT : sameNumber ? STREET.numberOnly : STREET.different;
    if (street === 2)
      return sameNumber ? STREET.exact : number === ABSENT ? STREET.noNumber : STREET.streetOnly;
    if (street === 1) return sameNumber ? STREET.closeAndNumber : STREET.close;
    return sameNumber ? STREET.numberOnly : STREET.different;
  };

  const least = (share: Float32Array, column: Column, a: number, b: number): number =>
    Math.max(share[column.values[a] ?? 0] ?? 0, share[column.values[b] ?? 0] ?? 0);

  const byBirth: Compare = (a, b) => {
    const [x, y] = [birthDate.values[a] ?? 0, birthDate.values[b] ?? 0];
    return x === 0 || y === 0 ? ABSENT : compareDates(dates[x] ?? 0, dates[y] ?? 0);
  };
  const others: (Compare | undefined)[] = [];
  others[BIRTH] = byBirth;
  others[SEX] = (a, b) => {
    const level = bySex(a, b);
    return level === 2 ? 1 : level;
  };
  others[BIRTH_PLACE] = compareTexts(birthPlace);
  others[NUMBER] = compareNumbers(nationalNumber);
  others[LOCALITY_AT] = localities;
  others[STREET_AT] = streetLevels;
  others[PHONE] = compareCodes(phone);
  others[EMAIL] = compareCodes(email);

  return {
    names: (a: number, b: number, levels: Levels): void => {
      levels[GIVEN] = names(givenName, a, b);
      levels[FAMILY] = names(familyName, a, b);
      if (levels[GIVEN] < PART && levels[FAMILY] < PART && areSwapped(a, b)) {
        levels[GIVEN] = SWAPPED;
        levels[FAMILY] = SWAPPED;
      }
    },
    /** The family names alone, those that changed places not looked for. */
    family: (a: number, b: number): number => names(familyName, a, b),
    /** The level of any other comparison. */
    level: (k: number, a: number, b: number): number => others[k]?.(a, b) ?? ABSENT,
    /** Cheap: false when the names have surely not changed places. */
    mayBeSwapped: (a: number, b: number): boolean => {
      const apart = (x: Column, y: Column): number =>
        lettersApart(letters[x.values[a] ?? 0] ?? 0, letters[y.values[b] ?? 0] ?? 0);
      return (
        apart(givenName, familyName) <= SWAPPED_APART_MAX && apart(familyName, givenName) <= SWAPPED_APART_MAX
      );
    },
    /** The same as `logShare` for names that changed places: the more usual order is taken for the right one. */
    logShareSwapped: (comparison: number, a: number): number => {
      const share = comparison === GIVEN ? shares.givenName : shares.familyName;
      return Math.max(share[givenName.values[a] ?? 0] ?? 0, share[familyName.values[a] ?? 0] ?? 0);
    },
    /** Logarithm of the chance that a stranger has the value on which the two agree fully; 1 when it is not told. */
    logShare: (comparison: number, a: number, b: number): number => {
      if (comparison === GIVEN) return least(shares.givenName, givenName, a, b);
      if (comparison === FAMILY) return least(shares.familyName, familyName, a, b);
      // Few dates are common (the first of January of papers without a day); the others are alike.
      if (comparison === BIRTH)
        return (birthDate.counts[birthDate.values[a] ?? 0] ?? 0) < COMMON_DATE_MIN
          ? 1
          : least(shares.birthDate, birthDate, a, b);
      if (comparison === BIRTH_PLACE) return least(shares.birthPlace, birthPlace, a, b);
      if (comparison === PHONE) return least(shares.phone, phone, a, b);
      if (comparison === EMAIL) return least(shares.email, email, a, b);
      if (comparison === STREET_AT) return least(shares.address, address, a, b);
      if (comparison !== LOCALITY_AT) return 1;
      const sameTown = city.values[a] !== 0 && city.values[a] === city.values[b];
      return sameTown ? least(shares.city, city, a, b) : least(shares.postcode, postcode, a, b);
    },
  };
};

/**
 * True when the levels say two people: names and birth date both differ, or the sex and the given name do, or each
 * has a
 * national number that its key proves.
 */
export const areClearlyTwo = (levels: Levels): boolean => {
  const [given, family, birth] = [levels[GIVEN] ?? ABSENT, levels[FAMILY] ?? ABSENT, levels[BIRTH] ?? ABSENT];
  if (levels[NUMBER] === 0) return true;
  const otherGiven = given === DIFFERENT || given === FAINT || given === ALIKE;
  const otherBirth = birth <= DATE.year;
  if (otherGiven && (otherBirth || levels[SEX] === 0)) return true;
  return family === DIFFERENT && otherBirth;
};

/** How many comparisons there are. */
export const WIDTH = COMPARISONS.length;
