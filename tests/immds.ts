/** `$immds-forecast` as its callers use it: requests to build, answers read and held against the structure of R4. */
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import { z } from 'zod';
import { resourceFaults } from './fhir-r4.ts';

export const OPERATION = '/fhir/$immds-forecast?schedule=us-routine';
export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const SNOMED = 'http://snomed.info/sct';
export const CDSI = 'https://www.cdc.gov/iis/cdsi/observation';

const Concept = z.object({
  coding: z.array(z.object({ system: z.string(), code: z.string() })).optional(),
  text: z.string().optional(),
});
type Concept = z.infer<typeof Concept>;
const Reference = z.object({ reference: z.string().optional(), display: z.string().optional() });
const Evaluation = z.object({
  resourceType: z.literal('ImmunizationEvaluation'),
  date: z.string(),
  targetDisease: Concept,
  immunizationEvent: Reference,
  doseStatus: Concept,
  doseStatusReason: z.array(Concept).optional(),
  series: z.string(),
  doseNumberPositiveInt: z.int().optional(),
});
const Recommendation = z.object({
  resourceType: z.literal('ImmunizationRecommendation'),
  patient: Reference,
  recommendation: z.array(
    z.object({
      vaccineCode: z.array(Concept),
      targetDisease: Concept.optional(),
      forecastStatus: Concept,
      forecastReason: z.array(Concept).optional(),
      dateCriterion: z.array(z.object({ code: Concept, value: z.string() })).optional(),
      doseNumberPositiveInt: z.int().optional(),
      supportingImmunization: z.array(Reference).optional(),
    }),
  ),
});
const Outcome = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(
    z.object({
      severity: z.string(),
      code: z.string(),
      details: z.object({ text: z.string() }),
      diagnostics: z.string().optional(),
      expression: z.array(z.string()).optional(),
    }),
  ),
});
const Answer = z.object({
  parameter: z.array(
    z.object({
      name: z.string(),
      resource: z.discriminatedUnion('resourceType', [Evaluation, Recommendation, Outcome]),
    }),
  ),
});

export const codeOf = (concept: Concept | undefined): string | undefined => concept?.coding?.[0]?.code;

export const send = (
  app: FastifyInstance,
  body: unknown,
  path = OPERATION,
  headers: Record<string, string> = {},
) =>
  app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/fhir+json', ...headers },
    body: JSON.stringify(body),
  });

export const ask = async (
  app: FastifyInstance,
  body: unknown,
  path = OPERATION,
  headers: Record<string, string> = {},
) => {
  const response = await send(app, body, path, headers);
  expect(response.body).toMatch(/^\{"resourceType":"Parameters"/);
  expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(resourceFaults(response.json())).toEqual([]);
  const resources = Answer.parse(response.json()).parameter.map(({ resource }) => resource);
  const recommendation = resources.find((one) => one.resourceType === 'ImmunizationRecommendation');
  const outcome = resources.find((one) => one.resourceType === 'OperationOutcome');
  return {
    evaluations: resources.filter((one) => one.resourceType === 'ImmunizationEvaluation'),
    recommendation: recommendation ?? { patient: {}, recommendation: [] },
    // What is missing to answer better is told after them, and differs from group to group.
    issues: outcome?.issue.filter(({ code }) => code !== 'incomplete') ?? [],
    missing: outcome?.issue.filter(({ code }) => code === 'incomplete') ?? [],
  };
};

export const refusal = async (
  app: FastifyInstance,
  body: unknown,
  path = OPERATION,
  headers: Record<string, string> = {},
) => {
  const response = await send(app, body, path, headers);
  expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(resourceFaults(response.json())).toEqual([]);
  return { status: response.statusCode, issues: Outcome.parse(response.json()).issue };
};

export const immunization = (code: string, day: string, more: object = {}) => ({
  name: 'immunization',
  resource: {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding: [{ system: CVX, code }] },
    patient: { reference: 'Patient/p' },
    occurrenceDateTime: day,
    ...more,
  },
});

export const patient = (more: object = {}) => ({
  name: 'patient',
  resource: { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '2020-04-28', ...more },
});

export const request = (...parameter: object[]) => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'assessmentDate', valueDate: '2020-05-26' }, patient(), ...parameter],
});

export const groupOf = (answer: Awaited<ReturnType<typeof ask>>, cvx: string) =>
  answer.recommendation.recommendation.find(({ vaccineCode }) => codeOf(vaccineCode[0]) === cvx);
