import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClaims } from '#access/oidc-claims.ts';
import { acrSuffices, isLoopback, ProviderConfig } from '#access/oidc-config.ts';
import { situationsOfPractice } from '#access/situation.ts';

const FOLDER = join(import.meta.dirname, '../../tests/data/oidc');
const PSC: object = JSON.parse(readFileSync(join(FOLDER, 'psc-userinfo-899700366240.json'), 'utf8'));
const read = (kind: ProviderConfig['claims'], claims: unknown) =>
  readClaims(kind, claims, situationsOfPractice);

test('Pro Santé Connect: the national identifier, or the RPPS number', () => {
  expect(read('psc', PSC)).toMatchObject({
    subject: '899700366240',
    isPublic: true,
    label: 'KIT DOC0036624',
  });
  expect(read('psc', { ...PSC, SubjectNameID: undefined })).toMatchObject({ subject: '899700366240' });
  const without = { ...PSC, SubjectNameID: undefined, otherIds: [] };
  expect(read('psc', without)).toMatchObject({ refusal: { code: 'login-identity' } });
});

describe('FranceConnect', () => {
  const claims = {
    sub: 'b6048e95bb134ec5b1d1e1fa69f287172e91722b9354d637a1bcf2ebb0fd2ef5v1',
    given_name: 'Sophie Anne',
    family_name: 'Inventée',
    preferred_username: '',
    birthdate: '1972-06-04',
    gender: 'female',
    birthplace: '75109',
    birthcountry: '99100',
    email: 'x@exemple.invalid',
  };

  test('the identity of the State, birth place of a commune or of a country', () => {
    expect(read('franceconnect', claims)).toEqual({
      subject: claims.sub,
      isPublic: false,
      label: 'Sophie Inventée',
      identity: {
        givenNames: 'Sophie Anne',
        familyName: 'Inventée',
        birthDate: '1972-06-04',
        sex: 'f',
        birthPlace: '75109',
      },
      situations: [{ role: 'citizen', profession: '', structure: '', place: '', profile: null }],
    });
    const abroad = { ...claims, birthplace: '', birthcountry: '99109', preferred_username: 'Supposée' };
    expect(read('franceconnect', abroad)).toMatchObject({
      label: 'Sophie Supposée',
      identity: { birthPlace: '99109', usedFamilyName: 'Supposée' },
    });
  });

  test('without a name or a birth date, nobody', () => {
    for (const name of ['given_name', 'family_name', 'birthdate', 'sub'])
      expect(read('franceconnect', { ...claims, [name]: undefined })).toMatchObject({
        refusal: { code: 'login-identity' },
      });
  });
});

test('ProConnect: an agent, by an opaque code, with nothing but what is given here', () => {
  const claims = { sub: '7f3d2a1e-0000-4000-8000-000000000001', given_name: 'Alix', usual_name: 'Fictif' };
  expect(read('proconnect', claims)).toMatchObject({ isPublic: true, label: 'Alix Fictif', situations: [] });
  expect(read('proconnect', { ...claims, sub: 'alix@exemple.invalid' })).toMatchObject({ isPublic: false });
});

test('whatever a provider says, it is read or refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('psc' as const, 'franceconnect' as const, 'proconnect' as const),
      fc.jsonValue(),
      (kind, claims) => {
        expect(read(kind, claims)).toMatchObject({ refusal: { code: 'login-identity' } });
      },
    ),
  );
});

describe('how sure a login was', () => {
  test.each([
    ['eidas1', 'eidas1', true],
    ['eidas2', 'eidas1', true],
    ['eidas3', 'eidas1 eidas2', true],
    ['eidas1', 'eidas2', false],
    ['eidas1', 'eidas2 eidas3', false],
    ['eidas4', 'eidas1', false],
    ['eidas3', 'urn:two-factors', false],
    ['urn:two-factors', 'eidas2 urn:two-factors', true],
    ['', 'eidas1', false],
    [undefined, 'eidas1', false],
  ])('%s when %s was asked: %s', (acr, asked, expected) => {
    expect(acrSuffices(acr, asked)).toBe(expected);
  });
});

describe('a provider is configured', () => {
  const config = {
    ...{ id: 'x', name: 'X', audience: 'citizen', clientId: 'a', clientSecret: 'b', acrValues: 'eidas1' },
    claims: 'franceconnect',
  };
  test.each([
    ['https://x.example', false, true],
    ['https://x.example', true, true],
    ['http://localhost:1234/x', true, true],
    ['http://127.0.0.1:1', true, true],
    ['http://localhost:1234', false, false],
    ['http://x.example', true, false],
    ['http://localhost.x.example', true, false],
    ['http://127.0.0.1.x.example', true, false],
    ['http://localhost@x.example', true, false],
  ])('at %s, insecure %s: %s', (issuer, insecure, expected) => {
    expect(ProviderConfig.safeParse({ ...config, issuer, insecure }).success).toBe(expected);
    if (expected && issuer.startsWith('http:')) expect(isLoopback(issuer)).toBe(true);
  });
});
