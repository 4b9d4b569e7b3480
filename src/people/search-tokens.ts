/**
 * What a person is found by: texts that are hashed with the key of the installation (keyring.token), so that the
 * database holds no name. Each text joins two things at least that few people share, such as the outline of a name and
 * a birth date: a name misspelt in one part is still found by another. At most `TOKENS_MAX` a person, because they are
 * most of what the register writes.
 */

import type { Text } from '#kernel/text.ts';
import {
  normaliseBirthDate,
  normaliseCity,
  normaliseEmail,
  normaliseName,
  normalisePhone,
} from '#people/identity-traits.ts';
import { nameForm, outlineOf } from '#people/name-form.ts';
import { compactNumber } from '#people/national-number.ts';
import type { Identity } from '#people/person.ts';
import type { Criteria } from '#people/register.ts';

export const TOKENS_MAX = 12;

export type Token = { readonly kind: TokenKind; readonly text: string };
export type TokenKind =
  | 'number'
  | 'name-date'
  | 'initials-date'
  | 'names-year'
  | 'names-day'
  | 'names-city'
  | 'phone'
  | 'email';

/** Characters of a national number before its key. */
const NUMBER_LENGTH = 13;

/** How a name is looked for, whatever its spelling. */
type NameKeys = {
  /** Of the first part, particles glued to it (`Delatour`); empty for no name. */
  readonly outline: string;
  /** Without its particles (`Tour`), and of the part after it: `Martin-Dupont` is found by either. */
  readonly others: readonly string[];
  readonly initial: string;
};

const NO_KEYS: NameKeys = { outline: '', others: [], initial: '' };

/** Names lately read: the same few thousand come again and again. */
const KEYS_MAX = 50_000;
const keysKnown = new Map<string, NameKeys>();

const keysOf = (name: string): NameKeys => {
  if (name === '') return NO_KEYS;
  const known = keysKnown.get(name);
  if (known !== undefined) return known;
  const { core, parts } = nameForm(name);
  const outline = outlineOf(name);
  const others = parts
    .slice(0, 2)
    .map(outlineOf)
    .filter((one) => one !== outline);
  const keys = { outline, others, initial: core.slice(0, 1) };
  if (keysKnown.size >= KEYS_MAX) keysKnown.clear();
  keysKnown.set(name, keys);
  return keys;
};

/** Folds a text once for all who share it. */
const remembering = (fold: (text: string) => string): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = fold(text);
    if (known.size >= KEYS_MAX) known.clear();
    known.set(text, now);
    return now;
  };
};
const nameOf = remembering(normaliseName);
const cityOf = remembering(normaliseCity);

/** Outlines of the two first of the first names; the others are seldom given. */
const keysOfGiven = (names: string): NameKeys => {
  const [first = '', second = ''] = names.split(' ', 2);
  const { outline, initial } = keysOf(first);
  const next = keysOf(second).outline;
  return { outline, others: next === outline ? [] : [next], initial };
};

/** Swapped names make the same text. */
const together = (one: string, other: string): string =>
  one === '' || other === '' ? '' : one < other ? `${one}|${other}` : `${other}|${one}`;

/** What both a record and a question are made of, folded; empty when not known. */
type Searched = {
  readonly number: string;
  readonly family: string;
  readonly used: string;
  readonly given: string;
  /** Eight digits. */
  readonly date: string;
  readonly city: string;
  readonly phone: string;
  readonly email: string;
};

const tokensOfSearched = (searched: Searched): Token[] => {
  const tokens: Token[] = [];
  const add = (kind: TokenKind, one: string, other: string): void => {
    if (one === '' || other === '') return;
    const text = `${one}|${other}`;
    if (!tokens.some((token) => token.text === text && token.kind === kind)) tokens.push({ kind, text });
  };
  const { date } = searched;
  const year = date.slice(0, 4);
  const [family, used, given] = [keysOf(searched.family), keysOf(searched.used), keysOfGiven(searched.given)];
  const pair = together(family.outline, given.outline);
  const usedPair = together(used.outline, given.outline);
  // The most telling first, because the last may be left out.
  add('number', searched.number, 'number');
  add('name-date', date, family.outline);
  add('name-date', date, given.outline);
  add('name-date', date, used.outline);
  add('initials-date', date, together(family.initial, given.initial));
  add('initials-date', date, together(used.initial, given.initial));
  add('names-year', year, pair);
  add('names-year', year, usedPair);
  add('names-day', date.endsWith('0000') ? '' : date.slice(4), pair);
  add('phone', searched.phone, 'phone');
  add('email', searched.email, 'email');
  add('names-city', searched.city, pair);
  add('names-city', searched.city, usedPair);
  for (const other of [...family.others, ...given.others, ...used.others]) add('name-date', date, other);
  return tokens;
};

const folded = (text: string | undefined, fold: (text: string) => string): string =>
  text === undefined ? '' : fold(text);

const numberOf = (text: string): string => compactNumber(text).slice(0, NUMBER_LENGTH);

/** Who has this number, of thirteen characters. */
export const tokenOfNumber = (number: string): Token => ({ kind: 'number', text: `${number}|number` });

/** What a record is found by. */
export const tokensOf = (identity: Identity): readonly Token[] =>
  tokensOfSearched({
    number: folded(identity.nationalNumber, numberOf),
    family: nameOf(identity.familyName),
    used: folded(identity.usedFamilyName, nameOf),
    given: nameOf(identity.givenNames),
    date: identity.birthDate.replaceAll('-', ''),
    city: folded(identity.address?.city, cityOf),
    phone: folded(identity.phone, normalisePhone),
    email: folded(identity.email, normaliseEmail),
  }).slice(0, TOKENS_MAX);

/** What a question is looked up by: the same texts, made of what was asked. */
export const tokensAsked = (criteria: Criteria): readonly Token[] =>
  tokensOfSearched({
    number: folded(criteria.nationalNumber, numberOf),
    family: folded(criteria.familyName, normaliseName),
    used: '',
    given: folded(criteria.givenName, normaliseName),
    date: folded(criteria.birthDate, normaliseBirthDate),
    city: folded(criteria.city, normaliseCity),
    phone: folded(criteria.phone, normalisePhone),
    email: folded(criteria.email, normaliseEmail),
  });

const isSaid = (text: string | undefined, fold: (text: string) => string): boolean =>
  folded(text, fold) !== '';

/**
 * What to add to a question that too many people answer to; undefined when it is narrow enough. A birth date without
 * its month or day is no more than a year, and asks for both names.
 */
export const missingOf = (criteria: Criteria): Text | undefined => {
  const [family, given] = [
    isSaid(criteria.familyName, normaliseName),
    isSaid(criteria.givenName, normaliseName),
  ];
  if (isSaid(criteria.nationalNumber, numberOf)) return undefined;
  if (!family && !given)
    return {
      fr: 'ajoutez un nom ou un prénom, ou cherchez par le numéro national seul',
      en: 'add a family name or a first name, or search by the national number alone',
    };
  const date = folded(criteria.birthDate, normaliseBirthDate);
  const isWhole = /^\d{4}(?!00)\d\d(?!00)\d\d$/.test(date);
  if (isWhole || (date !== '' && family && given)) return undefined;
  if (isSaid(criteria.phone, normalisePhone) || isSaid(criteria.email, normaliseEmail)) return undefined;
  if (date !== '')
    return {
      fr: 'ajoutez l’autre nom (nom et prénom), ou le mois et le jour de naissance',
      en: 'add the other name (family name and first name), or the month and day of birth',
    };
  if (!(family && given))
    return {
      fr: 'ajoutez la date de naissance ; ou l’autre nom (nom et prénom) avec une commune ou un téléphone',
      en: 'add the birth date; or the other name (family name and first name) with a city or a phone number',
    };
  return isSaid(criteria.city, normaliseCity)
    ? undefined
    : {
        fr: 'ajoutez la date de naissance ; ou une commune, un téléphone ou une adresse électronique',
        en: 'add the birth date; or a city, a phone number or an e-mail address',
      };
};
