/**
 * The traits of many people as columns of numbers: each distinct value is kept once, in one way of writing, and
 * numbered.
 * Columns are built apart from each other, so that threads can share the work.
 */
import { isRefused } from '#kernel/result.ts';
import {
  fold,
  normaliseBirthDate,
  normaliseCity,
  normaliseEmail,
  normaliseName,
  normalisePhone,
  normalisePostcode,
  normaliseSex,
  normaliseStreetNumber,
  splitAddress,
  TRAITS,
  type Trait,
  type Traits,
} from '#people/identity-traits.ts';
import { compactNumber, readNationalNumber } from '#people/national-number.ts';
import { sharedWords } from '#people/rows.ts';
import { type Dictionary, NO_DICTIONARY, textTable } from '#people/text-table.ts';

/** One trait of everybody, in order of arrival. */
export type WrittenColumn = {
  readonly trait: Trait;
  readonly values: Uint32Array;
  readonly dictionary: Dictionary;
};

const DICTIONARY_OF: { readonly [trait in Trait]: string } = {
  givenName: 'name',
  familyName: 'name',
  birthDate: 'date',
  sex: 'sex',
  birthPlace: 'place',
  nationalNumber: 'number',
  postcode: 'postcode',
  city: 'city',
  address: 'address',
  streetNumber: 'streetNumber',
  region: 'region',
  phone: 'phone',
  email: 'email',
};

/** Ends a number whose key is absent or wrong: it may be mistyped. */
export const UNSURE = '?';

/**
 * A national number by its thirteen characters; `?` follows one that its key does not prove. Foreign ones as they
 * are.
 */
export const normaliseNumber = (text: string): string => {
  const compact = compactNumber(text);
  if (compact.length < 4 || /^(.)\1*$/.test(compact)) return '';
  const read = readNationalNumber(compact);
  if (!isRefused(read)) return read.keyGiven ? read.number : `${read.number}${UNSURE}`;
  return /^[1278]\d{5}[\dAB]\d{6}(?:\d{2})?$/.test(compact)
    ? `${compact.slice(0, 13)}${UNSURE}`
    : `${compact.slice(0, 40)}${UNSURE}`;
};

const NORMALISE: { readonly [trait in Trait]: (text: string) => string } = {
  givenName: normaliseName,
  familyName: normaliseName,
  birthDate: normaliseBirthDate,
  sex: normaliseSex,
  birthPlace: fold,
  nationalNumber: normaliseNumber,
  postcode: normalisePostcode,
  city: normaliseCity,
  // Split from its number before it comes here.
  address: (street) => street,
  streetNumber: normaliseStreetNumber,
  region: fold,
  phone: normalisePhone,
  email: normaliseEmail,
};

/** Traits most people have for themselves: remembering how each was written would only take room. */
const OWN: ReadonlySet<Trait> = new Set(['nationalNumber', 'address', 'phone', 'email']);

const growing = () => {
  let values = new Uint32Array(1024);
  return {
    set: (i: number, value: number): void => {
      if (i >= values.length) {
        const wider = new Uint32Array(values.length * 2);
        wider.set(values);
        values = wider;
      }
      values[i] = value;
    },
    get: (): Uint32Array => values,
  };
};

/**
 * Takes people one by one; gives their columns for these traits. Names of one dictionary have to be built together.
 */
export const columnsBuilder = (traits: readonly Trait[] = TRAITS) => {
  const dictionaries = new Map(traits.map((trait) => [DICTIONARY_OF[trait], textTable()]));
  const fields = traits.map((trait) => ({
    trait,
    numbers: dictionaries.get(DICTIONARY_OF[trait]) ?? textTable(),
    written: textTable(),
    /** For each way of writing, the number of the value; a way just met has none. */
    read: growing(),
    values: growing(),
    normalise: NORMALISE[trait],
    own: OWN.has(trait),
  }));
  const needsAddress = traits.includes('address') || traits.includes('streetNumber');
  let size = 0;
  return {
    add: (given: Traits): void => {
      const split = needsAddress && given.address !== undefined ? splitAddress(given.address) : undefined;
      for (const { trait, numbers, written, read, values, normalise, own } of fields) {
        const raw =
          trait === 'streetNumber'
            ? given.streetNumber || split?.number
            : trait === 'address'
              ? split?.street
              : given[trait];
        if (raw === undefined || raw === '') {
          values.set(size, 0);
          continue;
        }
        if (own) {
          values.set(size, numbers.numberOf(normalise(raw)));
          continue;
        }
        const met = written.size();
        const way = written.numberOf(raw);
        if (way === met) read.set(way, numbers.numberOf(normalise(raw)));
        values.set(size, read.get()[way] ?? 0);
      }
      size++;
    },
    build: (): WrittenColumn[] => {
      const built = new Map([...dictionaries].map(([name, dictionary]) => [name, dictionary.build()]));
      return fields.map(({ trait, values }) => ({
        trait,
        values: sharedWords(values.get().subarray(0, size)),
        dictionary: built.get(DICTIONARY_OF[trait]) ?? NO_DICTIONARY,
      }));
    },
  };
};
