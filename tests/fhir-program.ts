/** FHIR R4 of a campaign behind a real server on a database of the tests, and the software that calls it. */
import { Client } from 'fhir-kit-client';
import { expect } from 'vitest';
import { z } from 'zod';
import { ACCESS_PROBLEMS } from '#access/access-problems.http.ts';
import { rightsOf } from '#access/roles.ts';
import { type Caller, staticTokens } from '#http/identity.ts';
import { createServer } from '#http/server.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import { FHIR_R4_PROBLEMS, fhirR4Routes } from '#programmes/vaccination/fhir/r4.http.ts';
import { CVX, INS_NIR } from '#programmes/vaccination/fhir/words.ts';
import { VACCINATION_PROBLEMS } from '#programmes/vaccination/problems.http.ts';
import { openSmartCare } from './smart-care.ts';
import { faultsOf } from './smart-validators.ts';

export const NOW = '2021-03-20T10:00:00.000Z';
const caller = (id: string, place: string, role: 'software' | 'vaccinator' | 'data-scientist' = 'software') =>
  [id, { id, role, rights: rightsOf(role), places: [place] }] as const;

/** Tokens are as long as real ones; the name says who comes. */
export const HOSPITAL = 'software:hospital-of-lozere';
export const FAR = 'software:pharmacy-of-paris';
export const NATIONAL = 'software:national-service';
export const ANALYST = 'an-analyst-who-sees-nobody';
const CALLERS: ReadonlyMap<string, Caller> = new Map([
  caller(HOSPITAL, 'DEP-48'),
  caller(FAR, 'DEP-75'),
  caller(NATIONAL, 'FRA'),
  caller(ANALYST, 'FRA', 'data-scientist'),
]);

export const MEDIA = 'application/fhir+json';
const Resource = z.looseObject({ resourceType: z.string(), id: z.string().optional() });
export type Resource = z.infer<typeof Resource>;

const Issue = z.looseObject({
  severity: z.string(),
  code: z.string(),
  details: z.object({ text: z.string(), coding: z.array(z.object({ code: z.string() })).optional() }),
  expression: z.array(z.string()).optional(),
});
const Outcome = z.object({ resourceType: z.literal('OperationOutcome'), issue: z.array(Issue) });

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Resource | undefined;
};

type Sent = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export const openFhir = async () => {
  const smart = await openSmartCare(new Map(), () => NOW);
  const { care } = smart;
  let url = '';
  const app = createServer({
    routes: fhirR4Routes(care, { base: () => `${url}/fhir/R4`, version: 'test' }),
    problems: { ...ACCESS_PROBLEMS, ...PEOPLE_PROBLEMS, ...VACCINATION_PROBLEMS, ...FHIR_R4_PROBLEMS },
    title: { fr: 'Rappel', en: 'Rappel' },
    version: 'test',
    identify: staticTokens(CALLERS),
    within: care.within,
    ready: async () => true,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  /** Asks, and holds whatever is answered against both validators. */
  const send = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    { token = HOSPITAL, body, headers = {} }: Sent = {},
  ): Promise<Answer> => {
    const response = await app.inject({
      method,
      url: path.startsWith('http') ? path.slice(url.length) : `/fhir/R4${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': MEDIA }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    expect(response.statusCode, response.body).toBeLessThan(500);
    if (response.body === '')
      return { status: response.statusCode, headers: response.headers, body: undefined };
    expect(response.headers['content-type']).toContain(MEDIA);
    const parsed = Resource.parse(response.json());
    expect(faultsOf(parsed), response.body).toEqual([]);
    return { status: response.statusCode, headers: response.headers, body: parsed };
  };

  /** What was refused: `422 product-unknown Immunization.vaccineCode`. */
  const refusal = async (...asked: Parameters<typeof send>): Promise<string> => told(await send(...asked));

  return {
    ...{ smart, care, app, url, send, refusal },
    client: (token: string) =>
      new Client({ baseUrl: `${url}/fhir/R4`, customHeaders: { authorization: `Bearer ${token}` } }),
    close: async (): Promise<void> => {
      await app.close();
      await smart.close();
    },
  };
};
export type FhirProgram = Awaited<ReturnType<typeof openFhir>>;

export const told = ({ status, body }: Answer): string => {
  const outcome = Outcome.safeParse(body);
  const [first] = outcome.data?.issue ?? [];
  return [status, first?.details.coding?.[0]?.code, first?.expression?.[0]].filter(Boolean).join(' ');
};
export const issuesOf = ({ body }: Answer) => Outcome.parse(body).issue;

/** An injection as hospital software sends it. */
export const immunization = (patient: string, over: object = {}): Resource => ({
  resourceType: 'Immunization',
  status: 'completed',
  vaccineCode: { coding: [{ system: CVX, code: '208' }] },
  patient: { reference: `Patient/${patient}` },
  occurrenceDateTime: '2021-03-10',
  primarySource: true,
  location: { reference: 'Location/C-64' },
  lotNumber: 'EJ6795',
  site: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActSite', code: 'LA' }] },
  protocolApplied: [{ doseNumberPositiveInt: 1 }],
  ...over,
});

export const byNumber = (value: string) => ({ identifier: { system: INS_NIR, value } });
