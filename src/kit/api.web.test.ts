import { expect, test } from 'vitest';
import { addressOf, faultsByField } from '#kit/api.web.ts';

const problem = { code: 'x', title: 'Wrong', detail: 'y', mend: 'Mend it.' };

test('an address is made of the base, the path filled in, and what is asked', () => {
  expect(addressOf('api', '/api/people/{person}', { params: { person: 'a/b' } })).toBe('api/people/a%2Fb');
  expect(addressOf('https://x/api', '/api/me', { query: { place: 'DEP-48', none: undefined } })).toBe(
    'https://x/api/me?place=DEP-48',
  );
});

test('faults are told by the field they end in, the first of each; a lone field takes the title and the mend', () => {
  const faults = [
    { pointer: '/identity/birthDate', message: 'one' },
    { pointer: '/identity/birthDate', message: 'two' },
    { pointer: '/evidence/0/document', message: 'three' },
    { pointer: '', message: 'four' },
  ];
  expect([...faultsByField({ problem: { ...problem, faults } })]).toEqual([
    ['birthDate', 'one'],
    ['document', 'three'],
  ]);
  expect([...faultsByField({ problem: { ...problem, field: 'identity.nationalNumber' } })]).toEqual([
    ['nationalNumber', 'Wrong. Mend it.'],
  ]);
  expect(faultsByField({ unreachable: 'no network' }).size).toBe(0);
});
