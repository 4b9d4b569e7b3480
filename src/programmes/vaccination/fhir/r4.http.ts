/** FHIR R4 over HTTP, at /fhir/R4: each interaction at its address, and the statement of what there is. */

import { ACCESS_PROBLEMS } from '#access/access-problems.http.ts';
import { capabilityStatement, type Described, type SearchParameter } from '#fhir/capability.ts';
import { formatRefusal, type Interaction, parametersOf } from '#fhir/interaction.ts';
import { isObject, type Resource } from '#fhir/resource.ts';
import { PROBLEMS, type Problems, problemTeller } from '#http/problem.ts';
import type { Operation, Raw, Route } from '#http/route.ts';
import { isRefused } from '#kernel/result.ts';
import { PEOPLE_PROBLEMS } from '#people/people-problems.http.ts';
import type { Care } from '#programmes/vaccination/care.ts';
import { postBundle } from '#programmes/vaccination/fhir/bundle-post.node.ts';
import {
  deleteImmunization,
  updateImmunization,
} from '#programmes/vaccination/fhir/immunization-change.node.ts';
import {
  SEARCH_PARAMETERS,
  searchImmunizations,
} from '#programmes/vaccination/fhir/immunization-search.node.ts';
import {
  immunizationHistory,
  readImmunizations,
  readImmunizationVersion,
} from '#programmes/vaccination/fhir/immunization-show.node.ts';
import { createImmunization } from '#programmes/vaccination/fhir/immunization-write.node.ts';
import { type FhirR4Options, openParts, type Parts } from '#programmes/vaccination/fhir/parts.node.ts';
import { createPatient, readPatient, searchPatients } from '#programmes/vaccination/fhir/patient.node.ts';
import { FHIR_R4_PROBLEMS } from '#programmes/vaccination/fhir/problems.http.ts';
import { BASE, FHIR_OPERATIONS } from '#programmes/vaccination/fhir/r4.api.ts';
import {
  readRecommendation,
  searchRecommendations,
} from '#programmes/vaccination/fhir/recommendation.node.ts';
import { typeHistory } from '#programmes/vaccination/fhir/type-history.node.ts';
import { VACCINATION_PROBLEMS } from '#programmes/vaccination/problems.http.ts';

export type { FhirR4Options };
export { FHIR_R4_PROBLEMS };

/** The day what this server can do was last changed. */
const DATE = '2026-11-22';

const SEARCHED: Readonly<Record<string, readonly SearchParameter[]>> = {
  Immunization: SEARCH_PARAMETERS,
  Patient: [
    { name: 'identifier', type: 'token' },
    { name: 'family', type: 'string' },
    { name: 'given', type: 'string' },
    { name: 'birthdate', type: 'date' },
  ],
  ImmunizationRecommendation: [{ name: 'patient', type: 'reference' }],
};

const MORE: Described['more'] = {
  Immunization: {
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: false,
    conditionalCreate: true,
    conditionalRead: 'not-match',
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    referencePolicy: ['literal', 'logical'],
  },
  Patient: { versioning: 'versioned', conditionalCreate: true },
};

/** One value of a part of an address. */
const partOf = (params: unknown, name: string): string =>
  isObject(params) && typeof params[name] === 'string' ? params[name] : '';

/** A route reads nothing but parameters and a body: what they say is for the interaction, with its place in the resource. */
const served = (operation: Operation, interaction: Interaction): Route => ({
  operation,
  answer: async ({ params, query, body, caller, language, headers, request }: Raw) => {
    const isForm = operation.form === true;
    const parameters = parametersOf(
      isForm ? { ...(isObject(query) ? query : {}), ...(isObject(body) ? body : {}) } : query,
    );
    if (isRefused(parameters)) return parameters;
    const refused = formatRefusal(headers, parameters);
    if (refused !== undefined) return refused;
    // What is in the address is no secret any more, even of a POST: only how to show may be there (`_format`).
    const posted = isForm && Object.keys(query ?? {}).every((name) => name.startsWith('_'));
    const answer = await interaction({
      ...{ caller, request, language, headers, parameters, posted, body },
      id: partOf(params, 'id'),
      version: partOf(params, 'version'),
    });
    return isRefused(answer) ? answer : { body: undefined, ...answer };
  },
});

/** The interactions by their operations; those of a Bundle are the same. */
const interactionsOf = (parts: Parts) => {
  const recommendation = readRecommendation(parts);
  const search = searchImmunizations(parts);
  return {
    createImmunization: createImmunization(parts),
    searchImmunizations: search,
    postSearchImmunizations: search,
    typeHistory: typeHistory(parts),
    readImmunization: readImmunizations(parts),
    updateImmunization: updateImmunization(parts),
    deleteImmunization: deleteImmunization(parts),
    immunizationHistory: immunizationHistory(parts),
    readImmunizationVersion: readImmunizationVersion(parts),
    readPatient: readPatient(parts),
    searchPatients: searchPatients(parts),
    createPatient: createPatient(parts),
    readRecommendation: recommendation,
    searchRecommendations: searchRecommendations(parts),
    patientRecommendation: recommendation,
  } satisfies Partial<Record<keyof typeof FHIR_OPERATIONS, Interaction>>;
};

/** Routes that are joined to these at the same base, and what they search, so that the statement tells them too. */
export type JoinedRoutes = {
  readonly routes: readonly Route[];
  readonly searched?: Readonly<Record<string, readonly SearchParameter[]>>;
};

const ALL_PROBLEMS: Problems = {
  ...PROBLEMS,
  ...ACCESS_PROBLEMS,
  ...PEOPLE_PROBLEMS,
  ...VACCINATION_PROBLEMS,
  ...FHIR_R4_PROBLEMS,
};

/** Every route of FHIR R4. @param joined other routes at the same base (places, professionals, exports) */
export const fhirR4Routes = (
  care: Care,
  options: FhirR4Options = {},
  joined: JoinedRoutes = { routes: [] },
): Route[] => {
  const parts = openParts(care, options);
  const interactions = interactionsOf(parts);
  const entries = [
    ...Object.entries(interactions).map(([name, interaction]) => ({ name, interaction })),
    { name: 'bundle', interaction: postBundle(parts, interactions, problemTeller(ALL_PROBLEMS)) },
  ];
  const operations: Readonly<Record<string, Operation>> = FHIR_OPERATIONS;
  const routes = entries.flatMap(({ name, interaction }) => {
    const operation = operations[name];
    return operation === undefined ? [] : [served(operation, interaction)];
  });
  const described = [...routes, ...joined.routes].map(({ operation }) => operation);
  // Made at the first request: the address is known once the server listens.
  let statement: Resource | undefined;
  const metadata: Interaction = async () => {
    statement ??= capabilityStatement({
      ...{ path: BASE, address: parts.base(), operations: described, more: MORE, date: DATE },
      searched: { ...SEARCHED, ...joined.searched },
      includes: { Immunization: ['Immunization:patient'] },
      software: { name: 'Rappel', version: options.version ?? 'unknown' },
      description: 'Rappel: injections of a vaccination campaign, recorded once and corrected by adding',
      token: options.token?.(),
    });
    return { status: 200, body: statement };
  };
  return [served(FHIR_OPERATIONS.metadata, metadata), ...routes, ...joined.routes];
};
