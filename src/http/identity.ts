/**
 * Who calls. This folder knows no person: `main` hands down a function that makes a caller of a token or of a session,
 * and every route declares the right it asks for.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Refused } from '#kernel/result.ts';

/** `id` is what every fact keeps in `by`: the code of a professional or of a software, never a name. */
export type Caller = {
  readonly id: string;
  readonly role: string;
  readonly rights: ReadonlySet<string>;
  /** Codes of the places the caller may act on, each with everything in it; empty: none. */
  readonly places: readonly string[];
  /** How sure the login was, as `provider/level` (`psc/eidas2`); kept with every act. Absent for software. */
  readonly assurance?: string;
  /** The caller came with a cookie, which browsers send by themselves: a POST must also bring this in a header. */
  readonly csrf?: string;
};

/** What came with the request. */
export type Credentials = { readonly token?: string | undefined; readonly session?: string | undefined };

/** The caller of a token or a session; undefined when nobody has it, a refusal when it may not be used now. */
export type Identify = (
  credentials: Credentials,
) => Caller | Refused | undefined | Promise<Caller | Refused | undefined>;

/** Anybody, on the routes whose right is `public`. */
export const ANYBODY: Caller = { id: 'anybody', role: 'public', rights: new Set(), places: [] };

/** The right of a route that asks for no caller. Written out, so that it is never an omission. */
export const PUBLIC = 'public';

/** The cookie of a session, and the header that proves a POST comes from our own pages. */
export const SESSION_COOKIE = 'rappel-session';
export const CSRF_HEADER = 'x-csrf-token';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export const sameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(digest(one), digest(other));

/**
 * Callers by fixed tokens, for development and tests. Tokens are compared by their hashes, every one of them and in
 * constant time, so that neither the time taken nor the position of a token tells anything of it.
 */
export const staticTokens = (tokens: ReadonlyMap<string, Caller>) => {
  const callers = [...tokens].map(([token, caller]) => ({ hashed: digest(token), caller }));
  return ({ token }: Credentials): Caller | undefined => {
    if (token === undefined) return undefined;
    const asked = digest(token);
    let found: Caller | undefined;
    for (const { hashed, caller } of callers) if (timingSafeEqual(hashed, asked)) found = caller;
    return found;
  };
};

const BEARER = 'bearer ';

/** The token of an `Authorization: Bearer …` header; undefined when there is none. */
export const bearerToken = (authorization: string | undefined): string | undefined => {
  if (authorization === undefined || authorization.length > 4096) return undefined;
  if (authorization.slice(0, BEARER.length).toLowerCase() !== BEARER) return undefined;
  const token = authorization.slice(BEARER.length).trim();
  return token === '' ? undefined : token;
};
