import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isRefused } from '#kernel/result.ts';
import { type ReplayInput, readReplayInput } from '#programmes/vaccination/vacsi-read-replay.ts';

const read = (text: string): ReplayInput => {
  const input = readReplayInput(text);
  if (isRefused(input)) throw new Error(input.refusal.message);
  return input;
};

const HEADER = 'dep;clage_vacsi;jour;n_dose1;n_dose2;n_cum_dose1;n_cum_dose2';
const small = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const TWO_DAYS = [
  '48;80;2020-12-27;3;0;3;0',
  '48;80;2020-12-28;1;0;4;0',
  '48;0;2020-12-27;3;0;3;0',
  '48;0;2020-12-28;2;0;5;0',
];

test('the publication of 22 April 2021 is read whole, in the order of the file', () => {
  const bytes = readFileSync(
    new URL('../../../campaigns/fr-covid-19/data/vacsi-a-dep_pub2021-04-22.csv.gz', import.meta.url),
  );
  const { rows, ...input } = read(gunzipSync(bytes).toString('utf8'));
  expect(input).toMatchObject({ firstDay: '2020-12-27', lastDay: '2021-04-21', warnings: [] });
  expect(input.classes).toEqual(['24', '29', '39', '49', '59', '64', '69', '74', '79', '80', '0']);
  expect(input.departments).toHaveLength(107);
  expect(input.departments.slice(0, 3)).toEqual(['00', '01', '02']);
  expect(rows.length).toBe(107 * 11 * 116);
  const everybody = input.classes.indexOf('0');
  const injections = (doses: Int32Array) =>
    doses.reduce((sum, n, row) => (rows.ageClass[row] === everybody ? sum + n : sum), 0);
  expect(injections(rows.dose1) + injections(rows.dose2)).toBe(18_283_277);
});

describe('historical headers', () => {
  test('without second doses they are none, with commas it is the same', () => {
    const { rows, departments } = read('dep,clage_vacsi,jour,n_dose1,n_cum_dose1\n2A,80,2021-01-05,7,7\n');
    expect(departments).toEqual(['2A']);
    expect([...rows.dose1]).toEqual([7]);
    expect([...rows.dose2]).toEqual([0]);
    expect([...rows.line]).toEqual([2]);
  });

  test('a layout that counts complete courses cannot be replayed', () => {
    expect(readReplayInput('dep;clage_vacsi;jour;n_dose1;n_complet\n48;80;2021-05-01;1;1\n')).toMatchObject({
      refusal: { code: 'not-vacsi-a-dep' },
    });
  });
});

describe('the counts are the facts', () => {
  test('a cumulative column that is wrong is a warning', () => {
    const { rows, warnings } = read(small(...TWO_DAYS.with(1, '48;80;2020-12-28;1;0;9;0')));
    expect([...rows.dose1]).toEqual([3, 1, 3, 2]);
    expect(warnings).toMatchObject([{ line: 3, code: 'cumulative', severity: 'warning' }]);
  });

  test('a class above the row of everybody is a warning', () => {
    const { warnings } = read(
      small(...TWO_DAYS.with(0, '48;80;2020-12-27;4;0;4;0').with(1, '48;80;2020-12-28;1;0;5;0')),
    );
    expect(warnings).toMatchObject([{ line: 4, code: 'parts-exceed-whole' }]);
  });

  test('junk codes are kept', () => {
    expect(read(small('750;80;2020-12-27;1;0;1;0', '00;80;2020-12-27;0;1;0;1')).departments).toEqual([
      '750',
      '00',
    ]);
  });
});

describe('nothing is guessed: the file is refused, with the line', () => {
  test.each([
    ['a negative count', TWO_DAYS.with(1, '48;80;2020-12-28;-1;0;2;0'), /^line 3: n_dose1 is -1/],
    ['a count that is no number', TWO_DAYS.with(1, '48;80;2020-12-28;x;0;2;0'), /^line 3: /],
    ['an empty count', TWO_DAYS.with(1, '48;80;2020-12-28;;0;2;0'), /^line 3: /],
    ['a line cut short', TWO_DAYS.with(3, '48;0;20'), /^line 5: /],
    ['a day that does not exist', TWO_DAYS.with(1, '48;80;2020-12-32;1;0;4;0'), /^line 3: /],
    ['the same cell twice', [...TWO_DAYS, '48;0;2020-12-28;2;0;5;0'], /^line 6: .*line 5/],
    ['a missing day', TWO_DAYS.toSpliced(1, 1), /^line 2: .*48.*80.*2020-12-28/],
    [
      'a missing class',
      [...TWO_DAYS, '01;80;2020-12-27;0;0;0;0', '01;80;2020-12-28;0;0;0;0'],
      /01.*class 0.*2 missing/,
    ],
    ['no row', [], /header/],
  ])('%s', (_, rows, message) => {
    const input = readReplayInput(small(...rows));
    expect(isRefused(input) && input.refusal.message).toMatch(message);
  });

  test('faults that are only warnings here do not hide the one that refuses', () => {
    const shifted = Array.from({ length: 300 }, (_, i) => {
      const day = new Date(Date.UTC(2020, 11, 27 + i)).toISOString().slice(0, 10);
      return `48;80;${day};1;0;${i % 2 === 0 ? 7 : 9}${i};0`;
    });
    expect(
      readReplayInput(small(...shifted.with(299, shifted[299]?.replace(';1;', ';-1;') ?? ''))),
    ).toMatchObject({
      refusal: { code: 'unsound-input', message: expect.stringMatching(/^line 301: /) },
    });
  });

  test('another table is named', () => {
    expect(readReplayInput('fra;jour;n_dose1;n_cum_dose1\nFR;2020-12-27;1;1\n')).toMatchObject({
      refusal: { code: 'not-vacsi-a-dep', message: expect.stringContaining('vacsi-fra') },
    });
  });
});
