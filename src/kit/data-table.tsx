import { useSpeech } from '#kit/language.tsx';

/** A table as it is read on the page and written to a file. The first column names the row. */
export type Sheet = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** How a number of this column is shown; files carry the number itself. */
  readonly show?: readonly (((value: number) => string) | undefined)[];
};

/** Figures in rows, for whoever would rather read than look. Scrolls by itself, keyboard included. */
export function DataTable({ sheet, caption }: { sheet: Sheet; caption: string }) {
  const { formats } = useSpeech();
  const write = (value: string | number | null, column: number): string => {
    if (value === null) return '–';
    if (typeof value === 'string') return value;
    return (sheet.show?.[column] ?? formats.integer)(value);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section className="table-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {sheet.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row) => (
            <tr key={String(row[0])}>
              {row.map((value, column) =>
                column === 0 ? (
                  <th key={sheet.columns[column]} scope="row">
                    {write(value, column)}
                  </th>
                ) : (
                  <td key={sheet.columns[column]} data-number={typeof value === 'number' || undefined}>
                    {write(value, column)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  return /[";\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The sheet as CSV, semicolons and points, as the official files of the campaign are written. */
export const sheetToCsv = (sheet: Sheet): string =>
  [sheet.columns, ...sheet.rows].map((row) => `${row.map(cell).join(';')}\n`).join('');
