/**
 * Which pairs are compared at all: those that share a group under one of several keys (same birth date, names that
 * sound
 * alike, same phone...). A million people make half a trillion pairs; groups leave some tens of millions, and a
 * person
 * written wrong in one key is found by another. A group that is too large is cut by a second trait, then a third;
 * what
 * is still too large is walked in order of likeness with a window, so the work never grows as the square of a group.
 */

import { hash32 } from '#kernel/random.ts';
import { isWhole } from '#people/compare-dates.ts';
import type { Trait } from '#people/identity-traits.ts';
import { outlineOf } from '#people/name-form.ts';
import type { Column, Population } from '#people/population.ts';
import { mix, orderBy, rowsUpTo, shared, sharedWords } from '#people/rows.ts';
import { type Dictionary, textsOf } from '#people/text-table.ts';

/**
 * Largest group whose pairs are all compared: smaller for many people, so that the work of each stays the same. A
 * million
 * have 27 people a birth date, of whom nearly all are strangers.
 */
const groupMax = (size: number): number => Math.min(60, Math.max(12, Math.round(4_000_000 / size)));

/** People that each is compared with in a group too large, whatever its size. */
export const WINDOW = 20;

/** The hash of a part of a key for a person, 0 when the person has it not. */
type Part = (row: number) => number;

type Key = { readonly name: string; readonly parts: readonly Part[]; readonly thenBy: readonly Part[] };

/** Groups under one key. */
export type Groups = {
  readonly rows: Uint32Array;
  /** Group `i` is `rows` from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array;
  /** Groups too large to compare whole, walked with a window: their rows are in no group above. */
  readonly windows: readonly Uint32Array[];
};

/** The groups under every key; `of[row * keys.length + key]` names the group of a row, 0 for none. */
export type Blocks = { readonly keys: readonly Groups[]; readonly of: Uint32Array };

const partsOf = ({ columns }: Population) => {
  const hashIn = (trait: Trait): Part => {
    const { values, dictionary } = columns[trait];
    return (row) => dictionary.hashes[values[row] ?? 0] ?? 0;
  };
  const hashesOf = (dictionary: Dictionary, hashOf: (text: string) => number): Uint32Array => {
    const text = textsOf(dictionary);
    return new Uint32Array(dictionary.ends.length).map((_, i) => (i === 0 ? 0 : hashOf(text(i))));
  };
  const perValue = (trait: Trait, hashOf: (text: string) => number): Part => {
    const { values, dictionary } = columns[trait];
    const hashes = hashesOf(dictionary, hashOf);
    return (row) => hashes[values[row] ?? 0] ?? 0;
  };
  const hashed = (text: string): number => (text === '' ? 0 : hash32(text) | 1);
  const date = (from: number, to: number): Part =>
    perValue('birthDate', (text) => (isWhole(Number(text)) ? hashed(`${from}${text.slice(from, to)}`) : 0));
  // Given and family names are of one dictionary: each name is sounded once.
  const sounds = hashesOf(columns.givenName.dictionary, (text) => hashed(outlineOf(text)));
  const sound =
    ({ values }: Column): Part =>
    (row) =>
      sounds[values[row] ?? 0] ?? 0;
  const [givenSound, familySound] = [sound(columns.givenName), sound(columns.familyName)];
  return {
    number: hashIn('nationalNumber'),
    phone: hashIn('phone'),
    email: hashIn('email'),
    postcode: hashIn('postcode'),
    city: hashIn('city'),
    address: hashIn('address'),
    streetNumber: hashIn('streetNumber'),
    birthDate: date(0, 8),
    birthYear: date(0, 4),
    birthMonthDay: date(4, 8),
    givenSound,
    familySound,
    givenInitial: perValue('givenName', (text) => hashed(text.slice(0, 1))),
    familyInitial: perValue('familyName', (text) => hashed(text.slice(0, 1))),
    /** Both names, whichever comes first: those that changed places share it. */
    bothSounds: (row: number): number => {
      const [given, family] = [givenSound(row), familySound(row)];
      return given === 0 || family === 0 ? 0 : mix(Math.min(given, family), Math.max(given, family)) | 1;
    },
    /** The town, by its name or by its postcode when it has no name. */
    place: (row: number): number => {
      const code = (columns.postcode.dictionary.hashes[columns.postcode.values[row] ?? 0] ?? 0) >>> 0;
      return code !== 0 ? code : (columns.city.dictionary.hashes[columns.city.values[row] ?? 0] ?? 0);
    },
  };
};

/** The keys, the surest first: a pair is compared under the first key that both share. */
const keysOf = (population: Population): readonly Key[] => {
  const p = partsOf(population);
  return [
    { name: 'number', parts: [p.number], thenBy: [p.birthDate, p.bothSounds] },
    { name: 'birth date', parts: [p.birthDate], thenBy: [p.familySound, p.givenSound, p.place] },
    {
      name: 'birth date, given name',
      parts: [p.birthDate, p.givenSound],
      thenBy: [p.familyInitial, p.place],
    },
    { name: 'both names', parts: [p.bothSounds], thenBy: [p.birthYear, p.birthMonthDay, p.place] },
    { name: 'both names, day', parts: [p.bothSounds, p.birthMonthDay], thenBy: [p.place] },
    { name: 'both names, town', parts: [p.bothSounds, p.place], thenBy: [p.birthYear, p.streetNumber] },
    { name: 'phone', parts: [p.phone], thenBy: [p.givenSound, p.birthYear] },
    { name: 'email', parts: [p.email], thenBy: [p.givenSound, p.birthYear] },
    { name: 'street', parts: [p.address, p.streetNumber], thenBy: [p.place, p.givenSound, p.birthYear] },
    {
      name: 'family name, town',
      parts: [p.familySound, p.place],
      thenBy: [p.givenInitial, p.birthYear, p.streetNumber],
    },
    {
      name: 'given name, town',
      parts: [p.givenSound, p.place],
      thenBy: [p.birthYear, p.streetNumber, p.birthMonthDay],
    },
    { name: 'family name, year', parts: [p.familySound, p.birthYear], thenBy: [p.givenInitial, p.place] },
    {
      name: 'given name, year, day',
      parts: [p.givenSound, p.birthMonthDay],
      thenBy: [p.familyInitial, p.place],
    },
    { name: 'town, street number', parts: [p.city, p.streetNumber], thenBy: [p.birthYear, p.givenInitial] },
  ];
};

/** Keys of rows, 0 for those that lack a part. */
const keyed = (size: number, parts: readonly Part[]): Uint32Array => {
  const keys = new Uint32Array(size);
  for (let row = 0; row < size; row++) {
    let key = 1;
    for (const part of parts) {
      const hash = part(row);
      if (hash === 0) {
        key = 0;
        break;
      }
      key = mix(key, hash) | 1;
    }
    keys[row] = key;
  }
  return keys;
};

/** Runs of equal keys among ordered rows: calls with where each begins and ends. */
const eachRun = (keys: Uint32Array, rows: Uint32Array, visit: (from: number, to: number) => void): void => {
  for (let from = 0; from < rows.length; ) {
    const key = keys[rows[from] ?? 0];
    let to = from + 1;
    while (to < rows.length && keys[rows[to] ?? 0] === key) to++;
    visit(from, to);
    from = to;
  }
};

/** Takes groups of rows one by one; every row is in one of them at most. */
const groupList = (size: number) => {
  const rows = sharedWords(new Uint32Array(size));
  const starts = sharedWords(new Uint32Array(size + 1));
  let [length, count] = [0, 0];
  return {
    add: (from: Uint32Array, start: number, end: number): void => {
      for (let i = start; i < end; i++) rows[length++] = from[i] ?? 0;
      starts[++count] = length;
    },
    build: () => ({ rows: rows.subarray(0, length), starts: starts.subarray(0, count + 1) }),
  };
};

const groupsOf = (size: number, key: Key): Groups & { readonly group: Uint32Array } => {
  const most = groupMax(size);
  const keys = keyed(size, key.parts);
  const closed = groupList(size);
  const windows: Uint32Array[] = [];
  let open = orderBy(
    keys,
    rowsUpTo(size).filter((row) => keys[row] !== 0),
  );
  for (const next of [...key.thenBy, undefined]) {
    const again: number[] = [];
    eachRun(keys, open, (from, to) => {
      if (to - from === 1) keys[open[from] ?? 0] = 0;
      else if (to - from <= most) closed.add(open, from, to);
      else if (next !== undefined) for (let i = from; i < to; i++) again.push(open[i] ?? 0);
      else {
        windows.push(open.slice(from, to).sort());
        for (let i = from; i < to; i++) keys[open[i] ?? 0] = 0;
      }
    });
    if (next === undefined) break;
    for (const row of again) keys[row] = mix(keys[row] ?? 0, next(row)) | 1;
    open = orderBy(keys, Uint32Array.from(again));
  }
  return { ...closed.build(), group: keys, windows };
};

/** Groups of a population under every key. */
export const block = (population: Population): Blocks => {
  const { size } = population;
  const all = keysOf(population);
  // All that is asked of a person lies together in memory: pairs jump from one to another.
  const of = new Uint32Array(shared(size * all.length * 4));
  const keys = all.map((key, k): Groups => {
    const { group, ...groups } = groupsOf(size, key);
    for (let row = 0; row < size; row++) of[row * all.length + k] = group[row] ?? 0;
    return groups;
  });
  return { keys, of };
};

/**
 * Calls with every pair of people that share a group, once, the windows excepted: those may come again. `share` and
 * `shares` give a thread its part of the groups.
 */
export const eachPair = (
  { side, twoSided }: Population,
  { keys, of }: Blocks,
  visit: (a: number, b: number) => void,
  { share = 0, shares = 1 } = {},
): void => {
  const width = keys.length;
  const one = (key: number, a: number, b: number): void => {
    if (twoSided && side[a] === side[b]) return;
    const [atA, atB] = [a * width, b * width];
    for (let earlier = 0; earlier < key; earlier++) {
      const group = of[atA + earlier];
      if (group !== 0 && group === of[atB + earlier]) return;
    }
    visit(a, b);
  };
  keys.forEach(({ rows, starts, windows }, key) => {
    for (let i = share; i + 1 < starts.length; i += shares) {
      const [from, to] = [starts[i] ?? 0, starts[i + 1] ?? 0];
      for (let x = from; x < to; x++) for (let y = x + 1; y < to; y++) one(key, rows[x] ?? 0, rows[y] ?? 0);
    }
    for (let i = share; i < windows.length; i += shares) {
      const near = windows[i] ?? new Uint32Array(0);
      for (let x = 0; x < near.length; x++)
        for (let y = x + 1; y < Math.min(near.length, x + WINDOW); y++) one(key, near[x] ?? 0, near[y] ?? 0);
    }
  });
};
