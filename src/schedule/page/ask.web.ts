/** Asking the server about a record. Nothing of it is put in an address or kept by the browser. */
import { z } from 'zod';
import type { Language } from '#kernel/text.ts';
import { type ForecastCase, ForecastResult } from '#schedule/forecast.api.ts';

/** What is read of a problem document (RFC 9457). */
const Problem = z.object({
  title: z.string(),
  detail: z.string(),
  code: z.string(),
  mend: z.string().optional(),
  field: z.string().optional(),
  faults: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export type Answered =
  | { readonly result: ForecastResult }
  | { readonly problem: Problem }
  | { readonly unreachable: string };

const answerOf = async (response: Response): Promise<Answered> => {
  const json: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const read = ForecastResult.safeParse(json);
    if (read.success) return { result: read.data };
    const issue = read.error.issues[0];
    return { unreachable: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not JSON'}` };
  }
  const problem = Problem.safeParse(json);
  return problem.success ? { problem: problem.data } : { unreachable: `HTTP ${response.status}` };
};

/** Undefined when it was given up because another question came. */
export const askForecast = async (
  api: string,
  schedule: string,
  asked: ForecastCase,
  language: Language,
  signal: AbortSignal,
): Promise<Answered | undefined> => {
  try {
    const response = await fetch(`${api}/schedules/${encodeURIComponent(schedule)}/forecasts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': language },
      body: JSON.stringify(asked),
      cache: 'no-store',
      signal,
    });
    const answer = await answerOf(response);
    return signal.aborted ? undefined : answer;
  } catch (error) {
    if (signal.aborted) return undefined;
    return { unreachable: error instanceof Error ? error.message : String(error) };
  }
};

/** Today where the reader is. */
export const today = (): string => {
  const now = new Date();
  const part = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
};

export const printPage = (): void => globalThis.print();
