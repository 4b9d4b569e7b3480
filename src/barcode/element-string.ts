/**
 * GS1 element strings, read: as scanners send them, with FNC1 as `^` or ASCII 29 (GS1 General Specifications, section
 * 7.8), or as people write them, with identifiers in brackets: `(01)03400930218662(10)EJ6795`, where `\(` is a bracket
 * of the value.
 */
import { type Component, type Entry, entryAt, findEntry } from '#barcode/dictionary.ts';

export type Element = { readonly ai: string; readonly title: string; readonly value: string };

/** An element with what its identifier is, and where that stands in the text. */
export type Read = { readonly entry: Entry; readonly value: string; readonly at: number };

export type BarcodeErrorCode =
  | 'blank'
  | 'too-long'
  | 'no-fnc1'
  | 'not-gs1'
  | 'malformed'
  | 'unknown-ai'
  | 'too-short'
  | 'value-too-long'
  | 'rule'
  | 'repeated'
  | 'too-many';

export type BarcodeError = {
  readonly code: BarcodeErrorCode;
  /** The rule that is broken: a linter of the dictionary (`csum`), a form (`N14`), or the code again. */
  readonly rule: string;
  /** What the rule found, as the GS1 Barcode Syntax Tests name it: `INCORRECT_CHECK_DIGIT`. */
  readonly fault?: string;
  /** The identifier of the element, when it is known. */
  readonly ai?: string;
  /** Where in the text as given, counted from 0. */
  readonly at: number;
  readonly message: string;
};

export type ReadOutcome = { readonly read: readonly Read[] } | { readonly error: BarcodeError };

/** More elements than any carrier holds: the shortest takes three characters. */
const ELEMENTS_MAX = 64;

const CARET = 94;
const GROUP_SEPARATOR = 29;
const isFnc1 = (code: number): boolean => code === CARET || code === GROUP_SEPARATOR;

export const failed = (
  code: BarcodeErrorCode,
  at: number,
  message: string,
  more: { readonly rule?: string; readonly fault?: string; readonly ai?: string } = {},
): { readonly error: BarcodeError } => ({ error: { code, rule: more.rule ?? code, at, message, ...more } });

/** What a value is checked against: its component, and where in the value it stands. */
type Checked = { readonly consumed: number } | { readonly wrong: Wrong };
type Wrong = {
  readonly code: 'too-short' | 'rule';
  readonly rule: string;
  readonly fault?: string;
  readonly at: number;
  readonly message: string;
};

const ruleBroken = (component: Component, part: string, at: number): Wrong | undefined => {
  for (const { name, lint } of component.rules) {
    const fault = lint(part);
    if (fault === undefined) continue;
    const where = at + fault.at;
    const seen = part.slice(fault.at, fault.at + fault.length);
    const message = `${fault.code.toLowerCase().replaceAll('_', ' ')}: "${seen}" at character ${where + 1} of the value`;
    return { code: 'rule', rule: name, fault: fault.code, at: where, message };
  }
  return undefined;
};

/** Each component takes as much as it may of what is left; what none takes is left over. */
const checkValue = ({ components, min, max }: Entry, value: string): Checked => {
  let at = 0;
  for (const component of components) {
    const length = Math.min(component.max, value.length - at);
    if (length === 0 && component.isOptional && value.length > 0) continue;
    if (length < component.min) {
      const form = min === max ? `${max} characters` : `${min} to ${max} characters`;
      const message = value === '' ? 'the value is empty' : `${value.length} characters: expected ${form}`;
      return { wrong: { code: 'too-short', rule: component.form, at: value.length, message } };
    }
    const wrong = ruleBroken(component, value.slice(at, at + length), at);
    if (wrong !== undefined) return { wrong };
    at += length;
  }
  return { consumed: at };
};

const formOf = ({ components }: Entry): string =>
  components.map(({ form, isOptional }) => (isOptional ? `[${form}]` : form)).join(' ');

const valueTooLong = (entry: Entry, at: number, length: number): { readonly error: BarcodeError } =>
  failed('value-too-long', at, `(${entry.ai}) ${length} characters: expected at most ${entry.max}`, {
    rule: formOf(entry),
    ai: entry.ai,
  });

/** What is wrong with a value, if anything; `place` says where a character of the value stands in the text. */
export const checkElement = (
  entry: Entry,
  value: string,
  place: (at: number) => number,
): { readonly error: BarcodeError } | undefined => {
  const checked = checkValue(entry, value);
  if ('consumed' in checked)
    return checked.consumed < value.length
      ? valueTooLong(entry, place(checked.consumed), value.length)
      : undefined;
  const { code, rule, fault, at, message } = checked.wrong;
  return failed(code, place(at), `(${entry.ai}) ${message}`, {
    rule,
    ai: entry.ai,
    ...(fault !== undefined && { fault }),
  });
};

const unknown = (ai: string, at: number): { readonly error: BarcodeError } =>
  failed('unknown-ai', at, `no application identifier begins "${ai}"`);

const tooMany = (at: number): { readonly error: BarcodeError } =>
  failed('too-many', at, `more than ${ELEMENTS_MAX} elements`);

/** Whether only ASCII 29 separates, as in what a scanner sends after its symbology identifier. */
export type Separators = { readonly isScan?: boolean };

/** Elements one after the other, from a place of the text on. */
export const readUnbracketed = (
  text: string,
  from: number,
  { isScan = false }: Separators = {},
): ReadOutcome => {
  const read: Read[] = [];
  const isSeparator = (at: number): boolean => {
    const code = text.charCodeAt(at);
    return isScan ? code === GROUP_SEPARATOR : isFnc1(code);
  };
  let at = from;
  while (at < text.length) {
    if (read.length === ELEMENTS_MAX) return tooMany(at);
    const entry = entryAt(text, at);
    if (entry === undefined) return unknown(text.slice(at, at + 4), at);
    const begin = at + entry.ai.length;
    const reach = entry.isPredefined ? Math.min(text.length, begin + entry.max) : text.length;
    let end = begin;
    while (end < reach && !isSeparator(end)) end++;
    const value = text.slice(begin, end);
    const wrong = checkElement(entry, value, (character) => begin + character);
    if (wrong !== undefined) return wrong;
    read.push({ entry, value, at });
    // FNC1 is needless after a length known beforehand, and is read there all the same.
    at = isSeparator(end) ? end + 1 : end;
  }
  return { read };
};

/** The end of a value in brackets: the next bracket that no `\` makes a character of the value, or the end. */
const endOfValue = (text: string, from: number): number => {
  let at = text.indexOf('(', from);
  while (at > from && text.charAt(at - 1) === '\\') at = text.indexOf('(', at + 1);
  return at === -1 ? text.length : at;
};

/** Where a place of a value stands in its text, whose brackets are written with two characters. */
const placeInText = (text: string, begin: number, at: number): number => {
  let place = begin;
  for (let i = 0; i < at; i++) place += text.startsWith('\\(', place) ? 2 : 1;
  return place;
};

export const readBracketed = (text: string): ReadOutcome => {
  const read: Read[] = [];
  for (let at = 0; at < text.length; ) {
    if (read.length === ELEMENTS_MAX) return tooMany(at);
    const close = text.indexOf(')', at);
    if (close === -1) return failed('malformed', at, 'the bracket that opens an identifier is not closed');
    const ai = text.slice(at + 1, close);
    const entry = findEntry(ai);
    if (entry === undefined)
      return failed('unknown-ai', at + 1, `"${ai.slice(0, 20)}" is no application identifier`);
    const begin = close + 1;
    const end = endOfValue(text, begin);
    const value = text.slice(begin, end).replaceAll('\\(', '(');
    const wrong = checkElement(entry, value, (character) => placeInText(text, begin, character));
    if (wrong !== undefined) return wrong;
    read.push({ entry, value, at });
    at = end;
  }
  return { read };
};

/** The elements as carriers hold them, `^` for FNC1: one in front, and one after each length not known beforehand. */
export const elementStringOf = (read: readonly Read[]): string => {
  let text = '';
  let isNeeded = true;
  for (const { entry, value } of read) {
    text += `${isNeeded ? '^' : ''}${entry.ai}${value}`;
    isNeeded = !entry.isPredefined;
  }
  return text;
};
