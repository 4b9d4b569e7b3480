/** FHIR R4 OperationOutcome: how a refusal is told on the FHIR routes. */
import { z } from 'zod';
import type { Issue } from '#schedule/fhir-answer.ts';
import { expressionOfPointer } from '#schedule/fhir-notes.ts';

export const OperationOutcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z
    .array(
      z.object({
        severity: z.enum(['fatal', 'error', 'warning', 'information']),
        code: z.string(),
        details: z.object({ text: z.string() }).optional(),
        diagnostics: z.string().optional(),
        expression: z.array(z.string()).readonly().optional(),
      }),
    )
    .min(1)
    .readonly(),
});
export type OperationOutcome = z.infer<typeof OperationOutcome>;

/** Issue types (value set issue-type) by our codes; what is not here is of the content. */
const TYPES: Readonly<Record<string, string>> = {
  'json-malformed': 'structure',
  'http-malformed': 'structure',
  'request-malformed': 'structure',
  'content-type-unknown': 'not-supported',
  'body-too-large': 'too-long',
  'not-found': 'not-found',
  'method-not-allowed': 'not-supported',
  'uri-too-long': 'too-long',
  'no-schedule': 'not-found',
  'unknown-vaccine': 'code-invalid',
  'unknown-observation': 'code-invalid',
  'dose-before-birth': 'business-rule',
  'born-later': 'business-rule',
  'not-in-force': 'business-rule',
  timeout: 'timeout',
  'too-busy': 'transient',
  unavailable: 'transient',
  unexpected: 'exception',
};

/** What a problem document says (RFC 9457), as an OperationOutcome: an issue for each fault. */
export const outcomeOf = (problem: {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly mend: string;
  readonly instance?: string | undefined;
  readonly faults?: readonly { readonly pointer: string; readonly message: string }[] | undefined;
}): OperationOutcome => {
  const { code, title, detail, mend, instance, faults = [] } = problem;
  const type = TYPES[code] ?? 'value';
  const where = instance === undefined ? '' : ` [${instance}]`;
  const issue = faults.map(
    ({ pointer, message }): Issue => ({
      severity: 'error',
      code: type,
      details: { text: message },
      diagnostics: `${code}: ${title}. ${mend}${where}`,
      expression: [expressionOfPointer(pointer)],
    }),
  );
  if (issue.length > 0) return { resourceType: 'OperationOutcome', issue };
  const diagnostics = `${code}: ${title}. ${mend}${where}`;
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: type, details: { text: detail }, diagnostics }],
  };
};
