import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Draft,
  draftFaults,
  draftFromSearch,
  draftOf,
  EMPTY_DRAFT,
  evidenceOf,
  identityOf,
  takeNewer,
} from '#people/page/draft.ts';
import { Identity } from '#people/person.ts';

const TYPED: Draft = {
  ...EMPTY_DRAFT,
  familyName: ' Exemplaire ',
  givenNames: 'Jeanne Marie',
  birthDate: '11/02/1938',
  sex: 'f',
};

describe('an identity as it is typed', () => {
  test('what is needed makes an identity, and what is empty is left out', () => {
    expect(identityOf(TYPED)).toEqual({
      familyName: 'Exemplaire',
      givenNames: 'Jeanne Marie',
      birthDate: '1938-02-11',
      sex: 'f',
    });
    expect(Identity.safeParse(identityOf(TYPED)).success).toBe(true);
  });

  test('each field that is missing or wrong is told, and then there is no identity', () => {
    expect([...draftFaults(EMPTY_DRAFT).keys()].sort()).toEqual([
      'birthDate',
      'familyName',
      'givenNames',
      'sex',
    ]);
    expect(identityOf(EMPTY_DRAFT)).toBeUndefined();
    const wrong = { ...TYPED, birthPlace: '4809', email: 'nowhere', nationalNumber: '238024809501299' };
    expect([...draftFaults(wrong).keys()].sort()).toEqual(['birthPlace', 'email', 'nationalNumber']);
    expect([...draftFaults({ ...TYPED, relation: 'parent' }).keys()].sort()).toEqual([
      'representativeFamilyName',
      'representativeGivenNames',
    ]);
  });

  test('a date whose day the civil record does not say is an identity all the same', () => {
    expect(identityOf({ ...TYPED, birthDate: '1938' })?.birthDate).toBe('1938-00-00');
    expect(identityOf({ ...TYPED, birthDate: '00/02/1938' })?.birthDate).toBe('1938-02-00');
  });

  test('what the form does not show is kept; a new town loses the code of the old one', () => {
    const before: Identity = {
      familyName: 'Exemplaire',
      givenNames: 'Jeanne',
      birthDate: '1938-02-11',
      sex: 'f',
      foreignIdentifiers: [{ country: 'DE', kind: 'KVNR', value: 'X1' }],
      address: { postcode: '48000', city: 'Mende', commune: '48095', country: 'FR' },
    };
    expect(identityOf(draftOf(before), before)).toEqual(before);
    const moved = identityOf({ ...draftOf(before), postcode: '48400', city: 'Florac' }, before);
    expect(moved?.address).toEqual({ postcode: '48400', city: 'Florac', country: 'FR' });
  });

  test('whatever identity the form can hold comes back as it was', () => {
    const name = fc.constantFrom('Exemplaire', 'de la Pompe-Fictive', 'Beispiel', 'Ősi');
    const some = fc.record(
      {
        familyName: name,
        givenNames: name,
        usedFamilyName: name,
        birthDate: fc.constantFrom('1938-02-11', '1950-00-00', '2020-02-29'),
        sex: fc.constantFrom('m' as const, 'f' as const, 'u' as const),
        birthPlace: fc.constantFrom('48095', '2A004', '99109'),
        phone: fc.constantFrom('0600000000'),
        email: fc.constantFrom('personne@exemple.invalid'),
      },
      { requiredKeys: ['familyName', 'givenNames', 'birthDate', 'sex'] },
    );
    fc.assert(
      fc.property(some, (identity) => {
        expect(identityOf(draftOf(identity), identity)).toEqual(identity);
      }),
    );
  });

  test('what another hand changed meanwhile is named, and taken where this one did not write', () => {
    const before: Identity = { familyName: 'Factice', givenNames: 'Noe', birthDate: '2002-01-15', sex: 'm' };
    const newer: Identity = { ...before, givenNames: 'Noé', phone: '0600000000' };
    const typed = { ...draftOf(before), givenNames: 'Noël', email: 'noe@exemple.invalid' };
    const { draft, changed } = takeNewer(typed, before, newer);
    expect(changed).toEqual(['givenNames', 'phone']);
    expect(draft).toEqual({ ...typed, phone: '0600000000' });
    expect(takeNewer(typed, before, before)).toEqual({ draft: typed, changed: [] });
  });

  test('a paper seen is evidence, and what was searched is not typed twice', () => {
    expect(evidenceOf({ ...TYPED, document: 'passport' })).toEqual([
      { kind: 'document', document: 'passport' },
    ]);
    expect(evidenceOf(TYPED)).toEqual([]);
    const asked = {
      nationalNumber: '',
      familyName: 'Factice',
      givenName: 'Noé',
      birthDate: '15/01/2002',
      city: '',
      phone: '',
    };
    expect(draftFromSearch(asked)).toMatchObject({
      familyName: 'Factice',
      givenNames: 'Noé',
      birthDate: '15/01/2002',
    });
  });
});
