/** The entries of a Bundle that was sent: which interaction each one asks for, and what became of it. */
import { z } from 'zod';
import type { BundleEntry } from '#fhir/bundle.ts';
import type { InteractionAsked } from '#fhir/interaction.ts';
import { outcomeOf } from '#fhir/outcome.ts';
import type { Resource } from '#fhir/resource.ts';
import type { ProblemOf } from '#http/problem.ts';
import { isRefused, type Refused, refuseInWords } from '#kernel/result.ts';
import { BASE, FHIR_OPERATIONS } from '#programmes/vaccination/fhir/r4.api.ts';

const Request = z.object({
  method: z.string(),
  url: z.string(),
  ifMatch: z.string().optional(),
  ifNoneMatch: z.string().optional(),
  ifNoneExist: z.string().optional(),
});
export const BundleSent = z.object({
  type: z.string(),
  entry: z
    .array(
      z.object({
        fullUrl: z.string().optional(),
        resource: z.unknown().optional(),
        request: Request.optional(),
      }),
    )
    .default([]),
});
export type EntrySent = z.infer<typeof BundleSent>['entry'][number];

/** An entry as the interaction it asks for. */
export type Directed = {
  readonly name: string;
  readonly right: string;
  readonly asked: InteractionAsked;
  readonly fullUrl: string;
};

const PATTERNS = Object.entries(FHIR_OPERATIONS)
  .filter(([name]) => name !== 'bundle' && name !== 'metadata')
  .map(([name, { method, path, right }]) => ({
    ...{ name, method, right },
    names: [...path.matchAll(/\{(\w+)\}/g)].map(([, part = '']) => part),
    form: new RegExp(
      `^${path
        .slice(BASE.length + 1)
        .replaceAll('$', '\\$')
        .replaceAll(/\{\w+\}/g, '([^/]+)')}$`,
    ),
  }));

const at = (i: number, part: string): string => `Bundle.entry[${i}]${part}`;

const shownMethod = (method: string): string => (/^[A-Z]{3,7}$/.test(method) ? method : '…');

/** The address is not repeated: it may hold what should not have been sent. */
const noInteraction = (i: number, method: string): Refused<'fhir-value'> =>
  refuseInWords(
    'fhir-value',
    {
      fr: `aucune interaction d’ici ne répond à ${shownMethod(method)} à cette adresse`,
      en: `no interaction here answers to ${shownMethod(method)} at this address`,
    },
    { field: at(i, '.request') },
  );

/** Which interaction an entry asks for; a refusal when there is none, or the caller has not its right. */
export const directed = (
  entry: EntrySent,
  i: number,
  outer: InteractionAsked,
  base: string,
): Directed | Refused => {
  const { request, fullUrl = '', resource } = entry;
  if (request === undefined)
    return refuseInWords(
      'fhir-structure',
      { fr: 'une entrée a un « request »', en: 'an entry has a "request"' },
      { field: at(i, '.request') },
    );
  const { method, url, ifMatch, ifNoneMatch, ifNoneExist } = request;
  const local = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, '');
  const [path = '', query = ''] = local.split('?', 2);
  for (const { name, method: takes, form, names, right } of PATTERNS) {
    const found = takes === method ? form.exec(path) : null;
    if (found === null) continue;
    if (right !== 'public' && !outer.caller.rights.has(right))
      return refuseInWords(
        'forbidden',
        { fr: `cette entrée demande le droit « ${right} »`, en: `this entry asks for the right "${right}"` },
        { field: at(i, '.request') },
      );
    const parts = new Map(names.map((part, index) => [part, found[index + 1] ?? '']));
    return {
      ...{ name, right, fullUrl },
      asked: {
        ...outer,
        headers: {
          ...(outer.headers.prefer !== undefined && { prefer: outer.headers.prefer }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
          ...(ifNoneExist !== undefined && { 'if-none-exist': ifNoneExist }),
        },
        parameters: [...new URLSearchParams(query)],
        // The address of an entry is inside a body: no log and no history of a browser has it.
        posted: true,
        id: parts.get('id') ?? '',
        version: parts.get('version') ?? '',
        body: resource,
      },
    };
  }
  return noInteraction(i, method);
};

const PHRASES: Readonly<Record<number, string>> = {
  200: '200 OK',
  201: '201 Created',
  204: '204 No Content',
  304: '304 Not Modified',
};

export type Answered =
  | {
      readonly status: number;
      readonly body?: object | undefined;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | Refused;

const isResource = (body: object | undefined): body is Resource =>
  body !== undefined && 'resourceType' in body && typeof body.resourceType === 'string';

/** What became of an entry, as an entry of the answer. */
export const answeredEntry = (
  answer: Answered,
  { language, request }: InteractionAsked,
  problemOf: ProblemOf,
): BundleEntry => {
  if (isRefused(answer)) {
    const problem = problemOf(answer.refusal, language, request);
    return { response: { status: String(problem.status), outcome: outcomeOf(problem) } };
  }
  const { status, body, headers = {} } = answer;
  const { location, etag } = headers;
  const modified = headers['last-modified'];
  const resource = isResource(body) ? body : undefined;
  const isOutcome = resource?.resourceType === 'OperationOutcome';
  return {
    ...(resource !== undefined && !isOutcome && { resource }),
    response: {
      status: PHRASES[status] ?? String(status),
      ...(location !== undefined && { location }),
      ...(etag !== undefined && { etag }),
      ...(modified !== undefined && { lastModified: new Date(modified).toISOString() }),
      ...(resource !== undefined && isOutcome && { outcome: resource }),
    },
  };
};
