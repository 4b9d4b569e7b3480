/**
 * What is read of the FHIR R4 resources sent with `$immds-forecast`. Elements that are not here are read by nobody
 * and kept by nobody; those that are must be of the type the specification gives them.
 */
import { z } from 'zod';

/** A resource as it is sent: what its elements are is for the functions that make it. */
export type FhirResource = { readonly resourceType: string; readonly [element: string]: unknown };

const Text = z.string().max(2000);
const Coding = z.object({ system: Text.optional(), code: Text.optional(), display: Text.optional() });
export const CodeableConcept = z.object({
  coding: z.array(Coding).max(100).optional(),
  text: Text.optional(),
});
export type CodeableConcept = z.infer<typeof CodeableConcept>;

/** `2020`, `2020-05`, `2020-05-01` or with a time: how precise it is decides whether it is read (fhir-notes.ts). */
const Moment = Text;

const Identifier = z.object({ system: Text.optional(), value: Text.optional() });
const Reference = z.object({
  reference: Text.optional(),
  identifier: Identifier.optional(),
  display: Text.optional(),
});

const Extension = z.object({
  url: Text,
  valueAddress: z.object({ country: z.string().max(60).optional() }).optional(),
});

export const Patient = z.object({
  resourceType: z.literal('Patient'),
  id: Text.optional(),
  birthDate: Moment.optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  extension: z.array(Extension).max(50).optional(),
});
export type Patient = z.infer<typeof Patient>;

const Organization = z.object({
  resourceType: Text,
  id: Text.optional(),
  identifier: z.array(Identifier).max(20).optional(),
});

export const Immunization = z.object({
  resourceType: z.literal('Immunization'),
  id: Text.optional(),
  identifier: z.array(Identifier).max(20).optional(),
  contained: z.array(Organization).max(20).optional(),
  status: z.enum(['completed', 'entered-in-error', 'not-done']),
  vaccineCode: CodeableConcept,
  patient: Reference.optional(),
  occurrenceDateTime: Moment.optional(),
  occurrenceString: Text.optional(),
  manufacturer: Reference.optional(),
  expirationDate: Moment.optional(),
  isSubpotent: z.boolean().optional(),
  doseQuantity: z
    .object({ value: z.number().optional(), unit: Text.optional(), code: Text.optional() })
    .optional(),
});
export type Immunization = z.infer<typeof Immunization>;

const Period = z.object({ start: Moment.optional() });

export const Observation = z.object({
  resourceType: z.literal('Observation'),
  status: Text,
  code: CodeableConcept,
  subject: Reference.optional(),
  effectiveDateTime: Moment.optional(),
  effectivePeriod: Period.optional(),
  valueCodeableConcept: CodeableConcept.optional(),
  valueBoolean: z.boolean().optional(),
  valueInteger: z.int().optional(),
  valueString: Text.optional(),
  // Not read: that they are there is told.
  valueQuantity: z.unknown().optional(),
  valueRange: z.unknown().optional(),
  valueRatio: z.unknown().optional(),
  valueSampledData: z.unknown().optional(),
  valueTime: z.unknown().optional(),
  valueDateTime: z.unknown().optional(),
  valuePeriod: z.unknown().optional(),
  dataAbsentReason: CodeableConcept.optional(),
});

export type Observation = z.infer<typeof Observation>;

export const Condition = z.object({
  resourceType: z.literal('Condition'),
  clinicalStatus: CodeableConcept.optional(),
  verificationStatus: CodeableConcept.optional(),
  code: CodeableConcept.optional(),
  subject: Reference.optional(),
  onsetDateTime: Moment.optional(),
  onsetPeriod: Period.optional(),
});

export const AllergyIntolerance = z.object({
  resourceType: z.literal('AllergyIntolerance'),
  clinicalStatus: CodeableConcept.optional(),
  verificationStatus: CodeableConcept.optional(),
  criticality: z.enum(['low', 'high', 'unable-to-assess']).optional(),
  code: CodeableConcept.optional(),
  patient: Reference.optional(),
  onsetDateTime: Moment.optional(),
  onsetPeriod: Period.optional(),
});

/** What may be said of a patient besides the doses. */
export const Finding = z.discriminatedUnion('resourceType', [Observation, Condition, AllergyIntolerance]);
export type Finding = z.infer<typeof Finding>;

export const FINDING_TYPES: readonly string[] = ['Observation', 'Condition', 'AllergyIntolerance'];

export const PARAMETERS_MAX = 500;

export const Parameters = z
  .object({
    resourceType: z.literal('Parameters'),
    parameter: z
      .array(
        z.object({
          name: z.string().max(200),
          valueDate: Moment.optional(),
          valueDateTime: Moment.optional(),
          valueString: Text.optional(),
          valueCode: Text.optional(),
          resource: z.looseObject({ resourceType: z.string().max(100) }).optional(),
        }),
      )
      .max(PARAMETERS_MAX),
  })
  .meta({
    description:
      'A FHIR R4 Parameters resource: `assessmentDate` (valueDate), `patient` (Patient), `immunization` (Immunization, any number); also Observation, Condition and AllergyIntolerance resources under any name, and `schedule` (valueString).',
  });
export type Parameters = z.infer<typeof Parameters>;
