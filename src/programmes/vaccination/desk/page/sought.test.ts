import { expect, test } from 'vitest';
import { readSought } from '#programmes/vaccination/desk/page/sought.ts';

test.each([
  ['2 38 02 48 095 012 38', { is: 'number', nationalNumber: '238024809501238' }],
  ['238024809501238', { is: 'number', nationalNumber: '238024809501238' }],
  ['1850320A095012', { is: 'no-date' }],
  ['185032A095012', { is: 'number', nationalNumber: '185032A095012' }],
  [
    'exemplaire 11/02/1938',
    { is: 'traits', familyName: 'exemplaire', givenName: '', birthDate: '1938-02-11' },
  ],
  [
    '11021938 Exemplaire Jeanne Marie',
    { is: 'traits', familyName: 'Exemplaire', givenName: 'Jeanne Marie', birthDate: '1938-02-11' },
  ],
  [
    'de la Pompe-Fictive Émile 1990-05-21',
    { is: 'traits', familyName: 'de la Pompe-Fictive', givenName: 'Émile', birthDate: '1990-05-21' },
  ],
  ['exemplaire', { is: 'no-date' }],
  ['11/02/1938', { is: 'no-date' }],
  ['exemplaire 31/02/1938', { is: 'no-date' }],
  ['  ', { is: 'nothing' }],
  ['RS1:0A2B4C', { is: 'summons', code: 'RS1:0A2B4C' }],
])('%s', (typed, sought) => {
  expect(readSought(typed)).toEqual(sought);
});
