import { describe, expect, it } from 'vitest';
import type { Table, Value } from '#kernel/table.ts';
import { holdBack, runningTotals } from '#publication/hold.ts';

const text = { fr: 'x', en: 'x' };
const tableOf = (rows: Value[][]): Table => ({
  name: 'table',
  title: text,
  description: text,
  columns: [
    { name: 'dep', type: 'string', title: text, description: text },
    { name: 'jour', type: 'date', title: text, description: text },
    { name: 'n_dose1', type: 'integer', title: text, description: text },
    { name: 'n_cum_dose1', type: 'integer', title: text, description: text },
  ],
  key: ['dep', 'jour'],
  separator: ';',
  decimals: {},
  rows,
});
const until = (total: number): Table =>
  tableOf([
    ['48', '2021-01-04', 10, 10],
    ['48', '2021-01-05', total - 10, total],
    ['2A', '2021-01-05', 0, 0],
  ]);

describe('holding a table back', () => {
  it('lets a sound table pass, the first or the next', () => {
    expect(holdBack(until(1000), undefined)).toBeUndefined();
    expect(holdBack(until(1000), { rows: 3, totals: { n_cum_dose1: 990 } })).toBeUndefined();
  });

  it('holds a table that is a bare header, as all were on the evening of 2021-03-01', () => {
    expect(holdBack(tableOf([]), undefined)?.en).toMatch(/empty/);
  });

  it('lets a total fall by one per cent, since corrections exist, and no further', () => {
    const previous = { rows: 3, totals: { n_cum_dose1: 1000 } };
    expect(holdBack(until(990), previous)).toBeUndefined();
    expect(holdBack(until(989), previous)).toEqual({
      fr: 'Le total de n_cum_dose1 baisse de 1,1 % depuis la publication précédente (de 1000 à 989).',
      en: 'The total of n_cum_dose1 falls by 1.1 % since the previous publication (from 1000 to 989).',
    });
  });

  it('holds a table with a value that is no number, and says where', () => {
    expect(holdBack(tableOf([['48', '2021-01-04', Number.NaN, 1]]), undefined)?.en).toMatch(
      /Line 2, column n_dose1/,
    );
  });

  it('accepts empty cells: a small count that is withheld is no fault', () => {
    expect(holdBack(tableOf([['48', '2021-01-04', null, null]]), undefined)).toBeUndefined();
  });
});

describe('running totals', () => {
  it('add the last day of each key', () => {
    expect(
      runningTotals(
        tableOf([
          ['48', '2021-01-05', 5, 15],
          ['48', '2021-01-04', 10, 10],
          ['2A', '2021-01-04', 1, 1],
        ]),
      ),
    ).toEqual({ n_cum_dose1: 16 });
  });
});
