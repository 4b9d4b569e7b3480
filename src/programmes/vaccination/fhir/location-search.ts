/** The parameters of a search, one by one: those a type is searched by, and how many to show. */
import { type Refused, refuseInWords } from '#kernel/result.ts';

export type Query = Readonly<Record<string, string | readonly string[]>>;

/** FHIR asks servers to bear these; what they ask for is not narrowed here. */
const BORNE = ['_format', '_pretty', '_summary', '_total'];
const COUNT_DEFAULT = 50;
const COUNT_MAX = 200;
const OFFSET_MAX = 100_000;

export type SearchRead = {
  readonly given: ReadonlyMap<string, string>;
  readonly count: number;
  readonly offset: number;
};

const refused = (name: string, fr: string, en: string): Refused<'fhir-parameter'> =>
  refuseInWords('fhir-parameter', { fr, en }, { field: name });

const wholeIn = (text: string | undefined, otherwise: number, max: number): number | undefined => {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), max) : undefined;
};

/** @param known the parameters of this type; others are refused, unless the caller prefers to have them ignored */
export const readSearch = (
  query: Query,
  known: readonly string[],
  prefer = '',
): SearchRead | Refused<'fhir-parameter'> => {
  const isLenient = /\bhandling=lenient\b/i.test(prefer);
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (BORNE.includes(name)) continue;
    if (![...known, '_count', '_offset'].includes(name)) {
      if (isLenient) continue;
      return refused(
        'query',
        `un paramètre de recherche n’est pas pris en charge ; ce type se cherche par ${known.join(', ')}`,
        `a search parameter is not supported; this type is searched by ${known.join(', ')}`,
      );
    }
    const [text = '', other] = typeof value === 'string' ? [value] : value;
    if (other !== undefined || text === '')
      return refused(name, `« ${name} » : une valeur est attendue`, `"${name}": one value is expected`);
    given.set(name, text);
  }
  const count = wholeIn(given.get('_count'), COUNT_DEFAULT, COUNT_MAX);
  const offset = wholeIn(given.get('_offset'), 0, OFFSET_MAX);
  if (count === undefined || offset === undefined)
    return refused('_count', '« _count » : un nombre est attendu', '"_count": a number is expected');
  given.delete('_count');
  given.delete('_offset');
  return { given, count, offset };
};

/** The value of a token, `system|value` or `value`; undefined when it is of another system. */
export const tokenIn = (text: string, system: string): string | undefined => {
  const bar = text.indexOf('|');
  if (bar === -1) return text;
  return text.slice(0, bar) === system ? text.slice(bar + 1) : undefined;
};

/** As FHIR compares strings: without accents, capitals, nor the difference of an apostrophe. */
export const folded = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
