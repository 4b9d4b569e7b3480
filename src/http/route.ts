/**
 * A route is data (an operation, declared with its schemas in an *.api.ts file) and one function. The server puts
 * them together; reading, refusing and writing are the same for all.
 */
import type { z } from 'zod';
import type { Caller } from '#http/identity.ts';
import { type Problem, read } from '#http/problem.ts';
import { isRefused, type Refused } from '#kernel/result.ts';
import type { Language, Text } from '#kernel/text.ts';

/** How an operation that follows a standard of others speaks: their media type, and refusals of their shape. */
export type Dialect = {
  /** Asked and answered in; plain JSON is taken as well. */
  readonly media: string;
  readonly problem: z.ZodType;
  readonly tellProblem: (problem: Problem) => object;
};

/** The methods routes answer, and those that bring a body. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export const takesBody = (method: Method): boolean => method === 'POST' || method === 'PUT';

/** Headers a route may read: conditions and preferences, never who calls. */
export const READ_HEADERS = ['if-match', 'if-none-match', 'if-none-exist', 'prefer', 'accept'] as const;
export type ReadHeader = (typeof READ_HEADERS)[number];

/** What an *.api.ts file says of an operation. `path` is written as OpenAPI does: `/api/things/{day}`. */
export type Operation = {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  /** `public`, or the right the caller must hold. */
  readonly right: string;
  /**
   * Where the right must reach. `place`: the request names a place, in `place`, which must be one of the caller's;
   * `person`: the route itself asks whether the caller may see that person, who lives somewhere; `self`: the caller's
   * own data. Absent: it shows nothing that belongs to a place.
   */
  readonly territory?: 'place' | 'person' | 'self';
  /** Names people: every answer leaves a line in the audit trail. */
  readonly nominative?: true;
  /** A GET without a right that still is for this caller alone: never kept, and read by no other site. */
  readonly personal?: true;
  /** The body is that of an HTML form, as other programs post it. */
  readonly form?: true;
  readonly tag: Text;
  readonly summary: Text;
  readonly description: Text;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** The body as the documentation shows it, when the route reads it piece by piece and `body` says less. */
  readonly bodyShown?: z.ZodType;
  readonly answers: Readonly<Record<number, { readonly description: Text; readonly schema: z.ZodType }>>;
  /** The codes it refuses with, besides those every route can meet. */
  readonly problems: readonly string[];
  /** The answers are documents of this type, a text, bytes or a stream, and not JSON. Refusals are as ever. */
  readonly media?: string;
  /** Absent: JSON, and problem documents. */
  readonly dialect?: Dialect;
};

/** What a route may ask of the request. */
export type Asked<P, Q, B> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly language: Language;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Partial<Record<ReadHeader, string>>>;
  /** Names this request in the logs and in the audit trail. */
  readonly request: string;
};

/** Headers of an answer: a place to go, cookies. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** The compiler takes the status, a key of the answers, for a text. */
type StatusOf<S> = S extends `${infer N extends number}` ? N : S;

/** One of the answers the operation declares, or a refusal. */
export type Reply<A> =
  | {
      [S in keyof A]: { readonly status: StatusOf<S>; readonly body: A[S]; readonly headers?: Headers };
    }[keyof A]
  | Refused;

export type Raw = Asked<unknown, unknown, unknown>;
export type Answered = { readonly status: number; readonly body: unknown; readonly headers?: Headers };
export type Route = {
  readonly operation: Operation;
  readonly answer: (raw: Raw) => Promise<Answered | Refused>;
};

/** An operation and the function that answers it: the function sees only what the schemas let through. */
export const route = <P, Q, B, A extends Readonly<Record<number, unknown>>>(
  operation: Omit<Operation, 'params' | 'query' | 'body' | 'answers'> & {
    readonly params: z.ZodType<P>;
    readonly query: z.ZodType<Q>;
    readonly body: z.ZodType<B>;
    readonly answers: {
      readonly [S in keyof A]: { readonly description: Text; readonly schema: z.ZodType<A[S]> };
    };
  },
  answer: (asked: Asked<P, Q, B>) => Promise<Reply<A>>,
): Route => ({
  operation,
  answer: async (raw) => {
    const { caller, language, cookies, headers, request } = raw;
    const params = read(operation.params, raw.params, language);
    if (isRefused(params)) return params;
    const query = read(operation.query, raw.query, language);
    if (isRefused(query)) return query;
    const body = read(operation.body, raw.body, language);
    if (isRefused(body)) return body;
    const reply = await answer({
      params: params.value,
      query: query.value,
      body: body.value,
      caller,
      language,
      cookies,
      headers,
      request,
    });
    return isRefused(reply) ? reply : { ...reply, status: Number(reply.status) };
  },
});
