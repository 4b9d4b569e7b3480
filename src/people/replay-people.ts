/**
 * Plausible people who do not exist: homes with families, first names and surnames by how frequent they are, birth
 * dates,
 * places, national numbers, addresses, phones. With twins, homonyms, and fathers and sons of one name, because those
 * are
 * what a register must not confuse. The same seed gives the same people.
 */
import { type Draw, draws } from '#kernel/random.ts';
import type { Traits } from '#people/identity-traits.ts';
import { keyOf } from '#people/national-number.ts';

export type Commune = {
  readonly code: string;
  readonly name: string;
  readonly population: number;
  readonly postcode: string;
};

/** Real lists to draw from: ranked ones by frequency, the others not. */
export type NameLists = {
  readonly surnames: readonly string[];
  readonly frequentFirstNames: readonly string[];
  readonly firstNames: readonly { readonly name: string; readonly sex: 'm' | 'f' | 'both' }[];
  readonly communes: readonly Commune[];
};

type Sex = 'm' | 'f';

/** A person as all is known; what registers write of it is less. */
export type Person = {
  readonly traits: Traits;
  /** Name by marriage, when it is not the birth name. */
  readonly usedName: string | undefined;
};

const START =
  'bar bel ber bon bou bris cam car cha che col cor cou dau del des du fau fer fon fou gar gau ger gir gou gran gui har jac jou la lam lan leb lef lem mar mas mer mon mor mou nor pas pel per pin poi pon por rau ren ric rob roc ros rou sab sal ser sou ter tho tor tour val var vas ver vil'.split(
    ' ',
  );
const MIDDLE = [
  '',
  '',
  '',
  'ba',
  'chan',
  'de',
  'di',
  'gne',
  'la',
  'le',
  'li',
  'ma',
  'mi',
  'na',
  'ni',
  'que',
  'ra',
  're',
  'ri',
  'ta',
  'te',
  'ti',
  'va',
  'vi',
  'za',
];
const END =
  'ac ain ais ard as ault aud aux eau el elle er et ette eux ey ez ier iere in ine ion is lat let lin lot min mont nac net nier nin non not on ot ou quet rand rat rd reau ret rier rin ron rot roux tel tier tin ton tot val vel vier vin y'.split(
    ' ',
  );
const STREETS = [
  'rue',
  'rue',
  'rue',
  'rue',
  'avenue',
  'boulevard',
  'chemin',
  'impasse',
  'place',
  'route',
  'allée',
];
const STREET_NAMES =
  "de l'Église|de la Gare|du Moulin|des Écoles|Victor Hugo|Jean Jaurès|Pasteur|de la République|du Château|des Lilas|de la Fontaine|du 8 mai 1945|du 11 novembre|du Général de Gaulle|Jules Ferry|des Acacias|de la Mairie|des Tilleuls|de Verdun|Gambetta|des Vignes|de la Paix|du Stade|Émile Zola|des Roses|Saint-Martin|de la Forêt|des Prés|du Lavoir|Molière".split(
    '|',
  );
const MAILS = ['orange.fr', 'gmail.com', 'free.fr', 'laposte.net', 'wanadoo.fr', 'hotmail.fr', 'sfr.fr'];

/** Frequencies by rank: the first is this many times the n-th, to the power (Zipf). */
const rankWeights = (size: number): Float64Array => {
  const ends = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i++) {
    total += 1 / (i + 3) ** 0.8;
    ends[i] = total;
  }
  return ends;
};

/** The place at which a draw falls among ends of intervals. */
export const placeOf = (ends: Float64Array, draw: Draw): number => {
  const at = draw() * (ends.at(-1) ?? 0);
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const oneOf = <T>(list: readonly T[], draw: Draw): T => {
  const found = list[Math.floor(draw() * list.length)];
  if (found === undefined) throw new Error('nothing to draw from');
  return found;
};

const capital = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(^|[ '-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

const two = (n: number): string => String(n).padStart(2, '0');
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Share of first names that are of the most frequent, all ages together. */
const USUAL_NAMES = 0.45;

/** Draws names, places and dates; kept so that the weights are summed once. */
export const createDice = (lists: NameLists) => {
  const sexOf = new Map(lists.firstNames.map(({ name, sex }) => [name.toLowerCase(), sex]));
  const firstNames = (sex: Sex): { frequent: string[]; rare: string[] } => {
    const fits = (name: string): boolean => [sex, 'both'].includes(sexOf.get(name.toLowerCase()) ?? '');
    return {
      frequent: lists.frequentFirstNames.filter(fits),
      rare: lists.firstNames
        .filter(({ sex: known }) => known === sex || known === 'both')
        .map(({ name }) => name),
    };
  };
  const names = { m: firstNames('m'), f: firstNames('f') };
  const [surnameEnds, ...frequentEnds] = [
    lists.surnames.length,
    names.m.frequent.length,
    names.f.frequent.length,
  ].map(rankWeights);
  let people = 0;
  const communeEnds = Float64Array.from(lists.communes, ({ population }) => {
    people += population;
    return people;
  });
  const firstName = (sex: Sex, draw: Draw, usual = USUAL_NAMES): string => {
    const { frequent, rare } = names[sex];
    const ends = frequentEnds[sex === 'm' ? 0 : 1] ?? new Float64Array(1);
    if (draw() < usual) return capital(frequent[placeOf(ends, draw)] ?? oneOf(rare, draw));
    const one = capital(oneOf(rare, draw));
    return draw() < 0.06 ? `${one}-${capital(frequent[placeOf(ends, draw)] ?? one)}` : one;
  };
  const surname = (draw: Draw): string => {
    const kind = draw();
    if (kind < 0.12) return lists.surnames[placeOf(surnameEnds ?? new Float64Array(1), draw)] ?? 'MARTIN';
    if (kind < 0.25) return oneOf(names.m.rare, draw).toUpperCase();
    const made = (): string =>
      `${oneOf(START, draw)}${oneOf(MIDDLE, draw)}${oneOf(MIDDLE, draw)}${oneOf(END, draw)}`.toUpperCase();
    if (kind < 0.28)
      return `${oneOf(['LE', 'LA', 'DE', 'DU', "D'", 'BEN', 'EL', 'DE LA', 'VAN'], draw)} ${made()}`.replace(
        "' ",
        "'",
      );
    return kind < 0.31 ? `${made()}-${made()}` : made();
  };
  return {
    firstName,
    surname,
    /** @param usual how many are of the most frequent: more of those born long ago */
    givenNames: (sex: Sex, draw: Draw, usual = USUAL_NAMES): string =>
      Array.from({ length: draw() < 0.5 ? 1 : draw() < 0.6 ? 2 : 3 }, () => firstName(sex, draw, usual)).join(
        ' ',
      ),
    commune: (draw: Draw): Commune =>
      oneOf([lists.communes[placeOf(communeEnds, draw)] ?? oneOf(lists.communes, draw)], draw),
    birthDate: (from: number, to: number, draw: Draw): string => {
      const month = Math.floor(draw() * 12);
      const day = 1 + Math.floor(draw() * (MONTH_DAYS[month] ?? 28));
      return `${from + Math.floor(draw() * (to - from + 1))}-${two(month + 1)}-${two(day)}`;
    },
    address: (draw: Draw): string =>
      `${1 + Math.floor(draw() ** 2 * 180)} ${oneOf(STREETS, draw)} ${oneOf(STREET_NAMES, draw)}`,
    phone: (draw: Draw): string =>
      `0${draw() < 0.8 ? 6 : 1 + Math.floor(draw() * 5)}${String(Math.floor(draw() * 1e8)).padStart(8, '0')}`,
    email: (given: string, family: string, draw: Draw): string => {
      const plain = (text: string): string =>
        text
          .normalize('NFD')
          .replace(/[^a-zA-Z]/g, '')
          .toLowerCase();
      return `${plain(given.split(' ')[0] ?? '')}.${plain(family)}${draw() < 0.6 ? Math.floor(draw() * 100) : ''}@${oneOf(MAILS, draw)}`;
    },
    number: (sex: Sex, birthDate: string, commune: string, order: number): string => {
      const number = `${sex === 'm' ? 1 : 2}${birthDate.slice(2, 4)}${birthDate.slice(5, 7)}${commune}${String(order % 1000).padStart(3, '0')}`;
      return number + (keyOf(number) ?? '');
    },
  };
};
export type Dice = ReturnType<typeof createDice>;

/** Shares of a population, of the order of those known of France. */
export const SHARES = {
  alone: 0.36,
  couple: 0.32,
  marriedName: 0.55,
  twins: 0.016,
  fathersName: 0.01,
  parentsNumber: 0.004,
  phone: 0.75,
  homePhone: 0.3,
  email: 0.55,
  number: 0.85,
} as const;

const YEAR = 2021;

/** A home: its people live at one address; children have the name of their father. */
const createHome = (dice: Dice, draw: Draw): Person[] => {
  const { postcode, name: city } = dice.commune(draw);
  const address = dice.address(draw);
  const homePhone = dice.phone(draw);
  const home: Person[] = [];
  const add = (
    sex: Sex,
    family: string,
    given: string,
    birthDate: string,
    over: Partial<Traits> = {},
    married?: string,
  ): Traits => {
    const birthPlace = dice.commune(draw).code;
    const traits: Traits = {
      givenName: given,
      familyName: family,
      birthDate,
      sex,
      birthPlace,
      ...(draw() < SHARES.number && {
        nationalNumber: dice.number(sex, birthDate, birthPlace, 1 + Math.floor(draw() * 900)),
      }),
      address,
      postcode,
      city,
      ...(draw() < SHARES.phone && { phone: draw() < SHARES.homePhone ? homePhone : dice.phone(draw) }),
      ...(draw() < SHARES.email && { email: dice.email(given, married ?? family, draw) }),
      ...over,
    };
    home.push({ traits, usedName: married });
    return traits;
  };
  const kind = draw();
  const age = 19 + Math.floor(draw() * 75);
  const born = (from: number, to: number): string => dice.birthDate(YEAR - from, YEAR - to, draw);
  const sex: Sex = draw() < 0.48 ? 'm' : 'f';
  const first = add(sex, dice.surname(draw), dice.givenNames(sex, draw), born(age, age));
  if (kind < SHARES.alone) return home;
  const other: Sex = sex === 'm' ? 'f' : 'm';
  const father = sex === 'm' ? first : undefined;
  const marries = draw() < SHARES.marriedName;
  const second = add(
    other,
    dice.surname(draw),
    dice.givenNames(other, draw),
    born(age + 3, Math.max(18, age - 3)),
    {},
    marries && other === 'f' ? first.familyName : undefined,
  );
  if (kind < SHARES.alone + SHARES.couple || age > 62) return home;
  const family = (father ?? second).familyName ?? '';
  const fatherGiven = (father ?? second).givenName ?? '';
  const children = 1 + Math.floor(draw() * 3);
  for (let child = 0; child < children; child++) {
    const childSex: Sex = draw() < 0.51 ? 'm' : 'f';
    const oldest = Math.min(25, age - 18);
    const named =
      childSex === 'm' && draw() < SHARES.fathersName ? fatherGiven : dice.givenNames(childSex, draw);
    const borrowed =
      draw() < SHARES.parentsNumber && first.nationalNumber !== undefined
        ? { nationalNumber: first.nationalNumber }
        : {};
    const one = add(childSex, family, named, born(oldest, 0), borrowed);
    if (draw() >= SHARES.twins) continue;
    const twinSex: Sex = draw() < 0.65 ? childSex : childSex === 'm' ? 'f' : 'm';
    const { birthDate = '', birthPlace = '' } = one;
    const number =
      draw() < SHARES.number
        ? { nationalNumber: dice.number(twinSex, birthDate, birthPlace, 901 + Math.floor(draw() * 90)) }
        : {};
    add(twinSex, family, dice.givenNames(twinSex, draw), birthDate, { birthPlace, ...number });
  }
  return home;
};

/** Homes for one more person who shares names and birth date with another, whom nothing else links. */
const HOMES_PER_HOMONYM = 1500;

/** People of homes drawn one after the other, as many as asked. */
export const createPeople = (lists: NameLists, count: number, seed: number): Person[] => {
  const dice = createDice(lists);
  const draw = draws(seed, 'people');
  const people: Person[] = [];
  while (people.length < count) {
    people.push(...createHome(dice, draw));
    if (draw() * HOMES_PER_HOMONYM >= 1) continue;
    const { traits } = oneOf(people, draw);
    const { postcode, name: city, code: birthPlace } = dice.commune(draw);
    const { givenName = '', familyName = '', birthDate = '', sex = '' } = traits;
    const number = dice.number(sex === 'm' ? 'm' : 'f', birthDate, birthPlace, 1 + Math.floor(draw() * 900));
    people.push({
      traits: {
        givenName,
        familyName,
        birthDate,
        sex,
        birthPlace,
        nationalNumber: number,
        address: dice.address(draw),
        postcode,
        city,
      },
      usedName: undefined,
    });
  }
  return people.slice(0, count);
};
