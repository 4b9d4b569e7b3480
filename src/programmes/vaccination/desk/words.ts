/** Days, counts and lists as the desk says them, in both languages. */
import { type Day, daysBetween } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';
import { localOf } from '#programmes/vaccination/desk/zone.ts';

const formats = (year: 'numeric' | undefined) => {
  const shape = { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year } as const;
  return { fr: new Intl.DateTimeFormat('fr-FR', shape), en: new Intl.DateTimeFormat('en-GB', shape) };
};
const NEAR = formats(undefined);
const FAR = formats('numeric');

/** `lundi 12 avril`, `Monday 12 April`; with its year when that is not the year of `on`. */
export const sayDay = (day: Day, on: Day): Text => {
  const { fr, en } = day.slice(0, 4) === on.slice(0, 4) ? NEAR : FAR;
  const at = Date.parse(day);
  return {
    // French says the first of a month, and then counts: "lundi 1er mars".
    fr: fr.format(at).replace(/ 1 /, ' 1er '),
    en: en.format(at).replace(',', ''),
  };
};

/** `lundi 12 avril 2021`: a day told where nothing says which year it is. */
export const sayDate = (day: Day): Text => sayDay(day, '');

/** `lundi 12 avril 2021 à 08:30`: an instant as a clock on the wall of a place says it. */
export const sayMoment = (instant: string, zone: string): Text => {
  const { day, time } = localOf(instant, zone);
  const [{ fr, en }, hour] = [sayDate(day), time.slice(0, 'HH:MM'.length)];
  return { fr: `${fr} à ${hour}`, en: `${en} at ${hour}` };
};

/** How long to wait from one day to a later one. */
export const sayWait = (from: Day, to: Day): Text => {
  const days = daysBetween(from, to);
  return {
    fr: days === 1 ? 'attendre 1 jour' : `attendre ${days} jours`,
    en: days === 1 ? 'wait 1 day' : `wait ${days} days`,
  };
};

/** `Comirnaty, Spikevax ou Janssen`. */
export const sayAny = (names: readonly string[]): Text => {
  const list = (or: string): string =>
    names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${or} ${names.at(-1)}`;
  return { fr: list('ou'), en: list('or') };
};

const REGION = { type: 'region' } as const;
const COUNTRIES = { fr: new Intl.DisplayNames('fr', REGION), en: new Intl.DisplayNames('en', REGION) };

/** `Belgique`, `Belgium`; a code that is no country's stays as it is. */
export const sayCountry = (code: string): Text =>
  /^[A-Z]{2}$/.test(code)
    ? { fr: COUNTRIES.fr.of(code) ?? code, en: COUNTRIES.en.of(code) ?? code }
    : { fr: code, en: code };

/** A sentence begins with a capital and ends with a stop, whatever it was made of. */
export const sentence = ({ fr, en }: Text): Text => {
  const whole = (text: string): string =>
    text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/[.\s]+$/, '')}.`;
  return { fr: whole(fr), en: whole(en) };
};

export const say = (fr: string, en: string): Text => ({ fr, en });
