/** How two names agree: the same, mistyped, a part of each other, or only alike. */
import { editDistance, jaroWinkler, lettersApart } from '#people/name-distance.ts';
import type { NameForm } from '#people/name-form.ts';
import { phonex } from '#people/phonex.ts';

/**
 * From no agreement to full. `faint`: many letters in common. `swapped`: each is the other's family or given name.
 * `part`: a compound name cut, an initial, the beginning of a longer name. `alike`: close, but both are names in use,
 * as those of
 * brothers may be (`Leo`, `Lea`). `close`: a typing error, the same sound, a particle more.
 */
export const NAME_LEVELS = ['different', 'faint', 'swapped', 'part', 'alike', 'close', 'exact'] as const;

export const DIFFERENT = 0;
export const FAINT = 1;
export const SWAPPED = 2;
export const PART = 3;
export const ALIKE = 4;
export const CLOSE = 5;
export const EXACT = 6;

/** Two names further apart than this have nothing to compare: each error changes two letters at most. */
export const LETTERS_APART_MAX = 5;
const FAINT_FROM = 0.84;
/** No typing error leaves two names less alike than this. */
const MISTYPED_FROM = 0.6;
const SOUND_FROM = 0.8;
const CUT_LENGTH_MIN = 3;

/** Typing errors that a word of this length may have and still be known. */
const errorsMax = (length: number): number => (length < 3 ? 0 : length < 8 ? 1 : length < 14 ? 2 : 3);

const mistyped = (a: string, b: string): boolean => {
  const limit = errorsMax(Math.min(a.length, b.length));
  if (limit === 0) return false;
  return editDistance(a, b, limit) <= limit;
};

/** One is a part of the other: a compound cut, an initial, the beginning of a name. */
const isPart = (a: NameForm, b: NameForm): boolean => {
  const [long, short] = a.core.length >= b.core.length ? [a, b] : [b, a];
  if (short.core.length === 1) return long.core.startsWith(short.core);
  if (short.core.length >= CUT_LENGTH_MIN && long.core.startsWith(short.core)) return true;
  if (long.parts.length < 2 && short.parts.length < 2) return false;
  return short.parts.some(
    (part) =>
      part.length >= CUT_LENGTH_MIN && long.parts.some((other) => other === part || mistyped(part, other)),
  );
};

/**
 * @param bothKnown both are names in use, not a rare spelling of each other
 * @return a level of NAME_LEVELS, symmetric
 */
export const compareNames = (a: NameForm, b: NameForm, bothKnown: boolean): number => {
  if (a.joined === b.joined) return EXACT;
  const apart = lettersApart(a.letters, b.letters);
  if (apart > LETTERS_APART_MAX) return isPart(a, b) ? PART : DIFFERENT;
  if (a.core === b.core) return CLOSE;
  const likeness = jaroWinkler(a.joined, b.joined);
  const near =
    likeness >= MISTYPED_FROM &&
    ((apart <= 2 * errorsMax(Math.min(a.joined.length, b.joined.length)) && mistyped(a.joined, b.joined)) ||
      (likeness >= SOUND_FROM && phonex(a.core) === phonex(b.core)));
  if (near) return bothKnown ? ALIKE : CLOSE;
  if (isPart(a, b)) return PART;
  return likeness >= FAINT_FROM ? FAINT : DIFFERENT;
};
