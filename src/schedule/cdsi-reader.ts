/** Reads values of the supporting data: what is odd is normalised and noted, what cannot be read is an error. */
import { type Day, isDay } from '#kernel/day.ts';
import type { Element } from '#schedule/cdsi-xml.ts';
import { findPeriod } from '#schedule/period.ts';

/** Something normalised: how often, and where it was first met. */
export type Note = { readonly what: string; times: number; readonly first: string };

/** What is said of one document while it is read. */
export type Reading = {
  readonly file: string;
  readonly notes: Map<string, Note>;
  readonly errors: string[];
  /** Short descriptions of the vaccine list, by CVX code; empty while the list itself is read. */
  readonly names: ReadonlyMap<string, string>;
};

export const newReading = (
  file: string,
  names: ReadonlyMap<string, string> = new Map(),
  notes: Map<string, Note> = new Map(),
): Reading => ({ file, notes, errors: [], names });

const placeOf = (reading: Reading, element: Element): string =>
  `${reading.file}: ${element.path} (line ${element.line})`;

export const note = (reading: Reading, element: Element, what: string): void => {
  const known = reading.notes.get(what);
  if (known === undefined) reading.notes.set(what, { what, times: 1, first: placeOf(reading, element) });
  else known.times++;
};

export const fail = (reading: Reading, element: Element, what: string): void => {
  reading.errors.push(`${placeOf(reading, element)}: ${what}`);
};

export const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);

/** The texts of the children of a name; empty elements are none. Line breaks and runs of blanks become one blank. */
export const textsOf = (reading: Reading, element: Element, name: string): string[] =>
  childrenOf(element, name).flatMap((child) => {
    child.read = true;
    if (child.children.length > 0) fail(reading, child, 'expected a text, not elements');
    const text = child.text.trim();
    if (/[\r\n]/.test(text)) note(reading, child, 'a line break inside a text becomes a blank');
    return text === '' ? [] : [text.replaceAll(/\s+/g, ' ')];
  });

/** The text of the only child of a name, or undefined when it is absent or empty. */
export const textOf = (reading: Reading, element: Element, name: string): string | undefined => {
  const [text, more] = textsOf(reading, element, name);
  if (more !== undefined) fail(reading, element, `more than one ${name}`);
  return text;
};

/** As `textOf`; an absent text is an error, and reads as an empty one. */
export const neededText = (reading: Reading, element: Element, name: string): string => {
  const text = textOf(reading, element, name);
  if (text === undefined) fail(reading, element, `${name} is missing`);
  return text ?? '';
};

/** An age or an interval, as it is written; `1 years` becomes `1 year`. */
export const periodOf = (reading: Reading, element: Element, name: string): string | undefined => {
  const text = textOf(reading, element, name);
  if (text === undefined) return undefined;
  if (findPeriod(text) === undefined) fail(reading, element, `${name} "${text}" is not a period`);
  const mended = text.replaceAll(/\b1 (year|month|week|day)s\b/g, '1 $1');
  if (mended !== text) note(reading, element, `"1 years" is written "1 year"`);
  return mended;
};

/** A period that must be there; absent, it is an error. */
export const neededPeriod = (reading: Reading, element: Element, name: string): string => {
  const text = periodOf(reading, element, name);
  if (text === undefined) fail(reading, element, `${name} is missing`);
  return text ?? '0 days';
};

/** A day, written `YYYYMMDD` or `MM/DD/YYYY`. */
export const dayFrom = (reading: Reading, element: Element, name: string): Day | undefined => {
  const text = textOf(reading, element, name);
  if (text === undefined) return undefined;
  const day = text
    .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
    .replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (_, month: string, date: string, year: string) =>
      [year, month.padStart(2, '0'), date.padStart(2, '0')].join('-'),
    );
  if (text.includes('/')) note(reading, element, 'a day written MM/DD/YYYY becomes YYYY-MM-DD');
  if (isDay(day)) return day;
  fail(reading, element, `${name} "${text}" is not a day`);
  return undefined;
};

/** A list of codes separated by `;`. */
export const codesOf = (reading: Reading, element: Element, name: string): string[] => {
  const text = textOf(reading, element, name);
  if (text === undefined) return [];
  const codes = text.split(/[;,]/).map((code) => code.trim());
  if (/;\S/.test(text) || text.includes(','))
    note(reading, element, `a list of ${name} is separated otherwise than by "; "`);
  if (codes.includes('')) fail(reading, element, `${name} "${text}" has an empty code`);
  if (new Set(codes).size < codes.length) note(reading, element, `${name} "${text}" names a code twice`);
  return [...new Set(codes)];
};

/** One of some words, whatever their case; undefined when absent. */
export const choiceOf = <Value>(
  reading: Reading,
  element: Element,
  name: string,
  choices: Readonly<Record<string, Value>>,
): Value | undefined => {
  const text = textOf(reading, element, name);
  if (text === undefined) return undefined;
  const known = Object.entries(choices).find(([word]) => word.toLowerCase() === text.toLowerCase());
  if (known === undefined) {
    fail(reading, element, `${name} "${text}" is none of ${Object.keys(choices).join(', ')}`);
    return undefined;
  }
  if (known[0] !== text) note(reading, element, `${name} "${text}" is read as "${known[0]}"`);
  return known[1];
};

/** As `choiceOf`; an absent word is an error, and reads as `otherwise`. */
export const neededChoice = <Value>(
  reading: Reading,
  element: Element,
  name: string,
  choices: Readonly<Record<string, Value>>,
  otherwise: Value,
): Value => {
  const value = choiceOf(reading, element, name, choices);
  if (value === undefined && textOf(reading, element, name) === undefined)
    fail(reading, element, `${name} is missing`);
  return value ?? otherwise;
};

export const YES_NO: Readonly<Record<string, boolean>> = { Yes: true, No: false };
export const Y_N: Readonly<Record<string, boolean>> = { Y: true, N: false };

/** A whole number, or undefined when absent. */
export const numberOf = (reading: Reading, element: Element, name: string): number | undefined => {
  const text = textOf(reading, element, name);
  if (text === undefined) return undefined;
  if (/^\d{1,3}$/.test(text)) return Number(text);
  fail(reading, element, `${name} "${text}" is not a number`);
  return undefined;
};

/** A vaccine type: its code, and its name where it is not that of the list. */
export const vaccineOf = (reading: Reading, element: Element): { code: string; name: string | undefined } => {
  const code = neededText(reading, element, 'cvx');
  const name = textOf(reading, element, 'vaccineType');
  return { code, name: name === reading.names.get(code) ? undefined : name };
};

/** The begin and the end of an age range, under the names the element gives them. */
export const agesOf = (
  reading: Reading,
  element: Element,
  begin = 'beginAge',
  end = 'endAge',
): { from: string | undefined; until: string | undefined } => ({
  from: periodOf(reading, element, begin),
  until: periodOf(reading, element, end),
});

/** From when to when the element applies. */
export const datesOf = (
  reading: Reading,
  element: Element,
): { effective: Day | undefined; cessation: Day | undefined } => ({
  effective: dayFrom(reading, element, 'effectiveDate'),
  cessation: dayFrom(reading, element, 'cessationDate'),
});

/** The children of a name that hold something: `<preferableVaccine/>` is how the data says there is none. */
export const filledOf = (element: Element, name: string): Element[] =>
  childrenOf(element, name).filter((child) => child.children.length > 0 || child.text.trim() !== '');
