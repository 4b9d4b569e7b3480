/**
 * Reads one value of a published table as its column means it. What is certain is normalised and said (French dates and
 * commas, spaces in thousands, R's `2e+05`); what is not is a fault, and the row is not used.
 */
import { type Day, isDay } from '#kernel/day.ts';
import type { FaultList } from '#programmes/vaccination/check-fault.ts';

export type Kind = 'text' | 'day' | 'count' | 'number';

export type Rule = {
  readonly kind: Kind;
  /** An empty value is a fault. */
  readonly required?: boolean;
  /** What the text must look like, with its name for the message. */
  readonly pattern?: RegExp;
  readonly min?: number;
  readonly max?: number;
  /** R wrote NA where a count was not known. */
  readonly na?: boolean;
  /** What goes against the pattern, or is empty, is a warning only. */
  readonly lenient?: boolean;
};

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** A day written `YYYY-MM-DD`, or `DD/MM/YYYY` as in French; undefined when it is no day that exists. */
export const readDay = (text: string, line: number, column: string, faults: FaultList): Day | undefined => {
  const trimmed = text.trim();
  if (isDay(trimmed)) return trimmed;
  const french = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed);
  const iso = french && `${french[3]}-${french[2]?.padStart(2, '0')}-${french[1]?.padStart(2, '0')}`;
  if (iso && isDay(iso)) {
    faults.normalise('date-french', line, {
      fr: 'Date écrite JJ/MM/AAAA : lue comme AAAA-MM-JJ.',
      en: 'Date written DD/MM/YYYY: read as YYYY-MM-DD.',
    });
    return iso;
  }
  const at = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}/.exec(trimmed)?.[1];
  if (at !== undefined && isDay(at)) return at;
  faults.add('error', 'no-such-day', line, column, {
    fr: `${column} vaut « ${shown(text)} », qui n’est pas un jour qui existe (AAAA-MM-JJ ou JJ/MM/AAAA). Corrigez la date ou retirez la ligne.`,
    en: `${column} is "${shown(text)}", which is not a day that exists (YYYY-MM-DD or DD/MM/YYYY). Correct the date or remove the line.`,
  });
  return undefined;
};

const notANumber = (
  text: string,
  line: number,
  column: string,
  whole: boolean,
  faults: FaultList,
): number => {
  faults.add('error', 'not-a-number', line, column, {
    fr: `${column} vaut « ${shown(text)} », qui n’est pas ${whole ? 'un nombre entier' : 'un nombre'}. Corrigez la valeur.`,
    en: `${column} is "${shown(text)}", which is not ${whole ? 'a whole number' : 'a number'}. Correct the value.`,
  });
  return Number.NaN;
};

/** The number a text certainly means, with what had to be normalised for it. */
const meaning = (
  text: string,
): { value: number; how: 'plain' | 'spaces' | 'comma' | 'scientific' } | undefined => {
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return { value: Number(text), how: 'plain' };
  if (/^\d(\.\d+)?e\+?\d{1,2}$/i.test(text)) return { value: Number(text), how: 'scientific' };
  const together = text.trim().replace(/(?<=\d)[ \u00a0\u202f](?=\d{3}(\D|$))/g, '');
  if (/^-?\d+(\.\d+)?$/.test(together)) return { value: Number(together), how: 'spaces' };
  if (/^-?\d+,\d+$/.test(together)) return { value: Number(together.replace(',', '.')), how: 'comma' };
  return undefined;
};

const HOW = {
  spaces: [
    'thousands-spaces',
    'Nombre écrit avec des espaces : lu sans elles.',
    'Number written with spaces: read without them.',
  ],
  comma: ['decimal-comma', 'Virgule décimale : lue comme un point.', 'Decimal comma: read as a point.'],
  scientific: [
    'scientific',
    'Nombre écrit « 2e+05 » : lu comme 200000.',
    'Number written "2e+05": read as 200000.',
  ],
} as const;

/** A count or a number; NaN when it is empty or none. */
export const readNumber = (
  text: string,
  line: number,
  column: string,
  rule: Rule,
  faults: FaultList,
): number => {
  const whole = rule.kind === 'count';
  if (text === '' || text === 'NA') {
    if (text === 'NA' ? !rule.na : rule.required)
      return text === ''
        ? missing(line, column, rule, faults)
        : notANumber(text, line, column, whole, faults);
    if (text === 'NA' && rule.required)
      faults.add('warning', 'value-unknown', line, column, {
        fr: `${column} vaut NA : la valeur n’était pas connue.`,
        en: `${column} is NA: the value was not known.`,
      });
    return Number.NaN;
  }
  const read = meaning(text);
  if (read === undefined) return notANumber(text, line, column, whole, faults);
  const { value, how } = read;
  if (how !== 'plain') faults.normalise(HOW[how][0], line, { fr: HOW[how][1], en: HOW[how][2] });
  if (
    value < (rule.min ?? (whole ? 0 : Number.NEGATIVE_INFINITY)) ||
    value > (rule.max ?? Number.POSITIVE_INFINITY)
  ) {
    const negative = value < 0 && whole;
    faults.add('error', negative ? 'negative' : 'out-of-range', line, column, {
      fr: `${column} vaut ${shown(text)} : ${negative ? 'un compte ne peut être négatif' : `attendu entre ${rule.min ?? '−∞'} et ${rule.max ?? '∞'}`}. Corrigez la valeur.`,
      en: `${column} is ${shown(text)}: ${negative ? 'a count cannot be negative' : `expected from ${rule.min ?? '-∞'} to ${rule.max ?? '∞'}`}. Correct the value.`,
    });
    return Number.NaN;
  }
  if (whole && !Number.isInteger(value))
    faults.add('warning', 'fraction', line, column, {
      fr: `${column} vaut ${shown(text)} : une prévision partagée, sans doute, puisqu’on ne compte que des entiers.`,
      en: `${column} is ${shown(text)}: a forecast that was shared out, presumably, since only whole things are counted.`,
    });
  return value;
};

const missing = (line: number, column: string, rule: Rule, faults: FaultList): number => {
  faults.add(rule.lenient ? 'warning' : 'error', 'value-missing', line, column, {
    fr: `${column} est vide. Complétez la valeur.`,
    en: `${column} is empty. Fill in the value.`,
  });
  return Number.NaN;
};

/** Checks a value against its column's rule and gives it back as it is meant: text, ISO day or number as text. */
export const checkValue = (
  text: string,
  line: number,
  column: string,
  rule: Rule,
  faults: FaultList,
): string => {
  if (rule.kind === 'count' || rule.kind === 'number') {
    const value = readNumber(text, line, column, rule, faults);
    return Number.isNaN(value) ? '' : String(value);
  }
  const trimmed = text.trim();
  if (trimmed === '') {
    if (rule.required) missing(line, column, rule, faults);
    return '';
  }
  if (rule.kind === 'day') return readDay(text, line, column, faults) ?? '';
  if (rule.pattern !== undefined && !rule.pattern.test(trimmed))
    faults.add(rule.lenient ? 'warning' : 'error', 'unknown-code', line, column, {
      fr: `${column} vaut « ${shown(text)} », qui n’est pas de la forme attendue. Corrigez la valeur.`,
      en: `${column} is "${shown(text)}", which is not of the expected form. Correct the value.`,
    });
  return trimmed;
};
