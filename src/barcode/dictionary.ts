/**
 * The GS1 Barcode Syntax Dictionary, read: what each application identifier (AI) is made of, and what must go with it.
 * The whole of its grammar is written at the head of the published file (tests/data/gs1/gs1-syntax-dictionary.txt).
 */
import { GS1_SYNTAX_DICTIONARY } from '#barcode/gs1-syntax-dictionary.ts';
import type { Linter } from '#barcode/linter.ts';
import { CHARACTER_RULES, LINTERS } from '#barcode/linters.ts';
import { invariant } from '#kernel/invariant.ts';

export type Rule = { readonly name: string; readonly lint: Linter };

/** A part of an element's value: `N14,csum` or `[X..17]`. */
export type Component = {
  /** As the dictionary writes it, without its rules: `N14`, `X..20`. */
  readonly form: string;
  readonly min: number;
  readonly max: number;
  readonly isOptional: boolean;
  /** The rule on characters first, then those the dictionary names. */
  readonly rules: readonly Rule[];
};

export type Entry = {
  readonly ai: string;
  readonly title: string;
  /** Of a length known beforehand: no FNC1 is needed after it. */
  readonly isPredefined: boolean;
  readonly components: readonly Component[];
  readonly min: number;
  readonly max: number;
  /** One group of each list must be there whole; `35nn` stands for any of its pattern. */
  readonly requires: readonly (readonly (readonly string[])[])[];
  readonly excludes: readonly string[];
  /** Of a primary key of a Digital Link: the qualifiers that may follow it, in their order, in each of its ways. */
  readonly linkQualifiers: readonly (readonly string[])[] | undefined;
  /** May stand in the query of a Digital Link. */
  readonly isLinkAttribute: boolean;
};

const COMPONENT = /^(\[)?([NXYZ])(\.\.)?(\d+)(\])?((?:,\w+)*)$/;

const readComponent = (text: string): Component => {
  const match = COMPONENT.exec(text);
  invariant(match !== null, `"${text}" is a component of the dictionary`);
  const [, bracket, type = '', range = '', length = '', , names = ''] = match;
  const characters = CHARACTER_RULES[type === 'X' || type === 'Y' || type === 'Z' ? type : 'N'];
  const rules = [characters, ...names.split(',').slice(1)].map((name) => {
    const lint = LINTERS[name];
    invariant(lint !== undefined, `the rule "${name}" of the dictionary is known`);
    return { name, lint };
  });
  const max = Number(length);
  return {
    form: `${type}${range}${length}`,
    min: range === '' ? max : 1,
    max,
    isOptional: bracket !== undefined,
    rules,
  };
};

/** The identifiers of `3100-3105` or of `01`. */
const identifiersOf = (range: string): string[] => {
  const [first = '', last = first] = range.split('-');
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) =>
    String(Number(first) + i).padStart(first.length, '0'),
  );
};

const valuesOf = (attributes: readonly string[], key: string): string[] =>
  attributes.filter((one) => one.startsWith(`${key}=`)).map((one) => one.slice(key.length + 1));

const readLine = (line: string): Entry[] => {
  const [specification = '', ...titles] = line.split('#');
  const [range = '', ...words] = specification.trim().split(/\s+/);
  const flags = words[0] !== undefined && /^[*?]+$/.test(words[0]) ? words.shift() : undefined;
  const isComponent = (word: string): boolean => COMPONENT.test(word);
  const components = words.filter(isComponent).map(readComponent);
  const attributes = words.filter((word) => !isComponent(word));
  const [qualifiers] = valuesOf(attributes, 'dlpkey');
  const isKey = attributes.includes('dlpkey') || qualifiers !== undefined;
  const shared = {
    title: titles.join('#').trim(),
    isPredefined: flags?.includes('*') ?? false,
    isLinkAttribute: flags?.includes('?') ?? false,
    components,
    min: components.reduce((sum, { min, isOptional }) => sum + (isOptional ? 0 : min), 0),
    max: components.reduce((sum, { max }) => sum + max, 0),
    requires: valuesOf(attributes, 'req').map((list) => list.split(',').map((group) => group.split('+'))),
    excludes: valuesOf(attributes, 'ex').flatMap((list) => list.split(',')),
    linkQualifiers: isKey ? (qualifiers?.split('|') ?? ['']).map((way) => way.split(',')) : undefined,
  };
  return identifiersOf(range).map((ai) => ({ ai, ...shared }));
};

export const ENTRIES: readonly Entry[] = GS1_SYNTAX_DICTIONARY.trim().split('\n').flatMap(readLine);

const BY_IDENTIFIER: ReadonlyMap<string, Entry> = new Map(ENTRIES.map((entry) => [entry.ai, entry]));

/** Two digits tell how long an identifier is (GS1 General Specifications, section 7.8.1). */
const LENGTHS = ENTRIES.reduce((lengths, { ai }) => {
  lengths[Number(ai.slice(0, 2))] = ai.length;
  return lengths;
}, new Uint8Array(100));

export const findEntry = (ai: string): Entry | undefined => BY_IDENTIFIER.get(ai);

/** The entry whose identifier stands at a place of a text; undefined when there is none. */
export const entryAt = (text: string, at: number): Entry | undefined => {
  const prefix = (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
  return BY_IDENTIFIER.get(text.slice(at, at + (LENGTHS[prefix] ?? 0)));
};

/** Whether an identifier is one of a pattern such as `35nn`, whose digits all stand in front. */
export const isOfPattern = (ai: string, pattern: string): boolean => {
  if (ai === pattern) return true;
  const digits = pattern.indexOf('n');
  return digits !== -1 && ai.length === pattern.length && ai.startsWith(pattern.slice(0, digits));
};
