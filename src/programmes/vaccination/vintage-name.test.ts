import { expect, test } from 'vitest';
import { compareVintages, type VintageName, vintageName } from '#programmes/vaccination/vintage-name.ts';

test('the name gives the family, the day and the hour', () => {
  expect(vintageName('vacsi-fra_pub2021-03-02T2102_0629d90.csv.gz')).toEqual({
    name: 'vacsi-fra_pub2021-03-02T2102_0629d90.csv.gz',
    family: 'vacsi-fra',
    publishedOn: '2021-03-02',
    time: '21:02',
  });
  expect(vintageName('vacsi-a-dep_pub2021-04-22.csv.gz')).toMatchObject({
    family: 'vacsi-a-dep',
    time: undefined,
  });
});

test.each([
  'vacsi-fra.csv',
  'vacsi-fra_pub2021-02-30_x.csv',
  'vacsi-fra_pub2021-03-02T2560_x.csv',
  'MANIFEST.tsv',
])('%s is not the name of a publication', (name) => {
  expect(vintageName(name)).toBeUndefined();
});

test('publications of a day follow each other by hour, the one without an hour last', () => {
  const names = [
    'a_pub2021-01-28_z.csv',
    'a_pub2021-01-29T0100_a.csv',
    'a_pub2021-01-28T2230_b.csv',
    'a_pub2021-01-28T1935_c.csv',
  ];
  const vintages = names.map(vintageName).filter((vintage): vintage is VintageName => vintage !== undefined);
  expect(vintages.toSorted(compareVintages).map(({ name }) => name)).toEqual([
    'a_pub2021-01-28T1935_c.csv',
    'a_pub2021-01-28T2230_b.csv',
    'a_pub2021-01-28_z.csv',
    'a_pub2021-01-29T0100_a.csv',
  ]);
});
