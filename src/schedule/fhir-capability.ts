/** What this server says of itself in FHIR R4: a CapabilityStatement of one operation, and its definition. */
import type { FhirResource } from '#schedule/fhir-resources.ts';
import { IMMDS_OPERATION } from '#schedule/fhir-terms.ts';

/** The day these descriptions were last changed. */
const DATE = '2026-11-22';

export const capabilityStatement = (software: { readonly version: string }): FhirResource => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: DATE,
  kind: 'instance',
  fhirVersion: '4.0.1',
  software: { name: 'Rappel', version: software.version },
  implementation: { description: 'Rappel: immunization forecasts by schedules of doses' },
  format: ['application/fhir+json', 'json'],
  implementationGuide: ['http://hl7.org/fhir/us/immds/ImplementationGuide/hl7.fhir.us.immds'],
  rest: [
    {
      mode: 'server',
      documentation:
        'Computes on what is sent and keeps nothing. The schedule is chosen by ?schedule=NAME; the names are at /api/schedules.',
      operation: [{ name: 'immds-forecast', definition: IMMDS_OPERATION }],
    },
  ],
});

const parameter = (
  use: 'in' | 'out',
  name: string,
  [min, max]: readonly [number, string],
  type: string,
  documentation: string,
): object => ({ name, use, min, max, documentation, type });

export const operationDefinition = (): FhirResource => ({
  resourceType: 'OperationDefinition',
  id: 'immds-forecast',
  name: 'ImmDSForecast',
  title: 'Immunization Decision Support Forecast',
  status: 'active',
  kind: 'operation',
  date: DATE,
  affectsState: false,
  code: 'immds-forecast',
  base: IMMDS_OPERATION,
  system: true,
  type: false,
  instance: false,
  parameter: [
    parameter('in', 'assessmentDate', [1, '1'], 'date', 'The day on which to assess.'),
    parameter('in', 'patient', [1, '1'], 'Patient', 'Birth date and gender are read.'),
    parameter('in', 'immunization', [0, '*'], 'Immunization', 'The immunization history.'),
    parameter('in', 'condition', [0, '*'], 'Condition', 'Conditions that the schedule knows by their codes.'),
    parameter('in', 'observation', [0, '*'], 'Observation', 'Observations that it knows by their codes.'),
    parameter('in', 'allergyIntolerance', [0, '*'], 'AllergyIntolerance', 'Allergies that it knows.'),
    parameter('in', 'schedule', [0, '1'], 'string', 'The schedule that answers; a name of /api/schedules.'),
    parameter('out', 'evaluation', [0, '*'], 'ImmunizationEvaluation', 'One for each dose and antigen.'),
    parameter('out', 'recommendation', [1, '1'], 'ImmunizationRecommendation', 'What is due next.'),
    parameter('out', 'outcome', [0, '1'], 'OperationOutcome', 'What was left aside, what is missing.'),
  ],
});
