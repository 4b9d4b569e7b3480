/** What happened to one person until a day, put in order: the only reading of the facts an interpretation makes. */
import type { DayNumber } from '#kernel/day.ts';
import {
  addCalendarMonths,
  addEqualMonths,
  civilOf,
  monthsBetween,
  readCivil,
  readDay,
  yearsBetween,
} from '#programmes/vaccination/course-calendar.ts';
import type { Act, Person } from '#programmes/vaccination/interpret-answer.ts';
import {
  ALL_PRODUCTS,
  MAX_AGE,
  NO_PRODUCT,
  type Period,
  type Prepared,
  type PreparedGroup,
  UNKNOWN_AGE,
} from '#programmes/vaccination/interpret-period.ts';

/** A limit on everything that grows: injections and infections of one person beyond it are not read one by one. */
const MAX_EVENTS = 64;

export type History = {
  /** Days with an injection, in order, and the product of each. Several injections of a day count once. */
  readonly days: number[];
  readonly products: number[];
  /** Doses received: the days, or more when a rank says that earlier ones are not known here. */
  doses: number;
  readonly infections: number[];
  readonly proofs: (string | null)[];
  /** Products contraindicated, and the day the nearest contraindication ends. */
  contraindicated: number;
  contraindicatedUntil: number;
  /** The first fact later than the day asked: it will count one day. */
  future: number;
};

/** The question being answered. `until` shrinks as the answer meets days on which it would change. */
export type Asked = {
  readonly today: DayNumber;
  readonly civil: number;
  readonly birth: number;
  readonly age: number;
  readonly ageIndex: number;
  readonly months: number;
  readonly tags: number;
  readonly territory: string;
  until: number;
  missing: number;
};

export const historyOf = (prepared: Prepared, facts: readonly Act[], today: DayNumber): History => {
  const history: History = {
    days: [],
    products: [],
    doses: 0,
    infections: [],
    proofs: [],
    contraindicated: 0,
    contraindicatedUntil: Number.POSITIVE_INFINITY,
    future: Number.POSITIVE_INFINITY,
  };
  let rank = 0;
  for (const act of facts) {
    const day = readDay(act.occurredOn);
    if (day > today) {
      if (day < history.future) history.future = day;
      continue;
    }
    if (act.kind === 'injection' || act.kind === 'earlier-injection') {
      if (act.rank && act.rank > rank) rank = act.rank;
      const product = act.product ? (prepared.products.get(act.product) ?? NO_PRODUCT) : NO_PRODUCT;
      insertInjection(history, day, product);
    } else if (act.kind === 'infection') insertInfection(history, day, act.proof ?? null);
    else if (act.kind === 'contraindication') contraindicate(prepared, history, act, today);
  }
  history.doses = Math.max(rank, history.days.length);
  return history;
};

const insertInjection = (history: History, day: DayNumber, product: number): void => {
  const { days, products } = history;
  let i = days.length;
  while (i > 0 && (days[i - 1] ?? 0) > day) i--;
  if (i > 0 && days[i - 1] === day) {
    // Two products on one day are an error that is told elsewhere: here, any choice that ignores their order will do.
    const other = products[i - 1] ?? NO_PRODUCT;
    products[i - 1] =
      other === NO_PRODUCT ? product : product === NO_PRODUCT ? other : Math.min(other, product);
    return;
  }
  if (days.length >= MAX_EVENTS) return;
  if (i === days.length) {
    days.push(day);
    products.push(product);
    return;
  }
  days.splice(i, 0, day);
  products.splice(i, 0, product);
};

const insertInfection = (history: History, day: DayNumber, proof: string | null): void => {
  const { infections, proofs } = history;
  let i = infections.length;
  while (i > 0 && (infections[i - 1] ?? 0) > day) i--;
  if (i > 0 && infections[i - 1] === day) {
    if (strength(proof) > strength(proofs[i - 1] ?? null)) proofs[i - 1] = proof;
    return;
  }
  if (infections.length >= MAX_EVENTS) return;
  infections.splice(i, 0, day);
  proofs.splice(i, 0, proof);
};

/** The stronger of two proofs of a day is kept, whichever came first: a test, then anything shown, then a word. */
const strength = (proof: string | null): number => {
  if (proof === null) return 0;
  const known = PROOFS.indexOf(proof);
  return known === -1 ? 2 : known + 1;
};
const PROOFS = ['declaration', 'other', 'serology', 'TROD', 'antigen', 'PCR'];

const contraindicate = (prepared: Prepared, history: History, act: Act, today: DayNumber): void => {
  if (act.until) {
    const until = readDay(act.until);
    if (until <= today) return;
    if (until < history.contraindicatedUntil) history.contraindicatedUntil = until;
  }
  const index = act.product ? prepared.products.get(act.product) : undefined;
  history.contraindicated |= index === undefined ? ALL_PRODUCTS : 1 << index;
};

/** The product of the first dose, when it is known to be the first. */
export const firstProduct = (history: History): number =>
  history.doses === history.days.length ? (history.products[0] ?? NO_PRODUCT) : NO_PRODUCT;

/** What is not known, as bits; `missingNames` gives the words. */
export const MISSING = {
  birthDate: 1,
  tags: 2,
  territory: 4,
  proof: 8,
  product: 16,
  earlier: 32,
  test: 64,
} as const;
const MISSING_NAMES = [
  'birthDate',
  'tags',
  'territory',
  'proof of infection',
  'product of an earlier injection',
  'earlier injections',
  'negative test on day 7',
];
const missingLists = Array.from({ length: 128 }, (_, bits) =>
  MISSING_NAMES.filter((_, i) => bits & (1 << i)),
);
export const missingNames = (bits: number): readonly string[] => missingLists[bits] ?? [];

export const askedOf = (
  prepared: Prepared,
  period: Period,
  person: Person,
  history: History,
  today: DayNumber,
): Asked => {
  const civil = civilOf(today);
  const born = person.birthDate ? readCivil(person.birthDate) : Number.NaN;
  const known = !Number.isNaN(born);
  const birth = known ? born : 0;
  const age = known ? Math.min(yearsBetween(birth, civil), MAX_AGE) : -1;
  let tags = 0;
  if (person.tags) for (const tag of person.tags) tags |= prepared.tags.get(tag) ?? 0;
  let missing = 0;
  if (!known) missing |= MISSING.birthDate;
  if (!person.tags) missing |= MISSING.tags;
  if (!person.territory && period.territorial) missing |= MISSING.territory;
  return {
    today,
    civil,
    birth,
    age,
    ageIndex: known ? Math.max(age, 0) : UNKNOWN_AGE,
    months: known ? monthsBetween(birth, civil) : -1,
    tags,
    territory: person.territory ?? '',
    until: Math.min(history.future, period.end, history.contraindicatedUntil),
    missing,
  };
};

/** Notes a day on which the answer changes by itself. */
export const soon = (asked: Asked, day: DayNumber): void => {
  if (day > asked.today && day < asked.until) asked.until = day;
};

export const monthsLater = (period: Period, day: DayNumber, months: number): DayNumber =>
  period.calendarMonths ? addCalendarMonths(day, months) : addEqualMonths(day, months);

/** True when one of the groups includes the person. */
export const includes = (groups: readonly PreparedGroup[], asked: Asked): boolean => {
  for (const group of groups) if (fitsAge(group, asked) && fitsElse(group, asked)) return true;
  return false;
};

/** True when nothing but age keeps the person out of every group. */
export const includesAtAnotherAge = (groups: readonly PreparedGroup[], asked: Asked): boolean => {
  for (const group of groups) if (fitsElse(group, asked)) return true;
  return false;
};

const fitsAge = (group: PreparedGroup, asked: Asked): boolean => {
  if (group.ageFrom === 0 && group.monthsFrom === 0 && group.ageTo === MAX_AGE) return true;
  return asked.age >= group.ageFrom && asked.age <= group.ageTo && asked.months >= group.monthsFrom;
};

const fitsElse = (group: PreparedGroup, asked: Asked): boolean =>
  (group.anyOf === 0 || (asked.tags & group.anyOf) !== 0) &&
  (asked.tags & group.allOf) === group.allOf &&
  (asked.tags & group.noneOf) === 0 &&
  (group.territories === null || group.territories.has(asked.territory));
