/**
 * Logical ids of resources, made of what the ledger calls things. A FHIR id has 1 to 64 letters, digits, `-` and `.`
 * (R4 datatypes, id); a pseudonym, a fact and a place may have `_`, `:` and `.` besides, or be longer.
 *
 *   text       letters, digits and `-` as they are; `..0` for `.`, `..1` for `_`, `..2` for `:`
 *   Patient    the text of the pseudonym
 *   Location   the text of the place's code
 *   act        `<text of the pseudonym>.<text of the fact's id>` when this fits,
 *              else `<text of the pseudonym>.h<16 hexadecimal digits of the SHA-256 of the fact's id>`
 *
 * An act's id so leads to its subject, by which the ledger is distributed, and no index on the ids of facts is needed:
 * a hash is looked for among the facts of that subject alone. One dot between two parts is never taken for an escape,
 * because no text begins or ends with a dot that is not doubled.
 */
import { hash } from 'node:crypto';

const ID_MAX = 64;
const HASH_DIGITS = 16;

/** The longest text of a pseudonym that leaves room for a hash. */
export const SUBJECT_TEXT_MAX = ID_MAX - HASH_DIGITS - 2;

const ESCAPES: Readonly<Record<string, string>> = { '.': '..0', _: '..1', ':': '..2' };
const ESCAPED: Readonly<Record<string, string>> = { '..0': '.', '..1': '_', '..2': ':' };

/** The text of a name; undefined when it holds what no id can say. */
const textOf = (name: string): string | undefined =>
  /^[A-Za-z0-9._:-]+$/.test(name) ? name.replaceAll(/[._:]/g, (one) => ESCAPES[one] ?? '') : undefined;

/** The name of a text; undefined when it is the text of none. */
const nameOf = (text: string): string | undefined =>
  /^(?:[A-Za-z0-9-]|\.\.[012])+$/.test(text)
    ? text.replaceAll(/\.\.[012]/g, (one) => ESCAPED[one] ?? '')
    : undefined;

const fitting = (text: string | undefined, max: number): string | undefined =>
  text !== undefined && text.length <= max ? text : undefined;

/** The id of a Patient; undefined for a pseudonym too long to have one. */
export const patientId = (subject: string): string | undefined => fitting(textOf(subject), ID_MAX);
export const subjectOfPatient = (id: string): string | undefined => nameOf(id);

/** The id of a Location; undefined for a code that no id can say. */
export const locationId = (place: string): string | undefined => fitting(textOf(place), ID_MAX);
export const placeOfLocation = (id: string): string | undefined => nameOf(id);

/** The first digits of a SHA-256 in hexadecimal. */
export const shortHash = (text: string, digits = HASH_DIGITS): string =>
  hash('sha256', text, 'hex').slice(0, digits);

/** The id of what a fact says; undefined when the pseudonym is too long to have one. */
export const actId = (subject: string, fact: string): string | undefined => {
  const who = fitting(textOf(subject), SUBJECT_TEXT_MAX);
  const what = textOf(fact);
  if (who === undefined || what === undefined) return undefined;
  const whole = `${who}.${what}`;
  return whole.length <= ID_MAX ? whole : `${who}.h${shortHash(fact)}`;
};

/** What an act's id says: the pseudonym, and how to tell the fact among the facts of that pseudonym. */
export type ActNamed = { readonly subject: string; readonly isNamed: (fact: string) => boolean };

/** Reads an act's id; undefined when it can be the id of none. */
export const readActId = (id: string): ActNamed | undefined => {
  const [, who, what] = /^((?:[A-Za-z0-9-]|\.\.[012])+)\.((?:[A-Za-z0-9-]|\.\.[012])+)$/.exec(id) ?? [];
  const subject = who === undefined || id.length > ID_MAX ? undefined : nameOf(who);
  const fact = what === undefined ? undefined : nameOf(what);
  if (subject === undefined || fact === undefined) return undefined;
  return { subject, isNamed: (one) => one === fact || actId(subject, one) === id };
};
