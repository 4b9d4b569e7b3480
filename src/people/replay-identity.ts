/**
 * The identity of a replayed person, who does not exist: a function of the seed and of what is published of the
 * act, and of nothing else. The same replay gives the same people, whatever order they are asked in.
 *
 * What could reach somebody reaches nobody: phones are of the numbers the French regulator keeps for fiction (ARCEP,
 * decision 2018-0881), e-mails of a domain that cannot exist (RFC 2606), and national numbers end with an order that
 * civil registers hardly ever come to.
 */
import type { Day } from '#kernel/day.ts';
import { type Draw, draws } from '#kernel/random.ts';
import type { Evidence, Identity } from '#people/person.ts';
import { COUNTRY_UNKNOWN, createCommunes } from '#people/replay-communes.ts';
import { createDice, type Dice, type NameLists, oneOf, SHARES } from '#people/replay-people.ts';

export type ReplayedPerson = {
  /** The pseudonym that the ledger knows them by. */
  readonly subject: string;
  /** A home has two seats: those who share one are, now and then, a couple, siblings, twins, or mere homonyms. */
  readonly home: string;
  readonly seat: 0 | 1;
  /** Where they were vaccinated: where they live. */
  readonly department: string;
  /** Age on the day of the first act, from and to, both included. */
  readonly ages: readonly [min: number, max: number];
  /** Day of the first act. */
  readonly day: Day;
  readonly sex?: 'm' | 'f';
};

/** Of homes of two people who were vaccinated one after the other: what links them. The others are strangers. */
const HOMES = [
  { kind: 'couple', share: 0.3 },
  { kind: 'siblings', share: 0.02 },
  { kind: 'twins', share: 0.01 },
  { kind: 'homonyms', share: 0.0015 },
] as const;
type HomeKind = (typeof HOMES)[number]['kind'];

const kindOf = (at: number): HomeKind | undefined => {
  let end = 0;
  for (const { kind, share } of HOMES) {
    end += share;
    if (at < end) return kind;
  }
  return undefined;
};

/**
 * Draws that two names share once in 2^64: one generator alone has 32 bits of state, and among a million people some
 * would be each other's copies. The name is written after the lane, because FNV keeps a collision of what comes before.
 */
const wideDraws = (seed: number, name: string): Draw => {
  const [one, other] = [draws(seed, `a|${name}`), draws(seed, `b|${name}`)];
  return () => {
    const sum = one() + other();
    return sum >= 1 ? sum - 1 : sum;
  };
};

/** Prefixes of ten thousand numbers each that are given to nobody; the first is mobile. */
const FICTION_PHONES = ['063998', '019900', '026191', '035301', '046571', '053649'] as const;
const MOBILE = 0.4;
export const fictionPhone = (draw: Draw): string => {
  const prefix = draw() < MOBILE ? FICTION_PHONES[0] : oneOf(FICTION_PHONES.slice(1), draw);
  return prefix + String(Math.floor(draw() * 10_000)).padStart(4, '0');
};

const MAIL_DOMAINS = ['courriel.example', 'poste.example', 'boite.example', 'messagerie.example'];
const BOX_MAX = 60;

/** Orders of a national number: a commune hardly ever has nine hundred births of one sex in a month. */
const ORDER_FROM = 900;
const ORDER_PAIRS = 49;

const two = (n: number): string => String(n).padStart(2, '0');
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Classes without an end are crowded at their beginning. */
const OPEN_CLASS_YEARS = 20;
const OPEN_CLASS_FROM = 75;

/** A birth date of somebody whose age on the day is one of these. */
const birthDateOf = ([min, max]: readonly [number, number], on: Day, draw: Draw): string => {
  const years = max - min + 1;
  const at = min >= OPEN_CLASS_FROM && years > OPEN_CLASS_YEARS ? draw() ** 2.2 : draw();
  const age = min + Math.floor(at * years);
  const month = Math.floor(draw() * 12);
  const day = 1 + Math.floor(draw() * (MONTH_DAYS[month] ?? 28));
  const monthDay = `${two(month + 1)}-${two(day)}`;
  // The birthday has come this year, or is still to come.
  const year = Number(on.slice(0, 4)) - age - (monthDay <= on.slice(5) ? 0 : 1);
  return monthDay === '02-29' && !isLeap(year) ? `${year}-02-28` : `${year}-${monthDay}`;
};

/** Women are more than half, and most of the very old. */
const sexOf = (ages: readonly [number, number], draw: Draw): 'm' | 'f' =>
  draw() < (ages[0] >= OPEN_CLASS_FROM ? 0.62 : 0.515) ? 'f' : 'm';

const opposite = (sex: 'm' | 'f'): 'm' | 'f' => (sex === 'm' ? 'f' : 'm');

/** A widow or a married woman whose husband is not in the replay; and who goes by another first name than their first. */
const MARRIED_AGE = 28;
const MARRIED_ELSEWHERE = 0.4;
const USES_OTHER_FIRST_NAME = 0.03;

/** Few first names were given when the old were born. */
const usualOf = ({ ages }: ReplayedPerson): number => (ages[0] >= 60 ? 0.85 : ages[0] >= 40 ? 0.6 : 0.35);

/** First names, none of them twice. */
const givenNamesOf = (dice: Dice, sex: 'm' | 'f', person: ReplayedPerson, draw: Draw): string =>
  [...new Set(dice.givenNames(sex, draw, usualOf(person)).split(' '))].join(' ');

/** What a home says of both, drawn before them, so that each can be made without the other. */
type Home = {
  readonly kind: HomeKind;
  readonly familyName: string;
  readonly firstSex: 'm' | 'f';
  readonly sameSex: boolean;
  readonly givenNames: string;
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly lodging: Lodging;
};
type Lodging = { readonly address: NonNullable<Identity['address']>; readonly phone: string };

type Maker = { readonly dice: Dice; readonly communes: ReturnType<typeof createCommunes> };

const lodgingOf = ({ dice, communes }: Maker, department: string, draw: Draw): Lodging => {
  const { code, name, postcode } = communes.residence(department, draw);
  return {
    address: { line: dice.address(draw), postcode, city: name, commune: code, country: 'FR' },
    phone: fictionPhone(draw),
  };
};

/** What links the two of a home; undefined when they are strangers, as most are. */
const homeOf = (maker: Maker, person: ReplayedPerson, draw: Draw): Home | undefined => {
  const { dice, communes } = maker;
  const kind = kindOf(draw());
  if (kind === undefined) return undefined;
  const firstSex = sexOf(person.ages, draw);
  return {
    kind,
    firstSex,
    sameSex: draw() < 0.65,
    familyName: dice.surname(draw),
    givenNames: givenNamesOf(dice, firstSex, person, draw),
    birthDate: birthDateOf(person.ages, person.day, draw),
    birthPlace: communes.birthPlace(person.department, draw),
    lodging: lodgingOf(maker, person.department, draw),
  };
};

const sexIn = (home: Home | undefined, person: ReplayedPerson, draw: Draw): 'm' | 'f' => {
  const own = sexOf(person.ages, draw);
  if (person.sex !== undefined) return person.sex;
  if (home === undefined || home.kind === 'siblings') return own;
  if (person.seat === 0 || home.kind === 'homonyms') return home.firstSex;
  return home.kind === 'twins' && home.sameSex ? home.firstSex : opposite(home.firstSex);
};

type Names = Pick<Identity, 'familyName' | 'givenNames' | 'usedFamilyName' | 'usedGivenName'>;

const namesOf = (
  { dice }: Maker,
  home: Home | undefined,
  sex: 'm' | 'f',
  person: ReplayedPerson,
  draw: Draw,
): Names => {
  if (home?.kind === 'homonyms') return { familyName: home.familyName, givenNames: home.givenNames };
  const givenNames = givenNamesOf(dice, sex, person, draw);
  const other = givenNames.split(' ')[1];
  const first = {
    givenNames,
    ...(other !== undefined && draw() < USES_OTHER_FIRST_NAME && { usedGivenName: other }),
  };
  const isCouple = home?.kind === 'couple';
  if (home !== undefined && !(isCouple && sex === 'f')) return { ...first, familyName: home.familyName };
  const married =
    sex === 'f' &&
    person.ages[0] >= MARRIED_AGE &&
    draw() < (isCouple ? SHARES.marriedName : MARRIED_ELSEWHERE);
  return {
    ...first,
    familyName: dice.surname(draw),
    ...(married && { usedFamilyName: home?.familyName ?? dice.surname(draw) }),
  };
};

const emailOf = (dice: Dice, { givenNames, familyName, usedFamilyName }: Names, draw: Draw): string => {
  const [box = ''] = dice.email(givenNames, usedFamilyName ?? familyName, draw).split('@');
  return `${box.slice(0, BOX_MAX)}@${oneOf(MAIL_DOMAINS, draw)}`;
};

/** Draws identities; the lists are weighed once. */
export const createIdentities = (lists: NameLists, seed: number): ((person: ReplayedPerson) => Identity) => {
  const maker: Maker = { dice: createDice(lists), communes: createCommunes(lists.communes) };
  const { dice, communes } = maker;
  return (person) => {
    const draw = wideDraws(seed, `person|${person.subject}`);
    const home = homeOf(maker, person, wideDraws(seed, `home|${person.home}`));
    const bornTogether = home?.kind === 'twins' || home?.kind === 'homonyms' ? home : undefined;
    const family = home?.kind === 'twins' || home?.kind === 'siblings' ? home : undefined;
    const together = home?.kind === 'homonyms' ? undefined : home;

    const sex = sexIn(home, person, draw);
    const names = namesOf(maker, home, sex, person, draw);
    const birthDate = bornTogether?.birthDate ?? birthDateOf(person.ages, person.day, draw);
    const birthPlace = family?.birthPlace ?? communes.birthPlace(person.department, draw);
    const own = together === undefined ? lodgingOf(maker, person.department, draw) : together.lodging;
    const phone = together !== undefined && draw() >= SHARES.homePhone ? fictionPhone(draw) : own.phone;
    // The two of a home never have one order: twins would have one number.
    const order = ORDER_FROM + 2 * Math.floor(draw() * ORDER_PAIRS) + person.seat;
    const hasNumber = draw() < SHARES.number && birthPlace !== COUNTRY_UNKNOWN;
    return {
      ...names,
      birthDate,
      sex,
      birthPlace,
      ...(hasNumber && { nationalNumber: dice.number(sex, birthDate, birthPlace, order) }),
      ...(draw() < SHARES.phone && { phone }),
      ...(draw() < SHARES.email && { email: emailOf(dice, names, draw) }),
      address: own.address,
    };
  };
};

const DOCUMENTS = ['identity-card', 'identity-card', 'passport', 'residence-permit'] as const;
const PAPER_SEEN = 0.6;
const RETURNED_BY_SERVICE = 0.35;

/** What proved the identity of a replayed person on the day of the first act: nothing, a paper, the national service. */
export const evidenceOf = ({ subject, day }: ReplayedPerson, seed: number): Evidence[] => {
  const draw = wideDraws(seed, `evidence|${subject}`);
  const evidence: Evidence[] = [];
  const document = oneOf(DOCUMENTS, draw);
  if (draw() < PAPER_SEEN) evidence.push({ kind: 'document', document, on: day, by: 'replay' });
  if (draw() < RETURNED_BY_SERVICE) evidence.push({ kind: 'national-service', on: day, by: 'replay' });
  return evidence;
};
