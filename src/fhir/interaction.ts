/**
 * A FHIR interaction, however it came: by an address of its own or as an entry of a Bundle. What the two share is
 * here: parameters, preferences, formats, versions, refusals with every fault.
 */
import type { StructureFault } from '#fhir/structure.ts';
import type { Caller } from '#http/identity.ts';
import { type Refusal, type Refused, refuseInWords } from '#kernel/result.ts';
import type { Language } from '#kernel/text.ts';

/** Parameters of a search, in the order given; one may come several times. */
export type Parameters = readonly (readonly [name: string, value: string])[];

export type InteractionAsked = {
  readonly caller: Caller;
  /** Names the request in the audit trail. */
  readonly request: string;
  readonly language: Language;
  readonly headers: Readonly<Partial<Record<string, string>>>;
  readonly parameters: Parameters;
  /** The parameters came in a body: they may name somebody. */
  readonly posted: boolean;
  readonly id: string;
  readonly version: string;
  readonly body: unknown;
};

export type InteractionAnswer =
  | { readonly status: number; readonly body?: object; readonly headers?: Readonly<Record<string, string>> }
  | Refused;

export type Interaction = (asked: InteractionAsked) => Promise<InteractionAnswer>;

/** A refusal with every fault found, each at its place. */
export type Faulty<Code extends string = string> = Refused<Code> & {
  readonly refusal: Refusal<Code> & {
    readonly faults: readonly { readonly pointer: string; readonly message: string }[];
  };
};

export const refuseFaults = <Code extends string>(
  code: Code,
  faults: readonly StructureFault[],
  language: Language,
): Faulty<Code> => {
  const told = faults.map(({ pointer, text }) => ({ pointer, message: text[language] }));
  return {
    refusal: {
      code,
      message: told.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '),
      faults: told,
    },
  };
};

const PARAMETERS_MAX = 50;
const VALUE_MAX = 400;

/** The parameters of an address or of a form; a refusal when there are too many, or one is too long. */
export const parametersOf = (input: unknown): Parameters | Refused<'fhir-parameter'> => {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(input ?? {}))
    for (const one of Array.isArray(value) ? value : [value]) found.push([name, String(one)]);
  const long = found.find(([name, value]) => name.length > VALUE_MAX || value.length > VALUE_MAX);
  if (found.length <= PARAMETERS_MAX && long === undefined) return found;
  return refuseInWords('fhir-parameter', {
    fr: `au plus ${PARAMETERS_MAX} paramètres, de ${VALUE_MAX} caractères chacun`,
    en: `at most ${PARAMETERS_MAX} parameters, of ${VALUE_MAX} characters each`,
  });
};

export const valuesOf = (parameters: Parameters, name: string): string[] =>
  parameters.flatMap(([one, value]) => (one === name ? [value] : []));
export const firstOf = (parameters: Parameters, name: string): string | undefined =>
  valuesOf(parameters, name)[0];

/** What the caller prefers (RFC 7240; http://hl7.org/fhir/R4/http.html#ops). */
export type Preferences = {
  readonly shown: 'minimal' | 'representation' | 'OperationOutcome';
  readonly strict: boolean;
  readonly async: boolean;
};
export const preferencesOf = ({ prefer = '' }: InteractionAsked['headers']): Preferences => {
  const asked = new Set(prefer.split(/[,;]/).map((part) => part.trim()));
  return {
    shown: asked.has('return=minimal')
      ? 'minimal'
      : asked.has('return=OperationOutcome')
        ? 'OperationOutcome'
        : 'representation',
    strict: asked.has('handling=strict'),
    async: asked.has('respond-async'),
  };
};

const JSON_FORMATS: ReadonlySet<string> = new Set([
  'json',
  'application/json',
  'application/fhir+json',
  'application/json+fhir',
  'text/json',
]);
const ANY: ReadonlySet<string> = new Set(['*/*', 'application/*']);

/** Refuses formats that are not JSON: `_format` decides, else the header Accept. */
export const formatRefusal = (
  { accept }: InteractionAsked['headers'],
  parameters: Parameters,
): Refused<'fhir-not-acceptable'> | undefined => {
  const format = firstOf(parameters, '_format');
  const asked = (format ?? accept ?? '*/*')
    .split(',')
    .map((one) => (one.split(';', 1)[0] ?? '').trim().replaceAll(' ', '+').toLowerCase());
  if (asked.some((one) => JSON_FORMATS.has(one) || ANY.has(one))) return undefined;
  return refuseInWords('fhir-not-acceptable', {
    fr: 'ce serveur répond en application/fhir+json, et rien d’autre',
    en: 'this server answers in application/fhir+json, and nothing else',
  });
};

/** The number in an ETag: `W/"3"`, or `"3"`, or `3` as some clients write it; undefined when there is none. */
export const versionOfTag = (tag: string): number | undefined => {
  const found = /^(?:W\/)?"?([1-9]\d{0,8})"?$/.exec(tag.trim())?.[1];
  return found === undefined ? undefined : Number(found);
};
export const tagOf = (version: number): string => `W/"${version}"`;

/** An HTTP date of an ISO instant. */
export const httpDate = (instant: string): string => new Date(instant).toUTCString();
