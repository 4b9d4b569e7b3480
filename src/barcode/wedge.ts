/**
 * Keyboard-wedge scanners: they type what they read, fast, and end with Enter. What is a scanner's and what a person's
 * is told by the pace alone: nobody types six keys at thirty milliseconds each.
 */

export type Key = {
  /** As the browser names it: a character, `Enter`, `F8`. */
  readonly key: string;
  /** Where it is on the keyboard, whatever the layout: `Digit1`, `KeyQ`. */
  readonly code: string;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** When, in milliseconds on any clock that does not jump. */
  readonly at: number;
};

/** What a key turned out to be: a code's end, part of what may be one, or somebody's. */
export type Heard =
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'part' }
  | { readonly is: 'other' };

/** Slow scanners on Bluetooth pause this long between two keys at most. */
const GAP_MS = 60;
const MEAN_GAP_MS = 35;
/** The shortest text that is taken for a code, when Enter follows. */
const LENGTH_MIN = 6;
/** Without Enter, a code must be long: the scanner was not set to end with one. */
const LENGTH_UNENDED = 12;
/** No code is longer: a hand that lies on the keyboard is none. */
const LENGTH_MAX = 4096;

const GROUP_SEPARATOR = '\x1d';

const US_SHIFTED: Readonly<Record<string, string>> = {
  '1': '!',
  '2': '@',
  '5': '%',
  '7': '&',
  '8': '*',
  '9': '(',
  '0': ')',
};
const US_KEYS: Readonly<Record<string, readonly [string, string]>> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
};

/** What the key would have typed on the keyboard scanners are set to when nobody sets them: the American one. */
const onUsKeyboard = ({ code, shift, key }: Key): string => {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return shift ? (US_SHIFTED[digit] ?? key) : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  return US_KEYS[code]?.[shift ? 1 : 0] ?? key;
};

/** FNC1 between elements comes as ASCII 29: as Ctrl and ], as F8, or as the character itself. */
const isSeparator = ({ key, code, ctrl }: Key): boolean =>
  key === 'F8' || key === GROUP_SEPARATOR || (ctrl && (key === ']' || code === 'BracketRight'));

const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'CapsLock', 'Meta'];

/**
 * On a French keyboard an American scanner types `à&` for `01`. Without one digit in what was typed and with many in
 * what was meant, the scanner was not set to this keyboard, and what was meant is taken.
 */
const meant = (typed: string, american: string): string =>
  !/\d/.test(typed) && (american.match(/\d/g)?.length ?? 0) >= LENGTH_MIN ? american : typed;

export type Wedge = {
  readonly press: (key: Key) => Heard;
  /** A key came up: with Alt held, digits name a character (`Alt` 0 2 9). */
  readonly release: (key: string) => void;
  /** Nothing came for a while: what was typed, when it is long enough to be a code without Enter. */
  readonly settle: () => string | undefined;
  /** How many characters of what may be a code have come. */
  readonly length: () => number;
};

export const openWedge = (): Wedge => {
  let typed = '';
  let american = '';
  let altDigits = '';
  let first = 0;
  let last = 0;

  const forget = (): void => {
    typed = '';
    american = '';
    altDigits = '';
  };

  const add = (one: string, other: string): void => {
    typed += one;
    american += other;
    if (typed.length > LENGTH_MAX) forget();
  };

  const isFast = (): boolean => (last - first) / Math.max(1, typed.length - 1) <= MEAN_GAP_MS;

  const take = (least: number): string | undefined => {
    if (typed.length < least || !isFast()) return undefined;
    const text = meant(typed, american);
    forget();
    return text;
  };

  const press = (key: Key): Heard => {
    if (MODIFIERS.includes(key.key)) return { is: 'other' };
    if (typed !== '' && key.at - last > GAP_MS) forget();
    if (key.key === 'Enter' || key.key === 'Tab') {
      const text = take(LENGTH_MIN);
      forget();
      return text === undefined ? { is: 'other' } : { is: 'code', text };
    }
    // Amid a code only: Alt and a digit alone are a shortcut of the page.
    const digit = key.alt && typed !== '' ? /^(?:Numpad|Digit)(\d)$/.exec(key.code)?.[1] : undefined;
    const isCharacter = key.key.length === 1 && !key.ctrl && !key.alt;
    if (digit === undefined && !isCharacter && !isSeparator(key)) {
      forget();
      return { is: 'other' };
    }
    if (typed === '') first = key.at;
    last = key.at;
    if (digit !== undefined) altDigits += digit;
    else if (isSeparator(key)) add(GROUP_SEPARATOR, GROUP_SEPARATOR);
    else add(key.key, onUsKeyboard(key));
    return { is: typed.length > 1 || altDigits !== '' ? 'part' : 'other' };
  };

  return {
    press,
    release: (key) => {
      if (key !== 'Alt' || altDigits === '') return;
      const character = String.fromCharCode(Number(altDigits.slice(0, 4)));
      altDigits = '';
      add(character, character);
    },
    settle: () => take(LENGTH_UNENDED),
    length: () => typed.length,
  };
};
