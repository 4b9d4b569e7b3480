/** Values of search parameters of FHIR R4 (http://hl7.org/fhir/R4/search.html): dates with prefixes, tokens, counts. */
import { type Refused, refuseInWords } from '#kernel/result.ts';

const PREFIXES = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sa', 'eb'] as const;
type Prefix = (typeof PREFIXES)[number];

/** A span of time as text that sorts: from `first`, before `next`. */
export type DateAsked = { readonly prefix: Prefix; readonly first: string; readonly next: string };

const FORM =
  /^(eq|ne|gt|ge|lt|le|sa|eb)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?)$/;

const dateRefusal = (name: string): Refused<'fhir-parameter'> =>
  refuseInWords(
    'fhir-parameter',
    {
      fr: `« ${name} » : une date est attendue, avec ou sans préfixe (${PREFIXES.join(', ')}) : ge2021-01-01`,
      en: `"${name}": a date is expected, with or without a prefix (${PREFIXES.join(', ')}): ge2021-01-01`,
    },
    { field: name },
  );

/** Comes after every day and instant as text: years of five digits would not (`le9999-12-31` asks for all there is). */
const AFTER_ALL = 'after 9999';

const spanOf = (text: string): { first: string; next: string } | undefined => {
  const span = calendarSpanOf(text);
  return span?.next.startsWith('+') ? { ...span, next: AFTER_ALL } : span;
};

/** The first instant of a span that a date names, a year, a month, a day or a time to what it says, and the first after. */
const calendarSpanOf = (text: string): { first: string; next: string } | undefined => {
  const parts = text.split('-');
  try {
    if (text.length === 4) {
      const first = Temporal.PlainDate.from({ year: Number(text), month: 1, day: 1 });
      return { first: first.toString(), next: first.add({ years: 1 }).toString() };
    }
    if (text.length === 7) {
      const first = Temporal.PlainDate.from(`${text}-01`);
      return { first: first.toString(), next: first.add({ months: 1 }).toString() };
    }
    if (text.length === 10 && parts.length === 3) {
      const first = Temporal.PlainDate.from(text);
      return { first: first.toString(), next: first.add({ days: 1 }).toString() };
    }
    const zoned = /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
    const first = Temporal.Instant.from(zoned);
    const step = /T\d{2}:\d{2}(?:Z|[+-]|$)/.test(text)
      ? { minutes: 1 }
      : /\.\d+/.test(text)
        ? { milliseconds: 1 }
        : { seconds: 1 };
    return {
      first: first.toString({ smallestUnit: 'millisecond' }),
      next: first.add(step).toString({ smallestUnit: 'millisecond' }),
    };
  } catch {
    return undefined;
  }
};

/** Reads a date parameter, or refuses it. */
export const dateAsked = (name: string, text: string): DateAsked | Refused<'fhir-parameter'> => {
  // An address that was not encoded has a space where a time zone begins.
  const [, prefix = 'eq', date = ''] = FORM.exec(text.replace(' ', '+')) ?? [];
  const span = date === '' ? undefined : spanOf(date);
  const known = PREFIXES.find((one) => one === prefix);
  return span === undefined || known === undefined ? dateRefusal(name) : { prefix: known, ...span };
};

/** Whether a day (`YYYY-MM-DD`), or an instant in UTC, is what a date parameter asks for. */
export const isDated = (value: string, { prefix, first, next }: DateAsked): boolean => {
  const [from, to] = value.length === 10 ? [first.slice(0, 10), dayAfter(next)] : [first, next];
  switch (prefix) {
    case 'eq':
      return value >= from && value < to;
    case 'ne':
      return value < from || value >= to;
    case 'gt':
    case 'sa':
      return value >= to;
    case 'ge':
      return value >= from;
    case 'lt':
    case 'eb':
      return value < from;
    case 'le':
      return value < to;
  }
};

/** A day against the end of a time within it: the next day. */
const dayAfter = (next: string): string =>
  next.length === 10 ? next : Temporal.PlainDate.from(next.slice(0, 10)).add({ days: 1 }).toString();

/** `system|code`, `|code`, `code` or `system|`. */
export type Token = { readonly system: string | undefined; readonly code: string };
export const tokenOf = (text: string): Token => {
  const at = text.indexOf('|');
  return at === -1
    ? { system: undefined, code: text }
    : { system: text.slice(0, at), code: text.slice(at + 1) };
};

/** Whether a coding is what a token asks for. */
export const isToken = (
  { system, code }: { readonly system?: string | undefined; readonly code?: string | undefined },
  asked: Token,
): boolean =>
  (asked.system === undefined || asked.system === (system ?? '')) &&
  (asked.code === '' || asked.code === code);

/** A whole number between 0 and a limit, which a larger one becomes; a refusal when it is no number. */
export const countAsked = (
  name: string,
  text: string | undefined,
  { otherwise, max }: { readonly otherwise: number; readonly max: number },
): number | Refused<'fhir-parameter'> => {
  if (text === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(text))
    return refuseInWords(
      'fhir-parameter',
      { fr: `« ${name} » : un nombre est attendu`, en: `"${name}": a number is expected` },
      { field: name },
    );
  return Math.min(Number(text), max);
};
