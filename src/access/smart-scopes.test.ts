import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { RIGHTS } from '#access/rights.ts';
import { rightsOf } from '#access/roles.ts';
import { neededFor, withinScopes } from '#access/smart-bound.http.ts';
import { allows, grantScopes, parseScope, rightsWithin, scopeAllows } from '#access/smart-scopes.ts';

test.each([
  ['system/Immunization.rs', { type: 'Immunization', letters: 'rs' }],
  ['system/Immunization.read', { type: 'Immunization', letters: 'rs' }],
  ['system/*.write', { type: '*', letters: 'cud' }],
  ['system/*.*', { type: '*', letters: 'cruds' }],
  ['system/Patient.c', { type: 'Patient', letters: 'c' }],
  ['system/Patient.sr', undefined],
  ['system/Patient.', undefined],
  ['system/Patient.rr', undefined],
  ['user/Patient.rs', undefined],
  ['patient/Patient.rs', undefined],
  ['system/Patient.rs?_id=1', undefined],
  ['openid', undefined],
  ['', undefined],
])('%s', (text, scope) => {
  expect(parseScope(text)).toEqual(scope);
});

test.each([
  ['system/Immunization.rs', ['system/Immunization.cruds'], ['system/Immunization.rs']],
  ['system/Immunization.cruds', ['system/Immunization.rs'], ['system/Immunization.rs']],
  ['system/Immunization.read', ['system/*.rs'], ['system/Immunization.read']],
  [
    'system/*.rs',
    ['system/Patient.s', 'system/Immunization.r'],
    ['system/Patient.s', 'system/Immunization.r'],
  ],
  ['system/Patient.rs', ['system/Patient.r', 'system/Patient.s'], ['system/Patient.rs']],
  ['system/Patient.cud', ['system/Patient.rs'], []],
  ['openid fhirUser launch', ['system/*.cruds'], []],
])('of %s, registered for %j: %j', (asked, registered, granted) => {
  expect(grantScopes(asked, registered)).toEqual(granted);
});

const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((list) => list.join(''));
const type = fc.constantFrom('Immunization', 'Patient', 'Location', '*');
const scopes = fc.array(
  fc.tuple(type, letters).map(([name, list]) => `system/${name}.${list}`),
  { minLength: 1, maxLength: 4 },
);
const INTERACTIONS = ['c', 'r', 'u', 'd', 's'] as const;

test('what is granted is what is both asked and registered, no more and no less', () => {
  fc.assert(
    fc.property(scopes, scopes, (asked, registered) => {
      const granted = grantScopes(asked.join(' '), registered);
      for (const one of ['Immunization', 'Patient', 'Location', 'Provenance'])
        for (const interaction of INTERACTIONS)
          expect(allows(granted, one, interaction)).toBe(
            allows(asked, one, interaction) && allows(registered, one, interaction),
          );
    }),
  );
});

describe('rights of a software', () => {
  test('are those of its role that its scopes open', () => {
    fc.assert(
      fc.property(scopes, (granted) => {
        for (const role of ['software', 'data-scientist'] as const) {
          const rights = [...rightsWithin(role, granted)].filter((right) => !right.startsWith('scope '));
          for (const right of rights) expect(rightsOf(role).has(right)).toBe(true);
        }
      }),
    );
    expect(rightsWithin('software', ['system/*.cruds']).has('injections:record')).toBe(true);
    expect(rightsWithin('software', ['system/*.rs']).has('injections:record')).toBe(false);
    expect(rightsWithin('data-scientist', ['system/*.cruds']).has('injections:record')).toBe(false);
    expect(rightsWithin('data-scientist', ['system/*.rs']).has(RIGHTS.exportFacts)).toBe(true);
    expect(rightsWithin('data-scientist', ['system/*.cruds']).has(RIGHTS.ownSession)).toBe(false);
  });

  test('say which interactions, where a caller without scopes is limited by rights alone', () => {
    const rights = rightsWithin('software', ['system/Immunization.c', 'system/Patient.r']);
    expect(scopeAllows({ rights }, 'Immunization', 'c')).toBe(true);
    expect(scopeAllows({ rights }, 'Immunization', 'd')).toBe(false);
    expect(scopeAllows({ rights }, 'Patient', 's')).toBe(false);
    expect(scopeAllows({ rights: rightsOf('vaccinator') }, 'Patient', 's')).toBe(true);
  });
});

test.each([
  ['GET', '/fhir/R4/Immunization', 's'],
  ['GET', 'Immunization?patient=1', 's'],
  ['POST', '/fhir/R4/Immunization/_search', 's'],
  ['GET', '/fhir/R4/Immunization/_history', 's'],
  ['POST', 'Immunization', 'c'],
  ['GET', 'https://rappel.example/fhir/R4/Immunization/p-1.a', 'r'],
  ['GET', '/fhir/R4/Immunization/{id}/_history', 'r'],
  ['PUT', 'Immunization/p-1.a', 'u'],
  ['DELETE', '/Immunization/p-1.a', 'd'],
])('%s %s needs %s', (method, address, interaction) => {
  expect(neededFor(method, address)).toEqual({ type: 'Immunization', interaction });
});

test.each([
  ['GET', '/fhir/R4/$export'],
  ['GET', '/fhir/R4/Patient/$export'],
  ['POST', '/fhir/R4'],
  ['GET', '/fhir/R4/metadata'],
])('%s %s is of no one type', (method, address) => {
  expect(neededFor(method, address)).toBeUndefined();
});

describe('an address of FHIR', () => {
  const operation = {
    ...{ id: 'bundle', method: 'POST' as const, path: '/fhir/R4', right: 'injections:record' },
    ...{ tag: { fr: '', en: '' }, summary: { fr: '', en: '' }, description: { fr: '', en: '' } },
    ...{ params: z.unknown(), query: z.unknown(), body: z.unknown(), answers: {}, problems: [] },
  };
  const [bound] = withinScopes([{ operation, answer: async () => ({ status: 200, body: 'done' }) }]);
  const send = (scopes: readonly string[], entry: readonly object[]) =>
    bound?.answer({
      ...{ params: {}, query: {}, body: { resourceType: 'Bundle', entry }, language: 'en', cookies: {} },
      ...{ headers: {}, request: 'r' },
      caller: {
        ...{ id: 'software:a', role: 'software', places: [] },
        rights: rightsWithin('software', scopes),
      },
    });
  const entries = [
    { request: { method: 'POST', url: 'Immunization' } },
    { request: { method: 'DELETE', url: 'Immunization/p-1.a' } },
  ];

  test('asks of a Bundle what each entry would alone', async () => {
    expect(await send(['system/Immunization.cud'], entries)).toEqual({ status: 200, body: 'done' });
    expect(await send(['system/Immunization.c'], entries)).toMatchObject({
      refusal: { code: 'scope-missing', field: 'Immunization' },
    });
    expect(await send(['system/Immunization.c'], entries.slice(0, 1))).toEqual({ status: 200, body: 'done' });
    expect(await send(['system/Immunization.c'], [{}])).toEqual({ status: 200, body: 'done' });
  });
});
