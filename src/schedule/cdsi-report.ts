/** What an import of supporting data read, noted and could not read, for a person at a terminal. */
import { ANTIGEN_COUNTS, type CdsiReport } from '#schedule/cdsi-import.ts';

/** Columns, as short as they can be read. */
const TITLES: Readonly<Record<(typeof ANTIGEN_COUNTS)[number], string>> = {
  series: 'series',
  doses: 'doses',
  ages: 'ages',
  intervals: 'interv.',
  allowableIntervals: 'allow.i.',
  preferable: 'prefer.',
  allowable: 'allow.',
  inadvertent: 'inadv.',
  skips: 'skips',
  sets: 'sets',
  conditions: 'cond.',
  seasons: 'season',
  indications: 'indic.',
  contraindications: 'contra.',
  vaccineContraindications: 'vac.con.',
  immunity: 'immun.',
};

export const reportInWords = (report: CdsiReport): string => {
  const { head, antigens, notes, unread, errors } = report;
  const texts = [...report.read.values()].reduce((total, count) => total + count, 0);
  const lines = [
    `Schedule: ${head.groups} vaccine groups, ${head.vaccines} vaccines, ${head.conflicts} conflicts, ${head.observations} observations.`,
    `Antigens: ${antigens.length}. Texts read: ${texts}.`,
    '',
    ...table(report),
  ];
  const list = (title: string, items: readonly string[]): void => {
    lines.push(
      '',
      `${title}: ${items.length === 0 ? 'none.' : items.length}`,
      ...items.map((item) => `  ${item}`),
    );
  };
  list(
    'Written in several ways, now in one',
    notes.map(({ what, times, first }) => `${times} x ${what}\n      first: ${first}`),
  );
  list('Not read', unread);
  list('Errors', errors);
  return `${lines.join('\n')}\n`;
};

/** One line an antigen, and the sums. */
const table = ({ antigens }: CdsiReport): string[] => {
  const width = Math.max(8, ...antigens.map(({ antigen }) => antigen.length)) + 1;
  const row = (first: string, cell: (count: (typeof ANTIGEN_COUNTS)[number]) => string): string =>
    first.padEnd(width) +
    ANTIGEN_COUNTS.map((count) => cell(count).padStart(TITLES[count].length + 1)).join('');
  return [
    row('antigen', (count) => TITLES[count]),
    ...antigens.map((antigen) => row(antigen.antigen, (count) => String(antigen[count]))),
    row('all', (count) => String(antigens.reduce((total, antigen) => total + antigen[count], 0))),
  ];
};
