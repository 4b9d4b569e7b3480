/** Whether a national number fits the traits of the person who gives it: sex, year, month and place of birth. */
import type { NationalNumber } from '#people/national-number.ts';
import type { Identity } from '#people/person.ts';

/** Departments that were cut out of others in 1968: older numbers have the department of their time. */
const PARIS_REGION = new Set(['75', '77', '78', '91', '92', '93', '94', '95']);
/** Numbers of people born in Algeria (91 to 94), Morocco and Tunisia (95, 96) before these were independent. */
const NORTH_AFRICA = new Set(['91', '92', '93', '94', '95', '96']);
const CORSICA = new Set(['20', '2A', '2B']);
const ABROAD = '99';
const PLACE_UNKNOWN = '99999';
/** Numbers of births before this year may have places that have changed since. */
const PLACES_FIXED_FROM = 1976;

/** Three cities have a code, and one more for each arrondissement, where births are recorded. */
const ARRONDISSEMENTS: readonly (readonly [city: string, prefix: string])[] = [
  ['75056', '751'],
  ['13055', '132'],
  ['69123', '6938'],
];

const isArrondissementOf = (city: string, place: string): boolean =>
  ARRONDISSEMENTS.some(([code, prefix]) => city === code && (place === code || place.startsWith(prefix)));

const samePlace = (number: string, birthPlace: string, birthYear: number): boolean => {
  if (number === birthPlace || birthPlace === PLACE_UNKNOWN) return true;
  if (isArrondissementOf(number, birthPlace) || isArrondissementOf(birthPlace, number)) return true;
  const [one, other] = [number.slice(0, 2), birthPlace.slice(0, 2)];
  if (birthYear >= PLACES_FIXED_FROM) return false;
  // Communes merge, and departments were cut: what an older number says of its place is not held against it.
  return (
    one === other ||
    (PARIS_REGION.has(one) && PARIS_REGION.has(other)) ||
    (CORSICA.has(one) && CORSICA.has(other)) ||
    (NORTH_AFRICA.has(one) && other === ABROAD)
  );
};

/** The traits that the number contradicts; what either does not say contradicts nothing. */
export const numberMisfits = (
  number: Pick<NationalNumber, 'sex' | 'year' | 'month' | 'place'>,
  identity: Pick<Identity, 'sex' | 'birthDate' | 'birthPlace'>,
): ('sex' | 'birthDate' | 'birthPlace')[] => {
  const { sex, birthDate, birthPlace } = identity;
  const month = Number(birthDate.slice(5, 7));
  const knowsMonth = month >= 1 && month <= 12;
  const misfits: ('sex' | 'birthDate' | 'birthPlace')[] = [];
  if (sex !== 'u' && sex !== number.sex) misfits.push('sex');
  if (
    birthDate.slice(2, 4) !== number.year ||
    (knowsMonth && number.month !== undefined && number.month !== month)
  )
    misfits.push('birthDate');
  if (birthPlace !== undefined && !samePlace(number.place, birthPlace, Number(birthDate.slice(0, 4))))
    misfits.push('birthPlace');
  return misfits;
};

const ADULT_YEARS = 18;
/** Nobody who bears a number for a child is younger than the child, nor much older than this. */
const PARENT_YEARS = { min: 14, max: 80 } as const;

/**
 * Whether the number is that of an adult and the person a child: French children are known under the number of a
 * parent until they have a card of their own.
 */
export const isAnAdultsNumber = (
  number: Pick<NationalNumber, 'year'>,
  birthDate: string,
  today: string,
): boolean => {
  const [born, now] = [Number(birthDate.slice(0, 4)), Number(today.slice(0, 4))];
  if (now - born > ADULT_YEARS || (now - born === ADULT_YEARS && birthDate.slice(5) <= today.slice(5)))
    return false;
  const century = Math.trunc(now / 100) * 100;
  return [century, century - 100].some((start) => {
    const older = born - (start + Number(number.year));
    const age = now - (start + Number(number.year));
    return older >= PARENT_YEARS.min && older <= PARENT_YEARS.max && age >= ADULT_YEARS;
  });
};
