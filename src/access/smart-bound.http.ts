/**
 * Keeps software within its scopes at the addresses of FHIR: a right says whether it may record at all, its scopes
 * whether it may create, correct or take back. Entries of a Bundle are asked for as if each came alone.
 */
import { FHIR_BASE } from '#access/smart.api.ts';
import { type Interaction, scopeAllows } from '#access/smart-scopes.ts';
import type { Caller } from '#http/identity.ts';
import type { Route } from '#http/route.ts';
import { type Refused, refuse } from '#kernel/result.ts';

type Needed = { readonly type: string; readonly interaction: Interaction };

const BY_METHOD: Readonly<Record<string, Interaction>> = {
  GET: 'r',
  HEAD: 'r',
  POST: 'c',
  PUT: 'u',
  PATCH: 'u',
  DELETE: 'd',
};

/** The parts of an address below the base, however it is written: whole, from the root, or relative as in a Bundle. */
const partsOf = (address: string): string[] => {
  const [path = ''] = address.split(/[?#]/, 1);
  const at = path.indexOf(`${FHIR_BASE}/`);
  const below = at === -1 ? path : path.slice(at + FHIR_BASE.length);
  return below.split('/').filter((part) => part !== '');
};

/** What an interaction needs of the scopes (http://hl7.org/fhir/R4/http.html); undefined: of no one type. */
export const neededFor = (method: string, address: string): Needed | undefined => {
  const [type = '', next] = partsOf(address);
  if (!/^[A-Z]/.test(type) || next?.startsWith('$')) return undefined;
  const isSearch = next === '_search' || next === '_history' || (method === 'GET' && next === undefined);
  const interaction = isSearch ? 's' : BY_METHOD[method];
  return interaction === undefined ? undefined : { type, interaction };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the entries of a Bundle need; what is no Bundle, or malformed, is for the route to refuse. */
const neededIn = (body: unknown): Needed[] => {
  if (!isObject(body) || body.resourceType !== 'Bundle' || !Array.isArray(body.entry)) return [];
  const entries: readonly unknown[] = body.entry;
  return entries.flatMap((entry) => {
    const request = isObject(entry) && isObject(entry.request) ? entry.request : {};
    const { method, url } = request;
    return typeof method === 'string' && typeof url === 'string' ? (neededFor(method, url) ?? []) : [];
  });
};

const NAMES: Readonly<Record<Interaction, string>> = {
  c: 'create',
  r: 'read',
  u: 'update',
  d: 'delete',
  s: 'search',
};

/** Why the caller's scopes do not allow it; undefined when they do. */
export const scopeFault = (
  caller: Caller,
  { type, interaction }: Needed,
): Refused<'scope-missing'> | undefined =>
  scopeAllows(caller, type, interaction)
    ? undefined
    : refuse('scope-missing', `the scopes of this token do not allow to ${NAMES[interaction]} ${type}`, {
        field: type,
      });

/** These routes, each refusing what is beyond the scopes of who calls; those that are public, or no FHIR, as they are. */
export const withinScopes = (routes: readonly Route[]): Route[] =>
  routes.map((route) => {
    const { operation } = route;
    if (operation.right === 'public' || !operation.path.startsWith(FHIR_BASE)) return route;
    const own = neededFor(operation.method, operation.path);
    return {
      operation: { ...operation, problems: [...new Set([...operation.problems, 'scope-missing'])] },
      answer: async (raw) => {
        const needed = own === undefined ? neededIn(raw.body) : [own];
        for (const one of needed) {
          const fault = scopeFault(raw.caller, one);
          if (fault !== undefined) return fault;
        }
        return route.answer(raw);
      },
    };
  });
