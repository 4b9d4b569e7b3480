import { expect, test } from 'vitest';
import { sheetToCsv } from '#kit/data-table.tsx';

test('a sheet is written as the official files are: semicolons, points, nothing for what is not known', () => {
  expect(
    sheetToCsv({
      columns: ['Jour', 'Dit "ici"; là', 'Part'],
      rows: [
        ['2021-01-31', 1540, 2.3],
        ['a\nb', null, -1],
      ],
    }),
  ).toBe('Jour;"Dit ""ici""; là";Part\n2021-01-31;1540;2.3\n"a\nb";;-1\n');
});
