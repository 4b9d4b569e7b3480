/** The contract of the FHIR R4 routes: `$immds-forecast`, and what describes it. */
import { z } from 'zod';
import { fhirDialect } from '#fhir/dialect.ts';
import { Parameters } from '#schedule/fhir-resources.ts';
import { CASE_PROBLEMS } from '#schedule/schedule.api.ts';

const TAG = { fr: 'FHIR', en: 'FHIR' };
const None = z.strictObject({});

/** FHIR asks servers to take `_format` and `_pretty`, and to ignore what they do not know. */
const Query = z.object({ schedule: z.string().max(60).optional() });

/** What is sent is a Parameters resource: faults are told in it. */
const FHIR_DIALECT = fhirDialect('Parameters');

const Resource = z.looseObject({ resourceType: z.string() });

const EXAMPLE = {
  resourceType: 'Parameters',
  parameter: [
    { name: 'assessmentDate', valueDate: '2020-05-26' },
    {
      name: 'patient',
      resource: { resourceType: 'Patient', id: 'p1', gender: 'male', birthDate: '2020-04-28' },
    },
    {
      name: 'immunization',
      resource: {
        resourceType: 'Immunization',
        id: 'i1',
        status: 'completed',
        vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '08' }] },
        patient: { reference: 'Patient/p1' },
        occurrenceDateTime: '2020-04-28',
      },
    },
  ],
};

export const immdsForecast = {
  id: 'immdsForecast',
  method: 'POST',
  path: '/fhir/$immds-forecast',
  right: 'public',
  tag: TAG,
  summary: {
    fr: 'Prévision vaccinale ($immds-forecast, FHIR R4)',
    en: 'Immunization forecast ($immds-forecast, FHIR R4)',
  },
  description: {
    fr: 'L’opération du guide HL7 « Immunization Decision Support Forecast ». Le calendrier se choisit par « ?schedule= » ou par un paramètre « schedule » ; sans choix, celui que l’installation a désigné répond (us-routine). Rien de ce qui est envoyé n’est gardé. docs/forecast.md dit ce qui est lu.',
    en: 'The operation of the HL7 guide "Immunization Decision Support Forecast". The schedule is chosen by "?schedule=" or by a parameter "schedule"; without a choice the one that the installation names answers (us-routine). Nothing of what is sent is kept. docs/forecast.md says what is read.',
  },
  params: None,
  query: Query,
  body: Parameters,
  bodyShown: Parameters.meta({ examples: [EXAMPLE] }),
  answers: {
    200: {
      description: {
        fr: 'Parameters : « evaluation » par dose et antigène, « recommendation », et « outcome » s’il y a lieu.',
        en: 'Parameters: an "evaluation" for each dose and antigen, the "recommendation", and an "outcome" when there is something to tell.',
      },
      schema: z.object({
        resourceType: z.literal('Parameters'),
        parameter: z.array(z.object({ name: z.string(), resource: Resource })).readonly(),
      }),
    },
  },
  problems: ['fhir-unreadable', 'no-schedule', ...CASE_PROBLEMS],
  dialect: FHIR_DIALECT,
} as const;

export const fhirCapabilities = {
  id: 'fhirCapabilities',
  method: 'GET',
  path: '/fhir/metadata',
  right: 'public',
  tag: TAG,
  summary: { fr: 'CapabilityStatement du serveur FHIR', en: 'CapabilityStatement of the FHIR server' },
  description: {
    fr: 'Ce que ce serveur FHIR sait faire : cette opération, et elle seule.',
    en: 'What this FHIR server can do: this operation, and nothing else.',
  },
  params: None,
  query: z.object({}),
  body: z.undefined(),
  answers: { 200: { description: { fr: 'La ressource.', en: 'The resource.' }, schema: Resource } },
  problems: [],
  dialect: FHIR_DIALECT,
} as const;

export const fhirOperation = {
  id: 'fhirOperation',
  method: 'GET',
  path: '/fhir/OperationDefinition/immds-forecast',
  right: 'public',
  tag: TAG,
  summary: { fr: 'OperationDefinition de $immds-forecast', en: 'OperationDefinition of $immds-forecast' },
  description: {
    fr: 'L’opération telle que ce serveur la lit et y répond : celle du guide, et les paramètres qu’il y ajoute.',
    en: 'The operation as this server reads and answers it: that of the guide, and the parameters it adds.',
  },
  params: None,
  query: z.object({}),
  body: z.undefined(),
  answers: { 200: { description: { fr: 'La ressource.', en: 'The resource.' }, schema: Resource } },
  problems: [],
  dialect: FHIR_DIALECT,
} as const;
