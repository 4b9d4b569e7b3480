/** What elements must or may not stand together: `req` and `ex` of the dictionary. Only told, never refused. */
import { isOfPattern } from '#barcode/dictionary.ts';
import type { BarcodeError, Read } from '#barcode/element-string.ts';
import { failed } from '#barcode/element-string.ts';

export type BarcodeWarning = {
  /** `requires`: one of `with` should be there; `excludes`: `with` should not. `serial`: a signature needs a serial. */
  readonly code: 'requires' | 'excludes' | 'serial';
  readonly ai?: string;
  readonly with?: string;
  readonly message: string;
};

/** An identifier does not go with itself, even where it matches its own pattern. */
const findOther = (read: readonly Read[], pattern: string, ai: string): string | undefined => {
  for (const { entry } of read) if (entry.ai !== ai && isOfPattern(entry.ai, pattern)) return entry.ai;
  return undefined;
};

const isThere = (read: readonly Read[], group: readonly string[], ai: string): boolean => {
  for (const one of group) if (findOther(read, one, ai) === undefined) return false;
  return true;
};

const isMet = (read: readonly Read[], groups: readonly (readonly string[])[], ai: string): boolean => {
  for (const group of groups) if (isThere(read, group, ai)) return true;
  return false;
};

const missing = (groups: readonly (readonly string[])[], ai: string): BarcodeWarning => {
  const needed = groups.map((group) => group.join('+')).join(',');
  const words = groups.map((group) => group.map((one) => `(${one})`).join(' with ')).join(' or ');
  return { code: 'requires', ai, with: needed, message: `(${ai}) goes with ${words}` };
};

const excludes = (ai: string, other: string): BarcodeWarning => ({
  code: 'excludes',
  ai,
  with: other,
  message: `(${ai}) does not go with (${other})`,
});

const SIGNATURE = '8030';
/** Keys whose serial number is an optional part of their value. */
const SERIALISED = ['253', '255', '8003'];

/** A digital signature is of one thing: a key without its serial number names many. */
const unserialised = (read: readonly Read[]): BarcodeWarning[] =>
  read
    .filter(({ entry, value }) => SERIALISED.includes(entry.ai) && value.length === entry.min)
    .map(({ entry: { ai } }) => ({
      code: 'serial',
      ai,
      with: SIGNATURE,
      message: `(${ai}) has no serial number, which a digital signature needs`,
    }));

/** Written with plain loops: it is asked of every code, and nearly always finds nothing. */
export const warningsOf = (read: readonly Read[]): BarcodeWarning[] => {
  const warnings: BarcodeWarning[] = [];
  for (const { entry } of read) {
    for (const groups of entry.requires)
      if (!isMet(read, groups, entry.ai)) warnings.push(missing(groups, entry.ai));
    for (const pattern of entry.excludes) {
      const other = findOther(read, pattern, entry.ai);
      if (other !== undefined) warnings.push(excludes(entry.ai, other));
    }
    if (entry.ai === SIGNATURE) warnings.push(...unserialised(read));
  }
  return warnings;
};

/** Two elements of one identifier must say the same (GS1 General Specifications, section 4.13). */
export const contradictionIn = (read: readonly Read[]): { readonly error: BarcodeError } | undefined => {
  for (const { entry, value, at } of read) {
    for (const first of read) {
      if (first.at >= at) break;
      if (first.entry !== entry || first.value === value) continue;
      const { ai, title } = entry;
      const message = `(${ai}) ${title} stands twice with different values: "${first.value}" and "${value}"`;
      return failed('repeated', at, message, { rule: 'repeat', ai });
    }
  }
  return undefined;
};
