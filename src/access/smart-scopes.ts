/**
 * Scopes of SMART App Launch 2.x (section "Scopes and Launch Context", `system/` scopes): what of FHIR a software was
 * given, and which of our rights that opens. A scope never gives what the role of the software has not: rights are
 * those of the role, limited by the scopes.
 */
import { RIGHTS } from '#access/rights.ts';
import { type Role, rightsOf } from '#access/roles.ts';
import type { Caller } from '#http/identity.ts';

/** Create, read, update, delete, search: in the order the specification writes them. */
const LETTERS = 'cruds';
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

export const SCOPED_TYPES = [
  'Patient',
  'Immunization',
  'ImmunizationRecommendation',
  'Location',
  'Practitioner',
  'PractitionerRole',
  'Provenance',
  'AuditEvent',
] as const;

/** What a scope says: a type of resource, or `*` for all of them, and letters of `cruds` in that order. */
export type Scope = { readonly type: string; readonly letters: string };

/** Version 1 writes words: `read` is reading and searching, `write` the rest. */
const WORDS: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': LETTERS };
const SCOPE = /^system\/([A-Z][A-Za-z]{1,40}|\*)\.(read|write|\*|(?=[cruds])c?r?u?d?s?)$/;

/**
 * A scope of a software; undefined for what is none: `user/` and `patient/` scopes are for people who sign in, and a
 * scope narrowed by a query (`?code=…`) would promise a limit that is not kept here.
 */
export const parseScope = (text: string): Scope | undefined => {
  const [, type, permissions] = SCOPE.exec(text) ?? [];
  if (type === undefined || permissions === undefined) return undefined;
  return { type, letters: WORDS[permissions] ?? permissions };
};

const inBoth = (one: string, other: string): string =>
  [...LETTERS].filter((letter) => one.includes(letter) && other.includes(letter)).join('');

/** What both of two scopes give; undefined for nothing. */
const common = (one: Scope, other: Scope): Scope | undefined => {
  const type = one.type === '*' ? other.type : one.type;
  if (other.type !== '*' && other.type !== type) return undefined;
  const letters = inBoth(one.letters, other.letters);
  return letters === '' ? undefined : { type, letters };
};

const merged = (scopes: readonly Scope[]): Scope[] => {
  const byType = new Map<string, string>();
  for (const { type, letters } of scopes) {
    const all = `${byType.get(type) ?? ''}${letters}`;
    byType.set(type, inBoth(all, all));
  }
  return [...byType].map(([type, letters]) => ({ type, letters }));
};

const written = ({ type, letters }: Scope): string => `system/${type}.${letters}`;

/** More scopes than there are types, twice over, ask for something else. */
export const SCOPES_MAX = 40;

/**
 * What is granted of what is asked: never more than registered, each scope as it was asked when all of it is granted.
 * @param asked the parameter `scope`: scopes parted by spaces
 */
export const grantScopes = (asked: string, registered: readonly string[]): readonly string[] => {
  const owned = merged(registered.flatMap((text) => parseScope(text) ?? []));
  const texts = [...new Set(asked.split(' ').filter((text) => text !== ''))].slice(0, SCOPES_MAX);
  const granted = texts.flatMap((text) => {
    const scope = parseScope(text);
    if (scope === undefined) return [];
    const both = merged(owned.flatMap((one) => common(scope, one) ?? []));
    const isWhole = both.some(({ type, letters }) => type === scope.type && letters === scope.letters);
    return isWhole ? [text] : both.map(written);
  });
  return [...new Set(granted)];
};

/** Whether these scopes allow an interaction on a type. */
export const allows = (scopes: readonly string[], type: string, interaction: Interaction): boolean =>
  scopes.some((text) => {
    const scope = parseScope(text);
    return (
      scope !== undefined &&
      (scope.type === '*' || scope.type === type) &&
      scope.letters.includes(interaction)
    );
  });

/**
 * Our rights, and the interactions that open them: any one of a line does. Rights that are about no resource of FHIR
 * (one's own session, quality, support) are opened by no scope.
 */
const OPENED: Readonly<Record<string, readonly (readonly [type: string, interaction: Interaction])[]>> = {
  [RIGHTS.searchPeople]: [['Patient', 's']],
  [RIGHTS.readPeople]: [['Patient', 'r']],
  [RIGHTS.registerPeople]: [['Patient', 'c']],
  [RIGHTS.readInjections]: [
    ['Immunization', 'r'],
    ['Immunization', 's'],
  ],
  [RIGHTS.exportFacts]: [['Immunization', 's']],
  'injections:record': [
    ['Immunization', 'c'],
    ['Immunization', 'u'],
    ['Immunization', 'd'],
  ],
  'injections:record-late': [['Immunization', 'c']],
  'interpretations:read': [
    ['ImmunizationRecommendation', 'r'],
    ['ImmunizationRecommendation', 's'],
  ],
};

/** Stands among the rights of a caller whom scopes limit, one for each of them. */
const MARK = 'scope ';

/** The rights of a role that these scopes open, and the scopes themselves, for `scopeAllows`. */
export const rightsWithin = (role: Role, scopes: readonly string[]): ReadonlySet<string> => {
  const opened = [...rightsOf(role)].filter((right) =>
    OPENED[right]?.some(([type, interaction]) => allows(scopes, type, interaction)),
  );
  return new Set([...opened, ...scopes.map((scope) => `${MARK}${scope}`)]);
};

/**
 * Whether the caller's scopes allow an interaction on a type of resource. Who came without scopes (a person, a token
 * of development) is limited by rights alone.
 */
export const scopeAllows = (
  { rights }: Pick<Caller, 'rights'>,
  type: string,
  interaction: Interaction,
): boolean => {
  const scopes = [...rights]
    .filter((right) => right.startsWith(MARK))
    .map((right) => right.slice(MARK.length));
  return scopes.length === 0 || allows(scopes, type, interaction);
};
