/**
 * Many people in little room: about 60 bytes each, and the distinct values of their traits, in memory that threads
 * share.
 * People are put in the order of a hash of what is known of them, so that nothing found depends on the order they
 * came in.
 */
import { columnsBuilder, type WrittenColumn } from '#people/columns.ts';
import { TRAITS, type Trait, type Traits } from '#people/identity-traits.ts';
import { mix, orderBy, rowsUpTo, shared, sharedWords } from '#people/rows.ts';
import { type Dictionary, NO_DICTIONARY } from '#people/text-table.ts';

export type Column = {
  readonly values: Uint32Array;
  /** How many people have value `i` of the dictionary. */
  readonly counts: Uint32Array;
  readonly dictionary: Dictionary;
};

export type Population = {
  readonly size: number;
  /** 0 for a person of the left register, 1 for the right one. */
  readonly side: Uint8Array;
  /** How many people came before this one: finds the id again. */
  readonly arrival: Uint32Array;
  readonly columns: { readonly [trait in Trait]: Column };
  /** The same values by person, in the order of TRAITS: what a pair needs lies together in memory. */
  readonly rows: Uint32Array;
  /** Two registers are linked to each other; one is searched for people who are in it twice. */
  readonly twoSided: boolean;
};

/** People in one linkage: row numbers and pairs of them stay exact. */
export const POPULATION_MAX = 50_000_000;

/**
 * Puts columns together.
 * @param side of each person in order of arrival: 0 for the left register, 1 for the right one
 */
export const populationOf = (
  written: readonly WrittenColumn[],
  side: Uint8Array,
  twoSided: boolean,
): Population => {
  const size = side.length;
  const order = canonicalOrder(written, size);
  const column = (trait: Trait): Column => {
    const found = written.find((one) => one.trait === trait);
    const dictionary = found?.dictionary ?? NO_DICTIONARY;
    const values = new Uint32Array(shared(size * 4));
    const counts = new Uint32Array(shared(dictionary.ends.length * 4));
    for (let i = 0; i < size; i++) {
      const value = found?.values[order[i] ?? 0] ?? 0;
      values[i] = value;
      counts[value] = (counts[value] ?? 0) + 1;
    }
    return { values, counts, dictionary };
  };
  const sides = new Uint8Array(shared(size));
  for (let i = 0; i < size; i++) sides[i] = side[order[i] ?? 0] ?? 0;
  const columns = {
    givenName: column('givenName'),
    familyName: column('familyName'),
    birthDate: column('birthDate'),
    sex: column('sex'),
    birthPlace: column('birthPlace'),
    nationalNumber: column('nationalNumber'),
    postcode: column('postcode'),
    city: column('city'),
    address: column('address'),
    streetNumber: column('streetNumber'),
    region: column('region'),
    phone: column('phone'),
    email: column('email'),
  };
  const rows = new Uint32Array(shared(size * TRAITS.length * 4));
  TRAITS.forEach((trait, t) => {
    const { values } = columns[trait];
    for (let i = 0; i < size; i++) rows[i * TRAITS.length + t] = values[i] ?? 0;
  });
  return { size, side: sides, arrival: sharedWords(order), columns, rows, twoSided };
};

/** Takes people one by one, then gives them as a population. */
export const populationBuilder = (twoSided: boolean) => {
  const columns = columnsBuilder();
  const sides: (0 | 1)[] = [];
  return {
    add: (given: Traits, side: 0 | 1): void => {
      columns.add(given);
      sides.push(side);
    },
    build: (): Population => populationOf(columns.build(), Uint8Array.from(sides), twoSided),
  };
};

/** Rows in the order of two hashes of all that is known of them. */
const canonicalOrder = (written: readonly WrittenColumn[], size: number): Uint32Array => {
  const hash = (seed: number): Uint32Array => {
    const hashes = new Uint32Array(size).fill(seed);
    for (const { values, dictionary } of written)
      for (let i = 0; i < size; i++) hashes[i] = mix(hashes[i] ?? 0, dictionary.hashes[values[i] ?? 0] ?? 0);
    return hashes;
  };
  return orderBy(hash(1), orderBy(hash(2), rowsUpTo(size)));
};
