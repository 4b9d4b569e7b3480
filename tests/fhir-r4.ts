/**
 * Whether a resource keeps to the structure of FHIR R4: elements known, as many as allowed, of their type, codes of
 * required value sets. From the official schema (fhir-r4.json); the values of Parameters are not looked at.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Element = z.tuple([z.number(), z.union([z.literal(1), z.literal('*')]), z.string()]);
const Structure = z.object({
  resources: z.array(z.string()),
  opaque: z.array(z.string()),
  types: z.record(
    z.string(),
    z.object({ base: z.string().nullable(), elements: z.record(z.string(), Element) }),
  ),
  codes: z.record(z.string(), z.array(z.string())),
  primitives: z.record(z.string(), z.string()),
});

const R4 = Structure.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fhir-r4.json'), 'utf8')));

/** The elements of a type, with those of what it is made from. */
const elementsOf = (type: string): Map<string, z.infer<typeof Element>> => {
  const found = R4.types[type];
  if (found === undefined) return new Map();
  const inherited = found.base === null ? [] : elementsOf(found.base);
  return new Map([...inherited, ...Object.entries(found.elements)]);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NUMBERS: readonly string[] = ['positiveInt', 'unsignedInt', 'integer', 'decimal'];

const valueFaults = (value: unknown, type: string, at: string): string[] => {
  if (type === 'ResourceContainer') return resourceFaults(value, at);
  if (R4.opaque.includes(type)) return [];
  const codes = R4.codes[type];
  if (codes !== undefined)
    return typeof value === 'string' && codes.includes(value) ? [] : [`${at}: ${value} is no ${type}`];
  const pattern = R4.primitives[type];
  if (pattern === undefined) return objectFaults(value, type, at);
  const kind = type === 'boolean' ? 'boolean' : NUMBERS.includes(type) ? 'number' : 'string';
  if (typeof value !== kind) return [`${at}: ${value} is no ${type}`];
  // XML Schema patterns match the whole value.
  const matches = new RegExp(`^(?:${pattern})$`, 's').test(String(value));
  return matches && value !== '' ? [] : [`${at}: ${value} is no ${type}`];
};

const objectFaults = (value: unknown, type: string, at: string): string[] => {
  const elements = elementsOf(type);
  if (elements.size === 0) return [`${at}: the type ${type} is not of this schema`];
  if (!isObject(value)) return [`${at}: an object was expected`];
  const faults = Object.entries(value)
    .filter(([name]) => name !== 'resourceType' && !elements.has(name))
    .map(([name]) => `${at}.${name}: no such element`);
  if (Object.keys(value).length === 0) faults.push(`${at}: empty`);
  for (const [name, [min, max, elementType]] of elements) {
    const given = value[name];
    const place = `${at}.${name}`;
    if (given === undefined) {
      if (min > 0) faults.push(`${place}: missing`);
    } else if (max === 1) faults.push(...valueFaults(given, elementType, place));
    else if (!Array.isArray(given) || given.length === 0)
      faults.push(`${place}: a list that is not empty was expected`);
    else faults.push(...given.flatMap((one, i) => valueFaults(one, elementType, `${place}[${i}]`)));
  }
  return faults;
};

export const resourceFaults = (value: unknown, at = ''): string[] => {
  if (!isObject(value) || typeof value.resourceType !== 'string') return [`${at}: no resource`];
  const { resourceType } = value;
  if (!R4.resources.includes(resourceType)) return [`${at}: ${resourceType} is not of this schema`];
  return objectFaults(value, resourceType, at === '' ? resourceType : at);
};
