/** Sentences made from an answer, in both languages. */
import type { Day } from '#kernel/day.ts';
import type { Language } from '#kernel/text.ts';
import type { Formats } from '#kit/numbers.ts';
import type { GroupForecast } from '#schedule/forecast.api.ts';
import type { Mark, Reading, Row } from '#schedule/page/reading.ts';
import { ageText } from '#schedule/page/time-scale.ts';
import { KIND, REASONS, STANDING, WORTH } from '#schedule/page/words.ts';

export type Voice = { readonly language: Language; readonly formats: Formats };

/** `DTaP/Tdap/Td`, and the kind of its forecast when it is not everybody's. */
export const titleOf = (forecast: GroupForecast, language: Language): string => {
  const kind = KIND[forecast.kind];
  const title = forecast.title[language];
  return kind === undefined ? title : `${title} (${kind[language]})`;
};

const doseText = (forecast: GroupForecast, language: Language): string => {
  if (forecast.doseNumber === null) return '';
  const lengths = new Set(forecast.series.map(({ doses }) => doses));
  const [length] = lengths;
  const french = language === 'fr';
  // A series may go on for life (a booster every ten years): its length is said only when there is a last dose.
  if (lengths.size !== 1 || length === undefined || length <= 1 || forecast.doseNumber > length)
    return `dose ${forecast.doseNumber}`;
  return `dose ${forecast.doseNumber} ${french ? 'sur' : 'of'} ${length}`;
};

export { doseText };

/** When something is to be done, said for its standing: "since 12 May 2026; overdue from 3 June 2026". */
export const whenText = (row: Row, { language, formats }: Voice): string => {
  const { earliest, recommended, pastDue, latest } = row.forecast;
  const french = language === 'fr';
  const on = (day: Day) => formats.day(day);
  const before =
    latest === null ? '' : french ? ` ; au plus tard le ${on(latest)}` : `; at the latest ${on(latest)}`;
  const parts = (text: string) => text.replaceAll(' ;', '\u00a0;');
  switch (row.standing) {
    case 'overdue': {
      if (pastDue === null) return '';
      const late = french ? `en retard depuis le ${on(pastDue)}` : `overdue since ${on(pastDue)}`;
      if (recommended === null || recommended === pastDue) return parts(late + before);
      return parts(
        french
          ? `recommandé depuis le ${on(recommended)} ; ${late}${before}`
          : `recommended since ${on(recommended)}; ${late}${before}`,
      );
    }
    case 'due': {
      const since =
        recommended === null || recommended === undefined
          ? ''
          : french
            ? `recommandé depuis le ${on(recommended)}`
            : `recommended since ${on(recommended)}`;
      const late =
        pastDue === null
          ? ''
          : french
            ? ` ; en retard dès le ${on(pastDue)}`
            : `; overdue from ${on(pastDue)}`;
      return parts(since + late + before);
    }
    case 'possible':
      return recommended === null
        ? ''
        : french
          ? `recommandé à partir du ${on(recommended)}`
          : `recommended from ${on(recommended)}`;
    case 'later': {
      const from = recommended ?? earliest;
      if (from === null) return '';
      const first =
        earliest !== null && earliest !== from
          ? french
            ? ` ; pas avant le ${on(earliest)}`
            : `; not before ${on(earliest)}`
          : '';
      return parts((french ? `à partir du ${on(from)}` : `from ${on(from)}`) + first);
    }
    default:
      return '';
  }
};

/** The same in the few words that stand beside a line of the drawing. */
export const shortWhen = (row: Row, { language, formats }: Voice): string => {
  const { earliest, recommended, pastDue } = row.forecast;
  const french = language === 'fr';
  if (row.standing === 'overdue' && pastDue !== null)
    return french ? `depuis le ${formats.day(pastDue)}` : `since ${formats.day(pastDue)}`;
  if (row.standing === 'due' && pastDue !== null)
    return french ? `avant le ${formats.day(pastDue)}` : `before ${formats.day(pastDue)}`;
  if (row.standing === 'due' && recommended !== null)
    return french ? `depuis le ${formats.day(recommended)}` : `since ${formats.day(recommended)}`;
  const from = recommended ?? earliest;
  if ((row.standing === 'later' || row.standing === 'possible') && from !== null)
    return french ? `le ${formats.day(from)}` : formats.day(from);
  return '';
};

/** Why there is nothing to give: known only in the specification's words, so shown as they come. */
export const reasonOf = (reason: string | null, language: Language): string => {
  if (reason === null || reason === '') return '';
  if (language === 'en') return reason;
  return REASONS[reason.toLowerCase()] ?? reason;
};

export const markText = (mark: Mark, birth: Day, { language, formats }: Voice): string => {
  const reasons = new Set(
    mark.evaluations.map(({ reason }) => reasonOf(reason, language)).filter((reason) => reason !== ''),
  );
  const number = mark.number === null ? '' : ` (dose ${mark.number})`;
  const why = reasons.size === 0 ? '' : `${formats.colon}${[...reasons].join(', ')}`;
  return `${formats.day(mark.date)}, ${ageText(birth, mark.date, language)}, ${mark.name[language]}. ${WORTH[mark.worth][language]}${number}${why}`;
};

/** A whole line of the drawing, for whoever hears it. */
export const rowText = (row: Row, birth: Day, voice: Voice): string => {
  const { language, formats } = voice;
  const when = whenText(row, voice);
  return [
    `${titleOf(row.forecast, language)}${formats.colon}${STANDING[row.standing][language]}${when === '' ? '' : `, ${when}`}`,
    ...row.marks.map((mark) => markText(mark, birth, voice)),
  ].join('. ');
};

/** The answer in one sentence. */
export const summaryText = (reading: Reading, isToday: boolean, { language, formats }: Voice): string => {
  const french = language === 'fr';
  const names = reading.due.map(({ forecast }) => forecast.title[language]);
  if (names.length > 0) {
    const start = isToday
      ? french
        ? 'À faire maintenant'
        : 'Due now'
      : french
        ? `À faire au ${formats.day(reading.today)}`
        : `Due on ${formats.day(reading.today)}`;
    return `${start}${formats.colon}${formats.list(names)}.`;
  }
  const nothing = isToday
    ? french
      ? 'Rien à faire aujourd’hui.'
      : 'Nothing is due today.'
    : french
      ? `Rien à faire au ${formats.day(reading.today)}.`
      : `Nothing is due on ${formats.day(reading.today)}.`;
  return nothing;
};
