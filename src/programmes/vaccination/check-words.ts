/** The report of a check as a few readable lines. */
import type { Language } from '#kernel/text.ts';
import type { Report } from '#programmes/vaccination/check.ts';
import type { Severity } from '#programmes/vaccination/check-fault.ts';

const WORDS = {
  fr: {
    sound: 'sain',
    unsound: 'NON sain',
    published: 'publié le',
    layout: 'en-tête du',
    rows: ['ligne', 'lignes'],
    from: 'du',
    to: 'au',
    none: 'non compressé',
    separators: { ';': 'point-virgule', ',': 'virgule', '\t': 'tabulation' },
    line: 'ligne',
    normalised: 'normalisé',
    times: 'fois, dès la ligne',
    more: 'autres remarques non affichées',
  },
  en: {
    sound: 'sound',
    unsound: 'NOT sound',
    published: 'published on',
    layout: 'header of',
    rows: ['row', 'rows'],
    from: 'from',
    to: 'to',
    none: 'not compressed',
    separators: { ';': 'semicolon', ',': 'comma', '\t': 'tab' },
    line: 'line',
    normalised: 'normalised',
    times: 'times, from line',
    more: 'more remarks not shown',
  },
} as const;

const SEVERITIES: Readonly<Record<Language, Readonly<Record<Severity, string>>>> = {
  fr: { error: 'erreur', warning: 'attention', info: 'note' },
  en: { error: 'error', warning: 'warning', info: 'note' },
};

/** Zero is singular in French. */
const isOne = (n: number, language: Language): boolean => n === 1 || (n === 0 && language === 'fr');

/** Lines shown to a person; the JSON has more. */
const SHOWN_MAX = 20;

export const reportInWords = (report: Report, language: Language): string => {
  const words = WORDS[language];
  const { period, publishedOn, layout, separator } = report;
  const named =
    separator === ';' || separator === ',' || separator === '\t' ? words.separators[separator] : null;
  const identity = [
    report.title[language] + (report.family === null ? '' : ` (${report.family})`),
    publishedOn && `${words.published} ${publishedOn}`,
    layout && `${words.layout} ${layout}`,
  ];
  const form = [
    `${report.rows.toLocaleString(language)} ${words.rows[isOne(report.rows, language) ? 0 : 1]}`,
    period && `${words.from} ${period.from} ${words.to} ${period.to}`,
    report.encoding,
    named,
    report.compression === 'none' ? words.none : report.compression,
  ];
  const normalised = report.normalised.map(
    ({ message, lines, count }) =>
      `  ${words.normalised.padEnd(11)}${message[language]} (${count} ${words.times} ${lines[0] ?? 1})`,
  );
  const faults = report.faults.slice(0, SHOWN_MAX).map(({ severity, line, message }) => {
    const where = line === null ? '' : `${words.line} ${line} : `;
    return `  ${SEVERITIES[language][severity].padEnd(11)}${language === 'fr' ? where : where.replace(' :', ':')}${message[language]}`;
  });
  const left = report.faultCount - faults.length;
  return [
    `${report.file}: ${report.sound ? words.sound : words.unsound}`,
    `  ${identity.filter(Boolean).join(', ')}`,
    `  ${form.filter(Boolean).join(', ')}`,
    ...faults,
    ...(left > 0 ? [`  … ${left} ${words.more}`] : []),
    ...normalised,
  ].join('\n');
};
