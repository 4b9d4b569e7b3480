/** What is said of a FHIR request beside its answer: faults refuse it; notices say what was left aside, and why. */
import { type Day, isDay } from '#kernel/day.ts';
import type { Text } from '#kernel/text.ts';

/** Where in the Parameters resource: `['parameter', 2, 'resource', 'status']`. */
export type Path = readonly (string | number)[];

export type Note = { readonly at: Path; readonly text: Text };

/** A notice is a warning when what was left aside might have changed the answer. */
export type Notice = Note & { readonly severity: 'information' | 'warning' };

export type Notes = { readonly faults: Note[]; readonly notices: Notice[] };

/** The path as FHIRPath writes it (OperationOutcome.issue.expression). */
export const expressionOf = (at: Path): string =>
  `Parameters${at.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}`;

/** The path as a JSON Pointer (RFC 6901). */
export const pointerOf = (at: Path): string => at.map((part) => `/${part}`).join('');

/** The time of a FHIR dateTime; seconds and time zone may be missing, since only the day is read. */
const TIME = /^T([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-]([01]\d):[0-5]\d)?$/;

/** The day of a FHIR date or dateTime: with a time, the day that it says, where it was; undefined when it says none. */
export const dayIn = (moment: string): Day | undefined => {
  const day = moment.slice(0, 10);
  return (moment.length === 10 || TIME.test(moment.slice(10))) && isDay(day) ? day : undefined;
};

/** The day that must be there. A partial date is a fault: which day it was decides what a dose is worth. */
export const dayAt = (moment: string | undefined, at: Path, notes: Notes): Day | undefined => {
  const day = moment === undefined ? undefined : dayIn(moment);
  if (day !== undefined) return day;
  const partial = moment !== undefined && /^\d{4}(?:-\d{2})?$/.test(moment);
  notes.faults.push({
    at,
    text: moment === undefined ? NO_DAY : partial ? partialDay(moment) : badDay(moment),
  });
  return undefined;
};

const NO_DAY: Text = {
  fr: 'il manque : donnez un jour, AAAA-MM-JJ',
  en: 'is missing: give a day, YYYY-MM-DD',
};

const partialDay = (moment: string): Text => ({
  fr: `« ${moment} » n’est pas un jour entier : donnez AAAA-MM-JJ ; un jour n’est jamais deviné`,
  en: `"${moment}" is not a whole day: give YYYY-MM-DD; a day is never guessed`,
});

const badDay = (moment: string): Text => ({
  fr: `« ${moment.slice(0, 40)} » n’est pas un jour qui existe, AAAA-MM-JJ, avec ou sans heure`,
  en: `"${moment.slice(0, 40)}" is not a day that exists, YYYY-MM-DD, with or without a time`,
});
