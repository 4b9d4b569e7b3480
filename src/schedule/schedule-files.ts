/** A schedule as files that a person can read and compare: two blanks, and on one line whatever fits on a line. */
import type { Schedule } from '#schedule/schedule.ts';

const WIDTH = 140;

/** Members that say nothing: the model fills them in when they are absent. */
const EMPTY = new Set([
  'aliases',
  'coded',
  'history',
  'birth',
  'exclusions',
  'contraindications',
  'vaccineContraindications',
  'ages',
  'intervals',
  'allowableIntervals',
  'preferable',
  'allowable',
  'inadvertent',
  'skips',
  'vaccines',
  'guidance',
  'equivalentGroups',
  'genders',
  'indications',
  'conflicts',
  'observations',
  'sources',
]);

const saysNothing = (key: string, value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.length === 0 && EMPTY.has(key)) ||
  (key === 'recurring' && value === false) ||
  (key === 'start' && typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** A value without the members that only repeat the defaults of the model. */
const terse = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(terse);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !saysNothing(key, member))
      .map(([key, member]) => [key, terse(member)]),
  );
};

const onOneLine = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${onOneLine(member)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
};

const lines = (value: unknown, indent: string, used: number): string => {
  const line = onOneLine(value);
  if (typeof value !== 'object' || value === null || indent.length + used + line.length <= WIDTH) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${deeper}${lines(item, deeper, 1)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${deeper}${name}${lines(member, deeper, name.length + 1)}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
};

/** A part of a schedule as its file holds it. */
export const readableJson = (value: unknown): string => `${lines(terse(value), '', 0)}\n`;

/**
 * The file of an antigen: its name in small letters and digits of any script, without accents, and dashes. Marks that are
 * no accents stay: in many scripts they are vowels.
 */
export const fileOfAntigen = (antigen: string): string =>
  `${antigen
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')}.json`;

/** Why antigens cannot each have their file: two would share one, or a name has nothing to make a file's name of. */
export const fileFaults = (antigens: readonly { readonly name: string }[]): string[] => {
  const byPath = new Map<string, string[]>();
  for (const name of new Set(antigens.map((antigen) => antigen.name))) {
    const path = fileOfAntigen(name);
    byPath.set(path, [...(byPath.get(path) ?? []), name]);
  }
  return [...byPath].flatMap(([path, names]) =>
    path === '.json'
      ? names.map((name) => `antigen "${name}": a name needs a letter or a digit, its file is named after it`)
      : names.length > 1
        ? [`antigens ${names.join(' and ')}: they would share the file ${path}, rename all but one`]
        : [],
  );
};

/** Antigens in the order of their files, so that a schedule read again is the same. */
export const byFile = (a: { readonly name: string }, b: { readonly name: string }): number => {
  const [one, other] = [fileOfAntigen(a.name), fileOfAntigen(b.name)];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** The files of a schedule, by their path in its folder. Throws when two antigens would share one. */
export const scheduleFiles = ({ antigens, ...head }: Schedule): Map<string, string> => {
  const faults = fileFaults(antigens);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return new Map([
    ['schedule.json', readableJson(head)],
    ...antigens.map((antigen): [string, string] => [
      `antigens/${fileOfAntigen(antigen.name)}`,
      readableJson(antigen),
    ]),
  ]);
};
