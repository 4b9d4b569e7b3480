/** What is typed in the form of a rule, read as the parameters of what it finds. */
import type { ParameterShown, PredicateShown } from '#quality/quality.api.ts';

export type Typed = Readonly<Record<string, string>>;

/** What the form holds before anything is typed. */
export const usualOf = ({ parameters }: PredicateShown): Typed =>
  Object.fromEntries(parameters.map(({ name, usual }) => [name, usual === undefined ? '' : String(usual)]));

export const LINES_MAX = 500;

type Item = Readonly<Record<string, string>>;

/** One item a line, its parts separated by spaces; undefined when a line has more or fewer parts. */
const itemsOf = (text: string, columns: readonly string[]): readonly Item[] | undefined => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const items = lines.map((line) => line.split(/\s+/));
  return items.length === 0 || items.length > LINES_MAX || items.some((one) => one.length !== columns.length)
    ? undefined
    : items.map((one) => Object.fromEntries(columns.map((column, i) => [column, one[i] ?? ''])));
};

/** The value of a parameter; undefined when it cannot be read; null when it is left out, as it may be. */
const valueTyped = (
  { kind, optional, columns, min, max }: ParameterShown,
  text: string,
): string | number | readonly Item[] | null | undefined => {
  if (text.trim() === '' && optional === true) return null;
  if (kind === 'lines') return itemsOf(text, columns ?? []);
  if (kind === 'number') {
    const n = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
    return n >= (min ?? 0) && n <= (max ?? 1_000_000) ? n : undefined;
  }
  if (kind === 'day') return /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? text.trim() : undefined;
  return text === '' ? undefined : text;
};

/** What the rule finds, or the names of the parameters that cannot be read. */
export const findsOf = (
  predicate: PredicateShown,
  typed: Typed,
): { readonly finds: { what: string } & Record<string, unknown> } | { readonly wrong: readonly string[] } => {
  const values = predicate.parameters.map(
    (one) => [one.name, valueTyped(one, typed[one.name] ?? '')] as const,
  );
  const wrong = values.flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (wrong.length > 0) return { wrong };
  const given = values.filter(([, value]) => value !== null);
  return { finds: { ...Object.fromEntries(given), what: predicate.what } };
};
