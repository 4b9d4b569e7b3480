/**
 * The traits a person is known by, and one way of writing each, so that two registers can be compared: accents, case,
 * ligatures, apostrophes and hyphens are levelled, abbreviations of addresses are spelt out, dates and numbers are
 * read
 * in the ways they are met. What cannot be read is an empty text: absent, never wrong.
 */

export const TRAITS = [
  'givenName',
  'familyName',
  'birthDate',
  'sex',
  'birthPlace',
  'nationalNumber',
  'postcode',
  'city',
  'address',
  'streetNumber',
  'region',
  'phone',
  'email',
] as const;
export type Trait = (typeof TRAITS)[number];

/** The traits of one person as written in a register; an absent one is left out. */
export type Traits = { readonly [trait in Trait]?: string };

export const isTrait = (text: string): text is Trait => TRAITS.some((trait) => trait === text);

/** Longest value read: nobody's name is longer; the rest is cut so that one field cannot slow the whole. */
export const VALUE_LENGTH_MAX = 200;

const LIGATURES: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ŋ: 'n',
};

const foldSlowly = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[œæßøłđðþħıĸŋ]/g, (letter) => LIGATURES[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ');

/** Latin letters, which nearly every name is made of, folded one by one beforehand. */
const LATIN_END = 0x250;
const LATIN = Array.from(
  { length: LATIN_END },
  (_, code) => foldSlowly(String.fromCharCode(code)).trim() || ' ',
);
const APOSTROPHE = 0x2019;

/**
 * Small letters without accents, words parted by one space: `« D’Artagnan-Œuvré »` is `d artagnan oeuvre`. Letters of
 * other scripts are kept. Folding twice changes nothing.
 */
export const fold = (text: string): string => {
  const length = Math.min(text.length, VALUE_LENGTH_MAX);
  let folded = '';
  let spaced = true;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= LATIN_END && code !== APOSTROPHE)
      return foldSlowly(text.slice(0, VALUE_LENGTH_MAX)).slice(0, VALUE_LENGTH_MAX).trim();
    const letter = code === APOSTROPHE ? ' ' : (LATIN[code] ?? ' ');
    if (letter !== ' ') {
      folded += letter;
      spaced = false;
    } else if (!spaced) {
      folded += ' ';
      spaced = true;
    }
  }
  return folded.length > VALUE_LENGTH_MAX
    ? folded.slice(0, VALUE_LENGTH_MAX).trim()
    : spaced
      ? folded.trimEnd()
      : folded;
};

/** What registers write when they know no name. */
const NO_NAME = new Set([
  'x',
  'xx',
  'xxx',
  'inconnu',
  'inconnue',
  'unknown',
  'sans prenom',
  'sp',
  'n a',
  'na',
  'nc',
  'null',
]);

/** A name; digits are typing errors in it, and a name said to be unknown is absent. */
export const normaliseName = (text: string): string => {
  const name = fold(text);
  return NO_NAME.has(name) ? '' : name;
};

/**
 * A birth date as eight digits, year month day, each part as it was written: `00` is a part not known, and parts over
 * range (months 20 and over of incomplete civil records, lunar dates) are kept, because two registers that agree on
 * them agree. Days come before months, as in Europe, unless only the other order can be.
 */
export const normaliseBirthDate = (text: string): string => {
  const trimmed = text.trim();
  const digits = /^(\d{8})(?:\d{6})?$/.exec(trimmed)?.[1];
  if (digits !== undefined) return compactDate(digits);
  const parts = trimmed.replace(/[T ]\d{1,2}:.*$/, '').split(/[^\d]+/);
  if (!parts.every((part) => /^\d{1,4}$/.test(part))) return '';
  const [first = '', second, third] = parts;
  if (parts.length === 1) return first.length === 4 ? dateOf(first, '00', '00') : '';
  if (parts.length === 2 && second !== undefined) {
    if (first.length === 4) return dateOf(first, second, '00');
    return second.length === 4 ? dateOf(second, first, '00') : '';
  }
  if (parts.length !== 3 || second === undefined || third === undefined) return '';
  if (first.length >= 3) return dateOf(first, second, third);
  const year = third.length <= 2 ? centuryOf(third) : third;
  return Number(second) > 12 && Number(first) <= 12 && Number(second) <= 31
    ? dateOf(year, first, second)
    : dateOf(year, second, first);
};

/** Two digits of a year: nobody is born after this one, and few before the other. */
const PIVOT = 30;
const centuryOf = (year: string): string => `${Number(year) >= PIVOT ? '19' : '20'}${year.padStart(2, '0')}`;

const dateOf = (year: string, month: string, day: string): string =>
  month.length > 2 || day.length > 2
    ? ''
    : knownDate(year.padStart(4, '0') + month.padStart(2, '0') + day.padStart(2, '0'));

/** Eight digits are a year first, unless only day, month, year makes a year of our time. */
const compactDate = (digits: string): string => {
  const isYear = (text: string): boolean => /^(?:1[89]|20)/.test(text);
  if (!isYear(digits.slice(0, 4)) && isYear(digits.slice(4)) && Number(digits.slice(2, 4)) <= 12)
    return knownDate(digits.slice(4) + digits.slice(2, 4) + digits.slice(0, 2));
  return knownDate(digits);
};

const knownDate = (digits: string): string =>
  digits.startsWith('0000') && digits.endsWith('0000') ? '' : digits;

/** `m`, `f`, or empty: not known, or neither. */
export const normaliseSex = (text: string): string => {
  const word = fold(text);
  if (['m', 'h', '1', 'male', 'man', 'homme', 'masculin', 'monsieur', 'mr', 'garcon', 'boy'].includes(word))
    return 'm';
  const female = [
    'f',
    'w',
    '2',
    'female',
    'woman',
    'femme',
    'feminin',
    'madame',
    'mme',
    'mlle',
    'mrs',
    'ms',
    'fille',
    'girl',
  ];
  return female.includes(word) ? 'f' : '';
};

const PHONE_DIGITS_MIN = 6;

/** Digits of a phone number; the French prefix is written 0. */
export const normalisePhone = (text: string): string => {
  const kept = text.replace(/\(0\)/g, '').replace(/[^\d+]/g, '');
  const digits = kept.replace(/^(?:\+|00)33(?=\d{9}$)/, '0').replace(/^(?:\+|00)/, '');
  return digits.length < PHONE_DIGITS_MIN || /^(\d)\1+$/.test(digits) ? '' : digits;
};

/** An e-mail address in small letters, without the label after `+`. */
export const normaliseEmail = (text: string): string => {
  const [local = '', domain = '', ...more] = text.trim().toLowerCase().slice(0, VALUE_LENGTH_MAX).split('@');
  const box = local.replace(/\+.*$/, '');
  return more.length > 0 || box === '' || !domain.includes('.') ? '' : `${box}@${domain}`;
};

/** A postcode; a French one that lost its leading zero in a spreadsheet finds it again. */
export const normalisePostcode = (text: string): string => {
  const code = fold(text).replaceAll(' ', '');
  return /^\d{4}$/.test(code) ? `0${code}` : code;
};

/** Words of towns and streets that are written short. */
const WORDS: Readonly<Record<string, string>> = {
  st: 'saint',
  ste: 'sainte',
  av: 'avenue',
  ave: 'avenue',
  bd: 'boulevard',
  bld: 'boulevard',
  boul: 'boulevard',
  bvd: 'boulevard',
  r: 'rue',
  pl: 'place',
  all: 'allee',
  ch: 'chemin',
  che: 'chemin',
  chem: 'chemin',
  rte: 'route',
  imp: 'impasse',
  sq: 'square',
  res: 'residence',
  bat: 'batiment',
  app: 'appartement',
  appt: 'appartement',
  apt: 'appartement',
  fg: 'faubourg',
  fbg: 'faubourg',
  qu: 'quai',
  lot: 'lotissement',
  gen: 'general',
  mal: 'marechal',
  dr: 'docteur',
  pdt: 'president',
};

const LONG = new Map(Object.entries(WORDS));

const spellOut = (text: string): string => {
  const words = fold(text).split(' ');
  return words
    .map((word) => (word.length < 5 ? (LONG.get(word) ?? word) : word))
    .join(' ')
    .slice(0, VALUE_LENGTH_MAX)
    .trim();
};

/** A town, without its CEDEX or the number of its arrondissement. */
export const normaliseCity = (text: string): string => {
  const city = spellOut(text);
  const bare = city.replace(/(?: cedex| \d{1,2}(?:e|er|eme)?)+$/, '');
  return bare === '' ? city : bare;
};

/** A street or a lane, without its number. */
export const normaliseAddress = (text: string): string => splitAddress(text).street;

/** The number that an address begins with, and the rest. */
export const splitAddress = (text: string): { number: string; street: string } => {
  const address = spellOut(text);
  const found = /^(\d{1,5}(?: ?(?:bis|ter|quater|[a-d]))?) (.+)$/.exec(address);
  if (found === null) return { number: '', street: address };
  // A street may itself begin with a number ("11 novembre"): only one is taken, and a second reading takes no other.
  const [, number = '', street = ''] = found;
  return /^\d/.test(street)
    ? { number: '', street: address }
    : { number: number.replaceAll(' ', ''), street };
};

export const normaliseStreetNumber = (text: string): string =>
  fold(text)
    .replaceAll(' ', '')
    .replace(/^0+(?=\d)/, '');
