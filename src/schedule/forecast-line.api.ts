/** A line of `rappel forecast`: read, answered or refused. Never throws, whatever the line. */
import type { z } from 'zod';
import { isRefused } from '#kernel/result.ts';
import { ForecastCase, type ForecastResult } from '#schedule/forecast.api.ts';
import { forecastFrom, type OnShelf } from '#schedule/shelf.ts';

export type LineRefused = { readonly id: string | number | null; readonly error: string };

/** The answer to one line, or the reason there is none. */
export const forecastLine = (
  schedule: Pick<OnShelf, 'prepared' | 'on'>,
  line: string,
): ForecastResult | LineRefused => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return {
      id: idInText(line),
      error: `not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    };
  }
  const parsed = ForecastCase.safeParse(value, { reportInput: true });
  if (!parsed.success) return { id: idOf(value), error: faultsOf(parsed.error) };
  const answer = forecastFrom(schedule, parsed.data);
  return isRefused(answer) ? { id: parsed.data.id, error: answer.refusal.message } : answer;
};

const idOf = (value: unknown): string | number | null => {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  const found = ForecastCase.shape.id.safeParse(value.id);
  return found.success ? found.data : null;
};

/** The id of a line that breaks off later: who sent it finds it again. */
export const idInText = (line: string): string | number | null => {
  const found = /^\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)\s*,/.exec(line)?.[1];
  if (found === undefined) return null;
  try {
    return idOf({ id: JSON.parse(found) });
  } catch {
    return null;
  }
};

const FAULTS_SHOWN_MAX = 5;
const SHOWN_LENGTH_MAX = 60;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
};

/** What to give, by the name of the member. */
const EXPECTED: Readonly<Record<string, string>> = {
  id: 'a text of at most 200 characters, or a number: it comes back with the answer',
  assessmentDate: 'a day, YYYY-MM-DD',
  birthDate: 'a day, YYYY-MM-DD',
  date: 'a day, YYYY-MM-DD',
  cvx: 'the code of a vaccine',
  code: 'the code of an observation',
};

const messageOf = (issue: z.core.$ZodIssue): string => {
  const { input } = issue;
  const expected = EXPECTED[String(issue.path.at(-1))];
  if (input === undefined) return `is missing${expected === undefined ? '' : `: give ${expected}`}`;
  if (issue.code === 'invalid_union' && expected !== undefined)
    return `${shown(input)} cannot be read: give ${expected}`;
  if (issue.code === 'invalid_format' && issue.format === 'date')
    return `${shown(input)} is not a day: expected YYYY-MM-DD, a day that exists`;
  if (issue.code === 'too_big' && Array.isArray(input))
    return `${input.length} are too many: at most ${issue.maximum} are read`;
  return `${shown(input)} cannot be read: ${issue.message}`;
};

/** As the engine writes places: `doses[0].cvx`. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('') || 'the line';

const faultsOf = ({ issues }: z.ZodError): string => {
  const told = issues
    .slice(0, FAULTS_SHOWN_MAX)
    .map((issue) => `${placeOf(issue.path)}: ${messageOf(issue)}`);
  const more = issues.length - told.length;
  return told.join('; ') + (more > 0 ? `; and ${more} more` : '');
};
