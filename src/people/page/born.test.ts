import { expect, test } from 'vitest';
import { bornText } from '#people/page/born.ts';

test('a birth is told with what is known of it, in the gender of the person', () => {
  const today = '2021-05-11';
  expect(bornText({ birthDate: '1956-05-12', sex: 'f' }, today, 'fr')).toBe('née le 12 mai 1956, 64 ans');
  expect(bornText({ birthDate: '1956-05-00', sex: 'm' }, today, 'fr')).toBe('né en mai 1956, jour inconnu');
  expect(bornText({ birthDate: '1956-00-00', sex: 'u' }, today, 'fr')).toBe(
    'né·e en 1956, jour et mois inconnus',
  );
  expect(bornText({ birthDate: '1956-05-12', sex: 'm' }, today, 'en')).toBe('born 12 May 1956, 64 years');
});
