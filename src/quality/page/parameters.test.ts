import { expect, test } from 'vitest';
import { findsOf, usualOf } from '#quality/page/parameters.ts';
import type { PredicateShown } from '#quality/quality.api.ts';

const text = { fr: 'texte', en: 'text' };
const PREDICATE: PredicateShown = {
  ...{ what: 'too-close', title: text, explains: text },
  parameters: [
    { name: 'days', kind: 'number', label: text, min: 2, max: 30, usual: 2 },
    { name: 'before', kind: 'day', label: text, optional: true },
    { name: 'lots', kind: 'lines', label: text, columns: ['lot', 'product'] },
  ],
};

test('what is typed is read by the kind of each parameter; what is left out is not there', () => {
  expect(usualOf(PREDICATE)).toEqual({ days: '2', before: '', lots: '' });
  expect(findsOf(PREDICATE, { days: ' 7 ', before: '', lots: ' A1 PF \n\nB2   MO' })).toEqual({
    finds: {
      what: 'too-close',
      days: 7,
      lots: [
        { lot: 'A1', product: 'PF' },
        { lot: 'B2', product: 'MO' },
      ],
    },
  });
});

test('what cannot be read is named, all of it', () => {
  expect(findsOf(PREDICATE, { days: '31', before: 'May', lots: 'A1' })).toEqual({
    wrong: ['days', 'before', 'lots'],
  });
  expect(findsOf(PREDICATE, { days: '-2', before: '2021-05-01', lots: '' })).toEqual({
    wrong: ['days', 'lots'],
  });
});
