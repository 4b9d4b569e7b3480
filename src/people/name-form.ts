/**
 * A name in the forms that are compared: whole, without its particles, and in parts. Spaces, hyphens and apostrophes
 * tell registers apart, not people: `Le Gall` and `LEGALL`, `Jean-Pierre` and `JEAN PIERRE` are one.
 */
import { lettersOf } from '#people/name-distance.ts';

/** Words before a name that one register writes and another leaves out, French and foreign. */
const PARTICLES = new Set(
  'd de du des da das do dos di del della dalla der den van von vander zu ter ten la el al l ben bin ibn bint ould ait abou abu o y e et'.split(
    ' ',
  ),
);

/** Words that do not stand alone either, and are part of the name. */
const GLUED = new Set('le les saint sainte st ste mac mc san santa abd abdel nguyen'.split(' '));

/** A name is not cut in more parts than this. */
const PARTS_MAX = 6;

export type NameForm = {
  /** As folded, words parted by spaces. */
  readonly text: string;
  /** Without spaces. */
  readonly joined: string;
  /** Without particles and spaces; the whole when nothing would be left. */
  readonly core: string;
  /** Parts that stand alone, particles left out: `de la tour martin` has `tour` and `martin`. */
  readonly parts: readonly string[];
  readonly letters: number;
};

/** @param text a folded name */
export const nameForm = (text: string): NameForm => {
  const words = text.split(' ');
  const joined = words.length === 1 ? text : words.join('');
  const parts: string[] = [];
  let glued = '';
  for (const word of words) {
    if (PARTICLES.has(word)) continue;
    glued += word;
    if (GLUED.has(word)) continue;
    parts.push(glued);
    glued = '';
  }
  if (glued !== '') parts.push(glued);
  const core = parts.length === 0 ? joined : parts.join('');
  return {
    text,
    joined,
    core,
    parts: parts.slice(0, PARTS_MAX),
    letters: lettersOf(joined),
  };
};

/** Consonants that are mistaken for each other have one letter; vowels, H, W and Y have none. */
const CONSONANTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    b: 'p',
    p: 'p',
    c: 'k',
    k: 'k',
    q: 'k',
    g: 'k',
    x: 'k',
    d: 't',
    t: 't',
    f: 'f',
    v: 'f',
    j: 'j',
    l: 'l',
    m: 'n',
    n: 'n',
    r: 'r',
    s: 's',
    z: 's',
  }),
);
const OUTLINE_LENGTH = 5;

/**
 * The outline of the first word that stands alone, the particles before it glued: its consonants, those that sound
 * alike being
 * one, doubles once, mute endings left out, a vowel only at the beginning. Coarser than a sound and quicker to make:
 * what names are grouped by before they are compared.
 */
export const outlineOf = (text: string): string => {
  let spoken = '';
  for (const word of text.split(' ')) {
    spoken += word;
    if (!PARTICLES.has(word) && !GLUED.has(word)) break;
  }
  const sounded = spoken
    .replaceAll('ph', 'f')
    .replaceAll('h', '')
    .replace(/[stdxz]+$/, '');
  let outline = '';
  let last = '';
  for (const letter of sounded) {
    const consonant = CONSONANTS.get(letter) ?? '';
    if (consonant !== '' && consonant !== last) outline += consonant;
    else if (consonant === '' && outline === '' && last === '') outline = letter;
    if (outline.length === OUTLINE_LENGTH) break;
    last = consonant === '' ? '-' : consonant;
  }
  return outline === '' ? spoken : outline;
};
