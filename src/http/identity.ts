/**
 * Who calls. This folder knows no person: `main` hands down a function that makes a caller of a token, and every
 * route declares the right it asks for.
 */
import { hash, timingSafeEqual } from 'node:crypto';

/** `id` is what every fact keeps in `by`: the code of a professional or of a software, never a name. */
export type Caller = {
  readonly id: string;
  readonly role: string;
  readonly rights: ReadonlySet<string>;
};

/** The caller of a bearer token; undefined when nobody has it. */
export type Identify = (token: string) => Caller | undefined;

/** Anybody, on the routes whose right is `public`. */
export const ANYBODY: Caller = { id: 'anybody', role: 'public', rights: new Set() };

/** The right of a route that asks for no caller. Written out, so that it is never an omission. */
export const PUBLIC = 'public';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/**
 * Callers by fixed tokens, for development and tests. Tokens are compared by their hashes, every one of them and in
 * constant time, so that neither the time taken nor the position of a token tells anything of it.
 */
export const staticTokens = (tokens: ReadonlyMap<string, Caller>): Identify => {
  const callers = [...tokens].map(([token, caller]) => ({ hashed: digest(token), caller }));
  return (token) => {
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
