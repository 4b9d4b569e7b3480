/** How a person is written a second time: with less, and with the errors that desks, phones and forms make. */
import { type Draw, draws } from '#kernel/random.ts';
import { TRAITS, type Trait, type Traits } from '#people/identity-traits.ts';
import {
  createDice,
  createPeople,
  type Dice,
  type NameLists,
  oneOf,
  type Person,
} from '#people/replay-people.ts';

/** Keys that are beside each other on a French keyboard, for typing errors. */
const KEYS = ['azertyuiop', 'qsdfghjklm', 'wxcvbn'];

const beside = (letter: string, draw: Draw): string => {
  const row = KEYS.find((keys) => keys.includes(letter.toLowerCase())) ?? 'e';
  const at = row.indexOf(letter.toLowerCase());
  return row[at + (draw() < 0.5 ? -1 : 1)] ?? row[0] ?? 'e';
};

/** One letter wrong, lost, double, or two that changed places. */
export const mistype = (text: string, draw: Draw): string => {
  if (text.length < 3) return text;
  const at = 1 + Math.floor(draw() * (text.length - 1));
  const [before, letter, after] = [text.slice(0, at), text[at] ?? '', text.slice(at + 1)];
  const kind = draw();
  if (kind < 0.25) return before + after;
  if (kind < 0.5) return before + beside(letter, draw) + after;
  if (kind < 0.7) return `${before}${letter}${letter}${after}`;
  return `${before.slice(0, -1)}${letter}${before.at(-1)}${after}`;
};

/** The same sound, written otherwise. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/PH/i, 'F'],
  [/EAU/i, 'AUX'],
  [/AU/i, 'O'],
  [/Y/i, 'I'],
  [/QU/i, 'K'],
  [/SS/i, 'C'],
  [/T$/i, 'TH'],
  [/([LNTRM])\1/i, '$1'],
  [/E$/i, ''],
];
const respell = (text: string, draw: Draw): string => {
  const fitting = SOUNDS.filter(([sound]) => sound.test(text));
  if (fitting.length === 0) return mistype(text, draw);
  const [sound, other] = oneOf(fitting, draw);
  return text.replace(sound, other);
};

const unaccented = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** The same trait, written in the way of another register: no error. */
const restyle = (traits: Traits, draw: Draw): Traits => {
  const style = draw();
  const name = (text: string): string =>
    style < 0.5 ? unaccented(text).toUpperCase() : style < 0.7 ? text.replaceAll('-', ' ') : text;
  const [year = '', month = '', day = ''] = (traits.birthDate ?? '').split('-');
  return {
    ...traits,
    givenName: name(traits.givenName ?? ''),
    familyName: name(traits.familyName ?? ''),
    birthDate: draw() < 0.5 ? `${day}/${month}/${year}` : (traits.birthDate ?? ''),
    address:
      draw() < 0.3
        ? (traits.address ?? '').replace('avenue', 'av').replace('boulevard', 'bd').toUpperCase()
        : (traits.address ?? ''),
  };
};

type Slip = {
  readonly weight: number;
  readonly make: (traits: Traits, person: Person, dice: Dice, draw: Draw) => Traits;
};

const onDate = (date: string, change: (year: string, month: string, day: string) => string): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  return change(year, month, day);
};

/** What goes wrong, and how often beside the others. */
const SLIPS: readonly Slip[] = [
  { weight: 12, make: (t, _p, _d, draw) => ({ ...t, givenName: mistype(t.givenName ?? '', draw) }) },
  { weight: 14, make: (t, _p, _d, draw) => ({ ...t, familyName: mistype(t.familyName ?? '', draw) }) },
  { weight: 10, make: (t, _p, _d, draw) => ({ ...t, familyName: respell(t.familyName ?? '', draw) }) },
  { weight: 4, make: (t) => ({ ...t, givenName: t.familyName ?? '', familyName: t.givenName ?? '' }) },
  { weight: 12, make: (t) => ({ ...t, givenName: (t.givenName ?? '').split(/[ -]/)[0] ?? '' }) },
  { weight: 4, make: (t) => ({ ...t, familyName: (t.familyName ?? '').split('-')[0] ?? '' }) },
  { weight: 2, make: (t) => ({ ...t, givenName: (t.givenName ?? '').split(' ').at(-1) ?? '' }) },
  { weight: 10, make: (t, person) => ({ ...t, familyName: person.usedName ?? t.familyName ?? '' }) },
  {
    weight: 5,
    make: (t) => ({
      ...t,
      birthDate: onDate(t.birthDate ?? '', (year, month, day) =>
        Number(day) <= 12 ? `${year}-${day}-${month}` : `${year}-${month}-${day}`,
      ),
    }),
  },
  {
    weight: 6,
    make: (t, _p, _d, draw) => ({
      ...t,
      birthDate: onDate(t.birthDate ?? '', (year, month, day) =>
        draw() < 0.5
          ? `${year.slice(0, 3)}${Math.floor(draw() * 10)}-${month}-${day}`
          : `${year}-${month}-${day[0]}${1 + Math.floor(draw() * 8)}`,
      ),
    }),
  },
  { weight: 1, make: (t) => ({ ...t, birthDate: onDate(t.birthDate ?? '', (year) => `${year}-00-00`) }) },
  {
    weight: 12,
    make: (t, _p, dice, draw) => {
      const { postcode, name } = dice.commune(draw);
      return { ...t, address: dice.address(draw), postcode, city: name };
    },
  },
  { weight: 6, make: (t, _p, _d, draw) => ({ ...t, address: mistype(t.address ?? '', draw) }) },
  { weight: 4, make: (t, _p, _d, draw) => ({ ...t, city: mistype(t.city ?? '', draw) }) },
  { weight: 4, make: (t, _p, _d, draw) => ({ ...t, nationalNumber: mistype(t.nationalNumber ?? '', draw) }) },
  { weight: 14, make: (t, _p, dice, draw) => ({ ...t, phone: dice.phone(draw) }) },
];
const SLIPS_WEIGHT = SLIPS.reduce((total, { weight }) => total + weight, 0);

const slip = (draw: Draw): Slip => {
  let at = draw() * SLIPS_WEIGHT;
  for (const one of SLIPS) {
    at -= one.weight;
    if (at < 0) return one;
  }
  return oneOf(SLIPS, draw);
};

/** How often a trait is left out the second time. */
const LEFT_OUT: { readonly [trait in keyof Traits]: number } = {
  nationalNumber: 0.3,
  phone: 0.25,
  email: 0.4,
  birthPlace: 0.35,
  address: 0.15,
  sex: 0.03,
};

/** The person as another desk writes it: another style, traits left out, up to three errors. */
export const writeAgain = (person: Person, dice: Dice, draw: Draw): Traits => {
  let traits: Traits = person.traits;
  for (let errors = Math.floor(draw() * 4); errors > 0; errors--)
    traits = slip(draw).make(traits, person, dice, draw);
  const styled = restyle(traits, draw);
  const kept: { [trait in Trait]?: string } = {};
  for (const trait of TRAITS) {
    const value = styled[trait];
    if (value !== undefined && draw() >= (LEFT_OUT[trait] ?? 0)) kept[trait] = value;
  }
  return kept;
};

export type Register = {
  readonly records: readonly { readonly id: string; readonly traits: Traits }[];
  /** Who each record is: for scoring, and given to nobody else. */
  readonly truth: ReadonlyMap<string, number>;
};

/** A register of this many records, of which a share are people written again, in any order. */
export const createRegister = (
  lists: NameLists,
  options: { records: number; duplicates: number; seed: number },
): Register => {
  const { records: count, duplicates, seed } = options;
  const again = Math.round(count * duplicates);
  const people = createPeople(lists, count - again, seed);
  const dice = createDice(lists);
  const draw = draws(seed, 'errors');
  const written = people.map((person, i) => ({ traits: person.traits, who: i }));
  for (let i = 0; i < again; i++) {
    const who = Math.floor(draw() * people.length);
    const person = people[who];
    if (person !== undefined) written.push({ traits: writeAgain(person, dice, draw), who });
  }
  for (let i = written.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    const [one, other] = [written[i], written[j]];
    if (one !== undefined && other !== undefined) [written[i], written[j]] = [other, one];
  }
  const records = written.map(({ traits }, i) => ({ id: `R${String(i).padStart(7, '0')}`, traits }));
  return { records, truth: new Map(written.map(({ who }, i) => [records[i]?.id ?? '', who])) };
};

/** A register as CSV, id first. */
export function* registerCsv({ records }: Register): Generator<string> {
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  yield `id,${TRAITS.join(',')}\n`;
  for (const { id, traits } of records)
    yield `${id},${TRAITS.map((trait) => quoted(traits[trait] ?? '')).join(',')}\n`;
}
