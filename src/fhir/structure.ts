/**
 * Whether a resource keeps to the structure of FHIR R4: elements that exist, as many as allowed, of their type, with
 * codes of the value sets that are required. The elements are those of the specification (r4-elements.json); of the
 * resources they hold, those of a type that is not there are not looked into.
 */
import { PRIMITIVES } from '#fhir/primitives.ts';
import table from '#fhir/r4-elements.json' with { type: 'json' };
import { isObject } from '#fhir/resource.ts';
import type { Text } from '#kernel/text.ts';

/** A fault and where it is, as a JSON Pointer that begins with the type of the resource. */
export type StructureFault = { readonly pointer: string; readonly text: Text };

type Element = {
  /** The name without the type of a choice: `occurrence` of `occurrenceDateTime`. */
  readonly base: string;
  readonly type: string;
  readonly codes?: readonly string[];
  readonly many: boolean;
};
type Definition = {
  readonly elements: ReadonlyMap<string, Element>;
  readonly required: readonly string[];
  readonly choices: readonly string[];
};

/** `code(a,b)*!`: type, codes, many, required. */
const SPEC = /^(@?[\w.|]+)(?:\(([^)]*)\))?(\*?)(!?)$/;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const definitionOf = (members: Readonly<Record<string, string>>): Definition => {
  const elements = new Map<string, Element>();
  const [required, choices]: [string[], string[]] = [[], []];
  for (const [name, spec] of Object.entries(members)) {
    const [, types = '', codes, many = '', needed = ''] = SPEC.exec(spec) ?? [];
    const base = name.replace('[x]', '');
    for (const type of types.split('|'))
      elements.set(base === name ? name : base + capital(type), {
        base,
        type: type.replace('@', ''),
        ...(codes !== undefined && { codes: codes.split(',') }),
        many: many !== '',
      });
    if (base !== name) choices.push(base);
    if (needed !== '') required.push(base);
  }
  return { elements, required, choices };
};

const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = table;
const DEFINITIONS: ReadonlyMap<string, Definition> = new Map(
  Object.entries(TABLE).map(([type, members]) => [type, definitionOf(members)]),
);

/** What an element of a primitive type may say beside its value, under its name with `_`. */
const BESIDE = definitionOf({ id: 'string', extension: 'Extension*' });

const FAULTS_MAX = 20;
/** Nothing that is meant is nested deeper: an extension in an extension in an element of an element. */
const DEPTH_MAX = 24;

const SAID = {
  unknown: (name: string): Text => ({
    fr: `« ${name} » n’est pas un élément de FHIR R4 à cet endroit : retirez-le`,
    en: `"${name}" is no element of FHIR R4 here: remove it`,
  }),
  missing: { fr: 'il manque : donnez cet élément', en: 'is missing: give this element' },
  list: { fr: 'une liste est attendue', en: 'a list is expected' },
  single: { fr: 'une seule valeur est attendue, pas une liste', en: 'one value is expected, not a list' },
  empty: {
    fr: 'il est vide : un élément absent ne s’écrit pas',
    en: 'is empty: an element that is absent is not written',
  },
  object: { fr: 'un objet est attendu', en: 'an object is expected' },
  several: {
    fr: 'plusieurs formes de cet élément : n’en donnez qu’une',
    en: 'several forms of this element: give one',
  },
  deep: { fr: 'trop d’éléments emboîtés', en: 'too many elements nested in one another' },
  type: (type: string): Text => ({
    fr: `une valeur de type ${type} est attendue`,
    en: `a value of type ${type} is expected`,
  }),
  codes: (codes: readonly string[]): Text => ({
    fr: `un code de cette liste est attendu : ${codes.join(', ')}`,
    en: `a code of this list is expected: ${codes.join(', ')}`,
  }),
  resource: {
    fr: 'une ressource est attendue, avec son « resourceType »',
    en: 'a resource is expected, with its "resourceType"',
  },
} as const;

type Walk = { readonly faults: StructureFault[]; readonly depth: number };

const escaped = (name: string): string => name.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1');

const note = ({ faults }: Walk, pointer: string, text: Text): void => {
  if (faults.length < FAULTS_MAX) faults.push({ pointer, text });
};

const checkValue = (value: unknown, { type, codes }: Element, at: string, walk: Walk): void => {
  const isOfType = PRIMITIVES.get(type);
  if (isOfType !== undefined) {
    if (!isOfType(value)) note(walk, at, SAID.type(type));
    else if (codes !== undefined && !codes.includes(String(value))) note(walk, at, SAID.codes(codes));
    return;
  }
  if (!isObject(value)) {
    note(walk, at, SAID.object);
    return;
  }
  if (type === 'Any') return;
  if (type === 'Resource') {
    checkResource(value, at, walk);
    return;
  }
  const definition = DEFINITIONS.get(type);
  if (definition !== undefined) checkObject(value, definition, at, walk);
};

const checkResource = (value: Readonly<Record<string, unknown>>, at: string, walk: Walk): void => {
  const { resourceType } = value;
  if (typeof resourceType !== 'string') {
    note(walk, at, SAID.resource);
    return;
  }
  const definition = DEFINITIONS.get(resourceType);
  if (definition !== undefined) checkObject(value, definition, at, walk, true);
  else if (isDeeper(value, DEPTH_MAX)) note(walk, at, SAID.deep);
};

/** Whether something is nested deeper than this; what is deeper is not walked. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

const checkElement = (value: unknown, element: Element, at: string, walk: Walk): void => {
  if (!element.many) {
    if (Array.isArray(value)) note(walk, at, SAID.single);
    else checkValue(value, element, at, walk);
    return;
  }
  if (!Array.isArray(value)) {
    note(walk, at, SAID.list);
    return;
  }
  if (value.length === 0) note(walk, at, SAID.empty);
  const isPrimitive = PRIMITIVES.has(element.type);
  // A null keeps the place of a value that says something under its name with `_` only.
  for (const [i, one] of value.entries())
    if (!(isPrimitive && one === null)) checkValue(one, element, `${at}/${i}`, walk);
};

const checkBeside = (value: unknown, at: string, walk: Walk): void => {
  for (const [i, one] of (Array.isArray(value) ? value : [value]).entries()) {
    if (one === null) continue;
    const place = Array.isArray(value) ? `${at}/${i}` : at;
    if (isObject(one)) checkObject(one, BESIDE, place, walk);
    else note(walk, place, SAID.object);
  }
};

const checkObject = (
  value: Readonly<Record<string, unknown>>,
  { elements, required, choices }: Definition,
  at: string,
  outer: Walk,
  isResource = false,
): void => {
  const walk = { faults: outer.faults, depth: outer.depth + 1 };
  if (walk.depth > DEPTH_MAX) {
    note(walk, at, SAID.deep);
    return;
  }
  const given = new Map<string, string>();
  let members = 0;
  for (const name of Object.keys(value)) {
    if (walk.faults.length >= FAULTS_MAX) return;
    if (isResource && name === 'resourceType') continue;
    members += 1;
    const place = `${at}/${escaped(name)}`;
    const element = elements.get(name);
    if (element !== undefined) {
      const other = given.get(element.base);
      if (other !== undefined && other !== name && choices.includes(element.base))
        note(walk, place, SAID.several);
      given.set(element.base, name);
      checkElement(value[name], element, place, walk);
      continue;
    }
    const beside = name.startsWith('_') ? elements.get(name.slice(1)) : undefined;
    if (beside === undefined || !PRIMITIVES.has(beside.type))
      note(walk, place, SAID.unknown(name.slice(0, 60)));
    else {
      given.set(beside.base, given.get(beside.base) ?? name.slice(1));
      checkBeside(value[name], place, walk);
    }
  }
  if (members === 0) note(walk, at, SAID.empty);
  for (const name of required) if (!given.has(name)) note(walk, `${at}/${name}`, SAID.missing);
};

/** The faults of a resource that should be of this type, at most twenty; none: it keeps to the structure. */
export const structureFaults = (resource: unknown, type: string): readonly StructureFault[] => {
  const walk: Walk = { faults: [], depth: 0 };
  const definition = DEFINITIONS.get(type);
  if (definition === undefined || !isObject(resource) || resource.resourceType !== type) {
    note(walk, `/${type}`, {
      fr: `une ressource ${type} est attendue`,
      en: `a ${type} resource is expected`,
    });
    return walk.faults;
  }
  checkObject(resource, definition, `/${type}`, walk, true);
  return walk.faults;
};

/**
 * Where a resource that keeps to the structure has modifier extensions, or rules of its own: what they say changes the
 * meaning of the rest, and may not be ignored.
 */
export const modifiersIn = (value: unknown, at: string): string[] => {
  if (Array.isArray(value)) return value.flatMap((one, i) => modifiersIn(one, `${at}/${i}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'modifierExtension' || name === 'implicitRules'
      ? [`${at}/${name}`]
      : modifiersIn(inner, `${at}/${escaped(name)}`),
  );
};
