/** Sentences made from an answer, in both languages. */
import { addDays, type Day, daysBetween } from '#kernel/day.ts';
import type { Language, Text } from '#kernel/text.ts';
import type { Formats } from '#kit/numbers.ts';
import type { Mark, Reading, Row } from '#schedule/page/reading.ts';
import { ageText } from '#schedule/page/time-scale.ts';
import { ENGLISH_REASONS, KIND, REASONS, STANDING, WORTH } from '#schedule/page/words.ts';

export type Voice = { readonly language: Language; readonly formats: Formats };

/** `DTaP/Tdap/Td`, and the kind of its forecast when it is not everybody's. */
export const titleOf = ({ forecast, series }: Row, language: Language): string => {
  const kind = KIND[forecast.kind];
  const more = (series ?? kind)?.[language];
  const title = forecast.title[language];
  return more === undefined ? title : `${title} – ${more}`;
};

/** A target dose of a series is not told as "2 of 11": a series holds more doses than anybody is given. */
export const doseText = ({ forecast }: Row): string =>
  forecast.doseNumber === null || forecast.seriesStatus !== 'Not Complete'
    ? ''
    : `dose ${forecast.doseNumber}`;

const SOON_DAYS = 366;
const LONG_AGO_DAYS = 731;

/** `depuis le 12 mai 2026`; for what is years past, the age says more than the day: `depuis l’âge de 12 mois`. */
const sinceText = (day: Day, today: Day, birth: Day, { language, formats }: Voice): string => {
  const french = language === 'fr';
  if (day <= birth) return french ? 'depuis la naissance' : 'since birth';
  if (daysBetween(day, today) > LONG_AGO_DAYS) {
    const age = ageText(birth, day, language);
    return french ? `depuis l’âge de ${age}` : `since the age of ${age}`;
  }
  return french ? `depuis le ${formats.day(day)}` : `since ${formats.day(day)}`;
};

const dueParts = (row: Row, today: Day, birth: Day, voice: Voice): string[] => {
  const { recommended, pastDue, latest } = row.forecast;
  const { language, formats } = voice;
  const french = language === 'fr';
  const since = (day: Day) => sinceText(day, today, birth, voice);
  const parts: string[] = [];
  if (recommended !== null && (row.standing === 'due' || recommended !== pastDue))
    parts.push(`${french ? 'recommandé' : 'recommended'} ${since(recommended)}`);
  if (pastDue !== null)
    if (row.standing === 'overdue')
      parts.push(`${french ? 'en retard' : 'overdue'} ${since(addDays(pastDue, 1))}`);
    else
      parts.push(
        french ? `en retard après le ${formats.day(pastDue)}` : `overdue after ${formats.day(pastDue)}`,
      );
  if (latest !== null && daysBetween(today, latest) < SOON_DAYS)
    parts.push(french ? `au plus tard le ${formats.day(latest)}` : `at the latest ${formats.day(latest)}`);
  return parts;
};

/** When something is to be done, said for its standing: "recommended since 12 May 2026; overdue after 3 June 2026". */
export const whenText = (row: Row, today: Day, birth: Day, voice: Voice): string => {
  const { language, formats } = voice;
  const french = language === 'fr';
  const { earliest, recommended } = row.forecast;
  const joined = (parts: readonly string[]) => parts.join(french ? '\u00a0; ' : '; ');
  const from = (day: Day) => (french ? `à partir du ${formats.day(day)}` : `from ${formats.day(day)}`);
  if (row.standing === 'overdue' || row.standing === 'due') return joined(dueParts(row, today, birth, voice));
  if (row.standing === 'possible')
    return recommended === null ? '' : `${french ? 'recommandé' : 'recommended'} ${from(recommended)}`;
  const first = recommended ?? earliest;
  if (row.standing !== 'later' || first === null) return '';
  const not =
    earliest === null || earliest === first
      ? []
      : [french ? `pas avant le ${formats.day(earliest)}` : `not before ${formats.day(earliest)}`];
  return joined([from(first), ...not]);
};

/** The same in the few words that stand beside a line of the drawing. */
export const shortWhen = (row: Row, { language, formats }: Voice): string => {
  const { earliest, recommended, pastDue, reason } = row.forecast;
  const french = language === 'fr';
  const since = (day: Day) => (french ? `depuis le ${formats.day(day)}` : `since ${formats.day(day)}`);
  const from = recommended ?? earliest;
  switch (row.standing) {
    case 'overdue':
      return pastDue === null ? '' : since(addDays(pastDue, 1));
    case 'due':
      if (pastDue !== null) return french ? `d’ici le ${formats.day(pastDue)}` : `by ${formats.day(pastDue)}`;
      return recommended === null ? '' : since(recommended);
    case 'possible':
      if (from === null) return '';
      return french ? `recommandé le ${formats.day(from)}` : `recommended on ${formats.day(from)}`;
    case 'later':
      return from === null ? '' : french ? `le ${formats.day(from)}` : `on ${formats.day(from)}`;
    case 'contraindicated':
    case 'notRecommended':
      // The standing is said just before.
      return reasonOf(reason, language).replace(/^(?:non recommandé|not recommended) /i, '');
    default:
      return '';
  }
};

/** Why there is nothing to give: known only in the specification's words, so shown as they come. */
export const reasonOf = (reason: string | null, language: Language): string => {
  if (reason === null || reason === '') return '';
  if (language === 'en') return ENGLISH_REASONS[reason.toLowerCase()] ?? reason;
  return REASONS[reason.toLowerCase()] ?? reason;
};

/** What a name adds after a semicolon is a remark: told in the details, not wherever the vaccine is named. */
export const shortName = (name: Text, language: Language): string => name[language].replace(/\s*;.*$/s, '');

export const markText = (mark: Mark, birth: Day, { language, formats }: Voice): string => {
  const reasons = new Set(
    mark.evaluations.map(({ reason }) => reasonOf(reason, language)).filter((reason) => reason !== ''),
  );
  const number = mark.number === null ? '' : ` (dose ${mark.number})`;
  const why = reasons.size === 0 ? '' : `${formats.colon}${[...reasons].join(', ')}`;
  return `${formats.day(mark.date)}, ${ageText(birth, mark.date, language)}, ${shortName(mark.name, language)}. ${WORTH[mark.worth][language]}${number}${why}`;
};

/** A whole line of the drawing, for whoever hears it. */
export const rowText = (row: Row, today: Day, birth: Day, voice: Voice): string => {
  const { language, formats } = voice;
  const when = whenText(row, today, birth, voice);
  return [
    `${titleOf(row, language)}${formats.colon}${STANDING[row.standing][language]}${when === '' ? '' : `, ${when}`}`,
    ...row.marks.map((mark) => markText(mark, birth, voice)),
  ].join('. ');
};

const NAMED_MAX = 3;

/** The answer in one sentence: what is due by name while it can be said in a breath, else how much. */
export const summaryText = (reading: Reading, isToday: boolean, { language, formats }: Voice): string => {
  const french = language === 'fr';
  const day = formats.day(reading.today);
  const names = [...new Set(reading.due.map(({ forecast }) => forecast.title[language]))];
  const late = reading.due.filter(({ standing }) => standing === 'overdue').length;
  if (names.length === 0)
    return french
      ? `Rien à faire ${isToday ? 'aujourd’hui' : `au ${day}`}.`
      : `Nothing is due ${isToday ? 'today' : `on ${day}`}.`;
  const when = french
    ? isToday
      ? 'À faire maintenant'
      : `À faire au ${day}`
    : isToday
      ? 'Due now'
      : `Due on ${day}`;
  if (names.length <= NAMED_MAX) {
    // Names that hold commas themselves are kept apart by another sign.
    const listed = names.some((name) => name.includes(','))
      ? names.join(french ? '\u00a0; ' : '; ')
      : formats.list(names);
    return `${when}${formats.colon}${listed}.`;
  }
  const count = french ? `${names.length} vaccins` : `${names.length} vaccines`;
  const overdue = late === 0 ? '' : french ? `, dont ${late} en retard` : `, ${late} of them overdue`;
  return `${when}${formats.colon}${count}${overdue}.`;
};
