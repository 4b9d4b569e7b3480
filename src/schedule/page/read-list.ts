/** Doses pasted from a sheet or another program: a line each, `date TAB vaccine code`, and the manufacturer if known. */
import type { Day } from '#kernel/day.ts';
import { findDay } from '#schedule/page/read-day.ts';

export type ListedDose = { readonly date: Day; readonly code: string; readonly mvx: string };
export type ListRead = {
  readonly doses: readonly ListedDose[];
  /** The lines that are no dose, as they came. */
  readonly unread: readonly string[];
};

/** Tab, semicolon or comma between the columns; spaces when there is none of them. */
const columnsOf = (line: string): string[] =>
  line.split(/[\t;,]/.test(line) ? /[\t;,]/ : /\s+/).map((cell) => cell.trim());

/** `known` turns a code as written (`9`, `09`, `cvx 09`) into the schedule's own, or undefined. */
export const readList = (text: string, known: (code: string) => string | undefined): ListRead => {
  const doses: ListedDose[] = [];
  const unread: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [date = '', code = '', mvx = ''] = columnsOf(line);
    const day = findDay(date);
    const found = known(code.replace(/^cvx\s*:?\s*/i, ''));
    if (day === undefined || found === undefined) unread.push(line.trim());
    else doses.push({ date: day, code: found, mvx: /^[A-Za-z]{2,4}$/.test(mvx) ? mvx.toUpperCase() : '' });
  }
  return { doses, unread };
};

/** Whether a pasted text is a list and not the value of one field. */
export const isList = (text: string): boolean => /[\t\n;]/.test(text.trim());
