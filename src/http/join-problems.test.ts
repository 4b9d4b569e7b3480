import { expect, test } from 'vitest';
import { joinProblems } from '#http/join-problems.ts';

const told = (status: number) => ({
  status,
  title: { fr: 'Inconnu', en: 'Unknown' },
  mend: { fr: 'Cherchez.', en: 'Search.' },
});

test('the codes of several tables are one table', () => {
  expect(joinProblems({ a: told(404) }, {}, { b: told(403) })).toEqual({ a: told(404), b: told(403) });
});

test('a code in two tables is a bug, and is named', () => {
  expect(() => joinProblems({ a: told(404), b: told(409) }, { c: told(403), b: told(403) })).toThrow(': b');
});
