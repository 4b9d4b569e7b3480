/**
 * Asking our own server, as the contracts (*.api.ts) say: what is sent and what comes back are typed by the operation,
 * and what comes back is checked against it. Nothing asked or answered is kept by the browser.
 */
import { z } from 'zod';
import type { Language } from '#kernel/text.ts';

/** What is needed of an operation to ask it. */
export type Operation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly answers: Answers;
};
type Answers = Readonly<Record<number, { readonly schema: z.ZodType }>>;

type Part<Name extends string, S extends z.ZodType> =
  Record<never, never> extends z.input<S>
    ? { readonly [name in Name]?: z.input<S> }
    : { readonly [name in Name]: z.input<S> };
export type Asked<O extends Operation> = Part<'params', O['params']> &
  Part<'query', O['query']> &
  Part<'body', O['body']>;

/** An answer the contract knows, by its status. */
export type Answered<O extends Operation> = {
  readonly [S in keyof O['answers'] & number]: {
    readonly status: S;
    readonly body: z.output<O['answers'][S]['schema']>;
  };
}[keyof O['answers'] & number];

/** What is read of a problem document (RFC 9457). */
const Problem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  mend: z.string().optional(),
  solver: z.enum(['you', 'manager', 'wait', 'support']).optional(),
  instance: z.string().optional(),
  field: z.string().optional(),
  faults: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Why there is no answer: refused, or never had. */
export type Failure = { readonly problem: Problem } | { readonly unreachable: string };
export type Called<O extends Operation> = Answered<O> | Failure;

export const hasFailed = (called: object): called is Failure =>
  'problem' in called || 'unreachable' in called;

type Raw = { readonly status: number; readonly body: unknown };

const isAnswered = <O extends Operation>(raw: Raw, { answers }: O): raw is Raw & Answered<O> =>
  answers[raw.status]?.schema.safeParse(raw.body).success ?? false;

const parts = (value: unknown): [string, string][] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, one]): [string, string][] =>
        one === undefined ? [] : [[name, String(one)]],
      );

/** The address of an operation: `base` stands for `/api`, and may be relative to the page. */
export const addressOf = (
  base: string,
  path: string,
  asked: { readonly params?: unknown; readonly query?: unknown },
): string => {
  const filled = parts(asked.params).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = new URLSearchParams(parts(asked.query)).toString();
  return `${base}${filled.replace(/^\/api/, '')}${query === '' ? '' : `?${query}`}`;
};

export type Manner = {
  readonly base: string;
  readonly language: Language;
  /** Proves that a POST comes from our own pages. */
  readonly csrf?: string | undefined;
  readonly signal?: AbortSignal;
};

/** Asks once. Whatever goes wrong is a value: nothing is thrown. */
export const callApi = async <O extends Operation>(
  operation: O,
  asked: Asked<O>,
  manner: Manner,
): Promise<Called<O>> => {
  let raw: Raw;
  try {
    const response = await fetch(addressOf(manner.base, operation.path, asked), {
      method: operation.method,
      headers: {
        'accept-language': manner.language,
        ...(operation.method !== 'GET' && { 'content-type': 'application/json' }),
        ...(manner.csrf !== undefined && { 'x-csrf-token': manner.csrf }),
      },
      ...(operation.method !== 'GET' && { body: JSON.stringify(asked.body ?? {}) }),
      credentials: 'same-origin',
      cache: 'no-store',
      ...(manner.signal && { signal: manner.signal }),
    });
    raw = { status: response.status, body: await response.json() };
  } catch (error) {
    return { unreachable: error instanceof Error ? error.message : String(error) };
  }
  if (isAnswered(raw, operation)) return raw;
  const problem = Problem.safeParse(raw.body);
  return problem.success ? { problem: problem.data } : { unreachable: `HTTP ${raw.status}` };
};

/** What is wrong field by field: the last word of the pointer names the field (`/identity/birthDate`). */
export const faultsByField = (failure: Failure | undefined): ReadonlyMap<string, string> => {
  const faults = new Map<string, string>();
  if (failure === undefined || !('problem' in failure)) return faults;
  const { problem } = failure;
  const told = problem.faults ?? [
    { pointer: problem.field ?? '', message: `${problem.title}. ${problem.mend ?? ''}`.trim() },
  ];
  for (const { pointer, message } of told) {
    const field = pointer.split(/[/.]/).findLast((word) => word !== '' && !/^\d+$/.test(word));
    if (field !== undefined && !faults.has(field)) faults.set(field, message);
  }
  return faults;
};

/** An id for what is sent, so that sending it twice does it once. */
export const newId = (): string => crypto.randomUUID();
