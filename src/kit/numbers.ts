import type { Day } from '#kernel/day.ts';
import type { Language } from '#kernel/text.ts';

/** Everything a page writes that is not a word: numbers, shares and days in the reader's language. */
export type Formats = {
  readonly integer: (value: number) => string;
  /** Rounded so that a reader remembers it: three significant digits above ten thousand. */
  readonly about: (value: number) => string;
  readonly decimal: (value: number, digits?: number) => string;
  /** A share given as a fraction of one. */
  readonly percent: (share: number, digits?: number) => string;
  readonly signedPercent: (share: number) => string;
  /** Millions shortened, for the name of a quantity: `2,4 M`. */
  readonly compact: (value: number) => string;
  /** The marks of an axis: in full up to a million, which readers say, shortened beyond. */
  readonly axis: (value: number) => string;
  readonly bytes: (value: number) => string;
  /** `31 janvier 2021`. */
  readonly day: (day: Day) => string;
  /** `dimanche 31 janvier 2021`. */
  readonly weekday: (day: Day) => string;
  /** `31 janv.` */
  readonly shortDay: (day: Day) => string;
  readonly moment: (instant: string) => string;
  /** Between a name and its value: French puts a no-break space before. */
  readonly colon: string;
  readonly list: (items: readonly string[]) => string;
};

const LOCALES: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/** French writes the first of a month as an ordinal, which `Intl` does not. */
const ordinalFirst = (text: string): string => text.replace(/(^|\D)1 (?=\p{L})/u, '$11er ');

const makeFormats = (language: Language): Formats => {
  const locale = LOCALES[language];
  const french = language === 'fr';
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  // British English shortens a million to "m", which reads as a metre or a thousandth on an axis.
  const compact = new Intl.NumberFormat(french ? locale : 'en-US', {
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const decimals = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const decimal = (value: number, digits = 1) => (decimals[digits] ?? integer).format(value);
  const signed = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (day: string) => {
      const text = format.format(new Date(day));
      return french ? ordinalFirst(text) : text;
    };
  };
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const unit = french ? ['o', 'ko', 'Mo'] : ['B', 'kB', 'MB'];
  return {
    integer: (value) => integer.format(Math.round(value)),
    about: (value) => {
      const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value)))) - 2);
      return integer.format(Math.round(value / step) * step);
    },
    decimal,
    percent: (share, digits = 1) => `${decimal(share * 100, digits)}${french ? '\u202f' : ''}%`,
    signedPercent: (share) => signed.format(share).replace('-', '−'),
    compact: (value) => compact.format(value),
    axis: (value) => (Math.abs(value) < 1_000_000 ? integer : compact).format(value),
    bytes: (value) => {
      const power = value < 1000 ? 0 : value < 1_000_000 ? 1 : 2;
      return `${decimal(value / 1000 ** power, power === 2 ? 1 : 0)}\u00a0${unit[power] ?? ''}`;
    },
    day: date({ day: 'numeric', month: 'long', year: 'numeric' }),
    weekday: date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: date({ day: 'numeric', month: 'short' }),
    moment: (instant) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(instant)),
    colon: french ? '\u00a0: ' : ': ',
    list: (items) => lists.format(items),
  };
};

export const FORMATS: Record<Language, Formats> = { fr: makeFormats('fr'), en: makeFormats('en') };
