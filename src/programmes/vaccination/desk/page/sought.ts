/** What is typed or scanned in the one field of the desk: a national number, a name and a birth date, a summons. */
import { findDate } from '#kit/typed-date.ts';
import { isSummons } from '#people/summons.ts';

export type Sought =
  | { readonly is: 'summons'; readonly code: string }
  | { readonly is: 'number'; readonly nationalNumber: string }
  | {
      readonly is: 'traits';
      readonly familyName: string;
      readonly givenName: string;
      readonly birthDate: string;
    }
  | { readonly is: 'nothing' }
  /** A name without a birth date would bring everybody of that name. */
  | { readonly is: 'no-date' };

/** Thirteen characters, or fifteen with the key; `A` and `B` are the departments of Corsica. */
const NUMBER = /^[1-478]\d{5}[\dAB]\d{6}(?:\d\d)?$/i;
const DATE = /(?:^|\s)(\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{2}-\d{2}|\d{8})(?=\s|$)/;

/** Words a family name begins with: `de la Tour` is one name. */
const PARTICLES = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'les',
  'd’',
  "d'",
  'van',
  'von',
  'der',
  'el',
  'al',
  'ben',
]);

/** The family name first, as lists and identity papers have it; the search forgives the other order. */
const splitName = (words: readonly string[]): { familyName: string; givenName: string } => {
  const first = words.findIndex((word) => !PARTICLES.has(word.toLowerCase()));
  const end = first < 0 ? words.length : first + 1;
  return { familyName: words.slice(0, end).join(' '), givenName: words.slice(end).join(' ') };
};

export const readSought = (typed: string): Sought => {
  const text = typed.trim().replace(/\s+/g, ' ');
  if (text === '') return { is: 'nothing' };
  if (isSummons(text)) return { is: 'summons', code: text };
  const compact = text.replace(/[\s.]/g, '');
  if (NUMBER.test(compact)) return { is: 'number', nationalNumber: compact };
  const written = DATE.exec(text)?.[1] ?? '';
  const birthDate = findDate(written);
  const words = text.replace(written, ' ').trim().split(/\s+/).filter(Boolean);
  if (birthDate === undefined || words.length === 0) return { is: 'no-date' };
  return { is: 'traits', ...splitName(words), birthDate };
};
