import { expect, test } from 'vitest';
import { askedPage, homeFor, nextFor, pagesFor } from '#access/page/places.ts';
import { type Role, rightsOf } from '#access/roles.ts';

const rights = (role: Role): string[] => [...rightsOf(role)];

test('each role begins where its work is', () => {
  expect(homeFor(rights('vaccinator'))).toBe('desk');
  expect(homeFor(rights('delegate'))).toBe('desk');
  expect(homeFor(rights('identity-watch'))).toBe('identity');
  expect(homeFor(rights('centre-manager'))).toBe('people');
  expect(homeFor(rights('regional-agency'))).toBe('oversight');
  expect(homeFor(rights('data-protection'))).toBe('oversight');
  expect(homeFor(rights('citizen'))).toBe('me');
  expect(homeFor(rights('prefect'))).toBe('privacy');
});

test('a page asked for is gone back to only by who may see it', () => {
  expect(nextFor('team', rights('centre-manager'))).toBe('team');
  expect(nextFor('team', rights('vaccinator'))).toBe('desk');
  expect(nextFor('nowhere', rights('citizen'))).toBe('me');
  expect(nextFor(undefined, rights('citizen'))).toBe('me');
});

test('the page asked for is found in the way back, direct or inside another', () => {
  expect(askedPage({ next: 'me' })).toBe('me');
  expect(askedPage({ choose: '', return: '/login?next=identity&lang=fr' })).toBe('identity');
  expect(askedPage({ choose: '', return: '/people' })).toBe('people');
  expect(askedPage({})).toBeUndefined();
});

test('nobody is offered a page that would refuse them', () => {
  expect(pagesFor([]).map(({ path }) => path)).toEqual(['privacy', 'status']);
  expect(pagesFor(rights('call-centre')).map(({ path }) => path)).toEqual([
    'people',
    'privacy',
    'support',
    'status',
  ]);
});
