import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disclose, givenAway, INSURER, type Sum } from '#indicators/disclosure.ts';

/** Counts by department and age, with the totals of both and of all, as published. */
const table = (rows: readonly (readonly number[])[]): { counts: Map<string, number>; sums: Sum[] } => {
  const counts = new Map<string, number>();
  const sums: Sum[] = [];
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, i) => {
    row.forEach((n, j) => {
      counts.set(`${i},${j}`, n);
    });
    counts.set(
      `${i},all`,
      row.reduce((a, b) => a + b, 0),
    );
    sums.push({ total: `${i},all`, parts: row.map((_, j) => `${i},${j}`) });
  });
  for (let j = 0; j < width; j++) {
    counts.set(
      `all,${j}`,
      rows.reduce((sum, row) => sum + (row[j] ?? 0), 0),
    );
    sums.push({ total: `all,${j}`, parts: rows.map((_, i) => `${i},${j}`) });
  }
  counts.set(
    'all,all',
    rows.flat().reduce((a, b) => a + b, 0),
  );
  sums.push({ total: 'all,all', parts: rows.map((_, i) => `${i},all`) });
  sums.push({ total: 'all,all', parts: Array.from({ length: width }, (_, j) => `all,${j}`) });
  return { counts, sums };
};

test('one small cell takes another of its row and of its column with it', () => {
  const { counts, sums } = table([
    [5, 200, 300],
    [150, 40, 90],
    [120, 80, 70],
  ]);
  const shown = disclose(counts, sums, INSURER);
  expect(shown.get('0,0')).toBeNull();
  expect([...shown].filter(([, n]) => n === null).length).toBeGreaterThanOrEqual(4);
  expect(shown.get('all,all')).toBe(1060);
});

test('a hidden cell that links two groups of hidden cells is found, though no single total gives it', () => {
  const square = (name: string) => ['a', 'b', 'c', 'd'].map((cell) => `${name}${cell}`);
  const [xa = '', xb = '', xc = '', xd = ''] = square('x');
  const [ya = '', yb = '', yc = '', yd = ''] = square('y');
  const sums: Sum[] = [
    { total: 'r1', parts: [xa, xb, 'bridge'] },
    { total: 'r2', parts: [xc, xd] },
    { total: 'c1', parts: [xa, xc] },
    { total: 'c2', parts: [xb, xd] },
    { total: 'r3', parts: [ya, yb] },
    { total: 'r4', parts: [yc, yd] },
    { total: 'c3', parts: [ya, yc, 'bridge'] },
    { total: 'c4', parts: [yb, yd] },
  ];
  expect(givenAway(sums, new Set([xa, xb, xc, xd, ya, yb, yc, yd, 'bridge']))).toEqual(['bridge']);
});

test('no count under the threshold is shown, and none follows from what is shown', () => {
  const rows = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(fc.nat(60), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
    );
  fc.assert(
    fc.property(rows, (draft) => {
      const { counts, sums } = table(draft);
      const shown = disclose(counts, sums, INSURER);
      const hidden = new Set([...shown].filter(([, n]) => n === null).map(([cell]) => cell));
      for (const [cell, n] of counts) {
        if (n < INSURER.min) expect(hidden.has(cell)).toBe(true);
        else if (!hidden.has(cell)) expect(Math.abs((shown.get(cell) ?? 0) - n)).toBeLessThanOrEqual(5);
      }
      // Only a table that hides everything it has may leave a cell that its own sums determine.
      expect(givenAway(sums, hidden).every(() => hidden.size === counts.size)).toBe(true);
    }),
  );
});
