/** FHIR R4 OperationOutcome: how a refusal, or something to know, is told on the FHIR routes. */
import { z } from 'zod';

const Issue = z.object({
  severity: z.enum(['fatal', 'error', 'warning', 'information']),
  code: z.string(),
  details: z
    .object({
      coding: z
        .array(z.object({ system: z.string(), code: z.string() }))
        .readonly()
        .optional(),
      text: z.string(),
    })
    .optional(),
  diagnostics: z.string().optional(),
  expression: z.array(z.string()).readonly().optional(),
});
export type Issue = z.infer<typeof Issue>;

export const OperationOutcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(Issue).min(1).readonly(),
});
export type OperationOutcome = z.infer<typeof OperationOutcome>;

/** The system of our own codes of problems and warnings: stable, programs may be written against them. */
export const PROBLEM_SYSTEM = 'urn:rappel:problem';

/** Issue types (value set issue-type) by our codes; what is not here is of the content. */
const TYPES: Readonly<Record<string, string>> = {
  'json-malformed': 'structure',
  'http-malformed': 'structure',
  'request-malformed': 'structure',
  'fhir-structure': 'structure',
  'content-type-unknown': 'not-supported',
  'fhir-not-acceptable': 'not-supported',
  'fhir-not-kept': 'not-supported',
  'fhir-parameter': 'not-supported',
  'fhir-too-costly': 'too-costly',
  'body-too-large': 'too-long',
  'fhir-too-large': 'too-long',
  'not-found': 'not-found',
  'fhir-not-found': 'not-found',
  'fhir-reference-unknown': 'not-found',
  'person-unknown': 'not-found',
  'fhir-gone': 'deleted',
  'fhir-version-stale': 'conflict',
  'fhir-conflict': 'conflict',
  'id-conflict': 'conflict',
  'fhir-version-needed': 'required',
  'fhir-code-unknown': 'code-invalid',
  'product-unknown': 'code-invalid',
  'fhir-several': 'multiple-matches',
  'method-not-allowed': 'not-supported',
  'uri-too-long': 'too-long',
  'no-schedule': 'not-found',
  'unknown-vaccine': 'code-invalid',
  'unknown-observation': 'code-invalid',
  'dose-before-birth': 'business-rule',
  'born-later': 'business-rule',
  'not-in-force': 'business-rule',
  'day-in-future': 'business-rule',
  unauthenticated: 'login',
  'token-expired': 'expired',
  forbidden: 'forbidden',
  'scope-missing': 'forbidden',
  csrf: 'forbidden',
  'place-forbidden': 'forbidden',
  'person-elsewhere': 'forbidden',
  'search-too-often': 'throttled',
  'search-too-wide': 'too-costly',
  'export-async-needed': 'required',
  'export-unknown': 'not-found',
  'place-unknown': 'not-found',
  timeout: 'timeout',
  'too-busy': 'transient',
  unavailable: 'transient',
  unexpected: 'exception',
};

/** What a problem document says (RFC 9457). */
export type Told = {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly mend: string;
  readonly instance?: string | undefined;
  readonly field?: string | undefined;
  readonly faults?: readonly { readonly pointer: string; readonly message: string }[] | undefined;
};

/**
 * The FHIRPath of a JSON Pointer (RFC 6901): `/Immunization/vaccineCode/coding/0` is
 * `Immunization.vaccineCode.coding[0]`. `root` is the type of the resource when the pointer begins inside it.
 */
export const expressionOfPointer = (pointer: string, root = ''): string =>
  pointer
    .split('/')
    .slice(1)
    .reduce((path, part) => {
      if (/^\d+$/.test(part)) return `${path}[${part}]`;
      return path === '' ? part : `${path}.${part}`;
    }, root);

/** Longest text of a part that a caller wrote: a path quotes what was sent, and stays short. */
const EXPRESSION_MAX = 300;

/** An issue for each fault of a problem, or one for all of it. */
export const outcomeOf = (problem: Told, root = ''): OperationOutcome => {
  const { code, title, detail, mend, instance, field, faults = [] } = problem;
  const where = instance === undefined ? '' : ` [${instance}]`;
  const told = (text: string, expression: string | undefined): Issue => ({
    severity: 'error',
    code: TYPES[code] ?? 'value',
    details: { coding: [{ system: PROBLEM_SYSTEM, code }], text },
    diagnostics: `${code}: ${title}. ${mend}${where}`,
    ...(expression !== undefined &&
      expression !== '' && { expression: [expression.slice(0, EXPRESSION_MAX)] }),
  });
  if (faults.length > 0)
    return {
      resourceType: 'OperationOutcome',
      issue: faults.map(({ pointer, message }) => told(message, expressionOfPointer(pointer, root))),
    };
  // A field that begins with a type of resource is a path already; others are names of our own contracts.
  const expression = field !== undefined && /^[A-Z]/.test(field) ? field : undefined;
  return { resourceType: 'OperationOutcome', issue: [told(detail, expression)] };
};

/** Something to know that is no refusal: `code` is ours. */
export const noticeOf = (
  severity: 'warning' | 'information',
  type: string,
  text: string,
  { code, expression, diagnostics }: { code?: string; expression?: string; diagnostics?: string } = {},
): Issue => ({
  severity,
  code: type,
  details: { ...(code !== undefined && { coding: [{ system: PROBLEM_SYSTEM, code }] }), text },
  ...(diagnostics !== undefined && { diagnostics }),
  ...(expression !== undefined && { expression: [expression.slice(0, EXPRESSION_MAX)] }),
});

/** Issues alone, as a resource; without any, that all went well. */
export const outcome = (issues: readonly Issue[], allWell: string): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue: issues.length > 0 ? issues : [noticeOf('information', 'informational', allWell)],
});
