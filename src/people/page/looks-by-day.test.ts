import { expect, test } from 'vitest';
import { looksByDay, visitsOf } from '#people/page/looks-by-day.ts';
import type { Look } from '#people/privacy.api.ts';

const look = (at: string, action = 'read', own = false): Look => ({
  at,
  who: 'Dominique Modèle',
  role: { fr: 'x', en: 'x' },
  place: 'DEP-48',
  placeName: 'Lozère',
  action,
  actionTitle: { fr: 'x', en: 'x' },
  own,
});
const dayOf = (instant: string): string => instant.slice(0, 10);

test('the drawing counts the looks of others, one entry a day, four weeks at least', () => {
  const looks = [
    look('2021-05-10T08:00:00Z'),
    look('2021-05-10T09:00:00Z', 'break-glass'),
    look('2021-05-10T10:00:00Z', 'self-read', true),
    look('2021-05-01T08:00:00Z'),
  ];
  const days = looksByDay(looks, '2021-05-11', dayOf);
  expect(days).toHaveLength(28);
  expect(days.at(-1)).toEqual({ day: '2021-05-11', count: 0, unusual: 0 });
  expect(days.at(-2)).toEqual({ day: '2021-05-10', count: 2, unusual: 1 });
  expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(3);
});

test('a look of years ago does not make the drawing endless', () => {
  expect(looksByDay([look('2019-01-01T08:00:00Z')], '2021-05-11', dayOf)).toHaveLength(92);
});

test('looks are told by day, the latest first, whatever order they come in', () => {
  const visits = visitsOf(
    [look('2021-05-01T08:00:00Z'), look('2021-05-10T08:00:00Z'), look('2021-05-10T09:00:00Z')],
    dayOf,
  );
  expect(visits.map(({ day, looks }) => `${day} ${looks.length}`)).toEqual(['2021-05-10 2', '2021-05-01 1']);
  expect(visits[0]?.looks[0]?.at).toBe('2021-05-10T09:00:00Z');
});
