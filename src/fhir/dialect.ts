/** How operations that follow FHIR R4 speak: JSON of FHIR, and refusals as an OperationOutcome. */
import { OperationOutcome, outcomeOf, type Told } from '#fhir/outcome.ts';

export const FHIR_MEDIA = 'application/fhir+json';

/** @param root the type of the resource in which the faults of a body are told; absent: they begin with it */
export const fhirDialect = (root?: string) => ({
  media: FHIR_MEDIA,
  problem: OperationOutcome,
  tellProblem: (problem: Told): OperationOutcome => outcomeOf(problem, root),
});

export const FHIR_DIALECT = fhirDialect();
